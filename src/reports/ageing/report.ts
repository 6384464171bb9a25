import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { amountText, paging } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql, unionAll } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { ageingEdges, bucketsOf } from '../../subledger/arithmetic.ts'
import type { ReportColumn, ReportRow } from '../columns.ts'
import { money, text } from '../columns.ts'
import { dueRowsAsOf, dueRowsToSum, dueSumsKept } from '../due-parts.ts'
import type { ItemParameters } from '../item-filter.ts'
import { asOfParameters, isKept, itemFilter, itemParameters } from '../item-filter.ts'
import type { SortKeys } from '../keyset.ts'
import { cutPage, keyset } from '../keyset.ts'
import { recordLooks, shown } from '../protection.ts'
import type { Part } from '../report.ts'
import { report } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
import { daysTitles, noneTitles, notDueTitles, reportTitles } from '../titles.ts'
import { sharedByDimension } from './groupings.ts'

const edgesMax = 12
const edgeList = z.array(z.coerce.number().int().min(1).max(100_000)).min(1).max(edgesMax)
export const edgesParameter = z
  .union([edgeList, z.string().regex(/^\d{1,6}(,\d{1,6})*$/)])
  .optional()
  .meta({ description: 'Last day of each bucket, ascending: 30,60,90 (default)' })
const { dueFrom: _from, dueTo: _to, ...filters } = itemParameters
const parameters = z.object({
  ...filters,
  control: itemParameters.control.default('receivable'),
  by: z
    .enum(['party', 'invoice-group', 'business-area', 'currency', 'customer-kind', 'account', 'dimension'])
    .default('party'),
  edges: edgesParameter,
  amounts: z
    .enum(['document', 'base'])
    .default('document')
    .meta({ description: 'Buckets in the currency of the documents, or in the currency of the books' }),
  order: z.enum(['code', 'open']).default('code').meta({ description: 'By code, or the largest first' }),
})
type AgeingParameters = z.output<typeof parameters>

const itemsLink = z
  .record(z.string(), z.unknown())
  .meta({ description: 'Input of reports.open-items that lists the items behind the figure' })
const figures = {
  currency: z.string(),
  open: amountText,
  baseCurrency: z.string(),
  baseOpen: amountText,
  buckets: z.array(z.object({ key: z.string(), amount: amountText, items: itemsLink })),
  items: itemsLink,
}
const output = z.object({
  asOf: z.string(),
  knownAt: z.string().nullable(),
  by: z.string(),
  buckets: z.array(
    z.object({ key: z.string(), fromDays: z.number().nullable(), toDays: z.number().nullable(), title: z.string() }),
  ),
  rows: z.array(
    z.object({ key: z.string().nullable(), code: z.string().nullable(), name: z.string().nullable(), ...figures }),
  ),
  totals: z.array(z.object(figures)),
  next: z.string().nullable(),
})

export const ageingReport = report({
  name: 'ageing',
  titles: reportTitles.ageing,
  parameters,
  columns: (_ctx, given) => columnsOf(edgesOf(given)),
  parts: async (ctx, given) => {
    const question = await ask(ctx, given)
    const rows = await ctx.db.rows<AgeingRow>(sql`${question.grouped} ${question.totals}`)
    return rows.map(
      ({ currency, baseCurrency, ...totals }): Part => ({
        currency,
        baseCurrency,
        totals: { ...totals, baseOpen: totals.baseOpen ?? totals.open },
      }),
    )
  },
  rows: async function* (ctx, given, part) {
    const currency = given.amounts === 'base' ? given.currency : (part.currency ?? undefined)
    const question = await ask(ctx, { ...given, currency, baseCurrency: part.baseCurrency ?? undefined })
    const sort = keyset(sortKeys(given), undefined)
    yield* ctx.db.stream<ReportRow>(
      sql`${question.grouped} select l.*, l.code as "groupCode", l.name as "groupName", coalesce(l."baseOpen", l.open) as "baseOpen" from (${question.labelled}) l order by ${sort.order}`,
    )
  },
})

export const ageing = verb({
  kind: 'read',
  name: 'reports.ageing',
  summary: 'What is open by days overdue, with own buckets, as of any day and as known at any instant',
  route: 'GET /reports/ageing',
  recordsLooks: true,
  input: parameters.extend(paging),
  output,
  run: async (ctx, input) => {
    await oneSnapshot(ctx)
    return readAgeing(ctx, input)
  },
})

type AgeingRow = ReportRow & {
  key: string | null
  code: string | null
  name: string | null
  currency: string
  baseCurrency: string
  open: bigint
  /** Null where it is the same as open. */
  baseOpen: bigint | null
  isTotal: boolean
  place: bigint
  cursor: string[]
}

/** One query groups once and gives both the page and the totals of all pages. */
export async function readAgeing(
  ctx: Ctx,
  { after, limit, ...given }: AgeingParameters & { after?: string; limit: number },
): Promise<z.input<typeof output>> {
  const question = await ask(ctx, given)
  const sort = keyset(sortKeys(given), after)
  const sums = question.sumNames.map((name) => `"${name}"`).join(', ')
  const rows = await ctx.db.rows<AgeingRow>(sql`${question.grouped}
    select true as "isTotal", null as key, null as code, null as name, currency, "baseCurrency", ${raw(sums)}, 0 as place, '{}'::text[] as cursor from (${question.totals}) t
    union all
    select false, key::text, code, name, currency, "baseCurrency", ${raw(sums)}, place, cursor from (
      select p.*, row_number() over () as place from (
        select l.*, ${sort.cursor} as cursor from (${question.labelled}) l where ${sort.after} order by ${sort.order} limit ${limit + 1}) p) page`)
  const totals = rows.filter((row) => row.isTotal)
  // The union promises no order.
  const page = cutPage(
    rows.filter((row) => !row.isTotal).sort((a, b) => Number(a.place - b.place)),
    limit,
  )
  if (given.by === 'party')
    await recordLooks(
      ctx,
      'reports.ageing',
      page.rows.map((row) => row.key),
    )
  const at = asOfParameters(ctx, given)
  return {
    asOf: at.asOf,
    knownAt: at.knownAt,
    by: given.by,
    buckets: bucketsOf(question.edges).map((bucket) => ({
      key: bucket.key,
      fromDays: bucket.from,
      toDays: bucket.to,
      title: bucketTitle(bucket, ctx.company.language),
    })),
    rows: page.rows.map((row) => ({
      key: row.key,
      code: row.code,
      name: row.name,
      ...figuresOf(row, given, question, behind(row, given)),
    })),
    totals: totals.map((row) => figuresOf(row, given, question, {})),
    next: page.next,
  }
}

function figuresOf(row: AgeingRow, given: AgeingParameters, question: Question, group: Partial<ItemParameters>) {
  const { by: _, edges: _edges, amounts, order: _order, ...filter } = given
  const items = {
    ...filter,
    asOf: question.asOf,
    ...group,
    ...(amounts === 'base' ? {} : { currency: row.currency }),
    baseCurrency: row.baseCurrency,
  }
  const amount = (name: string) => formatMinor((row[name] as bigint | null) ?? 0n, row.currency)
  return {
    currency: row.currency,
    open: amount('open'),
    baseCurrency: row.baseCurrency,
    baseOpen: formatMinor(row.baseOpen ?? row.open, row.baseCurrency),
    buckets: question.buckets.map(({ key, name, days }) => ({
      key,
      amount: amount(name),
      items: { ...items, ...days },
    })),
    items,
  }
}

/** What leads from a figure to the items behind it. */
function behind(row: AgeingRow, given: AgeingParameters): Partial<ItemParameters> {
  const code = row.code ?? '-'
  switch (given.by) {
    case 'party':
      return { partyId: row.key! }
    case 'invoice-group':
      return { invoiceGroup: code }
    case 'business-area':
      return { businessArea: code }
    case 'customer-kind':
      return { customerKind: code }
    case 'account':
      return { account: code }
    case 'dimension':
      return { dimension: given.dimension, dimensionValue: code }
    case 'currency':
      return {}
  }
}

interface Question {
  asOf: Day
  edges: readonly number[]
  buckets: { key: string; name: string; days: { dueFrom?: Day; dueTo?: Day } }[]
  sumNames: string[]
  /** `with groups as (…)`: what follows reads from it. */
  grouped: Statement
  labelled: Statement
  totals: Statement
}

async function ask(ctx: Ctx, given: AgeingParameters): Promise<Question> {
  const at = asOfParameters(ctx, given)
  const edges = edgesOf(given)
  const buckets = bucketsOf(edges).map((bucket, i) => ({
    key: bucket.key,
    name: `b${i}`,
    days: {
      ...(bucket.to === null ? {} : { dueFrom: addDays(at.asOf, -bucket.to) }),
      ...(bucket.from === null ? {} : { dueTo: addDays(at.asOf, -bucket.from) }),
    },
  }))
  const where = await itemFilter(
    ctx,
    given.by === 'dimension' && given.dimensionValue === undefined ? { ...given, dimension: undefined } : given,
  )
  const amount = raw(given.amounts === 'base' ? 'i.base_open' : 'i.open')
  const grouping = groupings[given.by]
  const currency = raw(given.amounts === 'base' ? 'i.base_currency' : 'i.currency')
  const sums = buckets
    .map(({ name, days }) => sql`sum_minor(${amount}) filter (where ${dueWithin(days)}) as ${raw(name)}`)
    .reduce((all, one) => sql`${all}, ${one}`)
  const sumNames = ['open', 'baseOpen', ...buckets.map((bucket) => bucket.name)]
  const added = raw(sumNames.map((name) => `sum_minor("${name}") as "${name}"`).join(', '))
  // A group of documents has one currency: where it is that of the books, its base money is its money.
  const baseOpen =
    given.amounts === 'base'
      ? raw('null::int8')
      : raw('sum_minor(i.base_open) filter (where i.currency <> i.base_currency)')
  // Parts of an item are cut from the whole item.
  const sources = given.by === 'dimension' ? [await dueRowsAsOf(ctx, at, where)] : await summed()
  const groups = sources.map(
    (source) => sql`select ${raw(grouping.key)} as key, ${currency} as currency, i.base_currency as "baseCurrency",
                           sum_minor(${amount}) as open, ${baseOpen} as "baseOpen", ${sums}
                      from ${grouping.from(ctx, source, given)} group by 1, 2, 3`,
  )
  async function summed(): Promise<Statement[]> {
    if (grouping.isKept && isKept(given)) return dueSumsKept(ctx, at.asOf, where, { counted: 'nothing' })
    const { rows, corrections } = await dueRowsToSum(ctx, at, where)
    return [...rows, ...corrections]
  }
  return {
    asOf: at.asOf,
    edges,
    buckets,
    sumNames,
    grouped: sql`with groups as materialized (${
      groups.length === 1
        ? groups[0]
        : sql`
      select key, currency, "baseCurrency", ${added} from (${unionAll(groups)}) g group by key, currency, "baseCurrency"`
    })`,
    labelled: grouping.label(ctx, given),
    totals: sql`select currency, "baseCurrency", ${added} from groups group by currency, "baseCurrency" order by currency, "baseCurrency"`,
  }
}

export function dueWithin({ dueFrom, dueTo }: { dueFrom?: Day; dueTo?: Day }): Statement {
  if (!dueTo) return sql`i.due_on >= ${dueFrom}`
  return dueFrom ? sql`i.due_on between ${dueFrom} and ${dueTo}` : sql`i.due_on <= ${dueTo}`
}

interface Grouping {
  key: string
  /** Sums are kept by it. */
  isKept?: boolean
  from(ctx: Ctx, items: Statement, given: AgeingParameters): Statement
  /** Groups with code and name; a group hidden from the user keeps its figures and has neither. */
  label(ctx: Ctx, given: AgeingParameters): Statement
}

const plain = (_: Ctx, items: Statement): Statement => sql`(${items}) i`

const groupings: Record<AgeingParameters['by'], Grouping> = {
  party: {
    key: 'i.party_id',
    from: plain,
    label: (ctx) =>
      sql`select g.*, p.number as code, ${shown(ctx, 'name')} as name, p.protection <> 'none' as "isProtected"
            from groups g left join parties p on p.company_id = ${ctx.company.id} and p.id = g.key`,
  },
  'invoice-group': {
    isKept: true,
    key: 'i.invoice_group_id',
    from: plain,
    label: (ctx) =>
      sql`select g.*, n.code, n.name from groups g left join invoice_groups n on n.company_id = ${ctx.company.id} and n.id = g.key`,
  },
  'business-area': {
    isKept: true,
    key: 'i.business_area_id',
    from: plain,
    label: (ctx) =>
      sql`select g.*, n.code, n.name from groups g left join business_areas n on n.company_id = ${ctx.company.id} and n.id = g.key`,
  },
  account: {
    isKept: true,
    key: 'i.account',
    from: plain,
    label: (ctx) =>
      sql`select g.*, g.key as code, n.name from groups g left join accounts n on n.company_id = ${ctx.company.id} and n.code = g.key`,
  },
  currency: {
    isKept: true,
    key: 'i.currency',
    from: plain,
    label: () => raw(`select g.*, g.key as code, g.key as name from groups g`),
  },
  'customer-kind': {
    key: 'k.customer_kind',
    from: (ctx, items) =>
      sql`(${items}) i left join parties k on k.company_id = ${ctx.company.id} and k.id = i.party_id`,
    label: (ctx) =>
      sql`select g.*, g.key as code, coalesce(g.key, ${noneTitles[ctx.company.language]}) as name from groups g`,
  },
  dimension: {
    key: 'i.dimension_value',
    from: (ctx, items, { dimension }) =>
      sql`(${sharedByDimension(ctx, items, dimension ?? refuse('ageing.dimension-missing', 'by dimension: name the dimension', {}))}) i`,
    label: (ctx, given) =>
      sql`select g.*, g.key as code, coalesce(n.name, ${noneTitles[ctx.company.language]}) as name
            from groups g left join dimension_values n on n.company_id = ${ctx.company.id} and n.dimension = ${given.dimension} and n.code = g.key`,
  },
}

const sortKeys = ({ order }: AgeingParameters): SortKeys => [
  ...(order === 'open' ? ([[`-l.open`, 'int8']] as const) : []),
  [`coalesce(l.code, '')`, 'text'],
  [`coalesce(l.key::text, '')`, 'text'],
  ['l.currency', 'text'],
  ['l."baseCurrency"', 'text'],
]

export function edgesOf({ edges }: Pick<AgeingParameters, 'edges'>): readonly number[] {
  if (edges === undefined) return ageingEdges
  const list = typeof edges === 'string' ? edges.split(',').map(Number) : edges
  if (list.length > edgesMax || list.some((edge, i) => edge <= (list[i - 1] ?? 0)))
    refuse('ageing.edges', `the edges of the buckets are at most ${edgesMax} ascending whole days above zero: 30,60,90`)
  return list
}

function columnsOf(edges: readonly number[]): ReportColumn[] {
  return [
    text('groupCode'),
    text('groupName'),
    text('currency'),
    money('open', 'currency'),
    ...bucketsOf(edges).map((bucket, i): ReportColumn => {
      const title = (language: Language) => bucketTitle(bucket, language)
      const titles = { sv: title('sv'), nb: title('nb'), bg: title('bg'), en: title('en') }
      return { ...money('open', 'currency'), key: `b${i}`, titles }
    }),
    text('baseCurrency'),
    money('baseOpen', 'baseCurrency'),
  ]
}

export const bucketTitle = (bucket: { key: string; from: number | null }, language: Language): string =>
  bucket.from === null ? notDueTitles[language] : `${bucket.key.replace('-', '–')} ${daysTitles[language]}`
