import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { amountText, dayText, id as idSchema, paging } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import type { ReportRow } from '../columns.ts'
import { balance, day, id, jsonRow, money, rowSchema, text } from '../columns.ts'
import { controlAccounts, itemParameters } from '../item-filter.ts'
import type { SortKeys } from '../keyset.ts'
import { cutPage, keyset } from '../keyset.ts'
import { recordLooks, shown } from '../protection.ts'
import { differencesByAccount, differencesByParty } from '../prove/prove.ts'
import { report } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
import { reportTitles } from '../titles.ts'
import type { LedgerImport } from './general-ledger-differences.ts'
import { generalLedgerDifferences } from './general-ledger-differences.ts'

/** Differing parties that one answer names; the workbook has all. */
const partiesMax = 1_000

const accountColumns = [
  text('account'),
  text('accountName'),
  text('partyNumber'),
  text('partyName'),
  text('currency'),
  text('baseCurrency'),
  money('items', 'currency'),
  money('postings', 'currency'),
  money('difference', 'currency'),
  money('baseItems', 'baseCurrency'),
  money('basePostings', 'baseCurrency'),
  money('baseDifference', 'baseCurrency'),
  id('partyId'),
]
const manualColumns = [
  text('account'),
  text('voucher'),
  day('postedOn'),
  text('text'),
  text('currency'),
  money('amount', 'currency'),
  text('baseCurrency'),
  money('baseAmount', 'baseCurrency'),
  id('voucherId'),
]

const difference = z.object({
  cause: z.enum([
    'not-in-general-ledger',
    'not-in-subledger',
    'manual-posting',
    'date-differs',
    'amount-differs',
    'exchange-difference',
    'opening-balance',
  ]),
  account: z.string(),
  voucher: z.string().nullable(),
  voucherId: idSchema.nullable(),
  postedOn: dayText.nullable(),
  amount: amountText.nullable(),
  importedVoucher: z.string().nullable(),
  importedOn: dayText.nullable(),
  importedAmount: amountText.nullable(),
  text: z.string().nullable(),
  effect: amountText.meta({ description: 'What it adds to posted here − imported' }),
})

const output = z.object({
  asOf: z.string(),
  accounts: z
    .array(rowSchema(accountColumns))
    .meta({ description: 'Open items against postings; per party only what differs' }),
  manualPostings: z
    .array(rowSchema(manualColumns))
    .meta({ description: 'Postings on control accounts that neither open an item nor adjust one (the first 100)' }),
  generalLedger: z
    .object({
      importId: idSchema,
      source: z.string(),
      asOf: z.string(),
      baseCurrency: z.string(),
      accounts: z.array(
        z.object({
          account: z.string(),
          posted: amountText,
          imported: amountText,
          difference: amountText,
          causes: z.array(z.object({ cause: z.string(), count: z.number(), effect: amountText })),
          unexplained: amountText,
        }),
      ),
      differences: z.array(difference),
      next: z.string().nullable(),
    })
    .nullable(),
})

const parameters = z.object({
  asOf: dayText.optional().meta({ description: 'Day of the items and postings here; default today' }),
  account: z.string().optional().meta({ description: 'One control account; default all of the kind' }),
  control: itemParameters.control.default('all'),
  byParty: z.stringbool().or(z.boolean()).default(false).meta({ description: 'Per party, those that differ' }),
})
type ReconciliationParameters = z.output<typeof parameters>

/** Open items against postings; what an imported general ledger differs by is `ledger-differences`. */
export const reconciliationReport = report({
  name: 'reconciliation',
  titles: reportTitles.reconciliation,
  parameters,
  columns: (_ctx, { byParty }) => accountColumns.filter(({ key }) => byParty || !key.startsWith('party')),
  parts: async (ctx, given) => {
    const rows = await ctx.db.rows<ReportRow & { currency: string; baseCurrency: string }>(
      sql`select currency, "baseCurrency", sum(items)::int8 as items, sum(postings)::int8 as postings, sum(difference)::int8 as difference,
                 sum("baseItems")::int8 as "baseItems", sum("basePostings")::int8 as "basePostings", sum("baseDifference")::int8 as "baseDifference"
            from (${await accountRows(ctx, given)}) r group by 1, 2 order by 1, 2`,
    )
    return rows.map(({ currency, baseCurrency, ...totals }) => ({ currency, baseCurrency, totals }))
  },
  rows: async function* (ctx, given, { currency, baseCurrency }) {
    yield* ctx.db.stream<ReportRow>(
      sql`select * from (${await accountRows(ctx, given)}) r where currency = ${currency} and "baseCurrency" = ${baseCurrency} order by ${accountOrder}`,
    )
  },
})

export const reconciliation = verb({
  kind: 'read',
  name: 'reports.reconciliation',
  summary: 'The subledger against its control accounts and against an imported general ledger, differences by cause',
  route: 'GET /reports/reconciliation',
  recordsLooks: true,
  input: parameters.extend({
    importId: idSchema.optional().meta({ description: 'An imported general ledger; default the latest until the day' }),
    ...paging,
  }),
  output,
  run: async (ctx, input) => {
    await oneSnapshot(ctx)
    const asOf = input.asOf ?? ctx.today
    const accounts = await accountsOf(ctx, input)
    const gl = await chooseImport(ctx, input.importId, asOf)
    return {
      asOf,
      accounts: await againstPostings(ctx, input),
      manualPostings: await manualPostings(ctx, asOf, accounts),
      generalLedger: gl ? await againstGeneralLedger(ctx, gl, accounts, input) : null,
    }
  },
})

const accountsOf = async (ctx: Ctx, { account, control }: ReconciliationParameters): Promise<string[]> =>
  account ? [account] : controlAccounts(ctx, control === 'all' ? undefined : control)

async function againstPostings(ctx: Ctx, given: ReconciliationParameters) {
  const rows = await ctx.db.rows<ReportRow>(
    sql`${await accountRows(ctx, given)} order by ${accountOrder} ${given.byParty ? sql`limit ${partiesMax}` : raw('')}`,
  )
  await recordLooks(
    ctx,
    'reports.reconciliation',
    rows.map((row) => row.partyId),
  )
  return rows.map((row) => jsonRow(accountColumns, row))
}

const accountOrder = raw('account, "partyNumber", currency, "baseCurrency"')

/** Of each account, or of each party that differs on it. */
async function accountRows(ctx: Ctx, given: ReconciliationParameters): Promise<Statement> {
  const asOf = given.asOf ?? ctx.today
  const accounts = await accountsOf(ctx, given)
  const figures = sql`sum(d.items)::int8 as items, sum(d.postings)::int8 as postings, sum(d.items - d.postings)::int8 as difference,
    sum(d.base_items)::int8 as "baseItems", sum(d.base_postings)::int8 as "basePostings", sum(d.base_items - d.base_postings)::int8 as "baseDifference"`
  return given.byParty
    ? sql`select d.account, a.name as "accountName", p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName", d.currency, d.base_currency as "baseCurrency", d.party_id as "partyId",
                 p.protection <> 'none' as "isProtected", ${figures}
            from (${await differencesByParty(ctx, asOf)}) d left join accounts a on a.company_id = ${ctx.company.id} and a.code = d.account
            left join parties p on p.company_id = ${ctx.company.id} and p.id = d.party_id
           where d.account = any (${accounts}::text[]) and (d.items <> d.postings or d.base_items <> d.base_postings)
           group by d.account, a.name, d.party_id, p.number, p.name, p.protection, d.currency, d.base_currency`
    : sql`select d.account, a.name as "accountName", null as "partyNumber", d.currency, d.base_currency as "baseCurrency", ${figures}
            from (${await differencesByAccount(ctx, asOf)}) d left join accounts a on a.company_id = ${ctx.company.id} and a.code = d.account
           where d.account = any (${accounts}::text[])
           group by d.account, a.name, d.currency, d.base_currency`
}

async function manualPostings(ctx: Ctx, asOf: LedgerImport['asOf'], accounts: string[]) {
  const ours = sql`company_id = ${ctx.company.id} and account = any (${accounts}::text[])`
  // An item is a posting of its account and day (open_items_are_postings): where there are as many of both, none is without.
  const days = await ctx.db.rows<{ account: string; postedOn: string }>(
    sql`select account, posted_on as "postedOn" from (
            select account, posted_on, count(*) as postings from postings where ${ours} and posted_on <= ${asOf} and adjusts_item_id is null group by 1, 2) p
          left join (
            select account, opened_on as posted_on, count(*) as items from open_items where ${ours} and opened_on <= ${asOf} group by 1, 2) i using (account, posted_on)
         where postings <> coalesce(items, 0)`,
  )
  if (days.length === 0) return []
  const rows = await ctx.db.rows<ReportRow>(
    sql`select p.account, s.code || ' ' || v.number as voucher, p.posted_on as "postedOn", v.text, p.currency, p.amount, p.base_currency as "baseCurrency",
               p.base_amount as "baseAmount", v.id as "voucherId"
          from unnest(${days.map((day) => day.account)}::text[], ${days.map((day) => day.postedOn)}::date[]) as d (account, posted_on)
         cross join lateral (
           select * from postings p where p.company_id = ${ctx.company.id} and p.account = d.account and p.posted_on = d.posted_on and p.adjusts_item_id is null
              and not exists (select from open_items i where i.company_id = p.company_id and i.voucher_id = p.voucher_id and i.line_no = p.line_no) offset 0) p
          join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id
          join number_series s on s.company_id = v.company_id and s.id = v.series_id
         order by p.posted_on, v.id limit 100`,
  )
  return rows.map((row) => jsonRow(manualColumns, row))
}

export async function chooseImport(
  { db, company }: Ctx,
  importId: string | undefined,
  asOf: LedgerImport['asOf'],
): Promise<LedgerImport | null> {
  const found = await db.maybe<LedgerImport>(
    sql`select l.id, l.source, l.as_of as "asOf", c.currency as "baseCurrency",
               (select min(posted_on) from ledger_import_postings p where p.company_id = l.company_id and p.import_id = l.id) as "firstOn"
          from ledger_imports l join company_currencies c on c.company_id = l.company_id and c.valid_from <= l.as_of and l.as_of < c.valid_to
         where l.company_id = ${company.id} and ${importId ? sql`l.id = ${importId}` : sql`l.as_of <= ${asOf}`}
         order by l.as_of desc, l.imported_at desc limit 1`,
  )
  if (!found && importId) refuse('ledger-import.unknown', `there is no imported general ledger ${importId}`, {}, 404)
  return found ?? null
}

const sortKeys: SortKeys = [
  ['d.account', 'text'],
  ['d.cause', 'text'],
  [`coalesce(d."postedOn", d."importedOn", '-infinity'::date)`, 'date'],
  [`coalesce(d."voucherId"::text, '')`, 'text'],
  [`coalesce(d."importedVoucher", '')`, 'text'],
]

type DifferenceRow = ReportRow & {
  isTotal: boolean
  place: bigint
  cursor: string[]
  account: string
  cause: z.output<typeof difference>['cause']
  effect: bigint
  count: bigint
}

async function againstGeneralLedger(
  ctx: Ctx,
  gl: LedgerImport,
  accounts: string[],
  { after, limit }: { after?: string; limit: number },
) {
  const amount = (value: bigint) => formatMinor(value, gl.baseCurrency)
  const balances = await ctx.db.rows<{ account: string; posted: bigint; imported: bigint }>(
    sql`select a.account,
               coalesce((select sum(p.base_amount) from postings p where p.company_id = ${ctx.company.id} and p.account = a.account
                          and p.base_currency = ${gl.baseCurrency} and p.posted_on <= ${gl.asOf}), 0)::int8 as posted,
               coalesce(b.balance, 0)::int8 as imported
          from unnest(${accounts}::text[]) as a (account)
          left join ledger_import_balances b on b.company_id = ${ctx.company.id} and b.import_id = ${gl.id} and b.account = a.account order by 1`,
  )
  const rows = gl.firstOn === null ? [] : await differenceRows(ctx, gl, accounts, after, limit)
  const causes = rows.filter((row) => row.isTotal)
  const page = cutPage(
    rows.filter((row) => !row.isTotal).sort((a, b) => Number(a.place - b.place)),
    limit,
  )
  return {
    importId: gl.id,
    source: gl.source,
    asOf: gl.asOf,
    baseCurrency: gl.baseCurrency,
    accounts: balances.map(({ account, posted, imported }) => {
      const own = causes.filter((row) => row.account === account)
      const explained = own.reduce((total, row) => total + row.effect, 0n)
      return {
        account,
        posted: amount(posted),
        imported: amount(imported),
        difference: amount(posted - imported),
        causes: own.map((row) => ({ cause: row.cause, count: Number(row.count), effect: amount(row.effect) })),
        unexplained: amount(posted - imported - explained),
      }
    }),
    differences: page.rows.map(
      (row) => ({ cause: row.cause, ...jsonRow(differenceColumns, row) }) as z.input<typeof difference>,
    ),
    next: page.next,
  }
}

export const differenceColumns = [
  text('account'),
  text('voucher'),
  id('voucherId'),
  day('postedOn'),
  balance('amount', 'baseCurrency'),
  text('importedVoucher'),
  day('importedOn'),
  balance('importedAmount', 'baseCurrency'),
  text('text'),
  money('effect', 'baseCurrency'),
]

/** The page and the sums per cause by one query. */
const differenceRows = (ctx: Ctx, gl: LedgerImport, accounts: string[], after: string | undefined, limit: number) => {
  const sort = keyset(sortKeys, after)
  const columns = sql`account, cause, effect, "voucherId", voucher, "postedOn", amount, "importedVoucher", "importedOn", "importedAmount", text, "baseCurrency"`
  return ctx.db.rows<DifferenceRow>(sql`
    with d as materialized (${generalLedgerDifferences(ctx.company.id, gl, accounts)})
    select true as "isTotal", 0 as place, '{}'::text[] as cursor, count(*) as count, account, cause, sum(effect)::int8 as effect,
           null::uuid as "voucherId", null as voucher, null::date as "postedOn", null::int8 as amount, null as "importedVoucher", null::date as "importedOn", null::int8 as "importedAmount", null as text, null as "baseCurrency"
      from d group by account, cause
    union all
    select false, place, cursor, 1, ${columns} from (
      select d.*, row_number() over (order by ${sort.order}) as place, ${sort.cursor} as cursor from d where ${sort.after} order by ${sort.order} limit ${limit + 1}) page`)
}
