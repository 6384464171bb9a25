import type { Ctx } from '../db/context.ts'
import type { Db } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { matchesPattern } from '../kernel/permissions.ts'
import { refuse } from '../kernel/problem.ts'

/** One permission that a person holds on a day: a verb's name or a pattern, in one business area or (null) in all. */
export interface Right {
  pattern: string
  areaId: Id | null
}

/** Every right of a person in a company on a day, through the grants that are valid then. */
export async function rightsOf(db: Db, companyId: Id, userId: Id | null, day: Day): Promise<Right[]> {
  // The system itself, and whoever works at the installation's own data directory.
  if (userId === null) return [{ pattern: '*', areaId: null }]
  const user = await db.maybe<{ is_system: boolean; closed: boolean }>(
    `select is_system, closed_at is not null as closed from users where id = $1`,
    [userId],
  )
  if (!user || user.closed) return []
  if (user.is_system) return [{ pattern: '*', areaId: null }]
  return db.rows<Right>(
    `select distinct p as pattern, g.area_id as "areaId"
       from grants g join roles r on r.company_id = g.company_id and r.id = g.role_id cross join lateral unnest(r.permissions) p
      where g.company_id = $1 and g.user_id = $2 and g.valid_from <= $3 and $3 < g.valid_to`,
    [companyId, userId, day],
  )
}

/** In which business areas the rights allow a verb; null = nowhere. Deny by default. */
export function areasOf(rights: readonly Right[], verbName: string): Id[] | 'all' | null {
  const matching = rights.filter((right) => matchesPattern(right.pattern, verbName))
  if (matching.length === 0) return null
  if (matching.some((right) => right.areaId === null)) return 'all'
  return [...new Set(matching.map((right) => right.areaId!))]
}

/** The two above in one step. */
export async function areasFor(
  db: Db,
  companyId: Id,
  userId: Id | null,
  verbName: string,
  day: Day,
): Promise<Id[] | 'all' | null> {
  return areasOf(await rightsOf(db, companyId, userId, day), verbName)
}

/** Whether `rights` hold each wanted right, at least as widely. */
export const coversAll = (rights: readonly Right[], wanted: readonly Right[]): boolean =>
  wanted.every((want) =>
    rights.some(
      (right) => (right.areaId === null || right.areaId === want.areaId) && matchesPattern(right.pattern, want.pattern),
    ),
  )

/** Nobody hands out what they do not hold: else the right to grant would be every right. */
export async function refuseBeyondOwn(ctx: Ctx, wanted: readonly Right[]): Promise<void> {
  const own = await rightsOf(ctx.db, ctx.company.id, ctx.user.id, ctx.today)
  if (!coversAll(own, wanted)) {
    refuse(
      'access.beyond-own',
      'you cannot give, or act for, rights that you do not hold yourself: ask someone who holds them',
      {},
      403,
    )
  }
}

/** Acting for a person (a link, a token, an end) takes at least the rights that the person has or will have here. */
export async function refuseBeyondOwnFor(ctx: Ctx, userId: Id): Promise<void> {
  if (userId === ctx.user.id) return
  const theirs = await ctx.db.rows<Right>(
    `select distinct p as pattern, g.area_id as "areaId"
       from grants g join roles r on r.company_id = g.company_id and r.id = g.role_id cross join lateral unnest(r.permissions) p
      where g.company_id = $1 and g.user_id = $2 and $3 < g.valid_to`,
    [ctx.company.id, userId, ctx.today],
  )
  await refuseBeyondOwn(ctx, theirs)
}
