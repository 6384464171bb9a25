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
import { judgedOf, yearOutcomes } from './year-claims.ts'

interface Row {
  itemId: Id
  partyId: Id
  isProtected: boolean
  currency: string
  dueOn: Day
  amount: bigint
}

/** The claims behind one bar of the year's picture; their count and sum are those of the bar. */
export const listYear = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'claims.list-year',
  summary: 'List the claims of a year that were paid after a certain step',
  route: 'GET /claims/year/rows',
  input: z.object({
    ...claimFilter,
    year: z.coerce.number().int().min(1990).max(2200),
    outcome: z.enum(yearOutcomes),
    currency: z.string().length(3).optional(),
    after: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        itemId: id,
        invoiceId: id.nullable(),
        number: z.string(),
        customer: z.string(),
        customerName: z.string(),
        isProtected: z.boolean(),
        dueOn: dayText,
        closedOn: dayText.nullable().meta({ description: 'The day of the last money; of an open claim none' }),
        days: z.number().nullable().meta({ description: 'Days from due to paid' }),
        currency: z.string(),
        amount: z.string().meta({ description: 'What was asked for; of open claims what is left' }),
      }),
    ),
    next: z.string().nullable(),
  }),
  async run(ctx, given) {
    const [afterDue, afterId] = cursorOf(given.after)
    const where = await whereOf(ctx, given)
    const rows = await ctx.db.rows<Row>(
      sql`${judgedOf(ctx, given.year, sql`${where.items} and ${where.parties}`)}
          select j.last_id as "itemId", j.id as "firstId", j.invoice_id as "invoiceId", j.number_text as number, p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName",
                 p.protection <> 'none' as "isProtected", j.due_on as "dueOn", case when j.open > 0 then null else j.closed_on end as "closedOn",
                 case when j.outcome like 'paid%' then j.closed_on - j.due_on end as days, j.currency, case when j.outcome = 'open' then j.open else j.amount end as amount
            from judged j join parties p on p.company_id = ${ctx.company.id} and p.id = j.party_id
           where j.outcome = ${given.outcome} and (${given.currency ?? null}::text is null or j.currency = ${given.currency ?? null})
             and (${afterDue}::date is null or (j.due_on, j.id) > (${afterDue}, ${afterId}::uuid)) order by j.due_on, j.id limit ${given.limit}`,
    )
    await logShown(ctx, 'claims.list-year', rows)
    const last = rows.at(-1) as (Row & { firstId: Id }) | undefined
    return {
      rows: rows.map((row) => ({ ...row, amount: formatMinor(minor(row.amount), row.currency) })) as never,
      next: last && rows.length === given.limit ? `${last.dueOn}_${last.firstId}` : null,
    }
  },
})
