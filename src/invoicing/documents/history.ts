import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Standing } from '../standing.ts'

export const historyEvent = z.object({
  at: z.string(),
  /** issued, approved, proposed, delivery-<event>, allocated, allocation-reversed, held, released, credited, debited, annulled. */
  kind: z.string(),
  by: z.string().nullable(),
  /** A reason or a name, as it was given. */
  text: z.string().nullable(),
  amount: z.string().nullable(),
  /** What it opens: a delivery, an allocation, a bank payment, a document, a hold, a run. */
  ref: z.object({ kind: z.string(), id: z.string() }).nullable(),
})

type Found = Omit<z.output<typeof historyEvent>, 'amount' | 'ref'> & {
  amount: bigint | null
  refKind: string | null
  refId: string | null
}

/** Everything that happened to a document, newest first, with who did it. */
export async function readHistory(
  { db, company }: Ctx,
  { id, currency, voucherId }: Standing,
): Promise<z.output<typeof historyEvent>[]> {
  const rows = await db.rows<Found>(
    `with i as (select * from invoices where company_id = $1 and id = $2),
          t as (select * from open_items where company_id = $1 and voucher_id = $3 and line_no = 1),
     happened as (
       select i.issued_at as at, 'issued' as kind, i.issued_by as by, i.number_text as text, i.amount_payable as amount, 'run' as ref_kind, i.run_id as ref_id, 3 as rank from i
       union all select r.approved_at, 'approved', r.approved_by, null, null, 'run', r.id, 2 from i join runs r on r.company_id = $1 and r.id = i.run_id where r.approved_at is not null
       -- By the clock of the database, which may be a little after that of what followed in the same breath.
       union all select least(r.proposed_at, i.issued_at), 'proposed', r.proposed_by, null, null, 'run', r.id, 1 from i join runs r on r.company_id = $1 and r.id = i.run_id
       union all select e.recorded_at, 'delivery-' || e.kind, null, coalesce(e.text, d.channel), null, 'delivery', d.id, 4
                   from deliveries d join delivery_events e on e.company_id = d.company_id and e.delivery_id = d.id
                  where d.company_id = $1 and d.subject_kind = 'invoice' and d.subject_id = $2 and e.kind not in ('rendered', 'sending')
       union all select a.recorded_at, case when a.reverses_id is null then 'allocated' else 'allocation-reversed' end, a.recorded_by,
                        case when w.bank_transaction_id is not null then null else w.number_text end, a.amount,
                        case when w.bank_transaction_id is not null then 'payment' when w.invoice_id is not null then 'document' else 'allocation' end,
                        coalesce(w.bank_transaction_id, w.invoice_id, a.id), 5
                   from t join allocations a on a.company_id = $1 and (a.debit_item_id = t.id or a.credit_item_id = t.id)
                   join open_items w on w.company_id = $1 and w.id = case when a.debit_item_id = t.id then a.credit_item_id else a.debit_item_id end
       union all select h.recorded_at, 'held', h.recorded_by, h.reason, null, 'hold', h.id, 6 from t join holds h on h.company_id = $1 and h.item_id = t.id
       union all select h.released_at, 'released', h.released_by, h.reason, null, 'hold', h.id, 7 from t join holds h on h.company_id = $1 and h.item_id = t.id where h.released_at is not null
       union all select c.issued_at, case c.kind when 'credit-note' then 'credited' when 'debit-note' then 'debited' else c.kind end, c.issued_by, c.number_text, c.amount_gross, 'document', c.id, 8
                   from invoices c where c.company_id = $1 and c.credits_id = $2
       union all select n.recorded_at, 'annulled', n.recorded_by, n.reason, null, null, null, 9 from invoice_annulments n where n.company_id = $1 and n.invoice_id = $2
     )
     select to_char(x.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, x.kind, u.name as by, x.text, x.amount, x.ref_kind as "refKind", x.ref_id as "refId"
       from happened x left join users u on u.id = x.by order by x.at desc, x.rank desc limit 500`,
    [company.id, id, voucherId],
  )
  return rows.map(({ amount, refKind, refId, ...row }) => ({
    ...row,
    amount: amount === null ? null : formatMinor(amount as never, currency),
    ref: refKind && refId ? { kind: refKind, id: refId as Id } : null,
  }))
}
