import { z } from 'zod'
import { paging } from '../../db/schemas.ts'
import { sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { ReportRow } from '../columns.ts'
import { rowSchema } from '../columns.ts'
import { isUnplaced, itemFilter, itemParameters } from '../item-filter.ts'
import { itemRows, openItemColumns, openTotals, openTotalsColumns, readOpenItems } from '../open-items/report.ts'
import { report } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
import { reportTitles } from '../titles.ts'

const parameters = z.object(itemParameters).omit({ kind: true, unplaced: true })

export const unappliedReport = report({
  name: 'unapplied',
  titles: reportTitles.unapplied,
  parameters,
  columns: () => openItemColumns,
  parts: async (ctx, given) => openTotals(ctx, given, sql`${await itemFilter(ctx, given)} and ${isUnplaced}`),
  rows: async function* (ctx, given, part) {
    const where = sql`${await itemFilter(ctx, given)} and ${isUnplaced} and i.currency = ${part.currency} and i.base_currency = ${part.baseCurrency}`
    yield* ctx.db.stream<ReportRow>(await itemRows(ctx, given, where))
  },
})

export const unapplied = verb({
  kind: 'read',
  name: 'reports.unapplied',
  summary: 'Money received that settles nothing yet: payments on account, prepayments, unidentified money',
  route: 'GET /reports/unapplied',
  recordsLooks: true,
  input: parameters.extend(paging),
  output: z.object({
    asOf: z.string(),
    rows: z.array(rowSchema(openItemColumns)),
    totals: z.array(rowSchema(openTotalsColumns)),
    next: z.string().nullable(),
  }),
  run: async (ctx, input) => {
    await oneSnapshot(ctx)
    return readOpenItems(ctx, 'reports.unapplied', input, isUnplaced)
  },
})
