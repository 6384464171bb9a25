import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { fileOutput, language } from '../../db/schemas.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import { refuse } from '../../kernel/problem.ts'
import { accountBalancesReport } from '../account-balances/report.ts'
import { learntSinceReport } from '../ageing/learnt-since.ts'
import { ageingPivotReport } from '../ageing/pivot-report.ts'
import { ageingReport } from '../ageing/report.ts'
import { customerAccountReport } from '../customer-account/report.ts'
import { generalLedgerReport } from '../general-ledger/report.ts'
import { openItemsReport } from '../open-items/report.ts'
import { recordLooks, seesProtected } from '../protection.ts'
import { ledgerDifferencesReport } from '../reconciliation/ledger-differences.ts'
import { reconciliationReport } from '../reconciliation/report.ts'
import type { AnyReport } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
import { statementReport } from '../statement/report.ts'
import { subledgerSpecificationReport } from '../subledger-specification/report.ts'
import { throughFile } from '../through-file.ts'
import { unappliedReport } from '../unapplied/report.ts'
import { vouchersReport } from '../vouchers/report.ts'
import { writeReport } from '../workbook.ts'

export const reports: AnyReport[] = [
  openItemsReport,
  ageingReport,
  ageingPivotReport,
  learntSinceReport,
  customerAccountReport,
  statementReport,
  subledgerSpecificationReport,
  unappliedReport,
  vouchersReport,
  accountBalancesReport,
  generalLedgerReport,
  reconciliationReport,
  ledgerDifferencesReport,
]

const input = z.object({
  report: z.enum(reports.map((report) => report.name) as [string, ...string[]]),
  parameters: z
    .record(z.string(), z.unknown())
    .default({})
    .meta({ description: 'The input of the report’s verb, without paging' }),
  language: language.optional(),
  columns: z.array(z.string()).min(1).optional().meta({ description: 'Which columns, in which order; left out: all' }),
  includeProtected: z
    .boolean()
    .default(false)
    .meta({ description: 'With persons of protected identity by name; else they stand as one sum' }),
})

export const exportReport = verb({
  kind: 'read',
  name: 'reports.export',
  summary: 'A report as an Excel workbook',
  route: 'POST /reports/export',
  recordsLooks: true,
  input,
  output: fileOutput,
  run: async (ctx, given) => {
    await oneSnapshot(ctx)
    return exportWorkbook(ctx, given)
  },
})

export async function exportWorkbook(ctx: Ctx, given: z.output<typeof input>): Promise<FileAnswer> {
  const report = reports.find((one) => one.name === given.report)!
  if (given.includeProtected && !seesProtected(ctx))
    refuse(
      'protected.not-permitted',
      'you may not see persons with protected identity: leave includeProtected out',
      {},
      403,
    )
  const parameters = report.parameters.parse(given.parameters)
  const chosen = given.language ?? ctx.company.language
  const shownParties = new Set<unknown>()
  // What stands in the cells (a group that is none, who is protected) follows the reader's language like the heads.
  const inLanguage: Ctx = { ...ctx, company: { ...ctx.company, language: chosen } }
  const workbook = writeReport(inLanguage, report, parameters, {
    language: chosen,
    columns: given.columns,
    includeProtected: given.includeProtected,
    shownParties,
  })
  // Written before the answer is read: what is in the file was looked at.
  const body = await throughFile(ctx.settings.dataDir, workbook)
  await recordLooks(ctx, 'reports.export', shownParties)
  return {
    fileName: `${report.name}-${ctx.company.code}-${ctx.today}.xlsx`,
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    body,
  }
}
