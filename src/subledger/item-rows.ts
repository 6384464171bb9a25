import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { minor, share } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { Component, ItemKind } from './open-items.ts'

/** An open item as it stands now, with what a continuing item keeps of it. */
export interface ItemRow {
  id: Id
  account: string
  party_id: Id
  currency: string
  base_currency: string
  amount: bigint
  amount_open: bigint
  base_open: bigint
  opened_on: Day
  component: Component
  main_item_id: Id | null
  kind: ItemKind
  invoice_id: Id | null
  bank_transaction_id: Id | null
  number_text: string
  reference: string | null
  due_on: Day
  invoice_group_id: Id | null
  business_area_id: Id | null
}

export const itemColumns = `i.id, i.account, i.party_id, i.currency, i.base_currency, i.amount, i.amount_open, i.base_open, i.opened_on, i.component, i.main_item_id, i.kind,
  i.invoice_id, i.bank_transaction_id, i.number_text, i.reference, i.due_on, i.invoice_group_id, i.business_area_id`

/**
 * Items by id, locked in id order, so that two writers on the same items wait and never deadlock.
 * @throws Refused item.to-be-paid-back: money that is to leave the house settles nothing meanwhile
 */
export async function lockItemRows({ db, company }: Ctx, ids: readonly Id[]): Promise<Map<Id, ItemRow>> {
  const rows = await db.rows<ItemRow>(
    `select ${itemColumns} from open_items i where i.company_id = $1 and i.id = any ($2::uuid[]) order by i.id for no key update`,
    [company.id, [...new Set(ids)]],
  )
  const refund = await db.maybe<{ item_id: Id }>(
    `select item_id from refunds where company_id = $1 and item_id = any ($2::uuid[]) and withdrawn_at is null limit 1`,
    [company.id, rows.map((row) => row.id)],
  )
  if (refund)
    refuse(
      'item.to-be-paid-back',
      'this money is to be paid back: withdraw the refund first',
      { item: refund.item_id },
      409,
    )
  return new Map(rows.map((row) => [row.id, row]))
}

/** What holds and due parts say of an item goes on with the item that continues it. */
export async function continueHolds(
  ctx: Ctx,
  pairs: readonly { from: ItemRow; to: Id; amount: bigint }[],
): Promise<void> {
  const byOld = new Map(pairs.map((pair) => [pair.from.id, pair]))
  const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
  const holds = await ctx.db.rows<{ item_id: Id }>(
    `select kind, item_id, from_on, to_on, reason, recorded_at, recorded_by, business_area_id, amount, currency, stops_interest, source from holds
      where company_id = $1 and item_id = any ($2::uuid[]) and released_at is null`,
    [ctx.company.id, [...byOld.keys()]],
  )
  await insertRows(
    ctx.db,
    'holds',
    {
      id: 'uuid',
      kind: 'text',
      item_id: 'uuid',
      from_on: 'date',
      to_on: 'date',
      reason: 'text',
      recorded_at: 'timestamptz',
      recorded_by: 'uuid',
      business_area_id: 'uuid',
      amount: 'int8',
      currency: 'bpchar',
      stops_interest: 'bool',
      source: 'text',
    } as never,
    holds.map((hold) => ({ ...hold, id: newId(), item_id: byOld.get(hold.item_id)!.to })),
    tenant,
  )
  const parts = await ctx.db.rows<{ item_id: Id; due_on: Day; amount: bigint }>(
    `select item_id, due_on, amount from item_due_parts where company_id = $1 and item_id = any ($2::uuid[]) order by item_id, part_no`,
    [ctx.company.id, [...byOld.keys()]],
  )
  const byItem = new Map<Id, { due_on: Day; amount: bigint }[]>()
  for (const part of parts) byItem.set(part.item_id, [...(byItem.get(part.item_id) ?? []), part])
  await insertRows(
    ctx.db,
    'item_due_parts',
    { item_id: 'uuid', part_no: 'int4', due_on: 'date', amount: 'int8' },
    [...byItem].flatMap(([old, of]) => {
      const { from, to, amount } = byOld.get(old)!
      return dueParts(of, from.amount - from.amount_open, amount).map((part, i) => ({
        item_id: to,
        part_no: i + 1,
        ...part,
      }))
    }),
    tenant,
  )
}

/** The parts still due: what was paid took the first ones; their sum becomes the amount of the continuing item. */
export function dueParts(
  parts: readonly { due_on: Day; amount: bigint }[],
  paid: bigint,
  amount: bigint,
): { due_on: Day; amount: bigint }[] {
  const sign = amount < 0n ? -1n : 1n
  let taken = paid * sign
  const left: { due_on: Day; amount: bigint }[] = []
  for (const part of parts) {
    const size = part.amount * sign
    const rest = size > taken ? size - taken : 0n
    taken -= size - rest
    if (rest > 0n) left.push({ due_on: part.due_on, amount: rest })
  }
  if (left.length === 0) return []
  const shares = share(
    minor(amount),
    left.map((part) => part.amount),
  )
  return left
    .map((part, i) => ({ due_on: part.due_on, amount: shares[i] as bigint }))
    .filter((part) => part.amount !== 0n)
}
