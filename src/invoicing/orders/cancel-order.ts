import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { undoing } from '../undoing.ts'
import { lockWaiting } from './save-order.ts'

export const cancelOrder = verb({
  kind: 'write',
  name: 'invoicing.cancel-order',
  summary: 'Cancel an order that is not billed',
  route: 'POST /orders/{orderId}/cancel',
  input: z.object({ orderId: id }),
  output: z.object({ orderId: id, undo: undoing }),
  async run(ctx, { orderId }) {
    await lockWaiting(ctx, orderId)
    await ctx.db.query(`update orders set cancelled_at = $3, cancelled_by = $4 where company_id = $1 and id = $2`, [
      ctx.company.id,
      orderId,
      ctx.now,
      ctx.user.id,
    ])
    await audit(ctx, { verb: 'invoicing.cancel-order', subjects: [orderId] })
    return { orderId, undo: { verb: 'invoicing.restore-order', input: { orderId } } }
  },
})
