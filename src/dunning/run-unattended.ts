import { z } from 'zod'
import { id } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import { abandonedUnsent } from './abandon-run.ts'
import { approveRun } from './approve.ts'
import { executeRun } from './execute.ts'
import { proposeRun } from './propose.ts'
import { runInput, totalsShape } from './run-shape.ts'

const { on: _, ...ofToday } = runInput

/**
 * Proposal, approval and execution without anybody looking on, for the policies that want no approval. What is held waits for a
 * person as ever; a run that nothing came of is abandoned, and stands in the list of runs only for who asks for those.
 */
export const runUnattended = longVerb({
  kind: 'long',
  name: 'dunning.run-unattended',
  summary: 'Remind by itself: propose, approve and execute for the policies that want no approval',
  route: 'POST /dunning-runs/unattended',
  input: z.object({
    ...ofToday,
    dryRun: z
      .boolean()
      .default(false)
      .meta({ description: 'Tell what would go: the proposal is abandoned, its rows can be looked at' }),
  }),
  output: z.object({
    runId: id,
    proposed: totalsShape,
    letters: z.number(),
    handovers: z.number(),
    dropped: z.number(),
  }),
  async run(ctx, { dryRun, ...given }) {
    const { runId, ...proposed } = await proposeRun(ctx, given, { isDryRun: dryRun })
    if (dryRun || proposed.letters + proposed.handovers === 0) {
      await ctx.transaction((tx) => abandonedUnsent(tx, runId))
      return { runId, proposed, letters: 0, handovers: 0, dropped: 0 }
    }
    await ctx.transaction((tx) => approveRun(tx, runId))
    const { letters, handovers, dropped } = await executeRun(ctx, runId)
    return { runId, proposed, letters, handovers, dropped }
  },
})
