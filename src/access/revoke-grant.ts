import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { refuseBeyondOwn } from './rights.ts'

/** A grant ends today: from this moment it allows nothing. */
export const revokeGrant = verb({
  kind: 'write',
  name: 'access.revoke-grant',
  summary: 'End a grant',
  route: 'DELETE /grants/{grantId}',
  input: z.object({ grantId: id }),
  output: z.object({ grantId: id }),
  async run(ctx, { grantId }) {
    const grant = await ctx.db.maybe<{ user_id: Id; area_id: Id | null; permissions: string[]; role: string }>(
      `select g.user_id, g.area_id, r.permissions, r.name as role from grants g join roles r on r.company_id = g.company_id and r.id = g.role_id
        where g.company_id = $1 and g.id = $2 for update of g`,
      [ctx.company.id, grantId],
    )
    if (!grant) return refuse('grant.unknown', 'there is no such grant', {}, 404)
    await refuseBeyondOwn(
      ctx,
      grant.permissions.map((pattern) => ({ pattern, areaId: grant.area_id })),
    )
    await endGrants(ctx, [grantId])
    await audit(ctx, { verb: 'access.revoke-grant', subjects: [grant.user_id, grantId], summary: { role: grant.role } })
    return { grantId }
  },
})

/** What has not begun is taken back; what has begun ends today. The audit trail keeps both. */
export async function endGrants(ctx: Ctx, ids: readonly Id[]): Promise<void> {
  await ctx.db.query(`delete from grants where company_id = $1 and id = any ($2::uuid[]) and valid_from >= $3`, [
    ctx.company.id,
    ids,
    ctx.today,
  ])
  await ctx.db.query(
    `update grants set valid_to = $3 where company_id = $1 and id = any ($2::uuid[]) and valid_to > $3`,
    [ctx.company.id, ids, ctx.today],
  )
}
