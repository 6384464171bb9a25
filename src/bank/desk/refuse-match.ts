import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { weighDesk } from '../placing/weigh-desk.ts'
import { readTransactions } from '../read-transactions.ts'
import { actAnswer, actDone, placeBefore } from './act-answer.ts'
import { listOfAct } from './desk-order.ts'

/** A no is remembered: these items are never offered nor taken for this payment again. A person may still choose them. */
export const refuseMatch = verb({
  kind: 'write',
  name: 'bank.refuse-match',
  summary: 'Refuse items as what a payment is for',
  route: 'POST /payments/{transactionId}/refusals',
  input: z.object({ transactionId: id, itemIds: z.array(id).min(1).max(1000), list: listOfAct }),
  output: z.object({ refused: z.number(), ...actAnswer }),
  async run(ctx, { transactionId, itemIds, list }) {
    await readTransactions(ctx, [transactionId])
    const place = await placeBefore(ctx, [transactionId], list)
    const [decisionId] = await rememberRefusals(ctx, [{ transactionId, itemIds }])
    await weighDesk(ctx, [transactionId])
    await audit(ctx, { verb: 'bank.refuse-match', subjects: [transactionId, ...itemIds] })
    const undo = { verb: 'bank.undo-refusal', input: { transactionId, decisionId } }
    return { refused: itemIds.length, ...(await actDone(ctx, place, [transactionId], list, undo)) }
  },
})

export async function rememberRefusals(
  ctx: Ctx,
  refusals: readonly { transactionId: Id; itemIds: Id[] }[],
): Promise<Id[]> {
  const rows = refusals
    .filter((one) => one.itemIds.length > 0)
    .map((one) => ({ id: newId(), bank_transaction_id: one.transactionId, item_ids: one.itemIds }))
  await insertRows(ctx.db, 'match_decisions', { id: 'uuid', bank_transaction_id: 'uuid', item_ids: 'uuid[]' }, rows, {
    company_id: { type: 'uuid', value: ctx.company.id },
    decision: { type: 'text', value: 'refused' },
    decided_by_kind: { type: 'text', value: 'person' },
    recorded_by: { type: 'uuid', value: ctx.user.id },
  })
  return rows.map((row) => row.id)
}
