import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { amountText, currencyCode, dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { Move } from './move-items.ts'
import { moveItems } from './move-items.ts'
import { readSubledgerSetUp } from './subledger-set-up.ts'

const move = z.object({
  itemId: id,
  amount: amountText
    .optional()
    .meta({ description: 'Without sign, in the currency of the item; left out: all that is open' }),
  toParty: z.string().optional().meta({ description: 'Number of the customer or supplier; 0 is the unidentified' }),
  toAccount: z
    .string()
    .optional()
    .meta({ description: 'A control account; out of suspense it defaults to receivables' }),
  toCurrency: currencyCode.optional(),
  toAmount: amountText.optional().meta({ description: 'In the new currency; left out: by the rate of the day' }),
})

/** Money changes party, account or currency: out of suspense, to doubtful debts, to and from prepayments, SEK paid on a EUR invoice. */
export const transfer = verb({
  kind: 'write',
  name: 'subledger.transfer',
  summary: 'Move open items to another party, account or currency',
  route: 'POST /transfers',
  input: z.object({
    moves: z.array(move).min(1).max(1000),
    on: dayText.optional().meta({ description: 'Default: today' }),
    text: z.string().trim().min(1).max(200).default('Transfer'),
  }),
  output: z.object({
    moved: z.array(
      z.object({
        itemId: id,
        newItemId: id,
        voucherId: id,
        postedOn: dayText,
        amount: z.string(),
        currency: z.string(),
      }),
    ),
  }),
  async run(ctx, input) {
    const setUp = await readSubledgerSetUp(ctx)
    const on = input.on ?? ctx.today
    const numbers = input.moves.flatMap((one) => one.toParty ?? [])
    const parties = new Map(
      (
        await ctx.db.rows<{ number: string; id: Id }>(
          `select number, id from parties where company_id = $1 and number = any ($2::text[]) and merged_into_id is null`,
          [ctx.company.id, numbers],
        )
      ).map((row) => [row.number, row.id]),
    )
    const items = new Map(
      (
        await ctx.db.rows<{ id: Id; currency: string; control: string | null }>(
          `select i.id, i.currency, a.control from open_items i join accounts a on a.company_id = i.company_id and a.code = i.account
            where i.company_id = $1 and i.id = any ($2::uuid[])`,
          [ctx.company.id, input.moves.map((one) => one.itemId)],
        )
      ).map((row) => [row.id, row]),
    )
    const problems: Problem[] = []
    const moves = input.moves.map((one, i): Move => {
      const item = items.get(one.itemId)
      const partyId = one.toParty === undefined ? undefined : parties.get(one.toParty)
      if (one.toParty !== undefined && !partyId)
        problems.push({
          code: 'party.unknown',
          message: `there is no party ${one.toParty}`,
          path: `moves[${i}].toParty`,
          data: { party: one.toParty },
        })
      const outOfSuspense = item?.control === 'suspense' && partyId !== undefined && partyId !== setUp.systemPartyId
      const amountOf = (text: string | undefined, currency: string, path: string): bigint | undefined => {
        if (text === undefined) return undefined
        try {
          return parseMinor(text, currency)
        } catch {
          problems.push({
            code: 'amount.decimals',
            message: `${text} is no amount of ${currency}`,
            path: `moves[${i}].${path}`,
          })
          return undefined
        }
      }
      const currency = item?.currency ?? 'XXX'
      return {
        itemId: one.itemId,
        amount: amountOf(one.amount, currency, 'amount'),
        to: {
          partyId,
          account: one.toAccount ?? (outOfSuspense ? setUp.account('receivable', on) : undefined),
          currency: one.toCurrency,
          amount: amountOf(one.toAmount, one.toCurrency ?? currency, 'toAmount'),
        },
      }
    })
    if (problems.length > 0) throw new Refused(problems)
    const moved = await moveItems(ctx, moves, setUp, { on, text: input.text })
    await audit(ctx, {
      verb: 'subledger.transfer',
      subjects: moved.flatMap((one) => [one.itemId, one.newItemId, one.voucherId]).slice(0, 100),
      summary: { moves: moved.length },
    })
    return { moved: moved.map((one) => ({ ...one, amount: formatMinor(one.amount, one.currency) })) }
  },
})
