import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** A person has looked at a change: it leaves the work list. The hold of a bankruptcy stays until it is released where holds are. */
export const reviewChange = verb({
  kind: 'write',
  name: 'credit.review-change',
  summary: 'Say that a change told by a credit bureau has been looked at',
  route: 'POST /credit/changes/{changeId}/review',
  input: z.object({ changeId: id, note: z.string().trim().min(1).max(500).optional() }),
  output: z.object({ changeId: id }),
  async run(ctx, { changeId, note }) {
    const change = await ctx.db.maybe<{ partyId: Id; reviewed: boolean }>(
      `select c.party_id as "partyId", exists (select from credit_change_reviews r where r.company_id = c.company_id and r.change_id = c.id) as reviewed
         from credit_changes c where c.company_id = $1 and c.id = $2`,
      [ctx.company.id, changeId],
    )
    if (!change) return refuse('credit.change-unknown', 'there is no such change', {}, 404)
    if (change.reviewed) return refuse('credit.change-reviewed', 'somebody has looked at this change already', {}, 409)
    await ctx.db.query(
      `insert into credit_change_reviews (company_id, change_id, reviewed_at, reviewed_by, note) values ($1, $2, $3, $4, $5)`,
      [ctx.company.id, changeId, ctx.now, ctx.user.id, note ?? null],
    )
    await audit(ctx, { verb: 'credit.review-change', subjects: [change.partyId, changeId] })
    return { changeId }
  },
})
