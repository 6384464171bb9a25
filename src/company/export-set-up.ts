import { z } from 'zod'
import { fileOutput, language } from '../db/schemas.ts'
import type { ShortVerb } from '../db/verb.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { readState } from './set-up/read-rows.ts'
import type { SetUpTable } from './set-up/table.ts'
import { writeSetUp } from './set-up/workbook.ts'

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** The verb over given tables: modules above add theirs (internal companies are parties). */
export const exportSetUpOf = (tables: readonly SetUpTable[]): ShortVerb =>
  verb({
    kind: 'read',
    name: 'company.export-set-up',
    summary: 'The whole set-up as one Excel workbook, codes as drop-downs',
    route: 'GET /set-up/workbook',
    input: z.object({
      language: language.optional(),
      table: z.string().optional().meta({ description: 'Only this table ("accounts")' }),
    }),
    output: fileOutput,
    async run(ctx, input) {
      const chosen = input.table ? tables.filter((table) => table.name === input.table) : tables
      if (chosen.length === 0) refuse('set-up.table-unknown', `the set-up has no table ${input.table}`)
      return {
        fileName: `${ctx.company.code}-${input.table ?? 'set-up'}-${ctx.today}.xlsx`,
        mediaType: workbookType,
        body: await writeSetUp(ctx, chosen, input.language ?? ctx.company.language),
      }
    },
  })

/** The same content for scripts: rows by table. */
export const readSetUpOf = (tables: readonly SetUpTable[]): ShortVerb =>
  verb({
    kind: 'read',
    name: 'company.read-set-up',
    summary: 'The whole set-up as JSON: rows by table',
    route: 'GET /set-up',
    input: z.object({}),
    output: z.object({ tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))) }),
    async run(ctx) {
      const state = await readState(ctx, tables)
      return {
        tables: Object.fromEntries(tables.map((table) => [table.name, state.get(table)!.map((row) => row.values)])),
      }
    },
  })
