import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { verb } from '../db/verb.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import { findOwnParty } from './find-party.ts'
import { saveParties } from './save-parties.ts'

const line = z.string().trim().max(200).nullish()

/**
 * Protected identity: sekretessmarkering (offentlighets- och sekretesslagen 2009:400, 22 kap. 1 §) and skyddad
 * folkbokföring (folkbokföringslagen 1991:481, 16 §). No law says how who receives the mark handles it: what follows is
 * our caution. Raising it removes every address, contact and electronic channel at once; letters go by the forwarding
 * address, and wait while there is none. Lowering it brings nothing back: the new address is given anew.
 */
export const setProtection = verb({
  kind: 'write',
  name: 'parties.set-protection',
  summary: 'Set or end the protected identity of a person',
  route: 'PUT /parties/{number}/protection',
  input: z.object({
    number: z.string(),
    protection: z.enum(['none', 'secrecy-marked', 'protected-registration']),
    source: z.string().trim().min(1).max(200).meta({ description: 'Where it is known from: the register, a decision' }),
    forwardingAddress: z
      .strictObject({ careOf: line, street: line, street2: line, postCode: line, city: line })
      .nullish(),
  }),
  output: z.object({ number: z.string(), protection: z.string(), hasForwardingAddress: z.boolean() }),
  async run(ctx, input) {
    const party = await findOwnParty(ctx, input.number)
    if (input.protection !== party.protection && input.protection !== 'protected-registration') {
      if (input.protection === 'none' || party.protection !== 'none') {
        await ctx.db.query(`update parties set protection = $3 where company_id = $1 and id = $2`, [
          ctx.company.id,
          party.id,
          input.protection,
        ])
        if (input.protection === 'none')
          await ctx.db.query(
            `delete from party_addresses where company_id = $1 and party_id = $2 and purpose = 'forwarding'`,
            [ctx.company.id, party.id],
          )
      }
    }
    const [saved] = await saveParties(ctx, [
      {
        number: party.number,
        protection: input.protection,
        ...(input.forwardingAddress ? { forwardingAddress: input.forwardingAddress } : {}),
        source: input.source,
      },
    ])
    if (saved!.outcome === 'rejected') throw new Refused(saved!.problems as Problem[])
    await audit(ctx, {
      verb: 'parties.set-protection',
      subjects: [party.id],
      summary: { before: party.protection, after: input.protection, source: input.source },
    })
    const { count } = await ctx.db.one<{ count: number }>(
      `select count(*)::int as count from party_addresses where company_id = $1 and party_id = $2 and purpose = 'forwarding' and valid_to > $3`,
      [ctx.company.id, party.id, ctx.today],
    )
    return { number: party.number, protection: input.protection, hasForwardingAddress: count > 0 }
  },
})
