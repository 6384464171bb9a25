import { z } from 'zod'
import { noteText, writeNote } from '../db/notes.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'

/** What a person knows about a delivery ("called: the address is wrong"); it stands in the delivery's history. */
export const saveNote = verb({
  kind: 'write',
  name: 'delivery.save-note',
  summary: 'Write a note about a delivery',
  route: 'POST /deliveries/{delivery}/notes',
  input: z.object({ delivery: id, text: noteText }),
  output: z.object({ noteId: id }),
  async run(ctx, { delivery, text }) {
    const row = await ctx.db.maybe(`select id from deliveries where company_id = $1 and id = $2`, [
      ctx.company.id,
      delivery,
    ])
    if (!row) refuse('delivery.unknown', `there is no delivery ${delivery}`, { delivery }, 404)
    return { noteId: await writeNote(ctx, 'delivery.save-note', 'delivery', delivery, text) }
  },
})
