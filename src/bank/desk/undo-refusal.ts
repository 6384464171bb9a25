import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { insertRows } from '../../db/insert.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { weighDesk } from '../placing/weigh-desk.ts'
import { readTransactions } from '../read-transactions.ts'

/** Takes a "not this one" back: the items are offered for the payment again. */
export const undoRefusal = verb({
  kind: 'write',
  name: 'bank.undo-refusal',
  summary: 'Take back that items were refused for a payment',
  route: 'POST /payments/{transactionId}/refusals/undo',
  input: z.object({ transactionId: id, decisionId: id }),
  output: z.object({ itemIds: z.array(id) }),
  async run(ctx, { transactionId, decisionId }) {
    await readTransactions(ctx, [transactionId])
    const refusal = await ctx.db.maybe<{ itemIds: Id[]; undone: boolean }>(
      `select d.item_ids as "itemIds", exists (select from match_decisions u where u.company_id = d.company_id and u.undoes_id = d.id) as undone
         from match_decisions d where d.company_id = $1 and d.id = $2 and d.bank_transaction_id = $3 and d.decision = 'refused'`,
      [ctx.company.id, decisionId, transactionId],
    )
    if (!refusal) return refuse('refusal.unknown', 'there is no such refusal', { decision: decisionId }, 404)
    if (refusal.undone) refuse('refusal.undone', 'this refusal was taken back already', { decision: decisionId }, 409)
    await insertRows(
      ctx.db,
      'match_decisions',
      { id: 'uuid', item_ids: 'uuid[]' },
      [{ id: newId(), item_ids: refusal.itemIds }],
      {
        company_id: { type: 'uuid', value: ctx.company.id },
        bank_transaction_id: { type: 'uuid', value: transactionId },
        undoes_id: { type: 'uuid', value: decisionId },
        decision: { type: 'text', value: 'undone' },
        decided_by_kind: { type: 'text', value: 'person' },
        recorded_by: { type: 'uuid', value: ctx.user.id },
      },
    )
    await weighDesk(ctx, [transactionId])
    await audit(ctx, { verb: 'bank.undo-refusal', subjects: [transactionId, ...refusal.itemIds] })
    return { itemIds: refusal.itemIds }
  },
})
