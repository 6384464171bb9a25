import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** @throws Refused 404 for who holds no grant in this company, known elsewhere or not. */
export async function userOfCompany(ctx: Ctx, userId: Id): Promise<{ id: Id; name: string }> {
  const user = await ctx.db.maybe<{ id: Id; name: string }>(
    `select u.id, u.name from users u
      where u.id = $2 and u.closed_at is null and exists (select from grants g where g.company_id = $1 and g.user_id = u.id)`,
    [ctx.company.id, userId],
  )
  return user ?? refuse('user.unknown', 'this company has no such person', {}, 404)
}
