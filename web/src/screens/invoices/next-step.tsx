import { sayReason } from '../../../../src/kernel/words/reasons.ts'
import type { Output } from '../../api/call.ts'
import type { Problem } from '../../api/refused.ts'
import { useFormats, useLanguage, useText } from '../../lang/language.tsx'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { keyName } from '../../shell/key-names.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { countedRows, type DraftInvoice } from './draft-invoice.ts'
import { formTexts } from './form-texts.ts'
import { invoiceTexts } from './invoice-texts.ts'
import { capital, useCodeName } from './invoice-words.tsx'

export type Missing = 'customer' | 'address' | 'line' | 'price' | 'reason'
/** The first thing that lacks, as a person goes through the page. */
export function missingOf(form: DraftInvoice, isDebit: boolean, problems: readonly Problem[]): Missing | null {
  if (isDebit && !form.reason.trim()) return 'reason'
  if (!isDebit && !form.customer && !form.newCustomer?.name.trim()) return 'customer'
  if (form.newCustomer && !form.newCustomer.street.trim() && problems.some(({ path }) => path === 'newCustomer'))
    return 'address'
  const rows = countedRows(form)
  if (rows.length === 0 || rows.some((row) => !row.name.trim() && !row.article)) return 'line'
  if (rows.some((row) => !row.unitPrice && !row.article)) return 'price'
  return null
}

/** Names what lacks, and goes there; then warns of what a person should know. */
export function NextStep({
  missing,
  seen,
  isProforma,
  problems,
  onJump,
}: {
  missing: Missing | null
  isProforma: boolean
  seen: Output<'invoicing.preview'> | null
  problems: readonly Problem[]
  onJump: () => void
}) {
  const t = useText()
  const language = useLanguage()
  const formats = useFormats()
  const name = useCodeName()
  const said = useProblemTexts(missing ? [] : problems.slice(0, 1))
  const warnings = useProblemTexts((seen?.warnings ?? []) as Problem[])
  const step =
    missing &&
    {
      customer: formTexts.stepCustomer,
      address: formTexts.stepAddress,
      line: formTexts.stepLine,
      price: formTexts.stepPrice,
      reason: formTexts.stepReason,
    }[missing]
  return (
    <div className="next-step">
      <p role="status">
        {step ? (
          <>
            <span className="quiet">{t(formTexts.nextStep)}: </span>
            <Button kind="link" onPress={onJump}>
              {t(step)}
            </Button>
          </>
        ) : said[0] ? (
          <span className="bad">{said[0]}</span>
        ) : (
          seen?.ready && (
            <>
              {t(isProforma ? formTexts.allThereToIssue : formTexts.allThere, { key: keyName('Ctrl+Enter') })}
              {seen.delivery && (
                <span className="quiet">
                  {' '}
                  {t(seen.dueOn ? formTexts.sentByDue : formTexts.sentBy, {
                    channel: name('channel', seen.delivery.channel),
                    day: seen.dueOn ? formats.dayInText(seen.dueOn) : '',
                  })}
                </span>
              )}
            </>
          )
        )}
      </p>
      {warnings.map((warning) => (
        <Banner key={warning} tone="warn">
          {warning}
        </Banner>
      ))}
      {seen?.holds.map((hold) => (
        <Banner key={hold.reason} tone="warn">
          {t(invoiceTexts.isHeld, {
            kind: capital(name('holdKind', hold.kind)),
            reason: sayReason(hold.reason, language),
          })}
        </Banner>
      ))}
    </div>
  )
}
