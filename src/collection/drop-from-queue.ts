import { z } from 'zod'
import { undoing } from '../claims/find-claims.ts'
import { written } from '../claims/written-words.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import type { Target } from './agencies.ts'

interface Dropped {
  id: Id
  itemId: Id
  target: Target
  /** Of a person; a run names its policy's step. */
  reason: string | null
}

/** Not for collection after all: the claims go on where their policy has them. */
export const dropFromQueue = verb({
  kind: 'write',
  name: 'collection.drop-from-queue',
  summary: 'Take claims out of the queue for collection',
  route: 'POST /collection/queue/drop',
  input: z.object({ rows: z.array(id).min(1).max(1000), reason: z.string().trim().min(1).max(500) }),
  output: z.object({ dropped: z.number(), undo: undoing.nullable() }),
  async run(ctx, input) {
    const rows = await ctx.db.rows<Dropped>(
      `update collection_queue set state = 'dropped', ended_at = $3, ended_by = $4, ended_reason = $5
        where company_id = $1 and id = any ($2::uuid[]) and state = 'waiting' returning id, item_id as "itemId", target, case when run_id is null then reason end as reason`,
      [ctx.company.id, input.rows, ctx.now, ctx.user.id, input.reason],
    )
    await audit(ctx, {
      verb: 'collection.drop-from-queue',
      subjects: rows.map((row) => row.itemId).slice(0, 100),
      summary: { dropped: rows.length },
    })
    return { dropped: rows.length, undo: undoOf(ctx, rows) }
  },
})

/** Back to whom they waited for; what was dropped at once but waited for two is put back by hand. */
function undoOf(ctx: Ctx, rows: readonly Dropped[]) {
  const [first] = rows
  if (!first || rows.some(({ target }) => target !== first.target)) return null
  return {
    verb: 'collection.queue-claims',
    input: {
      items: rows.map(({ itemId }) => itemId),
      target: first.target,
      reason: first.reason ?? written[ctx.company.language].undone,
    },
  }
}
