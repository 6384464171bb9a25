import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { insertRows } from '../db/insert.ts'
import { verb } from '../db/verb.ts'
import { readBillingSetUp } from '../invoicing/billing-set-up.ts'
import { owedBy, readCreditLimits } from '../invoicing/draft/credit-limits.ts'
import { judgeRow } from '../invoicing/run/judge-row.ts'
import { lockRow, lockRun, rowAnswer, rowInput } from '../invoicing/run/run-rows.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** A row that is held for its customer's credit limit goes on: a person's decision about these orders, kept with both figures. */
export const approveOverLimit = verb({
  kind: 'write',
  name: 'credit.approve-over-limit',
  summary: 'Let a row of a billing run go although its customer then owes more than the credit limit',
  route: 'POST /billing-runs/{runId}/rows/{rowNo}/approve-over-limit',
  input: rowInput.extend({ reason: z.string().trim().min(1).max(500) }),
  output: rowAnswer,
  async run(ctx, { runId, rowNo, reason }) {
    const run = await lockRun(ctx, runId)
    const row = await lockRow(ctx, runId, rowNo)
    const setUp = await readBillingSetUp(ctx)
    const orders = await ctx.db.rows<{ id: Id; partyId: Id; payerId: Id; area: Id | null }>(
      `select o.id, o.party_id as "partyId", coalesce(p.payer_id, p.id) as "payerId", coalesce(g.business_area_id, o.business_area_id) as area
         from orders o join parties p on p.company_id = o.company_id and p.id = o.party_id
         join invoice_groups g on g.company_id = o.company_id and g.id = o.invoice_group_id
        where o.company_id = $1 and o.id = any ($2::uuid[]) and o.invoice_id is null and o.cancelled_at is null`,
      [ctx.company.id, row.orders],
    )
    const payerId = orders[0]?.payerId
    const limit = payerId && (await readCreditLimits(ctx, setUp, [payerId], run.invoiceOn)).get(payerId)
    if (!limit)
      return refuse(
        'credit.no-limit',
        'the customer of this row has no credit limit that stops it',
        { row: rowNo },
        409,
      )
    const owed = owedBy(limit, orders[0]!.area)
    await insertRows(
      ctx.db,
      'credit_limit_decisions',
      { id: 'uuid', order_id: 'uuid', business_area_id: 'uuid' },
      orders.map(({ id, area }) => ({ id: newId(), order_id: id, business_area_id: area })),
      {
        company_id: { type: 'uuid', value: ctx.company.id },
        party_id: { type: 'uuid', value: payerId },
        limit_amount: { type: 'int8', value: limit.amount },
        owes: { type: 'int8', value: owed.open + owed.waiting },
        currency: { type: 'bpchar', value: limit.currency },
        reason: { type: 'text', value: reason },
        recorded_at: { type: 'timestamptz', value: ctx.now },
        recorded_by: { type: 'uuid', value: ctx.user.id },
      },
    )
    const judged = await judgeRow(ctx, setUp, runId, rowNo, run, row.orders)
    await audit(ctx, {
      verb: 'credit.approve-over-limit',
      subjects: [runId, ...row.orders],
      summary: { rowNo, limit: limit.amount, owes: owed.open + owed.waiting, currency: limit.currency },
      businessAreaId: orders[0]!.area,
    })
    return judged
  },
})
