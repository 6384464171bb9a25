import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { createSignInLink, signInByLink } from '../../src/access/sessions.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import type { ImportAnswer } from '../../src/invoicing/imports/import-orders.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { approveAndIssue } from '../../src/invoicing/run/approve-and-issue.ts'
import type { Id } from '../../src/kernel/id.ts'
import { stored } from '../order-files.ts'
import type { Task } from './count.ts'
import { beginTask, expectWithinBudget, totalOf } from './count.ts'
import type { WebWorld } from './world.ts'
import { expectAccessible, openWebWorld, settled } from './world.ts'

let world: WebWorld
const customers = Array.from({ length: 12 }, (_, i) => ({ number: String(301 + i), name: `Kund ${301 + i}` }))

beforeAll(async () => {
  world = await openWebWorld('SE')
  await world.party({ name: 'Elsa Bergström', number: '2041', kind: 'person' })
  for (const { number, name } of customers) await world.party({ name, number, kind: 'person' })
})

const issued = async (customer: string, lines: object[]) =>
  (await world.do<Billed>(invoiceNow, { customer, lines })).documents[0]!
const lunch = { name: 'Lunch', quantity: '10', unitPrice: '80', vatCode: 'S25' }

const atHome = async (page: Page) => {
  await page.goto(world.at(''))
  await page.getByRole('heading', { name: 'Hem', level: 1 }).waitFor()
}
const customerField = (page: Page) => page.getByRole('combobox', { name: 'Kund' })
const rowField = (page: Page, what: string) => page.getByLabel(`Rad 1, ${what}`)
const booked = (page: Page) => page.getByText(/^Faktura \d+, .* är bokförd och skickas om en minut$/)
/** The form is ready for the next one: empty, the hand on the customer. */
const readyForNext = async (page: Page) => {
  await expect.poll(() => customerField(page).inputValue()).toBe('')
  await expect.poll(() => customerField(page).evaluate((field) => field === document.activeElement)).toBe(true)
}

/** Whom, what, how many, for how much; Tab between them belongs to the filling. */
async function writeOne(page: Page, task: Task, customer: string, price: string): Promise<void> {
  await task.fill(customerField(page), customer)
  await page.keyboard.press('Tab')
  await expect.poll(() => customerField(page).inputValue()).toContain(customer)
  await task.fill(rowField(page, 'Vad avser det'), 'Hyra av lokal')
  await task.fill(rowField(page, 'Antal'), '2')
  await task.fill(rowField(page, 'À-pris'), price)
  await task.key('Control+Enter')
  await booked(page).first().waitFor()
  await readyForNext(page)
}

describe('an invoice by hand', () => {
  test('costs a clerk seven actions, and each further one less', async () => {
    const page = await world.person('clerk')
    await atHome(page)
    const task = await beginTask(page)
    await task.key('f')
    await writeOne(page, task, '2041', '400')
    const one = task.cost()
    expect(totalOf(one)).toBe(7)
    for (const { number } of customers.slice(0, 10)) await writeOne(page, task, number, '100,50')
    expectWithinBudget('Invoice by hand, sent', one, { count: 10, cost: task.cost() })
  })

  test('as last time costs five: Tab takes the last lines over', async () => {
    for (const { number } of customers) await issued(number, [lunch])
    const page = await world.person('clerk')
    await atHome(page)
    const task = await beginTask(page)
    const repeat = async (customer: string) => {
      await task.fill(customerField(page), customer)
      await page.keyboard.press('Tab')
      await page.getByRole('button', { name: /^Ta över raden/ }).waitFor()
      await task.key('Tab')
      await expect.poll(() => rowField(page, 'À-pris').inputValue()).toBe('80,00')
      await task.key('Control+Enter')
      await booked(page).first().waitFor()
      await readyForNext(page)
    }
    await task.key('f')
    await repeat(customers[0]!.number)
    const one = task.cost()
    expect(totalOf(one)).toBe(5)
    for (const { number } of customers.slice(1, 11)) await repeat(number)
    expectWithinBudget('Invoice by hand, as last time', one, { count: 10, cost: task.cost() })
  })

  test('is shown as it will be while it is typed, names what lacks, and can be recalled for a minute', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('invoices/new'))
    await page.getByText('välj kund eller skriv namn och adress').waitFor()
    await customerField(page).fill('2041')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'skriv vad det avser' }).waitFor()
    await rowField(page, 'Vad avser det').fill('Städning')
    await page.getByRole('button', { name: 'skriv priset' }).click()
    await expect.poll(() => rowField(page, 'À-pris').evaluate((field) => field === document.activeElement)).toBe(true)
    await page.keyboard.type('1 250,5')
    await page.getByText('Moms 25 % på 1 250,50').waitFor()
    await page.getByText('1 563,13 SEK').waitFor()
    await page.locator('.invoice-live canvas').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('button', { name: /^Återkalla/ }).waitFor()
    // The hand is back in an empty field: there is nothing else to take back.
    await page.keyboard.press('Control+z')
    await page.getByText('1 utskick är återkallat').waitFor()
  })

  test('a new customer is named in place; what is wrong is told at its field and mended there', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('invoices/new'))
    await customerField(page).fill('Nils Holgersson')
    await page.getByRole('option', { name: 'Ny kund: Nils Holgersson' }).click()
    await page.getByLabel('Person- eller organisationsnummer').fill('19811218-9875')
    await page.getByText(/Numret är/).waitFor()
    await page.getByLabel('Person- eller organisationsnummer').fill('')
    await page.getByLabel('Gatuadress').fill('Storgatan 1')
    await page.getByLabel('Postnummer').fill('641 30')
    await page.getByLabel('Ort', { exact: true }).fill('Katrineholm')
    await rowField(page, 'Vad avser det').fill('Gåsdun')
    await rowField(page, 'À-pris').fill('10')
    await page.getByLabel('E-post').fill('nils@gas.example')
    await page.getByText('Skickas med brev', { exact: false }).waitFor()
    await page.getByLabel('Kunden vill ha fakturorna dit').check()
    await page.getByText('Skickas med e-post', { exact: false }).waitFor()
    await expectAccessible(page)
    await page.getByText('Sparat utkast').waitFor()
    await page.keyboard.press('Control+Enter')
    await booked(page).first().waitFor()
    // Nothing typed, nothing kept: no draft is told of.
    await readyForNext(page)
    await page.waitForTimeout(900)
    expect(await page.getByText('Sparat utkast').count()).toBe(0)
  })

  test('from a customer’s card the lines are written at once; lines to another are not sent to him', async () => {
    const page = await world.person('clerk', { name: 'Kalle Kort' })
    await page.goto(world.at('invoices/new?customer=2041'))
    await expect.poll(() => customerField(page).inputValue()).toContain('Elsa Bergström')
    await page.keyboard.type('Skrivet direkt')
    await expect.poll(() => rowField(page, 'Vad avser det').inputValue()).toBe('Skrivet direkt')
    await expect.poll(() => drafts(page)).toContain('Skrivet direkt')
    const { number } = customers[0]!
    await page.goto(world.at(`invoices/new?customer=${number}`))
    await page.getByText(new RegExp(`^Ditt utkast till .* kund ${number}`)).waitFor()
    await expect.poll(() => customerField(page).inputValue()).toContain('Elsa Bergström')
    await page.getByRole('button', { name: 'Släng utkastet' }).click()
    await expect.poll(() => customerField(page).inputValue()).toContain(number)
    await expect.poll(() => rowField(page, 'Vad avser det').inputValue()).toBe('')
  })

  test('a hand that went on before the customer was found stays where it writes', async () => {
    const page = await world.person('administrator')
    let answer = () => {}
    const answered = new Promise<void>((resolve) => (answer = resolve))
    await page.route(/\/parties\?/, async (route) => {
      await answered
      await route.continue()
    })
    await page.goto(world.at('invoices/new'))
    await customerField(page).fill('2041')
    await page.keyboard.press('Tab')
    await rowField(page, 'À-pris').focus()
    answer()
    await expect.poll(() => customerField(page).inputValue()).toContain('2041')
    await settled(page)
    await page.keyboard.type('1250,50')
    await expect.poll(() => rowField(page, 'À-pris').inputValue()).toBe('1250,50')
  })

  test('Ctrl S keeps what is typed, and says so', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('invoices/new'))
    await page.locator('.invoice-row input').first().fill('Hyra maj')
    await page.keyboard.press('Control+s')
    await page.locator('.toast').getByText('Sparat utkast').waitFor()
    await page.reload()
    await expect.poll(() => page.locator('.invoice-row input').first().inputValue()).toBe('Hyra maj')
  })

  test('what is typed survives a reload and a second sign-in of the same person', async () => {
    const page = await world.person('clerk', { name: 'Draga Utkast' })
    await page.goto(world.at('invoices/new'))
    await customerField(page).fill('2041')
    await page.keyboard.press('Tab')
    await rowField(page, 'Vad avser det').fill('Halvfärdig rad')
    await page.getByText(/^Sparat utkast/).waitFor()
    await expect.poll(() => drafts(page)).toContain('Halvfärdig rad')
    await page.reload()
    await expect.poll(() => rowField(page, 'Vad avser det').inputValue()).toBe('Halvfärdig rad')
    await page.context().clearCookies()
    // A question of the page before may have been refused by now, and leads to the door first.
    await page.goto(world.at('invoices/new')).catch(() => {})
    await page.waitForURL(/\/sign-in/)
    await signInAgain(page, 'Draga Utkast')
    await page.goto(world.at('invoices/new'))
    await expect.poll(() => rowField(page, 'Vad avser det').inputValue()).toBe('Halvfärdig rad')
    await expect.poll(() => customerField(page).inputValue()).toContain('Elsa Bergström')
  })
})

/** A new session of the same person, as after a sign-out or on another machine. */
async function signInAgain(page: Page, name: string): Promise<void> {
  const now = world.installation.clock()
  const { token } = await world.tx(async ({ db }) => {
    const { id } = await db.one<{ id: Id }>(`select id from users where name = $1`, [name])
    return createSignInLink(db, id, now)
  })
  const from = { address: '127.0.0.1', userAgent: 'test' }
  const session = await signInByLink(world.installation.pool, token, from, now)
  await page.context().addCookies([{ name: 'reskontra_session', value: session.token, url: world.http.url }])
}

/** What the server keeps of what was typed. */
const drafts = async (page: Page): Promise<string> => {
  const response = await page.request.get(
    `${world.http.url}/api/v1/companies/${new URL(page.url()).pathname.split('/')[2]}/drafts/new-invoice`,
  )
  return response.text()
}

describe('a part of an invoice is credited', () => {
  const creditOne = async (page: Page, task: Task, number: string) => {
    await task.fill(page.getByRole('combobox', { name: 'Hitta eller gör vad som helst' }), number)
    await page
      .getByRole('option', { name: new RegExp(number) })
      .first()
      .waitFor()
    await task.key('Enter')
    await page.getByRole('heading', { name: `Faktura ${number}`, level: 1 }).waitFor()
    await page.getByRole('button', { name: /^Kreditera/ }).waitFor()
    await task.key('c')
    await task.fill(page.getByLabel('Kreditera av Lunch'), '3')
    await page.getByRole('button', { name: /^Kreditera 300,00/ }).waitFor()
    await task.key('Control+Enter')
    await page.getByText(/^Kreditfaktura \d+, 300,00\sSEK, är bokförd och skickas/).waitFor()
    await page.getByRole('heading', { name: `Faktura ${number}`, level: 1 }).waitFor()
  }

  test('from the search in six actions, set off at once, and no more for each further one', async () => {
    const invoices = []
    for (const { number } of customers.slice(0, 11)) invoices.push(await issued(number, [lunch]))
    const page = await world.person('clerk')
    await atHome(page)
    // The task begins in the search, as those of the others begin in their list of invoices.
    const find = async () => {
      await page.keyboard.press('Control+k')
      await page.locator('dialog.palette[open]').waitFor()
    }
    await find()
    const task = await beginTask(page)
    await creditOne(page, task, invoices[0]!.number)
    const one = task.cost()
    expect(totalOf(one)).toBe(6)
    // What is open still is held from the palette, on the page it stands on.
    await page.keyboard.press('Control+k')
    await page.locator('dialog.palette[open]').waitFor()
    await page.keyboard.type(`spärra ${invoices[0]!.number}`)
    await page.getByRole('option', { name: `Spärra: ${invoices[0]!.number}` }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/act=hold/)
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.waitForURL((address) => !address.search.includes('act='))
    // 1 000 less 300, and the note is named where it settles.
    await page.getByRole('definition').filter({ hasText: '700,00' }).first().waitFor()
    await page.getByRole('definition').filter({ hasText: '300,00 krediterat' }).waitFor()
    expectWithinBudget('Credit a part', one)
    for (const invoice of invoices.slice(1)) {
      await find()
      const further = await beginTask(page)
      await creditOne(page, further, invoice.number)
      expect(totalOf(further.cost())).toBeLessThanOrEqual(6)
    }
  })

  test('too much is told at its line; all of what is left is one press', async () => {
    const { invoiceId, number } = await issued('2041', [lunch, { ...lunch, name: 'Buss', quantity: '1' }])
    const page = await world.person('clerk')
    await page.goto(world.at(`invoices/${invoiceId}/credit`))
    await page.getByLabel('Kreditera av Lunch').fill('11')
    await page.getByText(/har 10 kvar att kreditera/).waitFor()
    await expectAccessible(page)
    await page.getByLabel('Kreditera av Lunch').fill('')
    await page.getByRole('button', { name: /^Kreditera 1 100,00/ }).waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText(/^Kreditfaktura \d+, 1\s100,00/).waitFor()
    await page.getByText('Krediterad', { exact: true }).first().waitFor()
    expect(page.url()).toContain(invoiceId)
    expect(number).toBeTruthy()
  })
})

describe('one invoice', () => {
  test('an auditor opens an amount down to the row of the sheet, and finds the bytes unchanged', async () => {
    const csv = [
      'Orderreferens;Kundnummer;Namn;Benämning;Antal;À-pris;Momskod',
      'Z-1;301;Kund 301;Avgift;1;111;S25',
      'Z-2;302;Kund 302;Avgift;1;222;S25',
      'Z-3;303;Kund 303;Avgift;1;333;S25',
    ].join('\r\n')
    const file = await stored(world, 'november.csv', csv)
    const { run } = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true, propose: true })
    await world.do(approveAndIssue, { runId: run!.runId })
    const page = await world.person('auditor')
    await page.goto(world.at('invoices?q=302'))
    await page.getByRole('row').filter({ hasText: '277,50' }).first().click()
    await page.getByRole('button', { name: '222,00' }).first().click()
    const drawer = page.getByRole('complementary', { name: /Varifrån kommer 222,00/ })
    await drawer.getByRole('rowheader', { name: '3', exact: true }).waitFor()
    expect(await drawer.locator('tr.used').allInnerTexts()).toEqual([expect.stringContaining('Z-2')])
    // Its neighbours stand beside it.
    await drawer.getByText('Z-1').waitFor()
    await drawer.getByText(/oförändrad/).waitFor()
    expect(await page.getByRole('button', { name: /^Kreditera/ }).count()).toBe(0)
    await expectAccessible(page)
  })

  test('is held with a reason, released, and taken to the next of its list by keys', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('invoices?state=open'))
    await page.getByRole('row').nth(2).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /^Spärra/ }).waitFor()
    const first = (await page.getByRole('heading', { level: 1 }).textContent())!
    await page.keyboard.press('h')
    await page.getByLabel('Orsak').fill('Kunden bestrider antalet')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Bestridd: Kunden bestrider antalet').waitFor()
    await page.keyboard.press('l')
    await page.getByRole('dialog').getByLabel('Orsak').fill('Antalet stämde')
    await page.keyboard.press('Enter')
    await page.getByText(/: kravet går vidare$/).waitFor()
    await page.keyboard.press(']')
    await page
      .getByRole('heading', { name: /^Faktura \d+$/, level: 1 })
      .filter({ hasNotText: first })
      .waitFor()
    await page.keyboard.press('[')
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe(first)
  })
})

describe('lists', () => {
  test('the list tells the sum of all its filter finds, marks rows, and is fit for everybody', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('invoices?customer=2041'))
    await page.getByRole('row').nth(1).waitFor()
    await expect.poll(() => page.locator('tfoot').textContent()).toMatch(/\d+ fakturor/)
    // A total opens to its rows, what makes it up most first.
    await page.locator('tfoot').getByRole('button').last().press('Enter')
    await page.waitForURL(/sort=-open/)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    await page.getByText('1 markerad').waitFor()
    await expectAccessible(page)
    // All that the filter finds, also what nobody has scrolled to; another filter marks none.
    const count = /\d+/.exec((await page.locator('tfoot').textContent()) ?? '')![0]
    await page.keyboard.press('a')
    await page.getByText(`${count} markerade`).waitFor()
    await page.goto(world.at('invoices?q=finnsinte'))
    await page.getByText('Inga rader passar filtret.').waitFor()
    await expectAccessible(page)
  })

  test('several are credited, held or sent again by one act, shown before; which cannot is told with why', async () => {
    await world.party({ name: 'Skolan Ek', number: '3330' })
    const made = [await issued('3330', [lunch]), await issued('3330', [lunch]), await issued('3330', [lunch])]
    await world.do(credit, { invoiceId: made[2]!.invoiceId, reason: 'Fel' })
    const page = await world.person('clerk')
    await page.goto(world.at('invoices?customer=3330&kind=invoice'))
    await page.getByRole('row').nth(3).waitFor()
    const markAll = async () => {
      await page.getByRole('checkbox', { name: 'Markera alla' }).click()
      await page.getByText('3 markerade').waitFor()
    }
    await markAll()
    await page.keyboard.press('h')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 öppna krav vilar · 2 000,00 SEK').waitFor()
    await dialog.getByText(`${made[2]!.number} är ingen öppen fordran.`).waitFor()
    await dialog.getByLabel('Orsak').fill('Skolan byter ägare')
    // A day that is no day stops no dispute, which has none.
    await dialog.getByLabel('Till och med').fill('31 februari')
    await dialog.getByLabel('Varför').selectOption('dispute')
    await dialog.getByText('2 öppna krav vilar · 2 000,00 SEK').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('2 krav vilar').waitFor()
    // One key takes it back, all of it.
    await page.keyboard.press('z')
    await page.getByText('2 krav vilar').waitFor({ state: 'detached' })
    await markAll()
    await page.keyboard.press('s')
    await dialog.getByText('3 skickas inte').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('c')
    await dialog.getByText('2 kreditfakturor, 2 000,00 SEK').waitFor()
    await dialog.getByText('2 000,00 SEK räknas av mot det obetalda').waitFor()
    await dialog.getByText(`${made[2]!.number}: Hela fakturan är redan krediterad`).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('2 kreditfakturor är bokförda och skickas om en minut').waitFor()
    await expect.poll(() => page.getByRole('row').filter({ hasText: 'Krediterad' }).count()).toBe(3)
  })

  test('what failed says why, and is sent another way', async () => {
    const { invoiceId, deliveries, number } = await issued('2041', [lunch])
    await world.tx(async ({ db, company }) => {
      await db.query(`update deliveries set state = 'failed' where company_id = $1 and id = $2`, [
        company.id,
        deliveries[0],
      ])
      await db.query(
        `insert into delivery_events (company_id, id, delivery_id, kind, text, data) values ($1, gen_random_uuid(), $2, 'failed', 'brevlådan finns inte', '{}')`,
        [company.id, deliveries[0]],
      )
    })
    const page = await world.person('clerk')
    await page.goto(world.at('deliveries?state=needs-you'))
    await page.getByText('brevlådan finns inte').waitFor()
    await expectAccessible(page)
    await page.getByRole('row').filter({ hasText: number }).click()
    await page.getByRole('complementary').getByText('Den kom inte fram. Skicka igen').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('s')
    await page.getByRole('button', { name: 'Brev' }).click()
    await page.keyboard.press('Control+Enter')
    await page.getByText('Inget behöver dig').waitFor()
    await page.goto(world.at(`invoices/${invoiceId}`))
    await page
      .getByText(/Skickad igen/)
      .first()
      .waitFor()
  })
})
