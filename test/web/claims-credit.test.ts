import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { saveAgency } from '../../src/collection/save-agency.ts'
import { setLimit } from '../../src/credit/set-limit.ts'
import { printLetters } from '../../src/dunning/letters/print-letters.ts'
import { listInvoices } from '../../src/invoicing/documents/list-invoices.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { postItem, settle } from '../books.ts'
import { remind, savePlainPolicy } from '../dunning.ts'
import { plainOrder } from '../orders.ts'
import { timePasses } from '../outbox.ts'
import { expectAccessible, openWebWorld, settled, type WebWorld } from './world.ts'

// What a person decides although the program holds it back, and what was decided before.

const open = async (world: WebWorld, screen: string, role = 'administrator'): Promise<Page> => {
  const page = await world.person(role)
  await page.goto(world.at(screen))
  await settled(page)
  return page
}
const rowOf = (page: Page, name: string) => page.locator('#run-rows tr[data-key]').filter({ hasText: name })

test('a row above the credit limit is billed all the same, by a decision with its reason', async () => {
  const world = await openWebWorld('SE', { booksFrom: '2026-01-01', today: '2026-11-20' })
  const party = await world.party({ number: '1', name: 'Ada AB', kind: 'company' })
  await world.do(setLimit, { number: '1', amount: '1000.00', reason: 'Kreditbeslut' })
  const orderIds = await world.tx((ctx) =>
    saveOrders(ctx, [plainOrder(world, party, 'O1', [['Vara', '1', '900.00', 'S25']])]),
  )
  const { runId } = await world.do<{ runId: string }>(proposeBilling, { orderIds })
  const page = await open(world, `billing-runs/${runId}`)
  await rowOf(page, 'Ada AB').getByText('1 125,00').first().waitFor()
  await rowOf(page, 'Ada AB').focus()
  await page.keyboard.press('l')
  const dialog = page.getByRole('dialog', { name: 'Över kreditgränsen: Ada AB' })
  await dialog.getByText(/1.?125.*1.?000/).waitFor()
  await expectAccessible(page)
  await dialog.getByLabel('Varför den faktureras ändå').fill('Betalar i morgon')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: /^Godkänn 1 faktura/ }).waitFor()
  await expect.poll(() => rowOf(page, 'Ada AB').getByText('Hålls').count()).toBe(0)
  await page.keyboard.press('Control+Enter')
  await page.getByText('1 faktura är utfärdad').waitFor()
  expect(await world.do(listInvoices, {})).toMatchObject({ rows: [{ payable: '1125.00' }] })
})

test('a bundle that must not leave is recorded as gone where the paper has gone', async () => {
  const world = await openWebWorld('SE', { kind: 'municipality', today: '2026-11-20' })
  await savePlainPolicy(world)
  const owing = async (number: string) => {
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    const item = await postItem(world, {
      party,
      number: `N${number}`,
      amount: '1000.00',
      on: '2026-09-01',
      due: '2026-10-30',
    })
    return { party, item }
  }
  const paid = await owing('1')
  await owing('2')
  await remind(world)
  await timePasses(world)
  await world.do(printLetters, {})
  const money = await postItem(world, {
    party: paid.party,
    number: 'B1',
    amount: '-1000.00',
    on: '2026-11-20',
    kind: 'payment',
  })
  await settle(world, paid.item, money, '1000.00', '2026-11-20')
  const page = await open(world, 'deliveries?view=bundles')
  await page.getByRole('button', { name: 'Lämnad till tryckeriet' }).click()
  await page.getByText(/Har tryckeriet redan skickat den/).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Pappren har redan gått' }).click()
  await page.getByText('2 brev står nu som skickade').waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Lämnad till tryckeriet' }).count()).toBe(0)
  expect(await page.getByText(/Har tryckeriet redan skickat den/).count()).toBe(0)
})

test('whether interest runs with us while the agency has the claim is said of the agency', async () => {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  await world.do(saveAgency, {
    code: 'INK',
    name: 'Nordinkasso AB',
    target: 'agency',
    adapter: 'folder',
    settings: { path: 'ut', answers: 'in' },
  })
  const stored = () =>
    world.tx(({ db }) => db.one<{ accrues: boolean }>(`select accrues_interest as accrues from collection_agencies`))
  const page = await open(world, 'collection?view=agencies')
  await page.locator('tbody tr[data-key]').filter({ hasText: 'Nordinkasso AB' }).focus()
  await page.keyboard.press('Enter')
  const box = page.getByLabel('Ombudet räknar räntan medan ärendet är där')
  expect(await box.isChecked()).toBe(true)
  await box.uncheck()
  await expectAccessible(page)
  // What is typed and not saved stands there again.
  await page.reload()
  await expect.poll(() => box.isChecked()).toBe(false)
  await page.keyboard.press('Control+Enter')
  await page.getByText('Nordinkasso AB är sparad').waitFor()
  expect(await stored()).toEqual({ accrues: false })
  await page.locator('tbody tr[data-key]').filter({ hasText: 'Nordinkasso AB' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => box.isChecked()).toBe(false)
})

test('an agency that is changed to another way and to no fee keeps nothing of the former', async () => {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  await world.do(saveAgency, {
    code: 'KFM',
    name: 'Kronofogden',
    target: 'court',
    adapter: 'authority-file',
    settings: { path: 'ut', answers: 'in', representativeCode: 'OMB1' },
    feeTerms: { percent: '10', vatPercent: '25' },
  })
  await world.do(saveAgency, {
    code: 'INK',
    name: 'Nordinkasso AB',
    target: 'agency',
    adapter: 'folder',
    settings: { path: 'ut', answers: 'in', receipts: false },
    feeTerms: { percent: '10', vatPercent: '25' },
  })
  const stored = (code: string) =>
    world.tx(({ db }) =>
      db.one(`select adapter, settings, fee_terms as fee from collection_agencies where code = $1`, [code]),
    )
  const page = await open(world, 'collection?view=agencies&at=KFM')
  await page.getByLabel('Hur det går').selectOption('paper')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Kronofogden är sparad').waitFor()
  expect(await stored('KFM')).toMatchObject({ adapter: 'paper', settings: {} })
  await page.goto(world.at('collection?view=agencies&at=INK'))
  await page.getByLabel('Arvode i procent').fill('')
  await page.getByLabel('Arvode per ärende').fill('fyra')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Skriv ett tal, t.ex. 1 250,50.').waitFor()
  await page.getByLabel('Arvode per ärende').fill('')
  await page.getByLabel('Moms på arvodet i procent').fill('12,5 %')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Nordinkasso AB är sparad').waitFor()
  expect(await stored('INK')).toEqual({
    adapter: 'folder',
    settings: { path: 'ut', answers: 'in', receipts: false },
    fee: { vatPercent: '12.5' },
  })
})

test('every limit that there was stands with who set it and why, the last one marked', async () => {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  await world.party({ number: '1001', name: 'Elsa Bergström AB', kind: 'company' })
  await world.do(setLimit, { number: '1001', amount: '500.00', reason: 'Ny kund' })
  world.today = '2026-12-01' as never
  await world.do(setLimit, { number: '1001', amount: '900.00', reason: 'Betalar i tid' })
  const page = await open(world, 'customers/1001')
  await page.getByRole('button', { name: 'Alla gränser' }).click()
  const dialog = page.getByRole('dialog', { name: 'Alla gränser' })
  await dialog.getByText('Ny kund').waitFor()
  const rows = await dialog.locator('tbody tr').allTextContents()
  expect(rows).toHaveLength(2)
  expect(rows.find((row) => row.includes('Ny kund'))).toMatch(/2026-11-23.*500,00/)
  expect(rows.find((row) => row.includes('Betalar i tid'))).toMatch(/2026-12-01.*900,00/)
  expect(await dialog.locator('tbody tr.strong').allTextContents()).toHaveLength(1)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  // The hand stands where it was.
  await expect
    .poll(() => page.getByRole('button', { name: 'Alla gränser' }).evaluate((one) => one === document.activeElement))
    .toBe(true)
})
