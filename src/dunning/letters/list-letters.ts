import { z } from 'zod'
import { letterKinds } from '../../countries/claims.ts'
import { amountText, currencyCode, dayText, id, pageOf, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { logShown } from '../../invoicing/log-shown.ts'
import { shownName } from '../../invoicing/shown-name.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { earlierFees } from '../run-shape.ts'
import { letterChannels } from '../types.ts'

const row = z.object({
  letterId: id,
  runId: id,
  kind: z.enum(letterKinds),
  partyId: id,
  customer: z.string(),
  customerName: z.string(),
  isProtected: z.boolean(),
  stepNo: z.number(),
  sentOn: dayText,
  deadlineOn: dayText,
  currency: currencyCode,
  capital: amountText,
  interest: amountText,
  charged: amountText.meta({ description: earlierFees }),
  fee: amountText,
  compensation: amountText,
  total: amountText,
  items: z.number(),
  channel: z.string().nullable().meta({ description: 'Of the last delivery' }),
  state: z.string().nullable().meta({ description: 'Of the last delivery' }),
  recalledFor: z.string().nullable(),
  returnedFor: z.string().nullable().meta({ description: 'It came back from the post: why' }),
})

/** Reminders and notices, newest first. */
export const listLetters = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'dunning.list-letters',
  summary: 'Reminders and notices, newest first: of a customer, a claim, a run, a kind, a channel, some days',
  route: 'GET /dunning-letters',
  input: z.object({
    ...paging,
    customer: z.string().optional().meta({ description: 'Customer number' }),
    itemId: id.optional().meta({ description: 'The capital item' }),
    invoiceId: id.optional(),
    runId: id.optional(),
    kind: z.enum(letterKinds).optional(),
    channel: z.enum(letterChannels).optional().meta({ description: 'Of the last delivery' }),
    state: z.enum(['waiting', 'sending', 'held', 'sent', 'delivered', 'failed', 'recalled']).optional(),
    recalled: z
      .enum(['no', 'only'])
      .optional()
      .meta({ description: 'Without those that were taken back, or those alone' }),
    from: dayText.optional(),
    to: dayText.optional(),
  }),
  output: pageOf(row),
  async run(ctx, { after, limit, customer, itemId, invoiceId, runId, kind, channel, state, recalled, from, to }) {
    type Amounts = 'capital' | 'interest' | 'charged' | 'fee' | 'compensation' | 'total'
    const rows = await ctx.db.rows<Omit<z.output<typeof row>, Amounts> & Record<Amounts, bigint>>(
      `select l.id as "letterId", l.run_id as "runId", l.kind, l.party_id as "partyId", p.number as customer, ${shownName(ctx, 'p')} as "customerName",
              p.protection <> 'none' as "isProtected", l.step_no as "stepNo", l.sent_on as "sentOn", l.deadline_on as "deadlineOn", l.currency::text as currency,
              l.amount_capital as capital, l.amount_interest as interest, l.amount_charged as charged, l.amount_fee as fee, l.amount_compensation as compensation, l.amount_total as total,
              (select count(*)::int from dunning_letter_items x where x.company_id = l.company_id and x.letter_id = l.id) as items, d.channel, d.state,
              (select e.reason from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled') as "recalledFor",
              (select min(e.reason) from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'returned') as "returnedFor"
         from dunning_letters l
         join parties p on p.company_id = l.company_id and p.id = l.party_id
         left join lateral (select y.channel, y.state from deliveries y where y.company_id = l.company_id and y.subject_id = l.id order by y.id desc limit 1) d on true
        where l.company_id = $1 and ($2::uuid is null or l.id < $2) and ($4::text is null or p.number = $4 or exists (select from parties m where m.company_id = p.company_id and m.id = p.merged_into_id and m.number = $4)) and ($5::uuid is null or l.run_id = $5)
          and ($6::text is null or l.kind = $6) and ($7::text is null or d.state = $7) and ($8::date is null or l.sent_on >= $8) and ($9::date is null or l.sent_on <= $9)
          and ($10::uuid is null or exists (select from dunning_letter_items x where x.company_id = l.company_id and x.letter_id = l.id and x.item_id = $10))
          and ($11::uuid is null or exists (select from dunning_letter_items x join open_items i on i.company_id = x.company_id and i.id = x.item_id
                where x.company_id = l.company_id and x.letter_id = l.id and i.invoice_id = $11)) and ($12::text is null or d.channel = $12)
          and ($13::text is null or ($13 = 'only') = exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled'))
        order by l.id desc limit $3`,
      [
        ctx.company.id,
        (after ?? null) as Id | null,
        limit,
        customer ?? null,
        runId ?? null,
        kind ?? null,
        state ?? null,
        from ?? null,
        to ?? null,
        itemId ?? null,
        invoiceId ?? null,
        channel ?? null,
        recalled ?? null,
      ],
    )
    await logShown(ctx, 'dunning.list-letters', rows)
    return {
      rows: rows.map((one) => ({
        ...one,
        capital: formatMinor(one.capital, one.currency),
        interest: formatMinor(one.interest, one.currency),
        charged: formatMinor(one.charged, one.currency),
        fee: formatMinor(one.fee, one.currency),
        compensation: formatMinor(one.compensation, one.currency),
        total: formatMinor(one.total, one.currency),
      })),
      next: rows.length === limit ? rows.at(-1)!.letterId : null,
    }
  },
})
