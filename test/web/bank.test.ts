import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { payBack } from '../../src/bank/attest/pay-back.ts'
import { listDesk } from '../../src/bank/desk/list-desk.ts'
import { listPayments } from '../../src/bank/files/list-payments.ts'
import { match } from '../../src/bank/placing/match.ts'
import type { User } from '../../src/db/context.ts'
import { broken, importPayments, money, open, openInvoice } from '../bank-books.ts'
import { camt054File } from '../bank-files.ts'
import { beginTask, expectWithinBudget, totalOf } from './count.ts'
import type { WebWorld } from './world.ts'
import { breaksOnPurpose, expectAccessible, openWebWorld } from './world.ts'

/** The machine leaves all that is not a reference to the person, so that the desk has something to do. */
const leaveToPerson = (world: WebWorld) =>
  world.tx(({ db, company }) =>
    db.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, 'match-threshold', '2020-01-01', '2')`,
      [company.id],
    ),
  )
const waiting = async (world: WebWorld) => (await world.do<{ count: number }>(listDesk, {})).count
const names = ['Ek', 'Lind', 'Berg', 'Dahl', 'Holm', 'Ström', 'Öberg', 'Åkerlund', 'Nyman', 'Sjögren']
const first = ['Ada', 'Bo', 'Cilla', 'David', 'Elin', 'Frans', 'Greta', 'Hugo', 'Ida', 'Johan']

/** Payments whose reference has two digits swapped: the right invoice stands first, a person decides. */
async function damaged(count: number): Promise<WebWorld> {
  const world = await openWebWorld('SE')
  await leaveToPerson(world)
  const payments = []
  for (let i = 0; i < count; i++) {
    const name = `${first[i % 10]} ${names[Math.floor(i / 10) % 10]}`
    const party = await world.party({ name })
    const amount = `${1000 + i * 37}.50`
    await openInvoice(world, party, `48${String(3170 + i * 113).padStart(6, '0')}`, amount, { dueOn: '2026-11-10' })
    payments.push(money(amount, { text: `betalning ${name}`, payer: { name } }))
  }
  await importPayments(world, 'F', payments)
  await world.do(match, {})
  return world
}
const toDesk = async (page: Page, world: WebWorld) => {
  await page.goto(world.at('matching'))
  await page.locator('.candidate[aria-current]').waitFor()
}
/** The first screen as a person finds it in the morning: the first line of the work is the desk. */
const home = async (world: WebWorld) => {
  const page = await world.person('clerk')
  await page.goto(world.at(''))
  await page.getByRole('main').getByText('Matcha inbetalningar').first().waitFor()
  return page
}
/** The chosen payment and its candidates stand there, ready for a key. */
const ready = (page: Page) => page.locator('.candidate[aria-current] .button.primary').waitFor()

describe('a bank file dropped anywhere', () => {
  const file = async (world: WebWorld, count: number, weak = 0) => {
    const party = await world.party({ name: 'Elsa Bergström' })
    const payments = []
    for (let i = 0; i < count; i++) {
      const number = `70${String(1000 + i)}`
      await openInvoice(world, party, number, `${100 + i}.00`)
      payments.push({ reference: number, amount: `${100 + i}.00`, name: 'Elsa Bergström' })
    }
    for (let i = 0; i < weak; i++) payments.push({ text: 'insättning', amount: `${77 + i}.13`, name: 'Okänd' })
    return camt054File(payments, { id: `C${count}` })
  }
  const drop = async (count: number, weak = 0) => {
    const world = await openWebWorld('SE')
    const page = await world.person('clerk')
    await page.goto(world.at(''))
    await page.locator('main h1').waitFor()
    const bytes = await file(world, count, weak)
    const task = await beginTask(page)
    await task.drop([{ name: 'bank.xml', bytes }])
    await page.getByText(`${count} är klar`).waitFor()
    return { world, page, task, bytes }
  }

  test('says what was settled and what needs a person; the same file again changes nothing', async () => {
    const { world, page, task, bytes } = await drop(10, 2)
    await page.getByText('10 är klara. 2 behöver dig.').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/matching\?file=/)
    await page.getByText('Inbetalning 1 av 2').waitFor()
    await task.drop([{ name: 'again.xml', bytes }])
    await page.getByText(/Filen lästes in .* Inget ändrades\./).waitFor()
    expect(await waiting(world)).toBe(2)
    expect((await open(world)).length).toBe(2)
    expect(await broken(world)).toEqual([])
  })

  test('exact references: as many actions for a hundred payments as for one', async () => {
    const one = (await drop(1)).task.cost()
    const hundred = (await drop(100)).task.cost()
    expectWithinBudget('Bank file, exact references', one, { count: 99, cost: hundred })
  })

  test('several at once, each told by itself; what is no bank file is said to be none', async () => {
    const world = await openWebWorld('SE')
    const page = await world.person('clerk')
    await page.goto(world.at('invoices'))
    await page.locator('main h1').waitFor()
    const bytes = await file(world, 2)
    const task = await beginTask(page)
    await task.drop([
      { name: 'bank.xml', bytes },
      { name: 'brev.txt', bytes: new TextEncoder().encode('Hej\n') },
    ])
    await page.getByText('2 är klara. Inget behöver dig.').waitFor()
    await page.getByText('Filen känns inte igen').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Filen känns inte igen').waitFor({ state: 'detached' })
  })

  test('on a phone, where nothing can be dropped, it is chosen on the bank’s own page', async () => {
    const world = await openWebWorld('SE')
    const page = await world.person('clerk', { width: 390 })
    await page.goto(world.at('bank'))
    const chosen = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Läs in bankfil' }).click()
    await (await chosen).setFiles({ name: 'bank.xml', mimeType: 'text/xml', buffer: Buffer.from(await file(world, 2)) })
    await page.getByText('2 är klara. Inget behöver dig.').waitFor()
  })

  test('who may not import is told', async () => {
    const world = await openWebWorld('SE')
    const page = await world.person('auditor')
    await page.goto(world.at('bank'))
    await page.locator('main h1').waitFor()
    const task = await beginTask(page)
    await task.drop([{ name: 'bank.xml', bytes: camt054File([{ amount: '1.00' }]) }])
    await page.getByText('Du har inte behörighet att läsa in bankfiler.').waitFor()
    expect((await world.do<{ rows: unknown[] }>(listPayments, {})).rows).toEqual([])
  })
})

describe('the matching desk', () => {
  const work = async (count: number) => {
    const world = await damaged(count)
    const page = await home(world)
    const task = await beginTask(page)
    await task.key('Enter')
    for (let i = 0; i < count; i++) {
      await page.getByText(`Inbetalning 1 av ${count - i}`, { exact: true }).waitFor()
      await ready(page)
      await task.key('Enter')
    }
    await page.getByText('Allt är matchat.').waitFor()
    // The hand is far ahead of the server, which takes one after the other.
    await expect.poll(() => waiting(world)).toBe(0)
    expect(await open(world)).toEqual([])
    expect(await broken(world)).toEqual([])
    return task.cost()
  }
  test('one, ten and a hundred weak payments by keys alone: one key each where the right one is first', async () => {
    const one = await work(1)
    const ten = await work(10)
    const hundred = await work(100)
    expectWithinBudget('Payment without reference', one, { count: 9, cost: ten })
    expectWithinBudget('Payment without reference', one, { count: 99, cost: hundred })
    // The aim of the desk: at most 1.5 keys a case.
    expect((totalOf(hundred) - 2) / 100).toBeLessThanOrEqual(1.5)
  })

  describe('three invoices and a rest', () => {
    const three = async (paid: string, text: string) => {
      const world = await openWebWorld('SE')
      await leaveToPerson(world)
      const party = await world.party({ name: 'Lindö Måleri AB' })
      for (const [number, amount, dueOn] of [
        ['7001', '1234.50', '2026-10-01'],
        ['7002', '777.25', '2026-10-02'],
        ['7003', '3310.00', '2026-10-03'],
        ['7004', '9999.99', '2026-10-04'],
      ] as const)
        await openInvoice(world, party, number, amount, { dueOn })
      await importPayments(world, 'F', [money(paid, { text, payer: { name: 'Lindö Måleri AB' } })])
      await world.do(match, {})
      const page = await home(world)
      return { world, page, task: await beginTask(page) }
    }

    test('proposed: the rest is written off by the same key', async () => {
      const { world, page, task } = await three('5321.00', 'tre fakturor')
      await task.key('Enter')
      await ready(page)
      await expect
        .poll(() => page.locator('.candidate[aria-current] footer').textContent())
        .toContain('0,75 SEK skrivs av')
      await task.key('Enter')
      await page.getByText('Allt är matchat.').waitFor()
      expectWithinBudget('One payment, three invoices, rest written off', task.cost())
      await expect.poll(() => open(world)).toEqual([expect.stringContaining('invoice 9999.99')])
    })

    test('by hand: three ticks, the rule says what becomes of the rest', async () => {
      const { world, page, task } = await three('5321.00', 'tre fakturor')
      await task.key('Enter')
      await ready(page)
      // The hand is faster than the answer: its keys are kept.
      await page.route('**/matching-desk/*/items?*', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 400))
        await route.continue()
      })
      await task.key('d')
      await page.locator('.pane').waitFor()
      for (const key of ['1', '2', '3']) await task.key(key)
      await page.getByText('0,75 SEK skrivs av').waitFor()
      await expectAccessible(page)
      await task.key('Enter')
      await page.getByText('Allt är matchat.').waitFor()
      expectWithinBudget('The same by hand', task.cost())
      await expect.poll(() => open(world)).toEqual([expect.stringContaining('invoice 9999.99')])
      expect(await broken(world)).toEqual([])
    })

    test('an amount of one’s own, and what is over waits instead of going on account', async () => {
      const { world, page } = await three('2100.00', 'delbetalning')
      await page.goto(world.at('matching'))
      await ready(page)
      await page.keyboard.press('d')
      await page.getByRole('checkbox').nth(0).check()
      await page.getByLabel('Belopp på 7001').fill('1000')
      await page.getByText('Över', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Vänta' }).click()
      await page.getByRole('button', { name: 'Lägg på 1 post' }).click()
      await expect.poll(() => open(world)).toContain('1510 Lindö Måleri AB invoice 234.50')
      expect(await waiting(world)).toBe(1)
    })
  })

  test('a match is undone by one key, also before the server has answered, and the hand is back on it', async () => {
    const world = await damaged(3)
    const page = await world.person('clerk')
    await toDesk(page, world)
    await ready(page)
    const name = await page.locator('.desk-payer').textContent()
    await page.keyboard.press('Enter')
    const task = await beginTask(page)
    await task.key('z')
    await page.getByText(/^Ångrat:/).waitFor()
    expectWithinBudget('Undo a match', task.cost())
    await page.getByText('Inbetalning 1 av 3').waitFor()
    await expect.poll(() => page.locator('.desk-payer').textContent()).toBe(name)
    await expect.poll(() => waiting(world)).toBe(3)
    await page.keyboard.press('Shift+Z')
    await page.getByText('Inbetalning 1 av 2').waitFor()
    await expect.poll(() => waiting(world)).toBe(2)
  })

  test('who would close the page before the server has taken what the hand did is asked first', async () => {
    const world = await damaged(2)
    const page = await world.person('clerk')
    await toDesk(page, world)
    await ready(page)
    let letGo: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.route(/\/(accept|matches)$/, async (route) => {
      await held
      await route.continue()
    })
    const isAsked = () => page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })))
    expect(await isAsked()).toBe(false)
    await page.keyboard.press('Enter')
    await page.getByText('Inbetalning 1 av 1').waitFor()
    expect(await isAsked()).toBe(true)
    letGo()
    await expect.poll(isAsked).toBe(false)
    expect(await waiting(world)).toBe(1)
  })

  test('days later it is undone from wherever one is', async () => {
    const world = await damaged(1)
    const page = await world.person('clerk')
    await toDesk(page, world)
    await ready(page)
    await page.keyboard.press('Enter')
    await page.getByText('Allt är matchat.').waitFor()
    await expect.poll(() => waiting(world)).toBe(0)
    await page.goto(world.at(''))
    await page.locator('main h1').waitFor()
    const task = await beginTask(page)
    await task.key('Control+k')
    await page.locator('dialog.palette[open]').waitFor()
    await task.type('1000,50')
    const payment = page.getByRole('option', { name: /Inbetalning från Ada Ek/ })
    await payment.waitFor()
    while ((await payment.getAttribute('aria-selected')) !== 'true') await task.key('ArrowDown')
    await task.key('ArrowRight')
    await page.getByRole('option', { name: /Ångra matchningen/ }).waitFor()
    await task.key('z')
    await page.getByText(/Matchningen av .* är ångrad/).waitFor()
    expect(await waiting(world)).toBe(1)
    expectWithinBudget('Undo a match, days later', task.cost())
  })

  test('a refused pair is never offered again; a payment that somebody else took is refused and told', async () => {
    const world = await damaged(2)
    const page = await world.person('clerk')
    await toDesk(page, world)
    await ready(page)
    const number = (await page.locator('.candidate[aria-current] .candidate-item').textContent())!
    await page.keyboard.press('Backspace')
    await page.getByText(/föreslås inte igen/).waitFor()
    await expect
      .poll(async () => (await page.locator('.candidate-item').allTextContents()).includes(number))
      .toBe(false)
    await page.keyboard.press('z')
    await expect.poll(async () => (await page.locator('.candidate-item').allTextContents()).includes(number)).toBe(true)

    const colleague = await world.person('clerk')
    await toDesk(colleague, world)
    await ready(colleague)
    await colleague.keyboard.press('Enter')
    await expect.poll(() => waiting(world)).toBe(1)
    await page.keyboard.press('Enter')
    await page.getByText('Inbetalning 1 av 1').waitFor()
    // The desk goes on before the server has answered.
    await expect.poll(() => waiting(world)).toBe(1)
    expect(await broken(world)).toEqual([])
  })

  test('everything by keys: skip, other candidate, on account, search, pay back, note, source; no key is lost', async () => {
    const world = await damaged(6)
    const page = await world.person('clerk')
    await toDesk(page, world)
    const payer = () => page.locator('.desk-payer').textContent()
    const one = await payer()
    await page.keyboard.press('j')
    await expect.poll(payer).not.toBe(one)
    await page.keyboard.press('k')
    await expect.poll(payer).toBe(one)
    await ready(page)

    await page.keyboard.press('Space')
    await page.getByRole('complementary', { name: /Varifrån kommer/ }).waitFor()
    await page.locator('.source-text mark').first().waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('complementary', { name: /Varifrån kommer/ }).waitFor({ state: 'detached' })

    await page.keyboard.press('n')
    await page.keyboard.type('ringde om beloppet')
    await page.keyboard.press('Control+Enter')
    await page.getByText(/Antecknat hos/).waitFor()

    await ready(page)
    await page.keyboard.press('a')
    await page
      .getByText(/till godo hos/)
      .first()
      .waitFor()
    await page.getByText('Inbetalning 1 av 5').waitFor()

    await ready(page)
    await page.keyboard.press('/')
    const wanted = (await payer())!.split(' ')[1]!
    await page.keyboard.type(wanted)
    await page
      .getByRole('option', { name: new RegExp(wanted) })
      .first()
      .waitFor()
    await page.keyboard.press('Escape')

    await page.keyboard.press('r')
    await page.getByText('Banken angav inget konto').waitFor()
    await page.getByLabel('IBAN eller kontonummer').fill('SE72 8000 0810 3400 0978 3242')
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText(/väntar på attest/).waitFor()
    await page.getByText('Inbetalning 1 av 4').waitFor()
    await ready(page)
    await page.keyboard.press('Enter')
    await page.getByText('Inbetalning 1 av 3').waitFor()
    await expect.poll(() => waiting(world)).toBe(3)
  })

  test('who may only look gets the reason in place of the button', async () => {
    const world = await damaged(1)
    const page = await world.person('auditor')
    await toDesk(page, world)
    const button = page.locator('.candidate[aria-current] .button.primary')
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    expect(await button.getAttribute('title')).toBe('Du har inte behörighet till det här.')
    await page.keyboard.press('Enter')
    expect(await waiting(world)).toBe(1)
  })

  test('on a phone one payment at a time, by the thumb', async () => {
    const world = await damaged(2)
    const page = await world.person('clerk', { width: 390, language: 'bg' })
    await page.goto(world.at('matching'))
    await ready(page)
    await expectAccessible(page)
    await page.locator('.thumb-bar .primary').click()
    await page.getByText('Плащане 1 от 1', { exact: true }).waitFor()
    await expect.poll(() => waiting(world)).toBe(1)
  })
})

describe('accounts, files, payments, attest', () => {
  let world: WebWorld
  let transactionId: string
  let fileId: string
  beforeEach(async () => {
    world = await openWebWorld('SE')
    const ada = await world.party({ name: 'Ada Lind', number: '1001' })
    await openInvoice(world, ada, '5001', '100.00', { dueOn: '2026-10-01' })
    ;({ fileId } = await importPayments(world, 'BANK-1', [
      money('100.00', { reference: '5001' }),
      money('55.00', { text: 'okänt', payer: { name: 'Okänd' } }),
    ]))
    await world.do(match, {})
    const { rows } = await world.do<{ rows: { transactionId: string }[] }>(listPayments, { fileId })
    transactionId = rows[0]!.transactionId
  })

  test('every screen is accessible, in light and dark, in Bulgarian and Swedish', async () => {
    for (const person of [{ language: 'sv' as const }, { language: 'bg' as const, isDark: true }]) {
      const page = await world.person('clerk', person)
      for (const screen of [
        'matching',
        'bank',
        'bank?at=BANK',
        'bank?enter=1',
        'bank/files',
        `bank/files/${fileId}`,
        `payments/${transactionId}`,
        `payments/${transactionId}?trail=1`,
        'attest',
      ]) {
        await page.goto(world.at(screen))
        await page.locator('main h1').waitFor()
        await page.locator('[aria-busy=true], .waiting-lines').waitFor({ state: 'detached' })
        await expectAccessible(page)
      }
    }
  })

  test('a payment tells where its money went, down to the marked bytes; its match is taken back', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at(`payments/${transactionId}`))
    await page.getByRole('link', { name: 'Ada Lind' }).waitFor()
    await page.keyboard.press('Space')
    await page.locator('.source-text mark', { hasText: '100.00' }).first().waitFor()
    await page.getByText('oförändrad').waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Backspace')
    await page.getByText(/är ångrad/).waitFor()
    expect(await open(world)).toContain('1510 Ada Lind invoice 100.00')
    expect(await broken(world)).toEqual([])
  })

  test('what is typed is there again: a note of a payment after a reload, a payment by hand after a look elsewhere', async () => {
    const page = await world.person('clerk')
    const kept = (name: string) =>
      page.waitForResponse(
        (answer) => answer.url().includes('/drafts/') && answer.request().postData()?.includes(name) === true,
      )
    await page.goto(world.at(`payments/${transactionId}`))
    const note = page.getByRole('textbox', { name: 'Anteckning' })
    const noted = kept('ringde')
    await note.fill('ringde, återkommer')
    await noted
    await page.reload()
    await expect.poll(() => note.inputValue()).toBe('ringde, återkommer')
    await note.press('Enter')
    await page.locator('.events').getByText('ringde, återkommer').waitFor()
    await expect.poll(() => note.inputValue()).toBe('')
    await page.goto(world.at('bank?enter=1'))
    const amount = page.getByLabel('Belopp, SEK')
    const entered = kept('77')
    await amount.fill('77')
    await entered
    await page.goto(world.at('bank?enter=1'))
    await expect.poll(() => amount.inputValue()).toMatch(/^77/)
  })

  test('what is typed is kept also by who leaves at once, and when the server has been gone', async () => {
    const page = await world.person('clerk')
    const note = page.getByRole('textbox', { name: 'Anteckning' })
    await page.goto(world.at(`payments/${transactionId}`))
    await note.fill('ringde i all hast')
    await page.reload()
    await expect.poll(() => note.inputValue()).toBe('ringde i all hast')

    breaksOnPurpose(page)
    await page.route('**/drafts/**', (route) => route.abort())
    const failed = page.waitForEvent('requestfailed')
    await note.fill('skriven utan server')
    await failed
    await page.unroute('**/drafts/**')
    const kept = page.waitForResponse(
      (answer) => answer.ok() && answer.request().postData()?.includes('utan server') === true,
    )
    await kept
    await page.reload()
    await expect.poll(() => note.inputValue()).toBe('skriven utan server')
  })

  test('a file is undone after its preview; who sees the preview sees what opens again', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at(`bank/files/${fileId}`))
    await page.getByRole('row', { name: /Ada Lind/ }).waitFor()
    await page.getByRole('button', { name: 'Mer' }).click()
    await page.getByRole('menuitem', { name: 'Ångra filen' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 betalningar tas tillbaka.').waitFor()
    await dialog.getByText('5001').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('BANK-1.xml är ångrad').waitFor()
    // What the program had done with it is undone: it is not told as done any more.
    await expect.poll(() => page.locator('.file-progress').count()).toBe(0)
    expect(await open(world)).toEqual(['1510 Ada Lind invoice 100.00'])
    expect(await broken(world)).toEqual([])
  })

  test('cash is entered by hand and settles what it names', async () => {
    const ada = await world.party({ name: 'Bo Ek', number: '1002' })
    await openInvoice(world, ada, '5002', '250.00')
    const page = await world.person('clerk')
    await page.goto(world.at('bank'))
    await page.getByText('Registrera betalning').first().waitFor()
    await page.keyboard.press('b')
    await page.getByLabel('Belopp, SEK').fill('250')
    await page.getByLabel('Referens eller fakturanummer').fill('5002')
    await page.keyboard.press('Control+Enter')
    await page.getByText(/registrerades och lades på 1/).waitFor()
    expect((await open(world)).filter((line) => line.includes('Bo Ek'))).toEqual([])
  })

  test('money to be paid back is attested by another; the proposer is told why not', async () => {
    const { rows } = await world.do<{ rows: { transactionId: string }[] }>(listDesk, {})
    const proposer = await world.person('clerk', { name: 'Karin Ståhl' })
    const { id } = await world.tx(({ db }) => db.one<{ id: string }>(`select id from users where name = 'Karin Ståhl'`))
    const karin: User = { id: id as User['id'], name: 'Karin Ståhl', areas: 'all', permissions: ['*'] }
    await world.do(
      payBack,
      {
        transactionId: rows[0]!.transactionId,
        reason: 'Betalat två gånger',
        to: { name: 'Okänd', scheme: 'IBAN', account: 'SE7280000810340009783242' },
      },
      karin,
    )
    await proposer.goto(world.at('attest?view=refunds'))
    await proposer.getByRole('row', { name: /Betalat två gånger/ }).waitFor()
    await proposer
      .getByText(/någon annan attesterar|Du har inte behörighet/)
      .first()
      .waitFor()
    const approver = await world.person('approver')
    await approver.goto(world.at('attest'))
    await approver.getByRole('button', { name: /Attestera 1/ }).waitFor()
    await expectAccessible(approver)
    await approver.keyboard.press('Control+Enter')
    await approver.getByText('1 attesterades').waitFor()
  })
})
