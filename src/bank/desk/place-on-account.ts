import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { findParty } from '../find-party.ts'
import { weighAgain } from '../placing/weigh-desk.ts'
import { actAnswer, actDone, placeBefore, undoMatchOf } from './act-answer.ts'
import { listOfAct } from './desk-order.ts'
import { settleByPerson } from './settle-by-person.ts'

/** Money of a known payer whose invoice is not known (yet): a credit on its account. */
export const placeOnAccount = verb({
  kind: 'write',
  name: 'bank.place-on-account',
  summary: "Put what is left of a payment on a customer's account",
  route: 'POST /payments/{transactionId}/on-account',
  input: z.object({
    transactionId: id,
    party: z.string().meta({ description: 'Customer number or id' }),
    list: listOfAct,
  }),
  output: z.object({ partyId: id, ...actAnswer }),
  async run(ctx, { transactionId, party, list }) {
    const place = await placeBefore(ctx, [transactionId], list)
    const owner = await findParty(ctx, party)
    const share = { partyId: owner.id, account: null, businessAreaId: null, items: [], onAccount: 'all' as const }
    const wish = { transactionId, shares: [share], writeOff: false, evidence: [] }
    await settleByPerson(ctx, [wish], await readBankSetUp(ctx))
    await audit(ctx, { verb: 'bank.place-on-account', subjects: [transactionId, owner.id] })
    await weighAgain(ctx, [transactionId], [])
    return { partyId: owner.id, ...(await actDone(ctx, place, [transactionId], list, undoMatchOf([transactionId]))) }
  },
})
