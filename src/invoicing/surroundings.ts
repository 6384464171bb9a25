import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { readOpenDays } from '../ledger/open-day.ts'
import { readParties } from '../parties/queries.ts'
import type { Original, Surroundings } from './assemble.ts'
import type { BillingSetUp } from './billing-set-up.ts'
import type { Draft, Order } from './types.ts'

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
    ),
    readHolds(ctx, orders, on),
    readAdvances(ctx, orders),
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
  return {
    setUp,
    parties,
    originals,
    holds,
    advances,
    openDay,
  }
}

export async function readOriginals(ctx: Ctx, ids: readonly Id[]): Promise<Map<Id, Original>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db.rows<
    Omit<Original, 'lines' | 'vat' | 'creditedVat'> & {
      lines: (string | null)[][]
      vat: string[][]
      creditedVat: string[][]
    }
  >(
    `select i.id, i.kind, i.number_text as "numberText", i.issued_on as "issuedOn", i.currency, i.party_id as "partyId", i.payer_id as "payerId",
            i.amount_gross as "amountGross", i.amount_rounding as "amountRounding", trim_scale(i.rate)::text as rate, i.rate_on as "rateOn", t.account, t.base_currency as "baseCurrency",
            exists (select from invoice_annulments n where n.company_id = i.company_id and n.invoice_id = i.id) as annulled,
            s.credited, s.rounding as "creditedRounding",
            (select coalesce(json_agg(json_build_array(l.line_no::text, trim_scale(l.quantity)::text, trim_scale(l.unit_price)::text, l.amount_net::text, coalesce(l.amount_allowance, 0)::text,
                    l.vat_code, l.vat_category, trim_scale(l.vat_percent)::text, k.quantity, k.at_price, k.net, k.allowance) order by l.line_no), '[]')
               from invoice_lines l
               left join lateral (
                 select coalesce(sum(x.quantity) filter (where x.unit_price = l.unit_price), 0)::text as quantity,
                        coalesce(sum(x.amount_net) filter (where x.unit_price = l.unit_price), 0)::text as at_price,
                        coalesce(sum(x.amount_net), 0)::text as net, coalesce(sum(x.amount_allowance), 0)::text as allowance
                   from invoices c join invoice_lines x on x.company_id = c.company_id and x.invoice_id = c.id and x.credits_line_no = l.line_no
                  where c.company_id = i.company_id and c.credits_id = i.id and c.kind = 'credit-note'
                    and not exists (select from invoice_annulments n where n.company_id = c.company_id and n.invoice_id = c.id)) k on true
              where l.company_id = i.company_id and l.invoice_id = i.id and not l.text_only) as lines,
            (select coalesce(json_agg(json_build_array(v.vat_code, v.category, trim_scale(v.percent)::text, v.base::text, v.vat::text) order by v.row_no), '[]')
               from invoice_vat v where v.company_id = i.company_id and v.invoice_id = i.id) as vat,
            (select coalesce(json_agg(json_build_array(s.category, s.percent, s.base, s.vat)), '[]')
               from (select v.category, trim_scale(v.percent)::text as percent, sum(v.base)::text as base, sum(v.vat)::text as vat
                       from invoices c join invoice_vat v on v.company_id = c.company_id and v.invoice_id = c.id
                      where c.company_id = i.company_id and c.credits_id = i.id and c.kind = 'credit-note'
                        and not exists (select from invoice_annulments n where n.company_id = c.company_id and n.invoice_id = c.id)
                      group by v.category, v.percent) s) as "creditedVat"
       from invoices i
       left join open_items t on t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1
       cross join lateral (
         select coalesce(sum(c.amount_gross), 0)::bigint as credited, coalesce(sum(c.amount_rounding), 0)::bigint as rounding
           from invoices c
          where c.company_id = i.company_id and c.credits_id = i.id and c.kind = 'credit-note'
            and not exists (select from invoice_annulments n where n.company_id = c.company_id and n.invoice_id = c.id)) s
      where i.company_id = $1 and i.id = any ($2::uuid[])`,
    [ctx.company.id, [...new Set(ids)]],
  )
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...row,
        lines: row.lines.map(
          ([
            lineNo,
            quantity,
            unitPrice,
            amountNet,
            allowance,
            vatCode,
            vatCategory,
            vatPercent,
            creditedQuantity,
            creditedAtPrice,
            credited,
            creditedAllowance,
          ]) => ({
            lineNo: Number(lineNo),
            quantity: quantity!,
            unitPrice: unitPrice!,
            amountNet: BigInt(amountNet!),
            amountAllowance: BigInt(allowance!),
            vatCode: vatCode!,
            vatCategory: vatCategory!,
            vatPercent: vatPercent ?? null,
            creditedQuantity: creditedQuantity!,
            creditedAtPrice: BigInt(creditedAtPrice!),
            credited: BigInt(credited!),
            creditedAllowance: BigInt(creditedAllowance!),
          }),
        ),
        vat: row.vat.map(([vatCode, category, percent, base, vat]) => ({
          vatCode: vatCode!,
          category: category!,
          percent: percent ?? null,
          base: BigInt(base!),
          vat: BigInt(vat!),
        })),
        creditedVat: row.creditedVat.map(([category, percent, base, vat]) => ({
          category: category!,
          percent: percent ?? null,
          base: BigInt(base!),
          vat: BigInt(vat!),
        })),
      },
    ]),
  )
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
async function readAdvances(ctx: Ctx, orders: readonly Order[]): Promise<Surroundings['advances']> {
  const withSource = orders.filter((order) => order.kind === 'invoice')
  if (withSource.length === 0) return new Map()
  const rows = await ctx.db.rows<{
    orderId: Id
    invoiceId: Id
    number: string
    issuedOn: Day
    gross: bigint
    vat: bigint
    net: bigint
    vatRows: [string, string | null, string][] | null
  }>(
    hot(
      `select d.order_id as "orderId", i.id as "invoiceId", i.number_text as number, i.issued_on as "issuedOn", i.amount_gross as gross, i.amount_vat as vat, i.amount_net as net,
            (select json_agg(json_build_array(v.vat_code, trim_scale(v.percent)::text, v.vat::text) order by v.row_no)
               from invoice_vat v where v.company_id = i.company_id and v.invoice_id = i.id and v.vat <> 0) as "vatRows"
       from order_advances d join invoices i on i.company_id = d.company_id and i.id = d.advance_invoice_id
      where d.company_id = $1 and d.order_id = any ($2::uuid[])
      order by i.issued_on, i.id`,
      [ctx.company.id, withSource.map((order) => order.id)],
    ),
  )
  const advances = new Map<Id, Draft['advances']>()
  for (const { orderId, vatRows, ...advance } of rows) {
    const deducted = {
      ...advance,
      vatRows: (vatRows ?? []).map(([vatCode, percent, vat]) => ({ vatCode, percent, vat: BigInt(vat) })),
    }
    advances.set(orderId, [...(advances.get(orderId) ?? []), deducted as Draft['advances'][number]])
  }
  return advances
}
