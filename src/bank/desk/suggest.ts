import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import type { Suggestion } from '../matching/types.ts'
import type { CandidateRow } from '../placing/match-by-evidence.ts'
import { readLeft, weigh } from '../placing/weigh-desk.ts'
import { readTransactions } from '../read-transactions.ts'
import type { BankTransaction } from '../types.ts'

export const suggestionShape = z.object({
  party: z.object({ id, name: z.string() }),
  score: z.number().meta({ description: 'Probability that exactly these items are meant, 0 to 1' }),
  items: z.array(
    z.object({
      itemId: id,
      number: z.string(),
      dueOn: dayText,
      open: z.string(),
      amount: z.string().meta({ description: 'What the payment would settle of it' }),
      currency: z.string(),
    }),
  ),
  remainder: z.string().meta({ description: 'What would be left of the payment' }),
  difference: z.string().meta({ description: 'What the items would still have open' }),
  writeOff: z.boolean().meta({ description: 'The difference lies within the tolerance' }),
  evidence: z.array(z.object({ kind: z.string(), text: z.string(), weight: z.number() })),
})
export type ShownSuggestion = z.output<typeof suggestionShape>

const answer = z.object({
  transactionId: id,
  amount: z.string(),
  currency: z.string(),
  why: z.string().meta({ description: 'Why the machine leaves it to a person' }),
  suggestions: z.array(suggestionShape),
})

/** Ranked suggestions with their evidence; refused pairs are not among them. Nothing is locked while a person looks. */
export const suggest = verb({
  kind: 'read',
  name: 'bank.suggest',
  summary: 'Suggest what a payment settles, with the evidence',
  route: 'GET /payments/{transactionId}/suggestions',
  input: z.object({ transactionId: id }),
  output: answer,
  async run(ctx, { transactionId }) {
    const [transaction] = await readLeft(ctx, [(await readTransactions(ctx, [transactionId])).get(transactionId)!])
    if (!transaction) throw new Error('a payment that was read is there')
    const [only] = await suggestAll(ctx, [transaction], await readBankSetUp(ctx))
    return {
      transactionId,
      amount: formatMinor(transaction.amount, transaction.currency),
      currency: transaction.currency,
      ...only!,
    }
  },
})

/** For a page of payments at once, in their order; by what is left of each. */
export async function suggestAll(
  ctx: Ctx,
  transactions: readonly BankTransaction[],
  setUp: BankSetUp,
): Promise<{ why: string; suggestions: ShownSuggestion[] }[]> {
  const weighed = await weigh(ctx, transactions, setUp)
  return weighed.map(({ decision, rows }, i) => ({
    why: decision.why.text,
    suggestions: decision.suggestions.map((one) => shown(one, rows, transactions[i]!.currency)),
  }))
}

function shown(suggestion: Suggestion, rows: ReadonlyMap<Id, CandidateRow>, currency: string): ShownSuggestion {
  const first = rows.get(suggestion.items[0]!.itemId)!
  return {
    party: { id: first.partyId, name: first.partyName },
    score: suggestion.score,
    items: suggestion.items.map(({ itemId, amount }) => {
      const row = rows.get(itemId)!
      return {
        itemId,
        number: row.numberText,
        dueOn: row.dueOn,
        open: formatMinor(row.amountOpen, row.currency),
        amount: formatMinor(amount, row.currency),
        currency: row.currency,
      }
    }),
    remainder: formatMinor(suggestion.remainder, currency),
    difference: formatMinor(suggestion.difference, currency),
    writeOff: suggestion.writeOff,
    evidence: suggestion.evidence.map(({ kind, text, weight }) => ({ kind, text, weight })),
  }
}
