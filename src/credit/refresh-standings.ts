import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, weekday } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { readBooks } from '../ledger/books.ts'
import type { DelayCurve } from './payment-delay.ts'
import { ahead, curveOf, customerCurve, emptyCurve, kindCurve, type Observed } from './payment-delay.ts'

/** Two years of claims by their due day: long enough for every season twice, short enough to be the customer of today. */
export const windowDays = 730
/** "Recent" against "before" in the trend. */
const recentDays = 182
/** A payment may be on its way: late is later than this. */
export const lateAfterDays = 3
/** Overdue for longer than this weighs in the score. */
const longOverdueDays = 30
/** The latest payments of a customer that tell when the next comes. */
const delaysKept = 40
export const weeksAhead = 13

export interface Refreshed {
  customers: number
  claims: number
  weeks: number
}

/**
 * Makes the standings anew from the ledger as it was at the end of a day: set by set, in one transaction, as the system. What is
 * measured is the value day of money (`value_on`), never the day we booked it: a slow bank file makes no customer late.
 */
export async function refreshStandings(ctx: Ctx, on: Day): Promise<Refreshed> {
  return asSystem(ctx, async (system) => {
    const { db, company } = system
    await db.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`standings ${company.id}`])
    await readClaims(system, on)
    const base = (await readBooks(system)).baseOn(on)
    for (const table of ['credit_standings', 'credit_kinds', 'credit_expected'])
      await db.query(`delete from ${table} where company_id = $1`, [company.id])
    const customers = await writeStandings(system, on, base)
    await writeKinds(system, on)
    const weeks = await writeExpected(system, on, base)
    const { claims } = await db.one<{ claims: number }>(`select count(*)::int as claims from credit_claims`)
    await db.query(`drop table credit_items, credit_claims`)
    return { customers, claims, weeks }
  })
}

/**
 * Claims as they stood: due (a deferral moves the day), paid when, what of it late, what is open. Amounts in the currency of the
 * books. A claim that was moved or redenominated lives on as another item and is left out here; one that a credit note closed
 * was not paid, late or early. Of what was settled before the window only the day it began is read.
 */
async function readClaims({ db, company }: Ctx, on: Day): Promise<void> {
  const changes = country(company.country).currency.changes.filter((change) => change.on <= on)
  const rates = sql`(select * from unnest(${changes.map((change) => change.from)}::text[], ${changes.map((change) => change.rate)}::numeric[]) as r (currency, rate))`
  await db.query(`drop table if exists credit_items, credit_claims`)
  // Hashes of a million claims belong in memory; the tables are told to the planner before they are joined.
  await db.query(`set local work_mem = '128MB'`)
  await db.query(sql`create temporary table credit_items on commit drop as
    select i.id, i.party_id, i.business_area_id, coalesce(i.business_area_id, '00000000-0000-0000-0000-000000000000') as area_key,
             p.kind || coalesce(':' || p.customer_kind, '') as kind, i.opened_on, i.base_amount, coalesce(r.rate, 1) as rate,
             greatest(i.due_on, h.to_on) as due_on, i.due_on >= ${on}::date - ${windowDays}::int or i.closed_on > ${on} as counts
        from open_items i
        join accounts c on c.company_id = i.company_id and c.code = i.account and c.control = 'receivable'
        join parties p on p.company_id = i.company_id and p.id = i.party_id and p.kind not in ('internal', 'system')
        left join ${rates} r on r.currency = i.base_currency
        left join (select item_id, max(to_on) as to_on from holds
                    where company_id = ${company.id} and item_id is not null and kind = 'deferral' and to_on < 'infinity' and company_day(company_id, recorded_at) <= ${on} group by 1) h on h.item_id = i.id
       where i.company_id = ${company.id} and i.kind in ('invoice', 'take-over') and i.component = 'capital' and i.amount > 0 and i.opened_on <= ${on}`)
  await db.query(`analyze credit_items`)
  await db.query(sql`create temporary table credit_claims on commit drop as
    with taken as (
      select a.debit_item_id as id, max(a.value_on) filter (where m.is_money) as paid_on, coalesce(sum(a.base_debit) filter (where m.is_money), 0) as paid,
             coalesce(sum(a.base_debit) filter (where m.is_money and a.value_on > t.due_on + ${lateAfterDays}::int), 0) as paid_late,
             coalesce(sum(a.base_debit * greatest(0, a.value_on - t.due_on)) filter (where m.is_money), 0) as day_amount,
             sum(a.base_debit) as taken, bool_or(k.kind = 'write-off') as written_off
        from allocations a
        join credit_items t on t.id = a.debit_item_id and t.counts
        join open_items k on k.company_id = a.company_id and k.id = a.credit_item_id
        cross join lateral (select k.kind in ('payment', 'prepayment', 'unidentified') as is_money) m
        left join allocations undone on undone.company_id = a.company_id and undone.reverses_id = a.id and undone.effective_on <= ${on}
       where a.company_id = ${company.id} and a.ledger = 'receivable' and a.reverses_id is null and a.value_on <= ${on} and undone.id is null
       group by 1),
    lettered as (
      select distinct i.item_id as id from dunning_letter_items i
        join dunning_letters l on l.company_id = i.company_id and l.id = i.letter_id and l.sent_on <= ${on}
        left join dunning_letter_events e on e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled'
       where i.company_id = ${company.id} and e.id is null)
    select i.id, i.party_id, i.business_area_id, i.area_key, i.kind, i.opened_on, i.due_on,
           (t.taken >= i.base_amount and t.paid > 0) is true as is_paid,
           (t.taken >= i.base_amount and t.paid = 0 and t.written_off) is true as is_lost,
           i.counts and coalesce(t.taken, 0) < i.base_amount as is_open,
           round((i.base_amount - coalesce(t.taken, 0)) / i.rate)::bigint as open_amount,
           t.paid_on, round(coalesce(t.paid, 0) / i.rate)::bigint as paid, round(coalesce(t.paid_late, 0) / i.rate)::bigint as paid_late,
           round(coalesce(t.day_amount, 0) / i.rate) as day_amount, l.id is not null as is_lettered
      from credit_items i left join taken t on t.id = i.id left join lettered l on l.id = i.id`)
  await db.query(`analyze credit_claims`)
}

async function writeStandings({ db, company }: Ctx, on: Day, base: string): Promise<number> {
  const { rowCount } = await db.query(sql`
    insert into credit_standings (company_id, party_id, area_key, business_area_id, scored_on, kind, first_on, paid, paid_late, lost, lettered, paid_amount, late_amount, day_amount,
           recent_paid, recent_amount, recent_day_amount, earlier_paid, earlier_amount, earlier_day_amount, open_amount, overdue_amount, long_overdue_amount, overdue, oldest_due_on, base_currency, delays, waits)
    select ${company.id}, c.party_id, c.area_key, c.business_area_id, ${on}, min(c.kind), min(c.opened_on),
           count(*) filter (where w.paid), count(*) filter (where w.paid and c.paid_on > c.due_on + ${lateAfterDays}::int), count(*) filter (where w.inside and c.is_lost),
           count(*) filter (where w.inside and c.is_lettered and (c.is_paid or c.is_lost or w.overdue)),
           coalesce(sum(c.paid) filter (where w.inside), 0), coalesce(sum(c.paid_late) filter (where w.inside), 0), coalesce(sum(c.day_amount) filter (where w.inside), 0),
           count(*) filter (where w.recent), coalesce(sum(c.paid) filter (where w.recent), 0), coalesce(sum(c.day_amount) filter (where w.recent), 0),
           count(*) filter (where w.paid and not w.recent), coalesce(sum(c.paid) filter (where w.paid and not w.recent), 0), coalesce(sum(c.day_amount) filter (where w.paid and not w.recent), 0),
           coalesce(sum(c.open_amount) filter (where c.is_open), 0), coalesce(sum(c.open_amount) filter (where c.is_open and c.due_on < ${on}), 0),
           coalesce(sum(c.open_amount) filter (where c.is_open and c.due_on < ${on}::date - ${longOverdueDays}::int), 0),
           count(*) filter (where w.overdue), min(c.due_on) filter (where c.is_open and c.due_on < ${on}), ${base},
           coalesce((array_agg((c.paid_on - c.due_on)::smallint order by c.paid_on desc, c.id) filter (where w.paid and c.paid_on - c.due_on between -400 and 1000))[1:${delaysKept}::int], '{}'),
           coalesce((array_agg((${on}::date - c.due_on)::smallint order by c.due_on desc, c.id) filter (where w.inside and c.is_open and ${on}::date - c.due_on between -400 and 1000))[1:${delaysKept}::int], '{}')
      from credit_claims c
     cross join lateral (select c.due_on >= ${on}::date - ${windowDays}::int as inside) v
     cross join lateral (select v.inside, v.inside and c.is_paid as paid, v.inside and c.is_paid and c.paid_on > ${on}::date - ${recentDays}::int as recent,
                                c.is_open and c.due_on < ${on}::date - ${lateAfterDays}::int as overdue) w
     group by c.party_id, c.area_key, c.business_area_id`)
  return rowCount
}

async function writeKinds({ db, company }: Ctx, on: Day): Promise<void> {
  await db.query(sql`
    insert into credit_kinds (company_id, kind, area_key, business_area_id, scored_on, days, paid, waiting)
    select ${company.id}, kind, area_key, business_area_id, ${on}, array_agg(days order by days), array_agg(paid order by days), array_agg(waiting order by days)
      from (select kind, area_key, business_area_id, greatest(-90, least(400, case when is_paid then paid_on - due_on else ${on}::date - due_on end))::smallint as days,
                   count(*) filter (where is_paid)::int as paid, count(*) filter (where is_open)::int as waiting
              from credit_claims where (is_paid or is_open) and due_on >= ${on}::date - ${windowDays}::int group by 1, 2, 3, 4) d
     group by kind, area_key, business_area_id`)
}

interface KindRow {
  kind: string
  area_key: Id
  days: number[]
  paid: number[]
  waiting: number[]
}

/** The curve of each kind of customer within its area, as far as the reader's areas go. */
export async function readKindCurves({ db, company }: Ctx): Promise<(area: Id, kind: string) => DelayCurve> {
  const rows = await db.rows<KindRow>(
    `select kind, area_key, days, paid, waiting from credit_kinds where company_id = $1 order by area_key, kind`,
    [company.id],
  )
  const observed = ({ days, paid, waiting }: KindRow): Observed[] =>
    days.map((day, i) => ({ days: day, paid: paid[i]!, waiting: waiting[i]! }))
  const all = new Map<Id, Observed[]>()
  for (const row of rows) all.set(row.area_key, [...(all.get(row.area_key) ?? []), ...observed(row)])
  const allCurves = new Map([...all].map(([area, list]) => [area, curveOf(list)]))
  const kinds = new Map(
    rows.map((row) => [`${row.area_key} ${row.kind}`, kindCurve(observed(row), allCurves.get(row.area_key)!)]),
  )
  return (area, kind) => kinds.get(`${area} ${kind}`) ?? allCurves.get(area) ?? emptyCurve
}

/** Banks rest at weekends: what would come then comes on Monday. */
export const afterWeekend = (on: Day): Day => addDays(on, [0, 0, 0, 0, 0, 0, 2, 1][weekday(on)]!)
export const mondayOf = (on: Day): Day => addDays(on, 1 - weekday(on))

interface CustomerRow {
  area_key: Id
  business_area_id: Id | null
  kind: string
  delays: number[]
  waits: number[]
  waited: number[]
  amounts: string[]
}
interface Week {
  area_key: Id
  business_area_id: Id | null
  week: number
  amount: number
  due: number
  variance: number
}

/**
 * What is expected by week: Σ amount × the share of such claims that is paid then. For the spread, the claims of one customer are
 * taken to come together or not at all; customers are taken to be independent of each other, which they are not quite: how well the
 * interval holds is measured (docs/quality.md).
 */
async function writeExpected(ctx: Ctx, on: Day, base: string): Promise<number> {
  const { db, company } = ctx
  const curveOfKind = await readKindCurves(ctx)
  const monday = mondayOf(on)
  const sinceMonday = weekday(on) - 1
  const weeks = new Map<string, Week>()
  const weekOf = (row: CustomerRow, week: number): Week => {
    const key = `${row.area_key} ${week}`
    let found = weeks.get(key)
    if (!found) {
      const { area_key, business_area_id } = row
      weeks.set(key, (found = { area_key, business_area_id, week, amount: 0, due: 0, variance: 0 }))
    }
    return found
  }
  /** Weekday of the day so many days from now, 0 Monday, moved past the weekend. */
  const weekAhead = (daysAhead: number): number => {
    const fromMonday = sinceMonday + daysAhead
    const day = fromMonday % 7
    return Math.floor((day >= 5 ? fromMonday + 7 - day : fromMonday) / 7)
  }
  for await (const rows of db.stream<CustomerRow>(
    sql`select s.area_key, s.business_area_id, s.kind, s.delays, s.waits, c.waited, c.amounts
          from (select party_id, area_key, array_agg(waited) as waited, array_agg(amount::text) as amounts
                  from (select party_id, area_key, ${on}::date - due_on as waited, sum(open_amount) as amount from credit_claims where is_open group by 1, 2, 3) d group by 1, 2) c
          join credit_standings s on s.company_id = ${company.id} and s.party_id = c.party_id and s.area_key = c.area_key`,
  )) {
    for (const row of rows) {
      const curve = customerCurve(row.delays, row.waits, curveOfKind(row.area_key, row.kind))
      const spread = new Map<number, number>()
      row.waited.forEach((waited, i) => {
        const amount = Number(row.amounts[i])
        if (waited <= 0) {
          const due = weekAhead(-waited)
          if (due < weeksAhead) weekOf(row, due).due += amount
        }
        const shares = new Map<number, number>()
        for (const [days, share] of ahead(curve, waited)) {
          const week = weekAhead(days - waited)
          if (week >= weeksAhead) break
          shares.set(week, (shares.get(week) ?? 0) + share)
        }
        for (const [week, share] of shares) {
          weekOf(row, week).amount += amount * share
          spread.set(week, (spread.get(week) ?? 0) + amount * Math.sqrt(Math.max(0, share * (1 - share))))
        }
      })
      for (const [week, deviation] of spread) weekOf(row, week).variance += deviation * deviation
    }
  }
  await insertRows(
    db,
    'credit_expected',
    {
      area_key: 'uuid',
      business_area_id: 'uuid',
      week_on: 'date',
      amount: 'int8',
      due_amount: 'int8',
      variance: 'numeric',
    },
    [...weeks.values()].map(({ week, amount, due, variance, ...place }) => ({
      ...place,
      week_on: addDays(monday, 7 * week),
      amount: BigInt(Math.round(amount)),
      due_amount: BigInt(Math.round(due)),
      variance: variance.toFixed(0),
    })),
    {
      company_id: { type: 'uuid', value: company.id },
      scored_on: { type: 'date', value: on },
      base_currency: { type: 'bpchar', value: base },
    },
  )
  return weeks.size
}
