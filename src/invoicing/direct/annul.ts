import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { bookText } from '../../kernel/words/book-texts.ts'
import type { OpenDay } from '../../ledger/open-day.ts'
import { readOpenDays } from '../../ledger/open-day.ts'
import { post, reversal } from '../../ledger/post.ts'
import { readVouchers } from '../../ledger/read-vouchers.ts'
import { allocate } from '../../subledger/allocate.ts'
import { openItems } from '../../subledger/open-items.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { annulmentHindrances, readStanding } from '../standing.ts'

/**
 * Annuls an issued document (ЗДДС чл. 116): it keeps its number and stays listed; its voucher is reversed on its own day and
 * the reversal closes its item. Only until it has been delivered, posted to a closed period or paid; after that, and where
 * the law knows no annulment, a credit note corrects.
 */
export const annul = verb({
  kind: 'write',
  name: 'invoicing.annul',
  summary: 'Annul an issued document that nobody has received',
  route: 'POST /invoices/{invoiceId}/annul',
  input: z.object({ invoiceId: id, reason: z.string().trim().min(1).max(500) }),
  output: z.object({ invoiceId: id, number: z.string(), voucherId: id.nullable(), recalledDeliveries: z.number() }),
  async run(ctx, { invoiceId, reason }) {
    const setUp = await readBillingSetUp(ctx)
    await ctx.db.query(`select 1 from invoices where company_id = $1 and id = $2 for no key update`, [
      ctx.company.id,
      invoiceId,
    ])
    await ctx.db.query(`select 1 from deliveries where company_id = $1 and subject_id = $2 order by id for update`, [
      ctx.company.id,
      invoiceId,
    ])
    const standing = await readStanding(ctx, invoiceId)
    if (!standing) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    const openDay = await readOpenDays(ctx.db, ctx.company.id)
    const hindrances = annulmentHindrances(setUp.rules, standing, openDay)
    if (hindrances.length > 0) throw new Refused(hindrances, 409)
    const recalledDeliveries = await recallDeliveries(ctx, invoiceId, reason)
    const voucherId = standing.voucherId
      ? await reverse(ctx, setUp, standing.voucherId, standing.numberText, openDay)
      : null
    await ctx.db.query(
      `insert into invoice_annulments (company_id, invoice_id, reason, annulled_on, voucher_id, recorded_by) values ($1, $2, $3, $4, $5, $6)`,
      [ctx.company.id, invoiceId, reason, ctx.today, voucherId, ctx.user.id],
    )
    // Advances that it deducted wait for another final invoice.
    await ctx.db.query(
      `delete from order_advances d using orders o where d.company_id = $1 and o.company_id = d.company_id and o.id = d.order_id and o.invoice_id = $2`,
      [ctx.company.id, invoiceId],
    )
    await audit(ctx, {
      verb: 'invoicing.annul',
      subjects: [invoiceId],
      summary: { number: standing.numberText, reason },
      businessAreaId: standing.businessAreaId,
    })
    return { invoiceId, number: standing.numberText, voucherId, recalledDeliveries }
  },
})

async function recallDeliveries({ db, company, user }: Ctx, invoiceId: Id, reason: string): Promise<number> {
  const rows = await db.rows<{ id: Id; business_area_id: Id | null }>(
    `update deliveries set state = 'recalled' where company_id = $1 and subject_id = $2 and state in ('waiting', 'failed') returning id, business_area_id`,
    [company.id, invoiceId],
  )
  for (const row of rows)
    await db.query(
      `insert into delivery_events (company_id, id, delivery_id, kind, text, data, business_area_id) values ($1, $2, $3, 'recalled', $4, $5, $6)`,
      [company.id, newId(), row.id, reason, JSON.stringify({ by: user.id }), row.business_area_id],
    )
  return rows.length
}

/** The mirror of the voucher on the same day, and the allocation that closes the item with it. */
async function reverse(
  ctx: Ctx,
  setUp: Awaited<ReturnType<typeof readBillingSetUp>>,
  voucherId: Id,
  numberText: string,
  openDay: OpenDay,
): Promise<Id> {
  const voucher = (await readVouchers(ctx.db, ctx.company.id, [voucherId])).get(voucherId)!
  const mirror = {
    ...reversal(
      voucher,
      newId(),
      openDay('receivable', voucher.postedOn),
      bookText(ctx.company.language, 'annulment', numberText),
    ),
    transactionType: 'annulment',
    runId: null,
  }
  await post(ctx.db, ctx.company.id, ctx.user.id, [mirror])
  const item = await ctx.db.maybe<{ id: Id; amount: bigint; invoice_group_id: Id | null; business_area_id: Id | null }>(
    `select id, amount, invoice_group_id, business_area_id from open_items where company_id = $1 and voucher_id = $2 and line_no = 1`,
    [ctx.company.id, voucherId],
  )
  if (!item) return mirror.id
  const closing = newId()
  await openItems(ctx.db, ctx.company.id, [
    {
      id: closing,
      voucher: mirror,
      lineNo: 1,
      kind: 'credit-note',
      numberText,
      reference: null,
      dueOn: mirror.postedOn,
      invoiceGroupId: item.invoice_group_id,
      businessAreaId: item.business_area_id,
    },
  ])
  const [debitItemId, creditItemId] = item.amount > 0n ? [item.id, closing] : [closing, item.id]
  await allocate(
    ctx,
    [{ debitItemId, creditItemId, amount: item.amount > 0n ? item.amount : -item.amount, valueOn: mirror.postedOn }],
    { setUp: setUp.posting, openDay, ledger: 'receivable', voucherSeriesId: voucher.seriesId },
  )
  return mirror.id
}
