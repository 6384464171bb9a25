import type { Ctx } from '../db/context.ts'
import type { Language } from '../formats/e-invoice/document.ts'
import type { Sheet } from '../formats/xlsx/write.ts'
import { writeWorkbook } from '../formats/xlsx/write.ts'
import { wallClock } from '../kernel/day.ts'
import { assert, refuse } from '../kernel/problem.ts'
import type { ReportColumn, ReportRow } from './columns.ts'
import { sheetColumns, sheetRow } from './columns.ts'
import type { AnyReport, Part } from './report.ts'
import { protectedTitles } from './titles.ts'

export interface WorkbookOptions {
  language: Language
  /** Rows of persons with protected identity; else they are left out of the list and stand as one sum (a bulk file leaves the house). */
  includeProtected: boolean
  /** Protected persons whose rows are written by name are added here. */
  shownParties?: Set<unknown>
  /** Keys of the columns that are wanted, in their order; left out: all. */
  columns?: readonly string[] | undefined
  /** For tests. */
  rowsPerSheetMax?: number
}

/**
 * A report as a workbook, streamed: one sheet per currency and base currency, so that no sum adds two currencies. The sum
 * of what was written must be the total that the screen shows; a workbook that differs is never finished.
 */
export async function* writeReport(
  ctx: Ctx,
  report: AnyReport,
  parameters: unknown,
  options: WorkbookOptions,
): AsyncIterable<Uint8Array> {
  const given = report.parameters.parse(parameters)
  const columns = chosenOf(report.columns(ctx, given), options.columns)
  const found = await report.parts(ctx, given)
  const parts: Part[] = found.length > 0 ? found : [{ currency: null, baseCurrency: null, totals: {} }]
  const sheets = parts.map((part): Sheet => {
    const name = report.titles[options.language]
    const currency = [...new Set([part.currency, part.baseCurrency])].filter((one) => one !== null).join(' ')
    return {
      name: parts.length > 1 ? `${name} ${currency}` : name,
      columns: sheetColumns(columns, options.language, part),
      rows: found.length > 0 ? rowsOf(ctx, report, given, columns, part, options) : [],
      totals: columns.some((column) => column.total && part[column.in!] !== null),
    }
  })
  yield* writeWorkbook(sheets, options.rowsPerSheetMax ? { rowsPerSheetMax: options.rowsPerSheetMax } : {})
}

function chosenOf(columns: readonly ReportColumn[], asked: readonly string[] | undefined): readonly ReportColumn[] {
  if (!asked) return columns
  return asked.map(
    (key) =>
      columns.find((column) => column.key === key && column.kind !== 'id') ??
      refuse('list.column-unknown', `the report has no column ${key}: leave it out`, { column: key }, 422),
  )
}

async function* rowsOf(
  ctx: Ctx,
  report: AnyReport,
  given: unknown,
  columns: readonly ReportColumn[],
  part: Part,
  options: WorkbookOptions,
): AsyncIterable<ReportRow> {
  const summed = columns.filter((column) => column.total && part[column.in!] !== null).map((column) => column.key)
  const written = new Map<string, bigint>(summed.map((key) => [key, 0n]))
  const withheld = new Map<string, bigint>(summed.map((key) => [key, 0n]))
  const saying = { language: options.language, clock: wallClock(ctx.company.timeZone) }
  let withheldRows = 0
  for await (const batch of report.rows(ctx, given, part)) {
    for (const row of batch) {
      const isWithheld = row.isProtected === true && !options.includeProtected
      const sums = isWithheld ? withheld : written
      for (const key of summed) sums.set(key, sums.get(key)! + ((row[key] as bigint | null) ?? 0n))
      if (row.isProtected === true && !isWithheld) options.shownParties?.add(row.partyId ?? row.key)
      if (isWithheld) withheldRows += 1
      else yield sheetRow(columns, part, row, saying)
    }
  }
  if (withheldRows > 0) {
    const label = (columns.find((column) => column.kind === 'text') ?? columns[0]!).key
    yield { [label]: `${protectedTitles[options.language]} (${withheldRows})`, ...Object.fromEntries(withheld) }
  }
  for (const key of summed) {
    if (!(key in part.totals)) continue
    const total = (part.totals[key] as bigint | null) ?? 0n
    assert(
      written.get(key)! + withheld.get(key)! === total,
      `the rows of ${report.name} sum to its total of ${key} (${total})`,
    )
  }
}
