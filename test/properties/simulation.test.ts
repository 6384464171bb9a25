import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agreePlan } from '../../src/claims/agree-plan.ts'
import { dispute } from '../../src/claims/dispute.ts'
import { proposePlan } from '../../src/claims/propose-plan.ts'
import { listLetters } from '../../src/dunning/letters/list-letters.ts'
import { listRunRows } from '../../src/dunning/list-run-rows.ts'
import { readRun } from '../../src/dunning/read-run.ts'
import { simulatePolicy } from '../../src/dunning/simulate-policy.ts'
import { sumRunRows } from '../../src/dunning/sum-run-rows.ts'
import type { Day } from '../../src/kernel/day.ts'
import { addDays } from '../../src/kernel/day.ts'
import type { Id } from '../../src/kernel/id.ts'
import { newId } from '../../src/kernel/id.ts'
import { Refused } from '../../src/kernel/problem.ts'
import { issueClaim, pay } from '../claim-stories.ts'
import { lettersLeave, proposeOn, remind, savePlainPolicy } from '../dunning.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const steps = [
  {
    kind: 'reminder' as const,
    days: 3,
    fee: 'law' as const,
    deadlineDays: 5,
    channels: ['e-mail' as const, 'print' as const],
  },
  {
    kind: 'collection-notice' as const,
    days: 2,
    fee: 'law' as const,
    compensation: true,
    deadlineDays: 5,
    channels: ['print' as const],
  },
  { kind: 'collection' as const, days: 2 },
]
const story = fc.record({
  interest: fc.constantFrom('none' as const, 'shown' as const, 'charged' as const),
  bankFileDays: fc.constantFrom(null, 1, 3),
  minimum: fc.constantFrom('0.00', '900.00', '2000.00'),
  days: fc.array(
    fc.record({
      pass: fc.integer({ min: 1, max: 6 }),
      deed: fc.constantFrom('pay', 'pay', 'file', 'dispute', 'plan', 'nothing'),
      claim: fc.nat(3),
      part: fc.integer({ min: 1, max: 9 }),
      executed: fc.boolean(),
    }),
    { minLength: 6, maxLength: 9 },
  ),
})

const deed = (deed: 'pay' | 'file', pass: number, executed = false) => ({ pass, deed, claim: 0, part: 9, executed })
const [executed, paid, filed] = [
  (pass: number) => deed('file', pass, true),
  (pass: number) => deed('pay', pass),
  (pass: number) => deed('file', pass),
]

type Row = {
  customer: string
  stepNo: number
  documents: string[]
  currency: string
  capital: string
  interest: string
  charged: string
  fee: string
  compensation: string
  total: string
  channel: string | null
}

const minor = (amount: string): number => Number(amount.replace('.', ''))
/** What is shown of a letter adds up in sight: its terms are all there. */
function expectToAddUp<Told extends Pick<Row, 'capital' | 'interest' | 'charged' | 'fee' | 'compensation' | 'total'>>(
  told: Told,
): Told {
  const terms = [told.capital, told.interest, told.charged, told.fee, told.compensation].map(minor)
  expect([told, terms.reduce((sum, term) => sum + term, 0)]).toEqual([told, minor(told.total)])
  return told
}
const text = (row: Row): string =>
  [
    row.customer,
    row.stepNo,
    row.documents.join('+'),
    row.currency,
    `capital ${row.capital}`,
    `interest ${row.interest}`,
    `charged ${row.charged}`,
    `fee ${row.fee}`,
    `compensation ${row.compensation}`,
    `total ${expectToAddUp(row).total}`,
    row.channel,
  ].join(' ')

interface Told {
  rows: string[]
  held: { code: string; items: number }[]
}
const sorted = (held: Told['held']) => [...held].sort((a, b) => (a.code < b.code ? -1 : 1))

async function proposed(world: World): Promise<Told> {
  const { runId } = await proposeOn(world)
  const { rows } = await world.do<{
    rows: (Row & { state: string; items: { number: string }[]; causes: { code: string }[] })[]
  }>(listRunRows, { runId, limit: 1000 })
  const sums = await world.do<{ sums: Row[]; letters: number }>(sumRunRows, { runId })
  const run = await world.do<{ totals: { sums: Row[] } }>(readRun, { runId })
  expect(run.totals.sums).toEqual(sums.sums)
  for (const sum of sums.sums) expectToAddUp(sum)
  const goes = rows.filter((row) => row.state === 'proposed')
  for (const part of ['capital', 'interest', 'charged', 'fee', 'compensation', 'total'] as const)
    expect([part, minor(sums.sums[0]?.[part] ?? '0')]).toEqual([
      part,
      goes.reduce((sum, row) => sum + minor(row[part]), 0),
    ])
  for (const letter of (await world.do<{ rows: Row[] }>(listLetters, { limit: 1000 })).rows) expectToAddUp(letter)
  const held = new Map<string, number>()
  for (const row of rows)
    for (const code of new Set(row.causes.map((cause) => cause.code)))
      held.set(code, (held.get(code) ?? 0) + row.items.length)
  return {
    rows: rows
      .filter((row) => row.state === 'proposed')
      .map((row) => text({ ...row, documents: row.items.map((item) => item.number) }))
      .sort(),
    held: sorted([...held].map(([code, items]) => ({ code, items }))),
  }
}

async function simulated(world: World, on: Day): Promise<Told> {
  type Money = { amount: string }[]
  const told = await world.do<{
    would: { held: Told['held'] } & Record<
      'capital' | 'interest' | 'charged' | 'fees' | 'compensation' | 'total',
      Money
    >
    rows: Row[]
  }>(simulatePolicy, {
    code: 'P',
    from: on,
    through: on,
    limit: 1000,
  })
  const sum = (of: Money) => of[0]?.amount ?? '0.00'
  const { capital, interest, charged, fees, compensation, total } = told.would
  expectToAddUp({
    capital: sum(capital),
    interest: sum(interest),
    charged: sum(charged),
    fee: sum(fees),
    compensation: sum(compensation),
    total: sum(total),
  })
  return { rows: told.rows.map(text).sort(), held: sorted(told.would.held) }
}

/** The bank's file of a day comes in the evening. */
const file = (world: World) =>
  world.tx(({ db, company, today }) =>
    db.query(
      `insert into bank_files (company_id, id, sha256, format, payment_count, duplicate_count, imported_at, statements)
       select $1, $2, decode(md5($3) || md5($3), 'hex'), 'camt053', 0, 0, $3::date + time '16:00', jsonb_build_array(jsonb_build_object('bankAccountId', b.id, 'closingOn', $3::text)) from bank_accounts b where b.company_id = $1`,
      [company.id, newId(), today],
    ),
  )

test('what the simulation of a day says is what the run of that day says, row by row, also when the day has long gone by', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(story, async ({ interest, bankFileDays, minimum, days }) => {
      const world = await openWorld('SE', { kind: 'company', today: '2026-01-02' })
      await savePlainPolicy(world, { interest, bankFileDays, steps, minimum: [{ amount: minimum, currency: 'SEK' }] })
      const claims: { itemId: Id; reference: string }[] = []
      for (let i = 0; i < 4; i++) {
        // The last two belong to one customer.
        const party =
          i === 3
            ? await world.tx(
                async ({ db }) => (await db.one<{ id: Id }>(`select id from parties where number = '3'`)).id,
              )
            : await world.party({ number: String(i + 1), name: `Kund ${i}`, kind: i === 2 ? 'company' : 'person' })
        claims.push(await issueClaim(world, party, { dueOn: '2026-01-30' }))
      }
      world.today = '2026-02-02' as Day
      await file(world)
      const told: { on: Day; run: Told }[] = []
      let isRested = false
      for (const { pass, deed, claim, part, executed } of days) {
        world.today = addDays(world.today, pass)
        const { itemId, reference } = claims[claim]!
        try {
          if (deed === 'pay') await pay(world, `${part * 40}.00`, { reference })
          if (deed === 'file') await file(world)
          if (deed === 'dispute') await world.do(dispute, { itemIds: [itemId], reason: 'x' })
          if (deed === 'plan') {
            const plan = await world.do<{ planId: Id }>(proposePlan, {
              itemIds: [itemId],
              parts: 2,
              firstOn: addDays(world.today, 3),
            })
            await world.do(agreePlan, { planId: plan.planId, by: 'signed' })
          }
          if (deed === 'dispute' || deed === 'plan') isRested = true
        } catch (error) {
          if (!(error instanceof Refused)) throw error
        }
        const run = await proposed(world)
        expect(await simulated(world, world.today)).toEqual(run)
        told.push({ on: world.today, run })
        for (const row of run.rows) {
          seen.set('goes', (seen.get('goes') ?? 0) + 1)
          if (!row.includes('interest 0.00')) seen.set('interest', (seen.get('interest') ?? 0) + 1)
          if (!row.includes('charged 0.00')) seen.set('charged', (seen.get('charged') ?? 0) + 1)
        }
        for (const { code } of run.held) seen.set(code, (seen.get(code) ?? 0) + 1)
        if (executed) {
          await remind(world)
          await lettersLeave(world)
        }
      }
      // What rests is known as it is today, not as it was; all else is.
      if (!isRested) for (const { on, run } of told) expect([on, await simulated(world, on)]).toEqual([on, run])
    }),
    {
      numRuns: 8,
      endOnFailure: true,
      examples: [
        // Letters, charges and their interest.
        [
          {
            interest: 'charged',
            bankFileDays: 3,
            minimum: '900.00',
            days: [executed(4), executed(8), paid(1), filed(1), executed(1), filed(9), executed(1)],
          },
        ],
        // One claim is too little to ask for, two of one customer are not.
        [
          {
            interest: 'none',
            bankFileDays: null,
            minimum: '2000.00',
            days: [filed(4), executed(1), filed(3), executed(6), filed(1), executed(1)],
          },
        ],
        // The bank is silent for longer than the policy allows.
        [
          {
            interest: 'none',
            bankFileDays: 1,
            minimum: '0.00',
            days: [filed(4), paid(4), paid(1), executed(1), paid(4), executed(1)],
          },
        ],
      ],
    },
  )
  for (const what of ['goes', 'interest', 'charged', 'bank-file-old', 'minimum'])
    expect([what, seen.has(what)]).toEqual([what, true])
})
