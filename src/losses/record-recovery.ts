import { z } from 'zod'
import { positiveAmount } from '../claims/find-claims.ts'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, minor, parseMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { readLossSetUp } from './loss-set-up.ts'
import { readOpenLosses, recover } from './recover.ts'

/** A person says that money on a customer's account is for a claim that was written off. */
export const recordRecovery = verb({
  kind: 'write',
  name: 'losses.record-recovery',
  summary: 'Apply money to a claim that was written off',
  route: 'POST /losses/{lossId}/recovery',
  input: z.object({
    lossId: id,
    itemId: id.meta({ description: 'The money: an open credit of the customer' }),
    amount: positiveAmount.optional().meta({ description: 'Left out: as much as fits' }),
    on: dayText.optional(),
  }),
  output: z.object({ voucherId: id, amount: z.string(), vat: z.string(), currency: z.string() }),
  async run(ctx, { lossId, itemId, amount, on }) {
    const claim = await ctx.db.maybe<{ claim: Id }>(
      `select claim_item_id as claim from losses where company_id = $1 and id = $2 and kind <> 'doubtful'`,
      [ctx.company.id, lossId],
    )
    if (!claim) return refuse('loss.unknown', 'there is no such loss', { loss: lossId }, 404)
    const all = await ctx.db.rows<{ id: Id }>(
      sql`select id from losses where company_id = ${ctx.company.id} and claim_item_id = ${claim.claim} order by id for key share`,
    )
    const losses = await readOpenLosses(
      ctx,
      all.map((row) => row.id),
    )
    const money = await ctx.db.maybe<{ open: bigint }>(
      sql`select -amount_open as open from open_items where company_id = ${ctx.company.id} and id = ${itemId} and amount_open < 0`,
    )
    const left = losses.reduce((sum, loss) => sum + loss.left, 0n)
    const currency = losses[0]?.currency
    if (!currency) return refuse('loss.nothing-left', 'nothing of the loss is left to recover', { loss: lossId }, 409)
    if (!money) return refuse('loss.no-money', 'there is no money of the customer that is open', { item: itemId }, 409)
    const wanted = amount ? parseMinor(amount, currency) : left < money.open ? left : money.open
    const done = await recover(ctx, losses, itemId, wanted, await readLossSetUp(ctx), on ?? ctx.today, null)
    await audit(ctx, {
      verb: 'losses.record-recovery',
      subjects: [lossId, itemId, done.voucherId],
      summary: { amount: formatMinor(minor(done.amount), currency), currency },
      businessAreaId: losses[0]!.businessAreaId,
    })
    return {
      voucherId: done.voucherId,
      amount: formatMinor(minor(done.amount), currency),
      vat: formatMinor(minor(done.vat), currency),
      currency,
    }
  },
})
