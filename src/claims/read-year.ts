import { z } from 'zod'
import type { Statement } from '../db/sql.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { claimFilter, whereOf } from './claim-filter.ts'
import { chargeComponents, chargedOf } from './year-charges.ts'
import { judgedOf, yearOutcomes } from './year-claims.ts'

/**
 * A year's picture: what fell due in it and how it was paid, and what asking for it cost and brought. A claim that is paid in
 * parts counts by its last; one that was moved counts once, by the item that carries it now.
 */
export const readYear = verb({
  kind: 'read',
  name: 'claims.read-year',
  summary: "A year's picture: paid after which step, cost against yield",
  route: 'GET /claims/year',
  input: z.object({ ...claimFilter, year: z.coerce.number().int().min(1990).max(2200) }),
  output: z.object({
    year: z.number(),
    outcomes: z.array(
      z.object({
        outcome: z.enum(yearOutcomes),
        currency: z.string(),
        count: z.number(),
        amount: z.string().meta({ description: 'What was asked for; of open claims what is left' }),
        days: z.number().nullable().meta({ description: 'Days from due to paid, on average' }),
      }),
    ),
    letters: z
      .array(z.object({ kind: z.string(), count: z.number() }))
      .meta({ description: 'Letters of the year, recalled ones left out' }),
    charges: z.array(
      z.object({
        component: z.enum(['fee', 'interest', 'interest-invoice', 'compensation', 'cost', 'collected']),
        currency: z.string(),
        charged: z.string(),
        paid: z.string(),
        lost: z.string(),
        open: z.string(),
      }),
    ),
    sums: z
      .array(
        z.object({
          currency: z.string(),
          charged: z.string(),
          paid: z.string(),
          lost: z.string(),
          open: z.string(),
          net: z.string(),
        }),
      )
      .meta({ description: 'All charges of a currency together; net: what came of them less what agencies kept' }),
    costs: z
      .array(z.object({ currency: z.string(), agency: z.string() }))
      .meta({ description: 'Fees that agencies kept in the year; for who sees all areas' }),
  }),
  async run(ctx, given) {
    const [from, to] = [`${given.year}-01-01`, `${given.year}-12-31`]
    const { items, parties } = await whereOf(ctx, given)
    const where = sql`${items} and ${parties}`
    const co = ctx.company.id
    // For a year of a million claims in memory.
    await ctx.db.query(`set local work_mem = '64MB'`)
    const outcomes = await ctx.db.rows<{
      outcome: string
      currency: string
      count: number
      amount: bigint
      days: number | null
    }>(
      sql`${judgedOf(ctx, given.year, where)}
          select outcome, currency, count(*)::int as count, sum_minor(case when outcome = 'open' then open else amount end) as amount,
                 round(avg(case when outcome like 'paid%' then closed_on - due_on end), 1)::float as days
            from judged group by outcome, currency`,
    )
    const isNarrowed = Object.keys(claimFilter).some((name) => given[name as keyof typeof claimFilter])
    const ofLetter = sql`exists (select from dunning_letter_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id join parties p on p.company_id = i.company_id and p.id = i.party_id
      where t.company_id = d.company_id and t.letter_id = d.id and ${where})`
    const letters = await ctx.db.rows<{ kind: string; count: number }>(
      sql`select d.kind, count(*)::int as count from dunning_letters d where d.company_id = ${co} and d.sent_on between ${from} and ${to} and ${isNarrowed ? ofLetter : sql`true`}
             and not exists (select from dunning_letter_events e where e.company_id = d.company_id and e.letter_id = d.id and e.kind = 'recalled') group by d.kind order by array_position(array['reminder', 'collection-notice', 'payment-demand'], d.kind)`,
    )
    const collected = await ctx.db.rows<Omit<Charge, 'component'>>(collectedOf(co, from, to, where))
    const charges = [
      ...(await ctx.db.rows<Charge>(
        sql`${chargedOf(co, given.year, where)}
            select component, currency, sum(charged)::bigint as charged, sum_minor(open) as open, sum(lost)::bigint as lost from charged group by 1, 2 order by array_position(${chargeComponents}, component), 2`,
      )),
      ...collected.map((row) => ({ component: 'collected', ...row })),
    ]
    const costs = await ctx.db.rows<{ currency: string; agency: bigint }>(
      isNarrowed ? agencyCostsOf(co, from, to, where) : allAgencyCosts(co, from, to),
    )
    const text = (amount: bigint, currency: string) => formatMinor(minor(amount), currency)
    return {
      year: given.year,
      outcomes: outcomes
        .map((row) => ({ ...row, amount: text(row.amount, row.currency) }))
        .sort((a, b) => rank(a) - rank(b) || (a.currency < b.currency ? -1 : 1)) as never,
      letters,
      charges: charges.map((row) => ({
        component: row.component as never,
        currency: row.currency,
        charged: text(row.charged, row.currency),
        paid: text(row.charged - row.open - row.lost, row.currency),
        lost: text(row.lost, row.currency),
        open: text(row.open, row.currency),
      })),
      sums: sumsOf(charges, costs).map(({ currency, charged, lost, open, agency }) => ({
        currency,
        charged: text(charged, currency),
        paid: text(charged - open - lost, currency),
        lost: text(lost, currency),
        open: text(open, currency),
        net: text(charged - open - lost - agency, currency),
      })),
      costs: costs.map((row) => ({ currency: row.currency, agency: text(row.agency, row.currency) })),
    }
  },
})

interface Charge {
  component: string
  currency: string
  charged: bigint
  lost: bigint
  open: bigint
}

/** Rows `x` of remittances `r` of the year, with what they brought; of cases of some claims. */
const remittedOf = (co: Id, from: string, to: string, where: Statement): Statement =>
  sql`collection_remittances r join collection_remittance_rows x on x.company_id = r.company_id and x.remittance_id = r.id
        cross join lateral (select x.amount_capital + x.amount_interest + x.amount_fees as brought) b
       where r.company_id = ${co} and r.remitted_on between ${from} and ${to}
         and exists (select from collection_case_items t join open_items i on i.company_id = t.company_id and i.id = t.item_id join parties p on p.company_id = i.company_id and p.id = i.party_id
                      where t.company_id = x.company_id and t.case_id = x.case_id and ${where})`

/** Interest and fees that agencies collected and we had never charged: what the debtor's item did not take of a row. */
const collectedOf = (co: Id, from: string, to: string, where: Statement): Statement =>
  sql`select currency, collected as charged, 0::bigint as lost, 0::bigint as open
        from (select r.currency::text as currency, sum(b.brought + coalesce((select c.amount from open_items c where c.company_id = x.company_id and c.id = x.item_id), 0))::bigint as collected
                from ${remittedOf(co, from, to, where)} and r.voucher_id is not null group by 1) y
       where collected > 0 order by 1`

const allAgencyCosts = (co: Id, from: string, to: string): Statement =>
  sql`select currency::text as currency, sum_minor(amount_fee + amount_fee_vat) as agency from collection_remittances where company_id = ${co} and remitted_on between ${from} and ${to} group by currency`

/** Of some claims: each remittance's fee by what it brought of them. */
const agencyCostsOf = (co: Id, from: string, to: string, where: Statement): Statement =>
  sql`select r.currency::text as currency, round(sum((r.amount_fee + r.amount_fee_vat)::numeric * b.brought / nullif(r.amount_gross, 0)))::bigint as agency
        from ${remittedOf(co, from, to, where)} group by 1 having sum(b.brought) <> 0`

function sumsOf(charges: readonly Charge[], costs: readonly { currency: string; agency: bigint }[]) {
  const currencies = [...new Set([...charges, ...costs].map(({ currency }) => currency))].sort()
  return currencies.map((currency) => {
    const own = charges.filter((row) => row.currency === currency)
    const sum = (part: 'charged' | 'lost' | 'open') => own.reduce((total, row) => total + row[part], 0n)
    const agency = costs.find((row) => row.currency === currency)?.agency ?? 0n
    return { currency, charged: sum('charged'), lost: sum('lost'), open: sum('open'), agency }
  })
}

const rank = (row: { outcome: string }): number => yearOutcomes.indexOf(row.outcome as (typeof yearOutcomes)[number])
