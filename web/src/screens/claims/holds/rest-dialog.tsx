import { useState } from 'react'
import { useSession } from '../../../api/session.tsx'
import { useKeptFields } from '../../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../../api/use-verb.ts'
import { codes } from '../../../lang/codes.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { useTell } from '../../../shell/toast.tsx'
import { ActDialog } from '../../../ui/act-dialog.tsx'
import { AmountField, CheckField, DayField, SelectField, TextField } from '../../../ui/field.tsx'
import { LeftOut } from '../../../ui/left-out.tsx'
import { restTexts as texts } from './texts.ts'

const kinds = ['dispute', 'deferral', 'promise', 'pause'] as const
const verbOf = {
  dispute: 'claims.dispute',
  deferral: 'claims.defer',
  promise: 'claims.promise',
  pause: 'claims.pause',
} as const
const dayName = { dispute: null, deferral: 'newDueOn', promise: 'by', pause: 'until' } as const
/** What has befallen a customer: all that he owes rests. */
const marks = ['deceased', 'bankrupt', 'debt-relief'] as const
type Mark = (typeof marks)[number]
type Kind = (typeof kinds)[number] | Mark
const isMark = (kind: Kind): kind is Mark => (marks as readonly string[]).includes(kind)

/** Claims of a document or a customer rest: disputed, deferred, promised or paused, with a day and a reason; what it comes to is told before. */
export function RestDialog({
  of,
  name,
  currency,
  isHandedOver = false,
  isMany = false,
  onDone,
  onClose,
}: {
  of: { invoiceIds: string[] } | { itemIds: string[] } | { customer: string }
  name: string
  currency: string
  /** At an agency or a court: it asks, so that a dispute alone is said here; it is told of it. */
  isHandedOver?: boolean
  /** Documents of any customers: those that can rest do, the others are told. */
  isMany?: boolean
  onDone?: () => void
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const tell = useTell()
  const { company, can } = useSession()
  const mark = useAct('claims.mark-party')
  const acts = {
    dispute: useAct('claims.dispute'),
    deferral: useAct('claims.defer'),
    promise: useAct('claims.promise'),
    pause: useAct('claims.pause'),
  }
  const kept = useKeptFields(
    isMany
      ? 'rest:many'
      : `rest:${'customer' in of ? of.customer : 'itemIds' in of ? of.itemIds[0] : of.invoiceIds[0]}`,
  )
  const [kind, setKind] = kept.field<Kind>('kind', isMany ? 'pause' : 'dispute')
  const [reason, setReason] = kept.field('reason', '')
  const [day, setDay] = kept.field<string | null>('day', '')
  const [amount, setAmount] = kept.field<string | null>('amount', '')
  const [stopsInterest, setStopsInterest] = kept.field('stopsInterest', false)
  const [sends, setSends] = kept.field('sends', true)
  const [isTried, setTried] = useState(false)
  const many = isMany
    ? {
        leaveOut: true,
        kind,
        stopsInterest: kind !== 'promise' && stopsInterest,
        ...(day && !isMark(kind) && dayName[kind] ? { [dayName[kind]]: day } : {}),
      }
    : {}
  const seen = useRead('claims.preview-rest', { ...of, ...many } as never).data
  const claims = seen?.claims
  const act = isMark(kind) ? mark : acts[kind]
  const wantsDay = kind === 'deferral' || kind === 'promise'
  // Of many, all that is open: an amount would be one customer's.
  const takesAmount = !isMany && (kind === 'dispute' || kind === 'promise')
  const takesDay = kind !== 'dispute'
  // A field that is not shown stops nobody.
  const isDayWrong =
    takesDay &&
    (day === null ||
      (wantsDay && (day === '' || day < company.today)) ||
      (isMark(kind) && (day === '' || day > company.today)))
  const save = () => {
    setTried(true)
    if (reason.trim() === '' || isDayWrong || (takesAmount && amount === null) || (isMany && claims?.length === 0))
      return
    const input = {
      ...of,
      ...(isMany ? { leaveOut: true } : {}),
      reason: reason.trim(),
      ...(takesAmount && amount ? { amount } : {}),
      ...(kind === 'deferral'
        ? { newDueOn: day, interest: !stopsInterest, send: sends }
        : kind === 'promise'
          ? { by: day }
          : { stopsInterest, ...(kind === 'pause' && day ? { until: day } : {}) }),
    }
    const answer = isMark(kind)
      ? mark.run({ customer: 'customer' in of ? of.customer : '', mark: kind, on: day, source: reason.trim() } as never)
      : acts[kind].run(input as never)
    void kept.until(answer as Promise<{ undo: unknown }>).then(
      ({ undo }) => {
        tell(isMany ? t(texts.manyRest, { n: claims?.length ?? 0 }) : t(texts.done, { name }), undo as never)
        onDone?.()
        onClose()
      },
      () => {},
    )
  }
  return (
    <ActDialog
      title={t(texts.restOf, { name })}
      act={t(texts.rest)}
      running={act}
      notNow={isMany && claims?.length === 0 ? t(texts.noneCan) : null}
      onGo={save}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
    >
      {!isHandedOver && (
        <SelectField
          label={t(texts.kind)}
          value={kind}
          onChange={(next) => setKind(next as Kind)}
          options={[
            ...kinds.filter((one) => can(verbOf[one])),
            ...('customer' in of && can('claims.mark-party') ? marks : []),
          ].map((one) => ({
            value: one,
            label: word('holdKind', one),
          }))}
        />
      )}
      <p className="quiet">
        {t(texts[`what.${kind}`])} {isHandedOver && t(texts.agencyIsTold)}
      </p>
      <TextField
        label={t(isMark(kind) ? texts.source : texts.reason)}
        value={reason}
        onChange={setReason}
        error={isTried && reason.trim() === '' ? t(texts.reasonNeeded) : null}
        input={{ autoFocus: true, maxLength: 500 }}
      />
      {takesDay && (
        <DayField
          key={kind}
          label={t(
            kind === 'deferral'
              ? texts.newDue
              : kind === 'promise'
                ? texts.by
                : isMark(kind)
                  ? texts[`on.${kind}`]
                  : texts.until,
          )}
          value={day ?? ''}
          onChange={setDay}
          error={isTried && isDayWrong ? t(isMark(kind) ? texts.pastDayNeeded : texts.dayNeeded) : null}
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
      {kind !== 'promise' && !isMark(kind) && (
        <CheckField label={t(texts.stopsInterest)} checked={stopsInterest} onChange={setStopsInterest} />
      )}
      {claims && (
        <p className="small quiet figures" role="status">
          {claims.length === 0
            ? t(texts.nothingOpen)
            : claims.length === 1 && !isMany
              ? t(texts.oneRests, { amount: `${formats.amount(claims[0]!.open)} ${claims[0]!.currency}` })
              : t(texts.whatRests, { n: claims.length })}
          {isMany && seen.sums.map(({ currency: of, rests }) => ` · ${formats.amount(rests)}\u00a0${of}`)}
          {[...new Set(claims.flatMap(({ hindrances }) => hindrances.map((one) => one.kind)))].map(
            (one) => ` · ${t(codes.hindrance[one])}`,
          )}
        </p>
      )}
      {seen && <LeftOut title={texts.leftOut} rows={seen.leftOut} />}
    </ActDialog>
  )
}
