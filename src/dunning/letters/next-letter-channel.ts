import type { LetterKind } from '../../countries/claims.ts'
import type { Ctx } from '../../db/context.ts'
import { hot } from '../../db/sql.ts'
import type { Delivery } from '../../delivery/channel.ts'
import { nextAttempt } from '../../delivery/next-attempt.ts'
import type { Id } from '../../kernel/id.ts'
import { readParties } from '../../parties/queries.ts'
import { chooseChannel } from '../channel.ts'
import type { LetterChannel } from '../types.ts'

/**
 * A customer could not be reached by one channel: the letter takes the next of its step by which he can be, and paper when
 * none is left. The caller holds the failed row. @returns the new delivery, or null when paper had failed too.
 */
export async function fallToNextLetterChannel(ctx: Ctx, failed: Delivery, reason: string): Promise<Id | null> {
  if (failed.channel === 'print' || !failed.partyId) return null
  const step = await ctx.db.maybe<{
    channels: LetterChannel[]
    tried: LetterChannel[]
    kind: LetterKind
    claims: number
  }>(
    hot(
      `select t.channels, l.kind, (select count(*)::int from dunning_letter_items x where x.company_id = l.company_id and x.letter_id = l.id) as claims,
              (select coalesce(json_agg(distinct d.channel), '[]') from deliveries d where d.company_id = l.company_id and d.subject_id = l.id) as tried
         from dunning_letters l join dunning_steps t on t.company_id = l.company_id and t.policy_id = l.policy_id and t.version_no = l.version_no and t.step_no = l.step_no
        where l.company_id = $1 and l.id = $2`,
      [ctx.company.id, failed.subjectId],
    ),
  )
  const party = (await readParties(ctx.db, ctx.company.id, [failed.partyId], ctx.today)).get(failed.partyId)
  if (!step || !party) return null
  const left = [...step.channels, 'print' as const].filter((channel) => !step.tried.includes(channel))
  const { channel } = chooseChannel(left, { ...step, country: ctx.company.country }, party, ctx.today)
  return channel ? nextAttempt(ctx, failed, channel, 'next-channel', reason) : null
}
