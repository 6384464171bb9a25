import type { Output } from '../../api/call.ts'
import { useRead } from '../../api/use-verb.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { texts } from './texts.ts'

type Compared = Output<'invoicing.compare-run'>['currencies'][number]

/** The difference from last time, broken into causes that add up to it. */
export function Causes({ runId }: { runId: string }) {
  const t = useText()
  const formats = useFormats()
  const compared = useRead('invoicing.compare-run', { runId })
  if (!compared.data) return null
  const last = compared.data.previous[0]
  if (!last)
    return (
      <section className="section">
        <p className="quiet">{t(texts.firstRun)}</p>
      </section>
    )
  return compared.data.currencies.map((one) => (
    <section className="section" key={one.currency}>
      <header>
        <h2>{t(texts.sinceLast, { day: formats.dayInText(last.invoiceOn, 'short') })}</h2>
        <span className="figures">
          <span className="strong">{withSign(one.difference, formats.amount(one.difference))}</span>{' '}
          {one.percent && <span className="quieter">{withSign(one.percent, formats.amount(one.percent, 1))} %</span>}
        </span>
      </header>
      {one.causes.length === 0 ? <p className="quiet">{t(texts.noDifference)}</p> : <CauseBars compared={one} />}
    </section>
  ))
}

function CauseBars({ compared }: { compared: Compared }) {
  const t = useText()
  const formats = useFormats()
  const most = Math.max(...compared.causes.map(({ amount }) => Math.abs(Number(amount))), 1)
  return (
    <ul className="causes">
      {compared.causes.map((cause) => {
        const part = (Math.abs(Number(cause.amount)) / most) * 48
        const isLess = cause.amount.startsWith('-')
        return (
          <li key={cause.code}>
            <span>
              {t((texts as Record<string, Phrase>)[`cause.${cause.code}`] ?? texts['cause.other'])}{' '}
              <span className="quieter figures">{cause.customers > 0 && formats.count(cause.customers)}</span>
            </span>
            <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <line x1="50" x2="50" y1="-4" y2="14" vectorEffect="non-scaling-stroke" />
              <rect className={isLess ? 'less' : ''} x={isLess ? 50 - part : 50} width={part} height="10" />
            </svg>
            <span className="figures">
              {isLess ? formats.amount(cause.amount) : withSign(cause.amount, formats.amount(cause.amount))}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

const withSign = (value: string, text: string): string =>
  value.startsWith('-') || /^0(\.0*)?$/.test(value) ? text : `+${text}`
