import { z } from 'zod'
import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { daysBetween } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { searchName } from '../../parties/search-name.ts'
import { logProtectedReads, protectedName, seesProtected } from '../../parties/sees-protected.ts'
import { findParty } from '../find-party.ts'
import { readTransactions } from '../read-transactions.ts'

const shownMax = 50
const partiesMax = 8

const item = z.object({
  itemId: id,
  kind: z.string(),
  number: z.string(),
  invoiceId: id.nullable(),
  reference: z.string().nullable(),
  party: z.object({ id, number: z.string(), name: z.string() }),
  openedOn: dayText,
  dueOn: dayText,
  days: z.number().meta({ description: 'From the due day to the payment: + paid late' }),
  open: z.string().meta({ description: '− is a credit note' }),
  currency: z.string(),
})

/**
 * Open items that a person may choose for a payment, in its currency, or in any, its own first: those of one customer, oldest due first; or
 * among all by a part of a number, reference or name, or by an amount. With text also the customers themselves.
 */
export const findItems = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'bank.find-items',
  summary: 'Find open items for a payment: of one customer, or among all',
  route: 'GET /matching-desk/{transactionId}/items',
  input: z.object({
    transactionId: id,
    party: z.string().optional().meta({ description: 'Customer number or id: all that it has open' }),
    q: z.string().trim().max(100).optional(),
    anyCurrency: z
      .stringbool()
      .or(z.boolean())
      .default(false)
      .meta({ description: 'Also items of other currencies: they are settled at the rate of the payment’s day' }),
  }),
  output: z.object({
    items: z.array(item),
    customers: z.array(z.object({ id, number: z.string(), name: z.string(), openCount: z.number() })),
    cut: z.boolean().meta({ description: 'There are more items than these' }),
  }),
  async run(ctx, { transactionId, party, q = '', anyCurrency }) {
    const transaction = (await readTransactions(ctx, [transactionId])).get(transactionId)!
    const code = q.replace(/\s/g, '')
    const customers = party
      ? [(await findParty(ctx, party)).id]
      : q === ''
        ? []
        : (
            await ctx.db.rows<{ id: Id }>(
              `select party_id as id from (select party_id, min(place) as place, min(no) as no from search_parties($1, $2, $3, $4, $5) with ordinality as s (party_id, place, no)
                 group by 1 order by 2, 3 limit $5) x order by place, no`,
              [
                searchName(q).split(' ').filter(Boolean).slice(0, 4),
                code,
                country(ctx.company.country).identity.anyNumber(q, ctx.today).value?.value ?? '',
                seesProtected(ctx),
                partiesMax,
              ],
            )
          ).map((row) => row.id)
    const amount = /^\d{1,13}([.,]\d{1,2})?$/.test(code) ? minorOf(code) : null
    const rows = await ctx.db.rows<{
      itemId: Id
      kind: string
      number: string
      invoiceId: Id | null
      reference: string | null
      partyId: Id
      partyNumber: string
      partyName: string
      protection: string
      openedOn: Day
      dueOn: Day
      open: bigint
      currency: string
    }>(
      `with hits as (
         select v.id, v.party_id, v.payer_id, v.number_text from search_invoices(array[$3], $3, $6) s join invoices v on v.company_id = $1 and v.id = s.invoice_id where $3 <> ''
       ), found as (
         select i.id, 3 as place from open_items i where i.company_id = $1 and i.party_id = any ($2::uuid[]) and i.amount_open <> 0
         union all
         -- Items of the documents found: on their customer, or moved on from him; of other items by their own number or reference.
         select t.id, 1 from hits v
           join open_items t on t.company_id = $1 and t.party_id in (v.party_id, v.payer_id) and t.amount_open <> 0 and t.invoice_id = v.id
         union all
         select c.id, 1 from hits v
           join open_items c on c.company_id = $1 and c.number_text = v.number_text and c.continues_id is not null and c.amount_open <> 0 and c.invoice_id = v.id
         union all
         (select i.id, 1 from open_items i where $3 <> '' and i.company_id = $1 and i.amount_open <> 0 and i.reference = $3 limit $6)
         union all
         (select i.id, 1 from open_items i where $3 <> '' and i.company_id = $1 and i.amount_open <> 0 and i.number_text = $3
             and (i.continues_id is not null or i.kind = 'take-over' or i.invoice_id is null and i.amount > 0) limit $6)
         union all
         (select i.id, 2 from open_items i where i.company_id = $1 and i.amount_open = $4 and i.amount_open <> 0 limit $6)
       )
       select i.id as "itemId", i.kind, i.number_text as number, i.invoice_id as "invoiceId", i.reference, p.id as "partyId", p.number as "partyNumber", p.name as "partyName", p.protection,
              i.opened_on as "openedOn", i.due_on as "dueOn", i.amount_open as open, i.currency
         from (select id, min(place) as place from found group by 1) f
         join open_items i on i.company_id = $1 and i.id = f.id
         join parties p on p.company_id = i.company_id and p.id = i.party_id and p.kind <> 'system'
        where i.amount_open <> 0 and ($7 or i.currency = $5) and (i.amount_open > 0 or i.kind = 'credit-note')
        order by i.currency <> $5, f.place, i.due_on, i.number_text, i.id limit $6`,
      [ctx.company.id, customers, code, amount, transaction.currency, shownMax + 1, anyCurrency],
    )
    const named = party ? [] : await readCustomers(ctx, customers, anyCurrency ? null : transaction.currency)
    const masks = !seesProtected(ctx)
    const hidden = rows.filter((row) => row.protection !== 'none').map((row) => row.partyId)
    const looks = [...hidden, ...named.filter((row) => row.protection !== 'none').map((row) => row.id)]
    if (looks.length > 0) await logProtectedReads(ctx, looks, 'bank.find-items')
    const nameOf = (name: string, protection: string) =>
      masks && protection !== 'none' ? protectedName[ctx.company.language] : name
    return {
      items: rows.slice(0, shownMax).map((row) => ({
        itemId: row.itemId,
        kind: row.kind,
        number: row.number,
        invoiceId: row.invoiceId,
        reference: row.reference,
        party: { id: row.partyId, number: row.partyNumber, name: nameOf(row.partyName, row.protection) },
        openedOn: row.openedOn,
        dueOn: row.dueOn,
        days: daysBetween(row.dueOn, transaction.bookedOn),
        open: formatMinor(row.open, row.currency),
        currency: row.currency,
      })),
      customers: named.map(({ protection, ...row }) => ({ ...row, name: nameOf(row.name, protection) })),
      cut: rows.length > shownMax,
    }
  },
})

/** All currencies of the three countries have two decimals. */
function minorOf(text: string): string {
  const [whole, part = ''] = text.replace(',', '.').split('.')
  return `${whole}${part.padEnd(2, '0')}`
}

const readCustomers = (
  ctx: Ctx,
  ids: readonly Id[],
  currency: string | null,
): Promise<{ id: Id; number: string; name: string; protection: string; openCount: number }[]> =>
  ctx.db.rows(
    `select p.id, p.number, p.name, p.protection,
            (select count(*)::int from open_items i where i.company_id = p.company_id and i.party_id = p.id and i.amount_open > 0 and ($3::text is null or i.currency = $3)) as "openCount"
       from parties p where p.company_id = $1 and p.id = any ($2::uuid[]) order by array_position($2::uuid[], p.id)`,
    [ctx.company.id, ids, currency],
  )
