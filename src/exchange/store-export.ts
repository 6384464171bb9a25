import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import type { FileAnswer } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Range, Selected } from './select-vouchers.ts'

export interface ExportFile {
  verb: string
  format: 'sie-4i' | 'sie-4e' | 'vouchers-csv' | 'microinvest'
  fileName: string
  mediaType: string
  /** Whether the receiving system now has these vouchers. */
  remembers: boolean
}

/**
 * Writes the bytes into the file store, then says in the same transaction what was exported to whom: the file can be fetched
 * again by its export, and nothing goes out twice by itself. Bytes of an export that fails are named by nothing.
 */
export async function storeExport(
  ctx: Ctx,
  file: ExportFile,
  range: Range,
  selected: Pick<Selected, 'count' | 'debit' | 'currency'>,
  bytes: AsyncIterable<Uint8Array>,
  warnings: readonly Problem[],
): Promise<FileAnswer> {
  const stored = await ctx.files.put(ctx.company.id, bytes)
  const exportId: Id = newId()
  await ctx.db.query(
    `insert into files (company_id, sha256, size, media_type, name) values ($1, decode($2, 'hex'), $3, $4, $5) on conflict do nothing`,
    [ctx.company.id, stored.sha256, stored.size, file.mediaType, file.fileName],
  )
  await ctx.db.query(
    `insert into exchange_exports (company_id, id, format, target, from_on, to_on, voucher_count, debit, currency, file_name, file_sha256, warnings, exported_at, exported_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, decode($11, 'hex'), $12, $13, $14)`,
    [
      ctx.company.id,
      exportId,
      file.format,
      range.target,
      range.from,
      range.to,
      selected.count,
      selected.debit,
      selected.currency,
      file.fileName,
      stored.sha256,
      JSON.stringify(warnings.slice(0, 100)),
      ctx.now,
      ctx.user.id,
    ],
  )
  if (file.remembers)
    await ctx.db.query(
      `insert into exchange_exported_vouchers (company_id, export_id, voucher_id, target, again) select $1, $2, id, $3, again from selected_vouchers`,
      [ctx.company.id, exportId, range.target],
    )
  await audit(ctx, {
    verb: file.verb,
    subjects: [exportId],
    summary: {
      target: range.target,
      from: range.from,
      to: range.to,
      again: range.again,
      vouchers: selected.count,
      debit: formatMinor(selected.debit, selected.currency),
      currency: selected.currency,
      warnings: warnings.length,
    },
  })
  return { fileName: file.fileName, mediaType: file.mediaType, body: ctx.files.open(ctx.company.id, stored.sha256) }
}
