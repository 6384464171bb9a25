import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { readLawValues } from '../../interest/read-law-values.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { reason } from '../../kernel/words/reasons.ts'
import type { Agency } from '../agencies.ts'
import { agenciesFor } from '../agencies.ts'
import { appendEvents } from '../events.ts'
import { waitingRows } from '../list-queue.ts'
import { caseName, dropPaid, lockClaims, openCases } from '../open-cases.ts'
import type { PlannedCase, Wanted } from '../plan-cases.ts'
import { planCases } from '../plan-cases.ts'
import { obstacle, partyShape, shownParty } from '../shapes.ts'
import type { Draft } from './grounds.ts'
import { draftClaims } from './grounds.ts'
import { workOf } from './work-of.ts'

const rowsMax = 500

const proposed = z.object({
  cases: z.array(
    z.object({
      caseId: id.nullable(),
      case: z.string().nullable(),
      court: z.string(),
      courtByDefault: z.boolean().meta({
        description: 'No court is known to serve the debtor’s address: the one that takes what no other does was taken',
      }),
      party: partyShape,
      currency: z.string(),
      claims: z.array(z.object({ kind: z.string(), amount: z.string(), ground: z.string() })),
      total: z.string(),
      why: z.array(obstacle).meta({ description: 'What is missing: nothing is proposed while something is' }),
    }),
  ),
  stay: z.array(z.object({ itemId: id, number: z.string(), why: z.array(obstacle) })),
})

/**
 * Applications to the court from the queue, or for claims that a person names: the parties, a claim for each sum with its
 * ground in plain words, the costs that the law gives on the day. The claims are frozen from here on.
 */
export const proposeApplication = verb({
  kind: 'write',
  name: 'collection.propose-application',
  summary: 'Propose applications for a payment order',
  route: 'POST /collection/applications',
  input: z.object({
    rows: z.array(id).max(rowsMax).optional().meta({ description: 'Rows of the queue; left out: all that wait' }),
    items: z.array(id).max(rowsMax).optional().meta({ description: 'Open capital items, whether queued or not' }),
    court: z
      .string()
      .optional()
      .meta({ description: 'Code; left out: the court of the debtor’s address, or the default one' }),
    representation: z.boolean().optional().meta({
      description:
        'Claim compensation for who acts for the company by the setting of the court, or for own work where nobody does (Sweden; Bulgaria: an own jurist; Norway: none); left out: where somebody is named and the law values know the amount',
    }),
  }),
  output: proposed,
  async run(ctx, input) {
    const { db, company } = ctx
    await db.query(`select pg_advisory_xact_lock(hashtextextended('collection-queue ' || $1, 0))`, [company.id])
    const rows = await wantedRows(ctx, input)
    await lockClaims(
      ctx,
      rows.map((row) => row.itemId),
    )
    const plan = await planCases(ctx, rows, await agenciesFor(ctx, input.court, 'court'))
    const law = await readLawValues(ctx)
    const drafts = new Map(
      plan.cases.map((one) => {
        const { work, byDefault } = workOf(one.agency, law, ctx.today)
        return [
          one,
          draftClaims(company.country, one, law, ctx.today, (input.representation ?? byDefault) ? work : null),
        ] as const
      }),
    )
    const isGuessed = (one: PlannedCase) => one.courtByDefault && input.court === undefined
    const isReady = (one: PlannedCase): one is PlannedCase & { agency: Agency } =>
      one.agency !== null && one.missing.length === 0 && drafts.get(one)!.missing.length === 0
    const opened = await openCases(ctx, plan.cases.filter(isReady), (one) => ({
      amountCourt: drafts.get(one)!.court,
      law: drafts.get(one)!.law,
    }))
    // openCases keeps the objects that it was given: each finds its draft.
    const openedOf = new Map<PlannedCase, { id: Id; number: bigint }>(opened.map((one) => [one.planned, one]))
    await writeClaims(
      ctx,
      opened.map(({ id, planned }) => ({ caseId: id, draft: drafts.get(planned)! })),
    )
    await appendEvents(
      ctx,
      opened.map(({ id, planned }) => ({
        caseId: id,
        kind: 'proposed',
        amount: planned.total + drafts.get(planned)!.court,
        text: isGuessed(planned) ? reason('court-by-default') : null,
      })),
    )
    await dropPaid(
      ctx,
      plan.paid.flatMap((one) => one.queueId ?? []),
    )
    if (opened.length > 0)
      await audit(ctx, {
        verb: 'collection.propose-application',
        subjects: opened.flatMap(({ id, planned }) => [id, planned.party.id]).slice(0, 100),
        summary: { applications: opened.length },
      })
    return {
      cases: plan.cases.map((one) => {
        const [draft, open] = [drafts.get(one)!, openedOf.get(one)]
        const money = (amount: bigint) => formatMinor(amount, one.currency)
        return {
          caseId: open?.id ?? null,
          case: open ? caseName(open.number) : null,
          court: one.agency?.code ?? '',
          courtByDefault: isGuessed(one),
          party: shownParty(one.party, company.language),
          currency: one.currency,
          claims: draft.claims.map((claim) => ({
            kind: claim.kind,
            amount: money(claim.amount),
            ground: claim.ground,
          })),
          total: money(draft.claims.reduce((sum, claim) => sum + claim.amount, 0n)),
          why: [...one.missing, ...draft.missing],
        }
      }),
      stay: plan.excluded.map(({ itemId, numberText, why }) => ({ itemId, number: numberText, why })),
    }
  },
})

async function wantedRows(ctx: Ctx, input: { rows?: Id[] | undefined; items?: Id[] | undefined }): Promise<Wanted[]> {
  if (!input.items)
    return waitingRows(ctx, { target: 'court', limit: rowsMax, ...(input.rows ? { ids: input.rows } : {}) })
  const queued = await ctx.db.rows<{ itemId: Id; queueId: Id }>(
    `select item_id as "itemId", id as "queueId" from collection_queue where company_id = $1 and item_id = any ($2::uuid[]) and state = 'waiting'`,
    [ctx.company.id, input.items],
  )
  const queueOf = new Map(queued.map((row) => [row.itemId, row.queueId]))
  return input.items.map((itemId) => ({ itemId, queueId: queueOf.get(itemId) ?? null, target: 'court' as const }))
}

async function writeClaims(ctx: Ctx, cases: readonly { caseId: Id; draft: Draft }[]): Promise<void> {
  await insertRows(
    ctx.db,
    'collection_claims',
    {
      case_id: 'uuid',
      claim_no: 'int4',
      kind: 'text',
      item_id: 'uuid',
      amount: 'int8',
      ground: 'text',
      interest_from: 'date',
      interest_text: 'text',
      source: 'text',
    },
    cases.flatMap(({ caseId, draft }) =>
      draft.claims.map((claim, i) => ({
        case_id: caseId,
        claim_no: i + 1,
        kind: claim.kind,
        item_id: claim.itemId,
        amount: claim.amount,
        ground: claim.ground,
        interest_from: claim.interestFrom,
        interest_text: claim.interestText,
        source: claim.source,
      })),
    ),
    { company_id: { type: 'uuid', value: ctx.company.id } },
  )
}
