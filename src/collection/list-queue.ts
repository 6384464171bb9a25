import { z } from 'zod'
import type { LawValues } from '../countries/claims.ts'
import type { Ctx } from '../db/context.ts'
import { amountText, currencyCode, dayText, id, paging } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { readLawValues } from '../interest/read-law-values.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { agenciesFor, targets } from './agencies.ts'
import { draftClaims, isCompensated } from './enforcement/grounds.ts'
import { workOf } from './enforcement/work-of.ts'
import type { Plan, PlannedCase, Wanted } from './plan-cases.ts'
import { planCases } from './plan-cases.ts'
import { obstacle, partyShape, plannedShape, shownParty, shownPlan } from './shapes.ts'

/** What waits to be handed over, as the cases that it would become: principal, interest and fees apart, and what is missing. */
export const listQueue = verb({
  kind: 'read',
  name: 'collection.list-queue',
  summary: 'List the claims that are ready for collection',
  route: 'GET /collection/queue',
  input: z.object({
    target: z.enum(targets).optional(),
    agency: z.string().optional().meta({
      description: 'Code of the agency or court that would take them; left out: by area, address and default',
    }),
    ...paging,
  }),
  output: z.object({
    cases: z.array(plannedShape),
    excluded: z.array(
      z.object({
        queueId: id.nullable(),
        itemId: id,
        number: z.string(),
        target: z.enum(targets),
        queuedOn: dayText.nullable(),
        party: partyShape,
        currency: currencyCode,
        capital: amountText,
        interest: amountText,
        fees: amountText,
        total: amountText,
        why: z.array(obstacle),
      }),
    ),
    representation: z
      .object({
        work: z.enum(['representative', 'own']),
        amount: amountText.nullable().meta({ description: 'null: the law values do not know it' }),
        currency: currencyCode,
        byDefault: z.boolean().meta({ description: 'Claimed unless a person says otherwise' }),
      })
      .nullable()
      .meta({ description: 'Of cases for a court: what may be claimed there for representation or own work' }),
    paid: z.number().meta({ description: 'Paid meanwhile: they leave the queue with the next hand-over' }),
    next: z.string().nullable(),
  }),
  async run(ctx, input) {
    const rows = await waitingRows(ctx, input)
    const plan = await planCases(ctx, rows, await agenciesFor(ctx, input.agency))
    const { country, language } = ctx.company
    const law = plan.cases.some((one) => one.target === 'court') ? await readLawValues(ctx) : null
    const missingOf = (one: PlannedCase) =>
      law && one.target === 'court'
        ? [...one.missing, ...draftClaims(country, one, law, ctx.today, null).missing]
        : one.missing
    const queuedOn = new Map(rows.map((row) => [row.queueId, row.queuedOn]))
    return {
      cases: plan.cases.map((one) =>
        // Who names the court has chosen it.
        shownPlan(
          { ...one, missing: missingOf(one), courtByDefault: one.courtByDefault && input.agency === undefined },
          language,
        ),
      ),
      excluded: plan.excluded.map(({ queueId, itemId, numberText, target, party, currency, why, ...sums }) => ({
        queueId,
        itemId,
        number: numberText,
        target,
        queuedOn: queuedOn.get(queueId!) ?? null,
        party: shownParty(party, language),
        currency,
        capital: formatMinor(sums.capital, currency),
        interest: formatMinor(sums.interest, currency),
        fees: formatMinor(sums.fees, currency),
        total: formatMinor(sums.total, currency),
        why,
      })),
      representation: law && representationOf(ctx, plan, law),
      paid: plan.paid.length,
      next: rows.length === input.limit ? rows.at(-1)!.queueId : null,
    }
  },
})

function representationOf({ company, today }: Ctx, { cases }: Plan, law: LawValues) {
  const first = cases.find((one) => one.target === 'court' && one.agency)
  if (!first) return null
  const { currency } = first
  const { work, amount, byDefault } = workOf(first.agency, law, today)
  if (!isCompensated(company.country, work)) return null
  return { work, amount: amount === null ? null : formatMinor(amount, currency), currency, byDefault }
}

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
