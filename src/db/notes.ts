import { z } from 'zod'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { audit } from './audit.ts'
import type { Ctx } from './context.ts'
import { id } from './schemas.ts'

export type NoteSubject = 'payment' | 'delivery'

/** What is written: plain text. */
export const noteText = z.string().trim().min(1).max(5000)
export const noteShape = z.object({
  noteId: id,
  text: z.string(),
  by: z.string().nullable(),
  at: z.string().meta({ description: 'Instant, UTC' }),
})

/** Keeps a note with its author and moment. It stays as it was written: another thought is another note. */
export async function writeNote(ctx: Ctx, verb: string, of: NoteSubject, subjectId: Id, text: string): Promise<Id> {
  const noteId = newId()
  // Who sees some areas only writes into one of them: else everybody would read it.
  const areaId = ctx.user.areas === 'all' ? null : (ctx.user.areas[0] ?? null)
  await ctx.db.query(
    `insert into notes (company_id, id, subject_kind, subject_id, noted_at, noted_by, text, business_area_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [ctx.company.id, noteId, of, subjectId, ctx.now, ctx.user.id, text, areaId],
  )
  await audit(ctx, { verb, subjects: [subjectId], summary: { note: noteId }, businessAreaId: areaId })
  return noteId
}

/** Oldest first. */
export function readNotes({ db, company }: Ctx, of: NoteSubject, subjectId: Id): Promise<z.output<typeof noteShape>[]> {
  return db.rows(
    `select n.id as "noteId", n.text, u.name as by, to_char(n.noted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
       from notes n left join users u on u.id = n.noted_by
      where n.company_id = $1 and n.subject_kind = $2 and n.subject_id = $3 order by n.noted_at, n.id`,
    [company.id, of, subjectId],
  )
}
