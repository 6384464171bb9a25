import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import type { ChannelName } from './channel.ts'
import { channelNames } from './channel.ts'
import { nextAttempt } from './next-attempt.ts'
import { lockDeliveries } from './queries.ts'

/** More than this is seldom meant: the caller says the number as well. */
const unconfirmedMax = 20
export const resendInput = {
  channel: z.enum(channelNames).optional().meta({ description: 'Another channel than the last time' }),
  reason: z.string().min(1).max(500),
  confirm: z
    .number()
    .int()
    .optional()
    .meta({ description: `How many documents are meant; needed above ${unconfirmedMax}` }),
}

/** Sends documents again that are named one by one: there is no way to say "all". */
export const resend = verb({
  kind: 'write',
  name: 'delivery.resend',
  summary: 'Send named documents once more, as their next attempt',
  route: 'POST /deliveries/resend',
  input: z.object({ deliveries: z.array(id).min(1).max(1000), ...resendInput }),
  output: z.object({ deliveries: z.array(id) }),
  run: async (ctx, { deliveries, ...how }) => ({ deliveries: await resendDeliveries(ctx, deliveries, how) }),
})

export async function resendDeliveries(
  ctx: Ctx,
  named: readonly Id[],
  how: { channel?: ChannelName | undefined; reason: string; confirm?: number | undefined },
): Promise<Id[]> {
  const ids = [...new Set(named)]
  if (ids.length > unconfirmedMax && how.confirm !== ids.length)
    refuse(
      'delivery.mass-resend',
      `${ids.length} documents would leave once more: say confirm ${ids.length} if that is meant`,
      { documents: ids.length },
    )
  const rows = await lockDeliveries(ctx, ids)
  const busy = rows.filter((row) => row.state === 'waiting' || row.state === 'sending' || row.state === 'held')
  if (busy.length > 0)
    throw new Refused(
      busy.map((row) => ({
        code: 'delivery.not-ended',
        message: `delivery ${row.id} is ${row.state}: ${row.state === 'held' ? 'record what became of it first' : 'it leaves by itself'}`,
        data: { delivery: row.id, state: row.state },
      })),
      409,
    )
  const waiting = await ctx.db.rows<{ subject_id: Id }>(
    `select distinct subject_id from deliveries where company_id = $1 and subject_id = any ($2::uuid[]) and state in ('waiting', 'sending')`,
    [ctx.company.id, rows.map((row) => row.subjectId)],
  )
  if (waiting.length > 0)
    refuse(
      'delivery.already-waiting',
      `${waiting.length} of these documents wait to be sent already`,
      { documents: waiting.length },
      409,
    )
  const made: Id[] = []
  const seen = new Set<Id>()
  for (const row of rows) {
    if (seen.has(row.subjectId)) continue
    seen.add(row.subjectId)
    made.push(await nextAttempt(ctx, row, how.channel ?? row.channel, 'resent', how.reason))
  }
  await audit(ctx, {
    verb: 'delivery.resend',
    subjects: rows.map((row) => row.subjectId),
    summary: { documents: made.length, channel: how.channel ?? null, reason: how.reason },
  })
  return made
}
