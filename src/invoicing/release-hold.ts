import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

export const releaseHold = verb({
  kind: 'write',
  name: 'invoicing.release-hold',
  summary: 'Release a hold on billing, or on the claim of a document',
  route: 'POST /billing-holds/{holdId}/release',
  input: z.object({ holdId: id }),
  output: z.object({ holdId: id }),
  async run(ctx, { holdId }) {
    const row = await ctx.db.maybe<{ area: Id | null }>(
      `update holds set released_at = $3, released_by = $4 where company_id = $1 and id = $2 and kind in ('billing', 'dispute', 'deferral', 'pause') and released_at is null
       returning business_area_id as area`,
      [ctx.company.id, holdId, ctx.now, ctx.user.id],
    )
    if (!row) return refuse('hold.unknown', 'there is no such hold in force', { hold: holdId }, 404)
    await audit(ctx, { verb: 'invoicing.release-hold', subjects: [holdId], businessAreaId: row.area })
    return { holdId }
  },
})
