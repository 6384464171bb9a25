import { z } from 'zod'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { claimFilter, whereOf } from './claim-filter.ts'
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
        component: z.string(),
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
    const letters = await ctx.db.rows<{ kind: string; count: number }>(
      sql`select d.kind, count(*)::int as count from dunning_letters d where d.company_id = ${co} and d.sent_on between ${from} and ${to}
             and not exists (select from dunning_letter_events e where e.company_id = d.company_id and e.letter_id = d.id and e.kind = 'recalled') group by d.kind order by array_position(array['reminder', 'collection-notice', 'payment-demand'], d.kind)`,
    )
    const charges = await ctx.db.rows<{
      component: string
      currency: string
      charged: bigint
      lost: bigint
      open: bigint
    }>(
      sql`select i.component, i.currency::text as currency, sum(i.amount)::bigint as charged, sum(i.amount_open)::bigint as open,
                 coalesce(sum((select sum(a.amount) from allocations a join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id and c.kind in ('write-off', 'credit-note')
                                where a.company_id = i.company_id and a.debit_item_id = i.id)), 0)::bigint as lost
            from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
           where i.company_id = ${co} and i.main_item_id is not null and i.kind = 'charge' and i.opened_on between ${from} and ${to} and ${where} group by i.component, i.currency order by array_position(array['fee', 'interest', 'compensation', 'cost'], i.component), 2`,
    )
    const costs = await ctx.db.rows<{ currency: string; agency: bigint }>(
      sql`select currency::text as currency, sum(amount_fee + amount_fee_vat)::bigint as agency from collection_remittances where company_id = ${co} and remitted_on between ${from} and ${to} group by currency`,
    )
    const text = (amount: bigint, currency: string) => formatMinor(minor(amount), currency)
    return {
      year: given.year,
      outcomes: outcomes
        .map((row) => ({ ...row, amount: text(row.amount, row.currency) }))
        .sort((a, b) => rank(a) - rank(b) || (a.currency < b.currency ? -1 : 1)) as never,
      letters,
      charges: charges.map((row) => ({
        component: row.component,
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

function sumsOf(
  charges: readonly { currency: string; charged: bigint; lost: bigint; open: bigint }[],
  costs: readonly { currency: string; agency: bigint }[],
) {
  const currencies = [...new Set([...charges, ...costs].map(({ currency }) => currency))].sort()
  return currencies.map((currency) => {
    const own = charges.filter((row) => row.currency === currency)
    const sum = (part: 'charged' | 'lost' | 'open') => own.reduce((total, row) => total + row[part], 0n)
    const agency = costs.find((row) => row.currency === currency)?.agency ?? 0n
    return { currency, charged: sum('charged'), lost: sum('lost'), open: sum('open'), agency }
  })
}

const rank = (row: { outcome: string }): number => yearOutcomes.indexOf(row.outcome as (typeof yearOutcomes)[number])
