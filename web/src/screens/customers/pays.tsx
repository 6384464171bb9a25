import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { PayDots } from '../../ui/chart.tsx'
import { sayMeanDays } from './say-mean-days.ts'
import { texts } from './texts.ts'

/** How the customer pays: each dot one invoice, above the line late; and when the next money is expected. */
export function Pays({ number, isHidden }: { number: string; isHidden: boolean }) {
  const t = useText()
  const formats = useFormats()
  const { can, company } = useSession()
  const may = can('reports.payment-behaviour') && !isHidden
  const read = useRead('reports.payment-behaviour', may ? { party: number } : null)
  if (!may || !read.data) return null
  const { invoices, meanDays, late, expectedNext } = read.data
  const meanText = sayMeanDays(meanDays, t, formats)
  const window = (from: string, to: string) =>
    from === to
      ? formats.dayInText(from, 'short')
      : `${formats.dayInText(from, 'short')} – ${formats.dayInText(to, 'short')}`
  const next = expectedNext
    ? t(expectedNext.to < company.today ? texts.wasExpected : texts.isExpected, {
        window: `${window(expectedNext.from, expectedNext.to)}${expectedNext.to < company.today ? ` ${expectedNext.to.slice(0, 4)}` : ''}`,
        number: expectedNext.number,
      })
    : ''
  const last = invoices.at(-1)
  return (
    <section className="section pays">
      <header>
        <h3>{t(texts.pays)}</h3>
        {invoices.length > 0 && <span className="quiet small">{t(texts.lastInvoices, { n: invoices.length })}</span>}
      </header>
      {invoices.length === 0 ? (
        <p className="quiet">{t(texts.nothingPaidYet)}</p>
      ) : (
        <>
          <p className="pays-head small">
            <span className="quiet">{t(texts.afterDueDay)}</span>
            {last && last.days > 0 && <span className="strong">{t(texts.lastWasLate, { n: last.days })}</span>}
          </p>
          <PayDots
            label={[t(texts.lateOf, { late: String(late), n: invoices.length }), meanText].join(' ')}
            days={invoices.map((one) => ({
              key: one.itemId,
              days: one.days,
              title: `${one.number}: ${
                one.days > 0
                  ? t(texts.daysLate, { n: one.days })
                  : one.days === 0
                    ? t(texts.onTheDay)
                    : t(texts.daysEarly, { n: -one.days })
              }`,
            }))}
          />
          <p className="small quiet">{t(texts.beforeDueDay)}</p>
          <p>{[meanText, next].filter(Boolean).join(' ')}</p>
        </>
      )}
    </section>
  )
}
