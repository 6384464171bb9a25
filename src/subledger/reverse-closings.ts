import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { bookText } from '../kernel/words/book-texts.ts'
import { post, reversal } from '../ledger/post.ts'
import { readVouchers } from '../ledger/read-vouchers.ts'
import { allocate } from './allocate.ts'
import type { NewItem } from './open-items.ts'
import { openItems } from './open-items.ts'
import { reverseAllocations } from './reverse-allocations.ts'
import type { SubledgerSetUp } from './subledger-set-up.ts'

/** An item of the first line of a voucher (a write-off, a waiver) that closed another one, and is to be as if it had never been. */
export interface Closing {
  itemId: Id
  /** Signed, as the item has it. */
  amount: bigint
  voucherId: Id
  allocationId: Id
  /** What closes the item in its turn is said to be. */
  mirror: Omit<NewItem, 'id' | 'voucher' | 'lineNo' | 'dueOn'> & { dueOn?: Day }
}

/**
 * Lets go of what the items had closed, reverses their vouchers, and closes each item by its own reversal: from `on`, or from
 * the first open day after its voucher. What they had closed is open as it was. @returns the reversals, in the order given
 */
export async function reverseClosings(
  ctx: Ctx,
  closings: readonly Closing[],
  on: Day,
  setUp: SubledgerSetUp,
): Promise<{ voucherId: Id; postedOn: Day }[]> {
  const { db, company, user } = ctx
  await reverseAllocations(
    ctx,
    closings.map(({ allocationId }) => allocationId),
    on,
    setUp.openDay,
  )
  const vouchers = await readVouchers(
    db,
    company.id,
    closings.map(({ voucherId }) => voucherId),
  )
  const made = closings.map((closing) => {
    const voucher = vouchers.get(closing.voucherId)!
    const postedOn = setUp.openDay('receivable', later(voucher.postedOn, on))
    const text = bookText(company.language, 'reversal', voucher.text)
    return {
      closing,
      id: newId(),
      back: { ...reversal(voucher, newId(), postedOn, text), documentOn: on, runId: null },
    }
  })
  await post(
    db,
    company.id,
    user.id,
    made.map(({ back }) => back),
  )
  await openItems(
    db,
    company.id,
    made.map(({ closing: { mirror }, id, back }) => ({
      dueOn: back.postedOn,
      ...mirror,
      id,
      voucher: back,
      lineNo: 1,
    })),
  )
  await allocate(
    ctx,
    made.map(({ closing: { itemId, amount }, id, back }) =>
      amount < 0n
        ? { debitItemId: id, creditItemId: itemId, amount: -amount, valueOn: back.postedOn }
        : { debitItemId: itemId, creditItemId: id, amount, valueOn: back.postedOn },
    ),
    { setUp: setUp.posting, openDay: setUp.openDay, ledger: 'receivable', voucherSeriesId: setUp.seriesId },
  )
  return made.map(({ back }) => ({ voucherId: back.id, postedOn: back.postedOn }))
}
