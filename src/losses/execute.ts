import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { minor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { readLossItems } from './loss-facts.ts'
import { lockLossRun } from './loss-runs.ts'
import { readLossSetUp } from './loss-set-up.ts'
import type { LossToPost } from './post-losses.ts'
import { postLosses } from './post-losses.ts'
import type { LossReason } from './propose.ts'

const chunkMax = 500

const answer = z.object({ runId: id, written: z.number(), rejected: z.number() })

/** Approved losses are posted, chunk by chunk; what changed since it was approved is left out and said. Going on after a crash. */
export const execute = longVerb({
  kind: 'long',
  name: 'losses.execute',
  summary: 'Post approved losses',
  route: 'POST /losses/runs/{runId}/execute',
  input: z.object({
    runId: id,
    on: dayText.optional().meta({ description: 'The day of the vouchers; default: today' }),
  }),
  output: answer,
  async run(ctx, { runId, on }) {
    await ctx.transaction(async (tx) => {
      const run = await lockLossRun(tx, runId)
      await refusePartOfRun(tx, runId)
      if (run.state === 'done') refuse('run.already-done', 'the run is done', { run: runId, state: run.state }, 409)
      if (run.state !== 'approved' && run.state !== 'executing')
        refuse('loss.not-approved', 'the losses have not been approved', { run: runId }, 409)
      if (run.state === 'approved')
        await tx.db.query(`update runs set state = 'executing' where company_id = $1 and id = $2`, [
          tx.company.id,
          runId,
        ])
    })
    const counts = { written: 0, rejected: 0 }
    for (;;) {
      const more = await ctx.transaction((tx) => chunk(tx, runId, on ?? ctx.today, counts))
      ctx.progress(counts.written + counts.rejected, null)
      if (!more) break
    }
    return ctx.transaction(async (tx) => {
      const total = await tx.db.one<{ written: number; rejected: number }>(
        `select count(*) filter (where state = 'done')::int as written, count(*) filter (where state = 'rejected')::int as rejected from run_rows where company_id = $1 and run_id = $2`,
        [tx.company.id, runId],
      )
      await tx.db.query(
        `update runs set state = 'done', finished_at = $3, report = $4 where company_id = $1 and id = $2 and state = 'executing'`,
        [tx.company.id, runId, tx.now, JSON.stringify(total)],
      )
      await audit(tx, { verb: 'losses.execute', subjects: [runId], summary: total })
      return { runId, ...total }
    })
  },
})

async function chunk(ctx: Ctx, runId: Id, on: Day, counts: { written: number; rejected: number }): Promise<boolean> {
  await lockLossRun(ctx, runId)
  const rows = await ctx.db.rows<{ rowNo: number; itemId: Id; amount: bigint; reason: LossReason }>(
    `select row_no as "rowNo", subject_id as "itemId", amount, reason from run_rows where company_id = $1 and run_id = $2 and state = 'proposed' order by row_no limit ${chunkMax}`,
    [ctx.company.id, runId],
  )
  if (rows.length === 0) return false
  const items = new Map(
    (
      await readLossItems(
        ctx,
        rows.map((row) => row.itemId),
      )
    ).map((item) => [item.itemId, item]),
  )
  const losses = rows.flatMap((row): LossToPost[] => {
    const item = items.get(row.itemId)
    return item
      ? [
          {
            rowNo: row.rowNo,
            kind: row.reason.kind,
            item,
            amount: row.amount,
            parts: row.reason.parts.map((part) => ({
              ...part,
              net: minor(BigInt(part.net)),
              vat: minor(BigInt(part.vat)),
            })),
            evidence: [
              ...row.reason.evidence,
              ...row.reason.letters.map((letter) => ({
                code: 'letter',
                text: `${letter.kind} ${letter.sentOn}`,
                letterId: letter.id,
              })),
              ...(row.reason.documentSha256 ? [{ code: 'document', text: row.reason.documentSha256 }] : []),
            ],
          },
        ]
      : []
  })
  const gone = rows.filter((row) => !items.has(row.itemId))
  const results = [
    ...(await postLosses(ctx, losses, await readLossSetUp(ctx), { on, runId })),
    ...gone.map((row) => ({
      rowNo: row.rowNo,
      lossId: undefined,
      problems: [
        {
          code: 'loss.changed-since',
          message: `what is open of ${row.reason.number} is no longer what was approved: propose it again`,
          data: { number: row.reason.number },
        },
      ],
    })),
  ]
  await ctx.db.query(
    `update run_rows r set state = case when x.loss is null then 'rejected' else 'done' end, result_id = x.loss, problems = x.problems
       from jsonb_to_recordset($3) as x (row_no integer, loss uuid, problems jsonb)
      where r.company_id = $1 and r.run_id = $2 and r.row_no = x.row_no`,
    [
      ctx.company.id,
      runId,
      JSON.stringify(
        results.map((one) => ({ row_no: one.rowNo, loss: one.lossId ?? null, problems: one.problems ?? null })),
      ),
    ],
  )
  for (const one of results) counts[one.lossId ? 'written' : 'rejected'] += 1
  return rows.length === chunkMax
}
