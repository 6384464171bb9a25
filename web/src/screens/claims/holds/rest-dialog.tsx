import { useState } from 'react'
import { useSession } from '../../../api/session.tsx'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useTell } from '../../../shell/toast.tsx'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { Choice } from '../../../ui/choice.tsx'
import { AmountField, CheckField, DayField, TextField } from '../../../ui/field.tsx'
import { restTexts as texts } from './texts.ts'

const kinds = ['dispute', 'deferral', 'promise', 'pause'] as const
type Kind = (typeof kinds)[number]

/** Claims of a document or a customer rest: disputed, deferred, promised or paused, with a day and a reason; what it comes to is told before. */
export function RestDialog({
  of,
  name,
  currency,
  onClose,
}: {
  of: { invoiceIds: string[] } | { itemIds: string[] } | { customer: string }
  name: string
  currency: string
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company } = useSession()
  const acts = {
    dispute: useAct('claims.dispute'),
    deferral: useAct('claims.defer'),
    promise: useAct('claims.promise'),
    pause: useAct('claims.pause'),
  }
  const [kind, setKind] = useState<Kind>('dispute')
  const [reason, setReason] = useState('')
  const [day, setDay] = useState<string | null>('')
  const [amount, setAmount] = useState<string | null>('')
  const [stopsInterest, setStopsInterest] = useState(false)
  const [sends, setSends] = useState(true)
  const [isTried, setTried] = useState(false)
  const claims = useRead('claims.preview-rest', of as never).data?.claims
  const act = acts[kind]
  const wantsDay = kind === 'deferral' || kind === 'promise'
  const takesAmount = kind === 'dispute' || kind === 'promise'
  const isDayWrong = day === null || (wantsDay && (day === '' || day < company.today))
  const save = () => {
    setTried(true)
    if (reason.trim() === '' || isDayWrong || amount === null) return
    const input = {
      ...of,
      reason: reason.trim(),
      ...(takesAmount && amount ? { amount } : {}),
      ...(kind === 'deferral'
        ? { newDueOn: day, interest: !stopsInterest, send: sends }
        : kind === 'promise'
          ? { by: day }
          : { stopsInterest, ...(kind === 'pause' && day ? { until: day } : {}) }),
    }
    void act.run(input as never).then(
      (answer) => {
        tell(t(texts.done, { name }), answer.undo as never)
        onClose()
      },
      () => {},
    )
  }
  return (
    <ActDialog title={t(texts.restOf, { name })} act={t(texts.rest)} running={act} onGo={save} onClose={onClose}>
      <Choice
        label={t(texts.kind)}
        value={kind}
        onChange={setKind}
        options={kinds.map((one) => ({ value: one, label: word('holdKind', one) }))}
      />
      <p className="quiet">{t(texts[`what.${kind}`])}</p>
      <TextField
        label={t(texts.reason)}
        value={reason}
        onChange={setReason}
        error={isTried && reason.trim() === '' ? t(texts.reasonNeeded) : null}
        input={{ autoFocus: true, maxLength: 500 }}
      />
      {kind !== 'dispute' && (
        <DayField
          key={kind}
          label={t(kind === 'deferral' ? texts.newDue : kind === 'promise' ? texts.by : texts.until)}
          value={day ?? ''}
          onChange={setDay}
          error={isTried && isDayWrong ? t(texts.dayNeeded) : null}
          hint={kind === 'pause' ? t(texts.untilReleased) : undefined}
        />
      )}
      {takesAmount && (
        <AmountField
          label={t(texts.amount, { currency })}
          value={amount ?? ''}
          onChange={setAmount}
          hint={t(texts.amountAll)}
        />
      )}
      {kind === 'deferral' && <CheckField label={t(texts.sendLetter)} checked={sends} onChange={setSends} />}
      {kind !== 'promise' && (
        <CheckField label={t(texts.stopsInterest)} checked={stopsInterest} onChange={setStopsInterest} />
      )}
      {claims && (
        <p className="small quiet figures" role="status">
          {claims.length === 0
            ? t(texts.nothingOpen)
            : claims.length === 1
              ? t(texts.oneRests, { amount: `${formats.amount(claims[0]!.open)} ${claims[0]!.currency}` })
              : t(texts.whatRests, { n: claims.length })}
          {[...new Set(claims.flatMap(({ hindrances }) => hindrances.map((one) => one.kind)))].map(
            (one) => ` · ${t(codes.hindrance[one])}`,
          )}
        </p>
      )}
    </ActDialog>
  )
}
