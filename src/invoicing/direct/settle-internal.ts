import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { readSetting } from '../../delivery/settings.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { bookText } from '../../kernel/words/book-texts.ts'
import { accountOfRole, checkDimensions, readPostingSetUp } from '../../ledger/choose-account.ts'
import { readOpenDays } from '../../ledger/open-day.ts'
import type { Voucher } from '../../ledger/post.ts'
import { post } from '../../ledger/post.ts'
import { allocate } from '../../subledger/allocate.ts'
import { openItems } from '../../subledger/open-items.ts'

/** Items of one call; the rest is settled by the next. */
const itemsMax = 1_000

/**
 * Internal invoices are settled by transfer, not by money: a voucher from the selling unit's claim to the buying unit's
 * account, and the allocation that closes the claim.
 */
export const settleInternal = verb({
  kind: 'write',
  name: 'invoicing.settle-internal',
  summary: 'Settle internal invoices by transfer between the units',
  route: 'POST /internal-settlements',
  input: z.object({
    invoiceIds: z.array(id).max(itemsMax).optional().meta({ description: 'Default: all that are open and due' }),
    on: dayText.optional(),
  }),
  output: z.object({
    settled: z.number(),
    vouchers: z.array(id),
    sums: z.array(z.object({ currency: z.string(), amount: z.string() })),
  }),
  async run(ctx, { invoiceIds, on }) {
    const settledOn = on ?? ctx.today
    const items = await readItems(ctx, invoiceIds ?? null, settledOn)
    if (items.length === 0) return { settled: 0, vouchers: [], sums: [] }
    const setUp = await readPostingSetUp(ctx.db, ctx.company.id)
    const openDay = await readOpenDays(ctx.db, ctx.company.id)
    const units = (await readSetting(ctx, 'internal-settlement', settledOn)) ?? {}
    const rows = items.map((item) => {
      const postedOn = openDay('receivable', settledOn > item.openedOn ? settledOn : item.openedOn)
      const unit = units[item.partyNumber]
      const account =
        unit?.account ??
        accountOfRole(setUp, 'internalPurchases', postedOn) ??
        refuse('account-role.missing', `no account for internalPurchases on ${postedOn}`, { role: 'internalPurchases' })
      const checked = checkDimensions(setUp, account, unit?.dimensions ?? {}, postedOn)
      if (checked.problems.length > 0)
        refuse(
          'internal-settlement.coding',
          `unit ${item.partyNumber}: ${checked.problems.map((problem) => problem.message).join('; ')} – complete the parameter internal-settlement`,
          { customer: item.partyNumber },
        )
      const voucher: Voucher = {
        id: newId(),
        seriesId: item.voucherSeriesId,
        ledger: 'receivable',
        transactionType: 'transfer',
        postedOn,
        documentOn: settledOn,
        baseCurrency: item.baseCurrency,
        text: bookText(ctx.company.language, 'internal-settlement', item.numberText),
        businessAreaId: item.businessAreaId,
        postings: [
          {
            account: item.account,
            baseAmount: -item.baseOpen,
            currency: item.currency,
            amount: -item.open,
            partyId: item.partyId,
          },
          {
            account,
            baseAmount: item.baseOpen,
            currency: item.currency,
            amount: item.open,
            dimensions: checked.dimensions,
          },
        ],
      }
      return { item, voucher, closing: newId() }
    })
    await post(
      ctx.db,
      ctx.company.id,
      ctx.user.id,
      rows.map((row) => row.voucher),
    )
    await openItems(
      ctx.db,
      ctx.company.id,
      rows.map(({ item, voucher, closing }) => ({
        id: closing,
        voucher,
        lineNo: 1,
        kind: 'transfer' as const,
        numberText: item.numberText,
        reference: null,
        dueOn: voucher.postedOn,
        businessAreaId: item.businessAreaId,
      })),
    )
    await allocate(
      ctx,
      rows.map(({ item, voucher, closing }) => {
        const [debitItemId, creditItemId] = item.open > 0n ? [item.id, closing] : [closing, item.id]
        return { debitItemId, creditItemId, amount: item.open > 0n ? item.open : -item.open, valueOn: voucher.postedOn }
      }),
      { setUp, openDay, ledger: 'receivable', voucherSeriesId: items[0]!.voucherSeriesId },
    )
    const sums = new Map<string, bigint>()
    for (const item of items) sums.set(item.currency, (sums.get(item.currency) ?? 0n) + item.open)
    const answer = {
      settled: items.length,
      vouchers: rows.map((row) => row.voucher.id),
      sums: [...sums].map(([currency, amount]) => ({ currency, amount: formatMinor(amount, currency) })),
    }
    await audit(ctx, {
      verb: 'invoicing.settle-internal',
      subjects: items.map((item) => item.id),
      summary: { settled: answer.settled, sums: answer.sums },
    })
    return answer
  },
})

interface InternalItem {
  id: Id
  account: string
  partyId: Id
  partyNumber: string
  currency: string
  baseCurrency: string
  open: bigint
  baseOpen: bigint
  openedOn: Day
  numberText: string
  voucherSeriesId: Id
  businessAreaId: Id | null
}

const readItems = ({ db, company }: Ctx, invoiceIds: Id[] | null, on: string): Promise<InternalItem[]> =>
  db.rows<InternalItem>(
    `select t.id, t.account, t.party_id as "partyId", p.number as "partyNumber", t.currency, t.base_currency as "baseCurrency", t.amount_open as open,
            t.base_open as "baseOpen", t.opened_on as "openedOn", t.number_text as "numberText", g.voucher_series_id as "voucherSeriesId", t.business_area_id as "businessAreaId"
       from open_items t
       join invoice_groups g on g.company_id = t.company_id and g.id = t.invoice_group_id and g.internal
       join parties p on p.company_id = t.company_id and p.id = t.party_id
      where t.company_id = $1 and t.amount_open <> 0
        and case when $2::uuid[] is null then t.due_on <= $3 else t.invoice_id = any ($2) end
      order by t.id limit ${itemsMax} for no key update of t`,
    [company.id, invoiceIds, on],
  )
