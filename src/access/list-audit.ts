import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'

/** Newest first; ids are made in the order of time, so that they are the key of a page. */
export const listAudit = verb({
  kind: 'read',
  name: 'access.list-audit',
  summary: 'List what was done, newest first',
  route: 'GET /audit-events',
  input: z.object({
    verb: z.string().optional(),
    subjectId: id.optional(),
    userId: id.optional(),
    from: dayText.optional().meta({ description: "First day, by the company's own time" }),
    to: dayText.optional().meta({ description: 'Last day' }),
    q: z
      .string()
      .trim()
      .max(100)
      .optional()
      .meta({ description: 'Number of an invoice or customer that it was about, or a text of the summary' }),
    after: id.optional().meta({ description: 'The last event of the page before' }),
    limit: paging.limit,
  }),
  output: pageOf(
    z.object({
      eventId: id,
      recordedAt: z.string(),
      verb: z.string(),
      userId: id.nullable(),
      userName: z.string().nullable(),
      subjects: z.array(id),
      summary: z.record(z.string(), z.unknown()),
      sealNo: z.string().nullable(),
    }),
  ),
  async run(ctx, input) {
    const q = input.q || null
    const about = q ? await subjectsOf(ctx, q) : []
    const rows = await ctx.db.rows<{
      eventId: string
      recorded: Date
      verb: string
      userId: string | null
      userName: string | null
      subjects: string[]
      summary: Record<string, unknown>
      sealNo: string | null
    }>(
      `select e.id as "eventId", e.recorded_at as recorded, e.verb, e.user_id as "userId", u.name as "userName", e.subjects, e.summary, s.seal_no::text as "sealNo"
         from audit_events e left join users u on u.id = e.user_id
         left join audit_sealed_events s on s.company_id = e.company_id and s.event_id = e.id
        where e.company_id = $1 and ($2::uuid is null or e.id < $2) and ($3::text is null or e.verb = $3)
          and ($4::uuid is null or e.subjects @> array[$4]) and ($5::uuid is null or e.user_id = $5)
          and ($7::date is null or e.recorded_at >= $7::date::timestamp at time zone $9)
          and ($8::date is null or e.recorded_at < ($8::date + 1)::timestamp at time zone $9)
          and ($10::text is null or e.subjects && $11::uuid[] or strpos(lower(e.summary::text), lower($10)) > 0)
        order by e.id desc limit $6`,
      [
        ctx.company.id,
        input.after ?? null,
        input.verb ?? null,
        input.subjectId ?? null,
        input.userId ?? null,
        input.limit + 1,
        input.from ?? null,
        input.to ?? null,
        ctx.company.timeZone,
        q,
        about,
      ],
    )
    const page = rows.slice(0, input.limit)
    return {
      rows: page.map(({ recorded, ...row }) => ({ ...row, recordedAt: recorded.toISOString() })),
      next: rows.length > input.limit ? page.at(-1)!.eventId : null,
    }
  },
})

/** Events name what they are about by id; people know numbers. */
async function subjectsOf({ db, company }: Ctx, number: string): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    `select id from invoices where company_id = $1 and number_text = $2 union all select id from parties where company_id = $1 and number = $2`,
    [company.id, number],
  )
  return rows.map((row) => row.id)
}
