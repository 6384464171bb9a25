import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'

/** What went to other systems, newest first. */
export const listExports = verb({
  kind: 'read',
  name: 'exchange.list-exports',
  summary: 'List the exports to accounting systems',
  route: 'GET /exports',
  input: z.object({ target: z.string().optional(), after: id.optional(), limit: paging.limit }),
  output: pageOf(
    z.object({
      exportId: id,
      format: z.string(),
      target: z.string(),
      from: dayText,
      to: dayText,
      vouchers: z.number(),
      again: z.number().meta({ description: 'Vouchers of it that the system had before' }),
      debit: z.string(),
      currency: z.string(),
      fileName: z.string(),
      sha256: z.string(),
      warnings: z.array(z.object({ code: z.string(), message: z.string() })),
      exportedAt: z.string(),
      exportedBy: z.string().nullable(),
    }),
  ),
  async run({ db, company }, { target, after, limit }) {
    const rows = await db.rows<{
      exportId: Id
      format: string
      target: string
      from: Day
      to: Day
      vouchers: number
      again: number
      debit: bigint
      currency: string
      fileName: string
      sha256: string
      warnings: { code: string; message: string }[]
      exported_at: Date
      exportedBy: string | null
    }>(
      `select e.id as "exportId", e.format, e.target, e.from_on as "from", e.to_on as "to", e.voucher_count as vouchers,
              (select count(*)::int from exchange_exported_vouchers x where x.company_id = e.company_id and x.export_id = e.id and x.again) as again,
              e.debit, e.currency, e.file_name as "fileName", encode(e.file_sha256, 'hex') as sha256, e.warnings, e.exported_at, u.name as "exportedBy"
         from exchange_exports e left join users u on u.id = e.exported_by
        where e.company_id = $1 and ($2::text is null or e.target = $2) and ($3::uuid is null or e.id < $3)
        order by e.id desc limit $4`,
      [company.id, target ?? null, after ?? null, limit + 1],
    )
    const page = rows.slice(0, limit)
    return {
      rows: page.map(({ exported_at, debit, warnings, ...row }) => ({
        ...row,
        debit: formatMinor(debit, row.currency),
        warnings: warnings.map(({ code, message }) => ({ code, message })),
        exportedAt: exported_at.toISOString(),
      })),
      next: rows.length > limit ? page.at(-1)!.exportId : null,
    }
  },
})
