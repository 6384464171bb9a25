import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'

export const eventKinds = [
  'proposed',
  'approved',
  'handed-over',
  'accepted',
  'refused',
  'payment-reported',
  'credit-reported',
  'adjusted',
  'status',
  'remitted',
  'watch',
  'resumed',
  'note',
  'withdrawal-asked',
  'withdrawn',
  'closed',
  'disputed',
  'dispute-ended',
  'confirmed',
  'served',
  'objected',
  'reduced',
  'settled',
  'decision',
  'enforcement-requested',
  'attachment',
  'enforcement-ended',
] as const
export type EventKind = (typeof eventKinds)[number]

export interface CaseEvent {
  caseId: Id
  kind: EventKind
  on?: Day
  amount?: bigint | null
  text?: string | null
  data?: Record<string, unknown>
  messageId?: Id | null
  fileId?: Id | null
  /** The sender's word for it: the same twice is one event. */
  sourceKey?: string | null
}

/** @returns how many were new */
export async function appendEvents(ctx: Ctx, events: readonly CaseEvent[]): Promise<number> {
  return insertRows(
    ctx.db,
    'collection_events',
    {
      id: 'uuid',
      case_id: 'uuid',
      kind: 'text',
      happened_on: 'date',
      amount: 'int8',
      text: 'text',
      data: 'jsonb',
      message_id: 'uuid',
      file_id: 'uuid',
      source_key: 'text',
    },
    events.map((event) => ({
      id: newId(),
      case_id: event.caseId,
      kind: event.kind,
      happened_on: event.on ?? ctx.today,
      amount: event.amount ?? null,
      text: event.text ?? null,
      data: event.data ?? {},
      message_id: event.messageId ?? null,
      file_id: event.fileId ?? null,
      source_key: event.sourceKey ?? null,
    })),
    {
      company_id: { type: 'uuid', value: ctx.company.id },
      recorded_at: { type: 'timestamptz', value: ctx.now },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
    'on conflict do nothing',
  )
}
