import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { longVerb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { takeBackLetters } from './take-back-letters.ts'

const chunkMax = 1_000

/** While a letter waits in the outbox it can be recalled, with its fee, interest and compensation; the claim is as before it. */
export const recall = longVerb({
  kind: 'long',
  name: 'dunning.recall',
  summary: 'Recall letters that have not left the outbox, and take back their charges',
  route: 'POST /dunning-letters/recall',
  input: z
    .object({
      runId: id.optional().meta({ description: 'Every letter of the run that still waits' }),
      letters: z.array(id).min(1).max(10_000).optional(),
      reason: z.string().trim().min(1).max(500),
    })
    .refine((given) => (given.runId === undefined) !== (given.letters === undefined), {
      error: 'name a run or letters',
    }),
  output: z.object({
    recalled: z.number(),
    gone: z.number().meta({ description: 'Those that have left, or are leaving' }),
    already: z.number().meta({ description: 'Those that were recalled before' }),
  }),
  async run(ctx, { runId, letters, reason }) {
    let recalled = 0
    const left = letters ? [...new Set(letters)] : null
    for (;;) {
      const part = left?.splice(0, chunkMax)
      if (part && part.length === 0) break
      const taken = await ctx.transaction((tx) => recallChunk(tx, { runId, letters: part }, reason), { retry: true })
      recalled += taken
      ctx.progress(recalled, null)
      if (!part && taken === 0) break
    }
    const { gone, taken } = await ctx.transaction((tx) => countOthers(tx, { runId, letters }), { readOnly: true })
    if (recalled === 0 && gone > 0)
      refuse(
        'dunning-letter.gone',
        `${gone} have left the outbox: what is on its way is not recalled`,
        { letters: gone },
        409,
      )
    return { recalled, gone, already: taken - recalled }
  },
})

interface Which {
  runId?: Id | undefined
  letters?: Id[] | undefined
}

const which = `l.company_id = $1 and ($2::uuid is null or l.run_id = $2) and ($3::uuid[] is null or l.id = any ($3))`

async function recallChunk(ctx: Ctx, { runId, letters }: Which, reason: string): Promise<number> {
  // Who holds the row of the outbox decides: a worker that has taken it up, or we.
  const rows = await ctx.db.rows<{ id: Id }>(
    hot(
      `select l.id from dunning_letters l join deliveries d on d.company_id = l.company_id and d.subject_id = l.id
        where ${which} and d.state = 'waiting' order by l.id limit ${chunkMax} for update of d`,
      [ctx.company.id, runId ?? null, letters ?? null],
    ),
  )
  if (rows.length === 0) return 0
  const taken = await takeBackLetters(
    ctx,
    rows.map((row) => row.id),
    reason,
  )
  await audit(ctx, {
    verb: 'dunning.recall',
    subjects: runId ? [runId] : rows.map((row) => row.id),
    summary: { letters: taken.length, reason },
  })
  return taken.length
}

/** Letters that have left or are leaving, and those that were taken back, now or before. */
const countOthers = (
  { db, company }: Pick<LongCtx, 'company'> & { db: Ctx['db'] },
  { runId, letters }: Which,
): Promise<{ gone: number; taken: number }> =>
  db.one<{ gone: number; taken: number }>(
    hot(
      `select count(*) filter (where exists (select from deliveries d where d.company_id = l.company_id and d.subject_id = l.id and d.state in ('sending', 'sent', 'delivered')))::int as gone,
              count(*) filter (where exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled'))::int as taken
         from dunning_letters l where ${which}`,
      [company.id, runId ?? null, letters ?? null],
    ),
  )
