import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'

/** Not for collection after all: the claims go on where their policy has them. */
export const dropFromQueue = verb({
  kind: 'write',
  name: 'collection.drop-from-queue',
  summary: 'Take claims out of the queue for collection',
  route: 'POST /collection/queue/drop',
  input: z.object({ rows: z.array(id).min(1).max(1000), reason: z.string().trim().min(1).max(500) }),
  output: z.object({ dropped: z.number() }),
  async run(ctx, input) {
    const rows = await ctx.db.rows<{ id: Id; itemId: Id }>(
      `update collection_queue set state = 'dropped', ended_at = $3, ended_by = $4, ended_reason = $5
        where company_id = $1 and id = any ($2::uuid[]) and state = 'waiting' returning id, item_id as "itemId"`,
      [ctx.company.id, input.rows, ctx.now, ctx.user.id, input.reason],
    )
    await audit(ctx, {
      verb: 'collection.drop-from-queue',
      subjects: rows.map((row) => row.itemId).slice(0, 100),
      summary: { dropped: rows.length },
    })
    return { dropped: rows.length }
  },
})
