import { beforeAll, describe, expect, test } from 'vitest'
import { issueClaim } from '../../../test/claim-stories.ts'
import { openDesk } from '../../../test/collection.ts'
import { lettersLeave, remind, savePlainPolicy } from '../../../test/dunning.ts'
import type { Verified } from '../../../test/tampering.ts'
import { expectNamed } from '../../../test/tampering.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { savePayment } from '../../bank/files/save-payment.ts'
import { agreePlan } from '../../claims/agree-plan.ts'
import { proposePlan } from '../../claims/propose-plan.ts'
import { recordInterruption } from '../../claims/record-interruption.ts'
import { handOver } from '../../collection/hand-over.ts'
import { runUnattended as interestUnattended } from '../../interest/run-unattended.ts'
import type { Day } from '../../kernel/day.ts'
import { approve } from '../../losses/approve.ts'
import { execute } from '../../losses/execute.ts'
import { propose } from '../../losses/propose.ts'
import { takeRecoveries } from '../../losses/take-recoveries.ts'
import { claimChecks } from './claim-checks.ts'
import { verify } from './verify.ts'

/** Reminded twice with fees and interest, paid in part between; a plan, a loss with money after it, a case, a claim that waits. */
async function claimsWorld(): Promise<World> {
  const world = await openWorld('SE', { kind: 'company', booksFrom: '2026-01-01', today: '2026-09-10' })
  await openDesk(world)
  await savePlainPolicy(world, { interest: 'charged' })
  const party = (name: string, identityNumber: string | null) =>
    world.party({ name, kind: 'person', ...(identityNumber ? { identityNumber } : {}) })
  const [ada, bo, cy, di] = [
    await party('Ada Lind', '191212121212'),
    await party('Bo Ek', null),
    await party('Cy Al', null),
    await party('Di Berg', null),
  ]
  const issued = { issuedOn: '2026-06-01', dueOn: '2026-07-01' }
  const a = await issueClaim(world, ada, issued)
  const b = await issueClaim(world, bo, issued)
  const c = await issueClaim(world, cy, issued)
  const d = await issueClaim(world, di, issued)
  const goTo = (day: string) => {
    world.today = day as Day
  }
  const pay = (amount: string, reference: string) =>
    world.do(savePayment, { account: 'BANK', amount, paidOn: world.today, reference })
  await remind(world)
  await lettersLeave(world)
  goTo('2026-09-12')
  await pay('250.00', a.reference)
  goTo('2026-09-28')
  await remind(world)
  await lettersLeave(world)
  await world.do(recordInterruption, { itemIds: [b.itemId], kind: 'acknowledgement', on: '2026-09-20', reason: 'Brev' })
  const { planId } = await world.do<{ planId: string }>(proposePlan, {
    itemIds: [c.itemId],
    parts: 3,
    firstOn: '2026-10-30',
    planFee: 'law',
  })
  await world.do(agreePlan, { planId, by: 'signed' })
  const { runId } = await world.do<{ runId: string }>(propose, {
    kind: 'established',
    itemIds: [d.itemId],
    evidence: 'Konkurs',
  })
  await world.do(approve, { runId })
  await world.do(execute, { runId })
  goTo('2026-10-20')
  await pay('125.00', d.reference)
  await world.do(takeRecoveries, {})
  await remind(world)
  await world.do(handOver, {})
  await world.party({ name: 'Ek AB', kind: 'company', number: 'E' }).then((id) => issueClaim(world, id, issued))
  await world.do(interestUnattended, { mode: 'unpaid', customers: ['E'], compensation: true })
  return world
}

let world: World
beforeAll(async () => {
  world = await claimsWorld()
})

test('claims that came about by verbs hold, and every check had something to check', async () => {
  const answer = await world.do<Verified>(verify, {})
  expect(answer.checks.filter((one) => one.failed > 0)).toEqual([])
  expect(answer.ok).toBe(true)
  const names = [...claimChecks.map((one) => one.name), 'interest-equals-computation']
  const own = answer.checks.filter((one) => names.includes(one.name))
  expect(own.map((one) => one.name).sort()).toEqual(names.sort())
  expect(own.filter((one) => one.checked === 0).map((one) => one.name)).toEqual([])
})

const claim = (number: string) =>
  `(select id from open_items where number_text = '${number}' and component = 'capital' and kind = 'invoice')`
const letter = (number: string, kind: string) =>
  `(select l.id from dunning_letters l join dunning_letter_items i on i.letter_id = l.id where i.item_id = ${claim(number)} and l.kind = '${kind}')`

/** Each breaks one stored row, past every constraint and trigger: the check must say so and name it. */
const breakages: [check: string, statement: string, names: Record<string, unknown>][] = [
  [
    'charges-follow-capital',
    `update open_items set party_id = (select party_id from open_items where id = ${claim('100002')}) where kind = 'charge' and component = 'fee' and main_item_id = ${claim('100001')} and amount = 6000`,
    { number: '100001', component: 'fee', amount: '6000' },
  ],
  [
    'charges-follow-capital',
    `alter table open_items drop constraint open_items_charge_follows_capital; update open_items set main_item_id = null where kind = 'charge' and component = 'fee' and main_item_id = ${claim('100002')} and amount = 18000`,
    { mainNumber: null, amount: '18000' },
  ],
  [
    'charges-follow-capital',
    `update postings set account = '2611' where line_no = 2 and voucher_id in (select voucher_id from open_items where kind = 'charge' and component = 'fee' and main_item_id = ${claim('100001')} and amount = 6000)`,
    { number: '100001', vatAccount: '2611' },
  ],
  [
    'letters-within-law',
    `update dunning_letters set amount_fee = 6001, amount_total = amount_total + 1 where id = ${letter('100001', 'reminder')}`,
    { kind: 'reminder', fee: '6001', allowedFee: '6000' },
  ],
  [
    'letters-within-law',
    `update dunning_letters set law = '[]' where id = ${letter('100002', 'collection-notice')}`,
    { kind: 'collection-notice', fee: '18000', allowedFee: '0' },
  ],
  [
    'letters-sum',
    `update dunning_letter_items set amount_open = amount_open + 1 where letter_id = ${letter('100001', 'reminder')}`,
    { capital: '125000', claims: '125001' },
  ],
  [
    'letters-sum',
    `delete from dunning_letter_charges where letter_id = ${letter('100002', 'collection-notice')}`,
    { fee: '18000', feeCharged: '0' },
  ],
  [
    'letters-one-after-another',
    `update dunning_letters set deadline_on = '2026-09-29' where id = ${letter('100002', 'reminder')}`,
    { number: '100002', sentOn: '2026-09-28', deadlineBefore: '2026-09-29' },
  ],
  [
    'letters-one-after-another',
    `update dunning_letters set step_no = 1 where id = ${letter('100001', 'collection-notice')}`,
    { number: '100001', step: 1 },
  ],
  [
    'letters-stop-at-collection',
    `update dunning_letters set sent_on = '2026-10-21', deadline_on = '2026-11-05' where id = ${letter('100001', 'collection-notice')}`,
    { case: 'K1', number: '100001', sentOn: '2026-10-21' },
  ],
  [
    'interest-days-once',
    `alter table interest_charges drop constraint interest_charges_no_day_twice; update interest_charges set from_on = from_on - 1 where item_id = ${claim('100002')} and from_on > '2026-09-01'`,
    { number: '100002', chargedThrough: '2026-09-10' },
  ],
  [
    'interest-days-once',
    `update interest_charges set from_on = '2026-07-01' where item_id = ${claim('100002')} and from_on < '2026-09-01'`,
    { number: '100002', dueOn: '2026-07-01' },
  ],
  [
    'interest-equals-computation',
    `update allocations set value_on = '2026-09-22' where debit_item_id = ${claim('100001')}`,
    { number: '100001' },
  ],
  [
    'interest-equals-computation',
    `update interest_charges set amount = amount + 1 where item_id = ${claim('100002')} and from_on < '2026-09-01'`,
    { number: '100002' },
  ],
  [
    'compensation-once',
    `update invoiced_compensations set amount = 10000000`,
    { number: '100005', amount: '10000000' },
  ],
  [
    'compensation-once',
    `update open_items set component = 'compensation', main_item_id = ${claim('100005')} where kind = 'charge' and component = 'fee' and amount = 6000 and main_item_id = ${claim('100001')}`,
    { number: '100005', chargedBeside: '6000' },
  ],
  [
    'plan-parts-sum',
    `update instalment_plan_parts set amount_capital = amount_capital - 1, amount_total = amount_total - 1 where part_no = 2`,
    { version: 1, capital: '125000', capitalOfParts: '124999' },
  ],
  [
    'plan-parts-sum',
    `update instalment_plan_parts set amount_interest = amount_interest + 1, amount_total = amount_total + 1 where part_no = 3`,
    { version: 1 },
  ],
  [
    'losses-within-document',
    `update invoice_vat set vat = vat - 1 where invoice_id = (select invoice_id from open_items where id = ${claim('100004')})`,
    { number: '100004', vatOfLosses: '25000', vat: '24999' },
  ],
  [
    'recovery-within-loss',
    `update loss_events set amount = 125001 where kind = 'recovered' and amount > 0`,
    { number: '100004', lost: '125000', recovered: '125001' },
  ],
  [
    'interruptions-of-claims',
    `update claim_interruptions set on_day = '2026-05-31'`,
    { number: '100002', on: '2026-05-31', openedOn: '2026-06-01' },
  ],
  [
    'collection-queue-once',
    `drop index collection_queue_waits_once; insert into collection_queue select (jsonb_populate_record(q, jsonb_build_object('id', gen_random_uuid()))).* from collection_queue q where state = 'waiting'`,
    { number: '100002', times: 2 },
  ],
  [
    'collection-queue-once',
    `update collection_case_items set item_id = ${claim('100003')} where item_id = ${claim('100001')}`,
    { number: '100001', state: 'taken', case: null },
  ],
  [
    'claim-in-one-case',
    `update collection_case_items set ended_on = '2026-10-20' where item_id = ${claim('100001')}`,
    { case: 'K1', number: '100001', endedOn: '2026-10-20' },
  ],
]

describe('what breaks a claim is named', () => {
  test.each(breakages)('%s: %s', (check, statement, names) => expectNamed(world, check, statement, names))
  test('every check has a row that breaks it', () => {
    const tried = new Set(breakages.map(([check]) => check))
    expect(
      [...claimChecks.map((one) => one.name), 'interest-equals-computation'].filter((name) => !tried.has(name)),
    ).toEqual([])
  })
})
