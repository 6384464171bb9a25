import { z } from 'zod'
import { dayText, id } from '../../db/schemas.ts'
import { sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { partyByNumber } from '../item-filter.ts'
import { oneSnapshot } from '../snapshot.ts'

const shownMost = 12
/** Fewer invoices paid say nothing of the next one. */
const expectedFrom = 3

/** How a customer pays: the latest invoices that were settled by money, each with its days after (or before) the due day. */
export const paymentBehaviour = verb({
  kind: 'read',
  name: 'reports.payment-behaviour',
  summary:
    'How a customer pays: days before or after the due day of the last 12 paid invoices, their mean, and when the next is expected',
  route: 'GET /reports/payment-behaviour/{party}',
  input: z.object({ party: z.string().meta({ description: 'Customer number' }) }),
  output: z.object({
    invoices: z
      .array(
        z.object({
          invoiceId: id,
          itemId: id,
          number: z.string(),
          dueOn: dayText,
          paidOn: dayText.meta({ description: 'Value day of the money that settled the last of it' }),
          days: z.number().int().meta({ description: 'After the due day; negative: before' }),
        }),
      )
      .meta({ description: 'The oldest first' }),
    meanDays: z.string().nullable().meta({ description: 'One decimal' }),
    late: z.number().int().meta({ description: 'How many of them were late' }),
    expectedNext: z
      .object({ itemId: id, number: z.string(), dueOn: dayText, from: dayText, to: dayText })
      .nullable()
      .meta({
        description:
          'The open invoice due first, between the quarter of the payments that came first and the quarter that came last',
      }),
  }),
  run: async (ctx, { party }) => {
    await oneSnapshot(ctx)
    const partyId = await partyByNumber(ctx, party)
    const rows = await ctx.db.rows<{
      invoiceId: Id
      itemId: Id
      number: string
      dueOn: Day
      paidOn: Day
      days: number
    }>(sql`
      select n.id as "invoiceId", i.id as "itemId", i.number_text as number, i.due_on as "dueOn", m.paid_on as "paidOn", m.paid_on - i.due_on as days
        from invoices n join open_items i on i.company_id = n.company_id and i.voucher_id = n.voucher_id and i.invoice_id = n.id and i.amount > 0 and i.amount_open = 0
       cross join lateral (
         select max(a.value_on) as paid_on from allocations a join open_items c on c.company_id = a.company_id and c.id = a.credit_item_id
          where a.company_id = i.company_id and a.debit_item_id = i.id and a.reverses_id is null and c.kind in ('payment', 'prepayment', 'unidentified')
            and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)) m
       where n.company_id = ${ctx.company.id} and n.party_id = ${partyId} and m.paid_on is not null
       order by n.issued_on desc, n.id desc limit ${shownMost}`)
    const next = await ctx.db.maybe<{ itemId: Id; number: string; dueOn: Day }>(
      sql`select id as "itemId", number_text as number, due_on as "dueOn" from open_items
           where company_id = ${ctx.company.id} and party_id = ${partyId} and amount_open > 0 and invoice_id is not null order by due_on, id limit 1`,
    )
    const days = rows.map((row) => row.days).sort((a, b) => a - b)
    const quarter = (share: number) => days[Math.round((days.length - 1) * share)]!
    return {
      invoices: rows.reverse(),
      meanDays: days.length === 0 ? null : meanText(days),
      late: days.filter((one) => one > 0).length,
      expectedNext:
        next && days.length >= expectedFrom
          ? { ...next, from: addDays(next.dueOn, quarter(0.25)), to: addDays(next.dueOn, quarter(0.75)) }
          : null,
    }
  },
})

function meanText(days: readonly number[]): string {
  const tenths = Math.round((days.reduce((sum, one) => sum + one, 0) * 10) / days.length)
  return `${tenths < 0 ? '-' : ''}${Math.trunc(Math.abs(tenths) / 10)}.${Math.abs(tenths) % 10}`
}
