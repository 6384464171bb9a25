import { z } from 'zod'
import { dayText, id } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { claimFilter, whereOf } from './claim-filter.ts'
import { cursorOf } from './cursor.ts'
import { chargeComponents, chargedOf } from './year-charges.ts'

interface Row {
  itemId: Id
  partyId: Id
  isProtected: boolean
  currency: string
  chargedOn: Day
  charged: bigint
  lost: bigint
  open: bigint
}

/** The charges behind one row of the year's picture; their sums are those of the row. */
export const listYearCharges = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'claims.list-year-charges',
  summary: 'List the fees, interest and costs that were charged in a year, and what became of them',
  route: 'GET /claims/year/charges',
  input: z.object({
    ...claimFilter,
    year: z.coerce.number().int().min(1990).max(2200),
    component: z.enum(chargeComponents),
    currency: z.string().length(3),
    after: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        itemId: id,
        claimId: id.meta({ description: 'The claim that it was charged for; of an interest invoice itself' }),
        invoiceId: id.nullable().meta({ description: 'Of an interest invoice' }),
        number: z.string(),
        customer: z.string(),
        customerName: z.string(),
        isProtected: z.boolean(),
        chargedOn: dayText,
        currency: z.string(),
        charged: z.string(),
        paid: z.string(),
        lost: z.string(),
        open: z.string(),
      }),
    ),
    next: z.string().nullable(),
  }),
  async run(ctx, given) {
    const [afterDay, afterId] = cursorOf(given.after)
    const where = await whereOf(ctx, given)
    const rows = await ctx.db.rows<Row>(
      sql`${chargedOf(ctx.company.id, given.year, sql`${where.items} and ${where.parties}`)}
          select x.item_id as "itemId", coalesce(i.main_item_id, i.id) as "claimId", i.invoice_id as "invoiceId", i.number_text as number, p.id as "partyId", p.number as customer,
                 ${raw(shownName(ctx, 'p'))} as "customerName", p.protection <> 'none' as "isProtected", x.opened_on as "chargedOn", x.currency, x.charged::int8 as charged, x.lost::int8 as lost, x.open
            from charged x join open_items i on i.company_id = ${ctx.company.id} and i.id = x.item_id join parties p on p.company_id = i.company_id and p.id = i.party_id
           where x.component = ${given.component} and x.currency = ${given.currency} and (x.charged <> 0 or x.open <> 0 or x.lost <> 0)
             and (${afterDay}::date is null or (x.opened_on, x.item_id) > (${afterDay}, ${afterId}::uuid)) order by x.opened_on, x.item_id limit ${given.limit}`,
    )
    await logShown(ctx, 'claims.list-year-charges', rows)
    const last = rows.at(-1)
    const text = (amount: bigint) => formatMinor(minor(amount), given.currency)
    return {
      rows: rows.map((row) => ({
        ...row,
        charged: text(row.charged),
        paid: text(row.charged - row.open - row.lost),
        lost: text(row.lost),
        open: text(row.open),
      })) as never,
      next: last && rows.length === given.limit ? `${last.chargedOn}_${last.itemId}` : null,
    }
  },
})
