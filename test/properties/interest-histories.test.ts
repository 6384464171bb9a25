import fc from 'fast-check'
import { expect, test } from 'vitest'
import { country } from '../../src/countries/index.ts'
import type { Ctx } from '../../src/db/context.ts'
import { accrueInterest } from '../../src/interest/accrue.ts'
import { postCharges } from '../../src/interest/post-charges.ts'
import type { Day } from '../../src/kernel/day.ts'
import { addDays } from '../../src/kernel/day.ts'
import type { Id } from '../../src/kernel/id.ts'
import { formatMinor } from '../../src/kernel/money.ts'
import { claim, pay } from '../interest.ts'
import { openWorld, type World } from '../world.ts'

/** Day by day and by plain arithmetic: it knows neither segments nor what was charged. Hundredths of öre-percent-days, rounded once. */
function naive(principal: bigint, due: Day, through: Day, payments: readonly { on: Day; amount: bigint }[]): bigint {
  const rates = new Map(country('SE').rates.late.map((row) => [row.from, BigInt(row.percent.replace('.', ''))]))
  let sum = 0n
  for (let on = addDays(due, 1); on <= through; on = addDays(on, 1)) {
    const open = payments.reduce((left, one) => (one.on < on ? left - one.amount : left), principal)
    const half = `${on.slice(0, 4)}-${on.slice(5, 7) < '07' ? '01' : '07'}-01` as Day
    if (open > 0n) sum += open * rates.get(half)!
  }
  const divisor = 365n * 10_000n
  return (2n * sum + divisor) / (2n * divisor)
}

async function charge(ctx: Ctx, itemId: Id, through: Day): Promise<bigint> {
  const one = (await accrueInterest(ctx, [itemId], through, { lock: true })).get(itemId)!
  if (one.amount > 0n)
    await postCharges(
      ctx,
      [{ mainItemId: itemId, component: 'interest', amount: one.amount, dueOn: ctx.today, accrued: one }],
      { on: ctx.today },
    )
  return one.amount
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pay' as const), part: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('charge' as const), part: fc.constant(0) }) },
)
const course = fc.record({
  principal: fc.integer({ min: 1, max: 5_000_000 }),
  due: fc.integer({ min: 0, max: 500 }),
  steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), step), { minLength: 1, maxLength: 8 }),
})

let world: World
let ada: Id
test('whatever is paid and charged when: the charges add up to one computation of the whole, and again gives nothing', async () => {
  world = await openWorld('SE')
  // Money takes the capital first, so that the principal is known without the charges.
  await world.tx(({ db, company }) =>
    db.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, 'settlement-order', '2020-01-01', '"capital-first"')`,
      [company.id],
    ),
  )
  ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await fc.assert(
    fc.asyncProperty(course, async ({ principal, due, steps }) => {
      const dueOn = country('SE').holidays.nextBankingDay(addDays('2024-07-01' as Day, due))
      const one = await claim(world, ada, formatMinor(BigInt(principal), 'SEK'), {
        issued: addDays(dueOn, -40),
        due: dueOn,
      })
      const payments: { on: Day; amount: bigint }[] = []
      let [left, charged, today] = [BigInt(principal), 0n, dueOn]
      for (const [days, { kind, part }] of steps) {
        today = addDays(today, days)
        if (today > '2026-11-30') break
        world.today = today
        if (kind === 'pay' && left > 0n) {
          const amount = (left * BigInt(part)) / 50n
          if (amount <= 0n || amount > left) continue
          // What is left of a krona is written off with the payment, and bears nothing.
          if (left - amount > 0n && left - amount <= 1_00n) continue
          await pay(world, formatMinor(amount, 'SEK'), today, one.reference)
          payments.push({ on: today, amount })
          left -= amount
        } else if (kind === 'charge') {
          charged += await world.tx((ctx) => charge(ctx, one.itemId, today))
          expect(charged).toBe(naive(BigInt(principal), dueOn, today, payments))
          expect(await world.tx((ctx) => charge(ctx, one.itemId, today))).toBe(0n)
        }
      }
      world.today = '2026-12-01' as Day
      charged += await world.tx((ctx) => charge(ctx, one.itemId, world.today))
      expect(charged).toBe(naive(BigInt(principal), dueOn, world.today, payments))
    }),
    { numRuns: 25 },
  )
  const proof = await world.tx(({ db, company }) =>
    db.rows(`select * from control_proof($1, $2::date) where ledger_base <> items_base + adjustments`, [
      company.id,
      world.today,
    ]),
  )
  expect(proof).toEqual([])
})

test('money that we learn of late: what was charged on it is taken off the next charge', async () => {
  const late = await openWorld('SE')
  const bo = await late.party({ name: 'Bo Ek', kind: 'person' })
  const one = await claim(late, bo, '10000.00', { issued: '2026-06-15', due: '2026-07-31' })
  late.today = '2026-09-01' as Day
  let charged = await late.tx((ctx) => charge(ctx, one.itemId, '2026-08-31' as Day))
  // The bank's file of 2 September tells of 20 August; interest is charged before, the claim takes the rest.
  late.today = '2026-09-02' as Day
  await late.tx(({ db, company }) =>
    db.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, 'settlement-order', '2020-01-01', '"capital-first"')`,
      [company.id],
    ),
  )
  await pay(late, '5000.00', '2026-08-20', one.reference)
  late.today = '2026-12-01' as Day
  charged += await late.tx((ctx) => charge(ctx, one.itemId, '2026-11-30' as Day))
  const payments = [{ on: '2026-08-20' as Day, amount: 500000n }]
  expect(charged).toBe(naive(1000000n, '2026-07-31' as Day, '2026-11-30' as Day, payments))
})
