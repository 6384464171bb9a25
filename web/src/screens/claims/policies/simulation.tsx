import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { callForFile, type Output } from '../../../api/call.ts'
import type { ApiRefused } from '../../../api/refused.ts'
import { useSession } from '../../../api/session.tsx'
import { common } from '../../../lang/common.ts'
import { useFormats, useText } from '../../../lang/language.tsx'
import { useWord } from '../../../lang/use-word.ts'
import { Amount } from '../../../ui/amount.tsx'
import { Bars } from '../../../ui/chart.tsx'
import { Drawer } from '../../../ui/dialog.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { PdfView } from '../../../ui/pdf-view.tsx'
import { Table } from '../../../ui/table.tsx'
import { Told } from '../../../ui/told.tsx'
import { sayCause } from '../runs/say.ts'
import { texts as runTexts } from '../runs/texts.ts'
import { texts } from './texts.ts'

export type Simulated = Output<'dunning.simulate-policy'>
export type SimulatedRow = Simulated['rows'][number]
const keyOfRow = (row: SimulatedRow) => `${row.on} ${row.customer} ${row.stepNo} ${row.documents.join(' ')}`

/** What the policy would have sent on the real ledger, beside what the present ones would; each letter to look at. */
export function Simulation({
  result,
  currency,
  shown,
  onShow,
}: {
  result: Simulated
  currency: string
  /** The row whose letter is shown. */
  shown: SimulatedRow | null
  onShow: (row: SimulatedRow) => void
}) {
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
    [runTexts.charged, moneyOf(would.charged), moneyOf(present.charged)],
    [runTexts.total, moneyOf(would.total), moneyOf(present.total)],
  ] as const
  const hasSome = (part: 'compensation' | 'charged') => result.rows.some((row) => Number(row[part]) !== 0)
  const signed = (n: number) => (n > 0 ? `+${formats.count(n)}` : n < 0 ? `−${formats.count(-n)}` : formats.count(0))
  return (
    <section className="section simulation" aria-live="polite">
      <header>
        <h2>{t(texts.wouldN, { n: would.letters })}</h2>
      </header>
      <p className="small quiet">
        {[
          `${formats.dayInText(result.from, 'short')} – ${formats.dayInText(result.through, 'short')}`,
          t(texts.triedClaims, { n: result.claims }),
          t(texts.triedSent, { n: result.sent }),
        ].join(' · ')}
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
            <th scope="col" className="amount phone-not">
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
              <td className="amount phone-not">{signed(own - now)}</td>
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
              <td className="phone-not" />
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
          {result.next !== null && (
            <p className="small quiet">{t(texts.firstOnly, { n: formats.count(result.rows.length) })}</p>
          )}
          <Table
            label={t(texts.wouldN, { n: would.letters })}
            rows={result.rows}
            keyOf={keyOfRow}
            selected={shown && keyOfRow(shown)}
            onOpen={onShow}
            columns={[
              { key: 'on', head: t(texts.day), phone: 'below', cell: (row) => formats.day(row.on) },
              { key: 'customer', head: t(texts.customers), phone: 'main', cell: (row) => row.customerName },
              {
                key: 'kind',
                head: t(texts.letters),
                phone: 'below',
                cell: (row) => (
                  <>
                    {word('stepKind', row.kind)}{' '}
                    <span className="quieter">{row.channel ? word('channel', row.channel) : ''}</span>
                  </>
                ),
              },
              {
                key: 'capital',
                head: t(texts.capital),
                align: 'amount',
                phone: 'amount',
                cell: (row) => (
                  <Amount value={row.capital} {...(row.currency === currency ? {} : { currency: row.currency })} />
                ),
              },
              {
                key: 'fee',
                head: t(texts.fee),
                align: 'amount',
                cell: (row) => <Amount value={row.fee} dashForZero />,
              },
              {
                key: 'interest',
                head: t(texts.interest),
                align: 'amount',
                cell: (row) => <Amount value={row.interest} dashForZero />,
              },
              hasSome('compensation') && {
                key: 'compensation',
                head: t(texts['law.compensation']),
                align: 'amount',
                cell: (row) => <Amount value={row.compensation} dashForZero />,
              },
              hasSome('charged') && {
                key: 'charged',
                head: t(runTexts.charged),
                align: 'amount',
                cell: (row) => <Amount value={row.charged} dashForZero />,
              },
              {
                key: 'total',
                head: t(runTexts.total),
                align: 'amount',
                cell: (row) => <Amount value={row.total} />,
              },
            ]}
            empty={null}
          />
        </div>
      )}
    </section>
  )
}

/** The letter of a row as its customer would have got it, and the way to the customer and the claim. */
export function SimulatedLetter({ row, policy, onClose }: { row: SimulatedRow; policy: unknown; onClose: () => void }) {
  const t = useText()
  const formats = useFormats()
  const word = useWord()
  const { company, can } = useSession()
  const [pdf, setPdf] = useState<Blob | null>(null)
  const [error, setError] = useState<ApiRefused | null>(null)
  const sends = row.kind !== 'collection' && row.kind !== 'enforcement'
  const may = can('dunning.preview-simulated')
  const asked = JSON.stringify({
    policy,
    on: row.on,
    customer: row.customer,
    stepNo: row.stepNo,
    document: row.documents[0],
  })
  useEffect(() => {
    if (!sends || !may) return
    let isCurrent = true
    setPdf(null)
    setError(null)
    callForFile(company.code, 'dunning.preview-simulated', JSON.parse(asked)).then(
      ({ blob }) => isCurrent && setPdf(blob),
      (caught) => isCurrent && setError(caught as ApiRefused),
    )
    return () => {
      isCurrent = false
    }
  }, [asked, sends, may, company.code])
  const title = `${word('stepKind', row.kind)} ${row.customerName}`
  return (
    <Drawer title={title} onClose={onClose}>
      <div className="section">
        <Told error={error} />
        <p className="small quiet">{t(texts.wouldOn, { day: formats.dayInText(row.on) })}</p>
        <p className="pills">
          <Link to="/companies/$company/customers/$number" params={{ company: company.code, number: row.customer }}>
            {t(common.customer)}
          </Link>
          <Link
            to="/companies/$company/claims"
            params={{ company: company.code }}
            search={{ view: 'list', customer: row.customer }}
          >
            {t(texts.theClaims)}
          </Link>
        </p>
        {sends && may ? (
          <PdfView source={pdf} name={title} />
        ) : (
          <p className="quiet">{t(may ? texts.noLetter : common.mayNot)}</p>
        )}
      </div>
    </Drawer>
  )
}
