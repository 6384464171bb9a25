import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/problem.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import type { creditPick } from '../direct/credit.ts'
import { creditOrder } from '../direct/credit.ts'
import { assemble } from '../draft/assemble.ts'
import { checkDraft } from '../draft/check-draft.ts'
import { readSurroundings } from '../draft/surroundings.ts'
import { withId } from '../orders/order-input.ts'
import type { PreviewedDraft } from './draft-preview.ts'

export interface CreditInput {
  lines?: z.output<typeof creditPick>[] | undefined
  reason: string
  invoiceOn?: string | undefined
  text?: string | undefined
}

/** The credit note that the input would become, by the functions that issue it; what its making touches is taken back. */
export async function draftOfCredit(
  ctx: Ctx,
  setUp: BillingSetUp,
  invoiceId: Id,
  input: CreditInput,
): Promise<{ found: Omit<PreviewedDraft, 'isUnnamed'> | null; problems: Problem[] }> {
  await ctx.db.query('savepoint preview')
  try {
    const { order: made } = await creditOrder(ctx, invoiceId, input, (input.invoiceOn ?? ctx.today) as typeof ctx.today)
    const order = withId(made, newId())
    const around = await readSurroundings(ctx, setUp, [order], (input.invoiceOn ?? ctx.today) as typeof ctx.today)
    const draft = assemble([order], (input.invoiceOn ?? ctx.today) as typeof ctx.today, around)
    if (draft.problems.every((problem) => problem.severity === 'warning')) checkDraft(draft, around)
    const party = around.parties.get(draft.partyId)!
    return {
      found: { draft, around, party, payer: around.parties.get(draft.payerId) ?? party },
      problems: draft.problems,
    }
  } catch (error) {
    if (error instanceof Refused) return { found: null, problems: error.problems }
    throw error
  } finally {
    await ctx.db.query('rollback to savepoint preview')
  }
}
