import { z } from 'zod'
import { fileOutput, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { logProtectedReads, seesProtected } from '../../parties/sees-protected.ts'

/** The very bytes that were imported. A file tells of all its rows: it is for who may see each of them. */
export const readOrderFile = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'invoicing.read-order-file',
  summary: 'An order file as it came',
  route: 'GET /order-files/{importId}/file',
  input: z.object({ importId: id }),
  output: fileOutput,
  async run(ctx, { importId }) {
    const file = await ctx.db.maybe<{ name: string | null; sha256: string; areaId: Id | null; guarded: Id[] }>(
      `select r.parameters ->> 'fileName' as name, r.parameters ->> 'sha256' as sha256, r.business_area_id as "areaId",
              coalesce((select json_agg(distinct p.id) from orders o join parties p on p.company_id = o.company_id and p.id = o.party_id
                         where o.company_id = r.company_id and o.import_id = r.id and p.protection <> 'none'), '[]') as guarded
         from runs r where r.company_id = $1 and r.id = $2 and r.kind = 'order-import'`,
      [ctx.company.id, importId],
    )
    if (!file) return refuse('order-file.unknown', `there is no import ${importId}`, { import: importId }, 404)
    if (ctx.user.areas !== 'all' && file.areaId === null)
      refuse('order-file.of-several-areas', 'the file may hold rows of other business areas', { import: importId }, 403)
    if (file.guarded.length > 0) {
      if (!seesProtected(ctx))
        refuse(
          'party.protected-in-file',
          'persons with protected identity stand in the file: it needs parties.read-protected',
          {},
          403,
        )
      await logProtectedReads(ctx, file.guarded, 'invoicing.read-order-file')
    }
    return {
      fileName: file.name ?? `${file.sha256.slice(0, 12)}.bin`,
      mediaType: 'application/octet-stream',
      body: ctx.files.open(ctx.company.id, file.sha256),
    }
  },
})
