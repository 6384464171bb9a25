import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import type { ReportColumn, ReportRow } from './columns.ts'
import type { Titles } from './titles.ts'

/** Rows whose money may be added: one currency and one base currency. In Excel a sheet of its own. */
export interface Part {
  currency: string | null
  baseCurrency: string | null
  /** Sums of the money columns, as the screen shows them. */
  totals: ReportRow
}

/** A list that can be exported: the screen's page, the JSON and the workbook come from the same columns and queries. */
export interface Report<P extends z.ZodType = z.ZodType> {
  name: string
  titles: Titles
  /** Without paging. */
  parameters: P
  columns(ctx: Ctx, parameters: z.output<P>): ReportColumn[]
  parts(ctx: Ctx, parameters: z.output<P>): Promise<Part[]>
  /** All rows of a part, in batches. `isProtected` is true on rows of a person with protected identity. */
  rows(ctx: Ctx, parameters: z.output<P>, part: Part): AsyncIterable<ReportRow[]>
}

// biome-ignore lint/suspicious/noExplicitAny: a list of reports holds reports of every parameter
export type AnyReport = Report<any>

export const report = <P extends z.ZodType>(definition: Report<P>): Report<P> => definition
