import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { listFollowUps } from '../../src/parties/save-note.ts'
import { area, postItem } from '../books.ts'
import { beginTask, totalOf } from './count.ts'
import type { WebWorld } from './world.ts'
import { expectAccessible, openWebWorld, settled } from './world.ts'

let world: WebWorld
let elsa: string
beforeAll(async () => {
  // A Sunday.
  world = await openWebWorld('SE', { today: '2026-11-22' })
  elsa = await world.party({
    name: 'Elsa Bergström',
    number: '2041',
    kind: 'person',
    identityNumber: '198112189876',
    address: { street: 'Strandvägen 8', postCode: '641 35', city: 'Ekevik', country: 'SE' },
  })
  await postItem(world, { party: elsa, number: '10026140', amount: '2813.00', on: '2026-10-30', due: '2026-11-30' })
  await postItem(world, { party: elsa, number: '10025988', amount: '950.00', on: '2026-10-15', due: '2026-11-15' })
  await postItem(world, { party: elsa, number: 'K', amount: '-281.50', on: '2026-11-01', kind: 'credit-note' })
  await world.party({ name: 'Åsa Öst', number: '2042', kind: 'person' })
  await world.party({ name: 'Bo Berg', number: '2043', kind: 'person' })
  await world.party({ name: 'Hemlig Hansson', number: '2208', kind: 'person', protection: 'secrecy-marked' })
})

/** A busy machine takes its time; what is never so fails all the same. */
const settles = <T>(read: () => Promise<T>) => expect.poll(read)
const title = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
const names = (page: Page) => page.locator('tbody tr td[data-phone=main]').allTextContents()

describe('the list', () => {
  test('in the alphabet of the company, filtered, summed, searched by keys; the address remembers', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers'))
    await settles(() => names(page)).toEqual(['Skyddad kund 2208', 'Bo Berg', 'Elsa Bergström', 'Åsa Öst'])
    expect(await page.locator('tfoot').textContent()).toMatch(/4 kunder.*950,00.*3.481,50/)
    await expectAccessible(page)
    // Totals open to those who make them up: the late ones alone, and who owes most first.
    await page.locator('tfoot').getByRole('button', { name: '950,00' }).press('Enter')
    await settles(() => names(page)).toEqual(['Elsa Bergström'])
    await page.getByRole('button', { name: 'Ta bort filtret: Saldo' }).click()
    await page
      .locator('tfoot')
      .getByRole('button', { name: /3.481,50/ })
      .press('Enter')
    await page.waitForURL(/balance=open.*sort=open|sort=open.*balance=open/)
    await settles(async () => (await names(page))[0]).toBe('Elsa Bergström')
    await page.getByRole('button', { name: 'Ta bort filtret: Saldo' }).click()
    await page.getByLabel('Saldo').selectOption('overdue')
    await settles(() => names(page)).toEqual(['Elsa Bergström'])
    await page.reload()
    await settles(() => names(page)).toEqual(['Elsa Bergström'])
    await page.getByRole('button', { name: 'Ta bort filtret: Saldo' }).click()
    await page.getByRole('button', { name: 'Öppet' }).click()
    await settles(async () => (await names(page))[0]).toBe('Elsa Bergström')
    await page.keyboard.press('/')
    await page.keyboard.type('finns inte')
    await page.getByText('Ingen kund passar ”finns inte”').waitFor()
    await expectAccessible(page)
    await page.getByRole('main').getByRole('button', { name: 'Ta bort alla filter', exact: true }).last().click()
    await settles(async () => (await names(page)).length).toBe(4)
  })

  test('marked customers: their sum, their statements, and two of them side by side', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('customers'))
    await page.getByRole('row', { name: /Elsa/ }).getByRole('checkbox').check()
    await page
      .getByRole('row', { name: /Bo Berg/ })
      .getByRole('checkbox')
      .check()
    await page.getByText('2 markerade').waitFor()
    await page.getByText(/3.481,50 SEK/).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Jämför och slå ihop' }).click()
    await page.waitForURL(/duplicates\?from=2043&into=2041|duplicates\?from=2041&into=2043/)
  })

  test('arrows lead through the list that a card was opened from', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers'))
    await page.getByRole('row', { name: /Bo Berg/ }).click()
    await title(page, 'Bo Berg')
    await page.getByText('2 av 4').waitFor()
    await page.keyboard.press('ArrowDown')
    await title(page, 'Elsa Bergström')
    await page.keyboard.press(']')
    await title(page, 'Åsa Öst')
    await page.keyboard.press('ArrowUp')
    await title(page, 'Elsa Bergström')
    await page.keyboard.press('Escape')
    await title(page, 'Kunder')
    await page.waitForURL(/at=2041/)
  })

  test('a file: what each row would do, every problem in its row, then the good ones', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers'))
    const csv = 'Kundnummer;Namn;Org-/personnummer\n3001;Nyström Bygg AB;556026-9986\n3002;Felnumret AB;556026-9987\n'
    await page.locator('input[type=file]').setInputFiles({
      name: 'kunder.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(csv),
    })
    await page.getByText('Rad 3').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByText('kunder.csv: 1 nya, 0 ändrade.').waitFor()
    await page.goto(world.at('customers/3001'))
    await title(page, 'Nyström Bygg AB')
  })
})

describe('the card', () => {
  test('a clerk finds a customer, notes a promise and records a consent, by keys alone', async () => {
    const page = await world.person('clerk', { name: 'Eva Ek' })
    await page.goto(world.at('customers'))
    await page.getByRole('row', { name: /Elsa/ }).waitFor()
    const task = await beginTask(page)
    await task.key('/')
    await task.type('bergst')
    await settles(() => names(page)).toEqual(['Elsa Bergström'])
    await task.key('Enter')
    await task.key('Enter')
    await title(page, 'Elsa Bergström')
    await page.getByText('7 dagar sen').waitFor()
    await expectAccessible(page)
    await task.key('n')
    await task.type('Lovar betala fre')
    await page.getByText('Uppföljning fredag 27 nov').waitFor()
    await task.key('Enter')
    await page.getByText('Nästa 27 nov').waitFor()
    expect(totalOf(task.cost()), JSON.stringify(task.cost())).toBeLessThanOrEqual(8)
    expect(await world.do(listFollowUps, { until: '2026-11-27' })).toMatchObject({
      rows: [{ number: '2041', text: 'Lovar betala fre', followUpOn: '2026-11-27', notedBy: 'Eva Ek' }],
    })
    // The hand is where the next note begins.
    await settles(() => page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA')

    await page.getByRole('button', { name: 'Ändra E-post' }).focus()
    const consent = await beginTask(page)
    await consent.key('Enter')
    await consent.type('elsa.b@post.example')
    await consent.fill(page.getByLabel('Hur det gavs'), 'telefon')
    await expectAccessible(page)
    await consent.key('Enter')
    await page.getByText('elsa.b@post.example, ja sedan 22 nov 2026, telefon').waitFor()
    expect(totalOf(consent.cost()), JSON.stringify(consent.cost())).toBeLessThanOrEqual(4)
    await settles(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Ändra E-post')
    await page.keyboard.press('z')
    await page.getByText('Nej, tackade nej 22 nov 2026').waitFor()
    await page.getByRole('button', { name: 'Klar', exact: true }).click()
    await page.getByText('Uppföljningen är klar.').waitFor()
  })

  test('figures open their rows; documents, account and events stand in the address; the statement is a PDF', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers/2041'))
    // The same sum stands in other figures, too: it is the first one when all are there.
    await settled(page)
    await page.getByRole('button', { name: '950,00' }).first().click()
    await page.getByText('Bara det förfallna visas.').waitFor()
    expect(await page.locator('#customer-panel tbody tr').count()).toBe(1)
    await page.waitForURL(/show=overdue/)
    for (const tab of [/Dokument/, /Kontoutdrag/, /Händelser/]) {
      await page.getByRole('tab', { name: tab }).click()
      await settled(page)
      await expectAccessible(page)
    }
    await page.waitForURL(/view=events/)
    await page.goto(world.at('customers/2041?view=account&from=2026-11-01'))
    await page.getByText('Ingående saldo').waitFor()
    expect(await page.locator('#customer-panel tbody').textContent()).toMatch(/3.763,00.*281,50.*3.481,50/)
    await page.keyboard.press('u')
    await page.locator('.pdf canvas').first().waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.locator('.pdf').waitFor({ state: 'detached' })
  })

  test('details are changed beside the card; what is typed survives a reload, and is taken back by one key', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers/2043?edit=1'))
    await page.getByLabel('Namn', { exact: true }).fill('Bo Bergman')
    await page.getByText(/Sparat utkast/).waitFor()
    await page.reload()
    await settles(() => page.getByLabel('Namn', { exact: true }).inputValue()).toBe('Bo Bergman')
    await page.getByLabel('Momsnummer').fill('SE1')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Momsregistreringsnumret är inte giltigt.').waitFor()
    await settles(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
    await expectAccessible(page)
    await page.getByLabel('Momsnummer').fill('')
    await page.keyboard.press('Control+Enter')
    await title(page, 'Bo Bergman')
    await page.keyboard.press('z')
    await title(page, 'Bo Berg')
  })

  test('closing says what stays open, and is undone by one key', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers/2041'))
    await page.getByRole('button', { name: 'Mer' }).click()
    await page.getByRole('menuitem', { name: 'Avsluta kunden' }).click()
    await page.getByText('Kund 2041 är avslutad. 3 poster är öppna').waitFor()
    await page.getByText('Avslutad 2026-11-22').waitFor()
    await page.keyboard.press('z')
    await page.getByText('Avslutad 2026-11-22').waitFor({ state: 'detached' })
  })
})

describe('a protected person', () => {
  test('is masked everywhere for a clerk, who sees why there is no button', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers/2208'))
    await title(page, 'Skyddad kund 2208')
    await page.getByText('Din roll får inte visa skyddade personuppgifter.').waitFor()
    expect(await page.title()).toBe('Skyddad kund 2208 · Reskontra')
    expect(await page.content()).not.toContain('Hansson')
    expect(await page.getByRole('button', { name: 'Visa i 60 sekunder' }).count()).toBe(0)
    await expectAccessible(page)
  })

  test('is shown for 60 seconds to who says why; the look is logged, and it ends by itself', async () => {
    const page = await world.person('administrator', { name: 'Karin Ståhl' })
    await page.clock.install()
    await page.goto(world.at('customers/2208'))
    await title(page, 'Skyddad kund 2208')
    expect(await page.content()).not.toContain('Hansson')
    await page.getByRole('button', { name: 'Visa i 60 sekunder' }).click()
    await expectAccessible(page)
    await page.keyboard.type('Kunden ringer')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /Hemlig Hansson/ }).waitFor()
    expect(await page.title()).toBe('Skyddad kund 2208 · Reskontra')
    await page.clock.runFor(30_000)
    await page.getByText(/^(30|29) s kvar$/).waitFor()
    await expectAccessible(page)
    await page.clock.runFor(31_000)
    await page.getByRole('heading', { name: /Hemlig Hansson/ }).waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain('Hansson')
    const looks = await world.tx(({ db }) =>
      db.rows<{ name: string; after: { reason: string } }>(
        `select u.name, p.after from audit_events e join audit_payloads p on p.event_id = e.id join users u on u.id = e.user_id where e.verb = 'parties.reveal'`,
      ),
    )
    expect(looks).toEqual([{ name: 'Karin Ståhl', after: { reason: 'Kunden ringer' } }])
    await page.reload()
    await page.getByText(/Senast visad .* av Karin Ståhl/).waitFor()
    // What was typed went into the dialog, not to the keys of the card below it.
    expect(await page.locator('.note-list li').count()).toBe(0)
  })
})

test('a new customer: the number is recognised, who is here already is told, the draft survives a reload', async () => {
  const page = await world.person('clerk')
  await page.goto(world.at('customers'))
  await page.getByRole('row', { name: /Elsa/ }).waitFor()
  await page.keyboard.press('+')
  await title(page, 'Ny kund')
  await page.getByLabel('Org- eller personnummer').fill('811218-9876')
  await page.getByRole('heading', { name: 'Finns redan' }).waitFor()
  await page.getByRole('link', { name: 'Elsa Bergström' }).waitFor()
  await expectAccessible(page)
  await page.getByLabel('Org- eller personnummer').fill('')
  await page.getByLabel('Namn', { exact: true }).fill('Elsa Bergstrom')
  await page.getByRole('heading', { name: 'Kanske samma kund' }).waitFor()
  await page.getByLabel('Namn', { exact: true }).fill('Vik Måleri AB')
  await page.getByLabel('Ort', { exact: true }).fill('Ekevik')
  await page.getByText(/Sparat utkast/).waitFor()
  await page.waitForTimeout(800)
  await page.reload()
  await settles(() => page.getByLabel('Namn', { exact: true }).inputValue()).toBe('Vik Måleri AB')
  await page.getByLabel('Org- eller personnummer').fill('556056-6258')
  await page.getByText('Företag', { exact: true }).waitFor()
  await page.getByLabel('Fakturor skickas med').selectOption('e-mail')
  await page.getByLabel('Adress i kanalen').fill('inte en adress')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Adressen är ingen e-postadress').waitFor()
  await page.getByLabel('Adress i kanalen').fill('vik@example.com')
  await page.keyboard.press('Control+Enter')
  await title(page, 'Vik Måleri AB')
  await page.getByText('vik@example.com, ja sedan 22 nov 2026').waitFor()
  await page.goto(world.at('customers/new'))
  await settles(() => page.getByLabel('Namn', { exact: true }).inputValue()).toBe('')
})

test('two that are one: what moves, is posted and stays is seen before it is done', async () => {
  const address = { street: 'Åvägen 2', postCode: '641 35', city: 'Ekevik', country: 'SE' }
  const older = await world.party({ name: 'Tvillings Livs AB', number: '4001', address })
  const younger = await world.party({ name: 'Tvillings Livs AB', number: '4002', address, theirReference: 'Kim' })
  await postItem(world, { party: younger, number: 'T1', amount: '700.00', on: '2026-11-01' })
  expect(older).not.toBe(younger)
  const page = await world.person('administrator')
  await page.goto(world.at('customers/duplicates'))
  await page.getByRole('row', { name: /4001.*4002.*Samma namn och adress/ }).click()
  await page.getByText('1 verifikation bokförs i dag').waitFor()
  await page.getByRole('cell', { name: /700,00/ }).waitFor()
  await page.getByText('Er referens').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await page.getByText('4002 är nu 4001. 1 post flyttades.').waitFor()
  // The old number leads to the one that remains.
  await page.goto(world.at('customers/4002'))
  await page.waitForURL(/customers\/4001/)
  await page.getByRole('button', { name: '700,00' }).first().waitFor()
})

describe('on a phone, in Bulgarian', () => {
  test.each(['customers', 'customers/2041', 'customers/2208', 'customers/new', 'customers/duplicates'])(
    '%s stays within 390 px, and axe finds nothing',
    async (screen) => {
      const page = await world.person('clerk', { width: 390, language: 'bg', isDark: true })
      await page.goto(world.at(screen))
      await page.getByRole('heading', { level: 1 }).waitFor()
      await settled(page)
      await expectAccessible(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      expect(
        await page
          .locator('main')
          .evaluate(
            (main) =>
              [...main.querySelectorAll('.scroll, .main')].filter((one) => one.scrollWidth > one.clientWidth + 1)
                .length,
          ),
      ).toBe(0)
    },
  )
})

test('a customer of another area does not exist for who may not see it; who sees all moves the wall', async () => {
  await area(world, 'soc')
  const page = await world.person('administrator')
  await page.goto(world.at('customers/2042'))
  await page.getByRole('button', { name: 'Mer' }).click()
  await page.getByRole('menuitem', { name: 'Verksamheter som ser kunden' }).click()
  await page.getByRole('checkbox').first().check()
  await page.getByText('Bara 1 verksamhet ser kunden.').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await page.getByText('Verksamheterna är ändrade.').waitFor()
  await page.goto(world.at('customers/99999'))
  await page.getByText('Kund 99999 finns inte').waitFor()
  await expectAccessible(page)
})

test('two are made one, and two again: at once by one key, later from the card', async () => {
  await world.party({ number: '2051', name: 'Nils Ek', kind: 'person' })
  await world.party({ number: '2052', name: 'Nils Ek', kind: 'person' })
  const page = await world.person('administrator')
  await page.goto(world.at('customers/duplicates?from=2051&into=2052'))
  await page.getByText('Det kan ångras, också senare').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.locator('.toast').getByText('2051 är nu 2052').waitFor()
  await page.locator('.toast').getByRole('button', { name: /Ångra/ }).click()
  await page.locator('.toast').getByText('Ångrat').waitFor()
  await page.goto(world.at('customers/2051'))
  await page.getByText('Kund 2051').waitFor()

  await page.goto(world.at('customers/duplicates?from=2051&into=2052'))
  await page.getByText('Det kan ångras, också senare').waitFor()
  await page.keyboard.press('Control+Enter')
  await page.locator('.toast').getByText('2051 är nu 2052').waitFor()
  await page.goto(world.at('customers/2052'))
  await page.getByText('tidigare 2051').waitFor()
  await page.getByRole('button', { name: 'Mer' }).click()
  await page.getByRole('menuitem', { name: 'Dela igen: 2051' }).click()
  await page.getByRole('dialog', { name: /2051 blev 2052/ }).waitFor()
  await page.getByText('0 öppna poster går tillbaka till 2051').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/customers\/2051/)
  await page.locator('.toast').getByText('2051 är en egen kund igen').waitFor()
})

test('what is typed into a dialog and into a contact stands there after a reload, and no longer when it was saved', async () => {
  const page = await world.person('administrator')
  const kept = () =>
    page.waitForResponse((answer) => /\/drafts\//.test(answer.url()) && answer.request().method() === 'PUT')
  await page.goto(world.at('customers/2041'))
  await page.locator('.key-bar').getByText('Anteckning').waitFor()
  await page.keyboard.press('h')
  const dialog = page.getByRole('dialog')
  let saved = kept()
  await dialog.getByLabel('Orsak').fill('Fel mätare')
  await saved
  await page.reload()
  await page.locator('.key-bar').getByText('Anteckning').waitFor()
  await page.keyboard.press('h')
  await expect.poll(() => dialog.getByLabel('Orsak').inputValue()).toBe('Fel mätare')
  await page.keyboard.press('Control+Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.keyboard.press('h')
  await settled(page)
  expect(await dialog.getByLabel('Orsak').inputValue()).toBe('')
  await page.keyboard.press('Escape')

  const contacts = page
    .getByRole('region', { name: 'Kontakter' })
    .or(page.locator('section', { hasText: 'Kontakter' }))
    .last()
  await contacts.getByRole('button', { name: 'Lägg till' }).click()
  saved = kept()
  await page.getByRole('form', { name: 'Kontakter' }).getByLabel('Namn').fill('Greta G')
  await saved
  await page.reload()
  const form = page.getByRole('form', { name: 'Kontakter' })
  await expect.poll(() => form.getByLabel('Namn').inputValue()).toBe('Greta G')
  await form.getByLabel('Namn').press('Enter')
  await page.locator('.toast').getByText('Greta G').waitFor()
  await form.waitFor({ state: 'detached' })
})
