import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { amountText, dayText, id, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { controlAccounts, partyByNumber } from '../item-filter.ts'
import { movementReport, periodOf } from '../movement-list.ts'
import type { MovementQuestion } from '../movements.ts'
import { recordLooks } from '../protection.ts'
import { report } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
import { reportTitles } from '../titles.ts'
import { partiesWithStatements, readStatements } from './read-statements.ts'

const partiesMax = 1_000
export const statementParameters = z.object({
  parties: z
    .union([z.array(z.string()).max(partiesMax), z.string()])
    .optional()
    .meta({
      description:
        'Customer numbers (a list, or separated by commas); default every customer with a balance or a movement',
    }),
  from: dayText.optional().meta({ description: 'First day; default the first of the month' }),
  to: dayText.optional().meta({ description: 'Last day; default today' }),
})

const movement = z.object({
  postedOn: dayText,
  kind: z.string(),
  component: z
    .string()
    .nullable()
    .meta({ description: 'Capital, fee, interest, compensation or cost, of an open item' }),
  number: z.string(),
  reference: z.string().nullable(),
  dueOn: dayText.nullable(),
  amount: amountText,
  balance: amountText,
})
const openItem = z.object({
  number: z.string(),
  kind: z.string(),
  component: z.string(),
  reference: z.string().nullable(),
  dueOn: dayText,
  amount: amountText,
  open: amountText,
})
const customerStatement = z.object({
  partyId: id,
  partyNumber: z.string(),
  partyName: z.string(),
  isProtected: z.boolean(),
  from: dayText,
  to: dayText,
  currencies: z.array(
    z.object({
      currency: z.string(),
      opening: amountText,
      closing: amountText,
      movements: z.array(movement),
      openItems: z.array(openItem),
    }),
  ),
})

export const statementReport = report({
  name: 'statement',
  titles: reportTitles.statement,
  parameters: statementParameters,
  ...movementReport(questionOf),
})

export const statement = verb({
  kind: 'read',
  name: 'reports.statement',
  summary: 'Statements of account: any customers, any period, with a running balance',
  route: 'POST /reports/statements',
  recordsLooks: true,
  input: statementParameters.extend(paging),
  output: z.object({ rows: z.array(customerStatement), next: z.string().nullable() }),
  run: async (ctx, { after, limit, ...given }) => {
    await oneSnapshot(ctx)
    const period = periodOf(ctx, given)
    const named = await namedParties(ctx, given)
    if (named) {
      await recordLooks(ctx, 'reports.statement', named)
      return { rows: await readStatements(ctx, named, period), next: null }
    }
    const parties = await partiesWithStatements(ctx, period, after ?? null, limit + 1)
    const page = parties.slice(0, limit)
    await recordLooks(
      ctx,
      'reports.statement',
      page.map((party) => party.id),
    )
    return {
      rows: await readStatements(
        ctx,
        page.map((party) => party.id),
        period,
      ),
      next: parties.length > limit ? page.at(-1)!.number : null,
    }
  },
})

export async function namedParties(ctx: Ctx, { parties }: z.output<typeof statementParameters>): Promise<Id[] | null> {
  if (parties === undefined) return null
  const numbers = typeof parties === 'string' ? parties.split(',').map((number) => number.trim()) : parties
  if (numbers.length > partiesMax)
    refuse('statement.too-many', `at most ${partiesMax} customers can be named at once: leave them out for all`)
  const ids: Id[] = []
  for (const number of new Set(numbers)) ids.push(await partyByNumber(ctx, number))
  return ids
}

async function questionOf(ctx: Ctx, given: z.output<typeof statementParameters>): Promise<MovementQuestion> {
  return {
    ...periodOf(ctx, given),
    accounts: await controlAccounts(ctx),
    partyIds: await namedParties(ctx, given),
    balanceOf: 'party',
  }
}
