import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A party by its number or id, as a person names it. @throws Refused party.unknown */
export async function findParty(ctx: Ctx, named: string): Promise<{ id: Id; number: string }> {
  const party = await ctx.db.maybe<{ id: Id; number: string }>(
    `select id, number from parties where company_id = $1 and kind <> 'system' and merged_into_id is null and ${uuid.test(named) ? 'id = $2::uuid' : 'number = $2'}`,
    [ctx.company.id, named],
  )
  return party ?? refuse('party.unknown', `there is no customer ${named}`, { party: named }, 404)
}
