import { z } from 'zod'
import { fileOutput, id } from '../db/schemas.ts'
import type { FileAnswer } from '../db/verb.ts'
import { verb } from '../db/verb.ts'
import { withPdfRenderer } from '../delivery/shared-renderer.ts'
import { refuse } from '../kernel/problem.ts'
import { readParties } from '../parties/queries.ts'
import { logProtectedReads, seesProtected } from '../parties/sees-protected.ts'
import { claimLetterSheet } from './letters/claim-letter.ts'
import { letterSurroundings } from './letters/read-claim-letters.ts'
import { sayWholePlan } from './letters/say-plan.ts'
import { readPlans } from './plans.ts'

/** The plan as a letter: a proposal with a line to sign, or what was agreed. In the customer's language. */
export const planLetter = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'claims.plan-letter',
  summary: 'The letter of an instalment plan as PDF',
  route: 'GET /claims/plans/{planId}/letter',
  input: z.object({ planId: id }),
  output: fileOutput,
  async run(ctx, { planId }): Promise<FileAnswer> {
    const [plan] = await readPlans(ctx, [planId])
    if (!plan) return refuse('plan.unknown', 'there is no such instalment plan', { plan: planId }, 404)
    const party = (await readParties(ctx.db, ctx.company.id, [plan.partyId], ctx.today)).get(plan.partyId)
    if (!party) return refuse('plan.unknown', 'there is no such instalment plan', { plan: planId }, 404)
    if (party.protection !== 'none') {
      if (!seesProtected(ctx))
        refuse(
          'party.protected',
          'the letter is to a person with protected identity: it needs parties.read-protected',
          {},
          403,
        )
      await logProtectedReads(ctx, [party.id], 'claims.plan-letter')
    }
    const said = await sayWholePlan(ctx, plan)
    const describe = await letterSurroundings(ctx, [{ said, language: party.language }])
    const letter = describe(
      {
        kind: plan.state === 'proposed' ? 'plan-proposed' : 'plan-agreed',
        language: party.language,
        madeOn: ctx.today,
        currency: plan.currency,
        said,
        buyer: party.buyer,
      },
      party,
    )
    const body = await withPdfRenderer((renderer) =>
      renderer.renderLetter({ sheet: claimLetterSheet(letter), logo: letter.layout?.logo ?? null }),
    )
    return { fileName: `plan-${party.number}.pdf`, mediaType: 'application/pdf', body }
  },
})
