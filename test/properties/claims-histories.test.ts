import fc from 'fast-check'
import { expect, test } from 'vitest'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import { agreePlan } from '../../src/claims/agree-plan.ts'
import { defer } from '../../src/claims/defer.ts'
import { dispute } from '../../src/claims/dispute.ts'
import { followUp } from '../../src/claims/follow-up.ts'
import { promise } from '../../src/claims/promise.ts'
import { proposePlan } from '../../src/claims/propose-plan.ts'
import { resolveDispute } from '../../src/claims/resolve-dispute.ts'
import { withdraw } from '../../src/collection/act-on-case.ts'
import { handOver } from '../../src/collection/hand-over.ts'
import { reportPayments } from '../../src/collection/report-payments.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { approve } from '../../src/dunning/approve.ts'
import { execute } from '../../src/dunning/execute.ts'
import { propose } from '../../src/dunning/propose.ts'
import { recall } from '../../src/dunning/recall.ts'
import { recheckLetters } from '../../src/dunning/recheck-letters.ts'
import { runUnattended as remind } from '../../src/dunning/run-unattended.ts'
import { takeBackLetters } from '../../src/dunning/take-back-letters.ts'
import { runUnattended as chargeInterest } from '../../src/interest/run-unattended.ts'
import { waive } from '../../src/interest/waive.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import type { Day } from '../../src/kernel/day.ts'
import { addDays } from '../../src/kernel/day.ts'
import type { Id } from '../../src/kernel/id.ts'
import { formatMinor, minor } from '../../src/kernel/money.ts'
import { Refused } from '../../src/kernel/problem.ts'
import { approve as approveLoss } from '../../src/losses/approve.ts'
import { execute as executeLoss } from '../../src/losses/execute.ts'
import { propose as proposeLoss } from '../../src/losses/propose.ts'
import { takeRecoveries } from '../../src/losses/take-recoveries.ts'
import { undo as undoLoss } from '../../src/losses/undo.ts'
import { expectProof, issueClaim, pay } from '../claim-stories.ts'
import { openDesk } from '../collection.ts'
import { savePlainPolicy } from '../dunning.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const deeds = [
  'pay',
  'pay',
  'pay all',
  'credit',
  'remind',
  'remind',
  'remind',
  'recall',
  'leave',
  'pay by name',
  'propose',
  'propose',
  'approve',
  'approve',
  'execute',
  'execute',
  'execute both',
  'waive',
  'plan',
  'agree',
  'follow',
  'dispute',
  'resolve',
  'defer',
  'promise',
  'hand over',
  'send',
  'withdraw',
  'interest',
  'loss',
  'undo loss',
  'recover',
] as const
type Deed = (typeof deeds)[number]
const history = fc.array(
  fc.record({
    days: fc.integer({ min: 0, max: 12 }),
    deed: fc.constantFrom<Deed>(...deeds),
    claim: fc.nat(2),
    part: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 8, maxLength: 22 },
)

const step = (deed: Deed) => ({ days: 0, deed, claim: 0, part: 1 })

interface Story {
  world: World
  claims: { itemId: Id; invoiceId: Id; number: string; reference: string; customer: string; name: string }[]
  /** Proposed, and perhaps approved, but not executed. */
  runs: Id[]
  disputes: Id[]
  plans: Id[]
  cases: string[]
  losses: Id[]
  done: Map<Deed, number>
}

/** Random lives of one SE company's claims. What a deed refuses is no fault; what it leaves behind must be whole. */
test(
  'whatever happens to claims in whatever order: the books are whole, no day bears interest twice, no fee is above the law, nothing is asked for in vain',
  async () => {
    const done = new Map<Deed, number>()
    let serial = 0
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const world = await openWorld('SE', { kind: 'company', today: '2026-01-02' })
        const desk = await openDesk(world)
        await savePlainPolicy(world, { interest: 'charged', approval: 'none' })
        await world.database.owner.query(
          'create table told_letters (id uuid primary key); grant all on told_letters to public',
        )
        const story: Story = { world, claims: [], runs: [], disputes: [], plans: [], cases: [], losses: [], done }
        for (let i = 0; i < 3; i++) {
          serial += 1
          const [customer, name] = [`K${serial}`, `Kund ${serial}`]
          const party = await world.party({
            number: customer,
            name,
            kind: i === 2 ? 'company' : 'person',
          })
          const claim = await issueClaim(world, party, { dueOn: '2026-01-30' })
          story.claims.push({ ...claim, customer, name })
        }
        world.today = '2026-02-05' as Day
        for (const step of steps) {
          world.today = addDays(world.today, step.days)
          const before = await standing(story)
          try {
            await act(story, step)
            done.set(step.deed, (done.get(step.deed) ?? 0) + 1)
          } catch (error) {
            if (!(error instanceof Refused)) throw error
          }
          await nothingInVain(story, before)
        }
        await whole(story)
        await desk.proof()
      }),
      {
        numRuns: Number(process.env.HISTORIES ?? 6),
        examples: [
          // A doubtful claim with a charge that was made doubtful beside it: both come back to one account.
          [[step('remind'), { ...step('loss'), claim: 1, part: 1 }, step('undo loss'), step('pay all')]],
          // All interest that was ever charged is freed again: the proof has nothing to look at.
          [[step('pay'), step('pay all'), step('remind'), step('pay'), step('recall')]],
        ],
      },
    )
    // A history in which nothing happens proves nothing.
    expect([...done.keys()].length).toBeGreaterThan(12)
  },
  Number(process.env.HISTORIES ?? 6) * 40_000,
)

async function act(story: Story, { deed, claim, part }: { deed: Deed; claim: number; part: number }): Promise<void> {
  const { world } = story
  const one = story.claims[claim]!
  const open = await world.tx(
    async ({ db }) =>
      (
        await db.one<{ open: bigint }>(
          `select coalesce(sum(amount_open), 0)::bigint as open from open_items where reference = $1 and amount_open > 0`,
          [one.reference],
        )
      ).open,
  )
  const money = (amount: bigint) => formatMinor(minor(amount), 'SEK')
  const customer = one.customer
  if (deed === 'pay' && open > 0n) {
    const amount = (open * BigInt(part)) / 10n
    if (amount > 0n) await pay(world, money(amount), { reference: one.reference })
  }
  if (deed === 'pay all' && open > 0n) await pay(world, money(open), { reference: one.reference })
  // It names no document, and fits none: it lies with its name on it until somebody looks.
  if (deed === 'pay by name') {
    const payment = {
      account: 'BANK',
      amount: `${part * 111}.11`,
      paidOn: world.today,
      payerName: one.name.toUpperCase(),
    }
    await world.do(savePayment, payment)
  }
  if (deed === 'propose') story.runs.push((await world.do<{ runId: Id }>(propose, {})).runId)
  const run = story.runs[part % story.runs.length]
  if (deed === 'approve' && run) await world.do(approve, { runId: run })
  if (deed === 'execute' && run) await world.do(execute, { runId: run })
  if (deed === 'execute both') {
    const told = await Promise.allSettled(story.runs.slice(-2).map((runId) => world.do(execute, { runId })))
    for (const one of told) if (one.status === 'rejected' && !(one.reason instanceof Refused)) throw one.reason
  }
  if (deed === 'credit')
    await world.do(credit, {
      invoiceId: one.invoiceId,
      reason: 'x',
      lines: [{ lineNo: 1, amountNet: `${part * 20}.00` }],
    })
  if (deed === 'remind') await world.do(remind, {})
  if (deed === 'leave') await leave(world)
  if (deed === 'recall') {
    const waiting = await ids(
      world,
      `select subject_id as id from deliveries where state = 'waiting' and subject_kind = 'letter' limit 2`,
    )
    if (waiting.length > 0) await world.do(recall, { letters: waiting, reason: 'x' })
  }
  if (deed === 'waive') {
    const charges = await ids(
      world,
      `select id from open_items where kind = 'charge' and amount_open > 0 and main_item_id = '${one.itemId}' limit 1`,
    )
    if (charges.length > 0) await world.do(waive, { charges, reason: 'left' })
  }
  if (deed === 'plan')
    story.plans.push(
      (
        await world.do<{ planId: Id }>(proposePlan, {
          customer,
          parts: 2 + (part % 4),
          firstOn: addDays(world.today, 10),
          notices: part > 5,
          reminderFee: true,
          planFee: 'law',
        })
      ).planId,
    )
  if (deed === 'agree' && story.plans.length > 0)
    await world.do(agreePlan, { planId: story.plans.at(-1)!, by: 'signed', send: true })
  if (deed === 'follow') await world.do(followUp, { letters: 'all' })
  if (deed === 'dispute') {
    const given = part > 6 ? { amount: `${part * 10}.00` } : {}
    const { claims } = await world.do<{ claims: { holdId: Id }[] }>(dispute, {
      itemIds: [one.itemId],
      reason: 'x',
      ...given,
    })
    story.disputes.push(...claims.map((row) => row.holdId))
  }
  if (deed === 'resolve' && story.disputes.length > 0)
    await world.do(resolveDispute, { holdId: story.disputes.pop()!, outcome: 'for', reason: 'x' })
  if (deed === 'defer')
    await world.do(defer, { itemIds: [one.itemId], newDueOn: addDays(world.today, 5 * part), reason: 'x', send: true })
  if (deed === 'promise')
    await world.do(promise, { itemIds: [one.itemId], amount: '10.00', by: addDays(world.today, part), reason: 'x' })
  if (deed === 'hand over')
    story.cases.push(...(await world.do<{ cases: { caseId: string }[] }>(handOver, {})).cases.map((row) => row.caseId))
  if (deed === 'send') {
    await world.do(reportPayments, {})
    await world.do(sendMessages, {})
  }
  if (deed === 'withdraw' && story.cases.length > 0)
    await world.do(withdraw, { caseId: story.cases.pop()!, reason: 'x' })
  if (deed === 'interest') await world.do(chargeInterest, { mode: 'all', through: addDays(world.today, -1) })
  if (deed === 'loss') {
    const { runId } = await world.do<{ runId: Id }>(proposeLoss, {
      kind: part > 5 ? 'established' : 'doubtful',
      itemIds: [one.itemId],
      evidence: 'x',
    })
    await world.do(approveLoss, { runId })
    await world.do(executeLoss, { runId })
    story.losses.push(...(await ids(world, `select id from losses where run_id = '${runId}'`)))
  }
  if (deed === 'undo loss' && story.losses.length > 0)
    await world.do(undoLoss, { lossId: story.losses.pop()!, reason: 'x' })
  if (deed === 'recover') {
    await pay(world, `${part * 10}.00`, { reference: one.reference })
    await world.do(takeRecoveries, {})
  }
}

/** As the outbox does it: each letter is looked at once more in the moment in which it leaves. */
async function leave(world: World): Promise<void> {
  const waiting = await ids(
    world,
    `select subject_id as id from deliveries where state = 'waiting' and subject_kind = 'letter'`,
  )
  if (waiting.length === 0) return
  await world.tx(async (ctx) => {
    const verdicts = await recheckLetters(ctx, waiting)
    const drop = waiting.filter((id) => verdicts.get(id)?.verdict === 'drop')
    if (drop.length > 0) await takeBackLetters(ctx, drop, 'x')
    const left = await ctx.db.rows<{ asked: bigint; owed: bigint; kept: boolean }>(
      `select x.amount_open as asked, i.amount_open as owed, ${keptBack} as kept
         from dunning_letter_items x join open_items i on i.id = x.item_id where x.letter_id = any ($1::uuid[])`,
      [waiting.filter((id) => verdicts.get(id)?.verdict === 'send')],
    )
    for (const { asked, owed, kept } of left) {
      expect(kept).toBe(false)
      expect(asked).toBeLessThanOrEqual(owed)
    }
    await ctx.db.query(
      `update deliveries set state = 'sent' where state = 'waiting' and subject_id = any ($1::uuid[])`,
      [waiting.filter((id) => verdicts.get(id)?.verdict === 'send')],
    )
  })
}

/** Money that bears the customer's name lies unapplied. */
const keptBack = `exists (select from desk_payments d join bank_transactions t on t.id = d.bank_transaction_id join parties p on p.id = i.party_id and lower(p.name) = lower(t.payer_name) where d.amount > 0)`

const ids = (world: World, query: string): Promise<Id[]> =>
  world.tx(async ({ db }) => (await db.rows<{ id: Id }>(query)).map((row) => row.id))

type Standing = Map<Id, { open: bigint; rests: boolean }>

/** What could be asked for at the beginning of a deed: read by plain statements, not by what decides. */
async function standing({ world, claims }: Story): Promise<Standing> {
  const rows = await world.tx(({ db, today }) =>
    db.rows<{ id: Id; open: bigint; rests: boolean }>(
      `select i.id, i.amount_open as open,
              exists (select from holds h where h.item_id = i.id and h.released_at is null and h.from_on <= $2 and $2 < h.to_on and not (h.kind = 'dispute' and h.amount is not null))
              or exists (select from collection_case_items t where t.item_id = i.id and t.ended_on = 'infinity') or ${keptBack} as rests
         from open_items i where i.id = any ($1::uuid[])`,
      [claims.map((claim) => claim.itemId), today],
    ),
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** A letter of today asks for nothing that rests, and for no more than is open. */
async function nothingInVain({ world }: Story, before: Standing): Promise<void> {
  const rows = await world.tx(({ db }) =>
    db.rows<{ itemId: Id; asked: bigint; kind: string }>(
      `select x.item_id as "itemId", x.amount_open as asked, l.kind from dunning_letter_items x join dunning_letters l on l.id = x.letter_id
        where x.item_id = any ($1::uuid[]) and l.recorded_at > now() - interval '1 hour'
          and not exists (select from dunning_letter_items y join dunning_letters n on n.id = y.letter_id where y.item_id = x.item_id and n.id > l.id)
          and not exists (select from told_letters t where t.id = l.id)`,
      [[...before.keys()]],
    ),
  )
  for (const { itemId, asked } of rows) {
    const was = before.get(itemId)!
    expect(was.rests).toBe(false)
    expect(asked).toBeLessThanOrEqual(was.open)
    expect(asked).toBeGreaterThan(0n)
  }
  await world.database.owner.query(`insert into told_letters select id from dunning_letters on conflict do nothing`)
}

/** What holds for every history at its end, by figures of its own. */
async function whole({ world, claims }: Story): Promise<void> {
  const items = claims.map((claim) => claim.itemId)
  const fees = await world.tx(({ db }) =>
    db.rows<{ kind: string; fee: bigint; n: number }>(
      `select l.kind, max(l.amount_fee) as fee, count(*) filter (where l.amount_fee > 0)::int as n
         from dunning_letter_items x join dunning_letters l on l.id = x.letter_id
        where x.item_id = any ($1::uuid[]) and not exists (select from dunning_letter_events e where e.letter_id = l.id and e.kind = 'recalled') group by x.item_id, l.kind`,
      [items],
    ),
  )
  // lag (1981:739) 2–4 §§: once a claim and kind.
  for (const { kind, fee, n } of fees) {
    expect(fee).toBeLessThanOrEqual(kind === 'reminder' ? 60_00n : 180_00n)
    expect(n).toBeLessThanOrEqual(1)
  }
  const charges = await world.tx(({ db }) =>
    db.rows<{ amount: bigint }>(
      `select amount from open_items where component = 'fee' and amount > 0 and main_item_id = any ($1::uuid[])`,
      [items],
    ),
  )
  for (const { amount } of charges) expect([60_00n, 170_00n, 180_00n]).toContain(amount)
  const twice = await world.tx(({ db }) =>
    db.rows(
      `select a.item_id from interest_charges a join interest_charges b on b.item_id = a.item_id and b.id > a.id and a.freed_at is null and b.freed_at is null
          and a.from_on <= b.through_on and b.from_on <= a.through_on where a.item_id = any ($1::uuid[])`,
      [items],
    ),
  )
  expect(twice).toEqual([])
  await expectProof(world)
}
