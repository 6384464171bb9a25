import { z } from 'zod'
import { byName } from '../../db/by-name.ts'
import type { Ctx } from '../../db/context.ts'
import { amountText, dayText, paging } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql, unionAll } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays } from '../../kernel/day.ts'
import { absolute, formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { bucketsOf } from '../../subledger/arithmetic.ts'
import { dueRowsAsOf, dueRowsToSum, dueSumsKept } from '../due-parts.ts'
import type { ItemParameters } from '../item-filter.ts'
import { asOfParameters, controlAccounts, isKept, itemFilter, itemParameters, unplacedIn } from '../item-filter.ts'
import type { SortKeys } from '../keyset.ts'
import { cutPage, keyset } from '../keyset.ts'
import { recordLooks } from '../protection.ts'
import { differencesByParty } from '../prove/prove.ts'
import { oneSnapshot } from '../snapshot.ts'
import type { Grouping, GroupName } from './groupings.ts'
import { groupingOf, groupNames, sharedByDimension } from './groupings.ts'
import { bucketTitle, dueWithin, edgesOf, edgesParameter } from './report.ts'

const edgesDefault = [30, 60, 90, 180]
/** Rows below one row; what is more is opened by a question of its own, with the row as filter. */
const childrenMax = 100
const monthsMax = 36

const { dueFrom: _from, dueTo: _to, unplaced: _unplaced, ...filters } = itemParameters
const groupName = z
  .string()
  .refine((name): name is GroupName => (groupNames as readonly string[]).includes(name) || /^dimension:./.test(name), {
    error: `rows are grouped by ${groupNames.join(', ')} or dimension:CODE`,
  })
export const pivotParameters = z.object({
  ...filters,
  control: itemParameters.control.default('receivable'),
  rows: z
    .union([
      z.array(groupName),
      z
        .string()
        .transform((text) => text.split(','))
        .pipe(z.array(groupName)),
    ])
    .refine((names) => names.length <= 2 && new Set(names).size === names.length, {
      error: 'rows are grouped by one or two different things',
    })
    .default(['business-area', 'invoice-group'])
    .meta({
      description:
        'One or two of business-area, invoice-group, customer-kind, party-kind, party, country, currency, account, dimension:CODE; separated by a comma',
    }),
  edges: edgesParameter,
  measure: z.enum(['amount', 'share', 'count']).default('amount'),
  amounts: z
    .enum(['base', 'document'])
    .default('base')
    .meta({ description: 'In the currency of the books, or each document in its own' }),
  order: z
    .enum(['open', 'code', 'name'])
    .default('open')
    .meta({ description: 'The largest first, or by code or name' }),
  withUnplaced: z.stringbool().or(z.boolean()).default(true).meta({
    description:
      'Money received that settles nothing yet, as a line of its own; with receivables also that in suspense',
  }),
  proof: z
    .stringbool()
    .or(z.boolean())
    .default(true)
    .meta({ description: 'false: the figures alone, while a slider moves' }),
})
export type PivotParameters = z.output<typeof pivotParameters>

const itemsLink = z.record(z.string(), z.unknown())
const figures = {
  currency: z.string(),
  baseCurrency: z.string(),
  amount: amountText,
  share: z
    .string()
    .nullable()
    .meta({ description: 'Percent of the grand total of this currency, one decimal; null where that is nil' }),
  count: z.number().int(),
  cells: z
    .array(z.object({ amount: amountText, share: z.string().nullable(), count: z.number().int().nullable() }))
    .meta({
      description:
        'One for each of buckets; counts only with measure=count: an item in instalments is counted where each part is due',
    }),
  items: itemsLink.meta({
    description:
      'Input of reports.open-items that lists the rows behind the figure; of a cell: with dueFrom and dueTo of its bucket',
  }),
}
const label = { key: z.string().nullable(), code: z.string().nullable(), name: z.string().nullable() }
const child = z.object({ ...label, ...figures })
const proofAccount = z.object({
  account: z.string(),
  currency: z.string(),
  baseCurrency: z.string(),
  items: amountText,
  postings: amountText,
  difference: amountText,
  baseItems: amountText,
  basePostings: amountText,
  baseDifference: amountText,
  partiesDiffering: z.number().int(),
})
const output = z.object({
  asOf: dayText,
  knownAt: z.string().nullable(),
  rows: z.array(child.extend({ children: z.array(child), childrenMore: z.number().int() })),
  next: z.string().nullable(),
  grouped: z.array(z.string()),
  buckets: z.array(
    z.object({
      key: z.string(),
      fromDays: z.number().nullable(),
      toDays: z.number().nullable(),
      title: z.string(),
      dueFrom: dayText.nullable(),
      dueTo: dayText.nullable(),
    }),
  ),
  unplaced: z
    .array(
      z.object({
        inSuspense: z
          .boolean()
          .meta({ description: 'Nobody knows whose it is; false: it stands on a customer’s account' }),
        ...figures,
      }),
    )
    .meta({ description: 'Payments that settle nothing yet' }),
  totals: z.array(z.object(figures)).meta({ description: 'All rows of the filter and unplaced' }),
  items: z.number().int(),
  proof: z
    .object({
      agrees: z.boolean(),
      accounts: z.array(proofAccount),
      hidden: z.array(z.object({ baseCurrency: z.string(), amount: amountText })).meta({
        description:
          'Items in these accounts that filters leave out, per currency of the books: totals + hidden = ledger',
      }),
    })
    .nullable(),
  monthEnds: z.array(z.object({ on: dayText, closed: z.boolean() })),
  elapsedMs: z.number().int(),
})

/** Ageing as a table of any one or two groupings: every figure opens to its rows, and the sum proves itself against the ledger. */
export const ageingPivot = verb({
  kind: 'read',
  name: 'reports.ageing-pivot',
  summary: 'What is open by days overdue, grouped by one or two of anything, with its proof against the ledger',
  route: 'GET /reports/ageing/pivot',
  recordsLooks: true,
  input: pivotParameters.extend(paging),
  output,
  run: async (ctx, input) => {
    const from = performance.now()
    await oneSnapshot(ctx)
    const answer = await readPivot(ctx, input)
    return { ...answer, elapsedMs: Math.round(performance.now() - from) }
  },
})

interface PivotRow extends Record<string, unknown> {
  part: 'total' | 'unplaced' | 'row' | 'child'
  key1: string | null
  key2: string | null
  code: string | null
  name: string | null
  currency: string
  baseCurrency: string
  open: bigint
  base: bigint
  count: bigint
  place: bigint
  siblings: bigint
  cursor: string[]
}

async function readPivot(ctx: Ctx, { after, limit, ...given }: PivotParameters & { after?: string; limit: number }) {
  const at = asOfParameters(ctx, given)
  const buckets = pivotBuckets(ctx, given)
  const scope = await scopeOf(ctx, given)
  const names: (GroupName | null)[] = [given.rows[0] ?? null, given.rows[1] ?? null]
  const groupings = names.map((name) => (name === null ? null : groupingOf(name)))
  const cells = await cellsOf(ctx, given, scope, groupings, buckets)
  const sums = sumsOf(given, buckets)
  const added = raw(sums.map((name) => `sum_minor("${name}") as "${name}"`).join(', '))
  const listed = listedOf(sums)
  const nothing = sql`null::text as code, null::text as name, 0::int8 as place, 0::int8 as siblings, '{}'::text[] as cursor`
  const sort = keyset(sortKeys(ctx, given), after)
  const labels = groupings.map((grouping, i) => grouping?.label(ctx, `l.key${i + 1}`))
  const rows = await ctx.db.rows<PivotRow>(sql`
    with cells as materialized (${cells}),
    tops as (select stored1, stored1::text as key1, currency, "baseCurrency", ${added} from cells where unplaced is null group by 1, 3, 4),
    page as materialized (
      select *, row_number() over (order by ${sort.order}) as place, ${sort.cursor} as cursor from (
        select * from (select l.*, ${labels[0]?.code ?? raw('null::text')} as code, ${labels[0]?.name ?? raw('null::text')} as name from tops l ${labels[0]?.join ?? raw('')}) l
         where ${sort.after} order by ${sort.order} limit ${limit + 1}) l
    ), below as (
      select l.*, ${labels[1]?.code ?? raw('null::text')} as code, ${labels[1]?.name ?? raw('null::text')} as name
        from (select c.*, c.stored1::text as key1, c.stored2::text as key2
                from (select c.*, row_number() over (partition by c.stored1, c.currency, c."baseCurrency" order by -c.open, c.stored2) as place,
                             count(*) over (partition by c.stored1, c.currency, c."baseCurrency") as siblings
                        from (select stored1, stored2, currency, "baseCurrency", ${added} from cells where unplaced is null group by 1, 2, 3, 4) c
                        join page on page.stored1 is not distinct from c.stored1 and page.currency = c.currency and page."baseCurrency" = c."baseCurrency"
                       where ${groupings[1] ? raw('true') : raw('false')}) c
               where c.place <= ${childrenMax}) l
        ${labels[1]?.join ?? raw('')}
    )
    select 'total' as part, null::text as key1, null::text as key2, currency, "baseCurrency", ${added}, ${nothing} from cells group by currency, "baseCurrency"
    union all
    select 'unplaced', unplaced, null, currency, "baseCurrency", ${added}, ${nothing} from cells where unplaced is not null group by unplaced, currency, "baseCurrency"
    union all
    select 'row', key1, null, currency, "baseCurrency", ${listed}, code, name, place, 0, cursor from page
    union all
    select 'child', key1, key2, currency, "baseCurrency", ${listed}, code, name, place, siblings, '{}' from below
    order by part, place, key1, currency, "baseCurrency"`)

  const of = (part: PivotRow['part']) => rows.filter((row) => row.part === part)
  const totals = of('total')
  const children = new Map<string, PivotRow[]>()
  for (const row of of('child')) {
    const siblings = children.get(parentOf(row))
    if (siblings) siblings.push(row)
    else children.set(parentOf(row), [row])
  }
  const page = cutPage(of('row'), limit)
  const figuresOf = (row: PivotRow, items: Partial<ItemParameters>) => {
    const whole = totals.find((one) => one.currency === row.currency && one.baseCurrency === row.baseCurrency)!.open
    const amount = (value: bigint) => formatMinor(value, row.currency)
    return {
      currency: row.currency,
      baseCurrency: row.baseCurrency,
      amount: amount(row.open),
      share: shareOf(row.open, whole),
      count: Number(row.count),
      cells: buckets.map(({ name }) => {
        const value = (row[name] as bigint | null) ?? 0n
        const count = row[`n_${name}`] as bigint | undefined
        return {
          amount: amount(value),
          share: shareOf(value, whole),
          count: count === undefined ? null : Number(count),
        }
      }),
      items: {
        ...linkOf(given, at.asOf),
        ...items,
        ...(given.amounts === 'base' ? {} : { currency: row.currency }),
        baseCurrency: row.baseCurrency,
      },
    }
  }
  if (given.rows.includes('party'))
    await recordLooks(
      ctx,
      'reports.ageing-pivot',
      given.rows[0] === 'party' ? page.rows.map((row) => row.key1) : of('child').map((row) => row.key2),
    )
  const placed = given.withUnplaced ? { unplaced: 'without' as const } : {}
  return {
    asOf: at.asOf,
    knownAt: at.knownAt,
    grouped: given.rows,
    buckets: buckets.map((bucket) => ({
      key: bucket.key,
      fromDays: bucket.from,
      toDays: bucket.to,
      title: bucketTitle(bucket, ctx.company.language),
      dueFrom: bucket.dueFrom,
      dueTo: bucket.dueTo,
    })),
    rows: page.rows.map((row) => {
      const own = groupings[0] ? groupings[0].items(row.key1, row.code) : {}
      const below = children.get(parentOf(row)) ?? []
      return {
        key: row.key1,
        code: row.code,
        name: row.name,
        ...figuresOf(row, { ...placed, ...own }),
        children: below.map((one) => ({
          key: one.key2,
          code: one.code,
          name: one.name,
          ...figuresOf(one, { ...placed, ...own, ...groupings[1]!.items(one.key2, one.code) }),
        })),
        childrenMore: Math.max(0, Number(below[0]?.siblings ?? 0n) - below.length),
      }
    }),
    next: page.next,
    unplaced: of('unplaced').map((row) => ({
      inSuspense: row.key1 === 'suspense',
      ...figuresOf(row, { unplaced: 'only', control: row.key1 === 'suspense' ? 'suspense' : given.control }),
    })),
    totals: totals.map((row) => figuresOf(row, { control: scope.wholeControl })),
    items: Number(totals.reduce((sum, row) => sum + row.count, 0n)),
    proof: given.proof ? await prove(ctx, at, scope.accounts, totals) : null,
    monthEnds: await readMonthEnds(ctx),
  }
}

/** Of each its name among the sums of a row, and the days it is due between. */
export function pivotBuckets(ctx: Ctx, given: PivotParameters) {
  const { asOf } = asOfParameters(ctx, given)
  return bucketsOf(edgesOf({ edges: given.edges ?? edgesDefault })).map((bucket, i) => ({
    ...bucket,
    name: `b${i}`,
    dueFrom: bucket.to === null ? null : addDays(asOf, -bucket.to),
    dueTo: bucket.from === null ? null : addDays(asOf, -bucket.from),
  }))
}

const parentOf = ({ key1, currency, baseCurrency }: PivotRow): string => `${key1} ${currency} ${baseCurrency}`

/** In which accounts rows lie, and where unplaced money lies: receivables' also in suspense, while nobody knows whose it is. */
export async function scopeOf(ctx: Ctx, given: PivotParameters) {
  const own = await controlAccounts(ctx, given.control === 'all' ? undefined : given.control)
  const withSuspense = given.withUnplaced && given.control === 'receivable' && given.account === undefined
  const suspense = withSuspense ? await controlAccounts(ctx, 'suspense') : []
  const accounts = given.account === undefined ? [...own, ...suspense] : own.filter((code) => code === given.account)
  return {
    suspense,
    accounts,
    wholeControl: suspense.length > 0 ? ('receivable-and-suspense' as const) : given.control,
  }
}

/** Names of what is summed for each group. */
export const sumsOf = (given: PivotParameters, buckets: readonly { name: string }[]): string[] => [
  'open',
  'base',
  'count',
  ...buckets.map(({ name }) => name),
  ...(given.measure === 'count' ? buckets.map(({ name }) => `n_${name}`) : []),
]

/** Sums per group of every row: the one scan that all figures come from. */
export async function cellsOf(
  ctx: Ctx,
  given: PivotParameters,
  scope: { suspense: string[] },
  groupings: (Grouping | null)[],
  buckets: readonly { name: string; dueFrom: Day | null; dueTo: Day | null }[],
): Promise<Statement> {
  const at = asOfParameters(ctx, given)
  const filter = await itemFilter(ctx, { ...given, control: given.control })
  const others = await itemFilter(ctx, { ...given, control: undefined })
  const where =
    scope.suspense.length > 0
      ? sql`((${filter}) or (${others}) and i.account = any (${scope.suspense}::text[]))`
      : filter
  const dimension = given.rows.find((name) => name.startsWith('dimension:'))?.slice('dimension:'.length)
  if (dimension === '') refuse('ageing.dimension-missing', 'name the dimension: dimension:CODE', {})
  const inBase = given.amounts === 'base'
  const amount = raw(inBase ? 'i.base_open' : 'i.open')
  const within = ({ dueFrom, dueTo }: { dueFrom: Day | null; dueTo: Day | null }) =>
    dueWithin({ ...(dueFrom ? { dueFrom } : {}), ...(dueTo ? { dueTo } : {}) })
  const sums = buckets.map(
    (bucket) => sql`sum_minor(${amount}) filter (where ${within(bucket)}) as ${raw(bucket.name)}`,
  )
  const withCounts = given.measure === 'count'
  if (withCounts)
    for (const bucket of buckets)
      sums.push(sql`count(*) filter (where ${within(bucket)}) as ${raw(`n_${bucket.name}`)}`)
  const ofParty = groupings.some((grouping) => grouping?.ofParty)
  const unplaced = given.withUnplaced
    ? sql`case when i.account = any (${scope.suspense}::text[]) then 'suspense' when ${unplacedIn(await controlAccounts(ctx, 'suspense'))} then 'on-account' end`
    : raw('null::text')
  // Grouped by the keys as they are stored: texts are made of what is shown.
  const [key1, key2] = groupings.map((one) => raw(one?.key ?? 'null::text'))
  const select = (source: Statement, count: string) => sql`
      select ${key1} as stored1, ${key2} as stored2, ${unplaced} as unplaced, ${raw(inBase ? 'i.base_currency' : 'i.currency')} as currency, i.base_currency as "baseCurrency",
             sum_minor(${amount}) as open, sum_minor(i.base_open) as base, ${raw(count)} as count, ${sums.reduce((all, one) => sql`${all}, ${one}`)}
        from (${source}) i ${ofParty ? sql`left join parties k on k.company_id = ${ctx.company.id} and k.id = i.party_id` : raw('')}
       group by 1, 2, 3, 4, 5`
  if (!withCounts && isKept(given) && groupings.every((one) => !one || one.isKept)) {
    const sources = await dueSumsKept(ctx, at.asOf, where, { counted: 'items' })
    const added = raw(
      sumsOf(given, buckets)
        .map((name) => `sum_minor("${name}") as "${name}"`)
        .join(', '),
    )
    return sql`select stored1, stored2, unplaced, currency, "baseCurrency", ${added} from (${unionAll(sources.map((source) => select(source, 'sum(i.items)::int8')))}) c
      group by 1, 2, 3, 4, 5 having sum_minor(count) <> 0`
  }
  // Parts of an item in instalments, or of several dimension values, are one item.
  if (withCounts || dimension !== undefined) {
    const rows = await dueRowsAsOf(ctx, at, where)
    return select(dimension === undefined ? rows : sharedByDimension(ctx, rows, dimension), 'count(distinct i.id)')
  }
  const { rows, corrections } = await dueRowsToSum(ctx, at, where)
  const [first, ...parts] = rows
  return unionAll([
    select(first!, 'count(*)'),
    ...parts.map((source) => select(source, 'count(distinct i.id)')),
    ...corrections.map((source) => select(source, '0::int8')),
  ])
}

const listedOf = (names: readonly string[]): Statement => raw(names.map((name) => `"${name}"`).join(', '))

// Names stand as the company's language orders them: å, ä, ö after z.
const sortKeys = ({ company }: Ctx, { order }: PivotParameters): SortKeys => [
  ...(order === 'open' ? ([['-l.open', 'int8']] as const) : []),
  ...(order === 'name' ? ([[`coalesce(l.name, '') ${byName(company)}`, 'text']] as const) : []),
  [`coalesce(l.code, '')`, 'text'],
  [`coalesce(l.key1, '')`, 'text'],
  ['l.currency', 'text'],
  ['l."baseCurrency"', 'text'],
]

function linkOf(given: PivotParameters, asOf: Day): Partial<ItemParameters> {
  const { rows: _r, edges: _e, measure: _m, amounts: _a, order: _o, withUnplaced: _u, proof: _p, ...filter } = given
  return { ...filter, asOf }
}

/** One decimal, half up: 67.8. */
export function shareOf(part: bigint, whole: bigint): string | null {
  if (whole === 0n) return null
  const negative = part < 0n !== whole < 0n && part !== 0n
  const [p, w] = [absolute(part), absolute(whole)]
  const tenths = (p * 2_000n + w) / (2n * w)
  return `${negative && tenths > 0n ? '-' : ''}${tenths / 10n}.${tenths % 10n}`
}

/** Items of the accounts against their postings, whatever the filter; what the filter hides is told, so that the sum can be followed. */
async function prove(ctx: Ctx, at: { asOf: Day; knownAt: string | null }, accounts: string[], totals: PivotRow[]) {
  const rows = await ctx.db.rows<Record<string, bigint> & { account: string; currency: string; baseCurrency: string }>(
    sql`select account, currency, base_currency as "baseCurrency", sum(items)::int8 as items, sum(postings)::int8 as postings,
               sum(base_items)::int8 as "baseItems", sum(base_postings)::int8 as "basePostings",
               count(*) filter (where items <> postings or base_items <> base_postings) as differing
          from (${await differencesByParty(ctx, at.asOf, at.knownAt)}) d where account = any (${accounts}::text[])
         group by 1, 2, 3 order by 1, 2, 3`,
  )
  const bases = [...new Set([...rows, ...totals].map((row) => row.baseCurrency))].sort()
  return {
    agrees: rows.every((row) => row.differing === 0n),
    accounts: rows.map(({ account, currency, baseCurrency, ...sum }) => ({
      account,
      currency,
      baseCurrency,
      items: formatMinor(sum.items!, currency),
      postings: formatMinor(sum.postings!, currency),
      difference: formatMinor(sum.items! - sum.postings!, currency),
      baseItems: formatMinor(sum.baseItems!, baseCurrency),
      basePostings: formatMinor(sum.basePostings!, baseCurrency),
      baseDifference: formatMinor(sum.baseItems! - sum.basePostings!, baseCurrency),
      partiesDiffering: Number(sum.differing),
    })),
    hidden: bases.map((baseCurrency) => {
      const own = <T extends { baseCurrency: string }>(list: T[]) =>
        list.filter((row) => row.baseCurrency === baseCurrency)
      const all = own(rows).reduce((sum, row) => sum + row.baseItems!, 0n)
      return {
        baseCurrency,
        amount: formatMinor(all - own(totals).reduce((sum, row) => sum + row.base, 0n), baseCurrency),
      }
    }),
  }
}

/** Where the slider of days stops: ends of the months of the books until today, the latest last. */
async function readMonthEnds(ctx: Ctx) {
  const rows = await ctx.db.rows<{ on: Day; closed: boolean }>(
    sql`select ends_on as "on", bool_or(closed_at is not null) as closed from periods
         where company_id = ${ctx.company.id} and ledger in ('general', 'receivable') and ends_on <= ${ctx.today}
         group by ends_on order by ends_on desc limit ${monthsMax}`,
  )
  return rows.reverse()
}
