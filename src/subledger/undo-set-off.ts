import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { bookText } from '../kernel/words/book-texts.ts'
import { post, reversal } from '../ledger/post.ts'
import { readVouchers } from '../ledger/read-vouchers.ts'
import { allocate } from './allocate.ts'
import { lockItemRows } from './item-rows.ts'
import type { NewItem } from './open-items.ts'
import { openItems } from './open-items.ts'
import { reverseAllocations } from './reverse-allocations.ts'
import { openInAll, readSubledgerSetUp } from './subledger-set-up.ts'

/**
 * Takes a set-off across two accounts back: both items are open again, its voucher is reversed the same day, and what it
 * put on the two accounts is closed by what the reversal puts there.
 */
export const undoSetOff = verb({
  kind: 'write',
  name: 'subledger.undo-set-off',
  summary: 'Take a set-off across two accounts back',
  route: 'POST /set-offs/undo',
  input: z.object({
    voucherId: id.meta({ description: 'Of the set-off' }),
    on: dayText.optional().meta({ description: 'Default: today' }),
  }),
  output: z.object({ voucherId: id, postedOn: dayText }),
  async run(ctx, input) {
    const { db, company } = ctx
    const parts = await db.rows<{ itemId: Id; allocationId: Id | null }>(
      `select o.id as "itemId",
              (select a.id from allocations a where a.company_id = o.company_id and (a.debit_item_id = o.id or a.credit_item_id = o.id) and a.reverses_id is null
                  and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id) limit 1) as "allocationId"
         from open_items o join vouchers v on v.company_id = o.company_id and v.id = o.voucher_id
        where o.company_id = $1 and o.voucher_id = $2 and v.transaction_type = 'set-off' and v.reverses_id is null
        order by o.line_no`,
      [company.id, input.voucherId],
    )
    const given = (await readVouchers(db, company.id, [input.voucherId])).get(input.voucherId)
    const [first, second] = parts
    if (!given || !first || !second)
      return refuse('set-off.unknown', `there is no set-off ${input.voucherId}`, { voucher: input.voucherId }, 404)
    await lockItemRows(ctx, [first.itemId, second.itemId])
    if (await db.maybe(`select 1 from vouchers where company_id = $1 and reverses_id = $2`, [company.id, given.id]))
      refuse('set-off.undone', 'this set-off was taken back already', { voucher: given.id }, 409)
    const setUp = await readSubledgerSetUp(ctx)
    const ledgers = given.postings.slice(0, 2).map(({ account }) => setUp.ledgerOf(account))
    const day = openInAll(setUp.openDay, ledgers, later(input.on ?? ctx.today, given.postedOn))
    await reverseAllocations(ctx, [first.allocationId!, second.allocationId!], day, setUp.openDay)
    const back = reversal(given, newId(), day, bookText(company.language, 'reversal', given.text))
    await post(db, company.id, ctx.user.id, [back])
    const items = await lockItemRows(ctx, [first.itemId, second.itemId])
    const made = [first, second].map(({ itemId }, i): NewItem => {
      const item = items.get(itemId)!
      return {
        id: newId(),
        voucher: back,
        lineNo: i + 1,
        kind: 'transfer',
        numberText: item.number_text,
        reference: null,
        dueOn: item.due_on,
        businessAreaId: item.business_area_id,
      }
    })
    await openItems(db, company.id, made)
    for (const [i, { itemId }] of [first, second].entries()) {
      const { amount } = items.get(itemId)!
      const pair =
        amount > 0n
          ? { debitItemId: itemId, creditItemId: made[i]!.id, amount }
          : { debitItemId: made[i]!.id, creditItemId: itemId, amount: -amount }
      await allocate(ctx, [{ ...pair, valueOn: day }], {
        setUp: setUp.posting,
        openDay: setUp.openDay,
        voucherSeriesId: setUp.seriesId,
        ledger: ledgers[i]!,
      })
    }
    await audit(ctx, {
      verb: 'subledger.undo-set-off',
      subjects: [given.id, back.id, first.itemId, second.itemId],
      summary: { on: day },
    })
    return { voucherId: back.id, postedOn: day }
  },
})
