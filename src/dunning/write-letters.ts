import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { ChargeSetUp } from '../interest/charge-set-up.ts'
import type { ChargeOptions, NewCharge } from '../interest/post-charges.ts'
import { postCharges } from '../interest/post-charges.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'
import type { PartyFacts } from '../parties/queries.ts'
import type { Judged } from './recheck.ts'
import type { Charged, Proposal } from './types.ts'

interface Work {
  runId: Id
  charges: ChargeSetUp
  recallMinutes: number
  parties: ReadonlyMap<Id, PartyFacts>
}
type Letter = Judged & { proposal: Proposal }

const noLetter = '00000000-0000-0000-0000-000000000000'

/** Letters with their claims and their rows in the outbox: one statement a table. */
export async function writeLetters(ctx: Ctx, work: Work, letters: readonly Letter[]): Promise<void> {
  if (letters.length === 0) return
  const { db, company, user, today } = ctx
  const tenant = { company_id: { type: 'uuid' as const, value: company.id } }
  await Promise.all([
    insertRows(
      db,
      'dunning_letters',
      {
        id: 'uuid',
        kind: 'text',
        policy_id: 'uuid',
        version_no: 'int4',
        step_no: 'int4',
        party_id: 'uuid',
        party_version_no: 'int4',
        language: 'text',
        currency: 'bpchar',
        deadline_on: 'date',
        amount_capital: 'int8',
        amount_interest: 'int8',
        amount_charged: 'int8',
        amount_fee: 'int8',
        amount_compensation: 'int8',
        amount_total: 'int8',
        charged: 'jsonb',
        reference: 'text',
        law: 'jsonb',
        business_area_id: 'uuid',
      },
      letters.map(({ letterId, proposal }) => {
        const party = work.parties.get(proposal.partyId)!
        return {
          id: letterId,
          kind: proposal.step.kind,
          policy_id: proposal.policy.id,
          version_no: proposal.policy.versionNo,
          step_no: proposal.step.stepNo,
          party_id: proposal.partyId,
          party_version_no: party.versionNo,
          language: party.language,
          currency: proposal.currency,
          deadline_on: proposal.deadlineOn,
          amount_capital: proposal.capital,
          amount_interest: proposal.interest,
          amount_charged: proposal.charged,
          amount_fee: proposal.fee,
          amount_compensation: proposal.compensation,
          amount_total: proposal.total,
          charged: chargedBefore(proposal),
          reference: proposal.main.reference,
          law: lawOf(proposal.law),
          business_area_id: proposal.businessAreaId,
        }
      }),
      {
        ...tenant,
        run_id: { type: 'uuid', value: work.runId },
        company_version_no: { type: 'int4', value: company.versionNo },
        sent_on: { type: 'date', value: today },
        recorded_by: { type: 'uuid', value: user.id },
      },
    ),
    insertRows(
      db,
      'dunning_letter_items',
      {
        letter_id: 'uuid',
        item_id: 'uuid',
        step_no: 'int4',
        due_on: 'date',
        amount_open: 'int8',
        amount_interest: 'int8',
        interest_from: 'date',
        segments: 'jsonb',
        after_letter_id: 'uuid',
      },
      letters.flatMap(({ letterId, proposal }) =>
        proposal.items.map(({ claim, asked, interest }) => ({
          letter_id: letterId,
          item_id: claim.itemId,
          step_no: proposal.step.stepNo,
          due_on: claim.dueOn,
          amount_open: asked,
          amount_interest: interest.amount,
          interest_from: interest.from,
          segments: interest.segments,
          after_letter_id: claim.lastLetterId ?? noLetter,
        })),
      ),
      tenant,
    ),
    insertRows(
      db,
      'deliveries',
      { id: 'uuid', subject_id: 'uuid', channel: 'text', party_id: 'uuid', business_area_id: 'uuid' },
      letters.map(({ letterId, proposal }) => ({
        id: newId(),
        subject_id: letterId,
        channel: proposal.channel,
        party_id: proposal.partyId,
        business_area_id: proposal.businessAreaId,
      })),
      {
        ...tenant,
        subject_kind: { type: 'text', value: 'letter' },
        created_by: { type: 'uuid', value: user.id },
        next_try_at: { type: 'timestamptz', value: new Date(Date.now() + work.recallMinutes * 60_000) },
      },
    ),
  ])
}

const laws = new WeakMap<Proposal['law'], object[]>()
/** Letters of one law have one list: it travels once. */
function lawOf(law: Proposal['law']): object[] {
  let list = laws.get(law)
  if (!list) laws.set(law, (list = law.map(({ name, value, source }) => ({ name, amount: value, source }))))
  return list
}

const nothingCharged = {}
function chargedBefore(proposal: Proposal): Partial<Record<keyof Charged, string>> {
  if (proposal.charged === 0n) return nothingCharged
  const sum: Charged = { fee: 0n, interest: 0n, compensation: 0n, cost: 0n }
  for (const { claim } of proposal.items)
    for (const component of Object.keys(sum) as (keyof Charged)[]) sum[component] += claim.charged[component]
  return Object.fromEntries(
    Object.entries(sum)
      .filter(([, amount]) => amount !== 0n)
      .map(([name, amount]) => [name, String(amount)]),
  )
}

/** Fees, compensation and interest of letters that were written before in this transaction; those of a letter share a voucher. */
export async function chargeLetters(
  ctx: Ctx,
  { runId, charges: setUp }: Pick<Work, 'runId' | 'charges'>,
  letters: readonly Letter[],
  post: ChargeOptions['post'],
): Promise<void> {
  const charges: NewCharge[] = []
  const letterOf: Id[] = []
  for (const { letterId, proposal } of letters) {
    const add = (charge: Pick<NewCharge, 'mainItemId' | 'component' | 'amount' | 'accrued'>) => {
      charges.push({ ...charge, dueOn: proposal.deadlineOn, voucherKey: letterId })
      letterOf.push(letterId)
    }
    if (proposal.fee > 0n) add({ mainItemId: proposal.main.itemId, component: 'fee', amount: proposal.fee })
    for (const { claim, compensation, interest } of proposal.items) {
      if (compensation > 0n) add({ mainItemId: claim.itemId, component: 'compensation', amount: compensation })
      if (proposal.policy.interest === 'charged' && interest.accrued && interest.amount > 0n)
        add({ mainItemId: claim.itemId, component: 'interest', amount: interest.amount, accrued: interest.accrued })
    }
  }
  if (charges.length === 0) return
  const posted = await postCharges(ctx, charges, { on: ctx.today, runId, setUp, ...(post ? { post } : {}) })
  const problems = posted.flatMap((one) => one.problems ?? [])
  // A letter never says what the books do not have.
  if (problems.length > 0) throw new Refused(problems.slice(0, 10))
  await insertRows(
    ctx.db,
    'dunning_letter_charges',
    { letter_id: 'uuid', item_id: 'uuid' },
    posted.map((one, i) => ({ letter_id: letterOf[i]!, item_id: one.itemId! })),
    { company_id: { type: 'uuid', value: ctx.company.id } },
  )
}
