import { z } from 'zod'
import { id, pageOf, paging } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import {
  carried,
  fewSettled,
  invoiceFilter,
  invoiceKinds,
  invoiceState,
  invoiceStates,
  invoiceTables,
  openAmount,
  openCurrency,
  tablesFor,
  whereInvoices,
} from '../invoice-filter.ts'
import { logShown } from '../log-shown.ts'
import { shownName } from '../shown-name.ts'

const invoiceRow = z.object({
  invoiceId: id,
  kind: z.enum(invoiceKinds),
  number: z.string(),
  reference: z.string(),
  partyId: id,
  customer: z.string(),
  customerName: z.string(),
  isProtected: z.boolean(),
  invoiceGroup: z.string(),
  issuedOn: z.string(),
  dueOn: z.string(),
  currency: z.string(),
  net: z.string(),
  vat: z.string(),
  gross: z.string(),
  payable: z.string(),
  open: z.string(),
  openCurrency: z
    .string()
    .meta({ description: 'Of what is open: another than the document’s after a change of currency' }),
  state: z.enum(invoiceStates),
  annulled: z.boolean(),
  credits: z.string().nullable(),
})

/** Expression and type; with the id they name one row. */
const sorts = {
  newest: ['i.id', 'uuid'],
  issuedOn: ['i.issued_on', 'date'],
  dueOn: ['i.due_on', 'date'],
  number: ['i.number_text', 'text'],
  customer: ['p.number', 'text'],
  amount: ['i.amount_payable', 'int8'],
  open: ['coalesce(nullif(t.amount_open, 0), s.open, 0)', 'int8'],
} as const
type Sort = keyof typeof sorts
/** Tables beside the documents that an order names. */
const named: Partial<Record<Sort, readonly ('p' | 't')[]>> = { customer: ['p'], open: ['t'] }

/**
 * The item of a document's own voucher, found from the item on. `case`: that both columns name the same document PostgreSQL does not
 * know; it would count on one row where there are a million, and join all of them.
 */
const ownItems =
  'join open_items t on t.company_id = i.company_id and t.invoice_id = i.id and t.line_no = 1 and case when t.voucher_id = i.voucher_id then true end'

export const listInvoices = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'invoicing.list-invoices',
  summary: 'Issued documents, newest first',
  route: 'GET /invoices',
  input: z.object({
    ...paging,
    ...invoiceFilter,
    sort: z.enum(Object.keys(sorts) as [Sort, ...Sort[]]).default('newest'),
    ascending: z.stringbool().or(z.boolean()).default(false),
  }),
  output: pageOf(invoiceRow),
  async run(ctx, { after, limit, sort, ascending, ...filter }) {
    type Amounts = 'net' | 'vat' | 'gross' | 'payable' | 'open'
    const [key, type] = sorts[sort]
    const cursor = after === undefined ? null : readCursor(after)
    const direction = ascending ? '' : 'desc'
    type Row = Omit<z.output<typeof invoiceRow>, Amounts> & Record<Amounts, bigint> & { key: string }
    const where = sql`${await whereInvoices(ctx, filter)} and ${await fewSettled(ctx, filter)}`
    const tables = tablesFor(ctx, filter, named[sort] ?? [])
    const page = (from: string, by: string, among = raw('true')): Statement => {
      const beyond = cursor
        ? sql`(${raw(by)}, i.id) ${raw(ascending ? '>' : '<')} (${cursor.key}::text::${raw(type)}, ${cursor.row}::text::uuid)`
        : raw('true')
      return sql`(select i.id, ${raw(by)} as key from ${raw(from)} where ${where} and ${among} and ${beyond}
                   order by ${raw(`${by} ${direction}, i.id ${direction}`)} limit ${limit})`
    }
    const read = (pages: Statement): Promise<Row[]> =>
      ctx.db.rows<Row>(
        sql`select i.id as "invoiceId", i.kind, i.number_text as number, i.reference, i.party_id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected",
              g.code as "invoiceGroup", i.issued_on as "issuedOn", i.due_on as "dueOn", i.currency, i.amount_net as net, i.amount_vat as vat, i.amount_gross as gross, i.amount_payable as payable,
              ${raw(openAmount)} as open, ${raw(openCurrency)} as "openCurrency", ${raw(invoiceState(ctx.today))} as state, n.invoice_id is not null as annulled,
              (select c.number_text from invoices c where c.company_id = i.company_id and c.id = i.credits_id) as credits, page.key::text as key
         from (select * from (${pages}) pages order by ${raw(`key ${direction}, id ${direction}`)} limit ${limit}) page,
              ${raw(invoiceTables)} ${raw(carried)}
        where i.company_id = ${ctx.company.id} and i.id = page.id
        order by ${raw(`page.key ${direction}, i.id ${direction}`)}`,
      )
    // What lives on in other items is asked of the page alone, unless all documents are sorted by it.
    const livingOn = `join (select c.invoice_id, c.number_text, sum(c.amount_open)::bigint as open from open_items c
                          where c.company_id = '${ctx.company.id}' and c.continues_id is not null and c.amount_open <> 0 group by 1, 2) s on s.invoice_id = i.id and s.number_text = i.number_text`
    const general = () => read(page(sort === 'open' ? `${tables} left ${livingOn}` : tables, key))
    // Of a million the largest come by the index of what is open, and the few that live on beside them; those with nothing open follow.
    const largest = async (): Promise<Row[]> => {
      const [side, upTo] = ascending ? ['< 0', '>='] : ['> 0', '<=']
      const isBeyond = cursor !== null && (ascending ? BigInt(cursor.key) >= 0n : BigInt(cursor.key) <= 0n)
      if (isBeyond) return general()
      const reached = cursor ? sql`t.amount_open ${raw(upTo)} ${cursor.key}::text::int8` : raw('true')
      const rows = await read(
        sql`${page(tables.replace(/left join open_items t on .*/, ownItems), 't.amount_open', sql`t.amount_open ${raw(side)} and ${reached}`)}
            union all ${page(`${tables} ${livingOn}`, 's.open', raw(`s.open ${side} and coalesce(t.amount_open, 0) = 0`))}`,
      )
      return rows.length === limit ? rows : general()
    }
    const rows = await (sort === 'open' ? largest() : general())
    await logShown(ctx, 'invoicing.list-invoices', rows)
    const last = rows.length === limit ? rows.at(-1)! : null
    return {
      rows: rows.map(({ key: _, ...row }) => ({
        ...row,
        net: formatMinor(row.net, row.currency),
        vat: formatMinor(row.vat, row.currency),
        gross: formatMinor(row.gross, row.currency),
        payable: formatMinor(row.payable, row.currency),
        open: formatMinor(row.open, row.openCurrency),
      })),
      next: last ? writeCursor({ key: last.key, row: last.invoiceId }) : null,
    }
  },
})
