import { useSession } from '../../../api/session.tsx'
import { useFormats, useText } from '../../../lang/language.tsx'
import type { Phrase } from '../../../lang/phrase.ts'
import { ButtonLink } from '../../../ui/button.tsx'
import { sayCause, sayCauseMore, sayUntil } from './say.ts'
import type { Row } from './shapes.ts'
import { texts } from './texts.ts'
import { type Place, placeOf } from './where-solved.ts'

/** What holds a row, each cause with the way to where it is solved. */
export function HeldBy({ row }: { row: Row }) {
  const t = useText()
  const formats = useFormats()
  if (row.state !== 'held') return null
  return (
    <section className="section held-by no-print" aria-label={t(texts.heldBy)}>
      <h2>{t(texts.heldBy)}</h2>
      <ul className="plain-list">
        {[...told(row)].map(([key, cause]) => {
          const more = cause.code === 'by-person' ? row.heldBecause : sayCauseMore(cause, t, formats)
          const said = sayCause(t, cause.code)
          return (
            <li key={key}>
              {cause.until ? sayUntil(cause.code, cause.until, said, t, formats) : said}
              {more && <span className="quiet"> {more}</span>}{' '}
              <Way place={placeOf(cause.code)} row={row} order={cause.data?.order} />
            </li>
          )
        })}
      </ul>
      <p className="quieter small">{t(texts.whenSolved)}</p>
    </section>
  )
}

/** Two payments of one day and sum say the same: once. */
const told = (row: Row) =>
  new Map(row.causes.map((cause) => [[cause.code, cause.until, ...Object.values(cause.data ?? {})].join(' '), cause]))

function Way({ place: wanted, row, order }: { place: Place | null; row: Row; order: unknown }) {
  const t = useText()
  const { company, can } = useSession()
  const item = row.items[0]?.itemId
  // A credit note that another business area makes is seen from the claim.
  const place = wanted === 'order' && typeof order !== 'string' ? 'claim' : wanted
  if (!place || !can(verbs[place])) return null
  const label = t(labels[place])
  const own = { company: company.code }
  switch (place) {
    case 'claim':
      return item ? (
        <ButtonLink kind="link" to="/companies/$company/claims/$item" params={{ ...own, item }}>
          {label}
        </ButtonLink>
      ) : null
    case 'order':
      return (
        <ButtonLink kind="link" to="/companies/$company/orders/$order" params={{ ...own, order: String(order) }}>
          {label}
        </ButtonLink>
      )
    case 'customer':
      return (
        <ButtonLink kind="link" to="/companies/$company/customers/$number" params={{ ...own, number: row.customer }}>
          {label}
        </ButtonLink>
      )
    case 'plans':
      return (
        <ButtonLink kind="link" to="/companies/$company/claims/plans" params={own} search={{ customer: row.customer }}>
          {label}
        </ButtonLink>
      )
    case 'letters':
      return (
        <ButtonLink
          kind="link"
          to="/companies/$company/dunning-letters"
          params={own}
          search={{ customer: row.customer }}
        >
          {label}
        </ButtonLink>
      )
    case 'policy':
      return (
        <ButtonLink
          kind="link"
          to="/companies/$company/dunning-policies/$policy"
          params={{ ...own, policy: row.policy }}
        >
          {label}
        </ButtonLink>
      )
    default:
      return (
        <ButtonLink kind="link" to={plain[place]} params={own}>
          {label}
        </ButtonLink>
      )
  }
}

const plain = {
  desk: '/companies/$company/matching',
  attest: '/companies/$company/attest',
  bank: '/companies/$company/bank/files',
  law: '/companies/$company/law',
} as const
const labels: Record<Place, Phrase> = {
  claim: texts.toClaim,
  order: texts.toOrder,
  customer: texts.openCustomer,
  plans: texts.toPlans,
  letters: texts.toLetters,
  policy: texts.toPolicy,
  desk: texts.toDesk,
  attest: texts.toAttest,
  bank: texts.toBank,
  law: texts.toLaw,
}
/** What a person must be allowed to read for the place to open. */
const verbs: Record<Place, string> = {
  claim: 'claims.read-timeline',
  order: 'invoicing.read-order',
  customer: 'parties.read',
  plans: 'claims.list-plans',
  letters: 'dunning.list-letters',
  policy: 'dunning.read-policy',
  desk: 'bank.list-desk',
  attest: 'bank.list-refunds',
  bank: 'bank.list-accounts',
  law: 'interest.list-law-values',
}
