import type { Ctx } from '../../db/context.ts'
import { refuse } from '../../kernel/problem.ts'
import type { PartyFacts } from '../../parties/queries.ts'
import { logProtectedReads, readProtected, seesProtected } from '../../parties/sees-protected.ts'

/** A letter to a person with protected identity is shown to who may read such, and every look is on record. */
export async function admitToLetter(ctx: Ctx, party: PartyFacts, verb: string): Promise<void> {
  if (party.protection === 'none') return
  if (!seesProtected(ctx))
    refuse('party.protected', `the letter is to a person with protected identity: it needs ${readProtected}`, {}, 403)
  await logProtectedReads(ctx, [party.id], verb)
}
