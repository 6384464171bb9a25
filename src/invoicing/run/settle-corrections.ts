import type { Ctx } from '../../db/context.ts'
import { hot } from '../../db/sql.ts'
import type { Id } from '../../kernel/id.ts'
import { readOpenDays } from '../../ledger/open-day.ts'
import { allocate } from '../../subledger/allocate.ts'
import type { NewItem } from '../../subledger/open-items.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import { lockClaims } from '../claims.ts'
import type { Numbered } from './decide-rows.ts'

/** Source of an advance invoice that a payment made; its reference begins with the payment's item. */
export const paid = 'payment'
const paymentOf = (one: Numbered): Id => one.draft.orders[0]!.sourceReference.slice(0, 36)

/**
 * A credit note settles what its invoice still has open, an advance invoice is settled by the payment that made it: in the
 * same transaction. What was paid before stays the customer's.
 */
export async function settleCorrections(
  ctx: Ctx,
  runId: Id,
  ready: readonly Numbered[],
  items: readonly NewItem[],
  setUp: BillingSetUp,
): Promise<void> {
  const notes = ready.filter((one) => one.draft.kind === 'credit-note' && one.draft.creditsId && one.voucher)
  const advances = ready.filter((one) => one.draft.kind === 'advance-invoice' && one.draft.orders[0]!.source === paid)
  if (notes.length + advances.length === 0) return
  const rows = await lockClaims(
    ctx,
    notes.map((one) => one.draft.creditsId!),
  )
  const payments = await ctx.db.rows<{ id: Id; amount_open: bigint }>(
    hot(
      `select id, amount_open from open_items where company_id = $1 and id = any ($2::uuid[]) and amount_open < 0 order by id for no key update`,
      [ctx.company.id, advances.map(paymentOf)],
    ),
  )
  const openDay = await readOpenDays(ctx.db, ctx.company.id)
  for (const advance of advances) {
    const item = items.find((one) => one.invoiceId === advance.id)
    const payment = payments.find((row) => row.id === paymentOf(advance))
    if (!item || !payment) continue
    const posted = advance.voucher!.postings[0]!.amount
    const amount = posted < -payment.amount_open ? posted : -payment.amount_open
    await allocate(ctx, [{ debitItemId: item.id, creditItemId: payment.id, amount, valueOn: advance.draft.issuedOn }], {
      setUp: setUp.posting,
      openDay,
      ledger: 'receivable',
      voucherSeriesId: advance.group.voucherSeriesId,
      runId,
    })
  }
  for (const note of notes) {
    const item = items.find((one) => one.invoiceId === note.id)
    const posting = note.voucher!.postings[0]!
    const targets = rows.filter(
      (row) =>
        row.invoiceId === note.draft.creditsId &&
        row.account === posting.account &&
        row.partyId === posting.partyId &&
        row.currency === posting.currency,
    )
    if (!item || targets.length === 0) continue
    let left = -posting.amount
    const taken = targets.map((target) => {
      const amount = target.open < left ? target.open : left
      left -= amount
      return { debitItemId: target.id, creditItemId: item.id, amount, valueOn: note.draft.issuedOn }
    })
    const allocations = taken.filter((one) => one.amount > 0n)
    await allocate(ctx, allocations, {
      setUp: setUp.posting,
      openDay,
      ledger: 'receivable',
      voucherSeriesId: note.group.voucherSeriesId,
      runId,
    })
  }
}
