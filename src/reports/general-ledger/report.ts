import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { movementAnswer, movementOutput, movementReport, periodOf } from '../movement-list.ts'
import type { MovementQuestion } from '../movements.ts'
import { report } from '../report.ts'
import { reportTitles } from '../titles.ts'

const parameters = z.object({
  from: dayText.optional().meta({ description: 'First day; default the first of the month' }),
  to: dayText.optional().meta({ description: 'Last day; default today' }),
  account: z.string().optional().meta({ description: 'One account; default all' }),
})

export const generalLedgerReport = report({
  name: 'general-ledger',
  titles: reportTitles['general-ledger'],
  parameters,
  ...movementReport(questionOf),
})

export const generalLedger = verb({
  kind: 'read',
  name: 'reports.general-ledger',
  summary: 'Postings per account with a running balance in the currency of the books',
  route: 'GET /reports/general-ledger',
  recordsLooks: true,
  input: parameters.extend(paging),
  output: movementOutput,
  run: movementAnswer('reports.general-ledger', questionOf),
})

function questionOf(ctx: Ctx, given: z.output<typeof parameters>): MovementQuestion {
  return {
    ...periodOf(ctx, given),
    accounts: given.account ? [given.account] : null,
    partyIds: null,
    balanceOf: 'account',
  }
}
