import { z } from 'zod'
import type { Ctx, LongCtx } from '../../db/context.ts'
import { longVerb } from '../../db/verb.ts'
import type { ChannelName, Delivery, Outcome } from '../../delivery/channel.ts'
import { openChannel } from '../../delivery/open-channel.ts'
import { appendEvents } from '../../delivery/outbox.ts'
import { lockDeliveries } from '../../delivery/queries.ts'
import { type Problem, Refused } from '../../kernel/problem.ts'
import { fallToNextChannel } from './next-channel.ts'

/** After this time an access point that still says nothing is not asked any more. */
const askDays = 30
const batch = 200

/** Asks the access point, and the provider of text messages, what became of what they took: delivered, or refused by the receiver's side. */
export const askStatus = longVerb({
  kind: 'long',
  name: 'delivery.ask-status',
  summary: 'Ask access point and text message provider what became of what was sent',
  route: 'POST /deliveries/ask-status',
  input: z.object({}),
  output: z.object({ asked: z.number(), delivered: z.number(), failed: z.number(), silent: z.number() }),
  async run(ctx) {
    const counts = { asked: 0, delivered: 0, failed: 0, silent: 0 }
    const channels = await ctx.transaction(({ db, company }) =>
      db.rows<{ channel: ChannelName }>(
        `select distinct channel from deliveries where company_id = $1 and channel in ('peppol', 'sms') and state = 'sent' and begun_at > now() - make_interval(days => ${askDays}) order by channel`,
        [company.id],
      ),
    )
    // A channel that cannot be opened keeps no other from being asked.
    const shut: Problem[] = []
    for (const { channel } of channels)
      await askChannel(ctx, channel, counts).catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error
        shut.push(...error.problems)
      })
    if (shut.length > 0) throw new Refused(shut)
    return counts
  },
})

async function askChannel(
  ctx: LongCtx,
  name: ChannelName,
  counts: { asked: number; delivered: number; failed: number; silent: number },
): Promise<void> {
  const channel = await ctx.transaction((tx) => openChannel(tx, name))
  try {
    let after = '00000000-0000-0000-0000-000000000000'
    for (; channel.ask; ) {
      const rows = await ctx.transaction(({ db, company }) =>
        db.rows<Delivery & { providerId: string }>(
          `select id, subject_kind as "subjectKind", subject_id as "subjectId", channel, attempt, party_id as "partyId", business_area_id as "businessAreaId",
                  tries, begun_at as "begunAt", provider_id as "providerId"
             from deliveries where company_id = $1 and channel = $3 and state = 'sent' and begun_at > now() - make_interval(days => ${askDays}) and id > $2
            order by id limit ${batch}`,
          [company.id, after, name],
        ),
      )
      for (const row of rows) {
        counts.asked += 1
        const outcome: Outcome | null = await channel.ask(row, row.providerId).catch((error: Error) => {
          ctx.log.warn({ delivery: row.id, channel: name, error: error.message }, 'a channel could not be asked')
          return null
        })
        const became = outcome ? await ctx.transaction((tx) => recordStatus(tx, row, outcome)) : 'silent'
        counts[became] += 1
      }
      if (rows.length < batch) break
      after = rows.at(-1)!.id
      ctx.progress(counts.asked, null)
    }
  } finally {
    await channel.close()
  }
}

/** Late, twice, out of order: only a row that is 'sent' moves. */
async function recordStatus(ctx: Ctx, asked: Delivery, outcome: Outcome): Promise<'delivered' | 'failed' | 'silent'> {
  if (outcome.kind !== 'delivered' && outcome.kind !== 'refused') return 'silent'
  const [row] = await lockDeliveries(ctx, [asked.id])
  if (row!.state !== 'sent') return 'silent'
  const to = outcome.kind === 'delivered' ? 'delivered' : 'failed'
  await ctx.db.query(`update deliveries set state = $3 where company_id = $1 and id = $2`, [
    ctx.company.id,
    row!.id,
    to,
  ])
  await appendEvents(ctx, [
    {
      delivery: row!,
      kind: to,
      text: outcome.text ?? null,
      ...(outcome.kind === 'delivered' ? { providerId: outcome.providerId } : { data: { by: outcome.by } }),
    },
  ])
  if (outcome.kind === 'refused' && outcome.by === 'receiver') await fallToNextChannel(ctx, row!, outcome.text)
  return to
}
