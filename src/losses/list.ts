import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { lossKinds } from './loss-plan.ts'

interface Row {
  lossId: Id
  partyId: Id
  isProtected: boolean
  currency: string
  amount: bigint
  vat: bigint
  recovered: bigint
  left: bigint
  unapplied: bigint
}

/** Losses, newest first, with what of them came after all and whether money of the customer lies open that may be meant for them. */
export const list = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'losses.list',
  summary: 'List losses',
  route: 'GET /losses',
  input: z.object({
    ...paging,
    kind: z.enum(lossKinds).optional(),
    customer: z.string().optional(),
    from: dayText.optional(),
    to: dayText.optional(),
    withMoney: z.boolean().default(false).meta({ description: 'Those only whose customer has money on his account' }),
  }),
  output: pageOf(
    z.object({
      lossId: id,
      kind: z.enum(lossKinds),
      component: z.string(),
      number: z.string(),
      customer: z.string(),
      customerName: z.string(),
      isProtected: z.boolean(),
      partyId: id,
      itemId: id,
      invoiceId: id.nullable(),
      currency: z.string(),
      amount: z.string(),
      vat: z.string(),
      recovered: z.string(),
      left: z.string().meta({ description: 'What still stands as lost' }),
      unapplied: z.string().meta({ description: 'Money of the customer that lies open: perhaps for this' }),
      isReversed: z.boolean(),
      postedOn: dayText,
      voucherId: id,
      runId: id,
      evidence: z.array(z.object({ code: z.string(), text: z.string(), source: z.string().optional() }).loose()),
    }),
  ),
  async run(ctx, { after, limit, kind, customer, from, to, withMoney }) {
    const money = sql`coalesce((select sum(-c.amount_open) from open_items c where c.company_id = l.company_id and c.party_id = p.id and c.currency = l.currency and c.amount_open < 0 and c.kind = 'payment'), 0)`
    const rows = await ctx.db.rows<Row>(
      sql`select * from (
            select l.id as "lossId", l.kind, l.component, l.number_text as number, p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected",
                   p.id as "partyId", l.item_id as "itemId", l.invoice_id as "invoiceId", l.currency, l.amount, l.vat, s.recovered, s."left", ${money}::bigint as unapplied,
                   s.reversed as "isReversed", l.posted_on as "postedOn", l.voucher_id as "voucherId", l.run_id as "runId", l.evidence
              from losses l join loss_standing s on s.company_id = l.company_id and s.loss_id = l.id
              join parties o on o.company_id = l.company_id and o.id = l.party_id
              join parties p on p.company_id = o.company_id and p.id = coalesce(o.merged_into_id, o.id)
             where l.company_id = ${ctx.company.id} and (${after ?? null}::uuid is null or l.id < ${after ?? null}) and (${kind ?? null}::text is null or l.kind = ${kind ?? null})
               and (${customer ?? null}::text is null or p.number = ${customer ?? null}) and (${from ?? null}::date is null or l.posted_on >= ${from ?? null})
               and (${to ?? null}::date is null or l.posted_on <= ${to ?? null})) x
           where not ${withMoney} or x.unapplied > 0 and x."left" > 0 order by "lossId" desc limit ${limit}`,
    )
    await logShown(ctx, 'losses.list', rows)
    const text = (row: Row, amount: bigint) => formatMinor(minor(amount), row.currency)
    return {
      rows: rows.map((row) => ({
        ...row,
        amount: text(row, row.amount),
        vat: text(row, row.vat),
        recovered: text(row, row.recovered),
        left: text(row, row.left),
        unapplied: text(row, row.unapplied),
      })) as never,
      next: rows.length === limit ? rows.at(-1)!.lossId : null,
    }
  },
})
