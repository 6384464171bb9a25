import { z } from 'zod'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { undoAnswer } from './undo-answer.ts'
import { previewInChunks, refuseHindered, standing, undoInChunks } from './undo-in-chunks.ts'

const answer = undoAnswer.extend({ runId: id.nullable() })

/**
 * Takes a bank file back: every match and voucher of its payments by dated reversals. The payments stay on record and
 * count no more; the same file can be imported again.
 */
export const undoFile = longVerb({
  kind: 'long',
  name: 'bank.undo-file',
  summary: 'Undo the import of a bank file',
  route: 'POST /bank-files/{fileId}/undo',
  ofWholeCompany: true,
  input: z.object({ fileId: id, preview: z.boolean().default(false) }),
  output: answer,
  async run(ctx, { fileId, preview }) {
    await requireFile(ctx, fileId)
    const postedOf = (system: Ctx, after: Id | null, limit: number) => postedOfFile(system, fileId, after, limit)
    if (preview) return { ...(await previewInChunks(ctx, postedOf)), runId: null, done: false }
    await refuseHindered(ctx, postedOf)
    // First, so that no matching run takes up again what is taken back here.
    await markUndone(ctx, fileId)
    return { ...(await undoInChunks(ctx, { verb: 'bank.undo-file', subject: fileId }, postedOf)), done: true }
  },
})

const requireFile = (ctx: LongCtx, fileId: Id): Promise<void> =>
  ctx.transaction(async ({ db, company }) => {
    const file = await db.maybe(`select 1 from bank_files where company_id = $1 and id = $2`, [company.id, fileId])
    if (!file) refuse('bank-file.unknown', 'there is no such bank file', { file: fileId }, 404)
  })

async function postedOfFile({ db, company }: Ctx, fileId: Id, after: Id | null, limit: number): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    `select t.id from bank_transactions t where t.company_id = $1 and t.file_id = $2 and ($3::uuid is null or t.id > $3) and ${standing} order by t.id limit $4`,
    [company.id, fileId, after, limit],
  )
  return rows.map((row) => row.id)
}

async function markUndone(ctx: LongCtx, fileId: Id): Promise<void> {
  await ctx.transaction(async (tx) => {
    await tx.db.query(`update bank_files set undone_at = coalesce(undone_at, $3) where company_id = $1 and id = $2`, [
      ctx.company.id,
      fileId,
      ctx.now,
    ])
    await tx.db.query(`delete from desk_payments where company_id = $1 and file_id = $2 and certainty = 5`, [
      ctx.company.id,
      fileId,
    ])
  })
}
