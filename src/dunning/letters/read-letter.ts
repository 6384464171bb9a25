import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { amountText, currencyCode, dayText, id, language } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { instant, instantText } from '../../delivery/list-deliveries.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { admitToLetter } from './admit.ts'
import { letterContent } from './letter-content.ts'
import { capitalOf, interestOf, totalOf } from './letter-facts.ts'
import { oneLetter } from './read-letter-pdf.ts'

const amounts = z.object({
  capital: amountText,
  interest: amountText,
  chargedBefore: amountText.meta({
    description: 'Fees, interest, compensation and costs charged before and still open',
  }),
  fee: amountText,
  compensation: amountText,
  total: amountText,
})
const shape = z.object({
  letterId: id,
  runId: id,
  kind: z.string(),
  title: z.string(),
  language,
  partyId: id,
  customer: z.string(),
  customerName: z.string(),
  stepNo: z.number(),
  sentOn: dayText,
  deadlineOn: dayText,
  reference: z.string(),
  currency: currencyCode,
  amounts,
  charged: z.array(z.object({ component: z.string(), amount: amountText })),
  items: z.array(
    z.object({
      itemId: id,
      invoiceId: id.nullable(),
      number: z.string(),
      what: z.string().nullable(),
      issuedOn: dayText.nullable(),
      dueOn: dayText,
      open: amountText,
      interest: amountText,
      segments: z.array(
        z.object({ from: dayText, through: dayText, days: z.number(), percent: z.string(), principal: amountText }),
      ),
    }),
  ),
  text: z.object({
    opening: z.array(z.string()),
    sections: z.array(z.object({ title: z.string(), text: z.string() })),
    law: z.string().nullable(),
  }),
  lawValues: z.array(z.record(z.string(), z.unknown())).meta({ description: 'Rows of law that were used on the day' }),
  recalledFor: z.string().nullable(),
  deliveries: z.array(
    z.object({
      deliveryId: id,
      channel: z.string(),
      attempt: z.number(),
      state: z.string(),
      at: instant,
      text: z.string().nullable(),
    }),
  ),
})

/** A letter with everything that it said, and how it left. */
export const readLetter = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'dunning.read-letter',
  summary: 'A reminder or notice: claims, interest with its segments, amounts, words, law, and how it left',
  route: 'GET /dunning-letters/{letterId}',
  input: z.object({ letterId: id }),
  output: shape,
  run: (ctx, { letterId }) => tell(ctx, letterId),
})

async function tell(ctx: Ctx, letterId: Id): Promise<z.input<typeof shape>> {
  const letter = await oneLetter(ctx, letterId)
  await admitToLetter(ctx, letter.party, 'dunning.read-letter')
  const { facts } = letter
  const money = (amount: bigint) => formatMinor(amount, facts.currency)
  const { names, opening, sections, law } = letterContent(facts)
  const charged = Object.entries(facts.charged)
  return {
    letterId,
    runId: letter.runId,
    kind: facts.kind,
    title: names[0]!,
    language: facts.language,
    partyId: letter.partyId,
    customer: letter.party.number,
    customerName: facts.party.name,
    stepNo: letter.stepNo,
    sentOn: facts.sentOn,
    deadlineOn: facts.deadlineOn,
    reference: facts.reference,
    currency: facts.currency,
    amounts: {
      capital: money(capitalOf(facts)),
      interest: money(interestOf(facts)),
      chargedBefore: money(charged.reduce<bigint>((sum, [, amount]) => sum + amount, 0n)),
      fee: money(facts.fee),
      compensation: money(facts.compensation),
      total: money(totalOf(facts)),
    },
    charged: charged.map(([component, amount]) => ({ component, amount: money(amount) })),
    items: facts.items.map((item, i) => ({
      itemId: letter.itemIds[i]!,
      invoiceId: letter.invoiceIds[i] ?? null,
      number: item.number,
      what: item.what,
      issuedOn: item.issuedOn,
      dueOn: item.dueOn,
      open: money(item.open),
      interest: money(item.interest),
      segments: item.segments.map((segment) => ({ ...segment, principal: money(segment.principal) })),
    })),
    text: { opening, sections, law },
    lawValues: letter.law as Record<string, unknown>[],
    recalledFor: letter.recalledFor,
    deliveries: await ctx.db.rows(
      `select d.id as "deliveryId", d.channel, d.attempt, d.state, ${instantText('coalesce(e.recorded_at, d.created_at)')} as at, e.text
         from deliveries d left join lateral (
           select x.recorded_at, x.text from delivery_events x where x.company_id = d.company_id and x.delivery_id = d.id order by x.id desc limit 1) e on true
        where d.company_id = $1 and d.subject_kind = 'letter' and d.subject_id = $2 order by d.id`,
      [ctx.company.id, letterId],
    ),
  }
}
