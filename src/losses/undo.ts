import { z } from 'zod'
import { reasonText } from '../claims/find-claims.ts'
import { written } from '../claims/written-words.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { bookText } from '../kernel/words/book-texts.ts'
import { post, reversal } from '../ledger/post.ts'
import { readVouchers } from '../ledger/read-vouchers.ts'
import { moveItems } from '../subledger/move-items.ts'
import { reverseClosings } from '../subledger/reverse-closings.ts'
import type { LossSetUp } from './loss-set-up.ts'
import { readLossSetUp } from './loss-set-up.ts'
import type { StoredPart } from './post-losses.ts'
import { appendLossEvents } from './post-losses.ts'

interface Loss {
  id: Id
  kind: 'doubtful' | 'established' | 'small'
  itemId: Id
  voucherId: Id
  number: string
  amount: bigint
  vat: bigint
  recovered: bigint
  reversed: boolean
  parts: StoredPart[]
  businessAreaId: Id | null
  partyId: Id
}

/** A loss is taken back by a reversal: the claim is open as it was, VAT and loss with it; nothing is deleted. */
export const undo = verb({
  kind: 'write',
  name: 'losses.undo',
  summary: 'Take back a loss',
  route: 'POST /losses/{lossId}/undo',
  input: z.object({ lossId: id, reason: reasonText, on: dayText.optional() }),
  output: z.object({ lossId: id, itemId: id.meta({ description: 'The claim that is open again' }), voucherId: id }),
  async run(ctx, { lossId, reason, on }) {
    await ctx.db.query(sql`select pg_advisory_xact_lock(hashtextextended(${`loss ${lossId}`}, 0))`)
    const loss = await ctx.db.maybe<Loss>(
      sql`select l.id, l.kind, l.item_id as "itemId", l.voucher_id as "voucherId", l.number_text as number, l.amount, l.vat, s.recovered, s.reversed, l.parts, l.business_area_id as "businessAreaId",
                 l.party_id as "partyId"
            from losses l join loss_standing s on s.company_id = l.company_id and s.loss_id = l.id where l.company_id = ${ctx.company.id} and l.id = ${lossId}`,
    )
    if (!loss) return refuse('loss.unknown', 'there is no such loss', { loss: lossId }, 404)
    if (loss.reversed)
      refuse('loss.undone', `the loss on ${loss.number} was taken back before`, { number: loss.number }, 409)
    if (loss.recovered > 0n)
      refuse(
        'loss.recovered',
        `money has come for the loss on ${loss.number}: it stays, what came has declared its part anew`,
        { number: loss.number },
        409,
      )
    const setUp = await readLossSetUp(ctx)
    const day = on ?? ctx.today
    const undone =
      loss.kind === 'doubtful'
        ? await undoDoubtful(ctx, await withCharges(ctx, loss), setUp, day)
        : [{ loss, ...(await undoClosing(ctx, loss, setUp, day)) }]
    await appendLossEvents(
      ctx,
      undone.map(({ loss: { id: lossId, amount, vat }, voucherId, itemId }) => ({
        lossId,
        kind: 'reversed' as const,
        amount,
        vat,
        onDay: day,
        voucherId,
        itemId,
        reason,
      })),
    )
    const { voucherId, itemId } = undone.find((one) => one.loss.id === lossId)!
    await audit(ctx, {
      verb: 'losses.undo',
      subjects: [lossId, loss.partyId, voucherId],
      summary: { kind: loss.kind, number: loss.number },
      businessAreaId: loss.businessAreaId,
    })
    return { lossId, itemId, voucherId }
  },
})

async function reverseVoucher(ctx: Ctx, loss: Loss, setUp: LossSetUp, on: Day) {
  const voucher = (await readVouchers(ctx.db, ctx.company.id, [loss.voucherId])).get(loss.voucherId)!
  const postedOn = setUp.openDay('receivable', voucher.postedOn > on ? voucher.postedOn : on)
  const back = {
    ...reversal(voucher, newId(), postedOn, bookText(ctx.company.language, 'reversal', voucher.text)),
    documentOn: on,
    runId: null,
  }
  await post(ctx.db, ctx.company.id, ctx.user.id, [back])
  return back
}

/** The write-off lets go of the claim, and is closed by its own reversal. */
async function undoClosing(ctx: Ctx, loss: Loss, setUp: LossSetUp, on: Day): Promise<{ voucherId: Id; itemId: Id }> {
  const item = await ctx.db.one<{ id: Id; amount: bigint; allocation: Id }>(
    sql`select i.id, i.amount, a.id as allocation from open_items i
          join allocations a on a.company_id = i.company_id and a.credit_item_id = i.id and a.reverses_id is null and a.debit_item_id = ${loss.itemId}
           and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)
         where i.company_id = ${ctx.company.id} and i.voucher_id = ${loss.voucherId} and i.line_no = 1`,
  )
  const [back] = await reverseClosings(
    ctx,
    [
      {
        itemId: item.id,
        amount: item.amount,
        voucherId: loss.voucherId,
        allocationId: item.allocation,
        mirror: {
          kind: 'write-off',
          numberText: loss.number,
          reference: null,
          businessAreaId: loss.businessAreaId,
        },
      },
    ],
    on,
    setUp,
  )
  return { voucherId: back!.voucherId, itemId: loss.itemId }
}

/** A claim and its charges stand on one account: they come back together, the capital and what was made doubtful with it. */
async function withCharges(ctx: Ctx, loss: Loss): Promise<Loss[]> {
  return ctx.db.rows<Loss>(
    sql`select l.id, l.kind, l.item_id as "itemId", l.voucher_id as "voucherId", l.number_text as number, l.amount, l.vat, s.recovered, s.reversed, l.parts, l.business_area_id as "businessAreaId",
               l.party_id as "partyId"
          from losses o join losses l on l.company_id = o.company_id and l.run_id = o.run_id and l.claim_item_id = o.claim_item_id and l.kind = 'doubtful'
          join loss_standing s on s.company_id = l.company_id and s.loss_id = l.id
         where o.company_id = ${ctx.company.id} and o.id = ${loss.id} and not s.reversed and s.recovered = 0 order by l.id`,
  )
}

async function undoDoubtful(
  ctx: Ctx,
  losses: readonly Loss[],
  setUp: LossSetUp,
  on: Day,
): Promise<{ loss: Loss; voucherId: Id; itemId: Id }[]> {
  const undone: { loss: Loss; voucherId: Id; itemId: Id; open: bigint }[] = []
  for (const loss of losses) {
    const back = await reverseVoucher(ctx, loss, setUp, on)
    const item = await ctx.db.one<{ id: Id; open: bigint }>(
      sql`select c.id, c.amount_open as open from carrying_item(${ctx.company.id}, ${loss.itemId}) c`,
    )
    undone.push({ loss, voucherId: back.id, itemId: item.id, open: item.open })
  }
  const moved = await moveItems(
    ctx,
    undone
      .filter((one) => one.open !== 0n)
      .map((one) => ({ itemId: one.itemId, to: { account: one.loss.parts[0]!.fromAccount! } })),
    setUp,
    { on, text: written[ctx.company.language].doubtfulNoMore },
  )
  const goesOn = new Map(moved.map((one) => [one.itemId, one.newItemId]))
  return undone.map((one) => ({ ...one, itemId: goesOn.get(one.itemId) ?? one.itemId }))
}
