import { beforeAll, describe, expect, test } from 'vitest'
import { sealAudit } from '../../src/access/seal-audit.ts'
import { saveAccounts } from '../../src/company/accounts.ts'
import { saveProfile } from '../../src/company/profile.ts'
import { addMonths } from '../../src/kernel/day.ts'
import { issueOrders } from '../books.ts'
import { plainOrder } from '../orders.ts'
import type { WebWorld } from './world.ts'
import { expectAccessible, openWebWorld } from './world.ts'

let world: WebWorld
beforeAll(async () => {
  world = await openWebWorld('SE')
  await world.do(saveAccounts, { rows: [{ code: '3011', name: 'Barnomsorg', kind: 'income' }] })
  const today = world.today
  world.today = addMonths(today, -1)
  const party = await world.party({ name: 'Elsa Bergström', number: '4711' } as never)
  await issueOrders(world, [plainOrder(world, party, 'A1', [['Avgift', '1', '100', 'S25']])])
  world.today = today
})

describe('the set-up', () => {
  test('leads to the very field that lacks, spares fields of other countries, and on to the first invoice', async () => {
    const own = await openWebWorld('SE')
    await own.do(saveProfile, { rows: [{ code: 'test-se', street: null }] })
    const page = await own.person('administrator')
    await page.goto(own.at('set-up'))
    await page.getByText('Företaget har ingen adress.').waitFor()
    await page.keyboard.press('Enter')
    const street = page.getByLabel('Adress', { exact: true })
    await expect.poll(() => street.evaluate((field) => field === document.activeElement)).toBe(true)
    expect(await page.getByLabel('Godkänd för F-skatt').count()).toBe(1)
    expect(await page.getByLabel('I Foretaksregisteret').count()).toBe(0)
    expect(await page.getByLabel('Ansvarig person').count()).toBe(0)
    await page.keyboard.type('Storgatan 1')
    await page.keyboard.press('Control+Enter')
    await page.getByText('sparad').waitFor()
    await page.goBack()
    await page.getByRole('main').getByRole('link', { name: 'Skriv en faktura' }).click()
    await page.waitForURL(/invoices\/new$/)
  })

  test('a row is added, changed and taken back by keys alone; the hand stays on it', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('set-up/accounts'))
    await page.getByRole('row', { name: /3011/ }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('+')
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
    await page.keyboard.type('3012')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Fritids')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Int')
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('3012 · Fritids sparad').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe('3012')
    await page.keyboard.press('Enter')
    await page.getByLabel('Namn').fill('Fritidshem')
    await page.keyboard.press('Control+Enter')
    await page.getByText('3012 · Fritidshem sparad').waitFor()
    await page.keyboard.press('z')
    await page.getByRole('row', { name: /3012 Fritids Intäkt/ }).waitFor()
    await page.getByRole('row', { name: /3012/ }).focus()
    await page.waitForURL(/at=3012$/)
    await page.keyboard.press('Backspace')
    await page.getByText('3012 · Fritids borttagen').waitFor()
    await expect.poll(() => page.getByRole('row', { name: /3012/ }).count()).toBe(0)
  })

  test('what is wrong stands at its field, and what was typed is there after a reload', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('set-up/bank-accounts?open=new'))
    await page.getByLabel('Kod').fill('X1')
    await page.getByLabel('Namn').fill('Sparkonto')
    await page.getByLabel('Slag').selectOption('bank')
    await page.getByLabel('IBAN').fill('SE12')
    await page.keyboard.press('Control+Enter')
    const iban = page.getByLabel('IBAN')
    await expect.poll(() => iban.getAttribute('aria-invalid')).toBe('true')
    await page.getByText(/Sparat utkast/).waitFor()
    await page.reload()
    await expect.poll(() => page.getByLabel('Namn').inputValue()).toBe('Sparkonto')
  })

  test('a rule is tried on the invoices of last month while it is written', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('set-up/posting-rules?open=new'))
    await page.getByLabel('Gäller', { exact: true }).selectOption('revenue')
    const account = page.getByRole('combobox', { name: 'Konto', exact: true })
    await account.fill('3011')
    await page.getByRole('option', { name: /3011/ }).waitFor()
    await account.press('Enter')
    await page.getByText(/av \d+ rader får ett annat konto/).waitFor()
    await page.getByRole('button', { name: 'Visa raderna' }).click()
    await page.locator('.tried-lines a').first().waitFor()
    await expectAccessible(page)
  })

  test('the workbook comes back unchanged, and nothing is to be saved', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('set-up'))
    await page.getByRole('link', { name: /Konton/ }).waitFor()
    await expectAccessible(page)
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('e')])
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles((await download.path())!)
    await page.getByText('Filen säger samma sak som företaget har').waitFor()
    await expectAccessible(page)
  })

  test('an auditor looks, and is told why he may not change', async () => {
    const page = await world.person('auditor')
    await page.goto(world.at('set-up/accounts'))
    await page.getByText('Du får se men inte ändra.').waitFor()
    expect(await page.getByRole('button', { name: 'Lägg till' }).count()).toBe(0)
  })
})

describe('people', () => {
  test('a person gets a role and a link that is told once; the role is ended and given back', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('people'))
    await page
      .getByRole('row', { name: /Test administrator/ })
      .first()
      .waitFor()
    await expectAccessible(page)
    await page.locator('.bar').getByRole('button', { name: 'Ny person' }).waitFor()
    await page.keyboard.press('+')
    await page.getByLabel('Namn', { exact: true }).waitFor()
    await page.keyboard.type('Eva Ek')
    await page.keyboard.press('Tab')
    await page.keyboard.type('eva.ek@example.com')
    await page.getByLabel('Roll', { exact: true }).selectOption('clerk')
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText(/\/sign-in\//).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('row', { name: /Eva Ek/ }).click()
    await page.getByRole('button', { name: 'Avsluta', exact: true }).click()
    await page.getByText('Rollen Handläggare är avslutad').waitFor()
    await page.keyboard.press('z')
    await page.getByText(/Ångrat: Rollen Handläggare/).waitFor()
    await expect.poll(() => page.getByRole('row', { name: /Eva Ek/ }).textContent()).toContain('Handläggare')
  })

  test('a role is changed with its effect counted before it is saved', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('people?view=roles&at=approver&open=row'))
    await page.getByLabel('Sök rättighet').fill('Matcha betalningar')
    await page.getByLabel('Matcha betalningar', { exact: true }).check()
    await page.getByText('1 tillkommer').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Rollen Attestant är sparad').waitFor()
  })

  test('the trail opens with before and after, and proves itself when asked', async () => {
    const page = await world.person('auditor')
    await world.do(sealAudit, {})
    await page.goto(world.at('audit?verb=company.save-accounts'))
    await page
      .getByRole('row', { name: /Ändra konton/ })
      .first()
      .click()
    await page.getByRole('columnheader', { name: 'Före' }).waitFor()
    await page.getByText(/händelser? förseglade? i /).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('v')
    await page.getByText(/^Obruten: \d+ händelser? i \d+ sigill stämmer/).waitFor()
    await expectAccessible(page)
  })

  test('a schedule is turned off and on by keys', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('jobs?view=schedules&open=new'))
    await page.getByLabel('Namn', { exact: true }).fill('Matchning')
    await page.getByLabel('Arbete').selectOption('bank.match')
    await page.getByLabel('Minuter mellan gångerna').fill('60')
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Schemat Matchning är sparat').waitFor()
    await page.getByRole('row', { name: /Matchning/ }).focus()
    await page.keyboard.press('h')
    await page.getByText('Matchning är avstängt').waitFor()
    await page.keyboard.press('z')
    await expect.poll(() => page.getByRole('row', { name: /Matchning/ }).textContent()).not.toContain('Avstängt')
  })

  test('a menu is composed by keys, and the role finds it so', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('menus?role=clerk'))
    await page.locator('[data-screen=orders]').focus()
    await page.keyboard.press('Alt+ArrowRight')
    await page.getByText('Ordrar: plats 3 i Fakturera kunden').waitFor({ state: 'attached' })
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Menyn för Handläggare är sparad').waitFor()
    const clerk = await world.person('clerk')
    await clerk.goto(world.at(''))
    const group = clerk.getByRole('navigation').locator('section', { hasText: 'Fakturera kunden' })
    await group.getByRole('link', { name: 'Ordrar' }).waitFor()
  })
})
