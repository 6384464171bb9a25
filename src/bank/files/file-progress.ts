import { z } from 'zod'
import { asSystem, type Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { unposted } from '../read-transactions.ts'

export const progressShape = z.object({
  fileId: id,
  name: z.string().nullable(),
  format: z.string(),
  importedAt: z.string(),
  payments: z
    .number()
    .meta({ description: 'That this file brought, without those an overlapping one had brought before' }),
  byMachine: z.number(),
  byPeople: z.array(z.object({ userId: id.nullable(), name: z.string().nullable(), payments: z.number() })),
  byYou: z.number(),
  left: z.number().meta({ description: 'On the desk' }),
  rejected: z.number().meta({ description: 'On the desk because they could not be posted' }),
  unmatched: z.number().meta({ description: 'Not looked at by the machine yet, or taken back' }),
  elsewhere: z
    .number()
    .meta({ description: 'Wait for, or were taken by, people of business areas that the caller does not see' }),
})
export type FileProgress = z.output<typeof progressShape>

/** How far bank files are: by the machine, by whom, what is left; those asked for, else the newest ones with something left, else the newest. */
export const fileProgress = verb({
  kind: 'read',
  name: 'bank.file-progress',
  summary: 'Tell how far bank files are matched, and by whom',
  route: 'GET /matching-desk/progress',
  input: z.object({ fileId: id.optional(), limit: z.coerce.number().int().min(1).max(20).default(5) }),
  output: z.object({ files: z.array(progressShape) }),
  async run(ctx, { fileId, limit }) {
    const waiting = fileId
      ? [fileId]
      : (
          await ctx.db.rows<{ id: Id }>(
            `select f.id from bank_files f where f.company_id = $1 and f.undone_at is null
                and (exists (select from desk_payments d where d.company_id = f.company_id and d.file_id = f.id)
                  or f.id = (select max(n.id::text)::uuid from bank_files n where n.company_id = $1 and n.undone_at is null))
              order by f.id desc limit $2`,
            [ctx.company.id, limit],
          )
        ).map((row) => row.id)
    return { files: await readProgress(ctx, waiting) }
  },
})

/** Newest first. What waits to be paid back counts as done by who proposed it. */
export async function readProgress(ctx: Ctx, fileIds: readonly Id[]): Promise<FileProgress[]> {
  const own = await seenProgress(ctx, fileIds)
  if (ctx.user.areas === 'all') return own
  // What the machine did is what no person of any area does: of the others, only how many.
  const whole = new Map(
    (await asSystem(ctx, (system) => seenProgress(system, fileIds))).map((one) => [one.fileId, one]),
  )
  return own.map((file) => {
    const { byMachine } = whole.get(file.fileId)!
    return { ...file, byMachine, elsewhere: file.byMachine - byMachine }
  })
}

async function seenProgress(ctx: Ctx, fileIds: readonly Id[]): Promise<FileProgress[]> {
  const files = await ctx.db.rows<{
    fileId: Id
    name: string | null
    format: string
    importedAt: Date
    payments: number
    left: number
    rejected: number
    unmatched: number
  }>(
    `select f.id as "fileId", f.file_name as name, f.format, f.imported_at as "importedAt", f.payment_count - f.duplicate_count as payments,
            (select count(*)::int from desk_payments d where d.company_id = f.company_id and d.file_id = f.id and d.certainty <= 4) as left,
            (select count(*)::int from desk_payments d where d.company_id = f.company_id and d.file_id = f.id and d.certainty = 5) as rejected,
            (select count(*)::int from bank_transactions t where t.company_id = f.company_id and t.file_id = f.id and ${unposted}
                and not exists (select from desk_payments d where d.company_id = t.company_id and d.bank_transaction_id = t.id)) as unmatched
       from bank_files f where f.company_id = $1 and f.id = any ($2::uuid[]) order by f.id desc`,
    [ctx.company.id, fileIds],
  )
  const people = await ctx.db.rows<{ fileId: Id; userId: Id | null; name: string | null; payments: number }>(
    `with done as (
       select d.bank_transaction_id as id, d.recorded_by, d.recorded_at from match_decisions d
        where d.company_id = $1 and d.decided_by_kind = 'person' and d.decision = 'taken' and d.recorded_at >= $3
          and not exists (select from match_decisions u where u.company_id = d.company_id and u.undoes_id = d.id)
       union all
       select r.bank_transaction_id, r.proposed_by, r.proposed_at from refunds r where r.company_id = $1 and r.withdrawn_at is null
     ), last as (
       select distinct on (id) id, recorded_by from done order by id, recorded_at desc)
     select t.file_id as "fileId", l.recorded_by as "userId", u.name, count(*)::int as payments
       from last l join bank_transactions t on t.company_id = $1 and t.id = l.id and t.file_id = any ($2::uuid[])
       left join users u on u.id = l.recorded_by
      where not exists (select from desk_payments d where d.company_id = $1 and d.bank_transaction_id = l.id)
      group by 1, 2, 3 order by 4 desc`,
    [ctx.company.id, fileIds, files.at(-1)?.importedAt ?? ctx.now],
  )
  return files.map(({ importedAt, ...file }) => {
    const own = people.filter((one) => one.fileId === file.fileId)
    const byPeople = own.reduce((sum, one) => sum + one.payments, 0)
    return {
      ...file,
      importedAt: importedAt.toISOString(),
      byPeople: own.map(({ userId, name, payments }) => ({ userId, name, payments })),
      byYou: own.find((one) => one.userId === ctx.user.id)?.payments ?? 0,
      byMachine: Math.max(0, file.payments - file.left - file.rejected - file.unmatched - byPeople),
      elsewhere: 0,
    }
  })
}
