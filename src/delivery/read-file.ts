import { z } from 'zod'
import { fileOutput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { holds } from '../kernel/permissions.ts'
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
    const row = await ctx.db.maybe<{ guarded: boolean }>(
      `select coalesce(p.protection <> 'none', false) as guarded from deliveries d left join parties p on p.company_id = d.company_id and p.id = d.party_id
        where d.company_id = $1 and d.id = $2`,
      [ctx.company.id, delivery],
    )
    // The document may show who and where before the person was protected (src/parties/set-protection.ts).
    if (row?.guarded && !holds(ctx.user, 'parties.read-protected'))
      refuse(
        'party.protected',
        'the document is about a person with protected identity: it needs parties.read-protected',
        {},
        403,
      )
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
