import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { accounts } from '../../src/company/accounts.ts'
import { saveVerb } from '../../src/company/set-up/verbs-of.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { excludeRow } from '../../src/invoicing/run/exclude-row.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { save } from '../../src/parties/save.ts'
import { plainOrder } from '../orders.ts'
import type { WebWorld } from './world.ts'
import { expectAccessible, openWebWorld, settled } from './world.ts'

// While a page stands open somebody else changes what it shows: it says so in place, nothing typed is lost, and nothing
// is written over.

let world: WebWorld
beforeAll(async () => {
  world = await openWebWorld('SE', { today: '2026-11-22' })
  await world.party({ name: 'Elsa Bergström', number: '2041', kind: 'person' })
})
const notice = (page: Page) => page.getByText(/ändrade detta/)
const savedBySomebody = (row: object) => world.do(save, { rows: [{ number: '2041', ...row }] })

test('a customer: other fields join, the same field shows both versions, and the hand chooses', async () => {
  const page = await world.person('clerk', { name: 'Eva Ek' })
  const other = await world.person('clerk', { name: 'Bo Ek' })
  await page.goto(world.at('customers/2041?edit=1'))
  const form = page.locator('form.drawer-form')
  await form.getByLabel('Namn', { exact: true }).fill('Elsa Bark')
  await settled(page)
  await other.goto(world.at('customers/2041?edit=1'))
  await other.locator('form.drawer-form').getByLabel('Namn', { exact: true }).fill('Elsa Berg')
  await other.locator('form.drawer-form').getByLabel('Ort').fill('Ekevik')
  await other.keyboard.press('Control+Enter')
  await other
    .getByText('Elsa Berg är sparad')
    .or(other.getByRole('heading', { name: 'Elsa Berg', level: 1, exact: true }))
    .first()
    .waitFor()
  // Their own act is no news to them.
  expect(await notice(other).count()).toBe(0)

  await page.getByText(/Bo Ek ändrade detta .*\d\d:\d\d\. Det du skrivit finns kvar\./).waitFor()
  await expectAccessible(page)
  expect(await form.getByLabel('Namn', { exact: true }).inputValue()).toBe('Elsa Bark')
  await page.getByRole('button', { name: 'Visa', exact: true }).click()
  await page.getByText('Samma sak är ändrad på två håll. Välj vad som ska gälla.').first().waitFor()
  await expectAccessible(page)
  expect(await page.locator('.both').textContent()).toMatch(/NamnSparat nu.?Elsa Berg.*DittElsa Bark/)
  // What only the other changed is in the form.
  await expect.poll(() => form.getByLabel('Ort').inputValue()).toBe('Ekevik')
  await page.getByRole('button', { name: 'Behåll ditt' }).click()
  await page.locator('.both').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'Elsa Bark', level: 1 }).waitFor()
  await notice(page).waitFor({ state: 'detached' })
})

test('saved before the page could say so: refused in place, and then both are shown', async () => {
  const page = await world.person('clerk', { name: 'Eva Ek' })
  await page.goto(world.at('customers/2041?edit=1'))
  const form = page.locator('form.drawer-form')
  await settled(page)
  await form.getByLabel('Telefon').fill('070 1')
  await savedBySomebody({ contact: { phone: '070 2' } })
  await page.keyboard.press('Control+Enter')
  await page.getByText('Samma sak är ändrad på två håll. Välj vad som ska gälla.').first().waitFor()
  await page.getByRole('button', { name: 'Ta det sparade' }).click()
  await expect.poll(() => form.getByLabel('Telefon').inputValue()).toBe('070 2')
})

test('the same person in two tabs is told that it was they, and overwrites nothing', async () => {
  await world.party({ number: '2077', name: 'Två Flikar', kind: 'person' })
  const page = await world.person('clerk', { name: 'Eva Ek' })
  const other = await page.context().newPage()
  const formOf = (tab: Page) => tab.locator('form.drawer-form')
  for (const tab of [page, other]) {
    await tab.goto(world.at('customers/2077?edit=1'))
    await settled(tab)
  }
  await formOf(other).getByLabel('Ort').fill('Ekeby')
  await page.bringToFront()
  await formOf(page).getByLabel('Ort').fill('Ekenäs')
  await other.bringToFront()
  await other.keyboard.press('Control+Enter')
  await formOf(other).waitFor({ state: 'detached' })
  await page.bringToFront()
  await page.getByText(/Du ändrade detta .* i en annan flik\. Det du skrivit finns kvar\./).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByText('Samma sak är ändrad på två håll. Välj vad som ska gälla.').first().waitFor()
})

test('a row of the set-up, in Bulgarian on a phone', async () => {
  const page = await world.person('administrator', { language: 'bg', width: 390 })
  const change = saveVerb(accounts)
  await world.do(change, { rows: [{ code: '1999', name: 'Prov', kind: 'asset' }] })
  await page.goto(world.at('set-up/accounts?at=1999&open=row'))
  const name = page.locator('.row-form').getByRole('textbox').first()
  await settled(page)
  await name.fill('Mitt namn')
  await world.do(change, { rows: [{ code: '1999', name: 'Deras namn' }] })
  await page.keyboard.press('Control+Enter')
  await page.getByText('Едно и също е променено на две места. Изберете кое да важи.').first().waitFor()
  expect(await page.locator('.both').textContent()).toMatch(/Deras namn.*Mitt namn/)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Запази вашето' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+Enter')
  await page.locator('.row-form').waitFor({ state: 'detached' })
})

test('a run that was changed is not approved as it was seen', async () => {
  const parties = [
    await world.party({ name: 'Ada', number: '3001' }),
    await world.party({ name: 'Ida', number: '3002' }),
  ]
  await world.tx((ctx) =>
    saveOrders(
      ctx,
      parties.map((party) => plainOrder(world, party, party, [['Hyra', '1', '100', 'S25']])),
    ),
  )
  const { runId } = await world.do<{ runId: string }>(proposeBilling, { invoiceOn: world.today })
  const page = await world.person('administrator', { name: 'Eva Ek' })
  await page.goto(world.at(`billing-runs/${runId}`))
  await page.getByRole('button', { name: /Godkänn 2/ }).waitFor()
  await world.do(excludeRow, { runId, rowNo: 1 })
  await page.keyboard.press('Control+Enter')
  await page.getByText('Körningen har ändrats sedan du öppnade den. Se igenom den och godkänn sedan.').waitFor()
  await page.getByRole('button', { name: /Godkänn 1/ }).waitFor()
})
