import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { amountText, dayText, id } from '../db/schemas.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import { parseMinor } from '../kernel/money.ts'
import { searchName } from '../parties/search-name.ts'
import { seesProtected } from '../parties/sees-protected.ts'
import { carriedOn } from './claims.ts'

export const invoiceKinds = [
  'invoice',
  'credit-note',
  'debit-note',
  'proforma',
  'advance-invoice',
  'internal-invoice',
  'interest-invoice',
] as const

export const invoiceStates = ['open', 'part-paid', 'overdue', 'paid', 'credited', 'annulled', 'no-claim'] as const

const likeMax = 200

/** What narrows a list of documents; the list, its sums and its Excel sheet share it. */
export const invoiceFilter = {
  state: z
    .enum(invoiceStates)
    .optional()
    .meta({ description: 'open: something is open; overdue: past its due day; paid, credited: nothing is' }),
  kind: z.enum(invoiceKinds).optional(),
  customer: z.string().optional().meta({ description: 'Customer number' }),
  invoiceGroup: z.string().optional(),
  businessArea: z.string().optional().meta({ description: 'Code' }),
  number: z.string().optional(),
  reference: z.string().optional(),
  runId: id.optional(),
  from: dayText.optional(),
  to: dayText.optional(),
  dueFrom: dayText.optional(),
  dueTo: dayText.optional(),
  currency: z.string().length(3).optional(),
  amountFrom: amountText.optional().meta({ description: 'Of the amount to pay' }),
  amountTo: amountText.optional(),
  search: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Beginning of a number or reference, the customer’s number or a part of the name' }),
  open: z.stringbool().or(z.boolean()).optional().meta({ description: 'true: only what has something open' }),
  annulled: z.stringbool().or(z.boolean()).optional(),
}
const shape = z.object(invoiceFilter)
export type InvoiceFilter = z.output<typeof shape>

export const invoiceTables = `invoices i
  join parties p on p.company_id = i.company_id and p.id = i.party_id
  join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
  left join open_items t on t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1
  left join invoice_annulments n on n.company_id = i.company_id and n.invoice_id = i.id`

/**
 * The same tables without those that the filter does not name: a million documents are joined with nothing in vain. Customers
 * whom the user does not see hide their documents, so who sees single areas keeps them.
 * @param more aliases that the question itself names
 */
export function tablesFor(ctx: Ctx, given: InvoiceFilter, more: readonly ('p' | 't')[] = []): string {
  const { state, open, annulled, customer, invoiceGroup } = given
  const named = {
    p: more.includes('p') || ctx.user.areas !== 'all' || Boolean(customer),
    g: ctx.user.areas !== 'all' || Boolean(invoiceGroup),
    t: more.includes('t') || state !== undefined || open !== undefined,
    n: state !== undefined || annulled !== undefined,
  }
  const [invoices, ...joins] = invoiceTables.split('\n')
  return [invoices, ...joins.filter((join) => named[/ ([pgtn]) on /.exec(join)![1] as keyof typeof named])].join('\n')
}

const credited = `exists (select from invoices k where k.company_id = i.company_id and k.credits_id = i.id and k.kind = 'credit-note'
    and not exists (select from invoice_annulments x where x.company_id = k.company_id and x.invoice_id = k.id)
  having sum(coalesce(k.credits_amount, k.amount_gross)) >= i.amount_gross)`

/** SQL, for the rows that are shown: `m`, what of the claim lives on in other items, in one currency: the document's own before others. */
export const carried = `left join lateral (
    select c.currency::text as currency, sum(c.amount_open)::bigint as open, sum(c.amount)::bigint as amount from ${carriedOn}
     group by c.currency order by c.currency <> i.currency, c.currency limit 1) m on true`

/** SQL: what is open of a document, and its currency: that of the books after their redenomination. */
export const openAmount = `(case when t.amount_open <> 0 then t.amount_open + case when m.currency = i.currency then m.open else 0 end else coalesce(m.open, 0) end)::bigint`
export const openCurrency = `case when t.amount_open <> 0 then i.currency::text else coalesce(m.currency, i.currency::text) end`

/** SQL: something else than a move has taken of the item of the document's own voucher. */
const settledBefore = `exists (select from allocations z join open_items w on w.company_id = z.company_id and w.id = case when z.debit_item_id = t.id then z.credit_item_id else z.debit_item_id end
    where z.company_id = t.company_id and (z.debit_item_id = t.id or z.credit_item_id = t.id) and w.kind <> 'transfer' and z.reverses_id is null
      and not exists (select from allocations r where r.company_id = z.company_id and r.reverses_id = z.id))`

/** SQL: where a document stands on the day given as text; asks for `m`, see carried. */
export const invoiceState = (today: string): string => `case
  when n.invoice_id is not null then 'annulled'
  when t.id is null and i.voucher_id is null then 'no-claim'
  when ${openAmount} = 0 and ${credited} then 'credited'
  when ${openAmount} = 0 then 'paid'
  when ${openAmount} > 0 and i.due_on < '${today}' then 'overdue'
  when case when t.amount_open <> 0 then t.amount_open <> t.amount else m.open <> m.amount or ${settledBefore} end then 'part-paid'
  else 'open' end`

/**
 * Conditions by where the claim stands. A list of a million is walked by the document's own item; only where that is closed are
 * the few that live on asked for.
 * @param own as if no claim lived on in another item
 */
function standing(own: boolean) {
  const livesOn = (more = '') => (own ? 'false' : `(t.amount_open = 0 and exists (select from ${carriedOn}${more}))`)
  const any = `(t.amount_open <> 0 or ${livesOn()})`
  const closed = `n.invoice_id is null and (t.id is not null or i.voucher_id is not null) and coalesce(t.amount_open, 0) = 0 and not ${livesOn()}`
  return {
    any,
    open: `${any} and n.invoice_id is null`,
    overdue: `(t.amount_open > 0 and t.closed_on = 'infinity' or ${livesOn(' and c.amount_open > 0')}) and n.invoice_id is null`,
    'part-paid': `(t.amount_open <> 0 and t.amount_open <> t.amount or ${livesOn()} and (${livesOn(' and c.amount_open <> c.amount')} or ${settledBefore})) and n.invoice_id is null`,
    paid: `${closed} and not ${credited}`,
    credited: `${closed} and ${credited}`,
    annulled: 'n.invoice_id is not null',
    'no-claim': 'n.invoice_id is null and t.id is null and i.voucher_id is null',
  } as const
}

/** @param own as if no claim lived on in another item: soon done, and wrong by those that do */
export async function whereInvoices(ctx: Ctx, given: InvoiceFilter, own = false): Promise<Statement> {
  const conditions: Statement[] = [sql`i.company_id = ${ctx.company.id}`]
  const add = (condition: Statement) => conditions.push(condition)
  const { state, search } = given
  const stands = standing(own)
  // Those that are paid in part are few: they are gathered, not met from the newest on.
  if (state === 'part-paid')
    add(
      sql`i.id = any (array(select o.invoice_id from open_items o where o.company_id = ${ctx.company.id} and o.amount_open <> 0 and o.amount_open <> o.amount and o.invoice_id is not null
            union all select o.invoice_id from open_items o where o.company_id = ${ctx.company.id} and o.continues_id is not null and o.amount_open <> 0 and o.invoice_id is not null))`,
    )
  // So are those that were credited.
  if (state === 'credited')
    add(
      sql`i.id = any (array(select k.credits_id from invoices k where k.company_id = ${ctx.company.id} and k.kind = 'credit-note' and k.credits_id is not null))`,
    )
  if (state) add(raw(stands[state]))
  if (state === 'overdue') add(sql`i.due_on < ${ctx.today}`)
  if (given.kind) add(sql`i.kind = ${given.kind}`)
  if (given.customer) add(sql`p.number = ${given.customer}`)
  if (given.invoiceGroup) add(sql`g.code = ${given.invoiceGroup}`)
  if (given.businessArea)
    add(
      sql`i.business_area_id = (select a.id from business_areas a where a.company_id = ${ctx.company.id} and a.code = ${given.businessArea})`,
    )
  if (given.number) add(sql`i.number_text = ${given.number}`)
  if (given.reference) add(sql`i.reference = ${given.reference}`)
  if (given.runId) add(sql`i.run_id = ${given.runId}`)
  if (given.from) add(sql`i.issued_on >= ${given.from}`)
  if (given.to) add(sql`i.issued_on <= ${given.to}`)
  if (given.dueFrom) add(sql`i.due_on >= ${given.dueFrom}`)
  if (given.dueTo) add(sql`i.due_on <= ${given.dueTo}`)
  if (given.currency) add(sql`i.currency = ${given.currency}`)
  const unit = given.currency ?? 'XXX'
  if (given.amountFrom) add(sql`i.amount_payable >= ${parseMinor(given.amountFrom, unit)}`)
  if (given.amountTo) add(sql`i.amount_payable <= ${parseMinor(given.amountTo, unit)}`)
  if (given.open !== undefined) add(sql`${given.open} = coalesce(${raw(stands.any)}, false)`)
  if (given.annulled !== undefined) add(sql`${given.annulled} = (n.invoice_id is not null)`)
  if (search) add(await searched(ctx, search))
  return conditions.reduce((all, one) => sql`${all} and ${one}`)
}

const foundMax = 20_000

/**
 * By the beginning of a number or reference, or by the customer: gathered by their indexes. Of what very many begin with, a list is
 * soon full: then documents are met one by one. `^@`: `like` is not leakproof, so row-level security keeps it from the indexes.
 */
async function searched(ctx: Ctx, search: string): Promise<Statement> {
  const exact = await ctx.db.maybe<{ id: Id }>(
    sql`select id from parties where company_id = ${ctx.company.id} and number = ${search}`,
  )
  const parties = [...(await partiesLike(ctx, search)), ...(exact ? [exact.id] : [])]
  const among = (condition: Statement) =>
    sql`(select i.id from invoices i where i.company_id = ${ctx.company.id} and ${condition} limit ${foundMax + 1})`
  // A reference of kind "number" is the number.
  const found = await ctx.db.rows<{ id: Id }>(
    sql`select id from (${among(sql`i.number_text ^@ ${search}`)} union ${among(sql`i.reference ^@ ${search} and i.reference_kind <> 'number'`)}
          union ${among(sql`i.party_id = any (${parties}::uuid[])`)}) f limit ${foundMax + 1}`,
  )
  return found.length <= foundMax
    ? sql`i.id = any (${found.map(({ id }) => id)}::uuid[])`
    : sql`(i.number_text ^@ ${search} or i.reference ^@ ${search} or i.party_id = any (${parties}::uuid[]))`
}

/**
 * Documents that have nothing open on their own item, where they are few beside the others (a year's first invoices, books taken over
 * yesterday): gathered, not met from the newest on. Narrows `state: paid`; true where it does not help.
 */
export async function fewSettled({ db, company }: Ctx, given: InvoiceFilter): Promise<Statement> {
  const { state, customer, number, reference, search, runId } = given
  if (state !== 'paid' || customer || number || reference || search || runId) return raw('true')
  const closed = await db.rows<{ id: Id }>(
    sql`select t.invoice_id as id from open_items t where t.company_id = ${company.id} and t.closed_on < 'infinity' and t.invoice_id is not null limit ${foundMax + 1}`,
  )
  if (closed.length > foundMax) return raw('true')
  const unclaimed = await db.rows<{ id: Id }>(
    sql`select i.id from invoices i where i.company_id = ${company.id} and i.voucher_id is not null
           and not exists (select from open_items t where t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1) limit ${foundMax + 1}`,
  )
  if (unclaimed.length > foundMax) return raw('true')
  return sql`i.id = any (${[...closed, ...unclaimed].map((row) => row.id)}::uuid[])`
}

/** Parties by a part of their name; a protected person is found by who may see such. */
export async function partiesLike(ctx: Ctx, search: string): Promise<Id[]> {
  const rows = await ctx.db.rows<{ id: Id }>(`select party_id as id from find_parties($1, $2, $3)`, [
    searchName(search),
    seesProtected(ctx),
    likeMax,
  ])
  return rows.map((row) => row.id)
}
