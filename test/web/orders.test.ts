import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { listInvoices } from '../../src/invoicing/documents/list-invoices.ts'
import { hold } from '../../src/invoicing/holds/hold.ts'
import { listOrders } from '../../src/invoicing/orders/list-orders.ts'
import { saveParties } from '../../src/parties/save-parties.ts'
import { beginTask, expectWithinBudget, type Task, totalOf } from './count.ts'
import type { WebWorld } from './world.ts'
import { expectAccessible, openWebWorld, settled } from './world.ts'

const head = 'Orderreferens;Kundnummer;Kundnamn;Benämning;Antal;À-pris;Momskod'
const sheet = (rows: readonly string[]) => Buffer.from(`\ufeff${[head, ...rows].join('\r\n')}\r\n`)
const fee = (reference: string, customer: string, price = '1688,00', month = 'november') =>
  `${reference};${customer};;Förskola ${month} 2026;1;${price};S25`

/** A municipality with so many families. */
async function withFamilies(count: number): Promise<WebWorld> {
  const world = await openWebWorld('SE', { today: '2026-11-22' })
  const families = Array.from({ length: count }, (_, i) => ({
    source: 'test',
    number: String(1001 + i),
    name: `Familj ${i + 1}`,
    kind: 'person' as const,
    address: { street: 'Lillgatan 2', postCode: '111 33', city: 'Exempelstad' },
  }))
  const saved = await world.tx((ctx) => saveParties(ctx, families))
  expect(saved.flatMap(({ problems }) => problems ?? [])).toEqual([])
  return world
}
const fourEyes = (world: WebWorld) =>
  world.tx(({ db, company }) =>
    db.query(`update invoice_groups set two_person_approval = true where company_id = $1`, [company.id]),
  )
const issued = async (world: WebWorld) =>
  (await world.do<{ rows: { invoiceId: string }[] }>(listInvoices, { limit: 1000 })).rows.length
const atHome = async (world: WebWorld, role = 'clerk', name?: string): Promise<Page> => {
  const page = await world.person(role, name ? { name } : {})
  await page.goto(world.at(''))
  // What takes files is loaded after what is seen first.
  await settled(page)
  return page
}
const dropped = async (page: Page, name: string, rows: readonly string[]): Promise<Task> => {
  const task = await beginTask(page)
  await task.drop([{ name, bytes: sheet(rows) }])
  await page.waitForURL(/\/billing-runs\//)
  return task
}
const approval = (page: Page) => page.getByRole('button', { name: /^Godkänn \d/ })
const rowOf = (page: Page, name: string) => page.locator('#run-rows tr[data-key]').filter({ hasText: name })

describe('an order file is dropped, and is invoiced by one more key', () => {
  const invoiced = async (count: number) => {
    const world = await withFamilies(count)
    const page = await atHome(world)
    const rows = Array.from({ length: count }, (_, i) => fee(`O-${i}`, String(1001 + i)))
    const task = await dropped(page, 'november.csv', rows)
    await approval(page).waitFor()
    // Nothing stands out where there is nothing to compare with: that is said, and not that all is as last time.
    await page.getByText(`${count} fakturor är kundernas första och har inget att jämföras med.`).waitFor()
    // Looked for in every frame: it is there for a second or two.
    const progress =
      count === 500 && page.waitForFunction(() => document.querySelector('progress[aria-label="Utfärdar fakturor"]'))
    await task.key('Control+Enter')
    await progress
    await page.getByText(`${count} fakturor är utfärdade`).waitFor()
    expect(await issued(world)).toBe(count)
    return task.cost()
  }
  test('50 rows and 500 rows cost the same', async () => {
    const few = await invoiced(50)
    const many = await invoiced(500)
    expect(few).toEqual({ acts: 2, fields: 0, views: 1 })
    expectWithinBudget('Order file of 500 rows, invoiced', few, { count: 450, cost: many })
  })
})

describe('rows that cannot be taken', () => {
  test('are told on the run, put right in the sheet by keys, and read again alone; the run then holds them', async () => {
    const world = await withFamilies(4)
    const page = await atHome(world)
    await dropped(page, 'november.csv', [
      fee('O-1', '1001'),
      fee('O-2', '1002', '16 88O,00'),
      fee('O-3', '9999'),
      `O-4;1003;;Resa;1;50,00;XX`,
      `O-5;1004;;Resa;1;60,00;XX`,
    ])
    await page.getByText('4 rader i november.csv behöver dig').waitFor()
    const { pathname } = new URL(page.url())
    await page.keyboard.press('v')
    await page.waitForURL(/\/order-files\//)
    await page.locator('.sheet .says').getByText('16 88O,00 är inget tal').waitFor()
    // The hand stands on the first wrong cell: what is typed is its text, and no key of the screen.
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('À-pris, rad 3')
    await expectAccessible(page)

    // The repair as one press; the same one for all rows that have it.
    await page.getByRole('button', { name: 'Skriv 16880.00' }).click()
    await page.getByRole('button', { name: 'Skriv i alla 2' }).first().click()
    const cell = (heading: string, row: number) => page.getByLabel(`${heading}, rad ${row}`, { exact: true })
    await expect.poll(() => cell('Momskod', 6).inputValue()).toBe('S25')
    // Enter goes from wrong cell to wrong cell.
    await cell('À-pris', 3).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => cell('Kundnummer', 4).evaluate((field) => field === document.activeElement)).toBe(true)
    // A customer is found by name.
    await page.keyboard.type('Familj 3')
    await page.locator('#choices-customer option[value="1003"]').waitFor({ state: 'attached' })
    await page.keyboard.press('Control+a')
    const kept = page.waitForResponse(
      (answer) => answer.url().includes('/drafts/') && answer.request().postData()?.includes('"1003"') === true,
    )
    await page.keyboard.type('1003')
    // What is typed survives a reload.
    await kept
    await page.getByText('Sparat utkast').waitFor()
    await page.reload()
    await expect.poll(() => cell('Kundnummer', 4).inputValue()).toBe('1003')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/billing-runs\//)
    // Corrected rows came in: proposed anew, with all.
    expect(new URL(page.url()).pathname).not.toBe(pathname)
    await expect.poll(() => approval(page).textContent()).toMatch(/Godkänn 4/)
    expect(await world.do(listOrders, { state: 'waiting' })).toMatchObject({ rows: { length: 5 } })
  })

  test('more than are shown, all with one fault: one text for all of them is one act', async () => {
    const world = await withFamilies(1)
    const page = await atHome(world)
    const rows = Array.from({ length: 230 }, (_, i) => `O-${i};1001;;Avgift;1;${i + 1},00;ZZ`)
    await dropped(page, 'utan-kod.csv', [fee('O-500', '1001'), ...rows])
    await page.getByText('230 rader i utan-kod.csv behöver dig').waitFor()
    await page.keyboard.press('v')
    await page.waitForURL(/\/order-files\//)
    const cell = page.getByLabel('Momskod, rad 3', { exact: true })
    await expect.poll(() => cell.evaluate((field) => field === document.activeElement)).toBe(true)
    await cell.fill('S6')
    await page.getByRole('button', { name: 'Skriv S6 i filens alla rader med samma fel' }).first().click()
    await page.waitForURL(/\/billing-runs\//)
    expect(await world.do(listOrders, { state: 'waiting', limit: 1000 })).toMatchObject({ rows: { length: 231 } })
  })

  test('are dropped with a reason; what is left alone waits', async () => {
    const world = await withFamilies(2)
    const page = await atHome(world)
    await dropped(page, 'december.csv', [fee('O-1', '1001'), fee('O-2', '9999'), fee('O-3', '8888')])
    await page.getByText('2 rader i december.csv behöver dig').waitFor()
    await page.keyboard.press('v')
    await page.waitForURL(/\/order-files\//)
    await page.getByRole('button', { name: 'Släng raden' }).first().click()
    await page.getByLabel('Varför raden inte ska faktureras').fill('Dubblett')
    await page.keyboard.press('Enter')
    await page.getByText('1 rad är slängd').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Släng raden' }).count()).toBe(1)
    await page.getByText('Rad 3: borttagen (Dubblett)').waitFor()
    await page.locator('.toast').getByRole('button', { name: 'Ångra' }).click()
    await page.getByText(/^Ångrat/).waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Släng raden' }).count()).toBe(2)
  })

  test('an import is undone after its effect was shown', async () => {
    const world = await withFamilies(3)
    const page = await atHome(world)
    await dropped(page, 'fel.csv', [fee('O-1', '1001'), fee('O-2', '1002')])
    await page.goto(world.at('order-files'))
    await page.getByText('fel.csv').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/order-files\/.+/)
    await page.getByText('Alla rader är lästa').first().waitFor()
    await page.getByRole('button', { name: 'Mer' }).click()
    await page.getByRole('menuitem', { name: 'Ångra inläsningen' }).click()
    await page.getByText('2 ordrar', { exact: true }).waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Inläsningen är ångrad').waitFor()
    expect(await world.do(listOrders, { state: 'waiting' })).toMatchObject({ rows: [] })
  })
})

describe('a billing run', () => {
  /** October invoiced, November proposed with an outlier and a held customer. */
  const november = async (): Promise<{ world: WebWorld; clerk: Page }> => {
    const world = await withFamilies(8)
    const clerk = await atHome(world, 'clerk', 'Anders Lind')
    const month = (name: string, prices: Record<number, string> = {}) =>
      Array.from({ length: 8 }, (_, i) => fee(`${name}-${i}`, String(1001 + i), prices[i] ?? '1000,00', name))
    await dropped(clerk, 'oktober.csv', month('oktober'))
    await approval(clerk).waitFor()
    await clerk.keyboard.press('Control+Enter')
    await clerk.getByText('8 fakturor är utfärdade').waitFor()
    await fourEyes(world)
    await world.do(hold, { customer: '1008', reason: 'Dödsbo' })
    await clerk.goto(world.at(''))
    await settled(clerk)
    await dropped(clerk, 'november.csv', month('november', { 1: '5000,00', 2: '9000,00' }))
    return { world, clerk }
  }

  test('is reviewed by keys, held and let go, sent back and on, and approved by a second person', async () => {
    const { world, clerk } = await november()
    await clerk.getByText('Du föreslog körningen, så någon annan behöver godkänna den.').waitFor()
    expect(await approval(clerk).getAttribute('aria-disabled')).toBe('true')
    await clerk.keyboard.press('Control+Enter')
    const run = clerk.url()

    const approver = await world.person('approver', { name: 'Karin Ståhl' })
    await approver.goto(run)
    await rowOf(approver, 'Familj 2').waitFor()
    await expect
      .poll(() => approver.locator('#run-rows tr.group').allTextContents())
      .toEqual(['Sticker ut 2', 'Hålls kvar 1'])
    await expectAccessible(approver)
    await rowOf(approver, 'Familj 2').focus()
    await approver.keyboard.press('g')
    // The hand stands on the next one.
    await expect.poll(() => rowOf(approver, 'Familj 3').evaluate((row) => row === document.activeElement)).toBe(true)
    await rowOf(approver, 'Familj 2').getByText('Granskad').waitFor()
    await approver.getByText('1 avvikelse är inte granskad').waitFor()

    await approver.getByRole('button', { name: 'Skicka tillbaka' }).click()
    await approver.getByLabel('Vad ska ändras').fill('Familj 3 verkar fel')
    await approver.keyboard.press('Enter')
    await approver.getByText('Karin Ståhl skickade tillbaka: Familj 3 verkar fel').waitFor()

    await clerk.reload()
    await clerk.getByText('Karin Ståhl skickade tillbaka').waitFor()
    await rowOf(clerk, 'Familj 3').focus()
    await clerk.keyboard.press('h')
    await clerk.getByLabel('Varför, så att den som tar vid förstår').fill('Inkomst utreds')
    await clerk.keyboard.press('Enter')
    await rowOf(clerk, 'Familj 3').getByText('Hålls').waitFor()
    await clerk.getByText('Inkomst utreds').waitFor()
    // Space tells why; the price is put right there.
    await rowOf(clerk, 'Familj 2').focus()
    await clerk.keyboard.press('Space')
    await clerk.getByLabel('À-pris').fill('1100,00')
    await expectAccessible(clerk)
    await clerk.keyboard.press('Control+Enter')
    await clerk.getByText('Familj 2 blir 1 375,00 SEK').waitFor()
    await clerk.keyboard.press('Escape')
    await clerk.getByRole('button', { name: 'Skicka på nytt för godkännande' }).click()
    await expect.poll(() => clerk.getByText('Karin Ståhl skickade tillbaka').count()).toBe(0)

    await approver.reload()
    await expect.poll(() => approval(approver).textContent()).toMatch(/Godkänn 6 fakturor/)
    await approver.keyboard.press('Control+Enter')
    await approver.getByText('6 fakturor är utfärdade').waitFor()
    expect(await issued(world)).toBe(14)
  })

  test('once issued, shows the document itself and no draft', async () => {
    const world = await withFamilies(1)
    const page = await atHome(world)
    await dropped(page, 'november.csv', [fee('O-1', '1001')])
    await approval(page).waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('1 faktura är utfärdad').waitFor()
    const document = page.waitForResponse((answer) => /\/invoices\/[^/]+\/pdf$/.test(new URL(answer.url()).pathname))
    await page.goto(`${page.url().split('?')[0]}?view=all`)
    expect((await document).status()).toBe(200)
  })

  test('leaves a row out at once and takes it in again by Z; L lets a held one go', async () => {
    const { clerk } = await november()
    await rowOf(clerk, 'Familj 2').focus()
    await clerk.keyboard.press('Backspace')
    await clerk.getByText('Familj 2 utelämnas').waitFor()
    await rowOf(clerk, 'Familj 2').getByText('Utelämnad').waitFor()
    await expect.poll(() => approval(clerk).textContent()).toMatch(/Godkänn 6/)
    await clerk.keyboard.press('z')
    await rowOf(clerk, 'Familj 2').getByText('Att titta på').waitFor()
    // The whole customer is held: the run says where that is released.
    await rowOf(clerk, 'Familj 8').focus()
    await clerk.keyboard.press('l')
    await clerk.getByText('Hela kunden Familj 8 är spärrad').waitFor()
  })

  test('on a phone: what is asked, why, and the one act', async () => {
    const { world, clerk } = await november()
    const phone = await world.person('approver', { width: 390, language: 'bg' })
    await phone.goto(clerk.url())
    await phone.getByRole('button', { name: /^Одобри 7 фактури/ }).waitFor()
    await expectAccessible(phone)
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth)
    expect(wide).toBeLessThanOrEqual(390)
  })
})

describe('orders', () => {
  test('one is written by hand, held, let go, cancelled, taken back, and billed', async () => {
    const world = await withFamilies(2)
    const page = await world.person('clerk')
    await page.goto(world.at('orders'))
    await page.getByText('Inga ordrar än').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('+')
    await page.waitForURL(/\/orders\/new/)
    await page.getByLabel('Kund', { exact: true }).fill('1001')
    await page.getByRole('listbox').getByRole('option').first().click()
    await page.getByLabel('Avser').fill('Hyra av sal')
    await page.getByLabel('À-pris').fill('800')
    await page.getByLabel('Momskod').selectOption('S25')
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Ordern är sparad').waitFor()
    await page.getByText('Väntar på nästa körning.').waitFor()
    await expectAccessible(page)

    await page.keyboard.press('h')
    const why = page.getByLabel('Varför, så att den som tar vid förstår')
    const kept = page.waitForResponse(
      (response) => response.url().includes('/drafts/reason') && response.request().method() === 'PUT',
    )
    await why.fill('Väntar på avtal')
    await kept
    await page.reload()
    await page.getByText('Väntar på nästa körning.').waitFor()
    await page.keyboard.press('h')
    await expect.poll(() => why.inputValue()).toBe('Väntar på avtal')
    await page.keyboard.press('Enter')
    await page.getByText('Ordern hålls: Väntar på avtal').waitFor()
    await page.keyboard.press('l')
    await expect.poll(() => page.getByText('Ordern hålls: Väntar på avtal').count()).toBe(0)
    // It has become a fact: the next one begins empty.
    await page.keyboard.press('h')
    await why.waitFor()
    await page.waitForLoadState('networkidle')
    expect(await why.inputValue()).toBe('')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Mer' }).click()
    await page.getByRole('menuitem', { name: 'Avbeställ' }).click()
    await page.getByRole('button', { name: 'Ta tillbaka' }).waitFor()
    await page.keyboard.press('z')
    await page.getByText('Väntar på nästa körning.').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/billing-runs\//)
    await expect.poll(() => approval(page).textContent()).toMatch(/Godkänn 1 faktura/)
  })

  test('marked ones become a run; a new run tells first what waits', async () => {
    const world = await withFamilies(3)
    const page = await atHome(world)
    await dropped(page, 'november.csv', [fee('O-1', '1001'), fee('O-2', '1002'), fee('O-3', '1003')])
    await page.goto(world.at('orders?state=waiting'))
    await expect.poll(() => page.locator('tfoot').textContent()).toMatch(/3 ordrar.*5.064,00/)
    // The total opens to its rows, what makes it up most first.
    await page.locator('tfoot').getByRole('button').last().press('Enter')
    await page.waitForURL(/sort=net\.down/)
    await expect.poll(() => page.locator('tbody tr[data-key]').count()).toBe(3)
    await expectAccessible(page)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    await page.getByRole('button', { name: 'Föreslå körning av 1 order' }).waitFor()
    await page.goto(world.at('billing-runs'))
    await page.getByText('en orderfil').waitFor()
    const task = await beginTask(page)
    await task.key('+')
    await page.getByRole('button', { name: 'Föreslå körning av 3 ordrar' }).waitFor()
    await expectAccessible(page)
    await task.key('Control+Enter')
    await page.waitForURL(/\/billing-runs\/.+/)
    await expect.poll(() => approval(page).textContent()).toMatch(/Godkänn 3/)
    expect(totalOf(task.cost())).toBe(3)
  })
})
