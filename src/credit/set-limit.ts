import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { amountText, dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { undoing } from '../invoicing/undoing.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { readBooks } from '../ledger/books.ts'
import { findOwnParty } from '../parties/find-party.ts'

/**
 * How much a customer may owe, with days, author and reason; each is a row more, and of those whose days hold the one recorded last
 * counts. Billing holds what would go above it (src/invoicing/draft/credit-limits.ts).
 */
export const setLimit = verb({
  kind: 'write',
  name: 'credit.set-limit',
  summary: 'Set, change or end the credit limit of a customer',
  route: 'POST /customers/{number}/credit-limits',
  input: z
    .object({
      number: z.string().meta({ description: 'Customer number' }),
      amount: amountText.nullable().meta({ description: 'In the currency of the books; null: no limit' }),
      from: dayText.optional().meta({ description: 'Default: today' }),
      until: dayText.optional().meta({ description: 'First day on which it holds no more; default: until changed' }),
      reason: z.string().trim().min(1).max(500),
    })
    .refine((given) => !given.amount?.startsWith('-'), { error: 'a limit is zero or more', path: ['amount'] })
    .refine((given) => !given.from || !given.until || given.from < given.until, {
      error: 'the limit ends before it begins',
      path: ['until'],
    }),
  output: z.object({
    limitId: id,
    number: z.string(),
    amount: amountText.nullable(),
    currency: z.string(),
    undo: undoing.meta({ description: 'The limit that held before holds again, or none' }),
  }),
  async run(ctx, input) {
    const party = await findOwnParty(ctx, input.number)
    if (party.kind === 'internal')
      return refuse('credit.internal', 'an internal company has no credit limit: it pays within the house', {
        customer: party.number,
      })
    const from = input.from ?? ctx.today
    if (input.until && input.until <= from)
      return refuse('credit.limit-days', 'the limit ends before it begins: choose a later day', { until: input.until })
    const currency = (await readBooks(ctx)).baseOn(from)
    const amount = input.amount === null ? null : parseMinor(input.amount, currency)
    const before = await ctx.db.maybe<{
      amount: bigint | null
      currency: string
      until: string | null
      reason: string
    }>(
      `select amount, currency::text as currency, nullif(valid_to, 'infinity')::text as until, reason from credit_limits
        where company_id = $1 and party_id = $2 and valid_from <= $3 and $3 < valid_to order by id desc limit 1`,
      [ctx.company.id, party.id, from],
    )
    const limitId = newId()
    await ctx.db.query(
      `insert into credit_limits (company_id, id, party_id, amount, currency, valid_from, valid_to, reason, recorded_at, recorded_by)
       values ($1, $2, $3, $4, $5, $6, coalesce($7::date, 'infinity'), $8, $9, $10)`,
      [
        ctx.company.id,
        limitId,
        party.id,
        amount,
        currency,
        from,
        input.until ?? null,
        input.reason,
        ctx.now,
        ctx.user.id,
      ],
    )
    const told = amount === null ? null : formatMinor(amount, currency)
    await audit(ctx, {
      verb: 'credit.set-limit',
      subjects: [party.id, limitId],
      summary: { amount: told, currency, from, until: input.until ?? null },
    })
    return {
      limitId,
      number: party.number,
      amount: told,
      currency,
      // A limit in another currency (before a change of the books') is not the same again.
      undo:
        before && before.currency !== currency
          ? null
          : {
              verb: 'credit.set-limit',
              input: {
                number: party.number,
                amount: before?.amount == null ? null : formatMinor(before.amount, currency),
                from,
                ...(before?.until ? { until: before.until } : {}),
                reason: before?.reason ?? input.reason,
              },
            },
    }
  },
})
