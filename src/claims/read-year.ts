import { z } from 'zod'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { claimFilter, whereOf } from './claim-filter.ts'

/** How a claim came to its end, or where it is; the furthest that it had come when it was paid. */
export const yearOutcomes = [
  'paid-before-due',
  'paid-late',
  'paid-after-reminder',
  'paid-after-collection-notice',
  'paid-after-agency',
  'paid-after-enforcement',
  'credited',
  'lost',
  'open',
] as const

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
    costs: z
      .array(z.object({ currency: z.string(), agency: z.string() }))
      .meta({ description: 'Fees that agencies kept in the year; for who sees all areas' }),
  }),
  async run(ctx, given) {
    const [from, to] = [`${given.year}-01-01`, `${given.year}-12-31`]
    const where = await whereOf(ctx, given)
    const co = ctx.company.id
    const outcomes = await ctx.db.rows<{
      outcome: string
      currency: string
      count: number
      amount: bigint
      days: number | null
    }>(
      sql`with recursive moved as (
            select i.continues_id as first_id, i.id as last_id from open_items i where i.company_id = ${co} and i.continues_id is not null
            union all
            select m.first_id, n.id from moved m join open_items n on n.company_id = ${co} and n.continues_id = m.last_id
          ), carried as materialized (
            select m.first_id, m.last_id from moved m where not exists (select from open_items n where n.company_id = ${co} and n.continues_id = m.last_id)
          ), due as materialized (
            select i.id, i.currency::text as currency, i.amount, i.due_on, coalesce(l.amount_open, i.amount_open) as open, coalesce(l.closed_on, i.closed_on) as closed_on, coalesce(l.id, i.id) as last_id
              from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
              left join carried c on c.first_id = i.id left join open_items l on l.company_id = ${co} and l.id = c.last_id
             where i.company_id = ${co} and i.due_on between ${from} and ${to} and i.amount > 0 and i.component = 'capital' and i.kind in ('invoice', 'take-over') and i.continues_id is null
               and i.account in (select a.code from accounts a where a.company_id = ${co} and a.control = 'receivable') and ${where}
          ), letters as (
            select t.item_id, min(d.sent_on) filter (where d.kind = 'reminder') as reminded_on, min(d.sent_on) filter (where d.kind <> 'reminder') as noticed_on
              from dunning_letter_items t join dunning_letters d on d.company_id = t.company_id and d.id = t.letter_id
             where t.company_id = ${co} and d.sent_on >= ${from} and not exists (select from dunning_letter_events e where e.company_id = d.company_id and e.letter_id = d.id and e.kind = 'recalled')
             group by t.item_id
          ), cases as (
            select t.item_id, min(k.opened_on) filter (where k.target = 'agency') as agency_on, min(k.opened_on) filter (where k.target = 'court') as court_on
              from collection_case_items t join collection_cases k on k.company_id = t.company_id and k.id = t.case_id where t.company_id = ${co} and t.component = 'capital' group by t.item_id
          ), lost as (
            select distinct l.item_id from losses l where l.company_id = ${co} and l.kind <> 'doubtful' and l.component = 'capital'
               and not exists (select from loss_events e where e.company_id = l.company_id and e.loss_id = l.id and e.kind = 'reversed')
          ), credited as (
            select a.debit_item_id as item_id, sum(a.amount) as amount from open_items c join allocations a on a.company_id = c.company_id and a.credit_item_id = c.id
             where c.company_id = ${co} and c.kind = 'credit-note' group by a.debit_item_id
          ), judged as (
            select d.*, case
                when d.open > 0 then 'open'
                when w.item_id is not null then 'lost'
                when r.amount >= d.amount then 'credited'
                when k.court_on <= d.closed_on then 'paid-after-enforcement'
                when k.agency_on <= d.closed_on then 'paid-after-agency'
                when l.noticed_on <= d.closed_on then 'paid-after-collection-notice'
                when l.reminded_on <= d.closed_on then 'paid-after-reminder'
                when d.closed_on > d.due_on then 'paid-late'
                else 'paid-before-due' end as outcome
              from due d
              left join letters l on l.item_id = d.id left join cases k on k.item_id = d.last_id left join lost w on w.item_id = d.last_id left join credited r on r.item_id = d.last_id
          )
          select outcome, currency, count(*)::int as count, sum(case when outcome = 'open' then open else amount end)::bigint as amount,
                 round(avg(case when outcome like 'paid%' then closed_on - due_on end), 1)::float as days
            from judged group by outcome, currency`,
    )
    const letters = await ctx.db.rows<{ kind: string; count: number }>(
      sql`select d.kind, count(*)::int as count from dunning_letters d where d.company_id = ${co} and d.sent_on between ${from} and ${to}
             and not exists (select from dunning_letter_events e where e.company_id = d.company_id and e.letter_id = d.id and e.kind = 'recalled') group by d.kind order by d.kind`,
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
           where i.company_id = ${co} and i.main_item_id is not null and i.kind = 'charge' and i.opened_on between ${from} and ${to} and ${where} group by i.component, i.currency order by 1, 2`,
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
      costs: costs.map((row) => ({ currency: row.currency, agency: text(row.agency, row.currency) })),
    }
  },
})

const rank = (row: { outcome: string }): number => yearOutcomes.indexOf(row.outcome as (typeof yearOutcomes)[number])
