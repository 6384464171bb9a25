import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { certaintyOf } from '../matching/certainty.ts'
import type { Suggestion } from '../matching/types.ts'
import type { CandidateRow } from '../placing/match-by-evidence.ts'
import type { Weighed } from '../placing/weigh-desk.ts'
import { readLeft, weigh, weighAgain } from '../placing/weigh-desk.ts'
import { readTransactions } from '../read-transactions.ts'
import type { BankTransaction } from '../types.ts'
import { actAnswer, actDone, placeBefore, undoMatchOf } from './act-answer.ts'
import { listOfAct } from './desk-order.ts'
import type { Share, Wish } from './settle-by-person.ts'
import { settleByPerson } from './settle-by-person.ts'

const input = z.object({
  payments: z
    .array(
      z.object({
        transactionId: id,
        rank: z.number().int().min(1).max(9).default(1),
        itemIds: z.array(id).optional().meta({
          description: 'The items of the candidate as they were shown; when another stands there now, nothing is done',
        }),
      }),
    )
    .min(1)
    .max(500),
  list: listOfAct,
})

/**
 * Takes candidates as they are ranked now: by what was shown, or, for many at once, the first of payments whose candidate is
 * strong. One payment that has changed is refused; of several the changed ones are skipped with the reason, the others are one batch.
 */
export const acceptCandidates = verb({
  kind: 'write',
  name: 'bank.accept-candidates',
  summary: 'Accept candidates of payments at the matching desk',
  route: 'POST /matching-desk/accept',
  input,
  output: z.object({
    accepted: z.array(id),
    skipped: z.array(z.object({ transactionId: id, code: z.string(), message: z.string() })),
    ...actAnswer,
  }),
  async run(ctx, { payments, list }) {
    const ids = [...new Set(payments.map((one) => one.transactionId))]
    const place = await placeBefore(ctx, ids, list)
    const setUp = await readBankSetUp(ctx)
    const read = await readTransactions(ctx, ids)
    const transactions = await readLeft(
      ctx,
      ids.map((one) => read.get(one)!),
    )
    const weighed = await weigh(ctx, transactions, setUp)
    const wishes: Wish[] = []
    const skipped: { transactionId: Id; code: string; message: string }[] = []
    const taken = new Map<Id, bigint>()
    const onDesk = await stillOnDesk(ctx, ids)
    for (const [i, transaction] of transactions.entries()) {
      const wanted = payments.find((one) => one.transactionId === transaction.id)!
      const found = choose(weighed[i]!, wanted, payments.length > 1)
      const against = typeof found === 'string' ? found : overdrawn(found, weighed[i]!.rows, taken)
      const problem = against && !onDesk.has(transaction.id) ? 'bank.nothing-left' : against
      if (problem) {
        if (payments.length === 1) refuse(problem, messageOf(problem), { transaction: transaction.id }, 409)
        skipped.push({ transactionId: transaction.id, code: problem, message: messageOf(problem) })
        continue
      }
      wishes.push(wishOf(transaction, found as Suggestion, weighed[i]!.rows))
    }
    const accepted = wishes.map((wish) => wish.transactionId)
    if (wishes.length > 0) await settleByPerson(ctx, wishes, setUp)
    const items = wishes.flatMap((wish) => wish.shares.flatMap((share) => share.items.map((item) => item.itemId)))
    await weighAgain(ctx, accepted, items, setUp)
    await audit(ctx, {
      verb: 'bank.accept-candidates',
      subjects: accepted,
      summary: { accepted: accepted.length, skipped: skipped.length, items: items.length },
    })
    return {
      accepted,
      skipped,
      ...(await actDone(ctx, place, accepted, list, accepted.length > 0 ? undoMatchOf(accepted) : null)),
    }
  },
})

/** What may speak against a payment of the wish. */
const reasons = [
  { code: 'bank.nothing-left', message: 'nothing of this payment is left to match' },
  { code: 'desk.no-candidate', message: 'there is no such candidate any more: look again' },
  { code: 'desk.changed', message: 'another candidate stands there now than the one that was shown: look again' },
  { code: 'desk.not-strong', message: 'its first candidate does not stand out: decide about this payment by itself' },
  { code: 'desk.taken-by-another', message: 'another payment of this batch settles the same item' },
]
const messageOf = (code: string): string => reasons.find((one) => one.code === code)!.message

/** Payments of which something still waits: another person, or another tab, may have placed the rest. */
async function stillOnDesk({ db, company }: Ctx, ids: readonly Id[]): Promise<ReadonlySet<Id>> {
  const rows = await db.rows<{ id: Id }>(
    `select bank_transaction_id as id from desk_payments where company_id = $1 and bank_transaction_id = any ($2::uuid[])`,
    [company.id, ids],
  )
  return new Set(rows.map(({ id }) => id))
}

/** The suggestion that is meant, or the code of what speaks against it. */
function choose(
  { decision }: Weighed,
  { rank, itemIds }: { rank: number; itemIds?: Id[] | undefined },
  several: boolean,
): Suggestion | string {
  const shown = itemIds && keyOf(itemIds)
  const found = shown
    ? decision.suggestions.find((one) => keyOf(one.items.map((item) => item.itemId)) === shown)
    : decision.suggestions[rank - 1]
  if (!found)
    return decision.suggestions.length === 0 ? 'desk.no-candidate' : shown ? 'desk.changed' : 'desk.no-candidate'
  // Speed never decides a tie (shared/ux/TASKS.md, rule 6).
  if (several && (found !== decision.suggestions[0] || certaintyOf(decision) !== 'strong')) return 'desk.not-strong'
  return found
}

const keyOf = (ids: readonly string[]): string => [...ids].sort().join(' ')

/** Two payments of one batch may each be sure of the same invoice: the first has it. Counts what it takes. */
function overdrawn(found: Suggestion, rows: ReadonlyMap<Id, CandidateRow>, taken: Map<Id, bigint>): string | null {
  for (const { itemId, amount } of found.items) {
    const open = rows.get(itemId)!.amountOpen
    const after = (taken.get(itemId) ?? 0n) + amount
    if (after < 0n ? after < open : after > open) return 'desk.taken-by-another'
  }
  for (const { itemId, amount } of found.items) taken.set(itemId, (taken.get(itemId) ?? 0n) + amount)
  return null
}

function wishOf(transaction: BankTransaction, found: Suggestion, rows: ReadonlyMap<Id, CandidateRow>): Wish {
  const shares = new Map<string, Share>()
  for (const { itemId, amount } of found.items) {
    const row = rows.get(itemId)!
    const share = shares.get(row.partyId) ?? {
      partyId: row.partyId,
      account: row.account,
      businessAreaId: row.businessAreaId,
      items: [],
      onAccount: null,
    }
    share.items.push({ itemId, amount })
    shares.set(row.partyId, share)
  }
  const list = [...shares.values()]
  if (found.remainder > 0n && !found.writeOff) list.at(-1)!.onAccount = 'rest'
  return { transactionId: transaction.id, shares: list, writeOff: found.writeOff, evidence: found.evidence }
}
