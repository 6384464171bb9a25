import { z } from 'zod'
import { byName } from '../db/by-name.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'

export const listSchedules = verb({
  kind: 'read',
  name: 'jobs.list-schedules',
  summary: 'List what runs by itself',
  route: 'GET /schedules',
  input: z.object({}),
  output: z.object({
    rows: z.array(
      z.object({
        scheduleId: id,
        name: z.string(),
        verb: z.string(),
        input: z.unknown(),
        everyMinutes: z.number(),
        nextAt: z.string(),
        enabled: z.boolean(),
        lastState: z.string().nullable(),
        lastFinishedAt: z.string().nullable(),
      }),
    ),
  }),
  async run(ctx) {
    // A schedule's jobs are the system's: how its last one ended is told to who does not see all areas, too, and nothing else of it.
    const rows = await asSystem(ctx, readSchedules)
    return {
      rows: rows.map(({ next, finished, ...row }) => ({
        ...row,
        nextAt: next.toISOString(),
        lastFinishedAt: finished?.toISOString() ?? null,
      })),
    }
  },
})

const readSchedules = ({ db, company }: Ctx) =>
  db.rows<{
    scheduleId: string
    name: string
    verb: string
    input: unknown
    everyMinutes: number
    next: Date
    enabled: boolean
    lastState: string | null
    finished: Date | null
  }>(
    `select s.id as "scheduleId", s.name, s.verb, s.input, s.every_minutes as "everyMinutes", s.next_at as next, s.enabled, j.state as "lastState", j.finished_at as finished
         from schedules s left join lateral (select state, finished_at from jobs j where j.company_id = s.company_id and j.schedule_id = s.id order by j.id desc limit 1) j on true
        where s.company_id = $1 order by s.name ${byName(company)}`,
    [company.id],
  )
