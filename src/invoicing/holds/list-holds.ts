import { z } from 'zod'
import { amountText, currencyCode, dayText, id, pageOf, paging } from '../../db/schemas.ts'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { logShown } from '../log-shown.ts'
import { shownName } from '../shown-name.ts'

const kinds = [
  'billing',
  'dispute',
  'deferral',
  'promise',
  'plan',
  'pause',
  'deceased',
  'bankrupt',
  'debt-relief',
] as const

/** Everything that rests: orders that are not billed, and claims that are not asked for; money that waits to be paid back has its own list. The oldest first. */
export const listHolds = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'invoicing.list-holds',
  summary: 'Holds in force, with what each of them stops',
  route: 'GET /billing-holds',
  input: z.object({ ...paging, kind: z.enum(kinds).optional() }),
  output: pageOf(
    z.object({
      holdId: id,
      kind: z.enum(kinds),
      fromOn: dayText,
      toOn: dayText.nullable().meta({ description: 'First day on which it holds no more; null: until released' }),
      reason: z.string(),
      recordedBy: z.string().nullable(),
      partyId: id,
      customer: z.string(),
      customerName: z.string(),
      isProtected: z.boolean(),
      orderId: id.nullable(),
      orderReference: z.string().nullable(),
      invoiceId: id.nullable(),
      invoiceNumber: z.string().nullable(),
      ordersWaiting: z.number().meta({ description: 'Orders that are not billed because of it' }),
      claims: z.number().meta({ description: 'Open claims that are not asked for because of it' }),
      amounts: z
        .array(z.object({ amount: amountText, currency: currencyCode }))
        .meta({ description: 'So much of them rests' }),
      stopsInterest: z.boolean(),
    }),
  ),
  async run(ctx, { after, limit, kind }) {
    const rows = await ctx.db.rows<{
      holdId: string
      partyId: string
      isProtected: boolean
      sums: { amount: number | string; currency: string }[]
    }>(
      sql`select h.id as "holdId", h.kind, h.from_on as "fromOn", nullif(h.to_on, 'infinity') as "toOn", h.reason, u.name as "recordedBy",
                 p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected",
                 h.order_id as "orderId", o.source_reference as "orderReference", t.invoice_id as "invoiceId",
                 (select i.number_text from invoices i where i.company_id = h.company_id and i.id = t.invoice_id) as "invoiceNumber",
                 case when h.kind <> 'billing' then 0 when h.order_id is not null then (o.invoice_id is null and o.cancelled_at is null)::int
                      else (select count(*)::int from orders w where w.company_id = h.company_id and w.party_id = h.party_id and w.invoice_id is null and w.cancelled_at is null) end as "ordersWaiting",
                 c.claims, c.sums, h.stops_interest as "stopsInterest"
            from holds h
            left join orders o on o.company_id = h.company_id and o.id = h.order_id
            left join open_items t on t.company_id = h.company_id and t.id = h.item_id
            join parties p on p.company_id = h.company_id and p.id = coalesce(h.party_id, o.party_id, t.party_id)
            left join users u on u.id = h.recorded_by
           cross join lateral (
             select coalesce(sum(x.n), 0)::int as claims, coalesce(json_agg(json_build_object('amount', x.amount::text, 'currency', x.currency) order by x.currency) filter (where x.n > 0), '[]') as sums
               from (select count(*) as n, sum(least(i.amount_open, coalesce(h.amount, i.amount_open))) as amount, i.currency
                       from open_items i join accounts a on a.company_id = i.company_id and a.code = i.account and a.control = 'receivable'
                      where h.kind <> 'billing' and i.company_id = h.company_id and i.amount_open > 0 and i.component = 'capital'
                        and (i.id = h.item_id or h.item_id is null and i.party_id = h.party_id) group by i.currency) x) c
           where h.company_id = ${ctx.company.id} and h.released_at is null and h.from_on <= ${ctx.today} and ${ctx.today} < h.to_on
             and not exists (select from refunds r where r.company_id = h.company_id and r.hold_id = h.id)
             and h.kind = any (${kind ? [kind] : [...kinds]}::text[]) and (${after ?? null}::uuid is null or h.id > ${after ?? null})
           order by h.id limit ${limit}`,
    )
    await logShown(ctx, 'invoicing.list-holds', rows)
    return {
      rows: rows.map(({ sums, ...row }) => ({
        ...row,
        amounts: sums.map(({ amount, currency }) => ({ amount: formatMinor(BigInt(amount), currency), currency })),
      })) as never,
      next: rows.length === limit ? rows.at(-1)!.holdId : null,
    }
  },
})
