import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { approveRun } from './approve.ts'
import { executeRun } from './execute.ts'
import { splitRun } from './split-run.ts'

/** What a person approves goes: the whole run, or one group of it; the others wait as a proposal of their own. */
export const approveAndExecute = longVerb({
  kind: 'long',
  name: 'dunning.approve-and-execute',
  summary: 'Approve a proposed dunning run, or one policy or step of it, and execute it',
  route: 'POST /dunning-runs/{runId}/approve-and-execute',
  input: z.object({
    runId: id,
    policy: z.string().optional().meta({ description: 'Its rows alone' }),
    stepNo: z.number().int().optional().meta({ description: 'Of the policy: its rows alone' }),
    rows: z.number().int().optional().meta({ description: 'So many the person saw; others than these are refused' }),
  }),
  output: z.object({
    runId: id,
    restId: id.nullable().meta({ description: 'The proposal of the other groups' }),
    letters: z.number(),
    handovers: z.number(),
    dropped: z.number(),
  }),
  async run(ctx, { runId, rows: seen, ...part }) {
    const restId = await ctx.transaction(async (tx) => {
      if (await isBegun(tx, runId)) return null
      const rest = part.policy === undefined ? null : await splitRun(tx, runId, part)
      const { rows } = await approveRun(tx, runId)
      if (seen !== undefined && rows !== seen)
        refuse(
          'dunning-run.changed',
          `${rows} rows would go, not the ${seen} that were shown: look at it again`,
          { rows, seen },
          409,
        )
      return rest
    })
    return { ...(await executeRun(ctx, runId)), restId }
  },
})

/** Sent again after its answer was lost, it goes on where it stood. */
const isBegun = async ({ db, company }: Ctx, runId: Id): Promise<boolean> =>
  (await db.maybe(
    `select 1 from runs where company_id = $1 and id = $2 and kind = 'dunning' and state in ('approved', 'executing', 'done')`,
    [company.id, runId],
  )) !== undefined
