import { z } from 'zod'
import { fileOutput, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { logProtectedReads, seesProtected } from '../../parties/sees-protected.ts'

/** The very bytes that were imported. A file tells of all its payments: it is for who may see each of them. */
export const downloadFile = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'bank.download-file',
  summary: 'A bank file as it came',
  route: 'GET /bank-files/{fileId}/file',
  ofWholeCompany: true,
  input: z.object({ fileId: id }),
  output: fileOutput,
  async run(ctx, { fileId }) {
    const file = await ctx.db.maybe<{ name: string | null; sha256: string }>(
      `select file_name as name, encode(sha256, 'hex') as sha256 from bank_files where company_id = $1 and id = $2`,
      [ctx.company.id, fileId],
    )
    if (!file) return refuse('bank-file.unknown', 'there is no such bank file', { file: fileId }, 404)
    const guarded = await ctx.db.rows<{ id: Id }>(
      `select distinct p.id from bank_transactions t join bank_postings b on b.company_id = t.company_id and b.bank_transaction_id = t.id
         join open_items o on o.company_id = b.company_id and o.id = b.item_id join parties p on p.company_id = o.company_id and p.id = o.party_id and p.protection <> 'none'
        where t.company_id = $1 and t.file_id = $2`,
      [ctx.company.id, fileId],
    )
    if (guarded.length > 0) {
      if (!seesProtected(ctx))
        refuse(
          'party.protected-in-file',
          'persons with protected identity stand in the file: it needs parties.read-protected',
          {},
          403,
        )
      await logProtectedReads(
        ctx,
        guarded.map((row) => row.id),
        'bank.download-file',
      )
    }
    return {
      fileName: file.name ?? `${file.sha256.slice(0, 12)}.bin`,
      mediaType: 'application/octet-stream',
      body: ctx.files.open(ctx.company.id, file.sha256),
    }
  },
})
