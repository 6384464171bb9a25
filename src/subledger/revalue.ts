import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { addDays } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { bookText } from '../kernel/words/book-texts.ts'
import type { Posting, Voucher } from '../ledger/post.ts'
import { post, reversal } from '../ledger/post.ts'
import type { Revalued } from './propose-revaluation.ts'
import { refuseUnlessPeriodEnd, revaluations } from './propose-revaluation.ts'
import type { SubledgerSetUp } from './subledger-set-up.ts'
import { readSubledgerSetUp } from './subledger-set-up.ts'

/** Items of one voucher: each has a posting of its own on the control account. */
const voucherItemsMax = 1_000

/**
 * Posts a proposed revaluation: per ledger a voucher on the period's last day whose postings name the items they adjust and
 * open none, and its mirror on the first day of the next period. Where the books change currency on that day there is no
 * mirror: the redenomination takes the revaluation back in the new currency.
 */
export const revalue = verb({
  kind: 'write',
  name: 'subledger.revalue',
  summary: 'Post a proposed revaluation and its reversal',
  route: 'POST /revaluations/{runId}/post',
  ofWholeCompany: true,
  input: z.object({ runId: id }),
  output: z.object({
    runId: id,
    on: dayText,
    reversedOn: dayText.nullable(),
    items: z.number(),
    result: z.string().meta({ description: 'Gain +, loss −, base currency' }),
    voucherIds: z.array(id),
  }),
  run: (ctx, { runId }) => asSystem(ctx, (system) => execute(system, runId)),
})

async function execute(ctx: Ctx, runId: Id) {
  const run = await ctx.db.maybe<{ state: string; on: Day }>(
    `select state, parameters ->> 'on' as on from runs where company_id = $1 and id = $2 and kind = 'revaluation' for update`,
    [ctx.company.id, runId],
  )
  if (!run) return refuse('run.unknown', `there is no revaluation ${runId}`, { run: runId }, 404)
  if (run.state !== 'proposed') refuse('run.already-done', `the run is ${run.state}`, { run: runId }, 409)
  const { on } = run
  await refuseUnlessPeriodEnd(ctx, on)
  const setUp = await readSubledgerSetUp(ctx)
  const rows = await revaluations(ctx, on, setUp)
  await refuseIfChanged(ctx, runId, rows)
  const vouchers = vouchersOf(rows, on, runId, setUp)
  const next = addDays(on, 1)
  const changes = setUp.baseOn(next) !== setUp.baseOn(on)
  const mirrors = changes
    ? []
    : vouchers.map((one) => reversal(one, newId(), next, bookText(setUp.language, 'reversal', one.text)))
  await post(ctx.db, ctx.company.id, ctx.user.id, [...vouchers, ...mirrors])
  await ctx.db.query(`update run_rows set state = 'done' where company_id = $1 and run_id = $2`, [
    ctx.company.id,
    runId,
  ])
  const result = formatMinor(
    rows.reduce((sum, row) => sum + row.adjustment, 0n),
    setUp.baseOn(on),
  )
  const report = { items: rows.length, result, vouchers: vouchers.map((one) => one.id), reversals: mirrors.length }
  await ctx.db.query(
    `update runs set state = 'done', approved_at = $3, approved_by = $4, finished_at = $3, report = $5 where company_id = $1 and id = $2`,
    [ctx.company.id, runId, ctx.now, ctx.user.id, JSON.stringify(report)],
  )
  await audit(ctx, { verb: 'subledger.revalue', subjects: [runId], summary: { on, items: rows.length, result } })
  return {
    runId,
    on,
    reversedOn: changes || rows.length === 0 ? null : next,
    items: rows.length,
    result,
    voucherIds: [...vouchers, ...mirrors].map((one) => one.id),
  }
}

/** What was looked at is what is posted. */
async function refuseIfChanged({ db, company }: Ctx, runId: Id, rows: readonly Revalued[]): Promise<void> {
  const proposed = await db.rows<{ subject_id: Id; amount: bigint }>(
    `select subject_id, amount from run_rows where company_id = $1 and run_id = $2`,
    [company.id, runId],
  )
  const amounts = new Map(proposed.map((row) => [row.subject_id, row.amount]))
  const same = rows.length === proposed.length && rows.every((row) => amounts.get(row.itemId) === row.adjustment)
  if (!same) refuse('run.changed', 'items or rates have changed since the proposal: propose again', { run: runId }, 409)
}

function vouchersOf(rows: readonly Revalued[], on: Day, runId: Id, setUp: SubledgerSetUp): Voucher[] {
  const vouchers: Voucher[] = []
  for (const ledger of ['receivable', 'payable'] as const) {
    const own = rows.filter((row) => setUp.ledgerOf(row.account) === ledger)
    for (let from = 0; from < own.length; from += voucherItemsMax) {
      vouchers.push(voucherOf(own.slice(from, from + voucherItemsMax), ledger, on, runId, setUp))
    }
  }
  return vouchers
}

function voucherOf(
  rows: readonly Revalued[],
  ledger: 'receivable' | 'payable',
  on: Day,
  runId: Id,
  setUp: SubledgerSetUp,
): Voucher {
  const baseCurrency = setUp.baseOn(on)
  const sum = (wanted: (amount: bigint) => boolean) =>
    rows.reduce((total, row) => (wanted(row.adjustment) ? total + row.adjustment : total), 0n)
  const result = (role: 'fxGain' | 'fxLoss', amount: bigint): Posting[] =>
    amount === 0n
      ? []
      : [{ account: setUp.account(role, on), baseAmount: -amount, currency: baseCurrency, amount: -amount }]
  return {
    id: newId(),
    seriesId: setUp.seriesId,
    ledger,
    transactionType: 'revaluation',
    postedOn: on,
    documentOn: on,
    baseCurrency,
    text: bookText(setUp.language, 'revaluation', on),
    runId,
    postings: [
      ...rows.map((row) => ({
        account: row.account,
        baseAmount: row.adjustment,
        currency: row.currency,
        amount: 0n,
        partyId: row.partyId,
        adjustsItemId: row.itemId,
        text: `${row.number} × ${row.rate}`,
        businessAreaId: row.businessAreaId,
      })),
      ...result(
        'fxGain',
        sum((amount) => amount > 0n),
      ),
      ...result(
        'fxLoss',
        sum((amount) => amount < 0n),
      ),
    ],
  }
}
