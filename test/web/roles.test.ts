import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { ocrGiroFile } from '../../demo/bank-files.ts'
import { sealAudit } from '../../src/access/seal-audit.ts'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import type { ImportAnswer } from '../../src/invoicing/imports/import-orders.ts'
import { importOrders } from '../../src/invoicing/imports/import-orders.ts'
import { approveAndIssue } from '../../src/invoicing/run/approve-and-issue.ts'
import type { Day } from '../../src/kernel/day.ts'
import { broken, open } from '../bank-books.ts'
import { camt054File } from '../bank-files.ts'
import { stored } from '../order-files.ts'
import { beginTask } from './count.ts'
import { foreignWords, layoutFaults, notCyrillic, readDictionary, wordsOf } from './inspect.ts'
import type { WebWorld } from './world.ts'
import { expectAccessible, openWebWorld, settled } from './world.ts'

const head = 'Orderreferens;Kundnummer;Kundnamn;Benämning;Antal;À-pris;Momskod'
const sheet = (rows: readonly string[]) => Buffer.from(`\ufeff${[head, ...rows].join('\r\n')}\r\n`)

interface Claim {
  number: string
  reference: string
  amount: bigint
  name: string
}
/** What is unpaid, as the payers know it. */
const claims = (world: WebWorld): Promise<Claim[]> =>
  world.tx(({ db }) =>
    db.rows<Claim>(
      `select i.number_text as number, i.reference, i.amount_open as amount, p.name from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        where i.amount_open > 0 order by i.number_text`,
    ),
  )
const plain = (amount: bigint) => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`
const settings = (world: WebWorld, name: string, value: string) =>
  world.tx(({ db, company }) =>
    db.query(`insert into company_settings (company_id, name, valid_from, value) values ($1, $2, '2020-01-01', $3)`, [
      company.id,
      name,
      value,
    ]),
  )
const hasFocus = (target: Locator) => target.evaluate((one) => one.contains(document.activeElement))

test('a municipality’s clerk: an order file, a row put right, a second person, a bank file, the desk, nothing left', async () => {
  const world = await openWebWorld('SE', { today: '2026-11-22' })
  for (const number of ['1001', '1002', '1003', '1004', '1005'])
    await world.party({ number, name: `Familj ${number}`, kind: 'person' })
  await world.tx(({ db, company }) =>
    db.query(`update invoice_groups set two_person_approval = true where company_id = $1`, [company.id]),
  )
  // What is not a reference is left to the person, so that the desk has something to do.
  await settings(world, 'match-threshold', '2')
  const clerk = await world.person('clerk', { name: 'Anders Lind' })
  await clerk.goto(world.at(''))
  await clerk.getByText('Inget väntar på dig.').waitFor()

  const morning = await beginTask(clerk)
  const rows = ['1001', '1002', '9999', '1004', '1005'].map(
    (customer, i) => `O-${i};${customer};;Förskola november;1;${1000 + i * 37},00;S25`,
  )
  await morning.drop([{ name: 'november.csv', bytes: sheet(rows) }])
  await clerk.waitForURL(/\/billing-runs\//)
  await clerk.getByText('1 rad i november.csv behöver dig').waitFor()
  await clerk.keyboard.press('v')
  await clerk.waitForURL(/\/order-files\//)
  await clerk.getByLabel('Kundnummer, rad 4', { exact: true }).fill('1003')
  await clerk.keyboard.press('Control+Enter')
  await clerk.waitForURL(/\/billing-runs\//)
  await clerk.getByText('Du föreslog körningen, så någon annan behöver godkänna den.').waitFor()
  await clerk.keyboard.press('Control+Enter')
  expect(await open(world)).toEqual([])

  const approver = await world.person('approver', { name: 'Karin Ståhl' })
  await approver.goto(world.at(''))
  await approver.getByText(/^En sak behöver dig i dag/).waitFor()
  await approver.keyboard.press('Enter')
  await approver.waitForURL(/\/billing-runs\//)
  await approver.getByRole('button', { name: /^Godkänn 5 fakturor/ }).waitFor()
  await approver.keyboard.press('Control+Enter')
  await approver.getByText('5 fakturor är utfärdade').waitFor()

  const invoiced = await claims(world)
  expect(invoiced.length).toBe(5)
  const payments = invoiced.map(({ reference, amount, name }, i) => ({
    ...(i < 3 ? { reference } : { text: `avgift ${name}` }),
    amount: plain(amount),
    name,
  }))
  await clerk.goto(world.at(''))
  await clerk.locator('main h1').waitFor()
  const noon = await beginTask(clerk)
  await noon.drop([{ name: 'bank.xml', bytes: camt054File(payments, { bookedOn: world.today }) }])
  await clerk.getByText('3 är klara. 2 behöver dig.').waitFor()
  await clerk.keyboard.press('Enter')
  await clerk.waitForURL(/\/matching\?file=/)
  for (const left of [2, 1]) {
    await clerk.getByText(`Inbetalning 1 av ${left}`, { exact: true }).waitFor()
    await clerk.locator('.candidate[aria-current] .button.primary').waitFor()
    await clerk.keyboard.press('Enter')
  }
  await clerk.getByText('Inget i den här filen väntar.').waitFor()
  await expect.poll(() => open(world)).toEqual([])
  await clerk.goto(world.at(''))
  await clerk.getByText('Inget väntar på dig.').waitFor()
  await expectAccessible(clerk)
  expect(await broken(world)).toEqual([])
})

test('a Bulgarian owner: a proforma by hand, its payment, the advance invoice; every word Bulgarian', async () => {
  const world = await openWebWorld('BG')
  await world.party({ number: '501', name: 'Лютива Чушка ООД', kind: 'company' })
  const dictionary = await readDictionary()
  const owner = await world.person('administrator', { language: 'bg', name: 'Роза Иванова' })
  const inBulgarian = async () => {
    const words = await wordsOf(owner)
    expect(foreignWords(dictionary, 'bg', words), owner.url()).toEqual([])
    expect(
      notCyrillic(words, (text) => /^(EUR|Excel|PDF.*|IBAN|BGN|[A-Z]{2}\d+.*)$/.test(text)),
      owner.url(),
    ).toEqual([])
    expect(await layoutFaults(owner), owner.url()).toEqual([])
    await expectAccessible(owner)
  }
  await owner.goto(world.at(''))
  await owner.getByText('Нищо не ви чака.').waitFor()
  await inBulgarian()

  await owner.keyboard.press('f')
  await owner.waitForURL(/\/invoices\/new/)
  await owner.getByRole('button', { name: 'Проформа фактура', exact: true }).click()
  await owner.getByRole('combobox', { name: 'Клиент' }).fill('501')
  await owner.keyboard.press('Tab')
  await owner.getByLabel('Ред 1, Описание').fill('Разработка на сайт')
  await owner.getByLabel('Ред 1, Ед. цена').fill('1 250,50')
  await owner.getByText('1 500,60').first().waitFor()
  // A sentence that ends with the year ends once.
  await owner.getByText(/падеж \d+ \p{L}+ \d{4} г\.$/u).waitFor()
  await inBulgarian()
  await owner.keyboard.press('Control+Enter')
  const made = owner.getByRole('link', { name: /^Отвори P\d+/ })
  await made.waitFor()
  const number = (await made.textContent())!.replace('Отвори ', '')

  await owner.goto(world.at(''))
  await owner.locator('main h1').waitFor()
  const task = await beginTask(owner)
  const file = camt054File([{ text: `Проформа ${number}`, amount: '1500.60', name: 'Лютива Чушка ООД' }], {
    iban: 'BG80BNBG96611020345678',
    currency: 'EUR',
    bookedOn: world.today,
  })
  await task.drop([{ name: 'плащания.xml', bytes: file }])
  await owner.getByText(/^1 /).first().waitFor()
  await owner.keyboard.press('Escape')
  // The paid proforma becomes its advance invoice by itself.
  await expect
    .poll(async () => {
      await owner.goto(world.at('invoices?kind=advance-invoice'))
      await owner.locator('main h1').waitFor()
      return await owner.getByRole('row').filter({ hasText: 'Лютива Чушка' }).count()
    })
    .toBe(1)
  await owner.getByRole('row').filter({ hasText: 'Лютива Чушка' }).click()
  await owner.getByRole('heading', { name: /^Авансова фактура \d{10}/, level: 1 }).waitFor()
  await owner.getByText('Платена', { exact: true }).first().waitFor()
  await inBulgarian()
  expect(await open(world)).toEqual([])
  expect(await broken(world)).toEqual([])
})

describe('a Norwegian accountant, by keyboard alone', () => {
  /** A person with keys and no mouse: any press of a pointer fails the test. */
  const byKeys = (page: Page) => ({
    press: (key: string) => page.keyboard.press(key),
    type: (text: string) => page.keyboard.type(text),
    /** As Tab goes, to what is wanted; it must be reachable. */
    async tabTo(target: Locator): Promise<void> {
      await target.waitFor()
      for (let i = 0; i < 120 && !(await hasFocus(target)); i++) await page.keyboard.press('Tab')
      expect(await hasFocus(target), `Tab reaches ${target}`).toBe(true)
    },
    async find(text: string, option: RegExp): Promise<void> {
      await page.keyboard.press('Control+k')
      await page.locator('dialog.palette[open]').waitFor()
      await page.keyboard.type(text)
      const wanted = page.getByRole('option', { name: option }).first()
      await wanted.waitFor()
      for (let i = 0; i < 30 && (await wanted.getAttribute('aria-selected')) !== 'true'; i++)
        await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
    },
  })

  test('a KID file, ages at a month end, a statement, the reconciliation, vouchers to the accounts', async () => {
    const world = await openWebWorld('NO', { today: '2026-10-05' })
    for (const [number, name] of [
      ['301', 'Fjord Rør AS'],
      ['302', 'Ødegård Elektro'],
      ['303', 'Kari Nordmann'],
    ] as const) {
      await world.party({ number, name, kind: 'company' })
      await world.do<Billed>(invoiceNow, {
        customer: number,
        lines: [{ name: 'Montering', quantity: '2', unitPrice: number, vatCode: 'S25' }],
      })
    }
    const invoiced = await claims(world)
    expect(invoiced.length).toBe(3)
    world.today = '2026-11-20' as Day
    const kid = ocrGiroFile(
      '86011117947',
      '2026-11-19' as Day,
      invoiced
        .slice(0, 2)
        .map(({ reference, amount, name }) => ({ reference, amount, payer: name, text: null }) as never),
    )

    const page = await world.person('administrator', { language: 'nb', name: 'Ingrid Dahl' })
    page.on('filechooser', () => {})
    await page.addInitScript(() => {
      addEventListener('pointerdown', () => document.documentElement.setAttribute('data-pointed', ''), true)
    })
    const keys = byKeys(page)
    await page.goto(world.at('bank/files'))
    const choose = page.getByRole('button', { name: 'Les inn bankfil' })
    await keys.tabTo(choose)
    const chooser = page.waitForEvent('filechooser')
    await keys.press('Enter')
    await (await chooser).setFiles({ name: 'ocr.txt', mimeType: 'text/plain', buffer: kid })
    await page.getByText(/^2 er ferdige/).waitFor()
    await keys.press('Escape')
    expect((await open(world)).length).toBe(1)

    // Aged at the end of October: all three, and the ledger agrees.
    await keys.find('alder okt', /Aldersfordeling/)
    await page.waitForURL(/ageing\?asOf=2026-10-31/)
    await page.getByText('Stemmer med hovedboken.').waitFor()
    await keys.press('Enter')
    await expect.poll(() => page.locator('.drawer tr[data-key]').count()).toBe(3)
    await keys.press('Escape')
    await page.locator('.drawer').waitFor({ state: 'detached' })

    // Whom it concerns, and the statement as he gets it.
    await keys.find('Kari Nord', /Kari Nordmann/)
    await page.waitForURL(/\/customers\/303/)
    await page.getByRole('heading', { level: 1, name: /Kari Nordmann/ }).waitFor()
    await keys.press('u')
    await page.locator('.drawer canvas').first().waitFor()
    await keys.press('Escape')
    await page.locator('.drawer').waitFor({ state: 'detached' })

    await keys.find('avstem', /Avstemming/)
    await page.waitForURL(/\/reconciliation/)
    await page
      .getByText(/Skillnad 0,00|Avvik 0,00/)
      .first()
      .waitFor()
    await expectAccessible(page)

    // SIE and a plain file, each with what the other has not hidden.
    await keys.find('bilag', /^Bilag/)
    await page.waitForURL(/\/vouchers/)
    // The first that is offered, then two further down.
    for (const [down, ending] of [
      [0, /\.si$/],
      [2, /\.csv$/],
    ] as const) {
      await page.goto(`${world.at('vouchers')}?shown=export`)
      await keys.tabTo(page.getByLabel('Format'))
      for (let i = 0; i < down; i++) await keys.press('ArrowDown')
      await page.getByRole('button', { name: /^Eksporter 5 bilag/ }).waitFor()
      const download = page.waitForEvent('download')
      await keys.press('Control+Enter')
      expect((await download).suggestedFilename()).toMatch(ending)
      await page.getByRole('button', { name: /^Eksporter 0/ }).waitFor()
    }
    expect(await page.locator('html[data-pointed]').count(), 'presses of a pointer').toBe(0)
    expect(await broken(world)).toEqual([])
  })
})

describe('an auditor', () => {
  const books = async (): Promise<WebWorld> => {
    const world = await openWebWorld('SE', { today: '2026-08-03' })
    const numbers = Array.from({ length: 14 }, (_, i) => String(101 + i))
    for (const number of numbers) await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    await world.tx(({ db, company }) =>
      db.query(`update invoice_groups set combine = false where company_id = $1`, [company.id]),
    )
    const rows = numbers.map((number, i) => `A-${number};${number};;Avgift;1;${200 + i * 7},00;S25`)
    const file = await stored(world, 'augusti.csv', sheet(rows))
    const { run } = await world.do<ImportAnswer>(importOrders, { ...file, acceptGoodRows: true, propose: true })
    await world.do(approveAndIssue, { runId: run!.runId })
    world.today = '2026-09-15' as Day
    const payments = (await claims(world))
      .slice(0, 8)
      .map(({ reference, amount, name }) => ({ reference, amount: plain(amount), name }))
    await world.do(importBankFile, {
      file: {
        name: 'september.xml',
        ...(await world.installation.files.put(world.companyId, [camt054File(payments, { bookedOn: '2026-09-14' })])),
      },
    })
    await world.do(match, {})
    return world
  }

  /** Numbers that look drawn, the same for a seed. */
  const draws = (seed: number) => {
    let state = seed
    return (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
  }

  test('traces ten figures that chance chose to the cells and bytes they came in by, and sees the seals hold', async () => {
    const world = await books()
    await world.do(sealAudit, {})
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
    const draw = draws(seed)
    const page = await world.person('auditor')
    const lists: { address: string; amounts: (row: Locator) => Locator }[] = [
      { address: 'vouchers?kind=invoice&to=2026-08-31', amounts: (row) => row.getByRole('button') },
      { address: 'vouchers?kind=payment&from=2026-09-01', amounts: (row) => row.getByRole('button') },
      { address: 'open-items?asOf=2026-08-31', amounts: (row) => row.getByRole('button') },
    ]
    const seen = new Set<string>()
    for (let tries = 0; seen.size < 10 && tries < 60; tries++) {
      const list = lists[draw(lists.length)]!
      await page.goto(world.at(list.address))
      const rows = page.locator('tr[data-key]')
      await rows.first().waitFor()
      const row = rows.nth(draw(await rows.count()))
      const key = `${list.address} ${await row.getAttribute('data-key')}`
      if (seen.has(key)) continue
      const figure = list.amounts(row).last()
      const amount = (await figure.textContent())!.replace(/[^\d,]/g, '')
      await figure.click()
      const drawer = page.getByRole('complementary', { name: /^Varifrån kommer/ })
      // Step by step, until a source stands there.
      const used = drawer.locator('tr.used, .source-text mark')
      const step = drawer.locator('.trail-next button').first()
      for (let steps = 0; steps < 6; steps++) {
        await used.or(step).first().waitFor()
        if ((await used.count()) > 0) break
        await step.click()
      }
      await drawer
        .getByText(/oförändrad/)
        .first()
        .waitFor()
      // A cell of the sheet, or the bytes of the bank's file: the very part that was used is marked.
      const text = (await used.allInnerTexts()).join(' ').replace(/\s/g, '')
      const cents = Number(amount.replace(',', '.'))
      const forms = [cents, cents / 1.25].flatMap((value) => [
        value.toFixed(2),
        value.toFixed(2).replace('.', ','),
        String(value),
      ])
      expect(
        forms.some((form) => text.includes(form)),
        `seed ${seed}: ${key}: one of ${forms} in ${text}`,
      ).toBe(true)
      seen.add(key)
    }
    expect(seen.size, `seed ${seed}`).toBe(10)

    await page.goto(world.at('audit'))
    await page.getByText(/händelser förseglade i 1 sigill/).waitFor()
    await page.keyboard.press('v')
    await page.getByText(/^Obruten: \d+ händelser i 1 sigill stämmer/).waitFor()
    await expectAccessible(page)
  })

  test('may change nothing: no screen offers an act, and the server refuses what is asked behind its back', async () => {
    const world = await books()
    const page = await world.person('auditor')
    await page.goto(world.at(''))
    await page.locator('.menu-groups a').first().waitFor()
    const menu = await page
      .locator('.menu-groups a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    const [invoice] = await world.tx(({ db }) => db.rows<{ id: string }>(`select id from invoices limit 1`))
    const looking =
      /^(Excel|Skriv ut|Ordna|Favorit|Öppna↵|Gjort i dag|Alla|Mina|Kronor|Andel|Antal|Filer|Filtrera|Mer|Export|Visa|Frågor|Prova|Pröva|Kontoutdrag|Meny|Stäng|Hjälp|Till påminnelsereglerna$|Tavla$|Lista$)/
    const offered: string[] = []
    for (const address of [...menu, `${new URL(world.at(`invoices/${invoice!.id}`)).pathname}`]) {
      await page.goto(new URL(address, world.http.url).href)
      await page.locator('main h1').waitFor()
      await settled(page)
      const names = await page
        .locator('main .acts button:visible, main .button.primary:visible')
        .evaluateAll((buttons) => buttons.map((button) => (button.textContent ?? '').trim()))
      offered.push(...names.filter((name) => name && !looking.test(name)).map((name) => `${address}: ${name}`))
    }
    expect(offered).toEqual([])

    const { pathname } = new URL(world.at(''))
    for (const [method, address] of [
      ['POST', 'match-runs'],
      ['POST', 'billing-runs'],
      ['PUT', 'set-up/parameters'],
    ] as const) {
      const answer = await page.request.fetch(`${world.http.url}/api/v1${pathname.replace(/\/$/, '')}/${address}`, {
        method,
        headers: { 'x-reskontra-csrf': '1' },
        data: {},
      })
      expect(answer.status(), address).toBe(403)
    }
  })
})
