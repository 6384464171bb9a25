import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { PayStrip } from '../../ui/pay-strip.tsx'
import { sayMeanDays } from './say-mean-days.ts'
import { texts } from './texts.ts'

/** How a customer pays, in one line: a bar for each of the last invoices, and the mean in words. Nothing where nothing was paid yet. */
export function PaysLine({ number }: { number: string }) {
  const t = useText()
  const formats = useFormats()
  const { can } = useSession()
  const read = useRead('reports.payment-behaviour', can('reports.payment-behaviour') ? { party: number } : null)
  if (!read.data || read.isPlaceholderData || read.data.invoices.length === 0) return null
  const { invoices, meanDays, late } = read.data
  return (
    <span className="pays-line">
      <PayStrip
        label={t(texts.lateOf, { late: String(late), n: invoices.length })}
        days={invoices.map(({ itemId, days }) => ({ key: itemId, days }))}
      />
      <span className="quiet">{sayMeanDays(meanDays, t, formats, true)}</span>
    </span>
  )
}
