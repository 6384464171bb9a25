import { z } from 'zod'
import { id, pageOf, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'

const row = z.object({
  fileId: id,
  name: z.string().nullable(),
  format: z.string(),
  payments: z.number().meta({ description: 'Booked payments of the file' }),
  duplicates: z.number().meta({ description: 'Of these, the payments that an overlapping file had brought already' }),
  totals: z.array(z.object({ currency: z.string(), amount: z.string() })),
  unposted: z.number().meta({ description: 'Payments that no voucher shows (yet, or again)' }),
  onDesk: z.number().meta({ description: 'Payments of it that wait at the matching desk' }),
  unused: z.array(z.string()).meta({ description: 'Fields of the file that are read but mapped to nothing' }),
  importedBy: z.string().nullable().meta({ description: 'Null: fetched by the program' }),
  importedAt: z.string(),
  undoneAt: z.string().nullable(),
})

/** Imported bank files, newest first, by keyset. */
export const listFiles = verb({
  kind: 'read',
  name: 'bank.list-files',
  summary: 'List imported bank files',
  route: 'GET /bank-files',
  input: z.object(paging),
  output: pageOf(row),
  async run(ctx, { after, limit }) {
    const rows = await ctx.db.rows<
      Omit<z.output<typeof row>, 'importedAt' | 'undoneAt'> & { importedAt: Date; undoneAt: Date | null }
    >(
      `select f.id as "fileId", f.file_name as name, f.format, f.payment_count as payments, f.duplicate_count as duplicates, f.totals, f.unused, f.imported_at as "importedAt",
              f.undone_at as "undoneAt", (select u.name from users u where u.id = f.imported_by) as "importedBy",
              (select count(*) from desk_payments d where d.company_id = f.company_id and d.file_id = f.id)::int as "onDesk",
              (select count(*) from bank_transactions t where t.company_id = f.company_id and t.file_id = f.id
                  and not exists (select from bank_postings p where p.company_id = t.company_id and p.bank_transaction_id = t.id and p.reverses_no is null
                        and not exists (select from bank_postings r where r.company_id = p.company_id and r.bank_transaction_id = p.bank_transaction_id and r.reverses_no = p.posting_no)))::int as unposted
         from bank_files f where f.company_id = $1 and ($2::uuid is null or f.id < $2) order by f.id desc limit $3`,
      [ctx.company.id, after ?? null, limit + 1],
    )
    const page = rows.slice(0, limit)
    return {
      rows: page.map((one) => ({
        ...one,
        importedAt: one.importedAt.toISOString(),
        undoneAt: one.undoneAt?.toISOString() ?? null,
      })),
      next: rows.length > limit ? page.at(-1)!.fileId : null,
    }
  },
})
