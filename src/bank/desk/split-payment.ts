import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { amountText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { parseMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { findParty } from '../find-party.ts'
import { weighAgain } from '../placing/weigh-desk.ts'
import { readTransactions } from '../read-transactions.ts'
import { readItems } from './accept-match.ts'
import { actAnswer, actDone, placeBefore, undoMatchOf } from './act-answer.ts'
import { listOfAct } from './desk-order.ts'
import type { Share } from './settle-by-person.ts'
import { settleByPerson } from './settle-by-person.ts'

/**
 * One payment for several customers: onto items of theirs, and amounts on account; items may be in another currency than the
 * payment. What nobody gets stays in suspense.
 */
export const splitPayment = verb({
  kind: 'write',
  name: 'bank.split-payment',
  summary: 'Divide a payment among several customers, onto items and on account',
  route: 'POST /payments/{transactionId}/split',
  input: z.object({
    transactionId: id,
    parts: z
      .array(
        z
          .object({
            party: z.string().meta({ description: 'Customer number or id' }),
            amount: amountText.optional().meta({ description: 'Put on account, in the currency of the payment' }),
            items: z
              .array(
                z.object({
                  itemId: id,
                  amount: amountText
                    .optional()
                    .meta({ description: "In the item's currency, by its sign; left out: as far as the money goes" }),
                }),
              )
              .max(200)
              .default([]),
          })
          .refine((part) => part.amount !== undefined || part.items.length > 0, {
            error: 'give an amount on account, items, or both',
          }),
      )
      .min(1)
      .max(1000),
    list: listOfAct,
  }),
  output: z.object({ parts: z.number(), ...actAnswer }),
  async run(ctx, { transactionId, parts, list }) {
    const place = await placeBefore(ctx, [transactionId], list)
    const { currency } = (await readTransactions(ctx, [transactionId])).get(transactionId)!
    const items = await readItems(
      ctx,
      parts.flatMap((part) => part.items.map((one) => one.itemId)),
    )
    const [onAccount, ontoItems]: [Share[], Share[]] = [[], []]
    for (const part of parts) {
      const { id: partyId } = await findParty(ctx, part.party)
      const first = items.get(part.items[0]?.itemId ?? '')
      const to = { partyId, account: first?.account ?? null, businessAreaId: first?.businessAreaId ?? null }
      if (part.amount !== undefined) {
        const amount = parseMinor(part.amount, currency)
        if (amount <= 0n)
          refuse('bank.part-not-positive', `a part is more than zero, not ${part.amount}`, { party: part.party })
        onAccount.push({ ...to, items: [], onAccount: amount })
      }
      if (part.items.length === 0) continue
      const wanted = part.items.map(({ itemId, amount }) => {
        const item =
          items.get(itemId) ?? refuse('item.unknown', `there is no open item ${itemId}`, { item: itemId }, 404)
        return { itemId, amount: amount === undefined ? null : parseMinor(amount, item.currency) }
      })
      ontoItems.push({ ...to, items: wanted, onAccount: null })
    }
    // What is put on account is so much; items take as far as the rest goes.
    const shares = [...onAccount, ...ontoItems]
    const setUp = await readBankSetUp(ctx)
    await settleByPerson(ctx, [{ transactionId, shares, writeOff: false, evidence: [] }], setUp)
    await audit(ctx, {
      verb: 'bank.split-payment',
      subjects: [...new Set([transactionId, ...shares.map((share) => share.partyId)])],
      after: { parts },
    })
    await weighAgain(ctx, [transactionId], [...items.keys()], setUp)
    const undo = undoMatchOf([transactionId])
    return { parts: parts.length, ...(await actDone(ctx, place, [transactionId], list, undo)) }
  },
})
