import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

export const endResponsible = verb({
  kind: 'write',
  name: 'credit.end-responsible',
  summary: 'A colleague answers no longer for a customer, an invoice group or a business area',
  route: 'POST /credit/responsibles/{responsibleId}/end',
  input: z.object({ responsibleId: id }),
  output: z.object({ responsibleId: id }),
  async run(ctx, { responsibleId }) {
    const row = await ctx.db.maybe<{ userId: Id }>(
      `update responsibles set to_on = greatest(from_on, $3::date), ended_by = $4 where company_id = $1 and id = $2 and $3 < to_on returning user_id as "userId"`,
      [ctx.company.id, responsibleId, ctx.today, ctx.user.id],
    )
    if (!row) return refuse('credit.responsible-unknown', 'there is no such assignment in force', {}, 404)
    await audit(ctx, { verb: 'credit.end-responsible', subjects: [responsibleId, row.userId] })
    return { responsibleId }
  },
})
