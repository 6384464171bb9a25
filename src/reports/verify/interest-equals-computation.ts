import { divideRounded } from '../../countries/fraction.ts'
import type { Ctx } from '../../db/context.ts'
import { hot } from '../../db/sql.ts'
import { readInterestSetUp } from '../../interest/interest-set-up.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { absolute } from '../../kernel/money.ts'
import type { CheckResult } from './check-result.ts'

/** More claims than these are looked at by a sample: those whose hash falls into it, the same ones each time. */
const claimsMax = 20_000
const batch = 2_000

interface Claim {
  id: Id
  number: string
  amount: bigint
  /** When the last charge of it was recorded: what was known then is what it had to say. */
  lastAt: Date
  freed: number
  charges: {
    from: Day
    through: Day
    amount: string
    exactParts: string
    segments: { from: Day; through: Day; percent: string }[]
  }[]
}
/** Off the principal from the day after `on`; until the day after `until`, where it comes back. */
interface Off {
  itemId: Id
  on: Day
  until: Day | null
  amount: bigint
  isStop: boolean
  isReversal: boolean
}

/** As interest_charges.exact_parts counts (db/migrations/0013). */
const partsOfOne = 1_000_000n * 365n * 366n * 360n

/**
 * What was charged of each claim against a computation of its own: day by day, the principal by allocations of earlier value
 * days (and rests) that were known at the last charge, the percent as the charge names it. Less may have been charged where money was
 * taken back, or a rest was ended: nobody is asked a second time.
 */
export async function interestEqualsComputation(ctx: Ctx): Promise<CheckResult> {
  const { db, company } = ctx
  const { count } = await db.one<{ count: number }>(
    hot(
      `select count(distinct item_id)::int as count from interest_charges where company_id = $1 and kind = 'charged' and freed_at is null`,
      [company.id],
    ),
  )
  const { dayCount, creditedFromStart } = await readInterestSetUp(ctx)
  const every = Math.max(1, Math.ceil(count / claimsMax))
  let checked = 0
  const broken: NonNullable<CheckResult['first']>[] = []
  for (let after: Id | null = null; ; ) {
    const claims: Claim[] = await readClaims(ctx, after, every)
    if (claims.length === 0) break
    after = claims.at(-1)!.id
    const taken = await readOff(ctx, claims, creditedFromStart)
    for (const claim of claims) {
      checked += 1
      const off = taken.get(claim.id) ?? []
      const computed = compute(claim, off, dayCount)
      const charged = claim.charges.reduce((sum, charge) => sum + BigInt(charge.exactParts), 0n)
      const amount = claim.charges.reduce((sum, charge) => sum + BigInt(charge.amount), 0n)
      const mayBeLess = off.some((one) => (one.isStop && one.until !== null) || one.isReversal)
      const rounding = amount - divideRounded(charged, partsOfOne)
      const isRounded = rounding === 0n || absolute(rounding) <= BigInt(claim.freed)
      if ((charged === computed || (mayBeLess && charged < computed)) && isRounded) continue
      broken.push({
        itemId: claim.id,
        number: claim.number,
        charged: String(amount),
        computed: String(divideRounded(computed, partsOfOne)),
        through: claim.charges.at(-1)!.through,
      })
    }
  }
  return {
    name: 'interest-equals-computation',
    says: `what was charged as interest is what a computation of its own gives, day by day${every > 1 ? ` (a sample of one claim in ${every})` : ''}`,
    checked,
    failed: broken.length,
    first: broken[0] ?? null,
  }
}

const readClaims = ({ db, company }: Ctx, after: Id | null, every: number): Promise<Claim[]> =>
  db.rows<Claim>(
    hot(
      `select i.id, i.number_text as number, i.amount, max(c.recorded_at) filter (where c.freed_at is null) as "lastAt", (count(*) filter (where c.freed_at is not null))::int as freed,
              json_agg(json_build_object('from', c.from_on, 'through', c.through_on, 'amount', c.amount::text, 'exactParts', c.exact_parts::text, 'segments', c.segments) order by c.from_on) filter (where c.freed_at is null) as charges
         from interest_charges c join open_items i on i.company_id = c.company_id and i.id = c.item_id
        where c.company_id = $1 and c.kind = 'charged' and ($2::uuid is null or c.item_id > $2) and (hashtext(c.item_id::text) & 2147483647) % $3 = 0
        group by i.id, i.number_text, i.amount having count(*) filter (where c.freed_at is null) > 0 order by i.id limit ${batch}`,
      [company.id, after, every],
    ),
  )

async function readOff(
  { db, company }: Ctx,
  claims: readonly Claim[],
  creditedFromStart: boolean,
): Promise<Map<Id, Off[]>> {
  const rows = await db.rows<Off>(
    hot(
      `with asked as (select * from unnest($2::uuid[], $3::timestamptz[]) as x (id, last_at))
       select a.debit_item_id as "itemId",
              -- What the document's own credit note took was never owed.
              case when $5 and k.kind = 'credit-note' and (k.invoice_id is null and k.number_text = d.number_text or c.credits_id = d.invoice_id) then '0001-01-01' else a.value_on end as on, null::date as until, a.amount, false as "isStop", a.amount < 0 as "isReversal"
         from asked x join allocations a on a.company_id = $1 and a.debit_item_id = x.id and a.recorded_at <= x.last_at
         join open_items d on d.company_id = $1 and d.id = a.debit_item_id join open_items k on k.company_id = $1 and k.id = a.credit_item_id
         left join invoices c on c.company_id = $1 and c.id = k.invoice_id
       union all
       select i.id, k.opened_on, nullif(k.ended_on, 'infinity'), i.amount, true, false
         from asked x join open_items i on i.company_id = $1 and i.id = x.id join collection_case_items t on t.company_id = $1 and t.item_id = x.id
         join collection_cases k on k.company_id = $1 and k.id = t.case_id and k.target = 'agency' and k.recorded_at <= x.last_at
         join collection_agencies g on g.company_id = $1 and g.id = k.agency_id and g.accrues_interest
        where k.ended_on = 'infinity' or i.amount_open = 0 and i.closed_on <= k.ended_on
       union all
       select i.id, h.from_on - 1, nullif(least(h.to_on, (h.released_at at time zone $4)::date), 'infinity') - 1, coalesce(least(h.amount, i.amount), i.amount), true, false
         from asked x join open_items i on i.company_id = $1 and i.id = x.id
         join holds h on h.company_id = $1 and (h.item_id = i.id or h.party_id = i.party_id) and h.stops_interest and h.recorded_at <= x.last_at
       union all
       select d.item_id, '0001-01-01', d.due_on, d.amount, false, false
         from asked x join open_items i on i.company_id = $1 and i.id = x.id join item_due_parts d on d.company_id = $1 and d.item_id = x.id and d.due_on > i.due_on`,
      [
        company.id,
        claims.map((claim) => claim.id),
        claims.map((claim) => claim.lastAt),
        company.timeZone,
        creditedFromStart,
      ],
    ),
  )
  const byItem = new Map<Id, Off[]>()
  for (const row of rows) {
    const own = byItem.get(row.itemId)
    if (own) own.push(row)
    else byItem.set(row.itemId, [row])
  }
  return byItem
}

function compute(claim: Claim, off: readonly Off[], dayCount: string): bigint {
  let parts = 0n
  for (const charge of claim.charges) {
    let segment = 0
    for (let day = charge.from; day <= charge.through; day = addDays(day, 1)) {
      while (charge.segments[segment + 1] && charge.segments[segment + 1]!.from <= day) segment++
      const percent = charge.segments[segment]?.percent
      if (percent === undefined) continue
      let open = claim.amount
      for (const one of off) if (one.on < day && (one.until === null || day <= one.until)) open -= one.amount
      if (open > 0n) parts += (open * tenThousandths(percent) * (partsOfOne / 1_000_000n)) / yearOf(day, dayCount)
    }
  }
  return parts
}

const tenThousandths = (percent: string): bigint => {
  const [whole, decimals = ''] = percent.split('.')
  return BigInt(`${whole}${decimals.padEnd(4, '0').slice(0, 4)}`)
}

function yearOf(day: Day, dayCount: string): bigint {
  if (dayCount === 'ACT/360') return 360n
  if (dayCount !== 'ACT/ACT') return 365n
  const year = Number(day.slice(0, 4))
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 366n : 365n
}
