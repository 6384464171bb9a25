import { z } from 'zod'
import { interruptionKinds } from '../countries/limitation.ts'
import { dayText, id } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import { addDays, addMonths } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { claimFilter, whereOf } from './claim-filter.ts'
import { readLimitations } from './limitation.ts'

/** The shortest time that any of the countries gives. */
const yearsMin = 3
const rowsMax = 5_000

/** Claims that time will bar, or has barred, the first first: something must be done that interrupts it. */
export const listLimitations = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'claims.list-limitations',
  summary: 'List claims that are soon barred by time',
  route: 'GET /claims/limitations',
  input: z.object({
    ...claimFilter,
    withinDays: z.coerce.number().int().min(0).max(3650).default(180),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        itemId: id,
        invoiceId: id.nullable(),
        number: z.string(),
        partyId: id,
        customer: z.string(),
        customerName: z.string(),
        isProtected: z.boolean(),
        dueOn: dayText,
        currency: z.string(),
        open: z.string(),
        barredAfter: dayText.meta({ description: 'The last day on which the claim holds' }),
        isBarred: z.boolean(),
        years: z.number(),
        source: z.string(),
        unverified: z.boolean(),
        originOn: dayText,
        interruptedOn: dayText.nullable(),
        interruptedBy: z.enum(interruptionKinds).nullable(),
      }),
    ),
    /** Claims that are old enough, beyond those looked at. */
    more: z.boolean(),
  }),
  async run(ctx, given) {
    const until = addDays(ctx.today, given.withinDays)
    const { items, parties } = await whereOf(ctx, given)
    const where = sql`${items} and ${parties}`
    const oldest = addMonths(until, -12 * yearsMin)
    // For the documents that are old enough: gathered once, not looked up for each open item.
    await ctx.db.query(`set local work_mem = '64MB'`)
    const rows = await ctx.db.rows<{ itemId: Id; partyId: Id; isProtected: boolean; currency: string; open: bigint }>(
      sql`select i.id as "itemId", i.invoice_id as "invoiceId", i.number_text as number, p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName",
                 p.protection <> 'none' as "isProtected", i.due_on as "dueOn", i.currency, i.amount_open as open
            from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
            join accounts a on a.company_id = i.company_id and a.code = i.account and a.control = 'receivable'
           where i.company_id = ${ctx.company.id} and i.amount_open > 0 and i.component = 'capital' and i.kind <> 'charge' and ${where}
             and (least(i.due_on, i.opened_on) <= ${oldest} or i.invoice_id in (
               select v.id from invoices v where v.company_id = ${ctx.company.id} and least(v.issued_on, v.supply_on) <= ${oldest}))
           order by i.due_on, i.id limit ${rowsMax}`,
    )
    const limitations = await readLimitations(
      ctx,
      rows.map((row) => row.itemId),
    )
    const told = rows
      .flatMap((row) => {
        const { day, ...limitation } = limitations.get(row.itemId)!
        return day <= until
          ? [
              {
                ...row,
                ...limitation,
                open: formatMinor(minor(row.open), row.currency),
                barredAfter: day,
                isBarred: day < ctx.today,
              },
            ]
          : []
      })
      .sort((a, b) => (a.barredAfter < b.barredAfter ? -1 : a.barredAfter > b.barredAfter ? 1 : 0))
      .slice(0, given.limit)
    await logShown(ctx, 'claims.list-limitations', told)
    return { rows: told as never, more: rows.length === rowsMax }
  },
})
