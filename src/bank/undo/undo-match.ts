import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { rememberRefusals } from '../desk/refuse-match.ts'
import { planTakeBack, planWhatCan, takeBack } from '../placing/take-back.ts'
import { weighAgain } from '../placing/weigh-desk.ts'
import { readTransactions } from '../read-transactions.ts'
import { takenBack, undoAnswer, undoCounts } from './undo-answer.ts'

/**
 * Takes back the last decision about each payment, and nothing else: by dated reversals, from today or from the first open
 * day. The items are open again, the money is where it was before the decision.
 */
export const undoMatch = verb({
  kind: 'write',
  name: 'bank.undo-match',
  summary: 'Undo the last match of payments',
  route: 'POST /matches/undo',
  input: z.object({
    transactionIds: z.array(id).min(1).max(500),
    preview: z.boolean().default(false).meta({ description: 'Answer what would happen, change nothing' }),
    refuse: z
      .boolean()
      .default(true)
      .meta({ description: 'Remember that these items were wrong, so that the machine does not take them again' }),
  }),
  output: undoAnswer,
  async run(ctx, { transactionIds, preview, refuse: remember }) {
    await readTransactions(ctx, transactionIds)
    if (preview) {
      const { plan, hindrances } = await planWhatCan(ctx, transactionIds, 'last', ctx.today)
      return { ...(await takenBack(ctx, plan, hindrances)), done: false }
    }
    const plan = await planTakeBack(ctx, transactionIds, 'last', ctx.today)
    const answer = await takenBack(ctx, plan)
    await takeBack(ctx, plan, null)
    if (remember) await rememberRefusals(ctx, plan.decisions)
    await weighAgain(
      ctx,
      transactionIds,
      plan.decisions.flatMap((one) => one.itemIds),
    )
    await audit(ctx, {
      verb: 'bank.undo-match',
      subjects: transactionIds,
      summary: undoCounts(answer),
    })
    return { ...answer, done: true }
  },
})
