import type { Ctx } from '../../db/context.ts'
import { accrueInterest } from '../../interest/accrue.ts'
import { readInterestSetUp } from '../../interest/interest-set-up.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import type { Looked } from './look.ts'

const claimsMax = 200

/** The latest overdue claims with the interest that would be claimed of them on the day. */
export async function lookAtClaims(ctx: Ctx, on: Day): Promise<Looked[]> {
  const setUp = await readInterestSetUp(ctx)
  const rows = await ctx.db.rows<{ id: Id; name: string }>(
    `select id, number_text as name from open_items
      where company_id = $1 and amount_open > 0 and due_on < $2 and component = 'capital' and kind in ('invoice', 'take-over') order by id desc limit $3`,
    [ctx.company.id, on, claimsMax],
  )
  const accrued = await accrueInterest(
    ctx,
    rows.map(({ id }) => id),
    on,
    { setUp },
  )
  return rows.flatMap(({ id, name }): Looked[] => {
    const one = accrued.get(id)
    if (!one) return []
    const { amount, currency, problem } = one
    const interest = { amount: amount < setUp.minimumOf(currency, on) ? 0n : amount, currency }
    return [
      { kind: 'claim', id, name, facts: { interest, stops: problem?.code ?? '' }, problems: problem ? [problem] : [] },
    ]
  })
}
