import { z } from 'zod'
import { amountText, dayText, id } from '../../db/schemas.ts'
import { sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { partyByNumber } from '../item-filter.ts'
import { recordLooks, seesProtected } from '../protection.ts'
import { oneSnapshot } from '../snapshot.ts'

/** The first that fits is what the chip says. */
const states = ['to-set-off', 'on-hold', 'plan', 'part-paid', 'overdue', 'not-delivered', 'sent', 'issued'] as const
const rowsMax = 500

/** What is open on a customer, each with how it stands in one word. */
export const partyItems = verb({
  kind: 'read',
  name: 'reports.party-items',
  summary:
    'Open items of a customer with how each stands: sent, overdue, part paid, on hold, in instalments, to set off',
  route: 'GET /reports/party-items/{party}',
  recordsLooks: true,
  input: z.object({ party: z.string().meta({ description: 'Customer number' }) }),
  output: z.object({
    rows: z.array(
      z.object({
        itemId: id,
        invoiceId: id.nullable(),
        paymentId: id.nullable(),
        number: z.string(),
        kind: z.string(),
        concerns: z.string().nullable().meta({ description: 'Null where it would tell of a protected person' }),
        dueOn: dayText,
        daysOverdue: z.number().int().meta({ description: 'Negative: days until it is due' }),
        currency: z.string(),
        amount: amountText,
        open: amountText,
        state: z.enum(states),
        states: z.array(z.enum(states)),
        holdReason: z.string().nullable(),
      }),
    ),
    totals: z.array(z.object({ currency: z.string(), items: z.number().int(), amount: amountText, open: amountText })),
    more: z.boolean(),
  }),
  run: async (ctx, { party }) => {
    await oneSnapshot(ctx)
    const partyId = await partyByNumber(ctx, party)
    const unmasked = seesProtected(ctx)
    const rows = await ctx.db.rows<{
      itemId: Id
      invoiceId: Id | null
      paymentId: Id | null
      number: string
      kind: string
      concerns: string | null
      dueOn: Day
      daysOverdue: number
      currency: string
      amount: bigint
      open: bigint
      holdReason: string | null
      held: boolean
      inParts: boolean
      delivery: string | null
    }>(sql`
      select i.id as "itemId", i.invoice_id as "invoiceId", i.bank_transaction_id as "paymentId", i.number_text as number, i.kind,
             case when ${unmasked} or p.protection = 'none' then coalesce(n.text, (select l.name from invoice_lines l where l.company_id = i.company_id and l.invoice_id = i.invoice_id order by l.line_no limit 1)) end as concerns,
             i.due_on as "dueOn", (${ctx.today}::date - i.due_on) as "daysOverdue", i.currency, i.amount, i.amount_open as open,
             case when ${unmasked} or p.protection = 'none' then h.reason end as "holdReason", h.reason is not null as held,
             exists (select from item_due_parts d where d.company_id = i.company_id and d.item_id = i.id) as "inParts",
             (select d.state from deliveries d where d.company_id = i.company_id and d.subject_id = i.invoice_id order by d.attempt desc, d.created_at desc limit 1) as delivery
        from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        left join invoices n on n.company_id = i.company_id and n.id = i.invoice_id
        left join lateral (
          select h.reason from holds h where h.company_id = i.company_id and (h.item_id = i.id or h.party_id = i.party_id) and h.kind in ('dispute', 'deferral', 'pause')
             and h.released_at is null and h.from_on <= ${ctx.today} and ${ctx.today} < h.to_on order by h.item_id is null, h.from_on limit 1) h on true
       where i.company_id = ${ctx.company.id} and i.party_id = ${partyId} and i.amount_open <> 0
       order by i.amount < 0, i.due_on desc, i.id limit ${rowsMax + 1}`)
    await recordLooks(ctx, 'reports.party-items', [partyId])
    const totals = await ctx.db.rows<{ currency: string; items: bigint; amount: bigint; open: bigint }>(
      sql`select currency, count(*) as items, sum(amount)::int8 as amount, sum(amount_open)::int8 as open from open_items
           where company_id = ${ctx.company.id} and party_id = ${partyId} and amount_open <> 0 group by currency order by currency`,
    )
    return {
      rows: rows.slice(0, rowsMax).map(({ held, inParts, delivery, ...row }) => {
        const fits: Record<(typeof states)[number], boolean> = {
          'to-set-off': row.open < 0n,
          'on-hold': held,
          plan: inParts,
          'part-paid': row.open > 0n && row.open !== row.amount,
          overdue: row.open > 0n && row.daysOverdue > 0,
          'not-delivered': delivery === 'failed' || delivery === 'held',
          sent: delivery === 'sent' || delivery === 'delivered',
          issued: true,
        }
        const own = states.filter((state) => fits[state])
        return {
          ...row,
          amount: formatMinor(row.amount, row.currency),
          open: formatMinor(row.open, row.currency),
          state: own[0]!,
          states: own,
        }
      }),
      totals: totals.map((total) => ({
        currency: total.currency,
        items: Number(total.items),
        amount: formatMinor(total.amount, total.currency),
        open: formatMinor(total.open, total.currency),
      })),
      more: rows.length > rowsMax,
    }
  },
})
