import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { Refused } from '../kernel/problem.ts'
import { appendEvents } from './outbox.ts'
import { lockDeliveries } from './queries.ts'

/** While a document waits it can be kept back; once a worker has it, it cannot. All or none. */
export const recall = verb({
  kind: 'write',
  name: 'delivery.recall',
  summary: 'Keep back deliveries that still wait',
  route: 'POST /deliveries/recall',
  input: z.object({ deliveries: z.array(id).min(1).max(1000), reason: z.string().min(1).max(500) }),
  output: z.object({ recalled: z.number() }),
  async run(ctx, { deliveries, reason }) {
    const rows = await lockDeliveries(ctx, [...new Set(deliveries)])
    const gone = rows.filter((row) => row.state !== 'waiting')
    if (gone.length > 0)
      throw new Refused(
        gone.map((row) => ({
          code: 'delivery.not-waiting',
          message: `delivery ${row.id} is ${row.state}: only what waits can be recalled`,
          data: { delivery: row.id, state: row.state },
        })),
        409,
      )
    await ctx.db.query(`update deliveries set state = 'recalled' where company_id = $1 and id = any ($2::uuid[])`, [
      ctx.company.id,
      rows.map((row) => row.id),
    ])
    await appendEvents(
      ctx,
      rows.map((delivery) => ({ delivery, kind: 'recalled' as const, text: reason, data: { by: ctx.user.id } })),
    )
    await audit(ctx, {
      verb: 'delivery.recall',
      subjects: rows.map((row) => row.subjectId),
      summary: { documents: rows.length, reason },
    })
    return { recalled: rows.length }
  },
})
