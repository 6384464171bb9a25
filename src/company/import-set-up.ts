import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { fileInput } from '../db/schemas.ts'
import type { ShortVerb } from '../db/verb.ts'
import { verb } from '../db/verb.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { stillNamed } from './named-accounts.ts'
import { applyPlan } from './set-up/apply.ts'
import type { Plan } from './set-up/plan.ts'
import { planRows } from './set-up/plan.ts'
import { readState } from './set-up/read-rows.ts'
import type { SetUpTable } from './set-up/table.ts'
import { keyOf, nameOf } from './set-up/table.ts'
import { auditPlan, holdSetUp, saved, savedOutput, saveRowsMax } from './set-up/verbs-of.ts'
import type { ReadSheet } from './set-up/workbook.ts'
import { inSheetTerms, readSetUp } from './set-up/workbook.ts'

const report = z.object({
  dryRun: z.boolean(),
  sheets: z.array(
    savedOutput.omit({ warnings: true }).extend({
      table: z.string(),
      sheet: z.string(),
      /** What the company has and the sheet has not: it stays. */
      notInSheet: z.array(z.string()),
    }),
  ),
  problems: z.array(z.looseObject({ code: z.string(), message: z.string() })),
})

/**
 * Reads a workbook as company.export-set-up writes it. A dry run answers with every difference and every problem, in the
 * sheet's own terms; without, all is saved in one transaction, or nothing. What a sheet does not hold stays as it is.
 */
export const importSetUpOf = (tables: readonly SetUpTable[]): ShortVerb =>
  verb({
    kind: 'write',
    name: 'company.import-set-up',
    summary: 'Read the set-up from an Excel workbook: differences first, then saved as one',
    route: 'POST /set-up/workbook',
    ofWholeCompany: true,
    input: z.object({
      file: fileInput,
      dryRun: z.boolean().default(true),
      sheets: z
        .array(z.string())
        .optional()
        .meta({ description: 'Only these tables ("accounts"); default: every sheet of the file' }),
    }),
    output: report,
    async run(ctx, input) {
      await holdSetUp(ctx)
      const chosen = input.sheets ? tables.filter((table) => input.sheets!.includes(table.name)) : tables
      const read = await readSetUp(ctx.files.open(ctx.company.id, input.file.sha256), chosen)
      const given = read.sheets
      return importSheets(ctx, 'company.import-set-up', tables, given, read.problems, input.dryRun)
    },
  })

/** The same for scripts: rows by table, as company.read-set-up gives them. */
export const saveSetUpOf = (tables: readonly SetUpTable[]): ShortVerb =>
  verb({
    kind: 'write',
    name: 'company.save-set-up',
    summary: 'Save rows of several tables as one: differences first with dryRun',
    route: 'PUT /set-up',
    ofWholeCompany: true,
    input: z.object({
      tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown())).max(saveRowsMax)),
      dryRun: z.boolean().default(false),
    }),
    output: report,
    async run(ctx, input) {
      await holdSetUp(ctx)
      const unknown = Object.keys(input.tables).filter((name) => !tables.some((table) => table.name === name))
      if (unknown.length > 0) refuse('set-up.table-unknown', `the set-up has no table ${unknown.join(', ')}`)
      const sheets = tables
        .filter((table) => input.tables[table.name])
        .map((table): ReadSheet => {
          const known = new Set(table.columns.map((column) => column.key))
          const problems: Problem[] = []
          const rows = input.tables[table.name]!.map((values, i) => {
            for (const key of Object.keys(values)) {
              if (!known.has(key))
                problems.push({
                  code: 'set-up.column-unknown',
                  message: `${table.name}, row ${i + 1}: there is no column ${key}`,
                  path: table.name,
                  row: i + 1,
                  column: key,
                })
            }
            return { row: i + 1, values }
          })
          return { table, sheet: table.name, rows, problems, headings: new Map() }
        })
      return importSheets(ctx, 'company.save-set-up', tables, sheets, [], input.dryRun)
    },
  })

async function importSheets(
  ctx: Ctx,
  verbName: string,
  tables: readonly SetUpTable[],
  sheets: readonly ReadSheet[],
  found: readonly Problem[],
  dryRun: boolean,
): Promise<z.input<typeof report>> {
  const state = await readState(ctx, tables)
  const problems = [...found]
  const plans: { sheet: ReadSheet; plan: Plan; notInSheet: string[] }[] = []
  for (const table of tables) {
    const sheet = sheets.find((one) => one.table === table)
    if (!sheet) continue
    const before = state.get(table)!.map((row) => row.values)
    const plan = await planRows(ctx, table, sheet.rows, state)
    problems.push(...sheet.problems, ...plan.problems.map((problem) => inSheetTerms(sheet, problem)))
    const given = new Set(sheet.rows.map((row) => keyOf(table, row.values)))
    const notInSheet = before
      .filter((values) => !given.has(keyOf(table, values)))
      .map((values) => nameOf(table, values))
    plans.push({ sheet, plan, notInSheet })
  }
  const chart = plans.find(({ plan }) => plan.table.name === 'accounts')
  if (chart) {
    const named = await stillNamed(ctx, chart.plan.changes, state)
    problems.push(...named.map((problem) => inSheetTerms(chart.sheet, problem)))
  }
  const errors = problems.filter((problem) => problem.severity !== 'warning')
  if (!dryRun) {
    if (errors.length > 0) throw new Refused(errors)
    for (const { plan } of plans) await applyPlan(ctx, plan, state)
    await auditPlan(
      ctx,
      verbName,
      plans.map(({ plan }) => plan),
    )
  }
  return {
    dryRun,
    sheets: plans.map(({ sheet, plan, notInSheet }) => {
      const { warnings: _, ...rest } = saved(plan)
      return { table: sheet.table.name, sheet: sheet.sheet, notInSheet, ...rest }
    }),
    problems: problems.map((problem) => ({ ...problem })),
  }
}
