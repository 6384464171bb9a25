import type { Right } from '../access/rights.ts'
import { areasOf, rightsOf } from '../access/rights.ts'
import type { Ctx } from '../db/context.ts'
import { changeTenant } from '../db/transaction.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** One screen tells of many verbs: each part of it is for who may use that verb, in the areas in which he may. */
export const readRights = (ctx: Ctx): Promise<Right[]> => rightsOf(ctx.db, ctx.company.id, ctx.user.id, ctx.today)

/**
 * Runs a part as another verb would see the company. @returns null where the asker may not use that verb at all.
 * The work must not run beside other work on the same transaction.
 */
export async function withinRights<R>(
  ctx: Ctx,
  rights: readonly Right[],
  verbName: string,
  work: (ctx: Ctx) => Promise<R>,
): Promise<R | null> {
  const areas = areasOf(rights, verbName)
  if (areas === null) return null
  const own = { companyId: ctx.company.id, areas: ctx.user.areas, userId: ctx.user.id }
  const same = areas === own.areas || (areas !== 'all' && own.areas !== 'all' && String(areas) === String(own.areas))
  if (same) return work(ctx)
  await changeTenant(ctx.db, { ...own, areas })
  try {
    return await work({ ...ctx, user: { ...ctx.user, areas } })
  } finally {
    // After a failed statement the transaction is lost anyway, and this statement with it.
    await changeTenant(ctx.db, own).catch(() => {})
  }
}

/** What is kept for a person: the clockwork has no desk. */
export const personOf = (ctx: Pick<Ctx, 'user'>): Id =>
  ctx.user.id ?? refuse('user.needed', 'this is kept for a person: sign in first', {}, 403)
