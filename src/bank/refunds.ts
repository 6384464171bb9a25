import { readParameter } from '../company/read-parameter.ts'
import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'

/** Four eyes where money is given up or leaves the house, unless the company's parameter says otherwise. */
export async function wantsFourEyes(ctx: Ctx, name: 'refund-four-eyes' | 'write-off-four-eyes'): Promise<boolean> {
  const value = await readParameter(ctx, name, ctx.today)
  return value?.required !== false
}

/** Money that is to be paid back is neither matched nor taken back meanwhile: which of these is. */
export async function readRefunds(
  { db, company }: Ctx,
  transactionIds: readonly Id[],
  itemIds: readonly Id[],
): Promise<{ transactionId: Id; problem: Problem }[]> {
  const refunds = await db.rows<{ id: Id; transaction: Id }>(
    `select id, bank_transaction_id as transaction from refunds where company_id = $1 and withdrawn_at is null
        and (bank_transaction_id = any ($2::uuid[]) or item_id = any ($3::uuid[])) order by id`,
    [company.id, transactionIds, itemIds],
  )
  return refunds.map(({ id, transaction }) => ({
    transactionId: transaction,
    problem: {
      code: 'bank.to-be-paid-back',
      message: 'this money is to be paid back: withdraw the refund first',
      data: { refund: id, transaction },
    },
  }))
}

/** @throws Refused bank.to-be-paid-back */
export async function refuseRefunds(ctx: Ctx, transactionIds: readonly Id[], itemIds: readonly Id[]): Promise<void> {
  const refunds = await readRefunds(ctx, transactionIds, itemIds)
  if (refunds.length > 0)
    throw new Refused(
      refunds.map((one) => one.problem),
      409,
    )
}
