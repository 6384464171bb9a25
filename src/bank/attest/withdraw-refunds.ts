import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { weighDesk } from '../placing/weigh-desk.ts'

/** The money is free again; what lies in suspense is back on the desk. What the bank has paid out is not withdrawn. */
export const withdrawRefunds = verb({
  kind: 'write',
  name: 'bank.withdraw-refunds',
  summary: 'Withdraw refunds that are not paid',
  route: 'POST /refunds/withdraw',
  input: z.object({ refundIds: z.array(id).min(1).max(1000) }),
  output: z.object({ withdrawn: z.number() }),
  async run(ctx, { refundIds }) {
    const ids = [...new Set(refundIds)]
    const rows = await ctx.db.rows<{ id: Id; transaction: Id; hold: Id; open: bigint; withdrawn: boolean }>(
      `select r.id, r.bank_transaction_id as transaction, r.hold_id as hold, i.amount_open as open, r.withdrawn_at is not null as withdrawn
         from refunds r join open_items i on i.company_id = r.company_id and i.id = r.item_id
        where r.company_id = $1 and r.id = any ($2::uuid[]) order by r.id for no key update of r`,
      [ctx.company.id, ids],
    )
    if (rows.length < ids.length) refuse('refund.unknown', 'there is no such refund', {}, 404)
    const over = rows.find((row) => row.withdrawn || row.open === 0n)
    if (over)
      refuse(
        over.withdrawn ? 'refund.withdrawn' : 'refund.paid',
        over.withdrawn
          ? 'this refund was withdrawn already'
          : 'this refund has been paid: what has left the house is not withdrawn',
        { refund: over.id },
        409,
      )
    await ctx.db.query(
      `update refunds set withdrawn_at = $3, withdrawn_by = $4 where company_id = $1 and id = any ($2::uuid[])`,
      [ctx.company.id, ids, ctx.now, ctx.user.id],
    )
    await ctx.db.query(
      `update holds set released_at = $3, released_by = $4 where company_id = $1 and id = any ($2::uuid[]) and released_at is null`,
      [ctx.company.id, rows.map((row) => row.hold), ctx.now, ctx.user.id],
    )
    const transactions = [...new Set(rows.map((row) => row.transaction))]
    await ctx.db.query(
      `insert into desk_payments (company_id, bank_transaction_id, bank_account_id, file_id, booked_on, currency, amount)
       select t.company_id, t.id, t.bank_account_id, t.file_id, t.booked_on, i.currency, sum(-i.amount_open)::bigint
         from bank_transactions t join open_items i on i.company_id = t.company_id and i.bank_transaction_id = t.id and i.kind = 'unidentified' and i.amount_open <> 0
        where t.company_id = $1 and t.id = any ($2::uuid[]) group by t.company_id, t.id, i.currency
       on conflict do nothing`,
      [ctx.company.id, transactions],
    )
    await weighDesk(ctx, transactions)
    await audit(ctx, { verb: 'bank.withdraw-refunds', subjects: ids, summary: { withdrawn: ids.length } })
    return { withdrawn: ids.length }
  },
})
