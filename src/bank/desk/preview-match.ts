import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { amountText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import type { Minor } from '../../kernel/money.ts'
import { absolute, formatMinor, parseMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { candidateColumns } from '../placing/candidates-by-reference.ts'
import type { CandidateRow } from '../placing/match-by-evidence.ts'
import { readLeft } from '../placing/weigh-desk.ts'
import { readTransactions } from '../read-transactions.ts'
import { effectOf, effectShape, readNextVouchers } from './preview-effect.ts'

const itemsMax = 200

/**
 * What choosing these items would do with what is left of a payment: how far the money goes, in the order given, credit notes
 * first; what stays open or over, and whether the rule lets it be written off. `bank.accept-match` then does it. Locks nothing.
 */
export const previewMatch = verb({
  kind: 'read',
  name: 'bank.preview-match',
  summary: 'Preview what settling items with a payment would do',
  route: 'POST /matching-desk/{transactionId}/preview',
  input: z.object({
    transactionId: id,
    items: z.array(z.object({ itemId: id, amount: amountText.optional() })).max(itemsMax),
    writeOff: z.boolean().default(false),
    onAccount: z
      .array(amountText)
      .max(100)
      .default([])
      .meta({ description: 'What is put on account beside the items, see bank.split-payment' }),
  }),
  output: z.object({
    amount: z.string().meta({ description: 'What is left of the payment' }),
    currency: z.string(),
    items: z.array(
      z.object({
        itemId: id,
        number: z.string(),
        amount: z.string(),
        rest: z.string(),
        currency: z.string(),
        paid: z.string().meta({
          description: 'What it takes of the payment, in the currency of that, at the rate of the payment’s day',
        }),
      }),
    ),
    applied: z.string(),
    over: z.string().meta({ description: 'Left of the payment after these items' }),
    short: z.string().meta({ description: 'Left open on these items, in the currency of the payment' }),
    mayWriteOff: z.boolean().meta({ description: 'What is short or over lies within the tolerance' }),
    tolerance: z.string(),
    effect: effectShape.nullable().meta({
      description: 'Null while no item is chosen, where some are in another currency, or some is put on account',
    }),
  }),
  async run(ctx, { transactionId, items, writeOff, onAccount }) {
    const whole = (await readTransactions(ctx, [transactionId])).get(transactionId)!
    const [payment] = await readLeft(ctx, [whole])
    const rows = await readChosen(
      ctx,
      items.map((one) => one.itemId),
    )
    const setUp = await readBankSetUp(ctx)
    const { currency } = whole
    const isForeign = [...rows.values()].some((row) => row.currency !== currency)
    const chosen = items.map(({ itemId, amount }): Chosen => {
      const row = rows.get(itemId)!
      const toPayment = (own: bigint) =>
        row.currency === currency ? own : setUp.exchange(own, row.currency, currency, whole.bookedOn)
      return {
        row,
        wanted: amount === undefined ? null : parseMinor(amount, row.currency),
        toPayment: (own) => (own < 0n ? -toPayment(-own) : toPayment(own)),
        toItem: (paid) =>
          row.currency === currency ? paid : setUp.exchange(paid, currency, row.currency, whole.bookedOn),
      }
    })
    for (const { row, wanted } of chosen)
      if (wanted !== null && (wanted * row.amountOpen <= 0n || absolute(wanted) > absolute(row.amountOpen)))
        refuse(
          'item.amount',
          `${row.numberText} has ${formatMinor(row.amountOpen, row.currency)} ${row.currency} open: give an amount up to that, with its sign`,
          { item: row.id, open: formatMinor(row.amountOpen, row.currency) },
        )
    const aside = onAccount.reduce((sum, one) => sum + parseMinor(one, currency), 0n)
    if (aside > payment!.amount)
      refuse('bank.not-enough', `the payment is ${formatMinor(aside - payment!.amount, currency)} ${currency} short`, {
        missing: formatMinor(aside - payment!.amount, currency),
      })
    const { left, taken, paid, applied } = spreadOver(payment!.amount - aside, chosen)
    const short = chosen.reduce(
      (sum, { row, toPayment }) => (row.amountOpen > 0n ? sum + toPayment(row.amountOpen - taken.get(row.id)!) : sum),
      0n,
    )
    const tolerance = setUp.toleranceOf(currency)
    const gap = short > 0n ? short : left
    const isPlain = chosen.length > 0 && !isForeign && aside === 0n
    const mayWriteOff = isPlain && gap !== 0n && gap <= tolerance
    const suggestion = {
      items: chosen.map(({ row }) => ({ itemId: row.id, amount: taken.get(row.id)! as Minor })),
      partyId: chosen[0]?.row.partyId ?? '',
      score: 1,
      evidence: [],
      remainder: left as Minor,
      difference: short as Minor,
      writeOff: writeOff && mayWriteOff,
    }
    const money = (amount: bigint) => formatMinor(amount, currency)
    return {
      amount: money(payment!.amount),
      currency,
      items: chosen.map(({ row }) => ({
        itemId: row.id,
        number: row.numberText,
        amount: formatMinor(taken.get(row.id)!, row.currency),
        rest: formatMinor(row.amountOpen - taken.get(row.id)!, row.currency),
        currency: row.currency,
        paid: money(paid.get(row.id)!),
      })),
      applied: money(applied),
      over: money(left),
      short: money(short),
      mayWriteOff,
      tolerance: money(tolerance),
      effect: !isPlain
        ? null
        : effectOf(
            { today: ctx.today, setUp, vouchersOn: await readNextVouchers(ctx, setUp.bankSeriesId) },
            { ...whole, amount: payment!.amount },
            suggestion,
            rows,
          ),
    }
  },
})

interface Chosen {
  row: CandidateRow
  wanted: bigint | null
  /** By the rate of the payment's day, where the item is in another currency. */
  toPayment(own: bigint): bigint
  toItem(paid: bigint): bigint
}

/**
 * Credit notes give what they have, then each item takes what it wants as far as the money goes.
 * @returns taken in the currency of each item, paid for it and the rest in that of the payment
 */
function spreadOver(
  amount: bigint,
  chosen: readonly Chosen[],
): { left: bigint; applied: bigint; taken: Map<Id, bigint>; paid: Map<Id, bigint> } {
  const taken = new Map<Id, bigint>()
  const paid = new Map<Id, bigint>()
  let left = amount
  for (const { row, wanted, toPayment } of chosen.filter((one) => one.row.amountOpen < 0n)) {
    taken.set(row.id, wanted ?? row.amountOpen)
    paid.set(row.id, toPayment(taken.get(row.id)!))
    left -= paid.get(row.id)!
  }
  for (const { row, wanted, toPayment, toItem } of chosen.filter((one) => one.row.amountOpen > 0n)) {
    const want = wanted ?? row.amountOpen
    const cost = toPayment(want)
    const got = cost <= left ? want : left > 0n ? least(toItem(left), want) : 0n
    taken.set(row.id, got)
    paid.set(row.id, got === want ? cost : left > 0n ? left : 0n)
    left -= paid.get(row.id)!
  }
  return { left, applied: amount - left, taken, paid }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

async function readChosen(ctx: Ctx, ids: readonly Id[]): Promise<Map<Id, CandidateRow>> {
  const rows = await ctx.db.rows<CandidateRow>(
    `select ${candidateColumns}, '' as "partyName", null as "partyIdentity", '{}'::text[] as "payerAccounts", i.bank_transaction_id as "bankTransactionId"
       from open_items i where i.company_id = $1 and i.id = any ($2::uuid[])`,
    [ctx.company.id, [...new Set(ids)]],
  )
  const found = new Map(rows.map((row) => [row.id, row]))
  for (const itemId of ids) {
    const row = found.get(itemId) ?? refuse('item.unknown', `there is no open item ${itemId}`, { item: itemId }, 404)
    if (row.amountOpen === 0n) refuse('item.settled', `${row.numberText} is settled already`, { item: itemId }, 409)
  }
  return found
}
