import { z } from 'zod'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'

export const readAuditEvent = verb({
  kind: 'read',
  name: 'access.read-audit-event',
  summary: 'Read one audit event with what was before and after',
  route: 'GET /audit-events/{eventId}',
  input: z.object({ eventId: id }),
  output: z.object({
    eventId: id,
    recordedAt: z.string(),
    verb: z.string(),
    userId: id.nullable(),
    userName: z.string().nullable(),
    subjects: z.array(id),
    summary: z.record(z.string(), z.unknown()),
    before: z.unknown(),
    after: z.unknown(),
    erased: z.boolean().meta({ description: 'Personal data was erased; the salted hash of it stays in the summary' }),
  }),
  async run(ctx, { eventId }) {
    const row = await ctx.db.maybe<{
      recorded: Date
      verb: string
      userId: string | null
      userName: string | null
      subjects: string[]
      summary: Record<string, unknown>
      before: unknown
      after: unknown
      kept: boolean
    }>(
      `select e.recorded_at as recorded, e.verb, e.user_id as "userId", u.name as "userName", e.subjects, e.summary, p.before, p.after, p.before is not null or p.after is not null as kept
         from audit_events e left join users u on u.id = e.user_id left join audit_payloads p on p.company_id = e.company_id and p.event_id = e.id
        where e.company_id = $1 and e.id = $2`,
      [ctx.company.id, eventId],
    )
    if (!row) return refuse('audit-event.unknown', 'there is no such event', {}, 404)
    const { recorded, kept, ...event } = row
    return { eventId, recordedAt: recorded.toISOString(), ...event, erased: 'payloadHash' in row.summary && !kept }
  },
})
