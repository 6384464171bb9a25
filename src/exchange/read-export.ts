import { z } from 'zod'
import { fileOutput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'

const mediaTypes: Record<string, string> = {
  microinvest: 'text/plain; charset=windows-1251',
  'vouchers-csv': 'text/csv',
}

/** The very bytes of an earlier export. */
export const readExport = verb({
  kind: 'read',
  name: 'exchange.read-export',
  summary: 'Fetch the file of an earlier export',
  route: 'GET /exports/{exportId}',
  input: z.object({ exportId: id }),
  output: fileOutput,
  async run({ db, company, files }, { exportId }) {
    const row = await db.maybe<{ file_name: string; sha256: string; format: string }>(
      `select file_name, encode(file_sha256, 'hex') as sha256, format from exchange_exports where company_id = $1 and id = $2`,
      [company.id, exportId],
    )
    if (!row) return refuse('exchange.export-unknown', `there is no export ${exportId}`, { export: exportId }, 404)
    return {
      fileName: row.file_name,
      mediaType: mediaTypes[row.format] ?? 'text/plain',
      body: files.open(company.id, row.sha256),
    }
  },
})
