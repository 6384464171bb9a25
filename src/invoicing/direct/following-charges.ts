import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'

/**
 * Fees, interest and compensation of documents that these notes would credit whole: they go with them. Minor units; `gross` is
 * that of the note, `open` what of the charges is not paid.
 */
export async function readFollowingCharges(
  { db, company }: Ctx,
  notes: readonly { invoiceId: Id; gross: bigint }[],
): Promise<Map<Id, { charges: number; amount: bigint; open: bigint }>> {
  const rows = await db.rows<{ id: Id; charges: number; amount: bigint; open: bigint }>(
    `select v.id, count(c.id)::int as charges, sum(c.amount)::bigint as amount, sum(c.amount_open)::bigint as open
       from unnest($2::uuid[], $3::int8[]) n(id, gross)
       join invoices v on v.company_id = $1 and v.id = n.id
       join open_items i on i.company_id = v.company_id and i.invoice_id = v.id and i.component = 'capital' and i.amount > 0
       join open_items c on c.company_id = i.company_id and c.main_item_id = i.id and c.component <> 'capital' and c.amount > 0
        -- Not what was waived before.
        and (c.amount_open > 0 or not exists (select from allocations a join open_items w on w.company_id = a.company_id and w.id = a.credit_item_id and w.kind = 'charge' where a.company_id = c.company_id and a.debit_item_id = c.id
          and a.reverses_id is null and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)))
      where v.amount_gross <= n.gross + coalesce((select sum(k.amount_gross) from invoices k where k.company_id = v.company_id and k.credits_id = v.id and k.kind = 'credit-note'), 0)
      group by v.id`,
    [company.id, notes.map(({ invoiceId }) => invoiceId), notes.map(({ gross }) => gross)],
  )
  return new Map(rows.map(({ id, ...charges }) => [id, charges]))
}
