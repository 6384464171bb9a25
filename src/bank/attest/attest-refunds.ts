import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'

/** A second person stands for it that this money leaves the house; then it may go into a payment file. */
export const attestRefunds = verb({
  kind: 'write',
  name: 'bank.attest-refunds',
  summary: 'Attest refunds',
  route: 'POST /refunds/attest',
  input: z.object({ refundIds: z.array(id).min(1).max(1000) }),
  output: z.object({ attested: z.number() }),
  async run(ctx, { refundIds }) {
    const ids = [...new Set(refundIds)]
    const rows = await ctx.db.rows<{
      id: Id
      proposedBy: Id | null
      fourEyes: boolean
      attested: boolean
      withdrawn: boolean
      paid: boolean
    }>(
      `select r.id, r.proposed_by as "proposedBy", r.four_eyes as "fourEyes", r.attested_at is not null as attested, r.withdrawn_at is not null as withdrawn, i.amount_open = 0 as paid
         from refunds r join open_items i on i.company_id = r.company_id and i.id = r.item_id
        where r.company_id = $1 and r.id = any ($2::uuid[]) order by r.id for no key update of r`,
      [ctx.company.id, ids],
    )
    if (rows.length < ids.length) refuse('refund.unknown', 'there is no such refund', {}, 404)
    const over = rows.find((row) => row.attested || row.withdrawn || row.paid)
    if (over)
      refuse(
        'refund.decided',
        'this refund is attested, withdrawn or paid already: look again',
        { refund: over.id },
        409,
      )
    const own = rows.find((row) => row.fourEyes && row.proposedBy === ctx.user.id)
    if (own)
      refuse('refund.four-eyes', 'you proposed this refund, so somebody else must attest it', { refund: own.id }, 403)
    await ctx.db.query(
      `update refunds set attested_at = $3, attested_by = $4 where company_id = $1 and id = any ($2::uuid[])`,
      [ctx.company.id, ids, ctx.now, ctx.user.id],
    )
    await audit(ctx, { verb: 'bank.attest-refunds', subjects: ids, summary: { attested: ids.length } })
    return { attested: ids.length }
  },
})
