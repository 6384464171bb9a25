import { z } from 'zod'
import { needEveryArea } from '../access/every-area.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { findOwnParty } from '../parties/find-party.ts'

/** What was agreed about interest, from a day: with a customer, for an invoice group, or for the whole company. */
export const saveTerms = verb({
  kind: 'write',
  name: 'interest.save-terms',
  summary: 'Enter what was agreed about late-payment interest',
  route: 'POST /interest/terms',
  input: z
    .object({
      customer: z.string().optional().meta({ description: 'Customer number' }),
      invoiceGroup: z.string().optional().meta({ description: 'Code; neither: the whole company' }),
      from: dayText,
      startBasis: z
        .enum(['agreed-due-date', 'after-demand'])
        .optional()
        .meta({ description: 'What starts the interest; left out: as before' }),
      rate: z.enum(['law', 'fixed', 'reference', 'none']).optional().meta({
        description: 'The law’s, a fixed percent, points above the reference rate, none; left out: as before',
      }),
      percent: z
        .string()
        .regex(/^\d{1,3}(\.\d{1,4})?$/, 'a percent is a plain decimal: 12.5')
        .optional(),
      source: z.string().trim().min(3).max(500).meta({ description: 'Contract, terms of sale, minutes' }),
    })
    .refine((given) => !(given.customer && given.invoiceGroup), {
      error: 'name a customer or an invoice group, not both',
    })
    .refine((given) => given.startBasis || given.rate, { error: 'say what was agreed: a start, a rate, or both' })
    .refine((given) => (given.percent !== undefined) === (given.rate === 'fixed' || given.rate === 'reference'), {
      error: 'a fixed rate and points above the reference rate have a percent, the others none',
      path: ['percent'],
    }),
  output: z.object({ id }),
  async run(ctx, given) {
    const termsId = newId()
    const partyId = given.customer ? (await findOwnParty(ctx, given.customer)).id : null
    const group = given.invoiceGroup ? await groupOf(ctx, given.invoiceGroup) : null
    const groupId = group?.id ?? null
    if (!partyId && (group?.areaId ?? null) === null) needEveryArea(ctx.user)
    await ctx.db.query(
      hot(
        `insert into interest_terms (company_id, id, party_id, invoice_group_id, valid_from, start_basis, rate_kind, percent, source, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp())`,
        [
          ctx.company.id,
          termsId,
          partyId,
          groupId,
          given.from,
          given.startBasis ?? null,
          given.rate ?? null,
          given.percent ?? null,
          given.source,
          ctx.user.id,
        ],
      ),
    )
    await audit(ctx, {
      verb: 'interest.save-terms',
      subjects: [termsId, ...(partyId ? [partyId] : []), ...(groupId ? [groupId] : [])],
      summary: {
        from: given.from,
        startBasis: given.startBasis ?? null,
        rate: given.rate ?? null,
        percent: given.percent ?? null,
      },
    })
    return { id: termsId }
  },
})

async function groupOf({ db, company }: Ctx, code: string): Promise<{ id: Id; areaId: Id | null }> {
  const group = await db.maybe<{ id: Id; areaId: Id | null }>(
    hot(`select id, business_area_id as "areaId" from invoice_groups where company_id = $1 and code = $2`, [
      company.id,
      code,
    ]),
  )
  return group ?? refuse('invoice-group.unknown', `there is no invoice group ${code}`, { code }, 404)
}
