import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { paging } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql, unionAll } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { codes } from '../../kernel/words/codes.ts'
import type { ReportRow } from '../columns.ts'
import { code, day, id, integer, jsonRow, money, rowSchema, text } from '../columns.ts'
import { dueRowsAsOf, dueSumsKept, firstDueRows } from '../due-parts.ts'
import type { ItemParameters } from '../item-filter.ts'
import { asOfParameters, dueFilter, isKept, itemFilter, itemParameters } from '../item-filter.ts'
import type { SortKeys } from '../keyset.ts'
import { keyset, readPage } from '../keyset.ts'
import { recordLooks, shown } from '../protection.ts'
import type { Part } from '../report.ts'
import { report } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
import { reportTitles } from '../titles.ts'

const columns = [
  text('partyNumber'),
  text('partyName'),
  code('kind', codes.itemKind),
  text('number'),
  text('reference'),
  text('account'),
  day('openedOn'),
  day('dueOn'),
  integer('daysOverdue'),
  text('invoiceGroup'),
  text('businessArea'),
  text('currency'),
  money('amount', 'currency'),
  money('open', 'currency'),
  text('baseCurrency'),
  money('baseOpen', 'baseCurrency'),
  id('itemId'),
  id('partyId'),
  id('voucherId'),
  id('invoiceId'),
  id('bankTransactionId'),
]
const parameters = z.object({
  ...itemParameters,
  order: z
    .enum(['due', 'open', 'party', 'number'])
    .default('due')
    .meta({ description: 'The oldest due first, the largest first, by customer number, by document number' }),
})
type OpenItemsParameters = ItemParameters & { order?: keyof typeof sortKeys }

const totalsColumns = [
  text('currency'),
  text('baseCurrency'),
  money('open', 'currency'),
  money('baseOpen', 'baseCurrency'),
  integer('items'),
]

export const openItemsReport = report({
  name: 'open-items',
  titles: reportTitles['open-items'],
  parameters,
  columns: () => columns,
  parts: async (ctx, given) => openTotals(ctx, given, await itemFilter(ctx, given)),
  rows: async function* (ctx, given, part) {
    const where = sql`${await itemFilter(ctx, given)} and i.currency = ${part.currency} and i.base_currency = ${part.baseCurrency}`
    yield* ctx.db.stream<ReportRow>(await itemRows(ctx, given, where))
  },
})

export const openItems = verb({
  kind: 'read',
  name: 'reports.open-items',
  summary: 'Open items as of any day, as known at any instant',
  route: 'GET /reports/open-items',
  recordsLooks: true,
  input: parameters.extend({
    ...paging,
    totals: z.stringbool().or(z.boolean()).default(true).meta({
      description:
        'false: the rows alone; with a filter by customer the totals of a million items cost more than a page',
    }),
  }),
  output: z.object({
    asOf: z.string(),
    rows: z.array(rowSchema(columns)),
    totals: z
      .array(rowSchema(totalsColumns))
      .meta({ description: 'Over all pages, per currency and base currency; none with totals=false' }),
    next: z.string().nullable(),
  }),
  run: async (ctx, input) => {
    await oneSnapshot(ctx)
    return readOpenItems(ctx, 'reports.open-items', input)
  },
})

export type OpenItemsInput = OpenItemsParameters & { after?: string; limit: number; totals?: boolean }

export async function readOpenItems(
  ctx: Ctx,
  verbName: string,
  { after, limit, totals: wanted = true, ...given }: OpenItemsInput,
  extra: Statement = raw('true'),
) {
  const where = sql`${await itemFilter(ctx, given)} and ${extra}`
  const totals = wanted ? await readTotals(ctx, given, where) : []
  const page = await readPage<ReportRow>(
    ctx.db,
    sql`select * from (${await pageRows(ctx, given, where, after, limit + 1)}) page`,
    limit,
  )
  await recordLooks(
    ctx,
    verbName,
    page.rows.map((one) => one.partyId),
  )
  return {
    asOf: asOfParameters(ctx, given).asOf,
    rows: page.rows.map((row) => jsonRow(columns, row)),
    totals: totals.map((part) => jsonRow(totalsColumns, { ...part, ...part.totals })),
    next: page.next,
  }
}

const row = [
  ['i.due_on', 'date'],
  ['i.id', 'uuid'],
  ['i.part_no', 'int4'],
] as const
const sortKeys = {
  due: row,
  open: [['-i.open', 'int8'], ...row],
  party: [['i.party_number', 'text'], ...row],
  number: [['length(i.number_text)', 'int4'], ['i.number_text', 'text'], ...row],
} as const satisfies Record<string, SortKeys>
const keysOf = ({ order }: OpenItemsParameters): SortKeys => sortKeys[order ?? 'due']

/** One page: where the order has an index no more is read than is shown. */
async function pageRows(
  ctx: Ctx,
  given: OpenItemsParameters,
  where: Statement,
  after: string | undefined,
  limit: number,
): Promise<Statement> {
  const sort = keyset(keysOf(given), after)
  const rest = sql`where ${sort.after} order by ${sort.order} limit ${limit}`
  // A customer whom the user does not see has no number to stand by: then all rows are read.
  if (given.order === 'party' && ctx.user.areas !== 'all') return itemRows(ctx, given, where, rest)
  const rows = await firstDueRows(ctx, asOfParameters(ctx, given), where, dueFilter(given), {
    order: given.order === 'open' ? raw('i.open desc, i.due_on, i.id') : sort.order,
    after: sort.after,
    by: given.order === 'party' ? 'party' : given.order === 'due' || given.order === undefined ? 'due' : 'other',
    limit,
  })
  return namedRows(ctx, given, sql`select * from (${numbered(ctx, given, rows)}) i ${rest}`)
}

/** All rows in the order of the list. */
export async function itemRows(
  ctx: Ctx,
  given: OpenItemsParameters,
  where: Statement,
  rest: Statement = raw(''),
): Promise<Statement> {
  const due = await dueRowsAsOf(ctx, asOfParameters(ctx, given), where, dueFilter(given))
  return namedRows(ctx, given, sql`select * from (${numbered(ctx, given, due)}) i ${rest}`)
}

/** Customer numbers are needed for all rows only where they order them. */
const numbered = (ctx: Ctx, { order }: OpenItemsParameters, rows: Statement): Statement =>
  order === 'party'
    ? sql`select i.*, coalesce(o.number, '') as party_number from (${rows}) i left join parties o on o.company_id = ${ctx.company.id} and o.id = i.party_id`
    : rows

/** Names are looked up for the rows that are shown only. */
function namedRows(ctx: Ctx, given: OpenItemsParameters, rows: Statement): Statement {
  const { asOf } = asOfParameters(ctx, given)
  return sql`
    select p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName", i.kind, i.number_text as number, i.reference, i.account,
           i.opened_on as "openedOn", i.due_on as "dueOn", greatest(0, ${asOf}::date - i.due_on) as "daysOverdue",
           g.code as "invoiceGroup", a.code as "businessArea", i.currency, i.amount, i.open, i.base_currency as "baseCurrency", i.base_open as "baseOpen",
           i.id as "itemId", i.party_id as "partyId", i.voucher_id as "voucherId", i.invoice_id as "invoiceId", i.bank_transaction_id as "bankTransactionId",
           p.protection <> 'none' as "isProtected", ${keyset(keysOf(given), undefined).cursor} as cursor
      from (${rows}) i
      left join parties p on p.company_id = ${ctx.company.id} and p.id = i.party_id
      left join invoice_groups g on g.company_id = ${ctx.company.id} and g.id = i.invoice_group_id
      left join business_areas a on a.company_id = ${ctx.company.id} and a.id = i.business_area_id
     order by ${keyset(keysOf(given), undefined).order}`
}

export async function openTotals(ctx: Ctx, given: ItemParameters, where: Statement): Promise<Part[]> {
  const rows = await ctx.db.rows<{ currency: string; baseCurrency: string } & ReportRow>(
    sql`select currency, base_currency as "baseCurrency", sum(amount)::int8 as amount, sum(open)::int8 as open, sum(base_open)::int8 as "baseOpen", count(*) as items
          from (${await dueRowsAsOf(ctx, asOfParameters(ctx, given), where, dueFilter(given))}) i
         group by currency, base_currency order by currency, base_currency`,
  )
  return rows.map(({ currency, baseCurrency, ...totals }) => ({ currency, baseCurrency, totals }))
}

/** What the screen shows of them, from kept sums where the question allows. `where` names kept columns if the filter does. */
async function readTotals(ctx: Ctx, given: ItemParameters, where: Statement): Promise<Part[]> {
  if (!isKept(given)) return openTotals(ctx, given, where)
  const { asOf } = asOfParameters(ctx, given)
  const sources = await dueSumsKept(ctx, asOf, where, { due: dueFilter(given), counted: 'rows' })
  const rows = await ctx.db.rows<{ currency: string; baseCurrency: string } & ReportRow>(
    sql`select currency, base_currency as "baseCurrency", sum(open)::int8 as open, sum(base_open)::int8 as "baseOpen", sum(items)::int8 as items
          from (${unionAll(sources)}) i group by currency, base_currency having sum(items) <> 0 order by currency, base_currency`,
  )
  return rows.map(({ currency, baseCurrency, ...totals }) => ({ currency, baseCurrency, totals }))
}

export const openItemColumns = columns
export const openTotalsColumns = totalsColumns
