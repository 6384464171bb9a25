import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { sql } from '../db/sql.ts'
import { isReceivable } from './claim-filter.ts'

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
 * "with … judged": each claim that fell due in the year, once, with how it came out. `where`: SQL about items `i` and parties `p`.
 * The picture and the lists behind its bars ask the same question. Outcomes are compared by bytes: a million are sorted by them.
 */
export function judgedOf({ company }: Ctx, year: number, where: Statement): Statement {
  const co = company.id
  const [from, to] = [`${year}-01-01`, `${year}-12-31`]
  return sql`with recursive moved as (
      select i.continues_id as first_id, i.id as last_id from open_items i where i.company_id = ${co} and i.continues_id is not null
      union all
      select m.first_id, n.id from moved m join open_items n on n.company_id = ${co} and n.continues_id = m.last_id
    ), carried as materialized (
      select m.first_id, m.last_id from moved m where not exists (select from open_items n where n.company_id = ${co} and n.continues_id = m.last_id)
    ), due as (
      select i.id, i.currency::text collate "C" as currency, i.amount, i.due_on, i.party_id, i.invoice_id, i.number_text, coalesce(l.amount_open, i.amount_open) as open, coalesce(l.closed_on, i.closed_on) as closed_on, coalesce(l.id, i.id) as last_id
        from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        left join carried c on c.first_id = i.id left join open_items l on l.company_id = ${co} and l.id = c.last_id
       where i.company_id = ${co} and i.due_on between ${from} and ${to} and i.amount > 0 and i.component = 'capital' and i.kind in ('invoice', 'take-over') and i.continues_id is null
         and ${isReceivable(co)} and ${where}
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
          else 'paid-before-due' end collate "C" as outcome
        from due d
        left join letters l on l.item_id = d.id left join cases k on k.item_id = d.last_id left join lost w on w.item_id = d.last_id left join credited r on r.item_id = d.last_id
        )`
}
