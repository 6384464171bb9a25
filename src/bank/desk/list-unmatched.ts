import { z } from 'zod'
import { dayText, id, pageOf, paging } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { addDays } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { readTransactions, unposted } from '../read-transactions.ts'
import { suggestAll, suggestionShape } from './suggest.ts'

const waitingDays = 92

const row = z.object({
  transactionId: id,
  state: z.enum(['unposted', 'suspense', 'on-account']),
  bookedOn: dayText,
  amount: z.string().meta({ description: 'What is left of it; − is money out' }),
  currency: z.string(),
  payer: z.string().nullable(),
  reference: z.string().nullable(),
  text: z.string(),
  returnReason: z.string().nullable(),
  best: suggestionShape.nullable(),
})

/** What waits for a person, by keyset: not posted, in suspense, or on account unapplied; with the best suggestion of each. */
export const listUnmatched = verb({
  kind: 'read',
  name: 'bank.list-unmatched',
  summary: 'List payments that wait for a person',
  route: 'GET /payments/unmatched',
  input: z.object({
    ...paging,
    limit: z.coerce.number().int().min(1).max(200).default(50),
    state: z
      .enum(['waiting', 'unposted', 'suspense', 'on-account'])
      .default('waiting')
      .meta({ description: 'waiting: unposted or in suspense' }),
    since: dayText
      .optional()
      .meta({ description: `Payments not posted are looked for from this day on; default ${waitingDays} days back` }),
    suggestions: z.enum(['yes', 'no']).default('yes'),
  }),
  output: pageOf(row),
  async run(ctx, { after, limit, state, since, suggestions }) {
    const setUp = await readBankSetUp(ctx)
    const rows = await ctx.db.rows<{ id: Id; state: 'unposted' | 'suspense' | 'on-account'; left: bigint | null }>(
      `select id, state, left_open as left from (
         select t.id, 'unposted' as state, null::bigint as left_open from bank_accounts b join bank_transactions t on t.company_id = b.company_id and t.bank_account_id = b.id
          where $4 in ('waiting', 'unposted') and b.company_id = $1 and t.booked_on >= $5 and ${unposted} and ($2::uuid is null or t.id > $2)
         union all
         select i.bank_transaction_id, case when i.kind = 'unidentified' then 'suspense' else 'on-account' end, sum(-i.amount_open)::bigint from open_items i
          where i.company_id = $1 and i.amount_open <> 0 and i.bank_transaction_id is not null and ($2::uuid is null or i.bank_transaction_id > $2)
            and case when $4 = 'on-account' then i.kind = 'payment' else $4 in ('waiting', 'suspense') and i.kind = 'unidentified' and i.party_id = $6 end
          group by 1, 2
       ) waiting order by id limit $3`,
      [
        ctx.company.id,
        after ?? null,
        limit + 1,
        state,
        since ?? addDays(ctx.today, -waitingDays),
        setUp.unidentifiedPartyId,
      ],
    )
    const page = rows.slice(0, limit)
    const transactions = await visible(
      ctx,
      page.map((one) => one.id),
    )
    const listed = page.flatMap((one) => {
      const transaction = transactions.get(one.id)
      return transaction ? [{ ...one, transaction: { ...transaction, amount: one.left ?? transaction.amount } }] : []
    })
    const best =
      suggestions === 'yes'
        ? await suggestAll(
            ctx,
            listed.map((one) => one.transaction),
            setUp,
          )
        : []
    return {
      rows: listed.map(({ transaction, state: where }, i) => ({
        transactionId: transaction.id,
        state: where,
        bookedOn: transaction.bookedOn as Day,
        amount: formatMinor(transaction.amount, transaction.currency),
        currency: transaction.currency,
        payer: transaction.payerName,
        reference: transaction.reference,
        text: transaction.text,
        returnReason: transaction.returnReason,
        best: best[i]?.suggestions[0] ?? null,
      })),
      next: rows.length > limit ? page.at(-1)!.id : null,
    }
  },
})

/** An item in suspense is the books'; the payment behind it may be another area's. */
async function visible(ctx: Parameters<typeof readTransactions>[0], ids: Id[]): ReturnType<typeof readTransactions> {
  const seen = await ctx.db.rows<{ id: Id }>(
    `select id from bank_transactions where company_id = $1 and id = any ($2::uuid[])`,
    [ctx.company.id, ids],
  )
  return readTransactions(
    ctx,
    seen.map((one) => one.id),
  )
}
