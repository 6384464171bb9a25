import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { undoing } from '../undoing.ts'

/** A cancelled order waits again. One that went with its import stays: its reference is free for the file's next reading. */
export const restoreOrder = verb({
  kind: 'write',
  name: 'invoicing.restore-order',
  summary: 'Take a cancelled order in again',
  route: 'POST /orders/{orderId}/restore',
  input: z.object({ orderId: id }),
  output: z.object({ orderId: id, undo: undoing }),
  async run(ctx, { orderId }) {
    const row = await ctx.db.maybe<{ area: Id | null }>(
      `update orders o set cancelled_at = null, cancelled_by = null
        where o.company_id = $1 and o.id = $2 and o.cancelled_at is not null and o.invoice_id is null
          and not exists (select from order_files f where f.company_id = o.company_id and f.id = o.import_id and f.undone_at is not null)
       returning o.business_area_id as area`,
      [ctx.company.id, orderId],
    )
    if (!row)
      return refuse(
        'order.not-cancelled',
        'the order is not cancelled, or went with the undoing of its import',
        { order: orderId },
        409,
      )
    await audit(ctx, { verb: 'invoicing.restore-order', subjects: [orderId], businessAreaId: row.area })
    return { orderId, undo: { verb: 'invoicing.cancel-order', input: { orderId } } }
  },
})
