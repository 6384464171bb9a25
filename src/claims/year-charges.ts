import type { Statement } from '../db/sql.ts'
import { sql } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'

/** What is asked for beside the capital: charges of claims, and interest invoices. */
export const chargeComponents = ['fee', 'interest', 'interest-invoice', 'compensation', 'cost'] as const

/**
 * "with … charged": each charge of a year with what became of it: item_id, component, currency, opened_on, charged, open, lost (minor
 * units). One that was moved is followed to where it went: what of it was moved counts there, in that item's currency. What was
 * waived or credited was not charged in the end, and what was written off and recovered after all was paid. `where`: SQL about items
 * `i` and parties `p`. The picture and the lists behind its figures ask the same question.
 */
export const chargedOf = (co: Id, year: number, where: Statement): Statement =>
  sql`with recursive asked as (
      select i.id, i.component from open_items i where i.company_id = ${co} and i.kind = 'charge' and i.main_item_id is not null and i.amount > 0
      union select c.charge_item_id, 'interest-invoice' from interest_charges c where c.company_id = ${co} and c.invoice_id is not null
    ), line as (
      select i.id, x.component, i.opened_on from asked x join open_items i on i.company_id = ${co} and i.id = x.id join parties p on p.company_id = i.company_id and p.id = i.party_id
       where i.continues_id is null and i.opened_on between ${`${year}-01-01`} and ${`${year}-12-31`} and ${where}
      union all
      select n.id, l.component, l.opened_on from line l join open_items n on n.company_id = ${co} and n.continues_id = l.id
    ), charged as (
      select i.id as item_id, l.component, i.currency::text as currency, l.opened_on, i.amount - coalesce(s.gone, 0) as charged, i.amount_open as open, coalesce(s.lost, 0) - coalesce(r.recovered, 0) as lost
        from line l join open_items i on i.company_id = ${co} and i.id = l.id
        left join lateral (
          select sum(a.amount) filter (where c.kind in ('transfer', 'charge', 'credit-note')) as gone, sum(a.amount) filter (where c.kind = 'write-off') as lost
            from allocations a join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id where a.company_id = ${co} and a.debit_item_id = i.id) s on true
        left join lateral (
          select sum(o.recovered) as recovered from loss_standing o where o.company_id = ${co} and o.item_id = i.id and o.kind <> 'doubtful') r on true
    )`
