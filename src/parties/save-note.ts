import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { findOwnParty } from './find-party.ts'
import { protectedName } from './sees-protected.ts'

/** A note has a date, an owner, a business area (whose wall holds), and may have a day on which to follow up. */
export const saveNote = verb({
  kind: 'write',
  name: 'parties.save-note',
  summary: 'Write a note about a customer or supplier, or finish its follow-up',
  route: 'POST /parties/{number}/notes',
  input: z.object({
    number: z.string(),
    noteId: id.optional().meta({ description: 'A note whose follow-up is changed or done' }),
    text: z.string().trim().min(1).max(5000).optional(),
    followUpOn: dayText.nullable().optional(),
    done: z.boolean().optional(),
    businessArea: z.string().optional(),
  }),
  output: z.object({ noteId: id }),
  async run(ctx, input) {
    const party = await findOwnParty(ctx, input.number)
    if (input.noteId) {
      const { rowCount } = await ctx.db.query(
        `update party_notes set follow_up_on = case when $4 then $5::date else follow_up_on end, done_at = case when $6::boolean is null then done_at when $6 then $7::timestamptz end
          where company_id = $1 and party_id = $2 and id = $3`,
        [
          ctx.company.id,
          party.id,
          input.noteId,
          input.followUpOn !== undefined,
          input.followUpOn ?? null,
          input.done ?? null,
          ctx.now,
        ],
      )
      if (rowCount === 0) refuse('note.unknown', 'there is no such note', {}, 404)
      if (input.text) refuse('note.fixed', 'a note stays as it was written: write another one')
      await audit(ctx, {
        verb: 'parties.save-note',
        subjects: [party.id],
        summary: { note: input.noteId, done: input.done ?? null },
      })
      return { noteId: input.noteId }
    }
    if (!input.text) refuse('note.empty', 'write the note')
    const noteId = newId()
    await ctx.db.query(
      `insert into party_notes (company_id, id, party_id, noted_at, noted_by, text, follow_up_on, business_area_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ctx.company.id,
        noteId,
        party.id,
        ctx.now,
        ctx.user.id,
        input.text,
        input.followUpOn ?? null,
        await areaOf(input.businessArea),
      ],
    )
    await audit(ctx, { verb: 'parties.save-note', subjects: [party.id], summary: { note: noteId } })
    return { noteId }

    /** Who sees some areas only writes into one of them: else everybody would read it. */
    async function areaOf(code: string | undefined): Promise<string | null> {
      if (code === undefined) return ctx.user.areas === 'all' ? null : (ctx.user.areas[0] ?? null)
      const area = await ctx.db.maybe<{ id: string }>(
        `select id from business_areas where company_id = $1 and code = $2`,
        [ctx.company.id, code],
      )
      return area?.id ?? refuse('business-area.unknown', `there is no business area ${code}`, { area: code })
    }
  },
})

export const listFollowUps = verb({
  kind: 'read',
  name: 'parties.list-follow-ups',
  summary: 'Notes to follow up until a day',
  route: 'GET /notes',
  input: z.object({ until: dayText.optional(), mine: z.stringbool().or(z.boolean()).default(false) }),
  output: z.object({
    rows: z.array(
      z.object({
        noteId: id,
        number: z.string(),
        name: z.string().meta({ description: 'Of a protected person always the masked one' }),
        text: z.string(),
        followUpOn: dayText,
        notedBy: z.string().nullable(),
      }),
    ),
  }),
  async run(ctx, input) {
    const rows = await ctx.db.rows<{
      noteId: string
      number: string
      name: string
      text: string
      followUpOn: never
      notedBy: string | null
    }>(
      `select n.id as "noteId", p.number, case when p.protection = 'none' then p.name else $5 end as name, case when p.protection = 'none' then n.text else '' end as text, n.follow_up_on as "followUpOn", u.name as "notedBy"
         from party_notes n join parties p on p.company_id = n.company_id and p.id = n.party_id left join users u on u.id = n.noted_by
        where n.company_id = $1 and n.done_at is null and n.follow_up_on <= $2 and (not $3::boolean or n.noted_by = $4)
        order by n.follow_up_on, n.id limit 1000`,
      [ctx.company.id, input.until ?? ctx.today, input.mine, ctx.user.id, protectedName[ctx.company.language]],
    )
    return { rows }
  },
})
