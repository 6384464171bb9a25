import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { amountText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { parseMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { actAnswer, actDone, placeBefore, undoMatchOf } from './act-answer.ts'
import { readBankSetUp } from './bank-set-up.ts'
import { listOfAct } from './desk-order.ts'
import { findParty } from './find-party.ts'
import { readTransactions } from './read-transactions.ts'
import type { Share } from './settle-by-person.ts'
import { settleByPerson } from './settle-by-person.ts'
import { weighAgain } from './weigh-desk.ts'

/** One payment for several customers: each gets its amount on account; what nobody gets stays in suspense. */
export const splitPayment = verb({
  kind: 'write',
  name: 'bank.split-payment',
  summary: 'Divide a payment among several customers',
  route: 'POST /payments/{transactionId}/split',
  input: z.object({
    transactionId: id,
    parts: z
      .array(z.object({ party: z.string().meta({ description: 'Customer number or id' }), amount: amountText }))
      .min(1)
      .max(1000),
    list: listOfAct,
  }),
  output: z.object({ parts: z.number(), ...actAnswer }),
  async run(ctx, { transactionId, parts, list }) {
    const place = await placeBefore(ctx, [transactionId], list)
    const { currency } = (await readTransactions(ctx, [transactionId])).get(transactionId)!
    const shares: Share[] = []
    for (const part of parts) {
      const amount = parseMinor(part.amount, currency)
      if (amount <= 0n)
        refuse('bank.part-not-positive', `a part is more than zero, not ${part.amount}`, { party: part.party })
      const { id: partyId } = await findParty(ctx, part.party)
      shares.push({ partyId, account: null, businessAreaId: null, items: [], onAccount: amount })
    }
    await settleByPerson(ctx, [{ transactionId, shares, writeOff: false, evidence: [] }], await readBankSetUp(ctx))
    await audit(ctx, {
      verb: 'bank.split-payment',
      subjects: [transactionId, ...shares.map((share) => share.partyId)],
      after: { parts },
    })
    await weighAgain(ctx, [transactionId], [])
    const undo = undoMatchOf([transactionId])
    return { parts: parts.length, ...(await actDone(ctx, place, [transactionId], list, undo)) }
  },
})
