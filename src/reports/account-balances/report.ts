import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { amountText, dayText, paging } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { codes } from '../../kernel/words/codes.ts'
import type { ReportRow } from '../columns.ts'
import { code, money, text } from '../columns.ts'
import { codeFilter } from '../item-filter.ts'
import type { SortKeys } from '../keyset.ts'
import { cutPage, keyset } from '../keyset.ts'
import { periodOf } from '../movement-list.ts'
import { report } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
import { reportTitles } from '../titles.ts'

const parameters = z.object({
  from: dayText.optional().meta({ description: 'First day; default the first of the month' }),
  to: dayText.optional().meta({ description: 'Last day; default today' }),
  accountFrom: z.string().optional(),
  accountTo: z.string().optional(),
  kind: z.enum(['asset', 'liability', 'equity', 'income', 'expense']).optional(),
  control: z
    .stringbool()
    .or(z.boolean())
    .optional()
    .meta({ description: 'true: accounts with open items; false: the others' }),
  businessArea: z.string().optional().meta({ description: 'Code; "-" for postings without' }),
})
type BalanceParameters = z.output<typeof parameters>

const columns = [
  text('account'),
  text('accountName'),
  code('kind', codes.accountKind),
  text('baseCurrency'),
  money('opening', 'baseCurrency'),
  money('debit', 'baseCurrency'),
  money('credit', 'baseCurrency'),
  money('closing', 'baseCurrency'),
]
const sums = { opening: amountText, debit: amountText, credit: amountText, closing: amountText }

export const accountBalancesReport = report({
  name: 'account-balances',
  titles: reportTitles['account-balances'],
  parameters,
  columns: () => columns,
  parts: async (ctx, given) => {
    const rows = await ctx.db.rows<ReportRow & { baseCurrency: string }>(
      sql`${totalsOf(await balancesOf(ctx, given))} order by 1`,
    )
    return rows.map(({ baseCurrency, ...totals }) => ({ currency: baseCurrency, baseCurrency, totals }))
  },
  rows: async function* (ctx, given, { baseCurrency }) {
    yield* ctx.db.stream<ReportRow>(
      sql`select * from (${await balancesOf(ctx, given)}) b where "baseCurrency" = ${baseCurrency} order by ${keyset(sortKeys, undefined).order}`,
    )
  },
})

/** The general ledger at a glance: each account with opening balance, both sides and closing balance; each opens to reports.general-ledger. */
export const accountBalances = verb({
  kind: 'read',
  name: 'reports.account-balances',
  summary: 'Accounts of the general ledger: opening balance, debit, credit and closing balance of a period',
  route: 'GET /reports/account-balances',
  input: parameters.extend(paging),
  output: z.object({
    from: dayText,
    to: dayText,
    rows: z.array(
      z.object({
        account: z.string(),
        accountName: z.string().nullable(),
        kind: z.string().nullable(),
        control: z.string().nullable(),
        baseCurrency: z.string(),
        ...sums,
        postings: z.number().int().meta({ description: 'Of the period' }),
      }),
    ),
    totals: z.array(z.object({ baseCurrency: z.string(), ...sums })),
    next: z.string().nullable(),
  }),
  run: async (ctx, { after, limit, ...given }) => {
    await oneSnapshot(ctx)
    const sort = keyset(sortKeys, after)
    const rows = await ctx.db.rows<
      Sums & {
        part: string
        account: string
        accountName: string | null
        kind: string | null
        control: string | null
        cursor: string[]
      }
    >(sql`
      with balances as materialized (${await balancesOf(ctx, given)}),
      page as (select b.*, ${sort.cursor} as cursor from balances b where ${sort.after} order by ${sort.order} limit ${limit + 1})
      select 'total' as part, null as account, null as "accountName", null as kind, null as control, *, 0::int8 as postings, '{}'::text[] as cursor from (${totalsOf(raw('select * from balances'))}) t
      union all select 'row', account, "accountName", kind, control, "baseCurrency", opening, debit, credit, closing, postings, cursor from page
      order by part, account, "baseCurrency"`)
    const page = cutPage(
      rows.filter((row) => row.part === 'row'),
      limit,
    )
    return {
      ...periodOf(ctx, given),
      rows: page.rows.map((row) => ({
        account: row.account,
        accountName: row.accountName,
        kind: row.kind,
        control: row.control,
        ...sumsOf(row),
        postings: Number(row.postings),
      })),
      totals: rows.filter((row) => row.part === 'total').map(sumsOf),
      next: page.next,
    }
  },
})

/** Each account that has postings until the last day. Credit without its sign. */
async function balancesOf(ctx: Ctx, given: BalanceParameters): Promise<Statement> {
  const { from, to } = periodOf(ctx, given)
  const area =
    given.businessArea === undefined
      ? raw('true')
      : await codeFilter(ctx, 'business_areas', 'p.business_area_id', given.businessArea)
  return sql`
        select p.account, a.name as "accountName", a.kind, a.control, p.base_currency as "baseCurrency", p.opening, p.debit, p.credit, p.opening + p.debit - p.credit as closing, p.postings
          from (select p.account, p.base_currency, coalesce(sum_minor(p.base_amount) filter (where p.posted_on < ${from}), 0) as opening,
                       coalesce(sum_minor(p.base_amount) filter (where p.posted_on >= ${from} and p.base_amount > 0), 0) as debit,
                       -coalesce(sum_minor(p.base_amount) filter (where p.posted_on >= ${from} and p.base_amount < 0), 0) as credit,
                       count(*) filter (where p.posted_on >= ${from}) as postings
                  from postings p
                 where p.company_id = ${ctx.company.id} and p.posted_on <= ${to} and ${given.accountFrom ? sql`p.account >= ${given.accountFrom}` : raw('true')}
                   and ${given.accountTo ? sql`p.account <= ${given.accountTo}` : raw('true')} and ${area}
                 group by 1, 2) p
          left join accounts a on a.company_id = ${ctx.company.id} and a.code = p.account
         where ${given.kind ? sql`a.kind = ${given.kind}` : raw('true')} and ${given.control === undefined ? raw('true') : sql`(a.control is not null) = ${given.control}`}`
}

const totalsOf = (balances: Statement): Statement => sql`
  select "baseCurrency", sum_minor(opening) as opening, sum_minor(debit) as debit, sum_minor(credit) as credit, sum_minor(closing) as closing from (${balances}) b group by "baseCurrency"`

interface Sums {
  baseCurrency: string
  opening: bigint
  debit: bigint
  credit: bigint
  closing: bigint
  postings: bigint
}

const sumsOf = ({ baseCurrency, opening, debit, credit, closing }: Sums) => ({
  baseCurrency,
  opening: formatMinor(opening, baseCurrency),
  debit: formatMinor(debit, baseCurrency),
  credit: formatMinor(credit, baseCurrency),
  closing: formatMinor(closing, baseCurrency),
})

const sortKeys: SortKeys = [
  ['b.account', 'text'],
  ['b."baseCurrency"', 'text'],
]
