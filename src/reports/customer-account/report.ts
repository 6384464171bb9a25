import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { rowSchema } from '../columns.ts'
import { controlAccounts, partyByNumber } from '../item-filter.ts'
import { movementColumns, movementPage, movementParts, movementRows, movementTotalsColumns } from '../movement-list.ts'
import type { MovementQuestion } from '../movements.ts'
import { report } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
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
  columns: () => movementColumns,
  parts: async (ctx, given) => movementParts(ctx, await questionOf(ctx, given)),
  rows: async function* (ctx, given, part) {
    yield* movementRows(ctx, await questionOf(ctx, given), part)
  },
})

export const customerAccount = verb({
  kind: 'read',
  name: 'reports.customer-account',
  summary: 'Everything posted on a customer, with a running balance per currency',
  route: 'GET /reports/customer-account/{party}',
  recordsLooks: true,
  input: parameters.extend(paging),
  output: z.object({
    from: z.string(),
    to: z.string(),
    rows: z.array(rowSchema(movementColumns)),
    totals: z.array(rowSchema(movementTotalsColumns)),
    next: z.string().nullable(),
  }),
  run: async (ctx, { after, limit, ...given }) => {
    await oneSnapshot(ctx)
    return movementPage(ctx, 'reports.customer-account', await questionOf(ctx, given), { after, limit })
  },
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
