import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { controlAccounts, partyByNumber } from '../item-filter.ts'
import { movementAnswer, movementOutput, movementReport } from '../movement-list.ts'
import type { MovementQuestion } from '../movements.ts'
import { report } from '../report.ts'
import { reportTitles } from '../titles.ts'

const parameters = z.object({
  party: z.string().meta({ description: 'Customer number' }),
  from: dayText.optional().meta({ description: 'Default: from the first movement' }),
  to: dayText.optional().meta({ description: 'Default today' }),
})

export const customerAccountReport = report({
  name: 'customer-account',
  titles: reportTitles['customer-account'],
  parameters,
  ...movementReport(questionOf),
})

export const customerAccount = verb({
  kind: 'read',
  name: 'reports.customer-account',
  summary: 'Everything posted on a customer, with a running balance per currency',
  route: 'GET /reports/customer-account/{party}',
  recordsLooks: true,
  input: parameters.extend(paging),
  output: movementOutput,
  run: movementAnswer('reports.customer-account', questionOf),
})

const firstDay = '1900-01-01' as Day

async function questionOf(ctx: Ctx, given: z.output<typeof parameters>): Promise<MovementQuestion> {
  return {
    from: given.from ?? firstDay,
    to: given.to ?? ctx.today,
    accounts: await controlAccounts(ctx),
    partyIds: [await partyByNumber(ctx, given.party)],
    balanceOf: 'party',
  }
}
