import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { reasonText } from '../find-claims.ts'
import { takeBackClaimLetters } from './take-back-claim-letters.ts'

/** While a letter about a plan or deferral waits in the outbox it can be recalled, with the fee that it made. */
export const recallLetters = verb({
  kind: 'write',
  name: 'claims.recall-letters',
  summary: 'Recall letters about plans and deferrals that have not left, and take back their fees',
  route: 'POST /claims/letters/recall',
  input: z.object({ letters: z.array(id).min(1).max(1000), reason: reasonText }),
  output: z.object({ recalled: z.array(id) }),
  async run(ctx, { letters, reason }) {
    // Who holds the row of the outbox decides: a worker that has taken it up, or we.
    const rows = await ctx.db.rows<{ id: Id }>(
      sql`select l.id from claim_letters l join deliveries d on d.company_id = l.company_id and d.subject_id = l.id
           where l.company_id = ${ctx.company.id} and l.id = any (${letters}::uuid[]) and d.state = 'waiting' order by l.id for update of d`,
    )
    if (rows.length === 0)
      refuse(
        'claim.letter-gone',
        'none of these letters waits in the outbox: what is on its way is not recalled',
        {},
        409,
      )
    const recalled = await takeBackClaimLetters(
      ctx,
      rows.map((row) => row.id),
      reason,
    )
    await audit(ctx, {
      verb: 'claims.recall-letters',
      subjects: recalled.slice(0, 100),
      summary: { letters: recalled.length, reason },
    })
    return { recalled }
  },
})
