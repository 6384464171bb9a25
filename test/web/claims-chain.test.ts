import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { listPlans } from '../../src/claims/list-plans.ts'
import { listCases } from '../../src/collection/list-cases.ts'
import { listQueue } from '../../src/collection/list-queue.ts'
import { scoreCustomers } from '../../src/credit/score-customers.ts'
import { list as listLosses } from '../../src/losses/list.ts'
import { postItem } from '../books.ts'
import type { WebWorld } from './world.ts'
import { expectAccessible, openWebWorld, settled } from './world.ts'

// What follows when reminders have not helped, done by keys in the browser: a plan, the agency, a loss.

let world: WebWorld
beforeAll(async () => {
  world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  for (const [number, name] of [
    ['1001', 'Elsa Bergström'],
    ['1002', 'Johan Wiklund'],
    ['1003', 'Östlunds Åkeri AB'],
  ] as const) {
    const party = await world.party({ number, name, kind: number === '1003' ? 'company' : 'person' })
    await postItem(world, { party, number: `9${number}`, amount: '1200.00', on: '2026-08-01', due: '2026-09-01' })
  }
})
const settles = <T>(read: () => Promise<T>) => expect.poll(read)
const open = async (screen: string, role = 'administrator', person = {}): Promise<Page> => {
  const page = await world.person(role, person)
  await page.goto(world.at(screen))
  await settled(page)
  return page
}

describe('the board', () => {
  test('shows every claim at its stage with the sum; a claim opens with all that happened', async () => {
    const page = await open('claims')
    const column = page.getByRole('region', { name: 'Förfallen' })
    await column.getByText('3 600', { exact: true }).waitFor()
    await expectAccessible(page)
    await column.getByText('Elsa Bergström').click()
    await page.getByRole('heading', { name: 'Krav 91001' }).waitFor()
    await page
      .getByRole('list', { name: /Kravhistorik/ })
      .getByText('Förfallodag')
      .waitFor()
    await page.getByText('Elsa Bergström').waitFor()
    await expectAccessible(page)
  })

  test('is walked by arrows, and a claim opens by Enter', async () => {
    const page = await open('claims')
    await page.getByRole('region', { name: 'Förfallen' }).getByText('Johan Wiklund').waitFor()
    await page.getByRole('region', { name: 'Kravtavla' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowLeft')
    const first = page.locator('.claim-column li > a').first()
    await expect.poll(() => first.evaluate((claim) => claim === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /Krav 9100/ }).waitFor()
  })

  test('stands on a phone, and as a list that a stage narrows', async () => {
    const phone = await open('claims', 'administrator', { width: 390 })
    await phone.getByText('Johan Wiklund').waitFor()
    await expectAccessible(phone)
    const page = await open('claims?view=list&stage=collection')
    await page.getByText('Inga rader passar filtret.').waitFor()
    await expectAccessible(page)
  })
})

test('a bar of the year opens its own claims, and Esc leads back', async () => {
  const page = await open('claims/year')
  await page.getByRole('button', { name: /Öppna 3/ }).click()
  await page.getByRole('heading', { name: 'Öppna 2026' }).waitFor()
  for (const number of ['91001', '91002', '91003']) await page.getByRole('cell', { name: number }).waitFor()
  await page.getByRole('row', { name: /3 600,00/ }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Kravåret 2026' }).waitFor()
  // As a table, too: the amount opens where the bar does.
  await page.keyboard.press('t')
  await page
    .getByRole('row', { name: /^Öppna/ })
    .getByRole('button', { name: '3 600,00' })
    .click()
  await page.getByRole('heading', { name: 'Öppna 2026' }).waitFor()
})

test('a claim is disputed where it stands by one key, and goes on by another', async () => {
  const page = await open('claims?view=list&customer=1003')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Krav 91003' }).waitFor()
  await page.getByText('inget hindrar').waitFor()
  await page.keyboard.press('h')
  await page.getByLabel('Orsak').fill('fel mätare')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Får inte krävas nu').waitFor()
  await page.keyboard.press('z')
  await page.getByText('inget hindrar').waitFor()
})

test('interest that was agreed is entered with its source', async () => {
  const page = await open('law?view=agreed')
  await page.getByText('Ingen annan ränta är avtalad').waitFor()
  await page.keyboard.press('+')
  await page.getByLabel('Kundnummer').fill('1003')
  await page.getByLabel('Procentenheter').fill('6')
  await page.getByLabel('Var det står').fill('ramavtal 2026')
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('cell', { name: /referensränta plus 6,00 %/ }).waitFor()
})

test('a debt is divided from its claim and agreed, by keys alone', async () => {
  const page = await open('claims?view=list&customer=1001')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Krav 91001' }).waitFor()
  // What its keys do is known when the claim is.
  await page.locator('.key-bar', { hasText: 'Amorteringsplan' }).waitFor()
  await page.keyboard.press('d')
  await page.getByRole('button', { name: 'Föreslå 6 delar' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: 'Plan för Elsa Bergström' }).waitFor()
  await page.keyboard.press('g')
  await page.getByRole('dialog', { name: 'Kunden har godkänt' }).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByText('Planen gäller. Påminnelserna vilar.').waitFor()
  await expectAccessible(page)
  const plans = await world.do<{ rows: { state: string; parts: number }[] }>(listPlans, {})
  expect(plans.rows.map(({ state, parts }) => `${state} ${parts}`)).toEqual(['agreed 6'])
  await page.goto(world.at('claims'))
  await page.getByText('Amorteringsplan', { exact: true }).first().waitFor()
})

test('a claim goes to the agency: what is missing stands at it, and it goes when nothing is', async () => {
  const page = await open('claims?view=list&customer=1003')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Krav 91003' }).waitFor()
  // What its keys do is known when the claim is.
  await page.locator('.key-bar', { hasText: 'Lämna till inkasso' }).waitFor()
  await page.keyboard.press('q')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('Svarar inte')
  await page.keyboard.press('Enter')
  await page.getByText('91003 väntar på att lämnas över').waitFor()
  await page.goto(world.at('collection'))
  await page.getByText(/Ombud saknas/).waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: /Ombud saknas/ }).click()
  await page.getByText('Inga ombud än').waitFor()
  await page.getByLabel('Kod').fill('INK')
  await page.getByLabel('Namn').fill('Nordinkasso AB')
  await page.getByLabel('Mapp ut').fill('ut')
  await page.getByLabel('Mapp in').fill('in')
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await page.getByText('Nordinkasso AB är sparad').waitFor()
  // Back to what waited for it.
  await page.waitForURL((address) => !address.search.includes('agencies'))
  await page.getByText('Östlunds Åkeri AB').waitFor()
  const queue = await world.do<{ cases: { missing: { code: string }[] }[] }>(listQueue, {})
  const missing = queue.cases[0]!.missing.map(({ code }) => code)
  expect(missing).not.toContain('agency')
  const cases = await world.do<{ rows: unknown[] }>(listCases, {})
  expect(cases.rows).toEqual([])
  // What is missing leads to where it is entered; from there one comes back.
  await page.getByRole('link', { name: /organisationsnummer saknas/i }).click()
  await page
    .getByLabel('Organisationsnummer')
    .or(page.getByLabel(/[Pp]ersonnummer/))
    .first()
    .fill('5560360793')
  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/\/collection/)
  await page.getByText('Östlunds Åkeri AB', { exact: true }).waitFor()
  await settles(() => page.getByRole('link', { name: /organisationsnummer saknas/i }).count()).toBe(0)
})

test('a loss is proposed by one and approved by another, who books it', async () => {
  const page = await open('losses?new=1')
  await page.getByLabel('Kund (allt öppet)').fill('1002')
  await page.getByRole('listbox').getByRole('option').first().click()
  await page.getByLabel('Vad som visar att det är förlorat').fill('Dödsbo utan tillgångar')
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await page.getByText('Du föreslog detta, så någon annan behöver godkänna det.').waitFor()
  await expectAccessible(page)
  const address = new URL(page.url()).pathname.split('/').slice(3).join('/')
  const other = await open(address, 'administrator', { name: 'Eva Ek' })
  await other.getByRole('button', { name: 'Godkänn 1 förlust' }).waitFor()
  await other.keyboard.press('Control+Enter')
  await other.getByText('1 bokförda, 0 återlämnade').waitFor()
  const losses = await world.do<{ rows: { kind: string; amount: string }[] }>(listLosses, {})
  expect(losses.rows.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual(['established 1200.00'])
  await other.goto(world.at('losses?view=losses'))
  await other.getByText('Johan Wiklund').waitFor()
  await expectAccessible(other)
})

test('how customers pay stands on the list and on the card, with its limit', async () => {
  await world.do(scoreCustomers, {})
  const page = await open('credit')
  await page.getByText('Elsa Bergström').waitFor()
  await expectAccessible(page)
  await page.goto(world.at('customers/1001'))
  await page.getByRole('button', { name: 'Sätt gräns' }).click()
  await page.getByLabel('Gräns (tomt tar bort den)').fill('500')
  await page.getByLabel('Skäl').fill('Betalar sent')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Över gränsen').waitFor()
  await expectAccessible(page)
  await page.goto(world.at('credit?filter=over-limit'))
  await settles(() => page.locator('tbody tr[data-key]').count()).toBe(1)
})

test.each([
  'interest-runs',
  'interest-runs?new=1',
  'claims/year',
  'claims/limitations',
  'collection?view=financing',
  'credit?view=responsibles',
])('%s stands and is accessible with nothing in it', async (screen) => {
  await expectAccessible(await open(screen))
})
