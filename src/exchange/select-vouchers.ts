import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

const batch = 500

export interface Range {
  from: Day
  to: Day
  /** The receiving system. */
  target: string
  /** Also what that system got before. */
  again: boolean
}

export interface VoucherRow {
  id: Id
  series: string
  number: bigint
  postedOn: Day
  text: string
  recordedOn: Day
  currency: string
  document: { type: string; number: string; issuedOn: Day; dueOn: Day } | null
  postings: PostingRow[]
}
export interface PostingRow {
  account: string
  /** Base currency, debit +. */
  amount: bigint
  dimensions: Record<string, string>
  text: string | null
  vatCode: string | null
  party: PartyRow | null
  /** Number of the open item that the posting is, or that it adjusts. */
  item: string | null
}
export interface PartyRow {
  number: string
  /** The number in place of the name for a protected person. */
  name: string
  organisationNumber: string | null
  vatNumber: string | null
  payable: boolean
}

/** What a system has not had yet (or everything, by choice), held in a temporary table of the transaction. */
export interface Selected {
  count: number
  debit: bigint
  currency: string
  vouchers(): AsyncGenerator<VoucherRow>
}

/**
 * SQL: voucher `v` is in the currency of the books of its day. The vouchers of a redenomination that bring the old currency to
 * nil on the first day of the new one stay here: elsewhere the old year ends with its balances, and the new one has one currency.
 */
const inBooksOfItsDay = `(v.transaction_type <> 'redenomination'
   or exists (select from company_currencies b where b.company_id = v.company_id and b.currency = v.base_currency and b.valid_from <= v.posted_on and v.posted_on < b.valid_to))`

/**
 * Chooses the vouchers of a range for a receiving system: everything of a company goes together.
 * @throws Refused exchange.two-currencies, exchange.nothing-new
 */
export async function selectVouchers(ctx: Ctx, range: Range, only = 'true'): Promise<Selected> {
  const { db, company } = ctx
  if (range.from > range.to) refuse('exchange.range', `${range.from} is after ${range.to}`, { ...range, again: null })
  // Two exports to one system wait for each other; the second finds what the first has taken.
  await db.query(`select pg_advisory_xact_lock(hashtext($1))`, [`exchange ${company.id} ${range.target}`])
  await db.query(
    `create temporary table selected_vouchers (id uuid primary key, again boolean not null) on commit drop`,
  )
  await db.query(
    `insert into selected_vouchers
     select v.id, e.voucher_id is not null
       from vouchers v
       left join exchange_exported_vouchers e on e.company_id = v.company_id and e.voucher_id = v.id and e.target = $4 and not e.again
      where v.company_id = $1 and v.posted_on between $2 and $3 and (e.voucher_id is null or $5) and ${inBooksOfItsDay} and ${only}`,
    [company.id, range.from, range.to, range.target, range.again],
  )
  await db.query('analyze selected_vouchers')
  const sums = await db.rows<{ currency: string; count: number; debit: bigint }>(
    `select p.base_currency as currency, (count(*) filter (where p.line_no = 1))::int as count, coalesce(sum_minor(p.base_amount) filter (where p.base_amount > 0), 0) as debit
       from selected_vouchers s join postings p on p.company_id = $1 and p.voucher_id = s.id group by p.base_currency`,
    [company.id],
  )
  if (sums.length > 1) {
    const currencies = sums.map((sum) => sum.currency).join(' and ')
    refuse(
      'exchange.two-currencies',
      `the books change currency within the range (${currencies}): export each part by itself`,
    )
  }
  const [sum] = sums
  if (!sum) {
    const message = `no voucher from ${range.from} to ${range.to} that ${range.target} has not had: choose "again" to send what it had`
    return refuse('exchange.nothing-new', message, { from: range.from, to: range.to, target: range.target }, 409)
  }
  return { ...sum, vouchers: () => streamVouchers(ctx) }
}

async function* streamVouchers({ db, company }: Ctx): AsyncGenerator<VoucherRow> {
  const rows = db.stream<
    Omit<VoucherRow, 'postings'> & {
      postings: [
        string,
        string,
        Record<string, string> | null,
        string | null,
        string | null,
        string | null,
        string | null,
        string | null,
        string | null,
        boolean,
        string | null,
      ][]
    }
  >(
    `select v.id, s.code as series, v.number, v.posted_on as "postedOn", v.text, (v.recorded_at at time zone $2)::date as "recordedOn", v.base_currency as currency,
            (select json_build_object('type', i.kind, 'number', i.number_text, 'issuedOn', i.issued_on, 'dueOn', i.due_on) from invoices i
              where i.company_id = $1 and i.voucher_id = v.id limit 1) as document,
            (select json_agg(json_build_array(p.account, p.base_amount::text, p.dimensions, p.text, p.vat_code, pa.number,
                      case when pa.protection = 'none' then pa.name else pa.number end,
                      case when pa.kind = 'person' then null else pa.identity_number end, pa.vat_number, a.control = 'payable',
                      coalesce(i.number_text, j.number_text)) order by p.line_no)
               from postings p join accounts a on a.company_id = p.company_id and a.code = p.account
               left join parties pa on pa.company_id = p.company_id and pa.id = p.party_id
               left join open_items i on i.company_id = p.company_id and i.voucher_id = p.voucher_id and i.line_no = p.line_no
               left join open_items j on j.company_id = p.company_id and j.id = p.adjusts_item_id
              where p.company_id = $1 and p.voucher_id = v.id and p.base_amount <> 0) as postings
       from selected_vouchers x join vouchers v on v.company_id = $1 and v.id = x.id
       join number_series s on s.company_id = v.company_id and s.id = v.series_id
      order by s.code, v.year, v.number`,
    [company.id, company.timeZone],
    batch,
  )
  for await (const vouchers of rows)
    for (const voucher of vouchers) yield { ...voucher, postings: (voucher.postings ?? []).map(postingOf) }
}

const postingOf = ([
  account,
  amount,
  dimensions,
  text,
  vatCode,
  number,
  name,
  organisationNumber,
  vatNumber,
  payable,
  item,
]: [
  string,
  string,
  Record<string, string> | null,
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
  boolean | null,
  string | null,
]): PostingRow => ({
  account,
  amount: BigInt(amount),
  dimensions: dimensions ?? {},
  text,
  vatCode,
  party: number ? { number, name: name ?? number, organisationNumber, vatNumber, payable: payable === true } : null,
  item: item === '' ? null : item,
})
