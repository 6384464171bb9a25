import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { amountText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { parseMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { weighAgain } from '../placing/weigh-desk.ts'
import type { ActAnswer } from './act-answer.ts'
import { actAnswer, actDone, placeBefore, undoMatchOf } from './act-answer.ts'
import { listOfAct } from './desk-order.ts'
import type { Share, Wish } from './settle-by-person.ts'
import { settleByPerson } from './settle-by-person.ts'

export const matchesMax = 500

const input = z.object({
  matches: z
    .array(
      z.object({
        transactionId: id,
        items: z
          .array(
            z.object({
              itemId: id,
              amount: amountText
                .optional()
                .meta({ description: "In the item's currency, by its sign; left out: as far as the money goes" }),
            }),
          )
          .min(1),
        writeOff: z.boolean().default(false).meta({ description: 'Write a difference within the tolerance off' }),
        rest: z
          .enum(['on-account', 'suspense'])
          .default('on-account')
          .meta({ description: 'What is left over: the account of the party, or in suspense for somebody else' }),
      }),
    )
    .min(1)
    .max(matchesMax),
  reason: z
    .string()
    .trim()
    .max(500)
    .optional()
    .meta({ description: 'Why a person decided so; kept with the decision' }),
  list: listOfAct,
})

/** A person says which items payments settle; several at once, all or none. Undone by bank.undo-match. */
export const acceptMatch = verb({
  kind: 'write',
  name: 'bank.accept-match',
  summary: 'Settle items with payments, as a person decides',
  route: 'POST /matches',
  input,
  output: z.object({ matched: z.number(), ...actAnswer }),
  run: acceptMatches,
})

async function acceptMatches(
  ctx: Ctx,
  { matches, reason, list }: z.output<typeof input>,
): Promise<{ matched: number } & ActAnswer> {
  const ids = [...new Set(matches.map((match) => match.transactionId))]
  const place = await placeBefore(ctx, ids, list)
  const items = await readItems(
    ctx,
    matches.flatMap((match) => match.items.map((item) => item.itemId)),
  )
  const wishes = matches.map((match): Wish => {
    const shares = new Map<Id, Share>()
    for (const { itemId, amount } of match.items) {
      const item = items.get(itemId) ?? refuse('item.unknown', `there is no open item ${itemId}`, { item: itemId }, 404)
      const share = shares.get(item.partyId) ?? {
        partyId: item.partyId,
        account: item.account,
        businessAreaId: item.businessAreaId,
        items: [],
        onAccount: null,
      }
      share.items.push({ itemId, amount: amount === undefined ? null : parseMinor(amount, item.currency) })
      shares.set(item.partyId, share)
    }
    const parts = [...shares.values()]
    // What is left over is the last party's.
    if (match.rest === 'on-account') parts.at(-1)!.onAccount = 'rest'
    const evidence = reason ? [{ kind: 'reason', text: reason }] : []
    return { transactionId: match.transactionId, shares: parts, writeOff: match.writeOff, evidence }
  })
  const setUp = await readBankSetUp(ctx)
  await settleByPerson(ctx, wishes, setUp)
  await weighAgain(ctx, ids, [...items.keys()], setUp)
  await audit(ctx, {
    verb: 'bank.accept-match',
    subjects: matches.map((match) => match.transactionId),
    summary: { matched: matches.length, items: items.size },
    after: { matches },
  })
  return { matched: matches.length, ...(await actDone(ctx, place, ids, list, undoMatchOf(ids))) }
}

interface ItemOwner {
  id: Id
  partyId: Id
  account: string
  currency: string
  businessAreaId: Id | null
}

export async function readItems(ctx: Ctx, ids: readonly Id[]): Promise<Map<Id, ItemOwner>> {
  const rows = await ctx.db.rows<ItemOwner>(
    `select id, party_id as "partyId", account, currency, business_area_id as "businessAreaId" from open_items where company_id = $1 and id = any ($2::uuid[])`,
    [ctx.company.id, [...new Set(ids)]],
  )
  return new Map(rows.map((row) => [row.id, row]))
}
