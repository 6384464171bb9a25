import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { Protection } from './queries.ts'

export interface FoundParty {
  id: Id
  number: string
  name: string
  kind: string
  protection: Protection
  closedOn: string
}

/** The party of a number that the user may see; a merged one's number leads to the party that it became. */
export async function findParty(ctx: Ctx, number: string): Promise<FoundParty> {
  const party = await ctx.db.maybe<FoundParty>(
    `select q.id, q.number, q.name, q.kind, q.protection, q.closed_on as "closedOn"
       from parties p join parties q on q.company_id = p.company_id and q.id = coalesce(p.merged_into_id, p.id)
      where p.company_id = $1 and p.number = $2`,
    [ctx.company.id, number.trim()],
  )
  return party ?? refuse('party.unknown', `there is no customer or supplier ${number}`, { party: number }, 404)
}

/** Changes by hand: the program's own party stays as it is. */
export async function findOwnParty(ctx: Ctx, number: string): Promise<FoundParty> {
  const party = await findParty(ctx, number)
  if (party.kind === 'system') refuse('party.system', `${number} is the program's own party and is not changed`)
  return party
}
