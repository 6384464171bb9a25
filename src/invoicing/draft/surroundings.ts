import { changeOf } from '../../countries/currency.ts'
import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import { hot } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { readOpenDays } from '../../ledger/open-day.ts'
import { readParties } from '../../parties/queries.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import type { Draft, Order } from '../types.ts'
import type { Surroundings } from './assemble.ts'
import { amountInNew } from './carry-over.ts'
import { readCreditLimits } from './credit-limits.ts'
import { readOriginals } from './read-originals.ts'

/** What a batch of orders needs to become drafts: one query per kind of fact. */
export async function readSurroundings(
  ctx: Ctx,
  setUp: BillingSetUp,
  orders: readonly Order[],
  on: Day,
): Promise<Surroundings> {
  // None needs another's answer: sent together, they wait for no one but the database.
  const [parties, originals, holds, advances, openDay] = await Promise.all([
    readParties(
      ctx.db,
      ctx.company.id,
      orders.map((order) => order.partyId),
      on,
    ),
    readOriginals(
      ctx,
      orders.flatMap((order) => (order.creditsId ? [order.creditsId] : [])),
      on,
    ),
    readHolds(ctx, orders, on),
    readAdvances(ctx, orders, on),
    readOpenDays(ctx.db, ctx.company.id),
  ])
  const payerIds = [...parties.values()].flatMap((party) =>
    party.payerId && !parties.has(party.payerId) ? [party.payerId] : [],
  )
  if (payerIds.length > 0)
    for (const [id, payer] of await readParties(ctx.db, ctx.company.id, payerIds, on)) parties.set(id, payer)
  // A correction goes to who was to pay then.
  const others = [...originals.values()].flatMap((one) => (parties.has(one.payerId) ? [] : [one.payerId]))
  if (others.length > 0)
    for (const [id, payer] of await readParties(ctx.db, ctx.company.id, others, on)) parties.set(id, payer)
  const payers = [...parties.values()].map((party) => party.payerId ?? party.id)
  return {
    setUp,
    parties,
    originals,
    holds,
    advances,
    limits: await readCreditLimits(ctx, setUp, [...new Set(payers)], on),
    openDay,
  }
}

async function readHolds(ctx: Ctx, orders: readonly Order[], on: Day): Promise<Surroundings['holds']> {
  const rows = await ctx.db.rows<{ subject: Id; kind: string; reason: string; by: string | null }>(
    hot(
      `select coalesce(h.party_id, h.order_id) as subject, h.kind, h.reason, u.name as by
       from holds h left join users u on u.id = h.recorded_by
      where h.company_id = $1 and h.released_at is null and h.kind in ('billing', 'pause') and h.from_on <= $4 and $4 < h.to_on
        and (h.party_id = any ($2::uuid[]) or h.order_id = any ($3::uuid[]))`,
      [ctx.company.id, [...new Set(orders.map((order) => order.partyId))], orders.map((order) => order.id), on],
    ),
  )
  const holds: Surroundings['holds'] = new Map()
  for (const { subject, ...hold } of rows) holds.set(subject, [...(holds.get(subject) ?? []), hold])
  return holds
}

/** Advance invoices that name the same proforma or purchase and wait to be deducted: by the order that names them. */
async function readAdvances(ctx: Ctx, orders: readonly Order[], on: Day): Promise<Surroundings['advances']> {
  const withSource = orders.filter((order) => order.kind === 'invoice')
  if (withSource.length === 0) return new Map()
  const rows = await ctx.db.rows<{
    orderId: Id
    invoiceId: Id
    number: string
    currency: string
    issuedOn: Day
    gross: bigint
    vat: bigint
    net: bigint
    vatRows: [string, string | null, string][] | null
  }>(
    hot(
      `select d.order_id as "orderId", i.id as "invoiceId", i.number_text as number, i.currency, i.issued_on as "issuedOn", i.amount_gross as gross, i.amount_vat as vat, i.amount_net as net,
            (select json_agg(json_build_array(v.vat_code, trim_scale(v.percent)::text, v.vat::text) order by v.row_no)
               from invoice_vat v where v.company_id = i.company_id and v.invoice_id = i.id and v.vat <> 0) as "vatRows"
       from order_advances d join invoices i on i.company_id = d.company_id and i.id = d.advance_invoice_id
      where d.company_id = $1 and d.order_id = any ($2::uuid[])
      order by i.issued_on, i.id`,
      [ctx.company.id, withSource.map((order) => order.id)],
    ),
  )
  const advances = new Map<Id, Draft['advances']>()
  const { currency: rules } = country(ctx.company.country)
  for (const { orderId, currency, vatRows, gross, ...advance } of rows) {
    const change = changeOf(rules, currency, on)
    const inDocument = (amount: bigint) => (change ? amountInNew(amount, change) : amount)
    const rates = (vatRows ?? []).map(([vatCode, percent, vat]) => ({ vatCode, percent, vat: inDocument(BigInt(vat)) }))
    const vat = rates.reduce((sum, row) => sum + row.vat, 0n)
    const deducted = { ...advance, gross: inDocument(gross), vat, net: inDocument(gross) - vat, vatRows: rates }
    advances.set(orderId, [...(advances.get(orderId) ?? []), deducted as Draft['advances'][number]])
  }
  return advances
}
