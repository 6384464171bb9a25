import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { amountText, dayText, decimalText, id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { refuse } from '../kernel/problem.ts'
import { controlAccounts, itemFilter, itemParameters } from '../reports/item-filter.ts'
import { oneSnapshot } from '../reports/snapshot.ts'
import { cashByWeek } from './figures/cash-by-week.ts'
import { daysSalesOutstanding } from './figures/days-sales-outstanding.ts'
import { machineByWeek } from './figures/machine-by-week.ts'
import type { Question } from './figures/question.ts'
import { receivables } from './figures/receivables.ts'
import { topDebtors } from './figures/top-debtors.ts'

const partNames = ['receivables', 'cash', 'dso', 'machine', 'debtors'] as const
export type PartName = (typeof partNames)[number]

const week = { from: dayText, to: dayText }

export const readFigures = verb({
  kind: 'read',
  name: 'workspace.read-figures',
  summary: 'The picture below the work: receivables by age, cash by week, DSO, share matched by machine, top debtors',
  route: 'GET /figures',
  input: z.object({
    asOf: itemParameters.asOf,
    businessArea: itemParameters.businessArea,
    invoiceGroup: itemParameters.invoiceGroup,
    party: itemParameters.party,
    partyId: itemParameters.partyId,
    parts: z
      .union([z.array(z.enum(partNames)), z.string()])
      .optional()
      .meta({ description: `Which panels, by comma: ${partNames.join(',')}; default all. Each costs its own time` }),
  }),
  output: z.object({
    asOf: dayText,
    currency: z.string(),
    receivables: z
      .object({
        open: amountText,
        onAccount: amountText.meta({
          description: 'Money of customers that settles nothing yet, below zero; the buckets and it are what is open',
        }),
        buckets: z.array(
          z.object({
            key: z.string(),
            fromDays: z.number().nullable(),
            toDays: z.number().nullable(),
            amount: amountText,
            share: decimalText.nullable().meta({ description: 'Of all claims, 0.323; null: there are none' }),
            items: z.record(z.string(), z.unknown()).meta({ description: 'Input of reports.open-items' }),
          }),
        ),
        ledger: amountText.nullable().meta({
          description: 'Postings of the same control accounts; null under filters, which the ledger does not know',
        }),
        difference: amountText.nullable(),
      })
      .nullable(),
    cash: z
      .object({
        basis: z.enum(['bank', 'applied']).meta({
          description:
            'bank: money in on accounts in the currency of the books; applied: payments applied to invoices of the filter',
        }),
        weeks: z.array(
          z.object({
            ...week,
            paid: amountText.nullable().meta({ description: 'Null: not begun' }),
            due: amountText,
            expected: amountText.nullable().meta({
              description:
                'For the whole week, as credit.list-expected says; null: past, not reckoned within a week, or narrowed to a group or customer',
            }),
            expectedLow: amountText.nullable().meta({ description: 'Eight weeks of ten were between low and high' }),
            expectedHigh: amountText.nullable(),
          }),
        ),
      })
      .nullable(),
    dso: z
      .object({
        asOf: dayText.meta({ description: 'The last end of a month: counted within one it moves with the billing' }),
        days: decimalText.nullable().meta({ description: 'Null: nothing was open, or more than a year of sales' }),
        months: z.array(z.object({ asOf: dayText, days: decimalText.nullable() })),
      })
      .nullable(),
    machine: z
      .object({
        weeks: z.array(
          z.object({
            ...week,
            payments: z.number(),
            matched: z.number(),
            share: decimalText.nullable().meta({ description: 'Matched of payments, 0.993; null: there were none' }),
          }),
        ),
      })
      .nullable()
      .meta({ description: 'Null where filtered, or for who does not see all areas: runs are of the whole company' }),
    debtors: z
      .array(
        z.object({
          partyId: id,
          number: z.string().nullable(),
          name: z.string().nullable(),
          isProtected: z.boolean(),
          overdue: amountText,
          oldestDueOn: dayText,
        }),
      )
      .nullable(),
  }),
  async run(ctx, { parts, asOf, ...filters }) {
    const wanted = wantedParts(parts)
    await oneSnapshot(ctx)
    const question = await ask(ctx, asOf ?? ctx.today, filters)
    const has = <R>(name: PartName, read: (ctx: Ctx, question: Question) => Promise<R>) =>
      wanted.has(name) ? read(ctx, question) : null
    return {
      asOf: question.asOf,
      currency: question.currency,
      receivables: await has('receivables', receivables),
      cash: await has('cash', cashByWeek),
      dso: await has('dso', daysSalesOutstanding),
      machine: await has('machine', machineByWeek),
      debtors: await has('debtors', topDebtors),
    }
  },
})

function wantedParts(parts: readonly string[] | string | undefined): ReadonlySet<string> {
  const list = parts === undefined ? partNames : typeof parts === 'string' ? parts.split(',') : parts
  const unknown = list.find((name) => !partNames.some((known) => known === name))
  if (unknown !== undefined)
    refuse('figures.part-unknown', `there is no part ${unknown}: ${partNames.join(', ')} are`, { part: unknown })
  return new Set(list)
}

async function ask(ctx: Ctx, asOf: Day, filters: Question['filters']): Promise<Question> {
  const { currency } = await ctx.db.one<{ currency: string }>(
    `select currency from company_currencies where company_id = $1 and valid_from <= $2 and $2 < valid_to`,
    [ctx.company.id, asOf],
  )
  const receivableAccounts = await controlAccounts(ctx, 'receivable')
  const filter = await itemFilter(ctx, { ...filters, baseCurrency: currency })
  return {
    asOf,
    currency,
    filters,
    isFiltered: Object.values(filters).some((value) => value !== undefined),
    where: sql`${filter} and i.account = any (${receivableAccounts}::text[])`,
    receivableAccounts,
  }
}
