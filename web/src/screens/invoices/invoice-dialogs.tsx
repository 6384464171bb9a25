import { useState } from 'react'
import { useKeptFields } from '../../api/use-kept-fields.ts'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DayField, TextArea, TextField } from '../../ui/field.tsx'
import { Told } from '../../ui/told.tsx'
import { actTexts } from './act-texts.ts'
import type { Invoice } from './invoice-words.tsx'

interface Props {
  invoice: Invoice
  onClose: () => void
}
/** A note stands on the customer's card; a day makes it a follow-up. */
export function NoteDialog({ invoice, onClose }: Props) {
  const t = useText()
  const tell = useTell()
  const note = useAct('parties.save-note')
  const kept = useKeptFields(`invoice-note:${invoice.invoiceId}`)
  const [text, setText] = kept.field('text', `${invoice.number}: `)
  const [on, setOn] = kept.field<string | null>('on', '')
  const [isTried, setTried] = useState(false)
  const isEmpty = text.replace(`${invoice.number}:`, '').trim() === ''
  const save = () => {
    setTried(true)
    if (isEmpty || on === null) return
    void kept.until(note.run({ number: invoice.customer, text, ...(on ? { followUpOn: on } : {}) })).then(
      () => {
        tell(t(actTexts.noteSaved))
        onClose()
      },
      () => {},
    )
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(common.save), run: save, inFields: true }])
  return (
    <Dialog
      title={t(actTexts.noteAbout, { name: invoice.customerName || invoice.customer })}
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => kept.cancel(onClose)}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" working={note.isRunning} onPress={save}>
            {t(common.save)}
          </Button>
        </>
      }
    >
      <Told error={note.error} />
      <TextArea
        label={t(actTexts.noteText)}
        value={text}
        onChange={setText}
        error={isTried && isEmpty ? t(actTexts.reasonNeeded) : null}
      />
      <DayField label={t(actTexts.followUpOn)} value={on ?? ''} onChange={setOn} />
    </Dialog>
  )
}

/** Where the law knows annulment (ЗДДС чл. 116), as long as nobody has received the document. */
export function AnnulDialog({ invoice, onClose }: Props) {
  const t = useText()
  const tell = useTell()
  const annul = useAct('invoicing.annul')
  const kept = useKeptFields(`annul:${invoice.invoiceId}`)
  const [reason, setReason] = kept.field('reason', '')
  const [isTried, setTried] = useState(false)
  const save = () => {
    setTried(true)
    if (reason.trim() === '') return
    void kept.until(annul.run({ invoiceId: invoice.invoiceId, reason })).then(
      () => {
        tell(t(actTexts.annulled, { number: invoice.number }))
        onClose()
      },
      () => {},
    )
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(actTexts.annul), run: save, inFields: true }])
  return (
    <Dialog
      title={`${t(actTexts.annul)} ${invoice.number}`}
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => kept.cancel(onClose)}>{t(common.cancel)}</Button>
          <Button kind="destructive" keyCap="Ctrl+Enter" working={annul.isRunning} onPress={save}>
            {t(actTexts.annul)}
          </Button>
        </>
      }
    >
      <p className="quiet">{t(actTexts.annulWhat)}</p>
      <Told error={annul.error} />
      <TextField
        label={t(actTexts.reason)}
        value={reason}
        onChange={setReason}
        error={isTried && reason.trim() === '' ? t(actTexts.reasonNeeded) : null}
        input={{ autoFocus: true }}
      />
    </Dialog>
  )
}
