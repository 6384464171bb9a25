import { createHash } from 'node:crypto'
import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { longVerb } from '../../db/verb.ts'
import { isLastingStatus } from '../../delivery/e-mail/lasting-status.ts'
import type { Bounce } from '../../delivery/e-mail/read-bounce.ts'
import { readBounce } from '../../delivery/e-mail/read-bounce.ts'
import type { Entry, Folder } from '../../delivery/folder/folder.ts'
import { readWhole } from '../../delivery/folder/folder.ts'
import { openFolder } from '../../delivery/folder/open-folder.ts'
import { appendEvents } from '../../delivery/outbox.ts'
import { lockDeliveries } from '../../delivery/queries.ts'
import { readSetting } from '../../delivery/settings.ts'
import { reason } from '../../kernel/words/reasons.ts'
import { markBounced } from '../../parties/mark-bounced.ts'
import { fallToNextChannel } from './next-channel.ts'

/** A notification is some kilobytes; what is larger is no notification. */
const sizeMax = 10 * 1024 * 1024

type Became = 'bounced' | 'delayed' | 'delivered' | 'known' | 'other'

/**
 * Reads what came back to the sender's address: a folder of .eml files or a maildir. A failed mail fails its delivery,
 * marks the address, and the document takes the next channel. Read files move to `read`, all others to `other`; the same
 * notification twice changes nothing.
 */
export const readBounces = longVerb({
  kind: 'long',
  name: 'delivery.read-bounces',
  summary: 'Read bounced mails and let their documents take the next channel',
  route: 'POST /deliveries/read-bounces',
  input: z.object({}),
  output: z.object({
    bounced: z.number(),
    delayed: z.number(),
    delivered: z.number(),
    known: z.number(),
    other: z.number(),
    skipped: z.string().optional().meta({ description: 'Why nothing was read' }),
  }),
  async run(ctx) {
    const folder = await ctx.transaction(async (tx) => {
      const setting = await readSetting(tx, 'delivery-e-mail')
      return setting?.bounces ? await openFolder(tx, setting.bounces) : null
    })
    const counts: Record<Became, number> = { bounced: 0, delayed: 0, delivered: 0, known: 0, other: 0 }
    // Every company has this schedule: who sends no e-mail has nothing to read, which is no fault.
    if (!folder) return { ...counts, skipped: 'the setting delivery-e-mail names no folder for bounces' }
    for (const { in: lies, name, size } of await mailsIn(folder)) {
      const bytes = size > sizeMax ? null : await readWhole(lies, name)
      const bounce = bytes && (await readBounce(bytes))
      const became = bounce ? await ctx.transaction((tx) => record(tx, bounce, bytes)) : 'other'
      counts[became] += 1
      const to = folder.within(became === 'other' ? 'other' : 'read')
      await to.make()
      await lies.move(name, to)
    }
    return counts
  },
})

/** .eml files of the folder itself, and everything that a mail server puts into a maildir. */
async function mailsIn(folder: Folder): Promise<(Entry & { in: Folder })[]> {
  const files = async (lies: Folder) =>
    (await lies.entries().catch(() => []))
      .filter((entry) => entry.isFile && !entry.name.startsWith('.'))
      .map((entry) => ({ ...entry, in: lies }))
  const plain = (await files(folder)).filter((entry) => entry.name.toLowerCase().endsWith('.eml'))
  const inbox = [...(await files(folder.within('new'))), ...(await files(folder.within('cur')))]
  return [...plain, ...inbox].sort((a, b) => (`${a.in.name}/${a.name}` < `${b.in.name}/${b.name}` ? -1 : 1))
}

async function record(ctx: Ctx, bounce: Bounce, bytes: Uint8Array): Promise<Became> {
  const known = await ctx.db.maybe<{ id: string }>(
    `select id from deliveries where company_id = $1 and id = $2 and channel = 'e-mail'`,
    [ctx.company.id, bounce.deliveryId],
  )
  if (!known) return 'other'
  const [row] = await lockDeliveries(ctx, [known.id])
  const mail = createHash('sha256').update(bytes).digest('hex')
  const twice = await ctx.db.maybe(
    `select 1 as known from delivery_events where company_id = $1 and delivery_id = $2 and data ->> 'mail' = $3 limit 1`,
    [ctx.company.id, row!.id, mail],
  )
  if (twice) return 'known'
  const data = { mail, status: bounce.status }
  if (bounce.action === 'delayed') {
    await appendEvents(ctx, [{ delivery: row!, kind: 'postponed', text: bounce.text, data }])
    return 'delayed'
  }
  const open = row!.state === 'sent' || row!.state === 'held' || row!.state === 'sending'
  if (bounce.action === 'delivered') {
    if (open) await setState(ctx, row!.id, 'delivered')
    await appendEvents(ctx, [{ delivery: row!, kind: 'delivered', text: bounce.text, data }])
    return 'delivered'
  }
  // A failure after "delivered" (to a relay) is the truth; one after a failure is a second notification of it.
  const first = open || row!.state === 'delivered'
  await appendEvents(ctx, [{ delivery: row!, kind: 'bounced', text: bounce.text, data }])
  if (!first) return 'known'
  await setState(ctx, row!.id, 'failed')
  if (isLastingStatus(bounce.status)) await markBounced(ctx, { partyId: row!.partyId, channel: 'e-mail' }, row!.address)
  await fallToNextChannel(ctx, row!, reason('mail-came-back', { said: bounce.text }))
  await audit(ctx, {
    verb: 'delivery.read-bounces',
    subjects: [row!.subjectId],
    summary: { delivery: row!.id, status: bounce.status },
  })
  return 'bounced'
}

const setState = (ctx: Ctx, id: string, state: 'delivered' | 'failed') =>
  ctx.db.query(`update deliveries set state = $3, leased_until = null where company_id = $1 and id = $2`, [
    ctx.company.id,
    id,
    state,
  ])
