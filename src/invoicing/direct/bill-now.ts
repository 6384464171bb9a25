import { z } from 'zod'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { hot } from '../../db/sql.ts'
import type { Later } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/problem.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { approveRun } from '../run/approve-billing.ts'
import { issueRun } from '../run/issue.ts'
import type { Known } from '../run/propose-billing.ts'
import { proposeBillingRun } from '../run/propose-billing.ts'

export const billed = z.object({
  runId: id,
  /** 'awaiting-approval' where the invoice group wants a second person. */
  state: z.enum(['issued', 'awaiting-approval']),
  documents: z.array(
    z.object({
      invoiceId: id,
      kind: z.string(),
      number: z.string(),
      reference: z.string(),
      dueOn: z.string(),
      currency: z.string(),
      payable: z.string(),
      /** Rows of the outbox that wait: recall names them. */
      deliveries: z.array(id),
    }),
  ),
})

/** For a by-hand document: so long the outbox keeps it, that who made it can think again. */
export const recallSeconds = z
  .number()
  .int()
  .min(0)
  .max(3600)
  .default(0)
  .meta({ description: 'So long the outbox keeps it before it leaves; until then it can be recalled' })
export type Billed = z.output<typeof billed>

/** A document that can be recalled for a minute leaves when the minute is over, not at the outbox's next turn. */
export const leavesLater = (input: { recallSeconds: number }): Later | null =>
  input.recallSeconds > 0 ? { verb: 'delivery.send-waiting', afterSeconds: input.recallSeconds + 1 } : null

/**
 * Proposal, approval and issue of some orders within the caller's transaction: all of them or, by a refusal with every
 * problem and hold, none. Where two persons are wanted it stops at the proposal.
 */
export async function billNow(
  ctx: Ctx,
  setUp: BillingSetUp,
  orderIds: readonly Id[],
  options: { invoiceOn?: Day | null; twoPersons?: boolean; recallSeconds?: number } = {},
): Promise<Billed> {
  const inside: LongCtx = { ...ctx, transaction: (work) => work(ctx) }
  const known: Known = { setUp, read: null }
  const run = await proposeBillingRun(
    inside,
    { orderIds: [...orderIds], ...(options.invoiceOn ? { invoiceOn: options.invoiceOn } : {}) },
    known,
  )
  if (run.held + run.rejected > 0) throw new Refused(await reasons(ctx, run.runId))
  if (options.twoPersons) return { runId: run.runId, state: 'awaiting-approval', documents: [] }
  await approveRun(ctx, { runId: run.runId, own: true })
  const issued = await issueRun(inside, { runId: run.runId }, known)
  if (issued.held + issued.rejected > 0) throw new Refused(await reasons(ctx, run.runId))
  const documents = await documentsOf(ctx, run.runId)
  if (options.recallSeconds) await keepBack(ctx, documents, options.recallSeconds)
  return { runId: run.runId, state: 'issued', documents }
}

const keepBack = ({ db, company }: Ctx, documents: Billed['documents'], seconds: number) =>
  db.query(
    `update deliveries set next_try_at = clock_timestamp() + make_interval(secs => $3) where company_id = $1 and id = any ($2::uuid[]) and state = 'waiting'`,
    [company.id, documents.flatMap((document) => document.deliveries), seconds],
  )

async function reasons({ db, company }: Ctx, runId: Id): Promise<Problem[]> {
  const rows = await db.rows<{ problems: Problem[] | null; holds: { kind: string; reason: string }[] | null }>(
    hot(
      `select problems, reason -> 'holds' as holds from run_rows where company_id = $1 and run_id = $2 and state in ('rejected', 'held') order by row_no`,
      [company.id, runId],
    ),
  )
  return rows.flatMap((row) => [
    ...(row.problems ?? []),
    ...(row.holds ?? []).map((hold) => ({
      code: `hold.${hold.kind}`,
      message: `on hold: ${hold.reason}`,
      data: { reason: hold.reason },
    })),
  ])
}

export async function documentsOf(
  { db, company }: Ctx,
  runId: Id,
  invoiceId: Id | null = null,
): Promise<Billed['documents']> {
  // The state is asked in the aggregate: in the condition it would invite the index of all that waits.
  const rows = await db.rows<Billed['documents'][number] & { amount: bigint }>(
    hot(
      `select i.id as "invoiceId", i.kind, i.number_text as number, i.reference, i.due_on as "dueOn", i.currency, i.amount_payable as amount,
              (select coalesce(json_agg(d.id order by d.id) filter (where d.state = 'waiting'), '[]') from deliveries d where d.company_id = i.company_id and d.subject_kind = 'invoice' and d.subject_id = i.id) as deliveries
       from run_rows r
        cross join lateral (select * from invoices i where i.company_id = r.company_id and i.id = r.result_id offset 0) i
        where r.company_id = $1 and r.run_id = $2 and ($3::uuid is null or r.result_id = $3) order by i.number`,
      [company.id, runId, invoiceId],
    ),
  )
  return rows.map(({ amount, ...row }) => ({ ...row, payable: formatMinor(amount, row.currency) }))
}
