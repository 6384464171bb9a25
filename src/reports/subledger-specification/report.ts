import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { controlAccounts, itemParameters, partyByNumber } from '../item-filter.ts'
import { movementAnswer, movementOutput, movementReport, periodOf } from '../movement-list.ts'
import type { MovementQuestion } from '../movements.ts'
import { report } from '../report.ts'
import { reportTitles } from '../titles.ts'

const parameters = z.object({
  from: dayText.optional().meta({ description: 'First day; default the first of the month' }),
  to: dayText.optional().meta({ description: 'Last day; default today' }),
  account: z.string().optional().meta({ description: 'One control account; default all of the kind' }),
  control: itemParameters.control.default('receivable'),
  party: z.string().optional().meta({ description: 'Customer number' }),
})

export const subledgerSpecificationReport = report({
  name: 'subledger-specification',
  titles: reportTitles['subledger-specification'],
  parameters,
  ...movementReport(questionOf),
})

/**
 * The statutory specification of the subledger (bokføringsforskriften § 3-1 no. 3 and 4; for Sweden sidoordnad bokföring,
 * BFL 5:4): per control account and party its code, name and identity number, the opening balance, every posting with
 * voucher number, dates, document and reference, and the closing balance. Read from the postings.
 */
export const subledgerSpecification = verb({
  kind: 'read',
  name: 'reports.subledger-specification',
  summary: 'Statutory subledger specification of a period (reskontrospesifikasjon)',
  route: 'GET /reports/subledger-specification',
  recordsLooks: true,
  input: parameters.extend(paging),
  output: movementOutput,
  run: movementAnswer('reports.subledger-specification', questionOf),
})

async function questionOf(ctx: Ctx, given: z.output<typeof parameters>): Promise<MovementQuestion> {
  return {
    ...periodOf(ctx, given),
    accounts: given.account
      ? [given.account]
      : await controlAccounts(ctx, given.control === 'all' ? undefined : given.control),
    partyIds: given.party === undefined ? null : [await partyByNumber(ctx, given.party)],
    balanceOf: 'account-and-party',
  }
}
