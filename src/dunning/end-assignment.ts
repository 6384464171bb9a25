import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'

export const endAssignment = verb({
  kind: 'write',
  name: 'dunning.end-assignment',
  summary: 'End the assignment of a dunning policy from a day on',
  route: 'POST /dunning-assignments/{assignmentId}/end',
  input: z.object({
    assignmentId: id,
    on: dayText.optional().meta({ description: 'First day on which it holds no more; default today' }),
  }),
  output: z.object({ assignmentId: id, endedOn: dayText }),
  async run(ctx, { assignmentId, on }) {
    const endedOn = on ?? ctx.today
    const ended = await ctx.db.maybe<{ businessAreaId: string | null }>(
      `update dunning_assignments set to_on = greatest(from_on, $3::date) where company_id = $1 and id = $2 and $3 < to_on returning business_area_id as "businessAreaId"`,
      [ctx.company.id, assignmentId, endedOn],
    )
    if (!ended)
      return refuse(
        'dunning-assignment.unknown',
        'there is no such assignment that still holds',
        { assignment: assignmentId },
        404,
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
