import { z } from 'zod'
import { country } from '../countries/index.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { amountText, dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { absolute, formatMinor, minor, parseMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import type { Allocation } from './allocate.ts'
import { allocate } from './allocate.ts'
import { settle } from './arithmetic.ts'
import type { ItemRow } from './item-rows.ts'
import { lockItemRows } from './item-rows.ts'
import { readSubledgerSetUp } from './subledger-set-up.ts'

/** Applies a payment, prepayment or credit note to items of the same party, account and currency: to those named, else oldest first. */
export const allocateItems = verb({
  kind: 'write',
  name: 'subledger.allocate',
  summary: 'Apply a payment or credit note to invoices',
  route: 'POST /allocations',
  input: z.object({
    itemId: id.meta({ description: 'The item to apply: a payment, a prepayment, a credit note' }),
    targets: z
      .array(
        z.object({
          itemId: id,
          amount: amountText.optional().meta({ description: 'Without sign; left out: as much as fits' }),
        }),
      )
      .max(1000)
      .optional()
      .meta({ description: 'Left out: the oldest due items of the party first' }),
    on: dayText.optional().meta({ description: 'The day the money counts; default today' }),
  }),
  output: z.object({
    allocations: z.array(z.object({ allocationId: id, itemId: id, amount: z.string() })),
    left: z.string().meta({ description: 'What of the applied item stays open, without sign' }),
    currency: z.string(),
  }),
  async run(ctx, input) {
    const setUp = await readSubledgerSetUp(ctx)
    // All in one, in the order of their ids: whoever applies the other side waits, and does not cross.
    const others = input.targets?.map((target) => target.itemId) ?? (await oppositeOf(ctx, input.itemId))
    const first = await lockItemRows(ctx, [input.itemId, ...others])
    const item = first.get(input.itemId)
    if (!item) return refuse('item.unknown', `there is no open item ${input.itemId}`, { item: input.itemId }, 404)
    if (item.amount_open === 0n) refuse('item.closed', `item ${item.number_text} is not open`, { item: item.id })
    const parts = input.targets ? named(item, input.targets, first) : oldestFirst(ctx, item, [...first.values()])
    if (parts.length === 0)
      refuse('allocation.nothing-open', `there is nothing open that item ${item.number_text} could be applied to`)
    const valueOn = input.on ?? ctx.today
    const allocations = parts.map((part): Allocation => {
      const [debitItemId, creditItemId] = item.amount_open > 0n ? [item.id, part.itemId] : [part.itemId, item.id]
      return { debitItemId, creditItemId, amount: part.amount, valueOn }
    })
    const ids = await allocate(ctx, allocations, {
      setUp: setUp.posting,
      openDay: setUp.openDay,
      ledger: setUp.ledgerOf(item.account),
      voucherSeriesId: setUp.seriesId,
    })
    const used = parts.reduce((sum, part) => sum + part.amount, 0n)
    await audit(ctx, {
      verb: 'subledger.allocate',
      subjects: [item.id, ...parts.map((part) => part.itemId)].slice(0, 100),
      summary: { allocations: ids.length, amount: formatMinor(used, item.currency), currency: item.currency },
      businessAreaId: item.business_area_id,
    })
    const open = absolute(item.amount_open)
    return {
      allocations: parts.map((part, i) => ({
        allocationId: ids[i]!,
        itemId: part.itemId,
        amount: formatMinor(part.amount, item.currency),
      })),
      left: formatMinor(open - used, item.currency),
      currency: item.currency,
    }
  },
})

interface Part {
  itemId: Id
  amount: bigint
}

function named(
  item: ItemRow,
  targets: readonly { itemId: Id; amount?: string | undefined }[],
  items: Map<Id, ItemRow>,
): Part[] {
  const problems: Problem[] = []
  let left = absolute(item.amount_open)
  const open = new Map([...items.values()].map((row) => [row.id, absolute(row.amount_open)]))
  const parts = targets.flatMap((target, i): Part[] => {
    const row = items.get(target.itemId)
    const add = (code: string, message: string, more: Problem['data'] = {}) =>
      problems.push({
        code,
        message,
        path: `targets[${i}]`,
        data: { item: target.itemId, number: row?.number_text ?? null, ...more },
      })
    if (!row) add('item.unknown', `there is no open item ${target.itemId}`)
    else if (row.party_id !== item.party_id || row.account !== item.account || row.currency !== item.currency)
      add('allocation.not-alike', `item ${row.number_text} has another party, account or currency: transfer it first`)
    else if (row.amount_open * item.amount_open >= 0n)
      add('allocation.one-side', `item ${row.number_text} is closed, or stands on the same side as ${item.number_text}`)
    else {
      const most = open.get(row.id)! < left ? open.get(row.id)! : left
      const amount = target.amount === undefined ? most : parseMinor(target.amount, item.currency)
      if (amount <= 0n || amount > most)
        add(
          'allocation.more-than-open',
          `item ${row.number_text}: at most ${formatMinor(most, item.currency)} ${item.currency} can be applied`,
          { most: `${formatMinor(most, item.currency)} ${item.currency}` },
        )
      left -= amount
      open.set(row.id, open.get(row.id)! - amount)
      return [{ itemId: row.id, amount }]
    }
    return []
  })
  if (problems.length > 0) throw new Refused(problems)
  return parts
}

/** Open items that an item could be applied to: of its party, account and currency, on the other side. */
async function oppositeOf({ db, company }: Ctx, itemId: Id): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    `select o.id from open_items i join open_items o on o.company_id = i.company_id and o.party_id = i.party_id and o.account = i.account and o.currency = i.currency
        and o.base_currency = i.base_currency and o.amount_open <> 0 and sign(o.amount_open) = -sign(i.amount)
      where i.company_id = $1 and i.id = $2`,
    [company.id, itemId],
  )
  return rows.map((row) => row.id)
}

/** The oldest due first, within a debt in the order of the law. */
function oldestFirst(ctx: Ctx, item: ItemRow, locked: readonly ItemRow[]): Part[] {
  const rows = locked.filter((row) => row.id !== item.id && row.amount_open !== 0n)
  const settlement = settle(
    rows.map((row) => ({
      id: row.id,
      amountOpen: minor(row.amount_open),
      dueOn: row.due_on,
      component: row.component,
      mainItemId: row.main_item_id,
    })),
    { id: item.id, amount: minor(item.amount_open) },
    { ...country(ctx.company.country).terms.allocation, useCredits: false },
  )
  return settlement.allocations.map(({ debitId, creditId, amount }) => ({
    itemId: debitId === item.id ? creditId : debitId,
    amount,
  }))
}
