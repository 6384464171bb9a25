import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import { id } from '../../db/schemas.ts'
import { sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import { newId } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { saveParties } from '../../parties/save-parties.ts'

/**
 * A letter on paper came back from the post: nobody has got it. Nothing harder follows before a person has looked, it interrupts no
 * limitation and is no evidence of a loss. Where nobody knows the customer's address any longer, it ends today: nothing more is
 * printed to it.
 */
export const returnLetter = verb({
  kind: 'write',
  name: 'dunning.return-letter',
  summary: 'Record that a letter came back from the post, and whether its address is still good',
  route: 'POST /dunning-letters/{letterId}/return',
  input: z.object({
    letterId: id,
    reason: z.string().trim().min(1).max(500),
    addressIsLost: z.boolean().default(false).meta({ description: 'The address of the customer ends today' }),
  }),
  output: z.object({ letterId: id, customer: z.string(), addressEnded: z.boolean() }),
  async run(ctx, { letterId, reason, addressIsLost }) {
    const { db, company } = ctx
    const letter = await db.maybe<{ number: string; isProtected: boolean; hasLeft: boolean; isTold: boolean }>(
      sql`select p.number, p.protection <> 'none' as "isProtected",
                 exists (select from deliveries d where d.company_id = l.company_id and d.subject_id = l.id and d.channel = 'print' and d.state in ('sent', 'delivered')) as "hasLeft",
                 exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'returned') as "isTold"
            from dunning_letters l
            join parties o on o.company_id = l.company_id and o.id = l.party_id
            join parties p on p.company_id = o.company_id and p.id = coalesce(o.merged_into_id, o.id)
           where l.company_id = ${company.id} and l.id = ${letterId} for no key update of l`,
    )
    if (!letter) return refuse('dunning-letter.unknown', 'there is no such letter here', { letter: letterId }, 404)
    if (!letter.hasLeft)
      refuse('dunning-letter.not-on-paper', 'the letter has not left on paper: nothing can come back', {}, 409)
    if (letter.isTold)
      refuse('dunning-letter.returned-before', 'it is told already that this letter came back', {}, 409)
    await db.query(
      sql`insert into dunning_letter_events (company_id, id, letter_id, kind, reason, recorded_by)
          values (${company.id}, ${newId()}, ${letterId}, 'returned', ${reason}, ${ctx.user.id})`,
    )
    // Of a protected person the authority knows the address, not we.
    const ends = addressIsLost && !letter.isProtected
    const [saved] = ends
      ? await saveParties(ctx, [{ number: letter.number, clear: ['address'], source: 'person' }])
      : []
    const addressEnded = saved?.outcome === 'updated'
    await audit(ctx, {
      verb: 'dunning.return-letter',
      subjects: [letterId],
      summary: { reason, addressEnded },
    })
    return { letterId, customer: letter.number, addressEnded }
  },
})
