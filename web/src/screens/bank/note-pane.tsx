import { useEffect, useRef } from 'react'
import { useDraft } from '../../api/use-draft.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { DayField, TextArea } from '../../ui/field.tsx'
import { Told } from '../../ui/told.tsx'
import { desk as texts } from './desk-texts.ts'
import { PaneHead } from './divide-pane.tsx'
import type { DeskPayment } from './say-evidence.ts'

/** A note on the customer that the payment is probably from, with a day to look at it again. */
export function NotePane({
  payment,
  party,
  onClose,
}: {
  payment: DeskPayment
  party: { number: string; name: string }
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const save = useAct('parties.save-note')
  const draft = useDraft(`desk.note.${payment.transactionId}`, { text: '', followUpOn: '' })
  const { text, followUpOn } = draft.value
  const setText = (text: string) => draft.setValue((before) => ({ ...before, text }))
  const setFollowUp = (followUpOn: string) => draft.setValue((before) => ({ ...before, followUpOn }))
  const about = t(texts.noteAbout, {
    amount: `${formats.amount(payment.left)}\u00a0${payment.currency}`,
    day: formats.dayInText(payment.bookedOn),
  })
  const send = async () => {
    if (text.trim() === '') return
    await save.run({ number: party.number, text: about + text.trim(), ...(followUpOn ? { followUpOn } : {}) })
    await draft.discard()
    tell(t(texts.noted, { party: party.name }))
    onClose()
  }
  useKeys([
    { key: 'Ctrl+Enter', label: t(common.save), run: () => void send().catch(() => {}) },
    { key: 'Escape', label: t(common.close), run: onClose, inFields: true, unlisted: true },
  ])
  const pane = useRef<HTMLDivElement>(null)
  useEffect(() => pane.current?.querySelector('textarea')?.focus(), [])
  return (
    <div className="pane" ref={pane}>
      <PaneHead title={t(texts.noteOn, { party: party.name })} onClose={onClose} />
      {save.error && <Told error={save.error} />}
      <TextArea label={t(texts.note)} value={text} onChange={setText} hint={about} />
      <DayField label={t(texts.followUp)} value={followUpOn} onChange={(day) => setFollowUp(day ?? '')} />
      <div className="form-acts">
        <Button
          kind="quiet"
          onPress={() => {
            void draft.discard()
            onClose()
          }}
        >
          {t(common.cancel)}
        </Button>
        <Button kind="primary" keyCap="Ctrl+Enter" working={save.isRunning} onPress={() => void send().catch(() => {})}>
          {t(common.save)}
        </Button>
      </div>
    </div>
  )
}
