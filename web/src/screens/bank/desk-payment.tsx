import { Check, FileText, Minus, X } from 'lucide-react'
import type { ApiRefused } from '../../api/refused.ts'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { useFormatName } from '../../lang/file-format.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useFormats, useText } from '../../lang/language.tsx'
import { useProblemTexts } from '../../problems/use-problem-texts.ts'
import { Banner } from '../../ui/banner.tsx'
import { PayStrip } from '../../ui/pay-strip.tsx'
import { Facts } from '../../ui/strip.tsx'
import { Told } from '../../ui/told.tsx'
import { Waiting } from '../../ui/waiting.tsx'
import { desk as texts } from './desk-texts.ts'
import { type DeskPayment, sayFact, sayWhy, shortDay } from './say-evidence.ts'
import type { DeskRow } from './use-desk.ts'

/** The payment: its amount first, then who, what the bank says, what is known. */
export function DeskPaymentView({
  row,
  payment,
  error,
  onAgain,
  place,
  total,
  onSource,
}: {
  row: DeskRow
  payment: DeskPayment | null
  error: ApiRefused | null
  onAgain: () => void
  place: number
  total: number
  onSource: () => void
  onStep: (by: number) => void
}) {
  const t = useText()
  const formats = useFormats()
  const formatName = useFormatName()
  const isPart = payment !== null && payment.amount !== payment.left && !isZero(payment.left)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard
    <section className="desk-payment" aria-label={t(texts.place, { n: place, total })} tabIndex={0}>
      <header className="quiet small-row">
        <span>{t(row.amount.startsWith('-') ? texts.moneyOut : texts.place, { n: place, total })}</span>
        {payment?.file ? (
          <button type="button" className="button link" onClick={onSource} aria-label={t(texts.showSource)}>
            <FileText size={14} aria-hidden />
            {formatName(payment.file.format)}
            {payment.file.ordinal !== null &&
              ` · ${t(texts.inFile, { n: payment.file.ordinal, total: payment.file.payments })}`}
          </button>
        ) : (
          payment && <span>{t(texts.byHand)}</span>
        )}
      </header>
      <p className="desk-amount">
        <span className={`figures ${row.amount.startsWith('-') ? 'negative' : ''}`}>{formats.amount(row.amount)}</span>
        <span className="currency">{row.currency}</span>
        {isPart && <span className="quiet">{t(texts.whole, { amount: formats.amount(payment.amount) })}</span>}
      </p>
      <h2 className="desk-payer">{row.payer ?? t(texts.unnamed)}</h2>
      {error && <Told error={error} onAgain={onAgain} />}
      {payment && <Known payment={payment} />}
      {!payment && !error && <Waiting />}
    </section>
  )
}

function Known({ payment }: { payment: DeskPayment }) {
  const t = useText()
  const formats = useFormats()
  const { company } = useSession()
  const rejected = useProblemTexts(
    payment.group === 'rejected'
      ? [{ code: payment.why.code, message: payment.why.text, ...(payment.why.data ? { data: payment.why.data } : {}) }]
      : [],
  )
  const { payer, to, references } = payment
  const facts = payment.facts
    .filter(({ code }) => !(code === 'reference-unknown' && payment.comparison))
    .map((fact) => sayFact(t, formats, fact))
  const why = sayWhy(t, payment.why.code)
  const shownReferences = references.filter((one) => one.reference.trim() !== '')
  return (
    <>
      <Facts
        facts={[
          [t(texts.paidOn), formats.dayInText(payment.bookedOn)],
          [t(texts.paidTo), [to.number, to.name].filter(Boolean).join(', ')],
          payer.account !== null && [
            t(texts.fromAccount),
            <span key="account" className="pills">
              <span className="figures">{payer.account}</span>
              {payer.knownSince && (
                <span className="good">
                  <Check size={14} aria-hidden /> {t(texts.knownSince, { year: payer.knownSince.slice(0, 4) })}
                </span>
              )}
            </span>,
          ],
          shownReferences.length > 0 && [
            t(texts.reference),
            shownReferences
              .map(({ reference, amount }) => (amount ? `${reference} (${formats.amount(amount)})` : reference))
              .join(', '),
          ],
          payment.text !== '' && [t(texts.text), payment.text],
        ]}
      />
      {payment.group === null && <Banner>{payment.refundId ? t(texts.refundWaiting) : t(texts.settledNow)}</Banner>}
      {rejected.length > 0 && <Banner tone="bad">{rejected.join(' ')}</Banner>}
      <div className="desk-known">
        <h3>{t(texts.known)}</h3>
        {payment.comparison && payment.comparison.kind !== 'same' && <Comparison of={payment.comparison} />}
        <ul>
          {facts.map(({ key, speaks, title, sub }) => (
            <li key={key}>
              <Sign speaks={speaks} />
              <span>
                {title}
                {sub && <span className="quiet sub">{sub}</span>}
              </span>
            </li>
          ))}
          {why && payment.candidates.length > 0 && (
            <li>
              <Sign speaks="neutral" />
              <span>{why}</span>
            </li>
          )}
        </ul>
      </div>
      {payment.earlier.length > 0 && (
        <div className="desk-earlier">
          <h3>
            {t(texts.earlier)}
            <PayStrip
              label={t(texts.earlier)}
              days={[...payment.earlier]
                .reverse()
                .map(({ transactionId, number, days }) => ({ key: `${transactionId} ${number}`, days }))}
            />
          </h3>
          <table className="table inset">
            <thead className="unseen">
              <tr>
                <th scope="col">{t(common.date)}</th>
                <th scope="col">{t(common.invoice)}</th>
                <th scope="col">{t(common.due)}</th>
                <th scope="col">{t(common.amount)}</th>
              </tr>
            </thead>
            <tbody>
              {payment.earlier.map((one) => (
                <tr key={`${one.transactionId} ${one.number}`}>
                  <td className="quiet">{shortDay(formats, one.paidOn, company.today)}</td>
                  <td>{t(texts.itemsOf, { n: 1, number: one.number })}</td>
                  <td className="quiet">
                    {one.days === 0
                      ? t(texts.onTheDay)
                      : t(one.days < 0 ? texts.daysBefore : texts.daysAfter, { n: Math.abs(one.days) })}
                  </td>
                  <td className="amount">{formats.amount(one.amount)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

/** Two references laid under each other; what differs is marked, and said. */
function Comparison({ of }: { of: NonNullable<DeskPayment['comparison']> }) {
  const t = useText()
  const said =
    of.kind === 'transposed'
      ? t(texts.transposed)
      : of.kind === 'one-wrong'
        ? t(texts.oneWrong)
        : of.kind === 'one-missing'
          ? t(texts.oneMissing)
          : of.kind === 'one-extra'
            ? t(texts.oneExtra)
            : t(texts.slips, { n: of.slips })
  return (
    <div className="comparison">
      <p className="quiet">{t(texts.nearly, { number: of.number })}</p>
      {(['given', 'own'] as const).map((side) => (
        <p key={side} className="digits-row">
          <span className="quiet">{t(texts[side])}</span>
          <span className="unseen">{side === 'given' ? of.given : of.own}</span>
          <span className="digits" aria-hidden>
            {of.places.map((place, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: places are told apart by their order
              <span key={index} className={place.differs ? 'differs' : ''}>
                {place[side] ?? '–'}
              </span>
            ))}
          </span>
        </p>
      ))}
      <p>
        {said} {of.givenChecks !== null && t(of.givenChecks ? texts.checks : texts.checksNot)}
      </p>
    </div>
  )
}

export function Sign({ speaks }: { speaks: 'for' | 'against' | 'neutral' }) {
  if (speaks === 'for') return <Check size={16} className="sign for" aria-hidden />
  if (speaks === 'against') return <X size={16} className="sign" aria-hidden />
  return <Minus size={16} className="sign" aria-hidden />
}
