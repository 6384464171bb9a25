import { ApiRefused, type Problem } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { useKeptFields } from '../../api/use-kept-fields.ts'
import { useAct, useRead } from '../../api/use-verb.ts'
import { common } from '../../lang/common.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useTell } from '../../shell/toast.tsx'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { LeftOut } from '../../ui/left-out.tsx'
import { Told } from '../../ui/told.tsx'
import { actTexts } from './act-texts.ts'
import { formTexts } from './form-texts.ts'
import { recallOf, recallSeconds } from './recall-of.ts'
import { texts } from './texts.ts'

/** Marked documents are credited whole in one go: what it comes to, and which cannot and why, stands here before. */
export function CreditSeveral({
  invoiceIds,
  onDone,
  onClose,
}: {
  invoiceIds: readonly string[]
  onDone: () => void
  onClose: () => void
}) {
  const t = useText()
  const formats = useFormats()
  const tell = useTell()
  const { can } = useSession()
  const credit = useAct('invoicing.credit-several')
  const kept = useKeptFields('credit-several')
  const [reason, setReason] = kept.field('reason', t(formTexts.creditReasonFirst))
  const preview = useRead('invoicing.credit-several', {
    invoiceIds: [...invoiceIds],
    // What would be credited does not hang on why.
    reason: t(formTexts.creditReasonFirst),
    preview: true,
  } as never)
  const seen = preview.data
  const count = seen?.sums.reduce((sum, { documents }) => sum + documents, 0) ?? 0
  const money = (amount: string, currency: string) => `${formats.amount(amount)}\u00a0${currency}`
  const go = () => {
    if (credit.isRunning || count === 0) return
    const run = credit.run({
      invoiceIds: [...invoiceIds],
      reason: reason.trim() || t(formTexts.creditReasonFirst),
      recallSeconds,
    } as never)
    void kept.until(run).then(
      ({ documents, awaiting }) => {
        const deliveries = documents.flatMap((document) => document.deliveries)
        tell(
          [
            documents.length > 0 && t(texts.creditedN, { n: documents.length }),
            awaiting > 0 && t(texts.awaitingN, { n: awaiting }),
          ]
            .filter(Boolean)
            .join(' · '),
          recallOf(t, deliveries),
        )
        onDone()
        onClose()
      },
      (error) => {
        if (!(error instanceof ApiRefused)) throw error
      },
    )
  }
  if (!can('invoicing.credit-several')) return null
  const title = t(texts.creditN, { n: seen ? count : invoiceIds.length })
  return (
    <ActDialog
      title={t(texts.creditN, { n: invoiceIds.length })}
      act={title}
      running={credit}
      onGo={go}
      onClose={onClose}
      onCancel={() => kept.cancel(onClose)}
      notNow={count === 0 ? t(seen ? texts.noneToCredit : common.loading) : null}
    >
      <Told error={preview.error} onAgain={() => void preview.refetch()} />
      <TextField
        label={t(formTexts.reasons)}
        value={reason}
        onChange={setReason}
        input={{ autoFocus: true, maxLength: 500 }}
      />
      <div className="pills">
        {[formTexts.creditReasonFirst, formTexts.reasonReturn, formTexts.reasonDiscount, formTexts.reasonWrong].map(
          (phrase) => (
            <button
              key={t(phrase)}
              type="button"
              className={`pill ${reason === t(phrase) ? 'narrows' : ''}`}
              onClick={() => setReason(t(phrase))}
            >
              {t(phrase)}
            </button>
          ),
        )}
      </div>
      <div role="status" className="figures">
        {seen && count === 0 && <p>{t(texts.noneToCredit)}</p>}
        {seen?.sums.map(({ currency, documents, payable, settles, onAccount, charges }) => (
          <p key={currency}>
            {t(texts.creditNotesOf, { n: documents, amount: money(payable, currency) })}
            <span className="quiet below">
              {[
                !isZero(settles) && t(texts.settlesOpen, { amount: money(settles, currency) }),
                !isZero(onAccount) && t(texts.toCustomers, { amount: money(onAccount, currency) }),
                !isZero(charges) && t(texts.chargesGo, { amount: money(charges, currency) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </p>
        ))}
        {seen && seen.awaiting > 0 && <p className="quiet">{t(texts.awaitingN, { n: seen.awaiting })}</p>}
      </div>
      {count > 0 && <p className="quiet small">{t(actTexts.creditSeveralWhat)}</p>}
      {seen && (
        <LeftOut
          title={texts.leftOutN}
          rows={seen.refused.flatMap(({ number, problems }) =>
            problems.slice(0, 1).map((problem) => ({ number, problem: problem as Problem })),
          )}
        />
      )}
    </ActDialog>
  )
}
