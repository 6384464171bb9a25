import type { Output } from '../../api/call.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { Amount } from '../../ui/amount.tsx'
import { invoiceTexts } from './invoice-texts.ts'
import { capital, useCodeName } from './invoice-words.tsx'

/** Net, VAT by rate, rounding and what is to be paid, as the preview has them. */
export function InvoiceTotals({ seen }: { seen: Output<'invoicing.preview'> | null }) {
  const t = useText()
  const formats = useFormats()
  const name = useCodeName()
  const amounts = seen?.amounts
  return (
    <dl className="invoice-totals" aria-live="polite">
      <div>
        <dt>{t(invoiceTexts.net)}</dt>
        <dd>
          <Amount value={amounts?.net ?? '0'} />
        </dd>
      </div>
      {amounts?.byVat.map((row) => (
        <div key={`${row.vatCode} ${row.percent}`}>
          <dt>
            {row.category === 'S'
              ? t(invoiceTexts.vatOf, { percent: formats.decimal(row.percent ?? '0'), base: formats.amount(row.base) })
              : capital(name('vatCategory', row.category))}
          </dt>
          <dd>
            <Amount value={row.vat} />
          </dd>
        </div>
      ))}
      {amounts && !isZero(amounts.rounding) && (
        <div>
          <dt>{t(invoiceTexts.rounding)}</dt>
          <dd>
            <Amount value={amounts.rounding} />
          </dd>
        </div>
      )}
      <div className="payable">
        <dt>{t(invoiceTexts.toPay)}</dt>
        <dd>
          <Amount value={amounts?.payable ?? '0'} currency={amounts?.currency} />
        </dd>
      </div>
    </dl>
  )
}
