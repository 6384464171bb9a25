import { expectedDay } from '../../src/credit/expected-day.ts'
import { spreadOf } from '../../src/credit/expected-week.ts'
import { customerCurve } from '../../src/credit/payment-delay.ts'
import { readKindCurves, refreshStandings } from '../../src/credit/refresh-standings.ts'
import type { Installation } from '../../src/jobs/perform.ts'
import { edgeOf, inTransaction, systemUser } from '../../src/jobs/perform.ts'
import type { Day } from '../../src/kernel/day.ts'
import { addDays, addMonths, daysBetween, endOfMonth } from '../../src/kernel/day.ts'
import type { Id } from '../../src/kernel/id.ts'

/** Payments of one cut are told by the ledger's last day; what is paid after that is not known. */
const weeksMeasured = 5

interface Tally {
  claims: number
  /** Nothing was told: claims so old were not seen being paid. */
  unsaid: number
  /** Told neither right nor wrong: the ledger ends before the interval does. */
  undecided: number
  inside: number
  before: number
  after: number
  /** Intervals without an end. */
  endless: number
  errors: number[]
  widths: number[]
  weeks: number
  weeksInside: number
  weekErrors: number[]
}
const newTally = (): Tally => ({
  claims: 0,
  unsaid: 0,
  undecided: 0,
  inside: 0,
  before: 0,
  after: 0,
  endless: 0,
  errors: [],
  widths: [],
  weeks: 0,
  weeksInside: 0,
  weekErrors: [],
})

/** Claims not paid by the end of the cut day, with the day on which they were, however late that was known. */
const openClaims = `
  select s.kind, s.area_key, s.delays, s.waits, i.due_on, case when i.amount_open = 0 then p.paid_on end as paid_on
    from open_items i
    join credit_standings s on s.company_id = i.company_id and s.party_id = i.party_id and s.area_key = coalesce(i.business_area_id, '00000000-0000-0000-0000-000000000000')
   cross join lateral (select max(a.value_on) as paid_on, coalesce(sum(a.base_debit) filter (where a.value_on <= $2), 0) as taken,
                              bool_or(k.kind not in ('payment', 'prepayment', 'unidentified', 'write-off')) as otherwise
                         from allocations a join open_items k on k.company_id = a.company_id and k.id = a.credit_item_id
                         left join allocations u on u.company_id = a.company_id and u.reverses_id = a.id
                        where a.company_id = i.company_id and a.debit_item_id = i.id and a.reverses_id is null and u.id is null) p
   where i.company_id = $1 and i.kind = 'invoice' and i.amount > 0 and i.opened_on <= $2 and p.taken < i.base_amount and p.otherwise is not true
   order by i.id`

export interface Measured {
  name: string
  /** Claims that were told an interval, and whose end is known. */
  claims: number
  /** Percent of them. */
  inside: number | null
  before: number | null
  after: number | null
  endless: number | null
  /** Days. */
  medianError: number | null
  medianWidth: number | null
  unsaid: number
  undecided: number
  weeks: number
  weeksInside: number | null
  /** Percent of what came. */
  weekError: number | null
}

/**
 * At each cut day the standings are made from what was known then; every claim open that evening is compared with the day on which it
 * was paid, and each of the next weeks with what came of those claims. The last two months of the ledger only answer.
 */
export async function measurePayments(
  { installation, companyId }: { installation: Installation; companyId: Id },
  name: string,
  ends: Day,
  cuts: number,
): Promise<Measured[]> {
  const all = newTally()
  const byKind = new Map<string, Tally>()
  for (let back = cuts + 1; back >= 2; back--) {
    const cut = endOfMonth(addMonths(ends, -back))
    const caller = { companyId, user: systemUser, today: cut }
    await inTransaction(installation, await edgeOf(installation, caller), async (ctx) => {
      await refreshStandings(ctx, cut)
      const curveOfKind = await readKindCurves(ctx)
      const open = await ctx.db.rows<{
        kind: string
        area_key: Id
        delays: number[]
        waits: number[]
        due_on: Day
        paid_on: Day | null
      }>(openClaims, [ctx.company.id, cut])
      for (const claim of open) {
        const curve = customerCurve(claim.delays, claim.waits, curveOfKind(claim.area_key, claim.kind))
        const kind = claim.kind.split(':')[0]!
        let own = byKind.get(kind)
        if (!own) byKind.set(kind, (own = newTally()))
        for (const tally of [all, own]) judge(tally, expectedDay(curve, claim.due_on, cut), claim.paid_on, ends)
      }
      await judgeWeeks(ctx.db.rows, ctx.company.id, all, cut, ends)
    })
  }
  return [rowOf(name, all), ...(byKind.size > 1 ? [...byKind].map(([kind, tally]) => rowOf(`  ${kind}`, tally)) : [])]
}

function judge(tally: Tally, told: ReturnType<typeof expectedDay>, paidOn: Day | null, ends: Day): void {
  if (told.from === null) {
    tally.unsaid += 1
    return
  }
  if (paidOn === null && (told.to === null || told.to > ends)) {
    tally.undecided += 1
    return
  }
  tally.claims += 1
  if (paidOn !== null && paidOn < told.from) tally.before += 1
  else if (paidOn === null || (told.to !== null && paidOn > told.to)) tally.after += 1
  else tally.inside += 1
  if (told.to === null) tally.endless += 1
  else tally.widths.push(daysBetween(told.from, told.to))
  if (told.on !== null) tally.errors.push(Math.abs(daysBetween(told.on, paidOn ?? ends)))
}

async function judgeWeeks(
  rowsOf: <T>(text: string, params: unknown[]) => Promise<T[]>,
  companyId: Id,
  tally: Tally,
  cut: Day,
  ends: Day,
): Promise<void> {
  const weeks = await rowsOf<{ week_on: Day; amount: bigint; variance: string; paid: bigint | null }>(
    `select e.week_on, sum(e.amount)::bigint as amount, sum(e.variance)::text as variance,
            (select sum(a.base_debit)::bigint from allocations a join open_items k on k.company_id = a.company_id and k.id = a.credit_item_id and k.kind in ('payment', 'prepayment', 'unidentified')
               join open_items i on i.company_id = a.company_id and i.id = a.debit_item_id and i.kind = 'invoice' and i.opened_on <= $2
               left join allocations u on u.company_id = a.company_id and u.reverses_id = a.id
              where a.company_id = e.company_id and a.reverses_id is null and u.id is null and a.value_on > $2 and a.value_on between e.week_on and e.week_on + 6) as paid
       from credit_expected e where e.company_id = $1 group by e.company_id, e.week_on order by 1 limit ${weeksMeasured}`,
    [companyId, cut],
  )
  for (const week of weeks) {
    // The rest of the cut's own week counts like any other; a week that the ledger does not hold whole does not.
    if (addDays(week.week_on, 6) > ends) continue
    const [amount, paid] = [Number(week.amount), Number(week.paid ?? 0)]
    const half = spreadOf(amount, Number(week.variance))
    tally.weeks += 1
    if (Math.abs(paid - amount) <= half) tally.weeksInside += 1
    if (paid > 0) tally.weekErrors.push(Math.abs(paid - amount) / paid)
  }
}

function rowOf(name: string, tally: Tally): Measured {
  const percent = (part: number, of: number) => (of === 0 ? null : Number(((100 * part) / of).toFixed(1)))
  const middle = (list: number[]) =>
    list.length === 0 ? null : [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)]!
  return {
    name,
    claims: tally.claims,
    inside: percent(tally.inside, tally.claims),
    before: percent(tally.before, tally.claims),
    after: percent(tally.after, tally.claims),
    endless: percent(tally.endless, tally.claims),
    medianError: middle(tally.errors),
    medianWidth: middle(tally.widths),
    unsaid: tally.unsaid,
    undecided: tally.undecided,
    weeks: tally.weeks,
    weeksInside: percent(tally.weeksInside, tally.weeks),
    weekError: middle(tally.weekErrors.map((error) => Number((100 * error).toFixed(1)))),
  }
}
