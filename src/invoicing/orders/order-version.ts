import { createHash } from 'node:crypto'
import { canonicalJson } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import { readOrders } from '../draft/read-orders.ts'

/** What an order says, as one short text: two persons who change it at once are told by it. */
export async function orderVersion({ db, company }: Ctx, orderId: Id): Promise<string> {
  const order = (await readOrders(db, company.id, [orderId])).get(orderId)
  return createHash('sha256')
    .update(canonicalJson(order ?? null))
    .digest('hex')
    .slice(0, 32)
}
