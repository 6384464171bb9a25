import { z } from 'zod'
import { undoing } from '../claims/find-claims.ts'
import { written } from '../claims/written-words.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { Target } from './agencies.ts'
import { targets } from './agencies.ts'

export interface NewQueueRow {
  id?: Id
  itemId: Id
  target: Target
  runId: Id | null
  reason: string
  queuedOn: Day
  businessAreaId: Id | null
}

/** Marks claims ready; one that waits already, or is at an agency or a court, stays what it is. @returns how many are new */
export async function queueClaims(ctx: Ctx, rows: readonly NewQueueRow[]): Promise<number> {
  return insertRows(
    ctx.db,
    'collection_queue',
    {
      id: 'uuid',
      item_id: 'uuid',
      target: 'text',
      run_id: 'uuid',
      reason: 'text',
      queued_on: 'date',
      business_area_id: 'uuid',
    },
    rows.map((row) => ({
      id: row.id ?? newId(),
      item_id: row.itemId,
      target: row.target,
      run_id: row.runId,
      reason: row.reason,
      queued_on: row.queuedOn,
      business_area_id: row.businessAreaId,
    })),
    {
      company_id: { type: 'uuid', value: ctx.company.id },
      queued_by: { type: 'uuid', value: ctx.user.id },
    },
    "on conflict (company_id, item_id) where state = 'waiting' do nothing",
  )
}

/** A person decides that a claim goes to collection, whatever the policy says. */
export const queueByPerson = verb({
  kind: 'write',
  name: 'collection.queue-claims',
  summary: 'Mark claims as ready for collection',
  route: 'POST /collection/queue',
  input: z.object({
    items: z.array(id).min(1).max(1000).meta({ description: 'Open capital items' }),
    target: z.enum(targets).default('agency'),
    reason: z.string().trim().min(1).max(500),
  }),
  output: z.object({ queued: z.number(), known: z.number(), undo: undoing.nullable() }),
  async run(ctx, input) {
    const items = await ctx.db.rows<{ id: Id; businessAreaId: Id | null; taken: boolean }>(
      `select i.id, i.business_area_id as "businessAreaId",
              exists (select from collection_case_items c where c.company_id = i.company_id and c.item_id = i.id and c.ended_on = 'infinity') as taken
         from open_items i where i.company_id = $1 and i.id = any ($2::uuid[]) and i.component = 'capital' and i.amount_open > 0`,
      [ctx.company.id, input.items],
    )
    const known = new Set(items.map((item) => item.id))
    const missing = input.items.find((one) => !known.has(one))
    if (missing) refuse('collection.item-unknown', `there is no open claim ${missing}`, { item: missing }, 404)
    const free = items.filter((item) => !item.taken)
    const rows = free.map((item) => ({ ...item, queueId: newId() }))
    const queued = await queueClaims(
      ctx,
      rows.map((item) => ({
        id: item.queueId,
        itemId: item.id,
        target: input.target,
        runId: null,
        reason: input.reason,
        queuedOn: ctx.today,
        businessAreaId: item.businessAreaId,
      })),
    )
    await audit(ctx, {
      verb: 'collection.queue-claims',
      subjects: free.map((item) => item.id).slice(0, 100),
      summary: { target: input.target, queued },
    })
    return {
      queued,
      known: items.length - queued,
      undo:
        queued === 0
          ? null
          : {
              verb: 'collection.drop-from-queue',
              input: { rows: rows.map(({ queueId }) => queueId), reason: written[ctx.company.language].undone },
            },
    }
  },
})
