import { type DebtorKind, debtorOf } from '../countries/claims.ts'
import type { CurrencyRules, InterestStartBasis } from '../countries/country.ts'
import { type CurrencyChange, changeOf } from '../countries/currency.ts'
import { divideRounded } from '../countries/fraction.ts'
import { type AgreedCourse, type Exact, exactText, interestOf, type PrincipalChange } from '../countries/interest.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, later } from '../kernel/day.ts'
import { Decimal } from '../kernel/decimal.ts'
import type { Id } from '../kernel/id.ts'
import { currencyDigits, formatMinor, minor, parseMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { assert, Refused } from '../kernel/problem.ts'
import { type InterestSetUp, readInterestSetUp } from './interest-set-up.ts'

/** A stretch of days of one rate and one principal, as letters and documents show it. Amounts are plain decimals. */
export interface Segment {
  from: Day
  through: Day
  days: number
  percent: string
  principal: string
  /** Unrounded, six decimals. */
  amount: string
  source: string
  unverified?: true
}

/** Interest of a capital item that has not been charged yet. */
export interface Accrued {
  itemId: Id
  partyId: Id
  currency: string
  businessAreaId: Id | null
  /** The last day looked at. */
  through: Day
  /** The first day that may bear interest by the claim's terms; compensation is owed from it on. */
  lateOn: Day
  /** First and last day that bear interest here; null: none does. */
  from: Day | null
  last: Day | null
  /**
   * Minor units. All interest of the item is rounded once: what was charged before is taken from the rounded sum, so that
   * invoices in parts add up to one in whole.
   */
  amount: bigint
  /** Days without a gap, each with its exact interest in parts (`partsOfOne` to the minor unit). */
  stretches: { from: Day; through: Day; exactParts: bigint }[]
  segments: Segment[]
  /** What was charged before. */
  charged: bigint
  /**
   * Minor units, never above zero: days were charged on money that had come already, as we learnt since; it is taken off
   * `amount` and stands in the first stretch.
   */
  correction: bigint
  /** What was agreed about the rate of the last day looked at; null: the law gives it. */
  agreed: ReturnType<AgreedCourse['agreedOn']>
  /** Why nothing is charged: the group bears no interest, the item is interest itself, a rate is missing. */
  free?: 'group' | 'kind' | 'internal'
  problem?: Problem
  /**
   * Interest of the same claim in the currency that the books had before, not charged either. `amount` (of it: `earlier.amount`)
   * and `segments` have it in the currency of today, each converted once; it is charged together with the item's own.
   */
  earlier?: { accrued: Accrued; amount: bigint }
}

/** Parts to the minor unit: every year's length and every decimal of a percent divides it. */
export const partsOfOne = 1_000_000n * 365n * 366n * 360n

interface ItemRow {
  id: Id
  partyId: Id
  partyKind: string
  currency: string
  kind: string
  amount: bigint
  openedOn: Day
  dueOn: Day
  issuedOn: Day | null
  invoiceKind: string | null
  invoiceGroupId: Id | null
  interestFree: boolean
  businessAreaId: Id | null
  beforeClosedOn: Day | null
  /** The item of the same claim in the currency that the books had before. */
  earlierId: Id | null
  touched: boolean
}

/**
 * Interest of capital items up to and with a day, of the days that have not been charged: five queries whatever the number.
 * An item without any has no entry of amount; one whose rate is missing has the problem and no amount.
 * @param setUp read once by a caller with many batches
 * @param lock by who charges it in the same transaction: two that charge the same claims go one after the other
 */
export async function accrueInterest(
  ctx: Ctx,
  itemIds: readonly Id[],
  through: Day,
  { setUp, lock }: { setUp?: InterestSetUp; lock?: boolean } = {},
): Promise<Map<Id, Accrued>> {
  if (itemIds.length === 0) return new Map()
  const known = setUp ?? (await readInterestSetUp(ctx))
  if (lock)
    await ctx.db.query(
      hot(`select 1 from open_items where company_id = $1 and id = any ($2::uuid[]) order by id for no key update`, [
        ctx.company.id,
        itemIds,
      ]),
    )
  const { rows, taken, stops, charged, parts } = await readFacts(ctx, itemIds, known, { lock })
  const earlier = await accrueInterest(
    ctx,
    rows.flatMap((row) => row.earlierId ?? []),
    through,
    { setUp: known, ...(lock ? { lock } : {}) },
  )
  const course = newCourse(known)
  return new Map(
    rows.map((row) => {
      const changes = [...(taken.get(row.id) ?? []), ...(stops.get(row.id) ?? []), ...(parts.get(row.id) ?? [])]
      const own = accrueOne(row, through, changes, charged.get(row.id), known, course)
      const before = row.earlierId && earlier.get(row.earlierId)
      return [row.id, before ? withEarlier(own, before, known) : own]
    }),
  )
}

/** The claim as a whole: what it bore in the old currency of the books, by the irrevocable rate. */
function withEarlier(own: Accrued, before: Accrued, { rules }: InterestSetUp): Accrued {
  const problem = own.problem ?? before.problem
  if (problem) return { ...own, lateOn: before.lateOn, amount: 0n, stretches: [], segments: [], problem }
  if (before.amount === 0n) return { ...own, lateOn: before.lateOn }
  const change = changeOf(rules.currency, before.currency, own.through)
  const { segments, amount, correction } = change ? converted(before, change, rules.currency) : before
  return {
    ...own,
    lateOn: before.lateOn,
    from: before.from,
    last: own.last ?? before.last,
    amount: own.amount + amount,
    segments: [...segments, ...own.segments],
    correction: own.correction + correction,
    earlier: { accrued: before, amount },
  }
}

/**
 * The same interest as a document of the day asks for it: of a claim that was settled in a currency that has ended since, in the
 * one that came after it, converted once. It is charged as it was reckoned.
 */
export function asDocumented(accrued: Accrued, { rules }: InterestSetUp, on: Day): Accrued {
  const change = changeOf(rules.currency, accrued.currency, on)
  if (!change) return accrued
  const whole = { ...accrued, currency: change.to, ...converted(accrued, change, rules.currency) }
  return { ...whole, stretches: [], earlier: { accrued, amount: whole.amount } }
}

/** In the new currency: what is owed rounded once, the amounts of days left as exact as they were. */
function converted(
  { currency, segments, amount, correction }: Accrued,
  { to, rate }: CurrencyChange,
  rules: CurrencyRules,
): Pick<Accrued, 'segments' | 'amount' | 'correction'> {
  const money = (of: bigint) => rules.redenominate(minor(of), currency)!
  return {
    segments: segments.map((segment) => ({
      ...segment,
      principal: formatMinor(money(parseMinor(segment.principal, currency)), to),
      amount: new Decimal(segment.amount).div(rate).toFixed(6),
    })),
    amount: money(amount),
    correction: money(correction),
  }
}

/** What interest was charged in a play that the books know nothing of. */
export type Played = Pick<Accrued, 'amount' | 'stretches'>

/**
 * The interest of claims on days gone by, as it would have been found then: without what was charged from `before` on, and without
 * the money that the books did not know on the day.
 */
export async function pastInterest(
  ctx: Ctx,
  itemIds: readonly Id[],
  before: Day,
  setUp: InterestSetUp,
): Promise<(itemId: Id, through: Day, played: readonly Played[]) => Accrued | undefined> {
  const facts = await readFacts(ctx, itemIds, setUp, { before })
  const rows = new Map(facts.rows.map((row) => [row.id, row]))
  const course = newCourse(setUp)
  return (itemId, through, played) => {
    const row = rows.get(itemId)
    if (!row) return undefined
    const changes = [
      ...(facts.taken.get(itemId) ?? []).filter((one) => one.knownOn <= through),
      ...(facts.stops.get(itemId) ?? []),
      ...(facts.parts.get(itemId) ?? []),
    ]
    return accrueOne(row, through, changes, withPlayed(facts.charged.get(itemId), played), setUp, course)
  }
}

function withPlayed(charged: ChargedDays | undefined, played: readonly Played[]): ChargedDays | undefined {
  if (played.length === 0) return charged
  const stretches = played.flatMap((one) => one.stretches)
  return {
    spans: [...(charged?.spans ?? []), ...stretches].sort((a, b) => (a.from < b.from ? -1 : 1)),
    amount: played.reduce((sum, one) => sum + one.amount, charged?.amount ?? 0n),
    exactParts: stretches.reduce((sum, one) => sum + one.exactParts, charged?.exactParts ?? 0n),
  }
}

/** @param before as the days before this one were charged; null: all of them */
async function readFacts(
  ctx: Ctx,
  itemIds: readonly Id[],
  known: InterestSetUp,
  { lock, before = null }: { lock?: boolean | undefined; before?: Day | null },
) {
  const rows = await readItems(ctx, itemIds)
  const touched = rows.filter((row) => row.touched).map((row) => row.id)
  return {
    rows,
    taken: await readTaken(ctx, touched, known.creditedFromStart),
    stops: known.has.stops ? await readStops(ctx, rows) : none<PrincipalChange[]>(),
    charged: withTaken(
      known.has.charged || lock ? await readCharged(ctx, itemIds, before) : none<ChargedDays>(),
      known.has.stops ? await readTakenByAgencies(ctx, itemIds, before) : [],
    ),
    parts: known.has.parts ? await readParts(ctx, itemIds) : none<PrincipalChange[]>(),
  }
}

const none = <V>(): Map<Id, V> => new Map()

interface ChargedDays {
  /** `exactParts` null: the days were given up. */
  spans: { from: Day; through: Day; exactParts: bigint | null }[]
  amount: bigint
  exactParts: bigint
}

function accrueOne(
  row: ItemRow,
  through: Day,
  changes: readonly PrincipalChange[],
  charged: ChargedDays | undefined,
  setUp: InterestSetUp,
  course: Course,
): Accrued {
  const { id, partyId, currency, businessAreaId } = row
  const debtor = debtorOf(row.partyKind)
  const terms = setUp.termsOf({ partyId, invoiceGroupId: row.invoiceGroupId, debtor })
  const free = freeThrough(row, terms.startOf(row.issuedOn ?? row.openedOn), debtor, setUp)
  const accrued: Accrued = {
    itemId: id,
    partyId,
    currency,
    businessAreaId,
    through,
    lateOn: addDays(free, 1),
    from: null,
    last: null,
    amount: 0n,
    stretches: [],
    segments: [],
    charged: charged?.amount ?? 0n,
    correction: 0n,
    agreed: null,
  }
  const why = whyFree(row)
  if (why) return { ...accrued, free: why }
  const after = afterOf(row, free)
  const gaps = openSpans(after, through, charged?.spans ?? [])
  let excess = 0n
  try {
    accrued.agreed = terms.rate.agreedOn(through)
    for (const gap of gaps) {
      const found = course(terms.key, terms.rate, gap.after, gap.through, row.amount, changes)
      for (const segment of found) {
        addStretch(accrued.stretches, segment.from, segment.through, partsOf(segment.exact))
        accrued.segments.push({
          from: segment.from,
          through: segment.through,
          days: segment.days,
          percent: segment.percent,
          principal: formatMinor(segment.principal, currency),
          amount: exactText(segment.exact, currencyDigits(currency)),
          source: segment.source,
          ...(segment.unverified ? { unverified: true as const } : {}),
        })
      }
    }
    for (const span of charged?.spans ?? []) {
      if (span.exactParts === null || changes.length === 0) continue
      const found = course(terms.key, terms.rate, addDays(span.from, -1), span.through, row.amount, changes)
      excess += found.reduce((sum, segment) => sum + partsOf(segment.exact), 0n) - span.exactParts
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { ...accrued, stretches: [], segments: [], problem: error.problems[0]! }
  }
  // In the debtor's favour alone: what was charged too little is not asked for a second time.
  if (excess < 0n && accrued.stretches[0]) {
    accrued.stretches[0].exactParts += excess
    accrued.correction = divideRounded(excess, partsOfOne)
  }
  const exact = accrued.stretches.reduce((sum, stretch) => sum + stretch.exactParts, charged?.exactParts ?? 0n)
  const whole = divideRounded(exact, partsOfOne)
  const amount = whole - accrued.charged
  return {
    ...accrued,
    from: accrued.segments[0]?.from ?? null,
    last: accrued.segments.at(-1)?.through ?? null,
    amount: amount > 0n && accrued.segments.length > 0 ? amount : 0n,
  }
}

function whyFree(row: ItemRow): Accrued['free'] | null {
  if (row.interestFree) return 'group'
  if (row.partyKind === 'internal' || row.partyKind === 'system') return 'internal'
  // Simple interest: none on interest, and money of the customer's bears none here.
  return row.invoiceKind === 'interest-invoice' || row.amount <= 0n ? 'kind' : null
}

/** The last day that bears none by law and terms. */
function freeThrough(row: ItemRow, basis: InterestStartBasis, debtor: DebtorKind, setUp: InterestSetUp): Day {
  const { claims, holidays } = setUp.rules
  return claims.interestFreeThrough({
    dueOn: setUp.dueDayMoves ? holidays.nextBankingDay(row.dueOn) : row.dueOn,
    demandedOn: row.issuedOn ?? row.openedOn,
    agreed: basis === 'agreed-due-date',
    debtor,
  })
}

/** The last day that bears none here: an item that goes on for another begins where that one ended, no day is borne twice. */
function afterOf(row: ItemRow, free: Day): Day {
  if (row.beforeClosedOn === null) return free
  return later(free, row.beforeClosedOn < row.openedOn ? row.beforeClosedOn : row.openedOn)
}

/** The days after `after` up to `through` that no charge has and nobody else has taken: each stretch with the last day before it. */
function openSpans(
  after: Day,
  through: Day,
  charged: readonly { from: Day; through: Day }[],
): { after: Day; through: Day }[] {
  const gaps: { after: Day; through: Day }[] = []
  let start = after
  for (const span of charged) {
    const before = addDays(span.from, -1)
    if (before > start) gaps.push({ after: start, through: before < through ? before : through })
    if (span.through > start) start = span.through
  }
  if (start < through) gaps.push({ after: start, through })
  return gaps.filter((gap) => gap.after < gap.through)
}

function addStretch(stretches: Accrued['stretches'], from: Day, through: Day, exactParts: bigint): void {
  const last = stretches.at(-1)
  if (last && addDays(last.through, 1) === from) {
    last.through = through
    last.exactParts += exactParts
  } else stretches.push({ from, through, exactParts })
}

function partsOf({ numerator, denominator }: Exact): bigint {
  assert(partsOfOne % denominator === 0n, 'the parts of interest divide the common denominator')
  return numerator * (partsOfOne / denominator)
}

type Found = ReturnType<typeof interestOf>['segments']
type Course = (
  key: string,
  rate: Parameters<typeof interestOf>[0]['rate'],
  after: Day,
  through: Day,
  principal: bigint,
  changes: readonly PrincipalChange[],
) => Found

/** Claims of one due day and without movements have the same days and rates: they are found once. */
function newCourse({ dayCount }: InterestSetUp): Course {
  const known = new Map<string, Found>()
  return (key, rate, after, through, principal, changes) => {
    if (changes.some((change) => change.on < through))
      return interestOf({ principal: minor(principal), after, through, changes, rate, dayCount }).segments
    const place = `${key} ${after} ${through}`
    let unit = known.get(place)
    if (!unit) {
      unit = interestOf({ principal: minor(1n), after, through, changes: [], rate, dayCount }).segments
      known.set(place, unit)
    }
    return unit.map((segment) => ({
      ...segment,
      principal: minor(principal),
      exact: { numerator: segment.exact.numerator * principal, denominator: segment.exact.denominator },
    }))
  }
}

// ---- reading ----------------------------------------------------------------------------------

const readItems = ({ db, company }: Ctx, ids: readonly Id[]): Promise<ItemRow[]> =>
  db.rows<ItemRow>(
    hot(
      `select i.id, i.party_id as "partyId", p.kind as "partyKind", i.currency::text as currency, i.kind, i.amount, i.opened_on as "openedOn", i.due_on as "dueOn",
              v.issued_on as "issuedOn", v.kind as "invoiceKind", i.invoice_group_id as "invoiceGroupId", coalesce(g.interest_free, false) as "interestFree",
              i.business_area_id as "businessAreaId", i.first_effective_on < 'infinity' as touched,
              -- An item of older books bore its interest to their last day, although it went out on the day after.
              case when b.base_currency <> i.base_currency
                   then least(b.closed_on, (select c.valid_from - 1 from company_currencies c where c.company_id = i.company_id and c.currency = i.base_currency and i.opened_on >= c.valid_from and i.opened_on < c.valid_to))
                   else b.closed_on end as "beforeClosedOn",
              case when b.base_currency <> i.base_currency and b.party_id = i.party_id then b.id end as "earlierId"
         from open_items i
         join parties p on p.company_id = i.company_id and p.id = i.party_id
         left join invoices v on v.company_id = i.company_id and v.id = i.invoice_id
         left join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
         left join open_items b on b.company_id = i.company_id and b.id = i.continues_id
        where i.company_id = $1 and i.id = any ($2::uuid[]) and i.component = 'capital'`,
      [company.id, ids],
    ),
  )

function grouped<T extends { itemId: Id }, V>(rows: readonly T[], value: (row: T) => V): Map<Id, V[]> {
  const map = new Map<Id, V[]>()
  for (const row of rows) {
    const list = map.get(row.itemId)
    if (list) list.push(value(row))
    else map.set(row.itemId, [value(row)])
  }
  return map
}

/**
 * What came off, by the day on which the money counts; what was taken back never came off. What the document's own credit note,
 * or its annulment, took was never owed: it counts from the beginning, unless the company's parameter says otherwise.
 */
async function readTaken(
  { db, company }: Ctx,
  ids: readonly Id[],
  creditedFromStart: boolean,
): Promise<Map<Id, (PrincipalChange & { knownOn: Day })[]>> {
  if (ids.length === 0) return new Map()
  const rows = await db.rows<{ itemId: Id; on: Day; knownOn: Day; amount: bigint }>(
    hot(
      `select a.debit_item_id as "itemId", case when x.never_owed then '0001-01-01' else a.value_on end as on, a.effective_on as "knownOn", sum(a.amount)::bigint as amount
         from allocations a
         join open_items d on d.company_id = a.company_id and d.id = a.debit_item_id
         join open_items k on k.company_id = a.company_id and k.id = a.credit_item_id
        cross join lateral (select $3 and k.kind = 'credit-note' and case when k.invoice_id is null then k.number_text = d.number_text
          else exists (select from invoices c where c.company_id = k.company_id and c.id = k.invoice_id and c.credits_id = d.invoice_id) end as never_owed) x
        where a.company_id = $1 and a.debit_item_id = any ($2::uuid[]) group by 1, 2, 3 having sum(a.amount) <> 0`,
      [company.id, ids, creditedFromStart],
    ),
  )
  return grouped(rows, ({ on, knownOn, amount }) => ({ on, knownOn, amount: minor(amount) }))
}

/**
 * Days on which a rest stops the interest: the claim, or the part in dispute, counts for nothing on them. So do the days after
 * the one on which an agency had it that claims the interest itself; all of them are ours again when it comes back unpaid.
 */
async function readStops(ctx: Ctx, items: readonly ItemRow[]): Promise<Map<Id, PrincipalChange[]>> {
  const { db, company } = ctx
  const rows = await db.rows<{ itemId: Id; from: Day; to: Day; amount: bigint }>(
    hot(
      `select i.id as "itemId", h.from_on as from, least(h.to_on, (h.released_at at time zone $3)::date) as to, coalesce(least(h.amount, i.amount), i.amount) as amount
         from holds h join open_items i on i.company_id = h.company_id and (i.id = h.item_id or i.party_id = h.party_id)
        where h.company_id = $1 and h.stops_interest and i.id = any ($2::uuid[])
       union all
       select i.id, k.opened_on + 1, case when k.ended_on = 'infinity' then 'infinity' else k.ended_on + 1 end, i.amount
         from collection_case_items t
         join collection_cases k on k.company_id = t.company_id and k.id = t.case_id
         join collection_agencies g on g.company_id = k.company_id and g.id = k.agency_id
         join open_items i on i.company_id = t.company_id and i.id = t.item_id
        where t.company_id = $1 and t.component = 'capital' and i.id = any ($2::uuid[]) and k.target = 'agency' and g.accrues_interest
          and exists (select from collection_events e where e.company_id = k.company_id and e.case_id = k.id and e.kind in ('handed-over', 'accepted'))
          and (k.ended_on = 'infinity' or i.amount_open = 0 and i.closed_on <= k.ended_on)`,
      [company.id, items.map((item) => item.id), company.timeZone],
    ),
  )
  const stops = new Map<Id, PrincipalChange[]>()
  for (const { itemId, from, to, amount } of rows) {
    if (to <= from) continue
    const changes = [
      { on: addDays(from, -1), amount: minor(amount) },
      ...(to < farAway ? [{ on: addDays(to, -1), amount: minor(-amount) }] : []),
    ]
    stops.set(itemId, [...(stops.get(itemId) ?? []), ...changes])
  }
  return stops
}
const farAway = '9999-01-01'

/** An item in parts is due part by part: what is due later comes onto the principal on its day. */
async function readParts({ db, company }: Ctx, ids: readonly Id[]): Promise<Map<Id, PrincipalChange[]>> {
  const rows = await db.rows<{ itemId: Id; on: Day; amount: bigint }>(
    hot(
      `select d.item_id as "itemId", d.due_on as on, d.amount from item_due_parts d join open_items i on i.company_id = d.company_id and i.id = d.item_id
        where d.company_id = $1 and d.item_id = any ($2::uuid[]) and d.due_on > i.due_on`,
      [company.id, ids],
    ),
  )
  const parts = new Map<Id, PrincipalChange[]>()
  for (const { itemId, on, amount } of rows) {
    const own = parts.get(itemId) ?? []
    own.push({ on: '0001-01-01' as Day, amount: minor(amount) }, { on, amount: minor(-amount) })
    parts.set(itemId, own)
  }
  return parts
}

/**
 * Days whose interest an agency has taken from the debtor: those up to the last payment of which it kept or remitted any. It is
 * not in our charges, and when the claim comes back nobody pays these days a second time.
 */
const readTakenByAgencies = ({ db, company }: Ctx, ids: readonly Id[], before: Day | null) =>
  db.rows<{ itemId: Id; through: Day }>(
    hot(
      `select t.item_id as "itemId", max(r.paid_on) as through
         from collection_case_items t
         join collection_cases k on k.company_id = t.company_id and k.id = t.case_id and k.target = 'agency'
         join collection_agencies g on g.company_id = k.company_id and g.id = k.agency_id and g.accrues_interest
         join collection_remittance_rows r on r.company_id = k.company_id and r.case_id = k.id and r.amount_interest > 0
        where t.company_id = $1 and t.item_id = any ($2::uuid[]) and t.component = 'capital' and ($3::date is null or r.paid_on < $3) group by 1`,
      [company.id, ids, before],
    ),
  )

function withTaken(
  charged: Map<Id, ChargedDays>,
  taken: readonly { itemId: Id; through: Day }[],
): Map<Id, ChargedDays> {
  for (const { itemId, through } of taken) {
    const own = charged.get(itemId) ?? { spans: [], amount: 0n, exactParts: 0n }
    own.spans.unshift({ from: '0001-01-01' as Day, through, exactParts: null })
    charged.set(itemId, own)
  }
  return charged
}

async function readCharged(
  { db, company }: Ctx,
  ids: readonly Id[],
  before: Day | null,
): Promise<Map<Id, ChargedDays>> {
  const rows = await db.rows<{
    itemId: Id
    from: Day
    through: Day
    amount: bigint
    exactParts: string
    charged: boolean
  }>(
    hot(
      `select item_id as "itemId", from_on as from, through_on as through, case when kind = 'charged' then amount else 0 end as amount,
              case when kind = 'charged' then exact_parts else 0 end::text as "exactParts", kind = 'charged' as charged
         from interest_charges where company_id = $1 and item_id = any ($2::uuid[]) and freed_at is null
          and ($3::date is null or coalesce((select c.opened_on from open_items c where c.company_id = interest_charges.company_id and c.id = charge_item_id), through_on) < $3) order by item_id, from_on`,
      [company.id, ids, before],
    ),
  )
  const charged = new Map<Id, ChargedDays>()
  for (const { itemId, from, through, amount, exactParts, charged: isCharge } of rows) {
    const own = charged.get(itemId) ?? { spans: [], amount: 0n, exactParts: 0n }
    own.spans.push({ from, through, exactParts: isCharge ? BigInt(exactParts) : null })
    own.amount += amount
    own.exactParts += BigInt(exactParts)
    charged.set(itemId, own)
  }
  return charged
}
