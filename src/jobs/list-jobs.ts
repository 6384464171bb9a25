import { z } from 'zod'
import { id, pageOf, paging, problemShape } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { type Job, jobColumns, readJob as read } from './queries.ts'

const job = z.object({
  jobId: id,
  verb: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'refused', 'failed']),
  userId: id.nullable(),
  scheduleId: id.nullable(),
  attempts: z.number(),
  progressDone: z.string(),
  progressTotal: z.string().nullable(),
  progressText: z.string().nullable(),
  output: z.unknown().meta({ description: "The verb's answer, when done" }),
  problems: z.array(problemShape).nullable(),
  problemStatus: z.number().nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
})

/** One's own jobs; with rights in every business area those of all. */
export const listJobs = verb({
  kind: 'read',
  name: 'jobs.list-jobs',
  summary: 'List the jobs, newest first',
  route: 'GET /jobs',
  input: z.object({
    state: job.shape.state.optional(),
    verb: z.string().optional(),
    scheduleId: id.optional(),
    after: id.optional(),
    limit: paging.limit,
  }),
  output: pageOf(job),
  async run({ db, company }, input) {
    // Ids are made in the order of time.
    const rows = await db.rows<Job>(
      `select ${jobColumns} from jobs
        where company_id = $1 and ($2::uuid is null or id < $2) and ($3::text is null or state = $3) and ($4::text is null or verb = $4)
          and ($5::uuid is null or schedule_id = $5)
        order by id desc limit $6`,
      [
        company.id,
        input.after ?? null,
        input.state ?? null,
        input.verb ?? null,
        input.scheduleId ?? null,
        input.limit + 1,
      ],
    )
    const page = rows.slice(0, input.limit)
    return { rows: page, next: rows.length > input.limit ? page.at(-1)!.jobId : null }
  },
})

export const readJob = verb({
  kind: 'read',
  name: 'jobs.read-job',
  summary: 'Read one job: how far it is, and its answer',
  route: 'GET /jobs/{jobId}',
  input: z.object({ jobId: id }),
  output: job,
  run: async ({ db, company }, { jobId }) =>
    (await read(db, company.id, jobId)) ?? refuse('job.unknown', 'there is no such job of yours', {}, 404),
})
