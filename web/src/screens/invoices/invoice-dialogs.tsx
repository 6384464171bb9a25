import { useState } from 'react'
import { useAct } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { useText } from '../../lang/language.tsx'
import { addDays } from '../../lang/read-entry.ts'
import { useKeys } from '../../shell/keys.tsx'
import { useTell } from '../../shell/toast.tsx'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { DayField, TextArea, TextField } from '../../ui/field.tsx'
import { Told } from '../../ui/told.tsx'
import { actTexts } from './act-texts.ts'
import type { Invoice } from './invoice.tsx'
import { capital, useCodeName } from './invoice-words.tsx'

interface Props {
  invoice: Invoice
  onClose: () => void
}
const kinds = ['dispute', 'deferral', 'pause'] as const

/** The claim rests: why, and until when. */
export function HoldDialog({ invoice, onClose }: Props) {
  const t = useText()
  const name = useCodeName()
  const tell = useTell()
  const hold = useAct('invoicing.hold')
  const [kind, setKind] = useState<(typeof kinds)[number]>('dispute')
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState<string | null>('')
  const [isTried, setTried] = useState(false)
  const wrong = isTried && reason.trim() === '' ? t(actTexts.holdReasonNeeded) : null
  const save = () => {
    setTried(true)
    if (reason.trim() === '' || until === null) return
    void hold
      // The last day of the hold is the day before it holds no more.
      .run({ invoiceId: invoice.invoiceId, kind, reason, ...(until ? { to: addDays(until, 1) } : {}) } as never)
      .then(
        ({ holdId }) => {
          tell(t(actTexts.held, { number: invoice.number }), { verb: 'invoicing.release-hold', input: { holdId } })
          onClose()
        },
        () => {},
      )
  }
  useKeys([{ key: 'Ctrl+Enter', label: t(actTexts.hold), run: save, inFields: true }])
  return (
    <Dialog
      title={`${t(actTexts.hold)} ${invoice.number}`}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t(common.cancel)}</Button>
          <Button kind="primary" keyCap="Ctrl+Enter" working={hold.isRunning} onPress={save}>
            {t(actTexts.hold)}
          </Button>
        </>
      }
    >
      <p className="quiet">{t(actTexts.holdWhat)}</p>
      <Told error={hold.error} />
      <Choice
        label={t(actTexts.holdKind)}
        value={kind}
        onChange={setKind}
        options={kinds.map((one) => ({ value: one, label: capital(name('holdKind', one)) }))}
      />
      <TextField
        label={t(actTexts.reason)}
        value={reason}
        onChange={setReason}
        error={wrong}
        input={{ autoFocus: true }}
      />
      <DayField label={t(actTexts.until)} value={until ?? ''} onChange={setUntil} hint={t(actTexts.untilReleased)} />
    </Dialog>
  )
}

/** A note stands on the customer's card; a day makes it a follow-up. */
export function NoteDialog({ invoice, onClose }: Props) {
  const t = useText()
  const tell = useTell()
  const note = useAct('parties.save-note')
  const [text, setText] = useState(`${invoice.number}: `)
  const [on, setOn] = useState<string | null>('')
  const [isTried, setTried] = useState(false)
  const isEmpty = text.replace(`${invoice.number}:`, '').trim() === ''
  const save = () => {
    setTried(true)
    if (isEmpty || on === null) return
    void note.run({ number: invoice.customer, text, ...(on ? { followUpOn: on } : {}) }).then(
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
          <Button onPress={onClose}>{t(common.cancel)}</Button>
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
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const save = () => {
    setTried(true)
    if (reason.trim() === '') return
    void annul.run({ invoiceId: invoice.invoiceId, reason }).then(
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
          <Button onPress={onClose}>{t(common.cancel)}</Button>
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
