import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { startOfMonth } from '../kernel/day.ts'
import { voucherKinds } from '../kernel/words/voucher-kinds.ts'
import type { ReportColumn, ReportRow } from './columns.ts'
import { balance, code, day, id, jsonRow, money, rowSchema, text } from './columns.ts'
import { readPage } from './keyset.ts'
import type { MovementQuestion } from './movements.ts'
import { movements, movementsAfter, movementTotals } from './movements.ts'
import { recordLooks } from './protection.ts'
import type { Part, Report } from './report.ts'
import { oneSnapshot } from './snapshot.ts'

export const movementColumns: ReportColumn[] = [
  text('account'),
  text('accountName'),
  text('partyNumber'),
  text('partyName'),
  text('identityNumber'),
  text('row'),
  day('postedOn'),
  day('documentOn'),
  text('voucher'),
  code('kind', voucherKinds),
  text('number'),
  text('reference'),
  day('dueOn'),
  text('text'),
  text('currency'),
  money('amount', 'currency'),
  balance('balance', 'currency'),
  text('baseCurrency'),
  money('baseAmount', 'baseCurrency'),
  balance('baseBalance', 'baseCurrency'),
  id('partyId'),
  id('voucherId'),
  id('itemId'),
  id('invoiceId'),
]

export const movementTotalsColumns: ReportColumn[] = [
  text('currency'),
  money('amount', 'currency'),
  text('baseCurrency'),
  money('baseAmount', 'baseCurrency'),
]

/** Without days: this month until today. */
export const periodOf = (ctx: Ctx, given: { from?: Day; to?: Day }) => {
  const to = given.to ?? ctx.today
  return { from: given.from ?? startOfMonth(to), to }
}

async function movementPage(
  ctx: Ctx,
  verbName: string,
  question: MovementQuestion,
  { after, limit }: { after?: string; limit: number },
) {
  const totals = await movementParts(ctx, question)
  const page = await readPage<ReportRow>(ctx.db, movementsAfter(ctx, question, after, limit + 1), limit)
  await recordLooks(
    ctx,
    verbName,
    page.rows.map((row) => row.partyId),
  )
  return {
    from: question.from,
    to: question.to,
    rows: page.rows.map((row) => jsonRow(movementColumns, row)),
    totals: totals.map((part) => jsonRow(movementTotalsColumns, { ...part, ...part.totals })),
    next: page.next,
  }
}

async function movementParts(ctx: Ctx, question: MovementQuestion): Promise<Part[]> {
  const rows = await ctx.db.rows<{ currency: string | null; baseCurrency: string } & ReportRow>(
    movementTotals(ctx, question),
  )
  return rows.map(({ currency, baseCurrency, ...totals }) => ({ currency, baseCurrency, totals }))
}

const movementRows = (ctx: Ctx, question: MovementQuestion, part: Part): AsyncIterable<ReportRow[]> =>
  ctx.db.stream<ReportRow>(movements(ctx, { ...question, currency: part.currency, baseCurrency: part.baseCurrency }))

export const movementOutput = z.object({
  from: z.string(),
  to: z.string(),
  rows: z.array(rowSchema(movementColumns)),
  totals: z.array(rowSchema(movementTotalsColumns)),
  next: z.string().nullable(),
})

/** How a report of movements makes its question of what was asked. */
type QuestionOf<G> = (ctx: Ctx, given: G) => MovementQuestion | Promise<MovementQuestion>

/** The parts and rows of a report of movements. */
export const movementReport = <G>(
  questionOf: QuestionOf<G>,
): Pick<Report<z.ZodType<G>>, 'columns' | 'parts' | 'rows'> => ({
  columns: () => movementColumns,
  parts: async (ctx, given) => movementParts(ctx, await questionOf(ctx, given)),
  rows: async function* (ctx, given, part) {
    yield* movementRows(ctx, await questionOf(ctx, given), part)
  },
})

/** One page of a report of movements, read as of one instant. */
export const movementAnswer =
  <G>(name: string, questionOf: QuestionOf<G>) =>
  async (ctx: Ctx, { after, limit, ...given }: G & { after?: string | undefined; limit: number }) => {
    await oneSnapshot(ctx)
    return movementPage(ctx, name, await questionOf(ctx, given as G), { after, limit })
  }
