import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import type { ImportAnswer } from '../../src/invoicing/imports/import-orders.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { approveAndIssue } from '../../src/invoicing/run/approve-and-issue.ts'
import type { Day } from '../../src/kernel/day.ts'
import { camt054File } from '../bank-files.ts'
import { postItem } from '../books.ts'
import { remind, savePlainPolicy } from '../dunning.ts'
import { stored } from '../order-files.ts'
import { beginTask, expectWithinBudget } from './count.ts'
import type { WebWorld } from './world.ts'
import { expectAccessible, openWebWorld, settled } from './world.ts'

let world: WebWorld
const customers = Array.from({ length: 12 }, (_, i) => String(101 + i))

beforeAll(async () => {
  world = await openWebWorld('SE', { today: '2026-08-03' })
  for (const number of customers) await world.party({ number, name: `Kund ${number}`, kind: 'person' })
  await world.tx(({ db, company }) =>
    db.query(`update invoice_groups set combine = false where company_id = $1`, [company.id]),
  )
  const csv = [
    'Orderreferens;Kundnummer;Namn;Benämning;Antal;À-pris;Momskod',
    ...customers.map((number, i) => `A-${number};${number};Kund ${number};Avgift;1;${100 + i};S25`),
  ].join('\r\n')
  const file = await stored(world, 'augusti.csv', csv)
  const { run } = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true, propose: true })
  await world.do(approveAndIssue, { runId: run!.runId })
  const invoices = await world.tx(({ db }) =>
    db.rows<{ reference: string; amount: bigint }>(
      `select reference, amount from open_items where kind = 'invoice' order by number_text limit 5`,
    ),
  )
  world.today = '2026-12-01' as Day
  const payments = camt054File(
    invoices.map(({ reference, amount }) => ({ reference, amount: (Number(amount) / 100).toFixed(2) })),
  )
  await world.do(importBankFile, {
    file: { name: 'december.xml', ...(await world.installation.files.put(world.companyId, [payments])) },
  })
  await world.do(match, {})
})

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name, level: 1 }).waitFor()
const proof = (page: Page) => page.getByText('Stämmer mot huvudboken.').waitFor()
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

describe('ageing', () => {
  test('aged at an old month end, down to the PDF: by the month’s mark', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at(''))
    await heading(page, 'Hem')
    const task = await beginTask(page)
    await task.click(page.getByRole('link', { name: 'Åldersanalys' }))
    await task.click(page.getByRole('button', { name: 'Visa 31 augusti 2026' }).first())
    await page.waitForURL(/asOf=2026-08-31/)
    await proof(page)
    await task.click(page.locator('.pivot tbody [data-cell]').filter({ hasText: /\d/ }).last())
    await page.locator('.drawer tr[data-key]').first().waitFor()
    await expect.poll(() => focused(page)).toContain('Kund')
    await task.key('Space')
    await page.locator('.drawer canvas').first().waitFor()
    expectWithinBudget('Aged at an old month end, down to the PDF', task.cost())
  })

  test('the same by keys alone, from the palette', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at(''))
    await heading(page, 'Hem')
    const task = await beginTask(page)
    await task.key('Control+k')
    await page.getByRole('combobox', { name: 'Hitta eller gör vad som helst' }).waitFor()
    await task.type('aged aug')
    await page.getByRole('option', { name: /Åldersanalys/ }).waitFor()
    await task.key('Enter')
    await page.waitForURL(/ageing\?asOf=2026-08-31/)
    await proof(page)
    await task.key('Enter')
    await page.locator('.drawer tr[data-key]').first().waitFor()
    await expect.poll(() => focused(page)).toContain('Kund')
    await task.key('Space')
    await page.locator('.drawer canvas').first().waitFor()
    // The palette and the page are two views; nothing else costs more than in the path above.
    expect(task.cost()).toMatchObject({ acts: 4, fields: 1 })
    await page.keyboard.press('Escape')
    await expect.poll(() => focused(page)).toContain('Kund')
    await page.keyboard.press('Escape')
    await page.locator('.drawer').waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(() => document.activeElement?.hasAttribute('data-cell'))).toBe(true)
  })

  test('rows, limits and a filter are set, kept as a question, and asked again; the sum stays the ledger’s', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('ageing'))
    await proof(page)
    await page.getByLabel('Rader, nivå 1').selectOption('party')
    await page.waitForURL(/rows=party/)
    await page.getByRole('textbox', { name: 'Dagar efter förfall' }).fill('10 20')
    await page.keyboard.press('Enter')
    await page.waitForURL(/limits=10.20/)
    await page.getByRole('columnheader', { name: 'Över 20' }).waitFor()
    await proof(page)
    await page.getByRole('textbox', { name: 'Dagar efter förfall' }).fill('20 10')
    await page.keyboard.press('Enter')
    await page.getByText('Skriv dagar i stigande ordning').waitFor()
    await page.getByRole('textbox', { name: 'Dagar efter förfall' }).fill('10 20')
    await page.keyboard.press('Control+s')
    await page.getByLabel('Vad frågan heter').fill('Efter tio dagar')
    await page.getByLabel('Handläggare').check()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('button', { name: 'Efter tio dagar', pressed: true }).waitFor()
    await expectAccessible(page)

    const other = await world.person('clerk')
    await other.goto(world.at('ageing'))
    await other.getByRole('button', { name: 'Efter tio dagar' }).click()
    await other.getByRole('columnheader', { name: 'Över 20' }).waitFor()
    expect(new URL(other.url()).searchParams.get('limits')).toBe('10.20')
  })

  test('the sum stands whole beside a drawer; what the drawer lists goes to Excel by the same key', async () => {
    const page = await world.person('clerk')
    await page.goto(`${world.at('ageing')}?asOf=2026-10-31&events=1`)
    await proof(page)
    const drawer = page.locator('.drawer')
    await drawer.locator('tr[data-key]').first().waitFor()
    const learnt = page.waitForEvent('download')
    await page.keyboard.press('e')
    expect((await learnt).suggestedFilename()).toMatch(/^learnt-since.*\.xlsx$/)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await page
      .getByRole('row', { name: /^Summa/ })
      .getByRole('button')
      .last()
      .click()
    await drawer.locator('tr[data-key]').first().waitFor()
    const items = page.waitForEvent('download')
    await page.keyboard.press('e')
    expect((await items).suggestedFilename()).toMatch(/^open-items.*\.xlsx$/)
    // Also where there is too little room for all ages.
    await page.setViewportSize({ width: 1210, height: 900 })
    const sum = await page.locator('.pivot tfoot .sum').first().boundingBox()
    const pane = await drawer.boundingBox()
    expect(sum!.x + sum!.width).toBeLessThanOrEqual(pane!.x + 1)
  })

  test('what is printed says filters and both dates, and where the proof is', async () => {
    const page = await world.person('auditor')
    await page.goto(`${world.at('ageing')}?asOf=2026-10-31&internal=without`)
    await proof(page)
    await page.emulateMedia({ media: 'print' })
    const printed = page.locator('.report-printed')
    await printed.waitFor()
    const text = (await printed.textContent()) ?? ''
    for (const part of ['31 oktober 2026', 'allt som är inläst', 'utan interna', 'Rader:']) expect(text).toContain(part)
    expect(await page.getByText('Stämmer mot huvudboken.').isVisible()).toBe(true)
    expect(await page.locator('.report-dates').isVisible()).toBe(false)
    expect(await page.getByRole('row', { name: /^Summa/ }).isVisible()).toBe(true)
  })

  test('back restores what was asked, and two tabs do not fight', async () => {
    const page = await world.person('clerk')
    await page.goto(`${world.at('ageing')}?asOf=2026-09-30&rows=party`)
    await proof(page)
    const second = await page.context().newPage()
    await second.goto(`${world.at('ageing')}?asOf=2026-10-31&rows=country`)
    await proof(second)
    await page.keyboard.press('Enter')
    await page.locator('.drawer tr[data-key]').first().waitFor()
    await page.keyboard.press('Space')
    await page.getByRole('link', { name: 'Öppna fakturan' }).click()
    await page.waitForURL(/\/invoices\//)
    await page.goBack()
    await page.waitForURL(/asOf=2026-09-30&rows=party.*item=/)
    await page.getByRole('link', { name: 'Öppna fakturan' }).waitFor()
    expect(new URL(second.url()).search).toBe('?asOf=2026-10-31&rows=country')
    await second.close()
  })
})

describe('open items', () => {
  test('are found, marked and set off by hand, and that is undone by one key', async () => {
    const party = await world.party({ number: '900', name: 'Zeta Bygg', kind: 'company' })
    await postItem(world, { party, number: 'Z1', amount: '500.00', on: '2026-11-03' })
    await postItem(world, { party, number: 'Z2', amount: '-200.00', on: '2026-11-10' })
    const page = await world.person('clerk')
    await page.goto(world.at('open-items'))
    await heading(page, 'Öppna poster')
    await page.keyboard.press('/')
    await page.keyboard.type('zeta')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=zeta/)
    await page.getByText('2 poster').waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByText('Öppet i det markerade: 300,00 SEK').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('Räknade av mot 1 post').waitFor()
    await page.getByText('1 post', { exact: true }).waitFor()
    await page.keyboard.press('z')
    await page.getByText('2 poster').waitFor()
  })
})

describe('open items where there is little room', () => {
  test('beside a drawer the open amount stays in sight; on a phone every row keeps its name', async () => {
    const party = await world.party({
      number: '901',
      name: 'Ypsilon Ventilation och Sanitet i Björkvik AB',
      kind: 'company',
    })
    await postItem(world, { party, number: 'Y1', amount: '7500.00', on: '2026-11-03' })
    const page = await world.person('clerk')
    await page.goto(world.at('open-items?q=ypsilon'))
    await page.getByText('1 post', { exact: true }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await page.locator('.drawer').waitFor()
    const amount = await page.locator('tr[data-key] td.amount').last().boundingBox()
    const drawer = await page.locator('.drawer').boundingBox()
    expect(amount!.x + amount!.width).toBeLessThanOrEqual(drawer!.x + 1)
    const phone = await world.person('clerk', { width: 390 })
    await phone.goto(world.at('open-items?q=ypsilon'))
    await phone.getByText('1 post', { exact: true }).waitFor()
    const main = await phone.locator('tr[data-key] td[data-phone="main"]').boundingBox()
    expect(main!.width).toBeGreaterThan(150)
    // The ages come first, the table in the upper half: what is asked waits behind one line.
    await phone.goto(world.at('ageing'))
    const table = await phone.getByRole('table').boundingBox()
    expect(table!.y).toBeLessThan(260)
    await phone.getByRole('button', { name: /2026 · /, expanded: false }).click()
    await phone.getByRole('slider').first().waitFor()
  })

  test('stand with how old they are; an age opens its own rows, pressed again all of them', async () => {
    const party = await world.party({ number: '902', name: 'Xerxes Måleri', kind: 'company' })
    await postItem(world, { party, number: 'X1', amount: '700.00', on: '2026-09-01', due: '2026-09-15' })
    await postItem(world, { party, number: 'X2', amount: '300.40', on: '2026-11-20', due: '2026-12-20' })
    const page = await world.person('clerk')
    await page.goto(world.at('open-items?q=xerxes'))
    await page.getByText('2 poster').waitFor()
    const ages = page.getByRole('group', { name: 'Öppet efter ålder, SEK' })
    expect(await ages.getByRole('button').allTextContents()).toEqual([
      'Ej förfallet 300',
      '1–30 dagar 0',
      '31–60 dagar 0',
      '61–90 dagar 700',
      'Över 90 dagar 0',
    ])
    await ages.getByRole('button', { name: '61–90 dagar 700' }).click()
    await page.getByText('1 post', { exact: true }).waitFor()
    await expectAccessible(page)
    await ages.getByRole('button', { name: '61–90 dagar 700', pressed: true }).click()
    await page.getByText('2 poster').waitFor()
  })
})

describe('the books', () => {
  test('an auditor opens ten figures, each down to unchanged bytes', async () => {
    const page = await world.person('auditor')
    const seen = new Set<string>()
    for (const [kind, file, days] of [
      ['invoice', 'augusti.csv', 'to=2026-08-31'],
      ['payment', 'december.xml', 'from=2026-12-01'],
    ]) {
      await page.goto(`${world.at('vouchers')}?kind=${kind}&${days}`)
      await page.locator('tr[data-key]').nth(4).waitFor()
      for (let row = 0; row < 5; row++) {
        const line = page.locator('tr[data-key]').nth(row)
        const name = (await line.locator('td').first().textContent())!
        await line.getByRole('button').click()
        const drawer = page.locator('.drawer')
        await drawer.getByRole('heading', { name: `Varifrån kommer ${name}?` }).waitFor()
        await drawer
          .getByText(/oförändra/)
          .first()
          .waitFor()
        await drawer.getByText(file!).first().waitFor()
        seen.add(name)
        await page.getByRole('button', { name: 'Stäng' }).click()
      }
    }
    expect(seen.size).toBe(10)
  })

  test('a figure of the ledger opens its account, its voucher, and back restores the way', async () => {
    const page = await world.person('auditor')
    await page.goto(`${world.at('general-ledger')}?from=2026-08-01&to=2026-12-31`)
    await page.getByRole('row', { name: /1510/ }).getByRole('button').last().click()
    await heading(page, /^1510/)
    await expectAccessible(page)
    await page.locator('tr[data-key]').nth(1).click()
    await heading(page, /^Verifikation/)
    await page.getByText('Debet och kredit är lika.').waitFor()
    await expectAccessible(page)
    await page.goBack()
    await heading(page, /^1510/)
    await page.goBack()
    await heading(page, 'Huvudbok')
    expect(new URL(page.url()).searchParams.get('from')).toBe('2026-08-01')
  })

  test('an opening balance opens to what made it', async () => {
    const page = await world.person('auditor')
    const from = () => new URL(page.url()).searchParams.get('from')
    await page.goto(`${world.at('general-ledger')}?from=2026-09-01&to=2026-12-31`)
    await page.getByRole('row', { name: /1510/ }).getByRole('button').first().click()
    await heading(page, /^1510/)
    await expect.poll(from).toBe('2026-01-01')
    await expect.poll(() => page.locator('tr[data-key]').count()).toBeGreaterThan(2)
    await page.goto(`${world.at('general-ledger')}?from=2026-09-01&to=2026-12-31&account=1510`)
    await page
      .getByRole('row', { name: /^Ingående/ })
      .getByRole('button')
      .click()
    await expect.poll(() => new URL(page.url()).searchParams.get('to')).toBe('2026-08-31')
    await expect.poll(() => page.locator('tr[data-key]').count()).toBeGreaterThan(2)
  })

  test('a total opens to the same sum seen from the other side', async () => {
    const page = await world.person('controller')
    const foot = page.locator('tfoot').getByRole('button')
    await page.goto(`${world.at('general-ledger')}?from=2026-01-01&to=2026-12-31`)
    const debit = (await foot.nth(1).textContent())!
    await foot.nth(1).press('Enter')
    await heading(page, 'Verifikationer')
    await expect.poll(() => foot.textContent()).toBe(debit)
    await foot.press('Enter')
    await heading(page, 'Huvudbok')
    await page.goto(world.at('open-items'))
    const open = (await foot.textContent())!
    await foot.press('Enter')
    await heading(page, 'Åldersanalys')
    await page.locator('tfoot').getByText(open, { exact: true }).first().waitFor()
    // What moved on one account: the vouchers that moved it.
    await page.goto(`${world.at('general-ledger')}?from=2026-01-01&to=2026-12-31&account=1510`)
    await foot.first().press('Enter')
    await heading(page, 'Verifikationer')
    expect(new URL(page.url()).search).toMatch(/from=2026-01-01.*to=2026-12-31.*account=1510/)
    // What closes it: what was open then, to the same sum.
    await page.goto(`${world.at('general-ledger')}?from=2026-09-01&to=2026-09-30&account=1510`)
    const closing = (await foot.last().textContent())!
    await foot.last().press('Enter')
    await heading(page, 'Öppna poster')
    expect(new URL(page.url()).search).toMatch(/asOf=2026-09-30.*account=1510/)
    await page.locator('tfoot').getByText(closing, { exact: true }).first().waitFor()
  })

  test('the reconciliation agrees on any day, and every check holds', async () => {
    const page = await world.person('controller')
    await page.goto(`${world.at('reconciliation')}?asOf=2026-08-31`)
    await page.getByText('Allt stämmer den 31 augusti 2026. Skillnad 0,00.').waitFor()
    await page.getByRole('button', { name: 'Pröva böckerna' }).click()
    await page.getByText(/Alla \d+ kontroller håller\./).waitFor()
    await expectAccessible(page)
    await page.getByRole('row', { name: /1510/ }).first().getByRole('button').first().click()
    await page.waitForURL(/open-items\?.*account=1510/)
    expect(new URL(page.url()).searchParams.get('asOf')).toBe('2026-08-31')
  })

  test('vouchers go to the accounting system once', async () => {
    const page = await world.person('controller')
    await page.goto(`${world.at('vouchers')}?shown=export&to=2026-08-31`)
    const button = page.getByRole('button', { name: 'Exportera 12 verifikationer' })
    await button.waitFor()
    await expectAccessible(page)
    const download = page.waitForEvent('download')
    await button.click()
    expect((await download).suggestedFilename()).toMatch(/\.si$/)
    await page.getByText('12 har systemet redan fått.').waitFor()
    await page.getByRole('button', { name: 'Exportera 0 verifikationer' }).waitFor()
    await page.getByRole('link', { name: /Hämta .*\.si/ }).waitFor()
  })
})

test.each(['ageing', 'open-items', 'reconciliation', 'vouchers', 'general-ledger'])(
  '%s is accessible with and without rows, in four languages, on a phone and in the dark',
  async (screen) => {
    const nothing = 'asOf=2024-01-31&from=2024-01-01&to=2024-01-31'
    for (const [language, width, isDark, query] of [
      ['sv', 1440, false, nothing],
      ['nb', 390, false, ''],
      ['bg', 390, true, ''],
      ['en', 1440, true, 'from=2026-08-01'],
    ] as const) {
      const page = await world.person('auditor', { language, width, isDark })
      await page.goto(`${world.at(screen)}?${query}`)
      await page.locator('h1').waitFor()
      await settled(page)
      await expectAccessible(page)
      await page.close()
    }
  },
)

test('a fee leads on to the letter that charged it and to the claim it is of; nothing passed is offered again', async () => {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-20' })
  await savePlainPolicy(world, { interest: 'charged' })
  const bolag = await world.party({ number: '1', name: 'Bolaget AB', kind: 'company' })
  await postItem(world, { party: bolag, number: 'A', amount: '10000.00', on: '2026-09-01', due: '2026-10-30' })
  await remind(world)
  const page = await world.person('auditor')
  await page.goto(world.at('open-items'))
  await page.getByRole('row').getByRole('button', { name: '60,00' }).click()
  const drawer = page.getByRole('complementary', { name: /^Varifrån kommer/ })
  const steps = drawer.locator('.trail-next button .title')
  await steps.first().waitFor()
  expect(await steps.allTextContents()).toEqual([
    expect.stringMatching(/^Brev /),
    'Öppen post A',
    expect.stringMatching(/^Kontering 1510/),
  ])
  await steps.last().click()
  await drawer.getByText(/^Verifikation /).waitFor()
  expect((await steps.allTextContents()).map((title) => title.split(' ')[0])).toEqual(['Verifikation'])
  await page.keyboard.press('Escape')
  await steps.first().click()
  await drawer.getByRole('button', { name: 'Öppna', exact: true }).click()
  await page.waitForURL(/dunning-letters\?at=/)
  await page.locator('.drawer canvas').first().waitFor()
})

test('a general ledger of another number, and not whole: read when it is meant, and what is askew is told before', async () => {
  const page = await world.person('administrator')
  await page.goto(world.at('reconciliation'))
  const rows =
    '#FNAMN "Annan kommun"\n#ORGNR 556026-9986\n#RAR 0 20260101 20261231\n#KONTO 1510 a\n#KONTO 3001 b\n#IB 0 1510 0.00\n#UB 0 1510 99.00\n'
  const voucher = '#VER A 1 20260105\n{\n#TRANS 1510 {} 5.00\n#TRANS 3001 {} -5.00\n}\n'
  await page
    .getByRole('button', { name: /Läs in huvudbok/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[type=file]').setInputFiles({
    name: 'annan.se',
    mimeType: 'text/plain',
    buffer: Buffer.from(`#FLAGGA 0\n#PROGRAM a 1\n#FORMAT PC8\n#GEN 20260101\n#SIETYP 4\n${rows}${voucher}`, 'latin1'),
  })
  await page.keyboard.press('Control+Enter')
  await dialog.getByText(/gäller ett annat företag/).waitFor()
  await dialog.getByRole('checkbox').check()
  await page.keyboard.press('Control+Enter')
  await dialog
    .getByText(/Konto 1510: ingående saldo och verifikaten i filen blir 5.00, men utgående saldo är 99.00/)
    .waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached' })
})
