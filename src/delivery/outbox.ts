import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Reason } from '../kernel/words/reasons.ts'
import type { ChannelName, Delivery } from './channel.ts'

/** Longer than a message may take (two minutes), so that nobody takes up what another is sending. */
export const leaseMinutes = 5
/** Then a person decides: about three days after the first try. */
export const triesMax = 20

export type EventKind =
  | 'rendered'
  | 'refused'
  | 'sending'
  | 'postponed'
  | 'held'
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'failed'
  | 'recalled'
  | 'resent'
  | 'next-channel'

export interface DeliveryEvent {
  delivery: { id: Id; businessAreaId: Id | null }
  kind: EventKind
  providerId?: string | null
  /** A reason of the program, or what a person wrote. */
  text?: string | null
  /** No personal data: events are never erased. */
  data?: Record<string, unknown>
}

const columns = `d.id, d.subject_kind as "subjectKind", d.subject_id as "subjectId", d.channel, d.attempt, d.party_id as "partyId",
  d.business_area_id as "businessAreaId", d.tries, d.begun_at as "begunAt"`

export async function appendEvents(ctx: Ctx, events: readonly DeliveryEvent[]): Promise<void> {
  await insertRows(
    ctx.db,
    'delivery_events',
    {
      id: 'uuid',
      delivery_id: 'uuid',
      kind: 'text',
      provider_id: 'text',
      text: 'text',
      data: 'jsonb',
      business_area_id: 'uuid',
    },
    events.map((event) => ({
      id: newId(),
      delivery_id: event.delivery.id,
      kind: event.kind,
      provider_id: event.providerId ?? null,
      text: event.text ? withoutAddresses(event.text) : null,
      data: event.data ?? {},
      business_area_id: event.delivery.businessAreaId,
    })),
    { company_id: { type: 'uuid', value: ctx.company.id } },
  )
}

/** Servers like to quote the receiver's address; events are kept for good, so it stays out of them. */
export const withoutAddresses = (text: string): string =>
  text.replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '<address>').slice(0, 1_000)

/**
 * Takes up to `limit` waiting rows of a channel for this worker: committed before anything is done with them. Rows that
 * another worker holds are passed over; rows of a customer on hold wait.
 */
export async function claim(
  ctx: Ctx,
  subjectKind: Delivery['subjectKind'],
  channel: ChannelName,
  limit: number,
  minutes = leaseMinutes,
): Promise<Delivery[]> {
  return ctx.db.rows<Delivery>(
    `with next as materialized (
       select w.id from deliveries w
        where w.company_id = $1 and w.subject_kind = $2 and w.channel = $3 and w.state = 'waiting' and w.next_try_at <= clock_timestamp()
          and not exists (select from holds h where h.company_id = w.company_id and h.party_id = w.party_id and h.released_at is null
                             and h.kind = 'delivery' and h.from_on <= $5 and $5 < h.to_on)
        order by w.next_try_at, w.id limit $4 for update skip locked)
     update deliveries d set state = 'sending', tries = d.tries + 1, begun_at = null, leased_until = clock_timestamp() + make_interval(mins => $6)
       from next where d.company_id = $1 and d.id = next.id
     returning ${columns}`,
    [ctx.company.id, subjectKind, channel, limit, ctx.today, minutes],
  )
}

/** Takes rows over from workers that died, or whose question to the channel is due; each is one turn more. */
export async function claimAbandoned(
  ctx: Ctx,
  subjectKind: Delivery['subjectKind'],
  channel: ChannelName,
  limit: number,
): Promise<Delivery[]> {
  return ctx.db.rows<Delivery>(
    `with next as materialized (
       select w.id from deliveries w
        where w.company_id = $1 and w.subject_kind = $2 and w.channel = $3 and w.state = 'sending' and w.leased_until < clock_timestamp()
        order by w.leased_until limit $4 for update skip locked)
     update deliveries d set tries = d.tries + 1, leased_until = clock_timestamp() + make_interval(mins => ${leaseMinutes})
       from next where d.company_id = $1 and d.id = next.id
     returning ${columns}`,
    [ctx.company.id, subjectKind, channel, limit],
  )
}

/** Now bytes may leave: the last thing committed before they do. False when the turn has passed to another. */
export async function begin(ctx: Ctx, delivery: Delivery, address: string | null): Promise<boolean> {
  const { rowCount } = await ctx.db.query(
    `update deliveries set begun_at = clock_timestamp(), address = coalesce($4, address), leased_until = clock_timestamp() + make_interval(mins => ${leaseMinutes})
      where company_id = $1 and id = $2 and state = 'sending' and tries = $3 and leased_until > clock_timestamp()`,
    [ctx.company.id, delivery.id, delivery.tries, address],
  )
  if (rowCount === 1) await appendEvents(ctx, [{ delivery, kind: 'sending', data: { try: delivery.tries } }])
  return rowCount === 1
}

/** The document as it will leave. */
export async function rendered(
  ctx: Ctx,
  delivery: Delivery,
  files: readonly { name: string; mediaType: string; sha256: string; size: number }[],
): Promise<void> {
  if (files.length === 0) return
  await insertRows(
    ctx.db,
    'files',
    { sha256: 'bytea', size: 'int8', media_type: 'text', name: 'text' },
    files.map((file) => ({
      sha256: Buffer.from(file.sha256, 'hex'),
      size: file.size,
      media_type: file.mediaType,
      name: file.name,
    })),
    {
      company_id: { type: 'uuid', value: ctx.company.id },
      business_area_id: { type: 'uuid', value: delivery.businessAreaId },
    },
    'on conflict do nothing',
  )
  await ctx.db.query(
    `update deliveries set file_sha256 = $4 where company_id = $1 and id = $2 and state = 'sending' and tries = $3`,
    [ctx.company.id, delivery.id, delivery.tries, Buffer.from(files[0]!.sha256, 'hex')],
  )
  await appendEvents(ctx, [{ delivery, kind: 'rendered', data: { files } }])
}

/** What is sent is sent, even when the turn has passed meanwhile: a row that waits again must not leave twice. */
export async function settleSent(
  ctx: Ctx,
  delivery: Delivery,
  state: 'sent' | 'delivered',
  providerId: string,
  text: Reason | null,
): Promise<void> {
  await appendEvents(ctx, [{ delivery, kind: state, providerId, text }])
  await ctx.db.query(
    `update deliveries set state = $3, provider_id = $4, leased_until = null where company_id = $1 and id = $2 and state in ('waiting', 'sending', 'held')`,
    [ctx.company.id, delivery.id, state, providerId],
  )
}

/** Ends this turn: only while it is this worker's. */
export async function endTurn(
  ctx: Ctx,
  delivery: Delivery,
  to: {
    state: 'failed' | 'held' | 'waiting'
    event: EventKind
    text: Reason
    data?: Record<string, unknown>
    /** It waits again without a pause: the fault was not in sending. */
    atOnce?: boolean
  },
): Promise<boolean> {
  const { rowCount } = await ctx.db.query(
    `update deliveries set state = $4, leased_until = null, begun_at = case when $4 = 'waiting' then null else begun_at end,
            next_try_at = case when $4 = 'waiting' then clock_timestamp() + make_interval(secs => $5) else next_try_at end
      where company_id = $1 and id = $2 and state = 'sending' and tries = $3`,
    [ctx.company.id, delivery.id, delivery.tries, to.state, to.atOnce ? 0 : backoffSeconds(delivery.tries)],
  )
  if (rowCount === 1)
    await appendEvents(ctx, [{ delivery, kind: to.event, text: to.text, ...(to.data ? { data: to.data } : {}) }])
  return rowCount === 1
}

/** Takes back what this worker holds and of which nothing has left. False when the turn has passed to another. */
export async function withdraw(
  ctx: Ctx,
  delivery: Delivery,
  { code, text }: { code: string; text: Reason },
): Promise<boolean> {
  const { rowCount } = await ctx.db.query(
    `update deliveries set state = 'recalled', leased_until = null where company_id = $1 and id = $2 and state = 'sending' and tries = $3 and begun_at is null`,
    [ctx.company.id, delivery.id, delivery.tries],
  )
  if (rowCount === 1) await appendEvents(ctx, [{ delivery, kind: 'recalled', text, data: { code } }])
  return rowCount === 1
}

/** Keeps the row 'sending' without a worker: it is due for a question when the lease ends. */
export async function askLater(ctx: Ctx, delivery: Delivery, text: Reason): Promise<void> {
  const { rowCount } = await ctx.db.query(
    `update deliveries set leased_until = clock_timestamp() + make_interval(secs => $4) where company_id = $1 and id = $2 and state = 'sending' and tries = $3`,
    [ctx.company.id, delivery.id, delivery.tries, backoffSeconds(delivery.tries)],
  )
  if (rowCount === 1) await appendEvents(ctx, [{ delivery, kind: 'postponed', text }])
}

/** 1, 2, 4 … minutes, at most six hours. */
export const backoffSeconds = (tries: number): number => Math.min(60 * 2 ** (tries - 1), 6 * 3600)
