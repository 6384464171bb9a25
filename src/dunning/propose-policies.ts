import { z } from 'zod'
import { language } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { readBooks } from '../ledger/books.ts'
import { checkPolicy } from './check-policy.ts'
import { policyInput, toDraft, warningsShape } from './policy-shape.ts'
import { readLawDesk } from './read-law-desk.ts'
import { readyMadePolicies } from './ready-made.ts'
import { writePolicy } from './save-policy.ts'

/** Ready-made policies of the country; a code that the company has stays as it is. The first one becomes the default where there is none. */
export const proposePolicies = verb({
  kind: 'write',
  name: 'dunning.propose-policies',
  summary: 'Add the country’s ready-made dunning policies that the company lacks',
  route: 'POST /dunning-policies/ready-made',
  ofWholeCompany: true,
  input: z.object({
    language: language.optional().meta({ description: 'Of their names; default the company’s' }),
    codes: z.array(z.string()).optional().meta({ description: 'Default all' }),
    dryRun: z.boolean().default(false).meta({ description: 'Show them, change nothing' }),
  }),
  output: z.object({
    policies: z.array(
      policyInput.extend({ customerKinds: z.array(z.string()), isThere: z.boolean(), warnings: warningsShape }),
    ),
    added: z.number(),
  }),
  async run(ctx, { codes, dryRun, language = ctx.company.language }) {
    const rows = await ctx.db.rows<{ code: string; is_default: boolean }>(
      `select code, is_default and closed_on = 'infinity' as is_default from dunning_policies where company_id = $1`,
      [ctx.company.id],
    )
    const known = new Set(rows.map(({ code }) => code))
    let needsDefault = !rows.some((row) => row.is_default)
    const base = (await readBooks(ctx)).baseOn(ctx.today)
    const policies = []
    let added = 0
    const { creditor } = await readLawDesk(ctx)
    for (const { policy, customerKinds } of readyMadePolicies(ctx.company.country, language, creditor)) {
      if (codes && !codes.includes(policy.code)) continue
      const isThere = known.has(policy.code)
      const given = { ...policy, isDefault: needsDefault && !isThere }
      const draft = await toDraft(ctx, given, base)
      const warnings = await checkPolicy(ctx, draft, base, ctx.today)
      if (!isThere && !dryRun) {
        await writePolicy(ctx, draft, true)
        added += 1
        needsDefault = false
      }
      policies.push({ ...given, customerKinds, isThere, warnings })
    }
    return { policies, added }
  },
})
