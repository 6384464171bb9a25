import type { Ctx } from '../../db/context.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import { codes } from '../../kernel/words/codes.ts'
import type { ReportColumn, ReportRow } from '../columns.ts'
import { code, money, text } from '../columns.ts'
import { report } from '../report.ts'
import type { Titles } from '../titles.ts'
import { columnTitles, reportTitles, unplacedTitles } from '../titles.ts'
import type { GroupName } from './groupings.ts'
import { groupingOf } from './groupings.ts'
import type { PivotParameters } from './pivot.ts'
import { cellsOf, pivotBuckets, pivotParameters, scopeOf, shareOf, sumsOf } from './pivot.ts'
import { bucketTitle } from './report.ts'

/**
 * The pivot as a list: a row for each pair of groups, all of them, in the order of the screen. Sums of the first group are
 * left to Excel, so that no amount stands twice below each other.
 */
export const ageingPivotReport = report({
  name: 'ageing-pivot',
  titles: reportTitles['ageing-pivot'],
  parameters: pivotParameters,
  columns: (ctx, given) => [
    ...given.rows.flatMap((name, level) => groupColumns(name, level + 1)),
    text('currency'),
    ...pivotBuckets(ctx, given).map((bucket) =>
      figure(
        given,
        bucket.name,
        languages((language) => bucketTitle(bucket, language)),
      ),
    ),
    figure(given, 'open', columnTitles.open),
  ],
  parts: async (ctx, given) => {
    const { cells, added } = await ask(ctx, given)
    const rows = await ctx.db.rows<ReportRow & { currency: string; baseCurrency: string }>(
      sql`select currency, "baseCurrency", ${added} from (${cells}) c group by 1, 2 order by 1, 2`,
    )
    return rows.map(({ currency, baseCurrency, ...totals }) => ({ currency, baseCurrency, totals }))
  },
  rows: async function* (ctx, given, { currency, baseCurrency, totals }) {
    const { cells, added } = await ask(ctx, given)
    const groups = sql`
      select case when unplaced is null then stored1::text end as key1, case when unplaced is null then stored2::text end as key2, unplaced, currency, "baseCurrency", ${added}
        from (${cells}) c where currency = ${currency} and "baseCurrency" = ${baseCurrency} group by 1, 2, 3, 4, 5`
    const named = given.rows.reduce((rows, name, level) => labelled(ctx, rows, name, level + 1), groups)
    const rows = ctx.db.stream<ReportRow>(
      sql`select *, sum(open) over (partition by unplaced, key1) as whole from (${named}) l order by ${raw(orderOf(given))}`,
    )
    for await (const batch of rows) yield batch.map((row) => figuresOf(row, given, totals))
  },
})

/** With code and name of one level. */
function labelled(ctx: Ctx, rows: Statement, name: GroupName, level: number): Statement {
  const label = groupingOf(name).label(ctx, `l.key${level}`)
  const [key, code, shown] = [`key${level}`, `code${level}`, `name${level}`].map(raw)
  const protection = name === 'party' ? sql`, l.${key} as "partyId", p.protection <> 'none' as "isProtected"` : raw('')
  return sql`
    select l.*, ${label.code} as ${code}, case when unplaced is null then ${label.name}${raw(level === 1 ? " else '+' || unplaced" : '')} end as ${shown}${protection}
      from (${rows}) l ${label.join}`
}

async function ask(ctx: Ctx, given: PivotParameters) {
  const buckets = pivotBuckets(ctx, given)
  const groupings = [0, 1].map((level) => (given.rows[level] ? groupingOf(given.rows[level]) : null))
  return {
    cells: await cellsOf(ctx, given, await scopeOf(ctx, given), groupings, buckets),
    added: raw(
      sumsOf(given, buckets)
        .map((name) => `sum_minor("${name}") as "${name}"`)
        .join(', '),
    ),
  }
}

/** The name of a group, and its code where people know it by that. */
function groupColumns(name: GroupName, level: number): ReportColumn[] {
  const [ofCode, ofName] = titlesOf(name)
  const words = {
    '+on-account': unplacedTitles['on-account'],
    '+suspense': unplacedTitles.suspense,
    ...(name === 'party-kind' ? codes.partyKind : name === 'country' ? codes.country : {}),
  }
  const own: ReportColumn = { ...code('groupName', words), key: `name${level}`, titles: ofName }
  return ofCode ? [{ ...text('groupCode'), key: `code${level}`, titles: ofCode }, own] : [own]
}

function titlesOf(name: GroupName): [ofCode: Titles | null, ofName: Titles] {
  switch (name) {
    case 'business-area':
      return [null, columnTitles.businessArea]
    case 'invoice-group':
      return [null, columnTitles.invoiceGroup]
    case 'customer-kind':
      return [null, columnTitles.customerKind]
    case 'party-kind':
      return [null, columnTitles.partyKind]
    case 'party':
      return [columnTitles.partyNumber, columnTitles.partyName]
    case 'country':
      return [null, columnTitles.country]
    case 'currency':
      return [null, columnTitles.currency]
    case 'account':
      return [columnTitles.account, columnTitles.accountName]
    default: {
      const dimension = name.slice('dimension:'.length)
      return [languages(() => dimension), columnTitles.groupName]
    }
  }
}

const languages = (title: (language: Language) => string): Titles => ({
  sv: title('sv'),
  nb: title('nb'),
  bg: title('bg'),
  en: title('en'),
})

const kinds = { amount: 'money', count: 'integer', share: 'decimal' } as const

const figure = ({ measure }: PivotParameters, key: string, titles: Titles): ReportColumn => ({
  ...money('open', 'currency'),
  key,
  titles,
  kind: kinds[measure],
  total: measure === 'amount',
})

/** Money is as the query has it; counts and shares stand in its place. */
function figuresOf(row: ReportRow, given: PivotParameters, totals: ReportRow): ReportRow {
  if (given.measure === 'amount') return row
  const own = { ...row }
  for (const key of Object.keys(totals).filter((name) => /^(open|b\d+)$/.test(name)))
    own[key] =
      given.measure === 'share'
        ? shareOf((row[key] as bigint | null) ?? 0n, totals.open as bigint)
        : row[key === 'open' ? 'count' : `n_${key}`]
  return own
}

/** What settles nothing yet stands last. */
function orderOf({ order, rows }: PivotParameters): string {
  const levels = rows.map((_, i) => `coalesce(code${i + 1}, ''), coalesce(key${i + 1}, '')`)
  const first = { open: 'whole desc', name: `coalesce(name1, '')`, code: `coalesce(code1, '')` }[order]
  return [
    'unplaced nulls first',
    ...(rows.length > 0 ? [first, levels[0], 'open desc', ...levels.slice(1)] : ['open desc']),
  ].join(', ')
}
