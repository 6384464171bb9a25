import { z } from 'zod'
import { id, pageOf, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { channelNames } from './channel.ts'

export const deliveryStates = ['waiting', 'sending', 'held', 'sent', 'delivered', 'failed', 'recalled'] as const
export const instant = z.iso.datetime()
/** An instant as the API writes it. */
export const instantText = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export const deliveryRow = z.object({
  id,
  subjectKind: z.string(),
  subjectId: id,
  channel: z.string(),
  attempt: z.number(),
  state: z.string(),
  partyId: id.nullable(),
  tries: z.number(),
  providerId: z.string().nullable(),
  createdAt: instant,
  nextTryAt: instant.nullable(),
  lastEvent: z.object({ kind: z.string(), text: z.string().nullable() }).nullable(),
})
export const deliveryColumns = `d.id, d.subject_kind as "subjectKind", d.subject_id as "subjectId", d.channel, d.attempt, d.state, d.party_id as "partyId", d.tries,
  d.provider_id as "providerId", ${instantText('d.created_at')} as "createdAt", case when d.state = 'waiting' then ${instantText('d.next_try_at')} end as "nextTryAt",
  (select json_build_object('kind', e.kind, 'text', e.text) from delivery_events e where e.company_id = d.company_id and e.delivery_id = d.id order by e.id desc limit 1) as "lastEvent"`

/** The outbox, newest first. */
export const listDeliveries = verb({
  kind: 'read',
  name: 'delivery.list-deliveries',
  summary: 'The outbox: what waits, what was sent, what failed',
  route: 'GET /deliveries',
  input: z.object({
    state: z.enum(deliveryStates).optional(),
    channel: z.enum(channelNames).optional(),
    subjectId: id.optional(),
    partyId: id.optional(),
    ...paging,
  }),
  output: pageOf(deliveryRow),
  async run({ db, company }, { state, channel, subjectId, partyId, after, limit }) {
    const rows = await db.rows<z.input<typeof deliveryRow>>(
      `select ${deliveryColumns} from deliveries d
        where d.company_id = $1 and ($2::text is null or d.state = $2) and ($3::text is null or d.channel = $3)
          and ($4::uuid is null or d.subject_id = $4) and ($5::uuid is null or d.party_id = $5) and ($6::uuid is null or d.id < $6)
        order by d.id desc limit $7`,
      [company.id, state ?? null, channel ?? null, subjectId ?? null, partyId ?? null, after ?? null, limit],
    )
    return { rows, next: rows.length === limit ? rows.at(-1)!.id : null }
  },
})
