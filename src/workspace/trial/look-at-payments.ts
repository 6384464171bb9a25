import { readBankSetUp } from '../../bank/bank-set-up.ts'
import { bankAccountOf } from '../../bank/placing/place-payments.ts'
import { readLeft, weigh } from '../../bank/placing/weigh-desk.ts'
import { readTransactions } from '../../bank/read-transactions.ts'
import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Looked } from './look.ts'

const paymentsMax = 200
/** Of those that wait: each is weighed against its candidates anew. */
const weighedMax = 50

/** The last payments with the account that their money lands on, and what the machine would do by itself with those that wait. */
export async function lookAtPayments(ctx: Ctx, on: Day): Promise<Looked[]> {
  const setUp = await readBankSetUp(ctx)
  const rows = await ctx.db.rows<{
    id: Id
    businessAreaId: Id | null
    channel: string
    account: string
    name: string
  }>(
    `select t.id, b.code as channel, b.account, coalesce(t.reference, t.bank_reference, t.booked_on::text) as name,
            (select i.business_area_id from open_items i where i.company_id = t.company_id and i.bank_transaction_id = t.id order by i.id limit 1) as "businessAreaId"
       from (select * from bank_transactions where company_id = $1 order by id desc limit $2) t
       join bank_accounts b on b.company_id = t.company_id and b.id = t.bank_account_id`,
    [ctx.company.id, paymentsMax],
  )
  const waiting = await ctx.db.rows<{ id: Id }>(
    `select bank_transaction_id as id from desk_payments where company_id = $1 and certainty <= 4 order by bank_transaction_id desc limit $2`,
    [ctx.company.id, weighedMax],
  )
  const known = await readTransactions(
    ctx,
    waiting.map(({ id }) => id),
  )
  const left = await readLeft(ctx, [...known.values()])
  const weighed = await weigh(ctx, left, setUp)
  const settles = new Map(
    left.map(({ id, currency }, i) => {
      const { decision, rows: candidates } = weighed[i]!
      const numbers = decision.take?.items.map(({ itemId }) => candidates.get(itemId)!.numberText) ?? []
      const off = decision.take?.writeOff ? [`± ${formatMinor(decision.take.difference, currency)}`] : []
      return [id, [...numbers, ...off].join(', ')]
    }),
  )
  const facts = (row: { id: Id; businessAreaId: Id | null; channel: string; account: string }): Looked['facts'] => ({
    account: bankAccountOf({ transaction: row, businessAreaId: row.businessAreaId }, setUp, on),
    ...(settles.has(row.id) ? { settles: settles.get(row.id)! } : {}),
  })
  const older = left.filter(({ id }) => !rows.some((row) => row.id === id))
  return [
    ...rows.map((row): Looked => ({ kind: 'payment', id: row.id, name: row.name, facts: facts(row), problems: [] })),
    ...older.map(
      (row): Looked => ({
        kind: 'payment',
        id: row.id,
        name: row.reference ?? row.bankReference ?? row.bookedOn,
        facts: facts({ ...row, businessAreaId: null }),
        problems: [],
      }),
    ),
  ]
}
