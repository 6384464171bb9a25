import { z } from 'zod'
import { fileOutput } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { writeWorkbook } from '../formats/xlsx/write.ts'
import { wallClock } from '../kernel/day.ts'

const rowsMax = 50_000
const endsWithDay = /\d{4}-\d{2}-\d{2}$/

/**
 * Rows that a screen shows, as an Excel file: for lists that are no report (who may what, jobs, the audit trail). Nothing is
 * read; what a report shows comes from reports.export, which knows all rows and their totals.
 */
export const writeSheet = verb({
  kind: 'read',
  name: 'workspace.write-sheet',
  summary: 'Rows as they are shown, as an Excel file',
  route: 'POST /sheets',
  input: z.object({
    name: z.string().trim().min(1).max(100),
    columns: z
      .array(
        z.object({
          title: z.string().max(200),
          kind: z.enum(['text', 'number', 'integer', 'day', 'instant']).default('text'),
        }),
      )
      .min(1)
      .max(200),
    rows: z.array(z.array(z.union([z.string().max(32_767), z.number(), z.null()])).max(200)).max(rowsMax),
  }),
  output: fileOutput,
  async run({ company, today }, { name, columns, rows }) {
    const clock = wallClock(company.timeZone)
    return {
      // What is of a day says it in its name.
      fileName: `${company.code}-${name}${endsWithDay.test(name) ? '' : `-${today}`}.xlsx`,
      mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      body: await writeWorkbook([
        {
          name,
          columns: columns.map(({ title, kind }, i) => ({
            key: String(i),
            title,
            kind: kind === 'instant' ? 'minute' : kind,
          })),
          rows: rows.map((row) =>
            row.map((value, i) =>
              value === '' ? null : value !== null && columns[i]?.kind === 'instant' ? clock(new Date(value)) : value,
            ),
          ),
        },
      ]),
    }
  },
})
