import { z } from 'zod'
import { areasFor } from '../access/rights.ts'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { enqueue } from './enqueue.ts'

/** After the cause is gone: what was refused or failed is asked for once more, with the same input, by who presses. */
export const runAgain = verb({
  kind: 'write',
  name: 'jobs.run-again',
  summary: 'Run a job again that was refused or failed',
  route: 'POST /jobs/{jobId}/again',
  input: z.object({ jobId: id }),
  output: z.object({ jobId: id, verb: z.string() }),
  async run(ctx, { jobId }) {
    const job = await ctx.db.maybe<{ verb: string; input: unknown; state: string; schedule_id: string | null }>(
      `select verb, input, state, schedule_id from jobs where company_id = $1 and id = $2`,
      [ctx.company.id, jobId],
    )
    if (!job) return refuse('job.unknown', 'there is no such job of yours', {}, 404)
    if (!['refused', 'failed'].includes(job.state))
      return refuse('job.not-failed', 'the job did not fail: only what failed is run again', { state: job.state }, 409)
    const areas = await areasFor(ctx.db, ctx.company.id, ctx.user.id, job.verb, ctx.today)
    if (areas === null) return refuse('access.denied', `you have no right to ${job.verb}`, { verb: job.verb }, 403)
    // What the clockwork did, it does as the system, in every business area: no other may have it done.
    if (job.schedule_id && areas !== 'all')
      return refuse('access.beyond-own', `this takes the right to ${job.verb} in every business area`, {}, 403)
    const again = await enqueue(ctx.db, {
      companyId: ctx.company.id,
      verb: job.verb,
      input: job.input,
      userId: job.schedule_id ? null : ctx.user.id,
      scheduleId: job.schedule_id,
    })
    if (!again) return refuse('job.running', 'the schedule of this job is at work already: wait for its end', {}, 409)
    await audit(ctx, { verb: 'jobs.run-again', subjects: [jobId, again], summary: { verb: job.verb } })
    return { jobId: again, verb: job.verb }
  },
})
