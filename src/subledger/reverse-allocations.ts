import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { bookText } from '../kernel/words/book-texts.ts'
import type { OpenDay } from '../ledger/open-day.ts'
import { post, reversal } from '../ledger/post.ts'
import { readVouchers } from '../ledger/read-vouchers.ts'
import type { AllocationRow } from './allocate.ts'
import { insertAllocations } from './allocate.ts'

/**
 * Takes allocations back by dated reversals: both items are open again from `on` (or from the first open day after the
 * allocation), the exchange difference is taken back in the same transaction, and every figure before that day stays.
 * An allocation already reversed is left out. @returns how many were reversed
 */
export async function reverseAllocations(
  ctx: Ctx,
  allocationIds: readonly Id[],
  on: Day,
  openDay: OpenDay,
  runId: Id | null = null,
): Promise<number> {
  const rows = await ctx.db.rows<AllocationRow>(
    `select a.id, a.ledger, a.debit_item_id, a.credit_item_id, a.account, a.party_id, a.currency, a.amount, a.base_debit, a.base_credit, a.value_on, a.effective_on,
            a.voucher_id, a.decision_id, a.run_id, a.business_area_id
       from allocations a
      where a.company_id = $1 and a.id = any ($2::uuid[]) and a.reverses_id is null
        and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)
      order by a.id`,
    [ctx.company.id, allocationIds],
  )
  const items = await ctx.db.rows<{ id: Id; base_currency: string }>(
    `select id, base_currency from open_items where company_id = $1 and id = any ($2::uuid[]) order by id for no key update`,
    [ctx.company.id, [...new Set(rows.flatMap((row) => [row.debit_item_id, row.credit_item_id]))]],
  )
  const bases = new Map(items.map((item) => [item.id, item.base_currency]))
  const differences = await readVouchers(
    ctx.db,
    ctx.company.id,
    rows.flatMap((row) => (row.voucher_id ? [row.voucher_id] : [])),
  )
  const vouchers: ReturnType<typeof reversal>[] = []
  const reversals = rows.map((row) => {
    const effectiveOn = openDay(row.ledger, later(row.effective_on, on))
    refuseAcrossChange(row, bases.get(row.debit_item_id), country(ctx.company.country).currency.baseOn(effectiveOn))
    let voucherId: Id | null = null
    const difference = row.voucher_id ? differences.get(row.voucher_id) : undefined
    if (difference) {
      const voucher = {
        ...reversal(difference, newId(), effectiveOn, bookText(ctx.company.language, 'reversal', difference.text)),
        runId,
      }
      vouchers.push(voucher)
      voucherId = voucher.id
    }
    return {
      ...row,
      id: newId(),
      amount: -row.amount,
      base_debit: -row.base_debit,
      base_credit: -row.base_credit,
      effective_on: effectiveOn,
      voucher_id: voucherId,
      run_id: runId,
      reverses_id: row.id,
    }
  })
  await post(ctx.db, ctx.company.id, ctx.user.id, vouchers)
  await insertAllocations(ctx, reversals)
  return reversals.length
}

/** What was applied and closed in the old currency of the books cannot be opened there again: those books are carried over. */
function refuseAcrossChange(row: AllocationRow, base: string | undefined, baseNow: string): void {
  if (base !== undefined && base !== baseNow)
    refuse(
      'allocation.before-redenomination',
      `allocation ${row.id} lies in the books in ${base}, which were carried over to ${baseNow}: correct it there by a credit or debit document in ${baseNow}`,
      { allocation: row.id, base },
    )
}
