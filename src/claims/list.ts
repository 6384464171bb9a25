import { z } from 'zod'
import { dayText, id } from '../db/schemas.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { logShown } from '../invoicing/log-shown.ts'
import { shownName } from '../invoicing/shown-name.ts'
import type { Day } from '../kernel/day.ts'
import { daysBetween } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor } from '../kernel/money.ts'
import { claimFilter, isReceivable, openOf, standsOn, whereOf } from './claim-filter.ts'
import { cursorOf } from './cursor.ts'
import { hindranceKinds, readHindrances } from './hindrances.ts'
import { claimStages, readStages, standsAt } from './stage.ts'

interface Row {
  itemId: Id
  partyId: Id
  isProtected: boolean
  currency: string
  dueOn: Day
  open: bigint
  charges: bigint
}

/** Claims row by row, the longest overdue first. */
export const list = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'claims.list',
  summary: 'List open claims with where they stand',
  route: 'GET /claims',
  input: z.object({
    ...claimFilter,
    stage: z.enum(claimStages).optional(),
    customer: z.string().optional(),
    dueUntil: dayText.optional().meta({ description: 'Due on that day or before' }),
    after: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  output: z.object({
    rows: z.array(
      z.object({
        itemId: id,
        invoiceId: id.nullable(),
        number: z.string(),
        reference: z.string().nullable(),
        partyId: id,
        customer: z.string(),
        customerName: z.string(),
        isProtected: z.boolean(),
        invoiceGroup: z.string().nullable(),
        dueOn: dayText,
        daysOverdue: z.number(),
        currency: z.string(),
        open: z.string(),
        charges: z.string().meta({ description: 'Fees, interest and compensation that are open beside it' }),
        stage: z.enum(claimStages),
        since: dayText.nullable(),
        letterId: id.nullable(),
        deadlineOn: dayText.nullable(),
        caseId: id.nullable(),
        hindrances: z.array(z.object({ kind: z.enum(hindranceKinds), causeId: id, toOn: dayText.nullable() })),
      }),
    ),
    next: z.string().nullable(),
  }),
  async run(ctx, given) {
    const [afterDue, afterId] = cursorOf(given.after)
    const where = await whereOf(ctx, given)
    const ofStage = given.stage ? sql`and ${standsAt(ctx.company.id, ctx.today, given.stage)}` : raw('')
    // For what has taken some hundred thousand claims further.
    if (given.stage) await ctx.db.query(`set local work_mem = '64MB'`)
    // Walked by index in the order of the list, and no further than the page: open ones, and the few that money of days to come closes.
    const first = (among: string): Statement =>
      sql`(select i.id, i.due_on from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
            where i.company_id = ${ctx.company.id} and ${raw(among)} and ${standsOn(ctx.today)} and ${where.items} and ${where.parties}
              and ${isReceivable(ctx.company.id)}
              and (${given.customer ?? null}::text is null or p.number = ${given.customer ?? null}) and (${given.dueUntil ?? null}::date is null or i.due_on <= ${given.dueUntil ?? null})
              and (${afterDue}::date is null or (i.due_on, i.id) > (${afterDue}, ${afterId}::uuid)) ${ofStage}
            order by i.due_on, i.id limit ${given.limit})`
    const rows = await ctx.db.rows<Row>(
      sql`select i.id as "itemId", i.invoice_id as "invoiceId", i.number_text as number, i.reference, p.id as "partyId", p.number as customer, ${raw(shownName(ctx, 'p'))} as "customerName",
                 p.protection <> 'none' as "isProtected", g.code as "invoiceGroup", i.due_on as "dueOn", i.currency, ${openOf(ctx.today)} as open,
                 coalesce((select sum(c.amount_open) from open_items c where c.company_id = i.company_id and c.main_item_id = i.id and c.amount_open > 0), 0)::bigint as charges
            from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
            left join invoice_groups g on g.company_id = i.company_id and g.id = i.invoice_group_id
           where i.company_id = ${ctx.company.id} and i.id = any (array(
             select f.id from (${first('i.amount_open <> 0')} union all ${first(`i.amount_open = 0 and i.closed_on < 'infinity'`)}) f order by f.due_on, f.id limit ${given.limit}))
           order by i.due_on, i.id`,
    )
    await logShown(ctx, 'claims.list', rows)
    const items = rows.map((row) => row.itemId)
    const stages = await readStages(ctx, ctx.today, { items })
    const hindrances = await readHindrances(ctx, ctx.today, { items })
    const last = rows.at(-1)
    return {
      rows: rows.map((row) => ({
        ...row,
        daysOverdue: Math.max(0, daysBetween(row.dueOn, ctx.today)),
        open: formatMinor(minor(row.open), row.currency),
        charges: formatMinor(minor(row.charges), row.currency),
        ...(({ stage, since, letterId, deadlineOn, caseId }) => ({ stage, since, letterId, deadlineOn, caseId }))(
          stages.get(row.itemId)!,
        ),
        hindrances: (hindrances.get(row.itemId) ?? []).map(({ kind, causeId, toOn }) => ({ kind, causeId, toOn })),
      })) as never,
      next: last && rows.length === given.limit ? `${last.dueOn}_${last.itemId}` : null,
    }
  },
})
