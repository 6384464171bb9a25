import type { Ctx } from '../../db/context.ts'
import { sql } from '../../db/sql.ts'
import type { Segment } from '../../interest/accrue.ts'
import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor, roundToMinor } from '../../kernel/money.ts'
import { seesProtected, shown, shownText } from '../protection.ts'

export const stepKinds = [
  'item',
  'allocation',
  'posting',
  'voucher',
  'invoice',
  'invoice-line',
  'order-line',
  'payment',
  'letter',
  'interest',
] as const
export type StepKind = (typeof stepKinds)[number]

/** Names one step; `line` of a posting, an invoice line or an order line. */
export interface Ref {
  kind: StepKind
  id: Id
  line: number | null
}

export interface Exchange {
  baseAmount: string
  baseCurrency: string
  /** Units of the books' currency for one; where no rate on record gives the amount, the quotient of the two. */
  rate: string
  /** Null: no rate was applied; the amount was carried over with the money that it settles or continues. */
  on: Day | null
  source: string | null
}

/** One amount on the way to its source. */
export interface Step extends Ref {
  /** What people call it: a document's number, a voucher's, a line's text. */
  title: string
  text: string | null
  partyId: Id | null
  partyNumber: string | null
  partyName: string | null
  amount: string
  currency: string
  day: Day
  /** Of a posting in foreign currency: what it is in that of the books, by which rate, of which day, and who gave it. */
  exchange: Exchange | null
  recordedAt: string | null
  recordedBy: string | null
  /** What it comes from, nearest first. */
  next: Ref[]
  /** The verb that opens it as a whole. */
  opens: { verb: string; input: Record<string, unknown> } | null
  /** The bytes that it came in by; the verb shows the very part. */
  source: {
    verb: string
    input: Record<string, unknown>
    fileName: string | null
    sha256: string
    place: string | null
  } | null
}

type Found = Omit<Step, 'amount' | 'next' | 'kind' | 'line' | 'opens' | 'source' | 'exchange'> & {
  amount: bigint
  line?: number | null
}
const step = (
  kind: StepKind,
  row: Found,
  more: Pick<Step, 'next' | 'opens'> & Partial<Pick<Step, 'source' | 'exchange'>>,
): Step => ({
  kind,
  id: row.id,
  line: row.line ?? null,
  title: row.title,
  text: row.text,
  partyId: row.partyId,
  partyNumber: row.partyNumber,
  partyName: row.partyName,
  amount: formatMinor(row.amount, row.currency),
  currency: row.currency,
  day: row.day,
  recordedAt: row.recordedAt,
  recordedBy: row.recordedBy,
  source: null,
  exchange: null,
  ...more,
})
const ref = (kind: StepKind, id: Id | null, line: number | null = null): Ref[] =>
  id === null ? [] : [{ kind, id, line }]

/** What took from an item until that day, as it was known then; null = all of it. */
export interface Taken {
  until: Day | null
  knownAt: string | null
}

/** Reads steps of one kind by id, those that the user may see; `taken`: also what took from an item. */
export const readers: Record<StepKind, (ctx: Ctx, refs: Ref[], taken: Taken | null) => Promise<Step[]>> = {
  async item(ctx, refs, taken) {
    const rows = await ctx.db.rows<
      Found & {
        voucherId: Id
        lineNo: number
        invoiceId: Id | null
        paymentId: Id | null
        continuesId: Id | null
        mainId: Id | null
        letters: Id[]
        interest: Id[]
        allocations: Id[]
      }
    >(
      sql`select i.id, i.number_text as title, i.kind as text, i.party_id as "partyId", p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName", i.amount, i.currency, i.opened_on as day,
                 to_json(i.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy", i.voucher_id as "voucherId", i.line_no as "lineNo", i.invoice_id as "invoiceId",
                 i.bank_transaction_id as "paymentId", i.continues_id as "continuesId", i.main_item_id as "mainId",
                 array(select c.letter_id from dunning_letter_items l join dunning_letter_charges c on c.company_id = l.company_id and c.letter_id = l.letter_id and c.item_id = i.id
                        where l.company_id = i.company_id and l.item_id = i.main_item_id) as letters,
                 array(select c.id from interest_charges c where c.company_id = i.company_id and c.charge_item_id = i.id order by c.from_on) as interest,
                 array(select a.id from (select id, recorded_at, effective_on from allocations where company_id = i.company_id and debit_item_id = i.id
                                         union all select id, recorded_at, effective_on from allocations where company_id = i.company_id and credit_item_id = i.id) a
                        where ${taken !== null} and (${taken?.until ?? null}::date is null or a.effective_on <= ${taken?.until ?? null}::date)
                          and (${taken?.knownAt ?? null}::timestamptz is null or a.recorded_at <= ${taken?.knownAt ?? null}::timestamptz)
                        order by a.recorded_at, a.id limit ${mostOf}) as allocations
            from open_items i join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id left join users u on u.id = v.recorded_by
            left join parties p on p.company_id = i.company_id and p.id = i.party_id
           where i.company_id = ${ctx.company.id} and i.id = any (${idsOf(refs)}::uuid[])`,
    )
    return rows.map((row) =>
      step('item', row, {
        next: [
          ...ref('invoice', row.invoiceId),
          ...ref('payment', row.paymentId),
          ...ref('item', row.continuesId),
          ...row.letters.flatMap((id) => ref('letter', id)),
          ...row.interest.flatMap((id) => ref('interest', id)),
          ...ref('item', row.mainId),
          ...ref('posting', row.voucherId, row.lineNo),
          ...row.allocations.flatMap((id) => ref('allocation', id)),
        ],
        opens: { verb: 'reports.open-items', input: { partyId: row.partyId, asOf: row.day, control: 'all' } },
      }),
    )
  },
  async allocation(ctx, refs) {
    const rows = await ctx.db.rows<
      Found & { debitId: Id; creditId: Id; reversesId: Id | null; paymentId: Id | null; voucherId: Id | null }
    >(
      sql`select a.id, d.number_text || ' ← ' || c.number_text as title, m.pass as text, a.party_id as "partyId", p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName",
                 a.amount, a.currency, a.effective_on as day, to_json(a.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy",
                 a.debit_item_id as "debitId", a.credit_item_id as "creditId", a.reverses_id as "reversesId", m.bank_transaction_id as "paymentId", a.voucher_id as "voucherId"
            from allocations a join open_items d on d.company_id = a.company_id and d.id = a.debit_item_id join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id
            left join match_decisions m on m.company_id = a.company_id and m.id = a.decision_id left join users u on u.id = a.recorded_by
            left join parties p on p.company_id = a.company_id and p.id = a.party_id
           where a.company_id = ${ctx.company.id} and a.id = any (${idsOf(refs)}::uuid[])`,
    )
    return rows.map((row) =>
      step('allocation', row, {
        next: [
          ...ref('item', row.debitId),
          ...ref('item', row.creditId),
          ...ref('payment', row.paymentId),
          ...ref('voucher', row.voucherId),
          ...ref('allocation', row.reversesId),
        ],
        opens: null,
      }),
    )
  },
  async posting(ctx, refs) {
    const rows = await ctx.db.rows<Found & Rated & { itemId: Id | null; adjustsId: Id | null }>(
      sql`select q.voucher_id as id, q.line_no as line, q.account || ' ' || a.name as title, ${shownText(ctx, 'coalesce(q.text, v.text)', 'v.id')} as text,
                 q.party_id as "partyId", p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName", case when q.amount = 0 then q.base_amount else q.amount end as amount,
                 case when q.amount = 0 then q.base_currency else q.currency end as currency, q.posted_on as day, to_json(v.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy",
                 i.id as "itemId", q.adjusts_item_id as "adjustsId",
                 case when q.amount <> 0 and q.currency <> q.base_currency then q.base_amount end as "baseAmount", q.base_currency as "baseCurrency",
                 trim_scale(x.rate)::text as "documentRate", x.rate_on as "documentRateOn", trim_scale(r.rate)::text as rate, r.valid_on as "rateOn", r.source as "rateSource"
            from unnest(${idsOf(refs)}::uuid[], ${refs.map((one) => one.line ?? 1)}::int4[]) w (voucher_id, line_no)
            join postings q on q.company_id = ${ctx.company.id} and q.voucher_id = w.voucher_id and q.line_no = w.line_no
            join vouchers v on v.company_id = q.company_id and v.id = q.voucher_id left join users u on u.id = v.recorded_by
            left join accounts a on a.company_id = q.company_id and a.code = q.account
            left join open_items i on i.company_id = q.company_id and i.voucher_id = q.voucher_id and i.line_no = q.line_no
            left join parties p on p.company_id = q.company_id and p.id = q.party_id
            left join lateral (select d.rate, d.rate_on from invoices d where d.company_id = v.company_id and d.voucher_id = v.id and d.currency = q.currency and d.rate is not null limit 1) x on true
            left join lateral (select e.rate, e.valid_on, e.source from exchange_rates e where e.company_id = q.company_id and e.currency = q.currency and e.base_currency = q.base_currency
                                  and e.valid_on <= coalesce(x.rate_on, v.document_on) order by e.valid_on desc limit 1) r on true`,
    )
    return rows.map((row) =>
      step('posting', row, {
        next: [...ref('item', row.itemId ?? row.adjustsId), ...ref('voucher', row.id)],
        opens: { verb: 'reports.vouchers', input: { voucherId: row.id } },
        exchange: exchangeOf(row),
      }),
    )
  },
  async voucher(ctx, refs) {
    const rows = await ctx.db.rows<
      Found & { reversesId: Id | null; items: Id[]; invoices: Id[]; payments: Id[]; adjusted: Id[] }
    >(
      sql`select v.id, s.code || ' ' || v.number as title, ${shownText(ctx, 'v.text', 'v.id')} as text, null::uuid as "partyId", null as "partyNumber", null as "partyName",
                 (select sum(q.base_amount)::int8 from postings q where q.company_id = v.company_id and q.voucher_id = v.id and q.base_amount > 0) as amount, v.base_currency as currency,
                 v.posted_on as day, to_json(v.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy", v.reverses_id as "reversesId",
                 array(select i.id from open_items i where i.company_id = v.company_id and i.voucher_id = v.id order by i.line_no limit ${mostOf}) as items,
                 array(select distinct i.invoice_id from open_items i where i.company_id = v.company_id and i.voucher_id = v.id and i.invoice_id is not null limit ${mostOf}) as invoices,
                 array(select distinct i.bank_transaction_id from open_items i where i.company_id = v.company_id and i.voucher_id = v.id and i.bank_transaction_id is not null limit ${mostOf}) as payments,
                 array(select distinct q.adjusts_item_id from postings q where q.company_id = v.company_id and q.voucher_id = v.id and q.adjusts_item_id is not null limit ${mostOf}) as adjusted
            from vouchers v join number_series s on s.company_id = v.company_id and s.id = v.series_id left join users u on u.id = v.recorded_by
           where v.company_id = ${ctx.company.id} and v.id = any (${idsOf(refs)}::uuid[])`,
    )
    return rows.map((row) =>
      step('voucher', row, {
        next: [
          ...row.invoices.flatMap((id) => ref('invoice', id)),
          ...row.payments.flatMap((id) => ref('payment', id)),
          ...ref('voucher', row.reversesId),
          ...[...row.items, ...row.adjusted].flatMap((id) => ref('item', id)),
        ],
        opens: { verb: 'reports.vouchers', input: { voucherId: row.id } },
      }),
    )
  },
  async invoice(ctx, refs) {
    const rows = await ctx.db.rows<
      Found & { voucherId: Id | null; creditsId: Id | null; lines: number[]; interest: Id[] }
    >(
      sql`select n.id, n.number_text as title, n.kind as text, n.party_id as "partyId", p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName",
                 case when n.kind = 'credit-note' then -n.amount_payable else n.amount_payable end as amount, n.currency, n.issued_on as day,
                 to_json(n.issued_at) #>> '{}' as "recordedAt", u.name as "recordedBy", n.voucher_id as "voucherId", n.credits_id as "creditsId",
                 array(select l.line_no from invoice_lines l where l.company_id = n.company_id and l.invoice_id = n.id and not l.text_only order by l.line_no limit ${mostOf}) as lines,
                 array(select c.id from interest_charges c where c.company_id = n.company_id and c.invoice_id = n.id order by c.from_on, c.id limit ${mostOf}) as interest
            from invoices n left join parties p on p.company_id = n.company_id and p.id = n.party_id left join users u on u.id = n.issued_by
           where n.company_id = ${ctx.company.id} and n.id = any (${idsOf(refs)}::uuid[])`,
    )
    return rows.map((row) =>
      step('invoice', row, {
        next: [
          ...row.lines.flatMap((line) => ref('invoice-line', row.id, line)),
          ...ref('invoice', row.creditsId),
          ...row.interest.flatMap((id) => ref('interest', id)),
          ...ref('voucher', row.voucherId),
        ],
        opens: { verb: 'invoicing.read-invoice', input: { invoiceId: row.id } },
      }),
    )
  },
  async 'invoice-line'(ctx, refs) {
    const rows = await ctx.db.rows<Found & { orderId: Id | null; orderLine: number | null }>(
      sql`select l.invoice_id as id, l.line_no as line, l.name as title, trim_scale(l.quantity)::text || ' × ' || trim_scale(l.unit_price)::text as text,
                 null::uuid as "partyId", null as "partyNumber", null as "partyName", l.amount_net as amount, n.currency, n.issued_on as day, null as "recordedAt", null as "recordedBy",
                 l.order_id as "orderId", l.order_line_no as "orderLine"
            from unnest(${idsOf(refs)}::uuid[], ${refs.map((one) => one.line ?? 1)}::int4[]) w (invoice_id, line_no)
            join invoice_lines l on l.company_id = ${ctx.company.id} and l.invoice_id = w.invoice_id and l.line_no = w.line_no
            join invoices n on n.company_id = l.company_id and n.id = l.invoice_id`,
    )
    return rows.map((row) =>
      step('invoice-line', row, {
        next: ref('order-line', row.orderId, row.orderLine),
        opens: { verb: 'invoicing.read-invoice', input: { invoiceId: row.id } },
      }),
    )
  },
  async 'order-line'(ctx, refs) {
    const rows = await ctx.db.rows<
      Omit<Found, 'amount'> & {
        exact: string
        sha256: string | null
        fileName: string | null
        sourceRow: number | null
        invoiceId: Id | null
      }
    >(
      sql`select l.order_id as id, l.line_no as line, l.name as title, o.source || ' ' || o.source_reference as text, null::uuid as "partyId", null as "partyNumber", null as "partyName",
                 (l.quantity * l.unit_price * (1 - coalesce(l.discount_percent, 0) / 100))::text as exact, o.currency,
                 (o.created_at at time zone ${ctx.company.timeZone})::date as day, to_json(o.created_at) #>> '{}' as "recordedAt", u.name as "recordedBy",
                 encode(o.file_sha256, 'hex') as sha256, f.file_name as "fileName", coalesce(l.source_row, o.source_row) as "sourceRow", o.invoice_id as "invoiceId"
            from unnest(${idsOf(refs)}::uuid[], ${refs.map((one) => one.line ?? 1)}::int4[]) w (order_id, line_no)
            join order_lines l on l.company_id = ${ctx.company.id} and l.order_id = w.order_id and l.line_no = w.line_no
            join orders o on o.company_id = l.company_id and o.id = l.order_id left join users u on u.id = o.created_by
            left join order_files f on f.company_id = o.company_id and f.id = o.import_id`,
    )
    return rows.map((row) =>
      step(
        'order-line',
        { ...row, amount: roundToMinor(new Decimal(row.exact), row.currency) },
        {
          next: [],
          opens: { verb: 'invoicing.read-order', input: { orderId: row.id } },
          source:
            row.sha256 === null
              ? null
              : {
                  ...(row.invoiceId
                    ? { verb: 'invoicing.source', input: { invoiceId: row.invoiceId } }
                    : { verb: 'invoicing.read-order', input: { orderId: row.id } }),
                  fileName: row.fileName,
                  sha256: row.sha256,
                  place: row.sourceRow === null ? null : String(row.sourceRow),
                },
        },
      ),
    )
  },
  async payment(ctx, refs) {
    const rows = await ctx.db.rows<Found & { sha256: string | null; fileName: string | null; place: string | null }>(
      sql`select t.id, coalesce(t.reference, t.bank_reference, t.end_to_end_id, b.code) as title,
                 case when ${seesProtected(ctx)}::boolean is not true and exists (select from bank_postings k join postings q on q.company_id = k.company_id and q.voucher_id = k.voucher_id join parties h on h.company_id = q.company_id and h.id = q.party_id
                                          where k.company_id = t.company_id and k.bank_transaction_id = t.id and h.protection <> 'none') then null else nullif(concat_ws(' · ', t.payer_name, nullif(t.text, '')), '') end as text,
                 null::uuid as "partyId", null as "partyNumber", null as "partyName", t.amount, t.currency, t.booked_on as day, to_json(t.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy",
                 encode(f.sha256, 'hex') as sha256, f.file_name as "fileName", coalesce(t.source_path, t.source_line::text) as place
            from bank_transactions t join bank_accounts b on b.company_id = t.company_id and b.id = t.bank_account_id
            left join bank_files f on f.company_id = t.company_id and f.id = t.file_id left join users u on u.id = t.recorded_by
           where t.company_id = ${ctx.company.id} and t.id = any (${idsOf(refs)}::uuid[])`,
    )
    return rows.map((row) =>
      step('payment', row, {
        next: [],
        opens: { verb: 'bank.read-transaction', input: { transactionId: row.id } },
        source:
          row.sha256 === null
            ? null
            : {
                verb: 'bank.source',
                input: { transactionId: row.id },
                fileName: row.fileName,
                sha256: row.sha256,
                place: row.place,
              },
      }),
    )
  },
  async letter(ctx, refs) {
    const rows = await ctx.db.rows<Found & { items: Id[] }>(
      sql`select l.id, l.reference as title, l.kind as text, l.party_id as "partyId", p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName", l.amount_total as amount, l.currency,
                 l.sent_on as day, to_json(l.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy",
                 array(select i.item_id from dunning_letter_items i where i.company_id = l.company_id and i.letter_id = l.id order by i.item_id limit ${mostOf}) as items
            from dunning_letters l left join parties p on p.company_id = l.company_id and p.id = l.party_id left join users u on u.id = l.recorded_by
           where l.company_id = ${ctx.company.id} and l.id = any (${idsOf(refs)}::uuid[])`,
    )
    return rows.map((row) =>
      step('letter', row, {
        next: row.items.flatMap((id) => ref('item', id)),
        opens: { verb: 'dunning.read-letter', input: { letterId: row.id } },
      }),
    )
  },
  async interest(ctx, refs) {
    const rows = await ctx.db.rows<Found & { itemId: Id; segments: Segment[] }>(
      sql`select c.id, i.number_text as title, i.party_id as "partyId", p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName", c.amount, i.currency, c.through_on as day,
                 to_json(c.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy", c.item_id as "itemId", c.segments
            from interest_charges c join open_items i on i.company_id = c.company_id and i.id = c.item_id
            left join parties p on p.company_id = i.company_id and p.id = i.party_id left join users u on u.id = c.recorded_by
           where c.company_id = ${ctx.company.id} and c.id = any (${idsOf(refs)}::uuid[])`,
    )
    return rows.map((row) =>
      step(
        'interest',
        { ...row, text: row.segments.map(reckoned).join('; ') || null },
        { next: ref('item', row.itemId), opens: null },
      ),
    )
  },
}

const reckoned = ({ from, through, principal, percent }: Segment): string =>
  `${principal} × ${percent} %, ${from} – ${through}`

interface Rated {
  /** Null: it is in the currency of the books. */
  baseAmount: bigint | null
  baseCurrency: string
  /** Of the document that the voucher is of. */
  documentRate: string | null
  documentRateOn: Day | null
  /** The latest on record by then. */
  rate: string | null
  rateOn: Day | null
  rateSource: string | null
}

/** A document says its rate; any other posting was made by the rate on record if that gives its amount. */
function exchangeOf(row: Rated & { amount: bigint; currency: string }): Exchange | null {
  const { baseAmount, baseCurrency } = row
  if (baseAmount === null) return null
  const money = { baseAmount: formatMinor(baseAmount, baseCurrency), baseCurrency }
  const own = new Decimal(formatMinor(row.amount, row.currency))
  if (row.documentRate !== null) {
    const isOnRecord = row.rate === row.documentRate && row.rateOn === row.documentRateOn
    return { ...money, rate: row.documentRate, on: row.documentRateOn, source: isOnRecord ? row.rateSource : null }
  }
  if (row.rate !== null && roundToMinor(own.times(row.rate), baseCurrency) === baseAmount)
    return { ...money, rate: row.rate, on: row.rateOn, source: row.rateSource }
  const quotient = new Decimal(money.baseAmount).div(own).toDecimalPlaces(6)
  return { ...money, rate: quotient.toFixed(), on: null, source: null }
}

/** So many ways on from one step. */
const mostOf = 50
const idsOf = (refs: Ref[]): Id[] => refs.map((one) => one.id)
