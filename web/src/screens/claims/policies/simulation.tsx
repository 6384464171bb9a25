import type { Output } from '../../../api/call.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Bars } from '../../../ui/chart.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { sayCause } from '../runs/say.ts'
import { texts as runTexts } from '../runs/texts.ts'
import { texts } from './texts.ts'

type Simulated = Output<'dunning.simulate-policy'>

/** What the policy would have sent on the real ledger, beside what the present ones would; each letter to look at. */
export function Simulation({ result, currency }: { result: Simulated; currency: string }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { would, present } = result
  const moneyOf = (of: Simulated['would']['fees']) => of.find((one) => one.currency === currency)?.amount ?? '0.00'
  const counts = [
    [texts.letters, would.letters, present.letters],
    [texts.customers, would.customers, present.customers],
    [texts.handovers, would.handovers, present.handovers],
  ] as const
  const amounts = [
    [texts.fees, moneyOf(would.fees), moneyOf(present.fees)],
    [texts['law.compensation'], moneyOf(would.compensation), moneyOf(present.compensation)],
    [texts.interest, moneyOf(would.interest), moneyOf(present.interest)],
    [texts.capital, moneyOf(would.capital), moneyOf(present.capital)],
  ] as const
  const signed = (n: number) => (n > 0 ? `+${formats.count(n)}` : n < 0 ? `−${formats.count(-n)}` : formats.count(0))
  return (
    <section className="section simulation" aria-live="polite">
      <header>
        <h2>{t(texts.wouldN, { n: would.letters })}</h2>
      </header>
      <p className="small quiet">
        {t(texts.tried, {
          from: formats.dayInText(result.from, 'short'),
          to: formats.dayInText(result.through, 'short'),
          claims: formats.count(result.claims),
          sent: formats.count(result.sent),
        })}
      </p>
      <table className="table inset">
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">{t(texts.letters)}</span>
            </th>
            <th scope="col" className="amount">
              {t(texts.thisOne)}
            </th>
            <th scope="col" className="amount">
              {t(texts.today)}
            </th>
            <th scope="col" className="amount">
              {t(texts.difference)}
            </th>
          </tr>
        </thead>
        <tbody>
          {counts.map(([phrase, own, now]) => (
            <tr key={phrase.en}>
              <td>{t(phrase)}</td>
              <td className="amount strong">{formats.count(own)}</td>
              <td className="amount">{formats.count(now)}</td>
              <td className="amount">{signed(own - now)}</td>
            </tr>
          ))}
          {amounts.map(([phrase, own, now]) => (
            <tr key={phrase.en}>
              <td>
                {t(phrase)}, {currency}
              </td>
              <td className="amount strong">
                <Amount value={own} />
              </td>
              <td className="amount">
                <Amount value={now} />
              </td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      {would.held.length > 0 && (
        <div className="one-line">
          <h3>{t(runTexts.heldByCause)}</h3>
          <Bars
            label={t(runTexts.heldByCause)}
            parts={would.held.slice(0, 6).map(({ code, items }) => ({
              key: code,
              label: sayCause(t, code),
              size: items,
              value: formats.count(items),
            }))}
          />
        </div>
      )}
      {result.rows.length === 0 ? (
        <Empty title={t(texts.wouldN, { n: 0 })}>{t(texts.nothingWould)}</Empty>
      ) : (
        <div className="simulated-letters">
          <table className="table inset">
            <thead>
              <tr>
                <th scope="col">{t(texts.day)}</th>
                <th scope="col">{t(texts.customers)}</th>
                <th scope="col">{t(texts.letters)}</th>
                <th scope="col" className="amount">
                  {t(texts.capital)}
                </th>
                <th scope="col" className="amount">
                  {t(texts.fee)}
                </th>
                <th scope="col" className="amount">
                  {t(texts.interest)}
                </th>
                <th scope="col" className="amount">
                  {t(texts.charged)}
                </th>
              </tr>
            </thead>
            <tbody>
              {result.rows.map((row) => (
                <tr key={`${row.on} ${row.customer} ${row.stepNo} ${row.documents.join(' ')}`}>
                  <td className="nowrap">{formats.day(row.on)}</td>
                  <td>{row.customerName}</td>
                  <td>
                    {word('stepKind', row.kind)}{' '}
                    <span className="quieter">{row.channel ? word('channel', row.channel) : ''}</span>
                  </td>
                  <td className="amount">
                    <Amount value={row.capital} {...(row.currency === currency ? {} : { currency: row.currency })} />
                  </td>
                  <td className="amount">
                    <Amount value={row.fee} dashForZero />
                  </td>
                  <td className="amount">
                    <Amount value={row.interest} dashForZero />
                  </td>
                  <td className="amount">
                    <Amount value={row.charged} dashForZero />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
