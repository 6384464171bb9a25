import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'

/** Of an agreement that stands only its end moves, and never into the past: what invoices said stays. */
export const endFinancing = verb({
  kind: 'write',
  name: 'collection.end-financing',
  summary: 'End an agreement on pledged or sold invoices',
  route: 'POST /collection/financing/{code}/end',
  ofWholeCompany: true,
  input: z.object({
    code: z.string(),
    on: dayText.optional().meta({ description: 'First day on which it holds no more; default: today' }),
  }),
  output: z.object({ agreementId: id, code: z.string(), validTo: dayText }),
  async run(ctx, { code, on = ctx.today }) {
    const known = await ctx.db.maybe<{ id: Id }>(
      `select id from financing_agreements where company_id = $1 and code = $2 for update`,
      [ctx.company.id, code],
    )
    if (!known) return refuse('financing.unknown', `there is no financing agreement ${code}`, { agreement: code }, 404)
    if (on < ctx.today) refuse('financing.stands', `${code} stands: it ends today or later`, { agreement: code })
    await ctx.db.query(`update financing_agreements set valid_to = $3 where company_id = $1 and id = $2`, [
      ctx.company.id,
      known.id,
      on,
    ])
    await audit(ctx, { verb: 'collection.end-financing', subjects: [known.id], summary: { code, on } })
    return { agreementId: known.id, code, validTo: on }
  },
})
