import { beforeAll, expect, test } from 'vitest'
import type { WebWorld } from './world.ts'
import { breaksOnPurpose, expectAccessible, openWebWorld } from './world.ts'

let world: WebWorld
beforeAll(async () => {
  world = await openWebWorld('SE')
  await world.party({ name: 'Elsa Bergström' })
})

test('the palette finds a customer by a part of the name and opens the card, by keys alone', async () => {
  const page = await world.person('clerk')
  await page.goto(world.at('invoices'))
  await page.getByRole('heading', { name: 'Fakturor', level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('bergs')
  await page
    .getByRole('option', { name: /Elsa Bergström/ })
    .first()
    .waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/customers\/\d+$/)
})

test('who is not signed in is led to the door', async () => {
  const page = await world.person('clerk')
  await page.context().clearCookies()
  await page.goto(world.at('invoices'))
  await page.waitForURL(/\/sign-in/)
  await page.locator('form input[name=password]').waitFor()
  expect(new URL(page.url()).searchParams.has('ended')).toBe(false)
})

test('whose session ends while he works is told so at the door, in his language', async () => {
  const page = await world.person('clerk', { language: 'bg' })
  await page.goto(world.at('invoices'))
  await page.getByRole('heading', { name: 'Фактури', level: 1 }).waitFor()
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Клиенти', exact: true }).click()
  await page.waitForURL(/\/sign-in/)
  await page.getByText('Сесията ви е приключила.').waitFor()
  await page.goto(world.at('invoices'))
  await page.waitForURL(/\/sign-in\?to=.*lang=bg/)
})

test('before it is known who works something is seen to come; what breaks then is told in his language', async () => {
  const page = await world.person('clerk', { language: 'bg' })
  await page.goto(world.at('invoices'))
  await page.getByRole('heading', { name: 'Фактури', level: 1 }).waitFor()
  breaksOnPurpose(page)
  let answer = () => {}
  const mayAnswer = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/companies/*/me', async (route) => {
    await mayAnswer
    await route.fulfill({ status: 500, json: { problems: [{ code: 'internal', message: 'it broke' }] } })
  })
  await page.reload()
  await page.getByRole('status').filter({ hasText: 'Зарежда се' }).waitFor({ state: 'attached' })
  answer()
  await page.getByText('Програмата допусна грешка. Тя е записана в дневника.').waitFor()
  expect(await page.getByText('it broke').count()).toBe(0)
  await expectAccessible(page)
})

test('what was typed in the moment before the session ended is there when the same person is back', async () => {
  const page = await world.person('clerk')
  await page.goto(world.at('invoices/new'))
  const text = page.getByLabel('Rad 1, Vad avser det')
  await text.waitFor()
  const cookies = await page.context().cookies()
  await page.context().clearCookies()
  await text.fill('Hyra av sal')
  await page.waitForURL(/\/sign-in/)
  await page.context().addCookies(cookies)
  await page.goto(world.at('invoices/new'))
  await expect.poll(() => text.inputValue()).toBe('Hyra av sal')
})

test('nobody sees what the role may not do', async () => {
  const page = await world.person('approver')
  await page.goto(world.at('invoices'))
  await page.getByRole('link', { name: 'Körningar', exact: true }).waitFor()
  expect(await page.getByRole('link', { name: 'Personer och rättigheter' }).count()).toBe(0)
})

test('a role that only adds to others says so, and what to do', async () => {
  const page = await world.person('protected-reader')
  await page.goto(world.at('invoices'))
  await page.getByRole('heading', { name: 'Din roll öppnar ingen sida här', level: 1 }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Logga ut' }).click()
  await page.waitForURL(/sign-in/)
})

test('who opens a screen by the menu works on the screen: its keys, and Enter, are its own', async () => {
  const page = await world.person('administrator')
  await page.goto(world.at(''))
  await page.getByRole('link', { name: 'Inställningar' }).click()
  await page.getByRole('heading', { name: 'Inställningar', level: 1 }).waitFor()
  await page.waitForFunction(() => document.activeElement?.id === 'main')
  await page.locator('.menu-groups').getByRole('link', { name: 'Skriv en faktura' }).click()
  await page.getByRole('combobox', { name: 'Kund' }).waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox')
})

test('an address that is cut off leads nowhere and says so, in the frame; the way home stands there', async () => {
  const page = await world.person('administrator')
  const places = 'order-files orders billing-runs bank/files payments claims claims/plans collection/cases'.split(' ')
  const runs = ['losses/runs', 'interest-runs', 'dunning-runs', 'vouchers', 'invoices']
  for (const cut of [...places, ...runs].map((place) => `${place}/0195`).concat('invoices/0195/credit', 'nowhere')) {
    await page.goto(world.at(cut))
    await page.getByRole('heading', { name: 'Här finns inget', level: 1 }).waitFor()
  }
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Till Hem' }).click()
  await page.getByRole('heading', { name: 'Hem', level: 1 }).waitFor()
})
