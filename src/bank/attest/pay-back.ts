import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { actAnswer, actDone, placeBefore } from '../desk/act-answer.ts'
import { listOfAct } from '../desk/desk-order.ts'
import { readTransactions } from '../read-transactions.ts'
import { refuseRefunds, wantsFourEyes } from '../refunds.ts'

/**
 * Proposes to pay back what is left of a payment, to the account that it came from: the money stays where it lies (in
 * suspense or on the customer's account), held from matching and set-off, and waits for attest. The bank's own message
 * of the payment out closes it.
 */
export const payBack = verb({
  kind: 'write',
  name: 'bank.pay-back',
  summary: 'Propose to pay the rest of a payment back',
  route: 'POST /payments/{transactionId}/pay-back',
  input: z.object({
    transactionId: id,
    reason: z.string().trim().min(1).max(500),
    to: z
      .object({
        name: z.string().trim().min(1).max(200),
        scheme: z.string().trim().min(1).max(10),
        account: z.string().trim().min(4).max(40),
      })
      .optional()
      .meta({ description: 'Left out: the account that it came from' }),
    list: listOfAct,
  }),
  output: z.object({ refundIds: z.array(id), amount: z.string(), currency: z.string(), ...actAnswer }),
  async run(ctx, { transactionId, reason, to, list }) {
    const transaction = (await readTransactions(ctx, [transactionId])).get(transactionId)!
    const place = await placeBefore(ctx, [transactionId], list)
    if (transaction.amount <= 0n)
      refuse('refund.not-money-in', 'only money that came in can be paid back', { transaction: transactionId })
    await refuseRefunds(ctx, [transactionId], [])
    const payee = to ?? payerOf(transaction)
    const items = await lockLeft(ctx, transactionId)
    if (items.length === 0)
      refuse('refund.nothing-left', 'nothing of this payment is left to pay back', { transaction: transactionId }, 409)
    const fourEyes = await wantsFourEyes(ctx, 'refund-four-eyes')
    const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
    const rows = items.map((item) => ({
      id: newId(),
      hold_id: newId(),
      item_id: item.id,
      amount: -item.open,
      currency: item.currency,
    }))
    await insertRows(
      ctx.db,
      'holds',
      { id: 'uuid', item_id: 'uuid', business_area_id: 'uuid' },
      rows.map((row, i) => ({ id: row.hold_id, item_id: row.item_id, business_area_id: items[i]!.areaId })),
      {
        ...tenant,
        kind: { type: 'text', value: 'pause' },
        from_on: { type: 'date', value: ctx.today },
        reason: { type: 'text', value: `to be paid back: ${reason}` },
        recorded_by: { type: 'uuid', value: ctx.user.id },
      },
    )
    await insertRows(
      ctx.db,
      'refunds',
      { id: 'uuid', hold_id: 'uuid', item_id: 'uuid', amount: 'int8', currency: 'text' },
      rows,
      {
        ...tenant,
        bank_transaction_id: { type: 'uuid', value: transactionId },
        payee_name: { type: 'text', value: payee.name },
        payee_scheme: { type: 'text', value: payee.scheme },
        payee_account: { type: 'text', value: payee.account },
        reason: { type: 'text', value: reason },
        four_eyes: { type: 'bool', value: fourEyes },
        proposed_at: { type: 'timestamptz', value: ctx.now },
        proposed_by: { type: 'uuid', value: ctx.user.id },
      },
    )
    // It waits for its attest, no more for the desk.
    await ctx.db.query(`delete from desk_payments where company_id = $1 and bank_transaction_id = $2`, [
      ctx.company.id,
      transactionId,
    ])
    const refundIds = rows.map((row) => row.id)
    const currency = rows[0]!.currency
    const amount = formatMinor(
      rows.reduce((sum, row) => sum + row.amount, 0n),
      currency,
    )
    await audit(ctx, {
      verb: 'bank.pay-back',
      subjects: [transactionId, ...refundIds],
      summary: { amount, currency },
      after: { reason, payee },
    })
    const undo = { verb: 'bank.withdraw-refunds', input: { refundIds } }
    return { refundIds, amount, currency, ...(await actDone(ctx, place, [transactionId], list, undo)) }
  },
})

function payerOf({
  payerName,
  payerScheme,
  payerAccount,
  id: transactionId,
}: {
  payerName: string | null
  payerScheme: string | null
  payerAccount: string | null
  id: Id
}) {
  if (!payerAccount)
    return refuse(
      'refund.no-account',
      'the bank did not tell from which account it came: give name, scheme and account',
      {
        transaction: transactionId,
      },
    )
  return { name: payerName, scheme: payerScheme ?? 'OTHER', account: payerAccount }
}

/** Credits of the payment that are open still: in suspense, or on accounts of customers. */
const lockLeft = (
  ctx: Ctx,
  transactionId: Id,
): Promise<{ id: Id; open: bigint; currency: string; areaId: Id | null }[]> =>
  ctx.db.rows(
    `select i.id, i.amount_open as open, i.currency, i.business_area_id as "areaId" from open_items i
      where i.company_id = $1 and i.amount_open < 0 and i.kind in ('unidentified', 'payment')
        and i.id in (select p.item_id from bank_postings p where p.company_id = $1 and p.bank_transaction_id = $2)
      order by i.id for no key update`,
    [ctx.company.id, transactionId],
  )
