import { z } from 'zod'
import { reasonText } from '../claims/find-claims.ts'
import { audit } from '../db/audit.ts'
import { dayText, id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { reverseClosings } from '../subledger/reverse-closings.ts'
import { readLossSetUp } from './loss-set-up.ts'
import { appendLossEvents } from './post-losses.ts'

/** Money that was taken for a loss lies on the customer's account again; VAT and income of the recovery are taken back. */
export const undoRecovery = verb({
  kind: 'write',
  name: 'losses.undo-recovery',
  summary: 'Take back a recovery of a loss',
  route: 'POST /losses/recoveries/{voucherId}/undo',
  input: z.object({
    voucherId: id.meta({ description: 'The voucher of the recovery' }),
    reason: reasonText,
    on: dayText.optional(),
  }),
  output: z.object({ voucherId: id, itemId: id.meta({ description: 'The money that is open again' }) }),
  async run(ctx, { voucherId, reason, on }) {
    await ctx.db.query(sql`select pg_advisory_xact_lock(hashtextextended(${`recovery ${voucherId}`}, 0))`)
    const events = await ctx.db.rows<{
      id: Id
      lossId: Id
      amount: bigint
      vat: bigint
      parts: { net: string; vat: string }[]
      itemId: Id | null
    }>(
      sql`select e.id, e.loss_id as "lossId", e.amount, e.vat, e.parts, e.item_id as "itemId" from loss_events e
           where e.company_id = ${ctx.company.id} and e.voucher_id = ${voucherId} and e.kind = 'recovered' and e.item_id is not null
             and not exists (select from loss_events u where u.company_id = e.company_id and u.undoes_id = e.id) order by e.id`,
    )
    const [first] = events
    if (!first)
      return refuse('loss.recovery-unknown', 'there is no such recovery that stands', { voucher: voucherId }, 404)
    const setUp = await readLossSetUp(ctx)
    const day: Day = on ?? ctx.today
    const debit = await ctx.db.one<{ id: Id; amount: bigint; number: string; area: Id | null; allocation: Id }>(
      sql`select i.id, i.amount, i.number_text as number, i.business_area_id as area, a.id as allocation from open_items i
            join allocations a on a.company_id = i.company_id and a.debit_item_id = i.id and a.reverses_id is null
             and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)
           where i.company_id = ${ctx.company.id} and i.voucher_id = ${voucherId} and i.line_no = 1`,
    )
    const [back] = await reverseClosings(
      ctx,
      [
        {
          itemId: debit.id,
          amount: debit.amount,
          voucherId,
          allocationId: debit.allocation,
          mirror: { kind: 'write-off', numberText: debit.number, reference: null, businessAreaId: debit.area },
        },
      ],
      day,
      setUp,
    )
    await appendLossEvents(
      ctx,
      events.map((event) => ({
        lossId: event.lossId,
        kind: 'recovery-reversed',
        amount: event.amount,
        vat: event.vat,
        parts: event.parts,
        onDay: back!.postedOn,
        voucherId: back!.voucherId,
        itemId: event.itemId,
        undoesId: event.id,
        reason,
      })),
    )
    await audit(ctx, {
      verb: 'losses.undo-recovery',
      subjects: [voucherId, back!.voucherId],
      businessAreaId: debit.area,
    })
    return { voucherId: back!.voucherId, itemId: first.itemId! }
  },
})
