import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import type { Order, OrderLine } from '../types.ts'

export interface NewOrder extends Omit<Order, 'id' | 'lines'> {
  lines: (Omit<OrderLine, 'orderId' | 'lineNo'> & { sourceRow?: number | null })[]
  importId?: Id | null
  fileSha256?: Buffer | null
}

/**
 * Stores checked orders; the same source and reference again changes nothing.
 * @returns the ids of the orders that were new, in the order given, null for those known before
 */
export async function saveOrders(ctx: Ctx, orders: readonly NewOrder[]): Promise<(Id | null)[]> {
  if (orders.length === 0) return []
  const known = await ctx.db.rows<{ source: string; source_reference: string }>(
    `select source, source_reference from orders where company_id = $1 and (source, source_reference) in (select * from unnest($2::text[], $3::text[]))`,
    [ctx.company.id, orders.map((order) => order.source), orders.map((order) => order.sourceReference)],
  )
  const seen = new Set(known.map((row) => `${row.source} ${row.source_reference}`))
  const fresh: (NewOrder & { id: Id })[] = []
  const ids = orders.map((order) => {
    const key = `${order.source} ${order.sourceReference}`
    if (seen.has(key)) return null
    seen.add(key)
    const id = newId()
    fresh.push({ ...order, id })
    return id
  })
  await insertOrders(ctx, fresh)
  return ids
}

/** Changes an order that waits: its head keeps source and reference, its lines are written anew. The caller holds its lock. */
export async function replaceOrder(ctx: Ctx, orderId: Id, order: NewOrder): Promise<void> {
  await ctx.db.query(
    `update orders set kind = $3, party_id = $4, invoice_group_id = $5, business_area_id = $6, currency = $7, invoice_on = $8, due_on = $9, supply_on = $10,
            supply_from = $11, supply_to = $12, their_reference = $13, our_reference = $14, purchase_order = $15, text = $16
      where company_id = $1 and id = $2`,
    [
      ctx.company.id,
      orderId,
      order.kind,
      order.partyId,
      order.invoiceGroupId,
      order.businessAreaId,
      order.currency,
      order.invoiceOn,
      order.dueOn,
      order.supplyOn,
      order.supplyFrom,
      order.supplyTo,
      order.theirReference,
      order.ourReference,
      order.purchaseOrder,
      order.text,
    ],
  )
  await ctx.db.query(`delete from order_lines where company_id = $1 and order_id = $2`, [ctx.company.id, orderId])
  await insertLines(ctx, [{ ...order, id: orderId }])
}

async function insertOrders(ctx: Ctx, orders: readonly (NewOrder & { id: Id })[]): Promise<void> {
  const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
  await insertRows(
    ctx.db,
    'orders',
    {
      id: 'uuid',
      kind: 'text',
      source: 'text',
      source_reference: 'text',
      source_row: 'int4',
      import_id: 'uuid',
      file_sha256: 'bytea',
      party_id: 'uuid',
      invoice_group_id: 'uuid',
      business_area_id: 'uuid',
      currency: 'bpchar',
      invoice_on: 'date',
      due_on: 'date',
      supply_on: 'date',
      supply_from: 'date',
      supply_to: 'date',
      their_reference: 'text',
      our_reference: 'text',
      purchase_order: 'text',
      text: 'text',
      credits_id: 'uuid',
      reason: 'text',
    },
    orders.map((order) => ({
      id: order.id,
      kind: order.kind,
      source: order.source,
      source_reference: order.sourceReference,
      source_row: order.sourceRow,
      import_id: order.importId ?? null,
      file_sha256: order.fileSha256 ?? null,
      party_id: order.partyId,
      invoice_group_id: order.invoiceGroupId,
      business_area_id: order.businessAreaId,
      currency: order.currency,
      invoice_on: order.invoiceOn,
      due_on: order.dueOn,
      supply_on: order.supplyOn,
      supply_from: order.supplyFrom,
      supply_to: order.supplyTo,
      their_reference: order.theirReference,
      our_reference: order.ourReference,
      purchase_order: order.purchaseOrder,
      text: order.text,
      credits_id: order.creditsId,
      reason: order.reason,
    })),
    { ...tenant, created_by: { type: 'uuid', value: ctx.user.id } },
  )
  await insertLines(ctx, orders)
}

async function insertLines(ctx: Ctx, orders: readonly (NewOrder & { id: Id })[]): Promise<void> {
  await insertRows(
    ctx.db,
    'order_lines',
    {
      order_id: 'uuid',
      line_no: 'int4',
      source_row: 'int4',
      text_only: 'bool',
      article_id: 'uuid',
      name: 'text',
      description: 'text',
      quantity: 'numeric',
      unit: 'text',
      unit_code: 'text',
      unit_price: 'numeric',
      discount_percent: 'numeric',
      vat_code: 'text',
      supply_from: 'date',
      supply_to: 'date',
      coding: 'jsonb',
      credits_line_no: 'int4',
    },
    orders.flatMap((order) =>
      order.lines.map((line, i) => ({
        order_id: order.id,
        line_no: i + 1,
        source_row: line.sourceRow ?? null,
        text_only: line.textOnly,
        article_id: line.articleId,
        name: line.name,
        description: line.description,
        quantity: line.quantity,
        unit: line.unit,
        unit_code: line.unitCode,
        unit_price: line.unitPrice,
        discount_percent: line.discountPercent,
        vat_code: line.vatCode,
        supply_from: line.supplyFrom,
        supply_to: line.supplyTo,
        coding: line.coding,
        credits_line_no: line.creditsLineNo,
      })),
    ),
    { company_id: { type: 'uuid', value: ctx.company.id } },
  )
}
