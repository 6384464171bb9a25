import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { longVerb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { undoAnswer } from './undo-answer.ts'
import { previewInChunks, refuseHindered, undoInChunks } from './undo-in-chunks.ts'

/** Takes a matching run back: its payments are as if never posted, by dated reversals, and can be matched again. */
export const undoRun = longVerb({
  kind: 'long',
  name: 'bank.undo-run',
  summary: 'Undo a matching run',
  route: 'POST /match-runs/{runId}/undo',
  ofWholeCompany: true,
  input: z.object({ runId: id, preview: z.boolean().default(false) }),
  output: undoAnswer.extend({ runId: id.nullable() }),
  async run(ctx, { runId, preview }) {
    const run = await ctx.transaction((tx) =>
      tx.db.maybe(`select 1 from runs where company_id = $1 and id = $2 and kind = 'match'`, [ctx.company.id, runId]),
    )
    if (!run) refuse('run.unknown', 'there is no such matching run', { run: runId }, 404)
    const postedOf = (system: Ctx, after: Id | null, limit: number) => postedOfRun(system, runId, after, limit)
    if (preview) return { ...(await previewInChunks(ctx, postedOf)), runId: null, done: false }
    await refuseHindered(ctx, postedOf)
    return { ...(await undoInChunks(ctx, { verb: 'bank.undo-run', subject: runId }, postedOf)), done: true }
  },
})

async function postedOfRun({ db, company }: Ctx, runId: Id, after: Id | null, limit: number): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    // Along the postings in order of the transactions: a chunk costs a chunk.
    `select distinct t.bank_transaction_id as id from bank_postings t join vouchers v on v.company_id = t.company_id and v.id = t.voucher_id
      where t.company_id = $1 and v.run_id = $2 and ($3::uuid is null or t.bank_transaction_id > $3) and t.reverses_no is null
        and not exists (select from bank_postings r where r.company_id = t.company_id and r.bank_transaction_id = t.bank_transaction_id and r.reverses_no = t.posting_no)
      order by t.bank_transaction_id limit $4`,
    [company.id, runId, after, limit],
  )
  return rows.map((row) => row.id)
}
