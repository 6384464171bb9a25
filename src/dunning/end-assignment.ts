import { z } from 'zod'
import { needEveryArea } from '../access/every-area.ts'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'

/** What an assignment had ended as it began, and until when that was to hold (null: without end). */
export const endedBefore = z.array(z.object({ assignmentId: id, to: dayText.nullable() })).max(100)

export const endAssignment = verb({
  kind: 'write',
  name: 'dunning.end-assignment',
  summary: 'End the assignment of a dunning policy from a day on',
  route: 'POST /dunning-assignments/{assignmentId}/end',
  input: z.object({
    assignmentId: id,
    on: dayText.optional().meta({ description: 'First day on which it holds no more; default today' }),
    again: endedBefore.default([]).meta({ description: 'Taken back: of the same subject, ended on that very day' }),
  }),
  output: z.object({ assignmentId: id, endedOn: dayText }),
  async run(ctx, { assignmentId, on, again }) {
    const endedOn = on ?? ctx.today
    const ended = await ctx.db.maybe<{ businessAreaId: string | null; isOfKind: boolean }>(
      `update dunning_assignments set to_on = greatest(from_on, $3::date) where company_id = $1 and id = $2 and $3 < to_on returning business_area_id as "businessAreaId", customer_kind is not null as "isOfKind"`,
      [ctx.company.id, assignmentId, endedOn],
    )
    if (!ended)
      return refuse(
        'dunning-assignment.unknown',
        'there is no such assignment that still holds',
        { assignment: assignmentId },
        404,
      )
    // A kind of customer is that of every business area.
    if (ended.isOfKind) needEveryArea(ctx.user)
    for (const before of again)
      await ctx.db.query(
        `update dunning_assignments a set to_on = coalesce($4::date, 'infinity') from dunning_assignments e
          where a.company_id = $1 and a.id = $2 and a.to_on = $5 and e.company_id = $1 and e.id = $3
            and (a.invoice_id, a.party_id, a.invoice_group_id, a.customer_kind) is not distinct from (e.invoice_id, e.party_id, e.invoice_group_id, e.customer_kind)`,
        [ctx.company.id, before.assignmentId, assignmentId, before.to, endedOn],
      )
    await audit(ctx, {
      verb: 'dunning.end-assignment',
      subjects: [assignmentId],
      summary: { endedOn },
      businessAreaId: ended.businessAreaId,
    })
    return { assignmentId, endedOn }
  },
})
