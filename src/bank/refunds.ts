import { readParameter } from '../company/read-parameter.ts'
import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** Four eyes where money is given up or leaves the house, unless the company's parameter says otherwise. */
export async function wantsFourEyes(ctx: Ctx, name: 'refund-four-eyes' | 'write-off-four-eyes'): Promise<boolean> {
  const value = await readParameter<{ required?: boolean }>(ctx, name, ctx.today)
  return value?.required !== false
}

/** Money that is to be paid back is neither matched nor taken back meanwhile. @throws Refused bank.to-be-paid-back */
export async function refuseRefunds(ctx: Ctx, transactionIds: readonly Id[], itemIds: readonly Id[]): Promise<void> {
  const refund = await ctx.db.maybe<{ id: Id; transaction: Id }>(
    `select id, bank_transaction_id as transaction from refunds where company_id = $1 and withdrawn_at is null
        and (bank_transaction_id = any ($2::uuid[]) or item_id = any ($3::uuid[])) limit 1`,
    [ctx.company.id, transactionIds, itemIds],
  )
  if (refund)
    refuse(
      'bank.to-be-paid-back',
      'this money is to be paid back: withdraw the refund first',
      { refund: refund.id, transaction: refund.transaction },
      409,
    )
}
