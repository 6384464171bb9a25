import { z } from 'zod'
import { noteShape, readNotes } from '../db/notes.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { deliveryColumns, deliveryRow, instant, instantText } from './list-deliveries.ts'

const event = z.object({
  kind: z.string(),
  at: instant,
  providerId: z.string().nullable(),
  text: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})

/** One delivery with everything that happened to it, oldest first. */
export const readDelivery = verb({
  kind: 'read',
  name: 'delivery.read-delivery',
  summary: 'A delivery and what happened to it',
  route: 'GET /deliveries/{delivery}',
  input: z.object({ delivery: id }),
  output: deliveryRow.extend({ address: z.string().nullable(), events: z.array(event), notes: z.array(noteShape) }),
  async run(ctx, { delivery }) {
    const { db, company } = ctx
    const row = await db.maybe<z.input<typeof deliveryRow> & { address: string | null }>(
      `select ${deliveryColumns}, d.address from deliveries d where d.company_id = $1 and d.id = $2`,
      [company.id, delivery],
    )
    if (!row) return refuse('delivery.unknown', `there is no delivery ${delivery}`, { delivery }, 404)
    const events = await db.rows<z.input<typeof event>>(
      `select kind, ${instantText('recorded_at')} as at, provider_id as "providerId", text, data from delivery_events where company_id = $1 and delivery_id = $2 order by id`,
      [company.id, delivery],
    )
    return { ...row, events, notes: await readNotes(ctx, 'delivery', delivery) }
  },
})
