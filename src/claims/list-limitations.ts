import { z } from 'zod'
import { debtorOf } from '../countries/claims.ts'
import { country } from '../countries/index.ts'
import { interruptionKinds } from '../countries/limitation.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, addMonths } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { claimFilter, whereOf } from './claim-filter.ts'
import { readLimitations } from './limitation.ts'

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
    more: z.boolean().meta({ description: 'There are more than the limit' }),
  }),
  async run(ctx, given) {
    const until = addDays(ctx.today, given.withinDays)
    const ids = await oldEnough(ctx, given, until)
    const limitations = await readLimitations(ctx, ids)
    const soon = ids
      .flatMap((itemId) => {
        const limitation = limitations.get(itemId)!
        return limitation.day <= until ? [{ itemId, ...limitation }] : []
      })
      .sort((a, b) => (a.day === b.day ? (a.itemId < b.itemId ? -1 : 1) : a.day < b.day ? -1 : 1))
    const page = soon.slice(0, given.limit)
    const claims = await ctx.db.rows<Claim>(
      sql`select i.id as "itemId", i.invoice_id as "invoiceId", i.number_text as number, p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName",
                 p.protection <> 'none' as "isProtected", i.due_on as "dueOn", i.currency, i.amount_open as open
            from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
           where i.company_id = ${ctx.company.id} and i.id = any (${page.map((row) => row.itemId)}::uuid[])`,
    )
    const claimOf = new Map(claims.map((claim) => [claim.itemId, claim]))
    const rows = page.map(({ itemId, day, ...limitation }) => {
      const claim = claimOf.get(itemId)!
      const open = formatMinor(minor(claim.open), claim.currency)
      return { ...claim, ...limitation, open, barredAfter: day, isBarred: day < ctx.today }
    })
    await logShown(ctx, 'claims.list-limitations', rows)
    return { rows: rows as never, more: soon.length > page.length }
  },
})

interface Claim {
  itemId: Id
  partyId: Id
  isProtected: boolean
  currency: string
  open: bigint
}

/** Open claims whose time would have run out by then, had nothing interrupted it: by the debtors whose time is as long. */
async function oldEnough(ctx: Ctx, given: Parameters<typeof whereOf>[1], until: Day): Promise<Id[]> {
  const { items, parties } = await whereOf(ctx, given)
  const kindsOf = new Map<number, string[]>()
  for (const kind of ['person', 'company', 'public', 'internal', 'system']) {
    const years = yearsOf(ctx, kind, until)
    kindsOf.set(years, [...(kindsOf.get(years) ?? []), kind])
  }
  const isOld = [...kindsOf].map(([years, kinds]) => {
    const oldest = addMonths(until, -12 * years)
    return sql`(p.kind = any (${kinds}::text[]) and (least(i.due_on, i.opened_on) <= ${oldest} or i.invoice_id in (
      select v.id from invoices v where v.company_id = ${ctx.company.id} and least(v.issued_on, v.supply_on) <= ${oldest})))`
  })
  // For the documents that are old enough: gathered once, not looked up for each open item.
  await ctx.db.query(`set local work_mem = '64MB'`)
  const rows = await ctx.db.rows<{ id: Id }>(
    sql`select i.id from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
          join accounts a on a.company_id = i.company_id and a.code = i.account and a.control = 'receivable'
         where i.company_id = ${ctx.company.id} and i.amount_open > 0 and i.component = 'capital' and i.kind <> 'charge' and ${items} and ${parties}
           and (${isOld.reduce((all, one) => sql`${all} or ${one}`)})`,
  )
  return rows.map((row) => row.id)
}

/** The shortest time of a claim on such a party. */
function yearsOf(ctx: Ctx, kind: string, on: Day): number {
  const { claims } = country(ctx.company.country)
  const question = { originOn: on, interruptedOn: null, decidedOn: null, isRescheduled: false, debtor: debtorOf(kind) }
  return Math.min(...[true, false].map((periodic) => claims.limitationOn({ ...question, periodic }).years))
}
