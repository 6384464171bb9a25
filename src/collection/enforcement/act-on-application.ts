import { z } from 'zod'
import { audit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { amountText, dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { claimTypeOf } from '../../formats/enforcement/layout.ts'
import type { CourtParty } from '../../formats/enforcement/neutral.ts'
import { postCharges } from '../../interest/post-charges.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor, parseMinor } from '../../kernel/money.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { settingsOf } from '../agencies.ts'
import type { CaseRow } from '../cases.ts'
import { lockCase } from '../cases.ts'
import type { CaseEvent, EventKind } from '../events.ts'
import { appendEvents } from '../events.ts'
import { queueMessages } from '../messages.ts'
import { caseName, lockClaims } from '../open-cases.ts'
import { remainingOf } from '../remaining.ts'
import type { Dossier } from './read-dossier.ts'
import { readDossier } from './read-dossier.ts'

const output = z.object({ caseId: id, case: z.string(), state: z.string() })

async function after(ctx: Ctx, one: CaseRow): Promise<z.output<typeof output>> {
  const { state } = await ctx.db.one<{ state: string }>(
    `select state from collection_cases where company_id = $1 and id = $2`,
    [ctx.company.id, one.id],
  )
  return { caseId: one.id, case: caseName(one.number), state }
}

const recorded = (ctx: Ctx, name: string, one: CaseRow, more: Record<string, unknown> = {}) =>
  audit(ctx, {
    verb: name,
    subjects: [one.id],
    summary: { case: caseName(one.number), ...more },
    businessAreaId: one.businessAreaId,
  })

/** A person has read the dossier: it goes as it was proposed, or not at all when something was paid since. */
export const approveApplication = verb({
  kind: 'write',
  name: 'collection.approve',
  summary: 'Approve an application for a payment order',
  route: 'POST /collection/cases/{caseId}/approve',
  input: z.object({ caseId: id }),
  output,
  async run(ctx, { caseId }) {
    const one = await lockCase(ctx, caseId)
    if (one.target !== 'court' || one.state !== 'proposed')
      refuse(
        'collection.not-proposed',
        `case ${caseName(one.number)} is ${one.state}: nothing is to be approved`,
        {},
        409,
      )
    const items = await ctx.db.rows<{ itemId: Id; amount: bigint }>(
      `select item_id as "itemId", amount from collection_case_items where company_id = $1 and case_id = $2`,
      [ctx.company.id, caseId],
    )
    await lockClaims(
      ctx,
      items.map((item) => item.itemId),
    )
    const open = (await remainingOf(ctx, [caseId])).get(caseId) ?? 0n
    if (open !== items.reduce((sum, item) => sum + item.amount, 0n))
      refuse(
        'collection.changed-meanwhile',
        `${formatMinor(open, one.currency)} ${one.currency} is open now, which is not what was proposed: withdraw it and propose it again`,
        { case: caseName(one.number), total: formatMinor(open, one.currency) },
        409,
      )
    const dossier = await readDossier(ctx, caseId)
    if (dossier.protection !== 'none')
      refuse('party.protected', 'the respondent has protected identity meanwhile: withdraw the application', {}, 409)
    await appendEvents(ctx, [{ caseId, kind: 'approved' }])
    if (dossier.court.adapter === 'authority-file')
      await queueMessages(ctx, [
        {
          agencyId: one.agencyId,
          caseId,
          kind: 'application',
          key: `${caseName(one.number)}-application`,
          body: applicationBody(dossier),
          businessAreaId: one.businessAreaId,
        },
      ])
    await recorded(ctx, 'collection.approve', one)
    return after(ctx, one)
  },
})

/** Amounts travel as text: JSON has no whole numbers of any size. */
export function applicationBody(dossier: Dossier): unknown {
  const settings = settingsOf(dossier.court, 'authority-file')
  const { applicant, respondent, isPerson } = dossier
  const party = (
    role: CourtParty['role'],
    from: { name: string; number: string | null; isPerson: boolean; address: Dossier['respondent']['address'] },
  ): CourtParty => ({
    role,
    isPerson: from.isPerson,
    number: (from.number ?? '').replace(/\D/g, ''),
    name: from.name,
    street: [from.address.careOf, from.address.street, from.address.street2].filter(Boolean).join(', '),
    postCode: (from.address.postCode ?? '').replace(/\s/g, ''),
    city: from.address.city ?? '',
    country: from.address.country,
  })
  return {
    kind: 'application',
    case: caseName(dossier.number),
    currency: dossier.currency,
    parties: [
      party('applicant', { ...applicant, number: applicant.organisationNumber ?? null, isPerson: false }),
      ...(settings.representative
        ? [
            party('representative', {
              name: settings.representative.name,
              number: settings.representative.number,
              isPerson: false,
              address: { ...settings.representative, country: 'SE' },
            }),
          ]
        : []),
      party('respondent', {
        name: respondent.legalName ?? respondent.name,
        number: dossier.respondentNumber,
        isPerson,
        address: respondent.address,
      }),
    ],
    claims: dossier.claims.map((claim) => ({
      no: claim.no,
      type: claimTypeOf[claim.kind] ?? 'Ovrigt',
      amount: String(claim.amount),
      dueOn: claim.dueOn,
      invoiceNumber: claim.numberText ?? '',
      ground: claim.ground,
      interest: claim.interestFrom ? { kind: 'law', percent: null, from: claim.interestFrom } : null,
    })),
    payments: dossier.payments.map((payment) => ({ on: payment.on, amount: String(payment.amount) })),
  }
}

/** Less is claimed: the debtor has paid elsewhere, or the claim was too high. */
export const reduce = verb({
  kind: 'write',
  name: 'collection.reduce',
  summary: 'Reduce what an application claims',
  route: 'POST /collection/cases/{caseId}/reduce',
  input: z.object({
    caseId: id,
    amount: amountText,
    reason: z.string().trim().min(1).max(70),
    on: dayText.optional(),
  }),
  output,
  async run(ctx, input) {
    const one = await lockCase(ctx, input.caseId)
    if (one.target !== 'court') refuse('collection.no-application', 'only an application is reduced', {}, 409)
    const amount = parseMinor(input.amount, one.currency) as bigint
    if (amount <= 0n) refuse('collection.amount-not-positive', 'a reduction is more than nothing', {})
    const on = input.on ?? ctx.today
    const count = await ctx.db.one<{ n: number }>(
      `select count(*)::int as n from collection_messages where company_id = $1 and case_id = $2 and kind = 'reduction'`,
      [ctx.company.id, one.id],
    )
    const { adapter } = await ctx.db.one<{ adapter: string }>(
      `select adapter from collection_agencies where company_id = $1 and id = $2`,
      [ctx.company.id, one.agencyId],
    )
    if (adapter === 'authority-file')
      await queueMessages(ctx, [
        {
          agencyId: one.agencyId,
          caseId: one.id,
          kind: 'reduction',
          key: `${caseName(one.number)}-reduction-by-person-${count.n + 1}`,
          body: { report: { on, amount: input.amount, text: input.reason } },
          businessAreaId: one.businessAreaId,
        },
      ])
    await appendEvents(ctx, [{ caseId: one.id, kind: 'reduced', on, amount, text: input.reason }])
    await recorded(ctx, 'collection.reduce', one)
    return after(ctx, one)
  },
})

const outcomes = [
  'handed-over',
  'confirmed',
  'served',
  'objected',
  'settled',
  'decision',
  'enforcement-requested',
  'attachment',
  'enforcement-ended',
  'refused',
  'withdrawn',
  'status',
] as const

/** What a court has said on paper, or by telephone. */
export const recordOutcome = verb({
  kind: 'write',
  name: 'collection.record-outcome',
  summary: 'Record what the court has done',
  route: 'POST /collection/cases/{caseId}/outcomes',
  input: z.object({
    caseId: id,
    kind: z.enum(outcomes),
    on: dayText,
    text: z.string().trim().max(500).optional(),
    courtNumber: z.string().trim().min(1).max(60).optional(),
    costs: amountText
      .optional()
      .meta({ description: 'Of a decision or a settlement: costs of the proceedings that were awarded or agreed' }),
  }),
  output,
  async run(ctx, input) {
    const one = await lockCase(ctx, input.caseId)
    if (one.target !== 'court') refuse('collection.no-application', 'only a court is recorded here', {}, 409)
    if (one.state === 'proposed')
      refuse(
        'collection.not-approved',
        `case ${caseName(one.number)} has not been approved: nothing can have come of it`,
        {},
        409,
      )
    const data = input.courtNumber ? { agencyNumber: input.courtNumber } : {}
    const costs = input.costs === undefined ? null : (parseMinor(input.costs, one.currency) as bigint)
    await applyOutcome(ctx, one, { kind: input.kind, on: input.on, text: input.text ?? null, data }, costs)
    await recorded(ctx, 'collection.record-outcome', one, { kind: input.kind })
    return after(ctx, one)
  },
})

/** After the decision: enforcement is asked for. */
export const requestEnforcement = verb({
  kind: 'write',
  name: 'collection.request-enforcement',
  summary: 'Ask for enforcement of a decision',
  route: 'POST /collection/cases/{caseId}/enforcement',
  input: z.object({ caseId: id }),
  output,
  async run(ctx, { caseId }) {
    const one = await lockCase(ctx, caseId)
    if (one.target !== 'court' || !(await hasDecision(ctx, one)))
      refuse('collection.no-decision', `case ${caseName(one.number)} has no decision that could be enforced`, {}, 409)
    const { adapter } = await ctx.db.one<{ adapter: string }>(
      `select adapter from collection_agencies where company_id = $1 and id = $2`,
      [ctx.company.id, one.agencyId],
    )
    if (adapter === 'authority-file')
      await queueMessages(ctx, [
        {
          agencyId: one.agencyId,
          caseId,
          kind: 'enforcement',
          key: `${caseName(one.number)}-enforcement`,
          body: { on: ctx.today },
          businessAreaId: one.businessAreaId,
        },
      ])
    await appendEvents(ctx, [{ caseId, kind: 'enforcement-requested', sourceKey: 'enforcement-requested' }])
    await recorded(ctx, 'collection.request-enforcement', one)
    return after(ctx, one)
  },
})

const hasDecision = async ({ db, company }: Ctx, one: CaseRow): Promise<boolean> =>
  (
    await db.one<{ found: boolean }>(
      `select exists (select from collection_events where company_id = $1 and case_id = $2 and kind in ('decision', 'settled')) as found`,
      [company.id, one.id],
    )
  ).found

/**
 * One event of the court. A decision, or a settlement before a conciliation board, makes the awarded costs a claim of ours, beside the capital: never more than was claimed.
 * @returns false when it was known
 */
export async function applyOutcome(
  ctx: Ctx,
  one: CaseRow,
  event: Omit<CaseEvent, 'caseId' | 'kind'> & { kind: EventKind; on: CaseEvent['on'] & string },
  costs: bigint | null,
): Promise<boolean> {
  const added = await appendEvents(ctx, [{ ...event, caseId: one.id, amount: event.amount ?? costs }])
  if (added === 0) return false
  if (endsDispute.has(event.kind) && costs !== null && costs > 0n) await postCosts(ctx, one, costs, event.on)
  return true
}

const endsDispute: ReadonlySet<EventKind> = new Set(['decision', 'settled'])

async function postCosts(ctx: Ctx, one: CaseRow, costs: bigint, on: CaseEvent['on'] & string): Promise<void> {
  const { db, company } = ctx
  const claimed = await db.one<{ court: bigint; itemId: Id; known: boolean }>(
    `select c.amount_court as court, (select t.item_id from collection_case_items t where t.company_id = c.company_id and t.case_id = c.id and t.component = 'capital' order by t.due_on, t.item_id limit 1) as "itemId",
            (select count(*) > 1 from collection_events e where e.company_id = c.company_id and e.case_id = c.id and e.kind in ('decision', 'settled')) as known
       from collection_cases c where c.company_id = $1 and c.id = $2`,
    [company.id, one.id],
  )
  // A decision that is changed later moves no costs by itself: a person does.
  if (claimed.known) return
  if (costs > claimed.court)
    refuse(
      'collection.costs-above-claim',
      `${formatMinor(costs, one.currency)} of costs were awarded, ${formatMinor(claimed.court, one.currency)} were claimed: look at the decision`,
      { costs: formatMinor(costs, one.currency), claimed: formatMinor(claimed.court, one.currency) },
    )
  const [posted] = await postCharges(
    ctx,
    [{ mainItemId: claimed.itemId, component: 'cost', amount: costs, dueOn: on, text: caseName(one.number) }],
    { on },
  )
  if (posted?.problems) throw new Refused(posted.problems)
  await insertRows(
    db,
    'collection_case_items',
    { item_id: 'uuid', number_text: 'text' },
    [{ item_id: posted!.itemId, number_text: caseName(one.number) }],
    {
      company_id: { type: 'uuid', value: company.id },
      case_id: { type: 'uuid', value: one.id },
      component: { type: 'text', value: 'cost' },
      main_item_id: { type: 'uuid', value: claimed.itemId },
      due_on: { type: 'date', value: on },
      amount: { type: 'int8', value: costs },
    },
  )
}
