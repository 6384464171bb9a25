import { setTimeout as sleep } from 'node:timers/promises'
import type { Ctx, LongCtx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import { asSaid, type Reason, reason } from '../kernel/words/reasons.ts'
import type { Channel, ChannelName, Delivery, Finding, Message, Outcome } from './channel.ts'
import { openChannel } from './open-channel.ts'
import { askLater, begin, claim, claimAbandoned, endTurn, rendered, settleSent, triesMax, withdraw } from './outbox.ts'

/** Rendered together. */
const batchMax = 24
/** A channel ends by itself before; this is for one that does not. Shorter than the lease. */
const sendSecondsMax = 180
/** Different reasons told in one answer; each delivery has its own on record. */
const reasonsMax = 20

/** A document made ready, or why it cannot be: `by` says whom the fault lies with (the receiver's: another channel may do). */
export type Prepared =
  | { message: Message }
  | { refused: { by: 'receiver' | 'document' | 'us'; text: Reason; data?: Record<string, unknown> } }
  | { withdrawn: Withdrawal }
  | { later: Reason }

/** It must not leave any more, and never will: why. */
export interface Withdrawal {
  code: string
  text: Reason
}

export interface ReceiverRefusal {
  text: Reason
  /** Where nothing arrives any more, not only this; null: the address may be good. */
  deadAddress: string | null
}

export interface Sending {
  subjectKind: Delivery['subjectKind']
  channels: readonly ChannelName[]
  /** At most so many documents in this call. */
  limit: number
  /** Renders; may answer for fewer than asked, the others are tried again later. */
  prepare(ctx: LongCtx, deliveries: readonly Delivery[]): Promise<Map<Id, Prepared>>
  /** In the transaction that records a refusal that lies with the receiver: chooses the next channel. */
  refused(ctx: Ctx, delivery: Delivery, why: ReceiverRefusal): Promise<void>
  /** Asked in the transaction after which bytes may leave: of those that must not, why not, or not yet. */
  recheck?(ctx: Ctx, deliveries: readonly Delivery[]): Promise<Map<Id, { withdrawn: Withdrawal } | { later: Reason }>>
  /** In the transaction that takes a delivery back. */
  withdrawn?(ctx: Ctx, delivery: Delivery, why: Withdrawal): Promise<void>
}

export interface SendingResult {
  sent: number
  failed: number
  postponed: number
  held: number
  /** Taken back in the last moment. */
  recalled: number
  /** Why documents wait: channels that cannot work as they are set up, and what was said of those that were tried in vain. */
  problems: (Problem & { channel: ChannelName })[]
}

/**
 * Sends what waits, a batch at a time: claimed and committed; rendered, the bytes kept; each row marked as begun and
 * committed before its bytes may leave; the outcome recorded after. Whoever dies in between leaves a row whose lease ends;
 * then the channel is asked what it has taken. So nothing is sent twice, and nothing is forgotten.
 */
export async function sendWaiting(ctx: LongCtx, sending: Sending): Promise<SendingResult> {
  const result: SendingResult = { sent: 0, failed: 0, postponed: 0, held: 0, recalled: 0, problems: [] }
  let left = sending.limit
  for (const name of sending.channels) {
    if (left <= 0) break
    left -= await sendChannel(ctx, sending, name, left, result)
  }
  return result
}

async function sendChannel(
  ctx: LongCtx,
  sending: Sending,
  name: ChannelName,
  limit: number,
  result: SendingResult,
): Promise<number> {
  const counts = () => result.sent + result.failed + result.postponed + result.held + result.recalled
  const before = counts()
  if (!(await ctx.transaction((tx) => anyDue(tx, sending.subjectKind, name)))) return 0
  let channel: Channel
  try {
    channel = await ctx.transaction((tx) => openChannel(tx, name))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    for (const problem of error.problems) result.problems.push({ ...problem, channel: name })
    ctx.log.warn({ channel: name, problems: error.problems }, 'a channel cannot be used: its documents wait')
    return 0
  }
  try {
    await resolveAbandoned(ctx, sending, channel, result)
    let left = limit
    const take = async (): Promise<Batch | null> => {
      const wanted = Math.min(left, batchMax)
      if (wanted <= 0) return null
      const deliveries = await ctx.transaction((tx) => claim(tx, sending.subjectKind, name, wanted))
      left = deliveries.length === 0 ? 0 : left - deliveries.length
      return deliveries.length === 0 ? null : { deliveries, prepared: await prepareAll(ctx, sending, deliveries) }
    }
    // The next batch is rendered while this one leaves.
    let next = take()
    for (let batch = await next; batch; batch = await next) {
      next = take()
      // Should sending fail, it is that which is told.
      next.catch(() => {})
      await sendBatch(ctx, sending, channel, batch, result)
      ctx.progress(counts(), null)
    }
  } finally {
    await channel.close()
  }
  return counts() - before
}

const anyDue = async ({ db, company }: Ctx, subjectKind: string, channel: ChannelName): Promise<boolean> =>
  (
    await db.one<{ due: boolean }>(
      `select exists (select from deliveries where company_id = $1 and subject_kind = $2 and channel = $3
                         and (state = 'waiting' and next_try_at <= clock_timestamp() or state = 'sending' and leased_until < clock_timestamp())) as due`,
      [company.id, subjectKind, channel],
    )
  ).due

/** Rows whose worker died, or whose answer was lost: nothing had left, or the channel knows, or a person must say. */
async function resolveAbandoned(
  ctx: LongCtx,
  sending: Sending,
  channel: Channel,
  result: SendingResult,
): Promise<void> {
  for (;;) {
    const rows = await ctx.transaction((tx) => claimAbandoned(tx, sending.subjectKind, channel.name, batchMax))
    if (rows.length === 0) return
    for (const delivery of rows) {
      const finding: Finding = delivery.begunAt === null ? { kind: 'not-sent' } : await find(channel, delivery)
      await settle(ctx, sending, channel, delivery, finding, result)
    }
  }
}

interface Batch {
  deliveries: readonly Delivery[]
  prepared: Map<Id, Ready | Exclude<Prepared, { message: Message }>>
}

async function sendBatch(
  ctx: LongCtx,
  sending: Sending,
  channel: Channel,
  { deliveries, prepared }: Batch,
  result: SendingResult,
): Promise<void> {
  await ctx.transaction(async (tx) => {
    for (const delivery of deliveries) {
      const one = prepared.get(delivery.id)
      if (one && 'message' in one) await rendered(tx, delivery, one.stored)
    }
  })
  const queue = [...deliveries]
  const work = async (): Promise<void> => {
    for (let delivery = queue.shift(); delivery; delivery = queue.shift())
      await sendOne(ctx, sending, channel, delivery, prepared.get(delivery.id), result)
  }
  await Promise.all(Array.from({ length: channel.atOnce ?? 1 }, work))
}

async function sendOne(
  ctx: LongCtx,
  sending: Sending,
  channel: Channel,
  delivery: Delivery,
  one: Ready | Exclude<Prepared, { message: Message }> = {
    later: reason('document-hidden'),
  },
  result: SendingResult,
): Promise<void> {
  if ('later' in one) return settle(ctx, sending, channel, delivery, { kind: 'again', text: one.later }, result)
  if ('refused' in one) return settle(ctx, sending, channel, delivery, { kind: 'refused', ...one.refused }, result)
  if ('withdrawn' in one) return withdrawOne(ctx, sending, delivery, one.withdrawn, result)
  // What has come in since it was rendered counts as well: asked for and marked as begun in one transaction.
  const turn = await ctx.transaction(async (tx) => {
    const stopped = (await sending.recheck?.(tx, [delivery]))?.get(delivery.id)
    return stopped ?? { begun: await begin(tx, delivery, one.message.address) }
  })
  if ('withdrawn' in turn) return withdrawOne(ctx, sending, delivery, turn.withdrawn, result)
  if ('later' in turn) return settle(ctx, sending, channel, delivery, { kind: 'again', text: turn.later }, result)
  if (!turn.begun) return
  const begun = { ...delivery, begunAt: new Date() }
  const outcome = await send(channel, one.message)
  const found = outcome.kind === 'unknown' ? await find(channel, begun) : outcome
  await settle(ctx, sending, channel, begun, found, result, one.message.address)
}

type Ready = { message: Message; stored: { name: string; mediaType: string; sha256: string; size: number }[] }

async function withdrawOne(
  ctx: LongCtx,
  sending: Sending,
  delivery: Delivery,
  why: Withdrawal,
  result: SendingResult,
): Promise<void> {
  const gone = await ctx.transaction(async (tx) => {
    const taken = await withdraw(tx, delivery, why)
    if (taken) await sending.withdrawn?.(tx, delivery, why)
    return taken
  })
  if (gone) result.recalled += 1
}

/** Bytes are in the file store, synced, before a row names them. */
async function prepareAll(
  ctx: LongCtx,
  sending: Sending,
  batch: readonly Delivery[],
): Promise<Map<Id, Ready | Exclude<Prepared, { message: Message }>>> {
  const ready = new Map<Id, Ready | Exclude<Prepared, { message: Message }>>()
  try {
    for (const [id, one] of await sending.prepare(ctx, batch)) {
      if (!('message' in one)) {
        ready.set(id, one)
        continue
      }
      const stored = await Promise.all(
        one.message.files.map(async ({ name, mediaType, bytes }) => ({
          name,
          mediaType,
          ...(await ctx.files.put(ctx.company.id, [bytes])),
        })),
      )
      ready.set(id, { message: one.message, stored })
    }
  } catch (error) {
    ctx.log.error({ error: (error as Error).message, stack: (error as Error).stack }, 'a batch could not be rendered')
    for (const { id } of batch) if (!ready.has(id)) ready.set(id, { later: notRendered(error) })
  }
  return ready
}

/** Why a document could not be made, as the renderer or the disk says. */
export const notRendered = (error: unknown): Reason => reason('not-rendered', { said: (error as Error).message })

/** A channel that throws has told nothing: what it took is unknown. */
async function send(channel: Channel, message: Message): Promise<Outcome> {
  const timer = new AbortController()
  const tooLong = sleep(sendSecondsMax * 1000, null, { signal: timer.signal }).then(
    (): Outcome => ({ kind: 'unknown', text: reason('no-answer', { count: sendSecondsMax }) }),
  )
  tooLong.catch(() => {})
  try {
    return await Promise.race([channel.send(message), tooLong])
  } catch (error) {
    return { kind: 'unknown', text: asSaid((error as Error).message) }
  } finally {
    timer.abort()
  }
}

async function find(channel: Channel, delivery: Delivery): Promise<Finding> {
  try {
    return await channel.find(delivery)
  } catch (error) {
    return { kind: 'ask-later', text: asSaid((error as Error).message) }
  }
}

/** Writes what became of one row, in one transaction. */
async function settle(
  ctx: LongCtx,
  sending: Sending,
  channel: Channel,
  delivery: Delivery,
  outcome: Finding,
  result: SendingResult,
  address: string | null = null,
): Promise<void> {
  const spent = delivery.tries >= triesMax
  if (outcome.kind === 'sent' || outcome.kind === 'delivered') {
    await ctx.transaction((tx) => settleSent(tx, delivery, outcome.kind, outcome.providerId, outcome.text ?? null))
    await channel.forget?.(delivery)
    result.sent += 1
  } else if (outcome.kind === 'refused') {
    await ctx.transaction(async (tx) => {
      const ended = await endTurn(tx, delivery, {
        state: 'failed',
        event: outcome.by === 'document' ? 'refused' : 'failed',
        text: outcome.text,
        data: { by: outcome.by, ...(outcome.data ?? {}) },
      })
      if (ended && outcome.by === 'receiver')
        await sending.refused(tx, delivery, {
          text: outcome.text,
          deadAddress: outcome.isAddressDead ? address : null,
        })
    })
    result.failed += 1
  } else if (outcome.kind === 'unknown' || (outcome.kind === 'ask-later' && spent)) {
    await ctx.transaction((tx) =>
      endTurn(tx, delivery, {
        state: 'held',
        event: 'held',
        text: reason('outcome-unknown', { said: outcome.text }),
      }),
    )
    result.held += 1
  } else if (outcome.kind === 'ask-later') {
    await ctx.transaction((tx) => askLater(tx, delivery, outcome.text))
    postponed(result, delivery, outcome.text)
  } else if (spent) {
    const text = outcome.kind === 'again' ? outcome.text : reason('process-ended')
    await ctx.transaction((tx) =>
      endTurn(tx, delivery, {
        state: 'failed',
        event: 'failed',
        text: reason('given-up', { count: delivery.tries, said: text }),
        data: { by: 'us' },
      }),
    )
    result.failed += 1
  } else {
    const text = outcome.kind === 'again' ? outcome.text : reason('nothing-left')
    const atOnce = outcome.kind === 'not-sent'
    await ctx.transaction((tx) => endTurn(tx, delivery, { state: 'waiting', event: 'postponed', text, atOnce }))
    postponed(result, delivery, text)
  }
}

/** The same said of many is said once. */
function postponed(result: SendingResult, { channel }: Delivery, text: Reason): void {
  result.postponed += 1
  if (result.problems.length >= reasonsMax) return
  if (result.problems.some((known) => known.channel === channel && known.data?.why === text)) return
  result.problems.push({
    channel,
    code: 'delivery.postponed',
    severity: 'warning',
    message: `waits and is tried again: ${text}`,
    data: { why: text },
  })
}
