import { z } from 'zod'
import { written } from '../claims/written-words.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { minor, proportion } from '../kernel/money.ts'
import { post } from '../ledger/post.ts'
import type { LossSetUp } from './loss-set-up.ts'
import { readLossSetUp } from './loss-set-up.ts'
import type { Provision } from './post-losses.ts'
import { appendLossEvents, releaseVoucher } from './post-losses.ts'
import { readOpenLosses, recover } from './recover.ts'

const pairsMax = 1_000

/**
 * Right after a matching: money that lies on a customer's account and names a document of his that was written off pays the
 * loss, by itself; other money waits for a person (losses.list says where some lies). What was provided for and has been paid
 * is taken back. Twice gives nothing new.
 */
export const takeRecoveries = verb({
  kind: 'write',
  name: 'losses.take-recoveries',
  summary: 'Apply money that names claims that were written off',
  route: 'POST /losses/take-recoveries',
  input: z.object({}),
  output: z.object({ recovered: z.number(), provisionsReleased: z.number() }),
  run: (ctx) =>
    asSystem(ctx, async (system) => {
      const known = await system.db.one<{ any: boolean }>(
        sql`select exists (select from losses where company_id = ${ctx.company.id}) as any`,
      )
      if (!known.any) return { recovered: 0, provisionsReleased: 0 }
      const setUp = await readLossSetUp(system)
      const recovered = await takeNamed(system, setUp)
      const provisionsReleased = await releasePaid(system, setUp)
      if (recovered + provisionsReleased > 0)
        await audit(system, { verb: 'losses.take-recoveries', summary: { recovered, provisionsReleased } })
      return { recovered, provisionsReleased }
    }),
})

async function takeNamed(ctx: Ctx, setUp: LossSetUp): Promise<number> {
  const pairs = await ctx.db.rows<{ itemId: Id; open: bigint; lossIds: Id[] }>(
    sql`select c.id as "itemId", -c.amount_open as open, array_agg(l.id order by l.id) as "lossIds"
          from losses l join loss_standing s on s.company_id = l.company_id and s.loss_id = l.id and s."left" > 0 and l.kind <> 'doubtful'
          join open_items c on c.company_id = l.company_id and c.party_id = l.party_id and c.currency = l.currency and c.amount_open < 0 and c.kind = 'payment'
          join bank_transactions b on b.company_id = c.company_id and b.id = c.bank_transaction_id
         where l.company_id = ${ctx.company.id}
           and (b.reference in (l.reference, l.number_text) or exists (select from jsonb_array_elements(b.refs) r where r ->> 'reference' in (l.reference, l.number_text)))
           and not exists (select from refunds r where r.company_id = c.company_id and r.item_id = c.id and r.withdrawn_at is null)
         group by c.id, c.amount_open order by c.id limit ${pairsMax}`,
  )
  let count = 0
  for (const pair of pairs) {
    const losses = await readOpenLosses(ctx, pair.lossIds)
    const left = losses.reduce((sum, loss) => sum + loss.left, 0n)
    if (left === 0n) continue
    const amount = left < pair.open ? left : pair.open
    await recover(ctx, losses, pair.itemId, amount, setUp, ctx.today, 'Named by its reference')
    count += 1
  }
  return count
}

/** A doubtful receivable that was paid after all, wholly or in part: as much of its provision is taken back. */
async function releasePaid(ctx: Ctx, setUp: LossSetUp): Promise<number> {
  const rows = await ctx.db.rows<Provision & { settled: bigint; whole: bigint; number: string }>(
    sql`select l.id as "lossId", l.item_id as "itemId", s."left", l.parts -> 0 ->> 'lossAccount' as "lossAccount", l.base_amount as base, l.amount, l.business_area_id as "businessAreaId",
               i.amount - c.amount_open as settled, i.amount as whole, l.number_text as number
          from losses l join loss_standing s on s.company_id = l.company_id and s.loss_id = l.id and s."left" > 0
          join open_items i on i.company_id = l.company_id and i.id = l.item_id
         cross join lateral carrying_item(l.company_id, l.item_id) c
         where l.company_id = ${ctx.company.id} and l.kind = 'doubtful' and c.amount_open < i.amount order by l.id limit ${pairsMax}`,
  )
  const due = rows.flatMap((row) => {
    const amount = proportion(minor(row.amount), row.settled, row.whole) - (row.amount - row.left)
    return amount > 0n ? [{ row, amount }] : []
  })
  const postedOn = setUp.openDay('receivable', ctx.today)
  const vouchers = due.map(({ row, amount }) =>
    releaseVoucher(row, setUp, postedOn, { documentOn: ctx.today, text: row.number }, null, amount),
  )
  await post(ctx.db, ctx.company.id, ctx.user.id, vouchers)
  await appendLossEvents(
    ctx,
    due.map(({ row, amount }, i) => ({
      lossId: row.lossId,
      kind: 'recovered',
      amount,
      vat: 0n,
      onDay: postedOn,
      voucherId: vouchers[i]!.id,
      reason: written[ctx.company.language].paid,
    })),
  )
  return due.length
}
