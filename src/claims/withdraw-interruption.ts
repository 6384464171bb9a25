import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { reasonText } from './find-claims.ts'

/** What was recorded by mistake counts no more; the row stays. */
export const withdrawInterruption = verb({
  kind: 'write',
  name: 'claims.withdraw-interruption',
  summary: 'Withdraw a recorded interruption of limitation',
  route: 'POST /claims/interruptions/{interruptionId}/withdraw',
  input: z.object({ interruptionId: id, reason: reasonText }),
  output: z.object({ interruptionId: id }),
  async run(ctx, { interruptionId, reason }) {
    const row = await ctx.db.maybe<{ area: Id | null }>(
      `select i.business_area_id as area from claim_interruptions i where i.company_id = $1 and i.id = $2
          and not exists (select from claim_interruption_withdrawals w where w.company_id = i.company_id and w.interruption_id = i.id)`,
      [ctx.company.id, interruptionId],
    )
    if (!row)
      return refuse(
        'claim.interruption-unknown',
        'there is no such interruption that counts',
        { interruption: interruptionId },
        404,
      )
    await ctx.db.query(
      `insert into claim_interruption_withdrawals (company_id, interruption_id, reason, recorded_by) values ($1, $2, $3, $4)`,
      [ctx.company.id, interruptionId, reason, ctx.user.id],
    )
    await audit(ctx, {
      verb: 'claims.withdraw-interruption',
      subjects: [interruptionId],
      summary: { reason },
      businessAreaId: row.area,
    })
    return { interruptionId }
  },
})
