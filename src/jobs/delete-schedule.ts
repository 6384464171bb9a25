import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'

/** What it did stays in the list of jobs. */
export const deleteSchedule = verb({
  kind: 'write',
  name: 'jobs.delete-schedule',
  summary: 'End a schedule',
  route: 'DELETE /schedules/{name}',
  ofWholeCompany: true,
  input: z.object({ name: z.string() }),
  output: z.object({ scheduleId: id }),
  async run(ctx, { name }) {
    const schedule = await ctx.db.maybe<{ id: string; verb: string }>(
      `delete from schedules where company_id = $1 and name = $2 returning id, verb`,
      [ctx.company.id, name],
    )
    if (!schedule) return refuse('schedule.unknown', `there is no schedule ${name}`, { name }, 404)
    await audit(ctx, { verb: 'jobs.delete-schedule', subjects: [schedule.id], summary: { name, verb: schedule.verb } })
    return { scheduleId: schedule.id }
  },
})
