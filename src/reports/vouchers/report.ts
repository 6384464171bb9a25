import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { amountText, dayText, id as idSchema, paging } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { parseMinor } from '../../kernel/money.ts'
import { voucherKinds } from '../../kernel/words/voucher-kinds.ts'
import type { ReportRow } from '../columns.ts'
import { code, day, id, integer, jsonRow, money, rowSchema, text } from '../columns.ts'
import { codeFilter, partyByNumber } from '../item-filter.ts'
import type { SortKeys } from '../keyset.ts'
import { keyset, readPage } from '../keyset.ts'
import { recordLooks, shown, shownText } from '../protection.ts'
import { report } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
import { reportTitles } from '../titles.ts'

const postingColumns = [
  integer('row'),
  text('account'),
  text('accountName'),
  text('partyNumber'),
  text('partyName'),
  text('vatCode'),
  text('dimensions'),
  text('text'),
  text('currency'),
  money('amount', 'currency'),
  text('baseCurrency'),
  money('baseAmount', 'baseCurrency'),
  id('itemId'),
  id('invoiceId'),
  id('bankTransactionId'),
  id('partyId'),
]
const headColumns = [
  text('voucher'),
  day('postedOn'),
  day('documentOn'),
  code('kind', voucherKinds),
  text('text'),
  text('baseCurrency'),
  money('debit', 'baseCurrency'),
  id('voucherId'),
  id('reversesId'),
  id('reversedById'),
  id('runId'),
]
const columns = [text('voucher'), day('postedOn'), day('documentOn'), code('kind', voucherKinds), ...postingColumns]

const totalsColumns = [text('baseCurrency'), integer('vouchers'), money('debit', 'baseCurrency')]

const parameters = z.object({
  from: dayText.optional(),
  to: dayText.optional(),
  series: z.string().optional().meta({ description: 'Code of a voucher series' }),
  number: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  account: z.string().optional().meta({ description: 'Vouchers with a posting on this account' }),
  party: z.string().optional().meta({ description: 'Customer number: vouchers with a posting on this customer' }),
  runId: idSchema.optional(),
  voucherId: idSchema.optional(),
  kind: z.string().optional().meta({ description: 'Transaction type: invoice, payment, write-off …' }),
  businessArea: z.string().optional().meta({ description: 'Code; "-" for vouchers without' }),
  amount: amountText.optional().meta({ description: 'Vouchers with a posting of this amount, on either side' }),
  text: z.string().trim().min(2).max(100).optional().meta({ description: 'A part of the voucher’s text' }),
  order: z.enum(['oldest', 'newest']).default('oldest'),
})

export const vouchersReport = report({
  name: 'vouchers',
  titles: reportTitles.vouchers,
  parameters,
  columns: () => columns,
  // Every voucher sums to zero: the totals of a part are the debit side and the credit side in one.
  parts: async (ctx, given) =>
    (
      await ctx.db.rows<{ baseCurrency: string; baseAmount: bigint }>(
        sql`select v.base_currency as "baseCurrency", sum(p.base_amount)::int8 as "baseAmount"
              from vouchers v join postings p on p.company_id = v.company_id and p.voucher_id = v.id
             where ${await conditions(ctx, given)} group by 1 order by 1`,
      )
    ).map(({ baseCurrency, baseAmount }) => ({ currency: null, baseCurrency, totals: { baseAmount } })),
  rows: async function* (ctx, given, part) {
    const where = sql`${await conditions(ctx, given)} and v.base_currency = ${part.baseCurrency}`
    yield* ctx.db.stream<ReportRow>(
      sql`${postingRows(ctx, sql`select v.* from vouchers v where ${where}`)} order by v.posted_on, v.id, q.line_no`,
    )
  },
})

export const vouchers = verb({
  kind: 'read',
  name: 'reports.vouchers',
  summary: 'Vouchers with their postings',
  route: 'GET /reports/vouchers',
  recordsLooks: true,
  input: parameters.extend({
    ...paging,
    withTotals: z
      .stringbool()
      .or(z.boolean())
      .default(true)
      .meta({ description: 'false: rows alone, for pages after the first' }),
  }),
  output: z.object({
    totals: z
      .array(rowSchema(totalsColumns))
      .nullable()
      .meta({ description: 'Over the whole filter, per currency of the books' }),
    rows: z.array(rowSchema(headColumns).extend({ postings: z.array(rowSchema(postingColumns)) })),
    next: z.string().nullable(),
  }),
  run: async (ctx, { after, limit, withTotals, ...given }) => {
    await oneSnapshot(ctx)
    const sort = keyset(sortKeys, after, given.order === 'newest')
    const where = await conditions(ctx, given)
    const page = await readPage<ReportRow & { voucherId: Id }>(
      ctx.db,
      sql`select s.code || ' ' || v.number as voucher, v.posted_on as "postedOn", v.document_on as "documentOn", v.transaction_type as kind,
                 ${shownText(ctx, 'v.text', 'v.id')} as text, v.base_currency as "baseCurrency", v.id as "voucherId", v.reverses_id as "reversesId",
                 (select r.id from vouchers r where r.company_id = v.company_id and r.reverses_id = v.id) as "reversedById", v.run_id as "runId",
                 (select coalesce(sum(w.base_amount), 0)::int8 from postings w where w.company_id = v.company_id and w.voucher_id = v.id and w.base_amount > 0) as debit,
                 ${sort.cursor} as cursor
            from (select v.* from vouchers v where ${where} and ${sort.after} order by ${sort.order} limit ${limit + 1}) v
            join number_series s on s.company_id = v.company_id and s.id = v.series_id order by ${sort.order}`,
      limit,
    )
    const ids = page.rows.map((row) => row.voucherId)
    const postings = await ctx.db.rows<ReportRow & { voucherId: Id }>(
      sql`${postingRows(ctx, sql`select v.* from vouchers v where v.company_id = ${ctx.company.id} and v.id = any (${ids}::uuid[])`)} order by q.voucher_id, q.line_no`,
    )
    const byVoucher = new Map<Id, ReportRow[]>()
    for (const posting of postings) {
      const list = byVoucher.get(posting.voucherId)
      if (list) list.push(posting)
      else byVoucher.set(posting.voucherId, [posting])
    }
    await recordLooks(
      ctx,
      'reports.vouchers',
      postings.map((row) => row.partyId),
    )
    return {
      totals: withTotals ? (await voucherTotals(ctx, where)).map((row) => jsonRow(totalsColumns, row)) : null,
      rows: page.rows.map((row) => ({
        ...jsonRow(headColumns, row),
        postings: (byVoucher.get(row.voucherId) ?? []).map((posting) => jsonRow(postingColumns, posting)),
      })),
      next: page.next,
    }
  },
})

// Every voucher has a first line (postings_voucher_whole, postings_line_in_voucher): who sees all areas counts it, without sorting
// all lines. A line may lie in another area than its voucher.
const voucherTotals = (ctx: Ctx, where: Statement): Promise<ReportRow[]> =>
  ctx.db.rows<ReportRow>(
    sql`select v.base_currency as "baseCurrency", ${raw(ctx.user.areas === 'all' ? 'count(*) filter (where p.line_no = 1)' : 'count(distinct v.id)')} as vouchers, coalesce(sum(p.base_amount) filter (where p.base_amount > 0), 0)::int8 as debit
          from vouchers v join postings p on p.company_id = v.company_id and p.voucher_id = v.id where ${where} group by 1 order by 1`,
  )

const sortKeys: SortKeys = [
  ['v.posted_on', 'date'],
  ['v.id', 'uuid'],
]

const postingRows = (ctx: Ctx, heads: Statement): Statement => sql`
  select s.code || ' ' || v.number as voucher, v.posted_on as "postedOn", v.document_on as "documentOn", v.transaction_type as kind,
         q.line_no as row, q.account, a.name as "accountName", p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName", q.vat_code as "vatCode",
         (select string_agg(d.key || ' ' || d.value, ', ' order by d.key) from jsonb_each_text(q.dimensions) d) as dimensions,
         ${shownText(ctx, 'coalesce(q.text, v.text)', 'v.id')} as text, q.currency, q.amount, q.base_currency as "baseCurrency", q.base_amount as "baseAmount",
         i.id as "itemId", i.invoice_id as "invoiceId", i.bank_transaction_id as "bankTransactionId", q.party_id as "partyId", v.id as "voucherId", p.protection <> 'none' as "isProtected"
    from (${heads}) v
    join number_series s on s.company_id = v.company_id and s.id = v.series_id
    join postings q on q.company_id = v.company_id and q.voucher_id = v.id
    join accounts a on a.company_id = q.company_id and a.code = q.account
    left join parties p on p.company_id = q.company_id and p.id = q.party_id
    left join open_items i on i.company_id = q.company_id and i.voucher_id = q.voucher_id and i.line_no = q.line_no`

// The text of a voucher may name who paid: of a protected party it is not searched by who may not see it.
const textFilter = (ctx: Ctx, words: string): Statement =>
  sql`position(lower(${words}) in lower(${shownText(ctx, 'v.text', 'v.id')})) > 0`

/** A posting of the amount in the currency of the books on the voucher's day. */
function amountFilter(amount: string): Statement {
  // SEK, NOK, BGN and EUR, the currencies that books can be in here, have two decimals each.
  const size = parseMinor(amount.replace('-', ''), 'EUR')
  return sql`exists (select from postings w where w.company_id = v.company_id and w.voucher_id = v.id and abs(w.base_amount) = ${size})`
}

async function conditions(ctx: Ctx, given: z.output<typeof parameters>): Promise<Statement> {
  const all: Statement[] = [sql`v.company_id = ${ctx.company.id}`]
  if (given.from) all.push(sql`v.posted_on >= ${given.from}`)
  if (given.to) all.push(sql`v.posted_on <= ${given.to}`)
  if (given.series)
    all.push(
      sql`v.series_id = (select id from number_series where company_id = ${ctx.company.id} and code = ${given.series})`,
    )
  if (given.number) all.push(sql`v.number = ${given.number}::int8`)
  if (given.runId) all.push(sql`v.run_id = ${given.runId}`)
  if (given.voucherId) all.push(sql`v.id = ${given.voucherId}`)
  if (given.kind) all.push(sql`v.transaction_type = ${given.kind}`)
  if (given.text) all.push(textFilter(ctx, given.text))
  if (given.businessArea !== undefined)
    all.push(await codeFilter(ctx, 'business_areas', 'v.business_area_id', given.businessArea))
  if (given.amount !== undefined) all.push(amountFilter(given.amount))
  if (given.account)
    all.push(
      sql`exists (select from postings w where w.company_id = v.company_id and w.voucher_id = v.id and w.account = ${given.account})`,
    )
  if (given.party !== undefined)
    all.push(
      sql`v.id in (select w.voucher_id from postings w where w.company_id = ${ctx.company.id} and w.party_id = ${await partyByNumber(ctx, given.party)})`,
    )
  return all.reduce((both, one) => sql`${both} and ${one}`, raw('true'))
}
