import type { Ctx } from '../db/context.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Cause } from './types.ts'

/** Causes behind which somebody's words stand. */
const spoken: ReadonlySet<string> = new Set(['dispute', 'deferral', 'promise', 'pause'])

interface Held {
  partyId: Id
  itemIds: readonly Id[]
  causes: readonly Cause[]
}

/**
 * Of what holds rows: the words of who let the claims rest (`data.reason`), and the order of the credit note that waits
 * (`data.order`). Read with the rows and kept nowhere else, so that a person is forgotten in one place.
 */
export async function whyHeld<T extends Held>(ctx: Ctx, rows: readonly T[], on: Day): Promise<Map<T, Cause[]>> {
  const { db, company } = ctx
  const has = (row: Held, fits: (code: string) => boolean) => row.causes.some(({ code }) => fits(code))
  const resting = rows.filter((row) => has(row, (code) => spoken.has(code)))
  const credited = rows.filter((row) => has(row, (code) => code === 'credit-note-pending'))
  const holds =
    resting.length === 0
      ? []
      : await db.rows<{ kind: string; subject: Id; reason: string }>(
          sql`select h.kind, coalesce(h.item_id, h.party_id) as subject, h.reason from holds h
               where h.company_id = ${company.id} and h.kind = any (${[...spoken]}::text[]) and h.released_at is null and h.from_on <= ${on} and ${on} < h.to_on and h.order_id is null
                 and (h.item_id = any (${resting.flatMap((row) => row.itemIds)}::uuid[]) or h.party_id = any (${resting.map((row) => row.partyId)}::uuid[]))
               order by h.recorded_at, h.id`,
        )
  const orders =
    credited.length === 0
      ? []
      : await db.rows<{ itemId: Id; orderId: Id }>(
          sql`select i.id as "itemId", o.id as "orderId" from open_items i join orders o on o.company_id = i.company_id and o.credits_id = i.invoice_id
               where i.company_id = ${company.id} and i.id = any (${credited.flatMap((row) => row.itemIds)}::uuid[])
                 and o.kind = 'credit-note' and o.invoice_id is null and o.cancelled_at is null order by o.created_at, o.id`,
        )
  return new Map(
    rows.map((row) => {
      const isOf = (id: Id) => id === row.partyId || row.itemIds.includes(id)
      const more = ({ code }: Cause): Cause['data'] => {
        const words = holds.filter((hold) => hold.kind === code && isOf(hold.subject)).map(({ reason }) => reason)
        if (words.length > 0) return { reason: [...new Set(words)].join(' / ') }
        const order = code === 'credit-note-pending' && orders.find(({ itemId }) => isOf(itemId))
        return order ? { order: order.orderId } : undefined
      }
      return [
        row,
        row.causes.map((cause) => {
          const data = more(cause)
          return data ? { ...cause, data: { ...cause.data, ...data } } : cause
        }),
      ]
    }),
  )
}
