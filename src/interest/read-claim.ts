import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { accrueInterest } from './accrue.ts'

const segment = z.object({
  from: z.string(),
  through: z.string(),
  days: z.number(),
  percent: z.string(),
  principal: z.string(),
  amount: z.string(),
  source: z.string(),
  unverified: z.boolean().optional().meta({ description: 'The rate is assumed: nobody has seen it in its source' }),
})

/** The interest of a claim: what has been charged or given up, and what has accrued since. */
export const readClaim = verb({
  kind: 'read',
  name: 'interest.read-claim',
  summary: 'Read the interest of a claim, charged and accrued, with its segments',
  route: 'GET /claims/{itemId}/interest',
  input: z.object({ itemId: id, through: dayText.optional().meta({ description: 'Default: today' }) }),
  output: z.object({
    itemId: id,
    currency: z.string(),
    through: z.string(),
    accrued: z.string().nullable(),
    segments: z.array(segment),
    free: z.string().nullable().meta({ description: 'Why it bears none: group, kind, internal' }),
    problem: z
      .object({ code: z.string(), message: z.string(), data: z.record(z.string(), z.unknown()).optional() })
      .nullable(),
    days: z.array(
      z.object({
        kind: z.enum(['charged', 'waived']),
        from: z.string(),
        through: z.string(),
        amount: z.string(),
        segments: z.array(segment),
        reason: z.string().nullable(),
        chargeItemId: id.nullable(),
        invoiceId: id.nullable(),
      }),
    ),
    charges: z.array(
      z.object({
        itemId: id,
        component: z.string(),
        letter: z.string().nullable().meta({ description: 'The kind of the letter that it is the price of' }),
        amount: z.string(),
        open: z.string(),
        openedOn: z.string(),
      }),
    ),
    waivers: z
      .array(
        z.object({
          of: z.enum(['charge', 'days']).meta({ description: 'Whose id it is, for interest.undo-waive' }),
          id,
          component: z.string(),
          amount: z.string(),
          from: z.string().nullable().meta({ description: 'Of days: the first' }),
          through: z.string().nullable(),
          reason: z.string(),
          on: z.string(),
          by: z.string().nullable(),
        }),
      )
      .meta({ description: 'What was given up by a person and stands, newest first' }),
  }),
  async run(ctx, { itemId, through = ctx.today }) {
    const accrued = (await accrueInterest(ctx, [itemId], through)).get(itemId)
    if (!accrued) return refuse('item.unknown', `there is no capital item ${itemId}`, { item: itemId }, 404)
    const text = (amount: bigint) => formatMinor(amount, accrued.currency)
    const days = await ctx.db.rows<{
      kind: 'charged' | 'waived'
      from: string
      through: string
      amount: bigint
      segments: z.input<typeof segment>[]
      reason: string | null
      chargeItemId: Id | null
      invoiceId: Id | null
    }>(
      hot(
        `select kind, from_on as from, through_on as through, amount, segments, reason, charge_item_id as "chargeItemId", invoice_id as "invoiceId"
           from interest_charges where company_id = $1 and item_id = $2 and freed_at is null order by from_on`,
        [ctx.company.id, itemId],
      ),
    )
    const charges = await ctx.db.rows<{
      itemId: Id
      component: string
      letter: string | null
      amount: bigint
      open: bigint
      openedOn: string
    }>(
      hot(
        `select i.id as "itemId", i.component, i.amount, i.amount_open as open, i.opened_on as "openedOn",
                (select l.kind from dunning_letter_charges c join dunning_letters l on l.company_id = c.company_id and l.id = c.letter_id where c.company_id = i.company_id and c.item_id = i.id) as letter
           from open_items i where i.company_id = $1 and i.main_item_id = $2 and i.component <> 'capital' order by i.id`,
        [ctx.company.id, itemId],
      ),
    )
    const waivers = await readWaivers(ctx, itemId)
    return {
      itemId,
      currency: accrued.currency,
      through,
      accrued: accrued.problem ? null : text(accrued.amount),
      segments: accrued.segments,
      free: accrued.free ?? null,
      problem: accrued.problem
        ? { code: accrued.problem.code, message: accrued.problem.message, data: accrued.problem.data }
        : null,
      days: days.map((row) => ({ ...row, amount: text(row.amount) })),
      charges: charges.map((row) => ({ ...row, amount: text(row.amount), open: text(row.open) })),
      waivers: waivers.map((row) => ({ ...row, amount: text(row.amount) })),
    }
  },
})

interface WaiverRow {
  of: 'charge' | 'days'
  id: Id
  component: string
  amount: bigint
  from: string | null
  through: string | null
  reason: string
  on: string
  by: string | null
}

const readWaivers = ({ db, company }: Ctx, itemId: Id): Promise<WaiverRow[]> =>
  db.rows<WaiverRow>(
    hot(
      `select x.of, x.id, x.component, x.amount, x.from, x.through, x.reason, company_day($1, x.at) as on, u.name as by from (
         select 'charge' as of, w.id, i.component, w.amount, null::date as from, null::date as through, w.reason, w.recorded_at as at, w.recorded_by
           from open_items i join charge_waivers w on w.company_id = i.company_id and w.item_id = i.id
          where i.company_id = $1 and i.main_item_id = $2 and not exists (select from charge_waivers_undone g where g.company_id = w.company_id and g.waiver_id = w.id)
         union all
         select 'days', c.id, 'interest', c.amount, c.from_on, c.through_on, c.reason, c.recorded_at, c.recorded_by
           from interest_charges c where c.company_id = $1 and c.item_id = $2 and c.kind = 'waived' and c.freed_at is null) x
         left join users u on u.id = x.recorded_by order by x.at desc, x.id`,
      [company.id, itemId],
    ),
  )
