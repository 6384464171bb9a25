import { expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { saveParameters } from '../../src/company/parameters.ts'
import { postCharges } from '../../src/interest/post-charges.ts'
import type { Day } from '../../src/kernel/day.ts'
import type { Id } from '../../src/kernel/id.ts'
import { camt054File } from '../bank-files.ts'
import { openItemsText } from '../books.ts'
import { type Claim, claim, pay } from '../interest.ts'
import { openWorld, type World } from '../world.ts'

/** A claim of 1 000 with a reminder fee of 60 beside it. */
async function reminded(world: World, partyId: Id, amount = '1000.00'): Promise<Claim> {
  const one = await claim(world, partyId, amount, { issued: '2026-09-01', due: '2026-09-30' })
  world.today = '2026-10-10' as Day
  await world.tx((ctx) =>
    postCharges(ctx, [{ mainItemId: one.itemId, component: 'fee', amount: 6000n, dueOn: '2026-10-20' as Day }], {
      on: ctx.today,
    }),
  )
  return one
}

const evidence = (world: World) =>
  world.tx(({ db }) =>
    db.rows<{ kind: string; text: string }>(
      `select e ->> 'kind' as kind, e ->> 'text' as text from match_decisions d cross join jsonb_array_elements(d.evidence) e where e ->> 'kind' = 'settle-order'`,
    ),
  )

async function receive(world: World, payments: Parameters<typeof camt054File>[0]): Promise<void> {
  const stored = await world.installation.files.put(world.companyId, [camt054File(payments)])
  await world.do(importBankFile, { file: { name: 'c54.xml', ...stored } })
  await world.do(match, {})
}

test('all at once by the reference: the claim and its fee are settled', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await reminded(world, ada)
  world.today = '2026-10-20' as Day
  await receive(world, [{ reference: one.reference, amount: '1060.00' }])
  expect(await openItemsText(world)).toBe('')
})

test('exactly the capital: costs first by the law, and the decision says so; the rest of it settles the claim', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await reminded(world, ada)
  await pay(world, '1000.00', '2026-10-20', one.reference)
  expect(await openItemsText(world)).toBe('1510 Ada Lind invoice 60.00')
  expect(await evidence(world)).toEqual([
    {
      kind: 'settle-order',
      text: 'by the order cost, interest, capital it pays fee 60.00, capital 940.00; open stays capital 60.00',
    },
  ])
  await pay(world, '60.00', '2026-10-25', one.reference)
  expect(await openItemsText(world)).toBe('')
})

test('capital first where the company has it so: the fee stays open, and is found by the same reference', async () => {
  const world = await openWorld('SE')
  await world.do(saveParameters, {
    rows: [{ name: 'settlement-order', validFrom: '2026-01-01', value: 'capital-first' }],
  })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await reminded(world, ada)
  await pay(world, '1000.00', '2026-10-20', one.reference)
  expect(await openItemsText(world)).toBe('1510 Ada Lind charge 60.00')
  expect(await pay(world, '60.00', '2026-10-25', one.reference)).toMatchObject({ pass: 'reference' })
  expect(await openItemsText(world)).toBe('')
})

test('the number instead of the reference, too much, and a second payment', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await reminded(world, ada)
  expect(await pay(world, '1100.00', '2026-10-20', one.number)).toMatchObject({ pass: 'reference' })
  expect(await openItemsText(world)).toBe('1510 Ada Lind payment -40.00')
  expect(await pay(world, '1060.00', '2026-10-21', one.reference)).toMatchObject({ pass: 'known-payer', items: [] })
})

test('two claims in one payment, parts as the file states them: each with its own fee', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const first = await reminded(world, ada)
  const second = await reminded(world, ada, '500.00')
  world.today = '2026-10-20' as Day
  await receive(world, [
    { reference: first.reference, amount: '1060.00' },
    { reference: second.reference, amount: '500.00' },
  ])
  expect(await openItemsText(world)).toBe('1510 Ada Lind invoice 60.00')
})

test('a text with the number and the sum of claim and fee: both are found', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const one = await reminded(world, ada)
  world.today = '2026-10-20' as Day
  await receive(world, [{ text: `faktura ${one.number} ada`, amount: '1060.00', name: 'Ada Lind' }])
  expect(await openItemsText(world)).toBe('')
})

test('60 kronor of somebody: no fee is guessed by its amount', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await reminded(world, ada)
  world.today = '2026-10-20' as Day
  await receive(world, [{ text: 'hej', amount: '60.00', name: 'Ragnar Okänd' }])
  expect(await openItemsText(world)).toBe(
    [
      '1510 Ada Lind charge 60.00',
      '1510 Ada Lind invoice 1000.00',
      '2999 Oidentifierade inbetalningar unidentified -60.00',
    ].join('\n'),
  )
})
