import { z } from 'zod'
import { fileOutput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'

/** The very bytes that left (or are ready to). */
export const readFile = verb({
  kind: 'read',
  name: 'delivery.read-file',
  summary: 'A file as it was sent',
  route: 'GET /deliveries/{delivery}/files/{position}',
  input: z.object({ delivery: id, position: z.coerce.number().int().min(1).max(20).default(1) }),
  output: fileOutput,
  async run(ctx, { delivery, position }) {
    const file = await ctx.db.maybe<{ name: string; mediaType: string; sha256: string }>(
      `select f ->> 'name' as name, f ->> 'mediaType' as "mediaType", f ->> 'sha256' as sha256
         from (select data -> 'files' -> ($3 - 1) as f from delivery_events
                where company_id = $1 and delivery_id = $2 and kind = 'rendered' order by id desc limit 1) x where f is not null`,
      [ctx.company.id, delivery, position],
    )
    if (!file) return refuse('delivery.no-file', 'nothing has been rendered for this delivery yet', { delivery }, 404)
    return { fileName: file.name, mediaType: file.mediaType, body: ctx.files.open(ctx.company.id, file.sha256) }
  },
})
