import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'

/** Why orders wait, or a claim rests: one way of writing it for every verb that does. */
export interface NewHold {
  kind:
    | 'billing'
    | 'dispute'
    | 'deferral'
    | 'promise'
    | 'plan'
    | 'pause'
    | 'protected'
    | 'deceased'
    | 'bankrupt'
    | 'debt-relief'
  partyId?: Id | null
  orderId?: Id | null
  itemId?: Id | null
  fromOn: Day
  /** First day on which it holds no more; left out: until it is ended. */
  toOn?: Day | null
  reason: string
  /** Of a promise: how much by when; of a dispute: how much of the claim. Positive, in `currency`. */
  amount?: bigint | null
  currency?: string | null
  stopsInterest?: boolean
  source?: string | null
  businessAreaId?: Id | null
}

/** @returns the holds' ids, in the order given */
export async function placeHolds(ctx: Ctx, holds: readonly NewHold[]): Promise<Id[]> {
  const ids = holds.map(() => newId())
  await insertRows(
    ctx.db,
    'holds',
    {
      id: 'uuid',
      kind: 'text',
      party_id: 'uuid',
      order_id: 'uuid',
      item_id: 'uuid',
      from_on: 'date',
      to_on: 'date',
      reason: 'text',
      amount: 'int8',
      currency: 'bpchar',
      stops_interest: 'bool',
      source: 'text',
      business_area_id: 'uuid',
    },
    holds.map((hold, i) => ({
      id: ids[i]!,
      kind: hold.kind,
      party_id: hold.partyId ?? null,
      order_id: hold.orderId ?? null,
      item_id: hold.itemId ?? null,
      from_on: hold.fromOn,
      to_on: hold.toOn ?? 'infinity',
      reason: hold.reason,
      amount: hold.amount ?? null,
      currency: hold.amount ? (hold.currency ?? null) : null,
      stops_interest: hold.stopsInterest ?? false,
      source: hold.source ?? null,
      business_area_id: hold.businessAreaId ?? null,
    })),
    {
      company_id: { type: 'uuid', value: ctx.company.id },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  return ids
}

/** How a hold ended: released; of a dispute for or against the claim; of a promise kept or broken; replaced by another. */
export type HoldOutcome = 'released' | 'for' | 'against' | 'kept' | 'broken' | 'replaced'

export interface ReleasedHold {
  id: Id
  kind: NewHold['kind']
  itemId: Id | null
  partyId: Id | null
  businessAreaId: Id | null
}

/** Ends holds that are in force; one that has ended, or keeps money for a refund, stays as it is. @returns those that ended now */
export function releaseHolds(
  ctx: Ctx,
  ids: readonly Id[],
  outcome: HoldOutcome,
  reason: string | null,
  kinds: readonly NewHold['kind'][] | null = null,
): Promise<ReleasedHold[]> {
  return ctx.db.rows<ReleasedHold>(
    `update holds set released_at = $3, released_by = $4, outcome = $5, release_reason = $6
      where company_id = $1 and id = any ($2::uuid[]) and released_at is null and ($7::text[] is null or kind = any ($7))
        and not exists (select from refunds r where r.company_id = holds.company_id and r.hold_id = holds.id and r.withdrawn_at is null)
      returning id, kind, item_id as "itemId", party_id as "partyId", business_area_id as "businessAreaId"`,
    [ctx.company.id, ids, ctx.now, ctx.user.id, outcome, reason, kinds],
  )
}
