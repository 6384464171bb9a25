import { z } from 'zod'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { progressShape, readProgress } from './file-progress.ts'

const money = z.object({ currency: z.string(), amount: z.string() })

/** One bank file: what it says of itself, what was kept of it, and how far its payments are matched. */
export const readFile = verb({
  kind: 'read',
  name: 'bank.read-file',
  summary: 'Read a bank file with its totals, statements and progress',
  route: 'GET /bank-files/{fileId}',
  input: z.object({ fileId: id }),
  output: z.object({
    fileId: id,
    name: z.string().nullable(),
    format: z.string(),
    sha256: z.string(),
    size: z.number().nullable(),
    importedAt: z.string(),
    importedBy: z.string().nullable().meta({ description: 'Null: fetched by the program' }),
    undoneAt: z.string().nullable(),
    payments: z.number(),
    duplicates: z.number().meta({ description: 'That an overlapping file had brought already' }),
    totals: z.array(money).meta({ description: 'As the file says; proved against its payments at import' }),
    sums: z
      .array(z.object({ currency: z.string(), count: z.number(), in: z.string(), out: z.string() }))
      .meta({ description: 'Of the payments that this file brought, as they are kept' }),
    statements: z.array(
      z.object({
        account: z.string(),
        ownAccount: z.string().nullable().meta({ description: 'Code of our bank account' }),
        statementId: z.string().nullable(),
        opening: z.string().nullable(),
        openingOn: dayText.nullable(),
        closing: z.string().nullable(),
        closingOn: dayText.nullable(),
        currency: z.string(),
      }),
    ),
    unused: z.array(z.string()).meta({ description: 'Fields of the file that are read but mapped to nothing' }),
    progress: progressShape,
  }),
  async run(ctx, { fileId }) {
    const file = await ctx.db.maybe<{
      name: string | null
      format: string
      sha256: string
      size: number | null
      importedAt: Date
      importedBy: string | null
      undoneAt: Date | null
      payments: number
      duplicates: number
      totals: { currency: string; amount: string }[]
      statements: {
        bankAccountId: Id | null
        account: string
        currency: string
        statementId: string | null
        opening: string | null
        closing: string | null
        openingOn: Day | null
        closingOn: Day | null
      }[]
      unused: string[]
    }>(
      `select f.file_name as name, f.format, encode(f.sha256, 'hex') as sha256, p.size::int as size, f.imported_at as "importedAt", u.name as "importedBy", f.undone_at as "undoneAt",
              f.payment_count as payments, f.duplicate_count as duplicates, f.totals, f.statements, f.unused
         from bank_files f left join bank_file_places p on p.company_id = f.company_id and p.file_id = f.id left join users u on u.id = f.imported_by
        where f.company_id = $1 and f.id = $2`,
      [ctx.company.id, fileId],
    )
    if (!file) return refuse('bank-file.unknown', 'there is no such bank file', { file: fileId }, 404)
    const sums = await ctx.db.rows<{ currency: string; count: number; in: bigint; out: bigint }>(
      `select currency, count(*)::int as count, coalesce(sum(amount) filter (where amount > 0), 0)::bigint as in, coalesce(sum(amount) filter (where amount < 0), 0)::bigint as out
         from bank_transactions where company_id = $1 and file_id = $2 group by 1 order by 1`,
      [ctx.company.id, fileId],
    )
    const own = new Map(
      (
        await ctx.db.rows<{ id: Id; code: string }>(`select id, code from bank_accounts where company_id = $1`, [
          ctx.company.id,
        ])
      ).map((row) => [row.id, row.code]),
    )
    const [progress] = await readProgress(ctx, [fileId])
    return {
      ...file,
      fileId,
      importedAt: file.importedAt.toISOString(),
      undoneAt: file.undoneAt?.toISOString() ?? null,
      sums: sums.map((one) => ({
        ...one,
        in: formatMinor(one.in, one.currency),
        out: formatMinor(one.out, one.currency),
      })),
      statements: file.statements.map(({ bankAccountId, ...one }) => ({
        ...one,
        ownAccount: (bankAccountId && own.get(bankAccountId)) ?? null,
      })),
      progress: progress!,
    }
  },
})
