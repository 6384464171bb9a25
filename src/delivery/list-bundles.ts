import { z } from 'zod'
import { id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { instant, instantText } from './list-deliveries.ts'

const file = z.object({ name: z.string(), mediaType: z.string(), size: z.number() })
const row = z.object({
  bundle: id,
  state: z.enum(['made', 'handed-over', 'given-up']),
  documents: z.number(),
  pages: z.number().nullable(),
  files: z.array(file),
  madeAt: instant,
  endedAt: instant.nullable(),
})

export const listBundles = verb({
  kind: 'read',
  name: 'delivery.list-bundles',
  summary: 'Bundles for the print house, newest first',
  route: 'GET /print-bundles',
  input: z.object(paging),
  output: pageOf(row),
  async run({ db, company }, { after, limit }) {
    const rows = await db.rows<z.input<typeof row>>(
      `select id as bundle, case state when 'done' then 'handed-over' when 'abandoned' then 'given-up' else 'made' end as state,
              (totals ->> 'documents')::int as documents, (totals ->> 'pages')::int as pages,
              (select json_agg(json_build_object('name', f ->> 'name', 'mediaType', f ->> 'mediaType', 'size', (f ->> 'size')::bigint))
                 from jsonb_array_elements(parameters -> 'files') f) as files,
              ${instantText('proposed_at')} as "madeAt", ${instantText('finished_at')} as "endedAt"
         from runs where company_id = $1 and kind = 'delivery' and parameters ->> 'channel' = 'print' and ($2::uuid is null or id < $2) order by id desc limit $3`,
      [company.id, after ?? null, limit],
    )
    return { rows, next: rows.length === limit ? rows.at(-1)!.bundle : null }
  },
})
