import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { dayText, id, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { readLawValues } from '../interest/read-law-values.ts'
import type { Id } from '../kernel/id.ts'
import { readAgencies, targets } from './agencies.ts'
import { draftClaims } from './enforcement/grounds.ts'
import type { PlannedCase, Wanted } from './plan-cases.ts'
import { planCases } from './plan-cases.ts'
import { obstacle, plannedShape, shownPlan } from './shapes.ts'

/** What waits to be handed over, as the cases that it would become: principal, interest and fees apart, and what is missing. */
export const listQueue = verb({
  kind: 'read',
  name: 'collection.list-queue',
  summary: 'List the claims that are ready for collection',
  route: 'GET /collection/queue',
  input: z.object({ target: z.enum(targets).optional(), ...paging }),
  output: z.object({
    cases: z.array(plannedShape),
    excluded: z.array(
      z.object({
        queueId: id.nullable(),
        itemId: id,
        number: z.string(),
        target: z.enum(targets),
        queuedOn: dayText.nullable(),
        why: z.array(obstacle),
      }),
    ),
    paid: z.number().meta({ description: 'Paid meanwhile: they leave the queue with the next hand-over' }),
    next: z.string().nullable(),
  }),
  async run(ctx, input) {
    const rows = await waitingRows(ctx, input)
    const plan = await planCases(ctx, rows, await readAgencies(ctx))
    const { country, language } = ctx.company
    const law = plan.cases.some((one) => one.target === 'court') ? await readLawValues(ctx) : null
    const missingOf = (one: PlannedCase) =>
      law && one.target === 'court'
        ? [...one.missing, ...draftClaims(country, one, law, ctx.today, null).missing]
        : one.missing
    const queuedOn = new Map(rows.map((row) => [row.queueId, row.queuedOn]))
    return {
      cases: plan.cases.map((one) => shownPlan({ ...one, missing: missingOf(one) }, language)),
      excluded: plan.excluded.map(({ queueId, itemId, numberText, target, why }) => ({
        queueId,
        itemId,
        number: numberText,
        target,
        queuedOn: queuedOn.get(queueId!) ?? null,
        why,
      })),
      paid: plan.paid.length,
      next: rows.length === input.limit ? rows.at(-1)!.queueId : null,
    }
  },
})

export type QueueRow = Wanted & { queueId: Id; queuedOn: z.output<typeof dayText> }

/** Rows that wait, oldest first. */
export const waitingRows = (
  { db, company }: Ctx,
  { target, after, limit, ids }: { target?: string | undefined; after?: string | undefined; limit: number; ids?: Id[] },
): Promise<QueueRow[]> =>
  db.rows<QueueRow>(
    `select id as "queueId", item_id as "itemId", target, queued_on as "queuedOn" from collection_queue
      where company_id = $1 and state = 'waiting' and ($2::text is null or target = $2) and ($3::uuid is null or id > $3::uuid) and ($4::uuid[] is null or id = any ($4::uuid[]))
      order by id limit $5`,
    [company.id, target ?? null, after ?? null, ids ?? null, limit],
  )
