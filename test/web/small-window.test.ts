import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { fillWorld } from './full-world.ts'
import { layoutFaults } from './inspect.ts'
import { addressesOf } from './screens.ts'
import type { WebWorld } from './world.ts'
import { openWebWorld, settled } from './world.ts'

// What opens on a phone stays in its window, and what a button would do is seen beside it; on a very wide window a name and its
// amount stay together.

let world: WebWorld
let addresses: Map<string, string>
beforeAll(async () => {
  world = await openWebWorld('BG')
  await fillWorld(world, 'BG')
  const page = await world.person('administrator')
  addresses = await addressesOf(page.request, world.http.url, new URL(world.at('')).pathname.split('/')[2]!)
  await page.close()
})

const open = async (page: Page, name: string): Promise<Page> => {
  await page.goto(world.http.url + addresses.get(name)!)
  await settled(page)
  return page
}
const onPhone = (): Promise<Page> => world.person('administrator', { language: 'bg', width: 390, name: 'Роза Иванова' })
const boxOf = async (part: Locator) => (await part.boundingBox())!

test('the menu of a customer is moved back into the window', async () => {
  const page = await open(await onPhone(), 'customer')
  await page.locator('.card-head .menu-holder button').click()
  const { x, width } = await boxOf(page.getByRole('menu'))
  expect(x).toBeGreaterThanOrEqual(0)
  expect(x + width).toBeLessThanOrEqual(390)
})

test('an invoice is sent again from a dialog that is no wider than the phone', async () => {
  await world.tx(({ db, company }) =>
    db.query(`update deliveries set state = 'failed' where company_id = $1 and state = 'waiting'`, [company.id]),
  )
  const page = await open(await onPhone(), 'invoice')
  await page.getByRole('button', { name: 'Изпрати отново' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('group').waitFor()
  expect(await dialog.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(1)
  expect(await layoutFaults(page)).toEqual([])
})

test('at the desk the proposal stands before what speaks for it, so that who accepts it sees it', async () => {
  const page = await open(await onPhone(), 'matching')
  const proposal = await boxOf(page.locator('.desk-side'))
  expect(proposal.y).toBeLessThan((await boxOf(page.locator('.desk-known'))).y)
  expect(proposal.y).toBeGreaterThan((await boxOf(page.locator('.desk-amount'))).y)
  expect(proposal.y).toBeLessThan(844 - 200)
})

test('the lines of an order and a new run fold', async () => {
  const page = await open(await onPhone(), 'order')
  const widths = (part: Locator) => part.evaluate((one) => one.scrollWidth - one.clientWidth)
  expect(await widths(page.locator('.main .scroll'))).toBeLessThanOrEqual(1)
  await page.locator('.order-lines .folded').first().waitFor()
  await page.goto(world.at('billing-runs?new=1'))
  await page.locator('.new-run table').waitFor()
  expect(await widths(page.locator('.new-run'))).toBeLessThanOrEqual(1)
})

test('a customer that is not there leads back to those that are', async () => {
  const page = await onPhone()
  await page.goto(world.at('customers/99999999'))
  await page.getByRole('link', { name: 'Към клиентите' }).click()
  await page.waitForURL(/\/customers(\?|$)/)
})

test('at 4K a screen is no wider than the eye can follow', async () => {
  const page = await open(await world.person('administrator', { language: 'bg', width: 3840 }), 'customers')
  expect((await boxOf(page.locator('main'))).width).toBeLessThanOrEqual(2400)
})

test('what is done seldom has no line of its own: beside the card’s picture, and beside the search', async () => {
  const page = await open(await onPhone(), 'customer')
  const menu = await boxOf(page.locator('.card-head .menu-holder'))
  expect(menu.y).toBeLessThan((await boxOf(page.locator('.card-head .acts .button').first())).y)
  await open(page, 'deliveries')
  const search = await boxOf(page.locator('.sub-bar .pill').first())
  const more = await boxOf(page.getByRole('button', { name: 'Още филтри' }))
  expect(Math.abs(more.y + more.height / 2 - search.y - search.height / 2)).toBeLessThan(8)
})

test('what does not exist takes no line below a name', async () => {
  const page = await open(await onPhone(), 'credit-expected')
  const dashes = page.locator('td[data-phone="below"] .nothing')
  expect(await dashes.count()).toBeGreaterThan(0)
  expect(await dashes.evaluateAll((all) => all.filter((one) => one.getClientRects().length > 0).length)).toBe(0)
})

test('at 200 % the closing balance of an account stands in the window, and what is done beside the title', async () => {
  await world.tx(({ db, company }) =>
    db.query(
      `update accounts set name = 'Вземания от клиенти в страната и в чужбина по търговски доставки'
       where company_id = $1`,
      [company.id],
    ),
  )
  const page = await world.person('administrator', { language: 'bg', width: 720, name: 'Роза Иванова' })
  await open(page, 'general-ledger')
  const table = page.locator('.table-frame')
  await table.locator('tbody tr').first().waitFor()
  expect(await table.evaluate((frame) => frame.scrollWidth - frame.clientWidth)).toBeLessThanOrEqual(0)
  const title = await boxOf(page.locator('.bar h1'))
  const act = await boxOf(page.locator('.bar .acts button').last())
  expect(act.y).toBeLessThan(title.y + title.height)
  await open(page, 'dunning-run')
  const middle = async (part: Locator) => boxOf(part).then(({ y, height }) => y + height / 2)
  const more = await middle(page.locator('.bar > .acts > .menu-holder'))
  expect(Math.abs(more - (await middle(page.locator('.bar h1'))))).toBeLessThan(2)
  expect((await boxOf(page.locator('.approve-bar'))).height).toBeLessThan(450 / 5)
  // A sum is never cut: without its first digits it would read as another one.
  await open(page, 'invoices')
  const sum = page.locator('tfoot .figures').first()
  await sum.waitFor()
  await sum.evaluate((figures) => {
    figures.textContent = '10\u00a0865\u00a0094,76'
  })
  const cell = await boxOf(page.locator('tfoot td.amount').first())
  expect((await boxOf(sum)).x).toBeGreaterThanOrEqual(cell.x)
})

test('on a phone a row of the set-up is known by its name', async () => {
  const page = await open(await onPhone(), 'set-up-table')
  const main = page.locator('.table-frame tbody td[data-phone="main"]').first()
  const code = page.locator('.table-frame tbody td[data-phone="below"]').first()
  expect((await main.textContent())!.length).toBeGreaterThan((await code.textContent())!.length)
})

test('on a phone a title that has room is not cut, and stands in line with the menu', async () => {
  const page = await world.person('clerk', { language: 'sv', width: 390 })
  await page.goto(world.at('set-up/accounts'))
  await page.getByText('Du får se men inte ändra.').waitFor()
  const title = page.getByRole('heading', { name: 'Konton', level: 1 })
  expect(await title.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0)
  const middle = async (box: ReturnType<typeof boxOf>) => box.then(({ y, height }) => y + height / 2)
  const menu = await middle(boxOf(page.locator('.menu-button')))
  expect(Math.abs((await middle(boxOf(title))) - menu)).toBeLessThan(2)
})
