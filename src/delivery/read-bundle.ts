import { z } from 'zod'
import { fileOutput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'

/** Fetching is not handing over: who fetches says afterwards whether it was printed (hand-over, give-up). */
export const readBundle = verb({
  kind: 'read',
  name: 'delivery.read-bundle',
  summary: 'A file of a bundle: 1 the documents; of a merged one also 2 the index as CSV, 3 as JSON',
  route: 'GET /print-bundles/{bundle}/files/{position}',
  input: z.object({ bundle: id, position: z.coerce.number().int().min(1).max(3).default(1) }),
  output: fileOutput,
  async run(ctx, { bundle, position }) {
    const file = await ctx.db.maybe<{ name: string; mediaType: string; sha256: string }>(
      `select f ->> 'name' as name, f ->> 'mediaType' as "mediaType", f ->> 'sha256' as sha256
         from (select parameters -> 'files' -> ($3 - 1) as f from runs where company_id = $1 and id = $2 and kind = 'delivery') x where f is not null`,
      [ctx.company.id, bundle, position],
    )
    if (!file) return refuse('bundle.unknown', `there is no bundle ${bundle}`, { bundle }, 404)
    return { fileName: file.name, mediaType: file.mediaType, body: ctx.files.open(ctx.company.id, file.sha256) }
  },
})
