import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { dropFromQueue } from '../../src/collection/drop-from-queue.ts'
import { listQueue } from '../../src/collection/list-queue.ts'
import { queueByPerson } from '../../src/collection/queue-claims.ts'
import { listHolds } from '../../src/invoicing/holds/list-holds.ts'
import { postItem } from '../books.ts'
import { expectAccessible, openWebWorld, settled, type WebWorld } from './world.ts'

const withDebtor = async (): Promise<WebWorld> => {
  const world = await openWebWorld('SE', { today: '2026-11-23' })
  const party = await world.party({ number: '1001', name: 'Ada Lind', kind: 'person' })
  for (const [number, amount] of [
    ['100', '1000.00'],
    ['101', '500.00'],
  ] as const)
    await postItem(world, { party, number, amount, on: '2026-09-01', due: '2026-10-01' })
  return world
}
const open = async (world: WebWorld, screen: string, person = {}): Promise<Page> => {
  const page = await world.person('clerk', person)
  await page.goto(world.at(screen))
  await settled(page)
  return page
}
const heldIn = async (world: WebWorld) =>
  (
    await world.do<{ rows: { kind: string; toOn: string | null; amounts: { amount: string }[] }[] }>(listHolds, {})
  ).rows.map(({ kind, toOn, amounts }) => `${kind} ${toOn ?? '…'} ${amounts.map(({ amount }) => amount).join(' ')}`)

test('a promise is taken by one key on the customer’s card, and undone by another', async () => {
  const world = await withDebtor()
  const page = await open(world, 'customers/1001')
  await page.keyboard.press('h')
  await page.getByText('2 öppna krav vilar').waitFor()
  await page.getByLabel('Varför').selectOption('promise')
  await page.getByLabel('Orsak').fill('lön den 25:e')
  await page.getByLabel('Utlovat till').fill('2026-11-27')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Ada Lind hålls').waitFor()
  expect(await heldIn(world)).toEqual(['promise 2026-12-01 1000.00', 'promise 2026-12-01 500.00'])
  await page.keyboard.press('z')
  await expect.poll(() => heldIn(world)).toEqual([])
})

test('a claim that waits to be handed over is disputed on its own page, and stays here', async () => {
  const world = await withDebtor()
  const { id } = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select id from open_items where number_text = '100'`),
  )
  type Undone = { undo: { verb: string; input: object } }
  const queued = await world.do<Undone>(queueByPerson, { items: [id], reason: 'Betalar inte' })
  expect(queued.undo.verb).toBe(dropFromQueue.name)
  const dropped = await world.do<Undone>(dropFromQueue, queued.undo.input)
  expect(await world.do(listQueue, { limit: 10 })).toMatchObject({ cases: [], excluded: [] })
  expect(dropped.undo).toEqual({
    verb: queueByPerson.name,
    input: { items: [id], target: 'agency', reason: 'Betalar inte' },
  })
  await world.do(queueByPerson, dropped.undo.input)
  const page = await open(world, `claims/${id}`)
  await page
    .getByText(/^klar för inkasso$/i)
    .first()
    .waitFor()
  await page.keyboard.press('h')
  await page.getByLabel('Orsak').fill('Fel mängd levererad')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => heldIn(world)).toEqual(['dispute … 1000.00'])
  expect(await world.do(listQueue, { limit: 10 })).toMatchObject({
    cases: [],
    excluded: [{ why: [{ code: 'dispute' }] }],
  })
})

test('a deferral wants a day to come, and says so', async () => {
  const world = await withDebtor()
  const page = await open(world, 'customers/1001')
  await page.keyboard.press('h')
  await page.getByLabel('Varför').selectOption('deferral')
  await page.getByLabel('Orsak').fill('väntar på bidrag')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Ange en dag som kommer').waitFor()
  await page.getByLabel('Ny förfallodag').fill('2026-12-15')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Ada Lind hålls').waitFor()
  expect(await heldIn(world)).toHaveLength(2)
})

test('who has died is marked with the day and where it is known from: all claims rest', async () => {
  const world = await withDebtor()
  const page = await open(world, 'customers/1001')
  await page.keyboard.press('h')
  await page.getByLabel('Varför').selectOption('deceased')
  await page.getByLabel('Varifrån det är känt').fill('folkbokföringen')
  await page.getByLabel('Dödsdag').fill('2026-11-01')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Ada Lind hålls').waitFor()
  expect((await heldIn(world)).map((line) => line.split(' ')[0])).toEqual(['deceased'])
  await page.keyboard.press('z')
  await expect.poll(() => heldIn(world)).toEqual([])
})

test('the list says what each hold stops, and releases it with a reason', async () => {
  const world = await withDebtor()
  const card = await open(world, 'customers/1001')
  await card.keyboard.press('h')
  await card.getByLabel('Orsak').fill('fel antal')
  await card.getByLabel('Belopp, SEK').fill('300')
  await card.keyboard.press('Control+Enter')
  await card.getByText('Ada Lind hålls').waitFor()
  const page = await open(world, 'holds')
  await page.getByText('300,00').first().waitFor()
  await expectAccessible(page)
  await page.keyboard.press('l')
  await page.getByRole('dialog').getByLabel('Orsak').fill('kunden fick svar')
  await page.keyboard.press('Enter')
  await page.getByText('Inget är spärrat').waitFor()
  expect(await heldIn(world)).toEqual([])
  await page.keyboard.press('z')
  await expect.poll(() => heldIn(world)).toEqual(['dispute … 300.00'])
  // Decided on the claim's own page: the customer is right.
  await page.getByText('300,00').first().waitFor()
  const { id } = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select item_id as id from holds where released_at is null`),
  )
  await page.goto(world.at(`claims/${id}`))
  await settled(page)
  await page.keyboard.press('l')
  await page.getByLabel('Hur det avgjordes').selectOption('against')
  await page.getByRole('dialog').getByLabel('Orsak').fill('två av fem kom')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await page.getByText(/100.*: vilar tills/).waitFor()
  expect(await heldIn(world)).toEqual(['pause … 1000.00'])
  await page.keyboard.press('z')
  await expect.poll(() => heldIn(world)).toEqual(['dispute … 300.00'])
})

test('the dialog is accessible on a phone in Bulgarian', async () => {
  const world = await withDebtor()
  const page = await open(world, 'customers/1001', { language: 'bg', width: 390, isDark: true })
  await page.keyboard.press('h')
  await page.getByRole('dialog').waitFor()
  await expectAccessible(page)
})
