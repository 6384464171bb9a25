import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { amountText, id } from '../db/schemas.ts'
import { longVerb, verb } from '../db/verb.ts'
import type { DocumentSeller } from '../formats/e-invoice/document.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { Agency } from './agencies.ts'
import { agenciesFor, readAgencies } from './agencies.ts'
import { appendEvents } from './events.ts'
import { waitingRows } from './list-queue.ts'
import { queueMessages } from './messages.ts'
import { neutralCase } from './neutral-case.ts'
import type { OpenedCase } from './open-cases.ts'
import { caseName, dropPaid, lockClaims, openCases } from './open-cases.ts'
import type { Plan, PlannedCase } from './plan-cases.ts'
import { planCases } from './plan-cases.ts'
import { obstacle, partyShape, plannedShape, shownParty, shownPlan } from './shapes.ts'

const rowsMax = 1_000

const handedOver = z.object({
  cases: z.array(
    z.object({
      caseId: id,
      case: z.string(),
      agency: z.string(),
      party: partyShape,
      total: z.string(),
      currency: z.string(),
    }),
  ),
  /** Cases that lack something, and claims that must not go now. */
  stay: z.array(z.object({ party: partyShape.nullable(), numbers: z.array(z.string()), why: z.array(obstacle) })),
  paid: z.number(),
})

const which = {
  rows: z.array(id).max(rowsMax).optional().meta({ description: 'Rows of the queue; left out: all that wait' }),
  agency: z
    .string()
    .optional()
    .meta({ description: 'Code of the agency; left out: the one of the area, or the default' }),
}

/** The whole proposal: what would be told to the agency, what is missing. A question; nothing is written. */
export const proposeHandOver = verb({
  kind: 'read',
  name: 'collection.propose-hand-over',
  summary: 'Show what handing over to the agency would send',
  route: 'POST /collection/proposals',
  input: z.object({ ...which, items: z.array(id).max(rowsMax).optional() }),
  output: z.object({
    cases: z.array(plannedShape),
    stay: z.array(z.object({ itemId: id, number: z.string(), why: z.array(obstacle) })),
    paid: z.number(),
  }),
  async run(ctx, input) {
    const rows = input.items
      ? input.items.map((itemId) => ({ itemId, queueId: null, target: 'agency' as const }))
      : await waitingRows(ctx, { target: 'agency', limit: rowsMax, ...(input.rows ? { ids: input.rows } : {}) })
    const plan = await planCases(ctx, rows, await agenciesFor(ctx, input.agency, 'agency'))
    return {
      cases: plan.cases.map((one) => shownPlan(one, ctx.company.language)),
      stay: plan.excluded.map(({ itemId, numberText, why }) => ({ itemId, number: numberText, why })),
      paid: plan.paid.length,
    }
  },
})

/** Claims of the queue become cases of the agency: frozen in dunning, and put into the outbox. */
export const handOver = verb({
  kind: 'write',
  name: 'collection.hand-over',
  summary: 'Hand claims over to the collection agency',
  route: 'POST /collection/cases',
  input: z.object({
    ...which,
    seen: z
      .array(z.object({ party: z.string(), currency: z.string(), total: amountText }))
      .optional()
      .meta({ description: 'What was shown to who approves: another total meanwhile refuses' }),
  }),
  output: handedOver,
  async run(ctx, input) {
    await lockQueue(ctx)
    const rows = await waitingRows(ctx, {
      target: 'agency',
      limit: rowsMax,
      ...(input.rows ? { ids: input.rows } : {}),
    })
    if (input.rows && rows.length === 0)
      refuse('collection.nothing-waits', 'none of these claims waits any more: look at the queue again', {}, 409)
    await lockClaims(
      ctx,
      rows.map((row) => row.itemId),
    )
    const plan = await planCases(ctx, rows, await agenciesFor(ctx, input.agency, 'agency'))
    if (input.seen) refuseChanged(plan.cases, input.seen)
    return perform(ctx, plan, 'collection.hand-over')
  },
})

const cases = z.number()
/** What agencies take by itself; the others wait for a person. Meant for a schedule. */
export const handOverWaiting = longVerb({
  kind: 'long',
  name: 'collection.hand-over-waiting',
  summary: 'Hand over what agencies take by themselves',
  route: 'POST /collection/cases/waiting',
  input: z.object({}),
  output: z.object({ cases, stay: z.number(), paid: z.number() }),
  async run(ctx) {
    const sum = { cases: 0, stay: 0, paid: 0 }
    for (let after: Id | undefined; ; ) {
      const done = await ctx.transaction(async (tx) => {
        await lockQueue(tx)
        const rows = await waitingRows(tx, { target: 'agency', limit: rowsMax, after })
        await lockClaims(
          tx,
          rows.map((row) => row.itemId),
        )
        const plan = await planCases(tx, rows, await readAgencies(tx))
        const own = plan.cases.filter((one) => one.agency?.handover === 'by-itself')
        const answer = await perform(tx, { ...plan, cases: own }, 'collection.hand-over-waiting')
        return { next: rows.length === rowsMax ? rows.at(-1)!.queueId : null, answer }
      })
      sum.cases += done.answer.cases.length
      sum.stay += done.answer.stay.length
      sum.paid += done.answer.paid
      ctx.progress(sum.cases, null)
      if (!done.next) return sum
      after = done.next
    }
  },
})

/** Two hand-overs of one company go one after the other: each sees what the other took. */
const lockQueue = ({ db, company }: Ctx) =>
  db.query(`select pg_advisory_xact_lock(hashtextextended('collection-queue ' || $1, 0))`, [company.id])

function refuseChanged(
  planned: readonly PlannedCase[],
  seen: readonly { party: string; currency: string; total: string }[],
): void {
  for (const one of planned) {
    const shown = seen.find((row) => row.party === one.party.number && row.currency === one.currency)
    const total = formatMinor(one.total, one.currency)
    if (shown && shown.total !== total)
      refuse(
        'collection.changed-meanwhile',
        `${one.party.number} owes ${total} ${one.currency} now, ${shown.total} was shown: look again`,
        { party: one.party.number, total, shown: shown.total },
        409,
      )
  }
}

async function perform(ctx: Ctx, plan: Plan, verbName: string): Promise<z.output<typeof handedOver>> {
  const ready = plan.cases.filter(
    (one): one is PlannedCase & { agency: Agency } => one.agency !== null && one.missing.length === 0,
  )
  const opened = await openCases(ctx, ready)
  await registerCases(ctx, opened)
  await dropPaid(
    ctx,
    plan.paid.flatMap((one) => one.queueId ?? []),
  )
  if (opened.length > 0)
    await audit(ctx, {
      verb: verbName,
      subjects: opened.flatMap(({ id, planned }) => [id, planned.party.id]).slice(0, 100),
      summary: { cases: opened.length, claims: ready.reduce((sum, one) => sum + one.claims.length, 0) },
    })
  const { language } = ctx.company
  return {
    cases: opened.map(({ id, number, planned }) => ({
      caseId: id,
      case: caseName(number),
      agency: planned.agency.code,
      party: shownParty(planned.party, language),
      total: formatMinor(planned.total, planned.currency),
      currency: planned.currency,
    })),
    stay: [
      ...plan.cases
        .filter((one) => one.missing.length > 0)
        .map((one) => ({
          party: shownParty(one.party, language),
          numbers: one.claims.map((claim) => claim.numberText),
          why: one.missing,
        })),
      ...plan.excluded.map(({ numberText, why }) => ({ party: null, numbers: [numberText], why })),
    ],
    paid: plan.paid.length,
  }
}

/** The decision and the message in one transaction: what is approved is sent, once. */
async function registerCases(ctx: Ctx, opened: readonly OpenedCase[]): Promise<void> {
  const { seller } = await ctx.db.one<{ seller: DocumentSeller }>(
    `select seller from company_versions where company_id = $1 and version_no = $2`,
    [ctx.company.id, ctx.company.versionNo],
  )
  const creditor = { name: ctx.company.name, organisationNumber: seller.organisationNumber ?? null }
  await appendEvents(
    ctx,
    opened.map(({ id, planned }) => ({ caseId: id, kind: 'approved', amount: planned.total })),
  )
  await queueMessages(
    ctx,
    opened.map((one) => ({
      agencyId: one.planned.agency.id,
      caseId: one.id,
      kind: 'register',
      key: `${caseName(one.number)}-register`,
      body: neutralCase(one, creditor, one.planned.agency, ctx.today),
      businessAreaId: one.planned.businessAreaId,
    })),
  )
}
