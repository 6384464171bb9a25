import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'

export type MessageKind =
  | 'register'
  | 'document'
  | 'payment'
  | 'credit'
  | 'adjustment'
  | 'dispute'
  | 'dispute-ended'
  | 'withdrawal'
  | 'application'
  | 'reduction'
  | 'enforcement'

export interface NewMessage {
  id?: Id
  agencyId: Id
  caseId: Id
  kind: MessageKind
  key: string
  body: unknown
  businessAreaId: Id | null
}

/** Puts messages into the outbox; one whose key is there already is the same message. Ids ascend in the order given. */
export async function queueMessages(ctx: Ctx, messages: readonly NewMessage[]): Promise<void> {
  await insertRows(
    ctx.db,
    'collection_messages',
    {
      id: 'uuid',
      agency_id: 'uuid',
      case_id: 'uuid',
      kind: 'text',
      key: 'text',
      body: 'jsonb',
      business_area_id: 'uuid',
    },
    messages.map((message) => ({
      id: message.id ?? newId(),
      agency_id: message.agencyId,
      case_id: message.caseId,
      kind: message.kind,
      key: message.key,
      body: message.body as object,
      business_area_id: message.businessAreaId,
    })),
    {
      company_id: { type: 'uuid', value: ctx.company.id },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
    'on conflict (company_id, key) do nothing',
  )
}

export interface StoredMessage {
  id: Id
  caseId: Id
  kind: MessageKind
  key: string
  body: unknown
  tries: number
  /** It may have left before: ask first. */
  begunAt: Date | null
  /** Minutes since then. */
  begunMinutes: number | null
}

/** Longer than a message takes (a minute), so that nobody takes up what another is sending. */
const leaseMinutes = 5
const triesMax = 20

/**
 * Messages whose turn it is, claimed for this worker: due, or left by one that died. Those of one case go in their order,
 * and nothing goes past one that waits for a person, but for a dispute that a person has to tell: money is reported all the same.
 */
export async function claimMessages(
  { db, company }: Ctx,
  agencyId: Id,
  { limit, now }: { limit: number; now: boolean },
): Promise<StoredMessage[]> {
  return db.rows<StoredMessage>(
    `with due as (
       select m.id from collection_messages m
        where m.company_id = $1 and m.agency_id = $2
          and (m.state = 'waiting' and ($4 or m.next_try_at <= clock_timestamp()) or m.state = 'sending' and m.leased_until < clock_timestamp())
          and not exists (select from collection_messages e where e.company_id = m.company_id and e.case_id = m.case_id and e.id < m.id
                            and (e.state in ('waiting', 'sending') or e.state = 'held' and e.kind not in ('dispute', 'dispute-ended')))
        order by m.id limit $3 for update of m skip locked)
     update collection_messages m set state = 'sending', tries = m.tries + 1, leased_until = clock_timestamp() + make_interval(mins => ${leaseMinutes})
       from due where m.company_id = $1 and m.id = due.id
     returning m.id, m.case_id as "caseId", m.kind, m.key, m.body, m.tries, m.begun_at as "begunAt",
       (extract(epoch from clock_timestamp() - m.begun_at) / 60)::float8 as "begunMinutes"`,
    [company.id, agencyId, limit, now],
  )
}

/** From here on its bytes may be there. False: the lease ran out and somebody else has it. */
export async function beginMessage({ db, company }: Ctx, message: StoredMessage): Promise<boolean> {
  const { rowCount } = await db.query(
    `update collection_messages set begun_at = clock_timestamp() where company_id = $1 and id = $2 and state = 'sending' and tries = $3`,
    [company.id, message.id, message.tries],
  )
  return rowCount === 1
}

export type End =
  | { state: 'sent'; providerId: string | null }
  | { state: 'refused'; text: string }
  | { state: 'held'; text: string }
  /** `unknown`: it may be there, so it is asked for before it is sent again. */
  | { state: 'waiting'; text: string; afterSeconds: number; unknown: boolean }

/** False: somebody else has it meanwhile. After many tries a person decides. What went wrong before it arrived is not its answer. */
export async function endMessage(
  { db, company, now }: Ctx,
  { id, tries }: StoredMessage,
  end: End,
  fileId: Id | null = null,
): Promise<boolean> {
  const state = end.state === 'waiting' && tries >= triesMax ? 'held' : end.state
  const answer = 'text' in end ? { text: end.text } : null
  const wait = end.state === 'waiting' ? end.afterSeconds : 0
  const { rowCount } = await db.query(
    `update collection_messages set state = $4, leased_until = null, answer = case when $4 = 'sent' then $5::jsonb else coalesce($5::jsonb, answer) end, provider_id = coalesce($6, provider_id), file_id = coalesce($10, file_id),
            sent_at = case when $4 = 'sent' then $7::timestamptz else sent_at end, next_try_at = clock_timestamp() + make_interval(secs => $8), begun_at = case when $9 then begun_at end
      where company_id = $1 and id = $2 and state = 'sending' and tries = $3`,
    [
      company.id,
      id,
      tries,
      state,
      answer ? JSON.stringify(answer) : null,
      end.state === 'sent' ? end.providerId : null,
      now,
      wait,
      end.state !== 'waiting' || end.unknown,
      fileId,
    ],
  )
  return rowCount === 1
}

/** One that is held here and has not begun to leave goes no further. False: somebody else has it meanwhile. */
export async function recallMessage(ctx: Ctx, message: StoredMessage, text: string): Promise<boolean> {
  if (!(await endMessage(ctx, message, { state: 'waiting', text, afterSeconds: 0, unknown: false }))) return false
  await ctx.db.query(
    `update collection_messages set state = 'recalled' where company_id = $1 and id = $2 and state in ('waiting', 'held')`,
    [ctx.company.id, message.id],
  )
  return true
}

/** Of an agency that cannot even be called: nobody's turn has come, but whoever looks at a case sees why. @returns how many wait */
export async function tellWhyTheyWait({ db, company }: Ctx, agencyId: Id, text: string): Promise<number> {
  const { rowCount } = await db.query(
    `update collection_messages set answer = $3 where company_id = $1 and agency_id = $2 and state = 'waiting'`,
    [company.id, agencyId, JSON.stringify({ text })],
  )
  return rowCount
}

/** A minute, then twice as long each time, a day at most. */
export const nextWait = (tries: number): number => Math.min(60 * 2 ** Math.min(tries - 1, 11), 86_400)
