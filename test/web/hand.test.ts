import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { match } from '../../src/bank/placing/match.ts'
import { importPayments, money, openInvoice } from '../bank-books.ts'
import type { WebWorld } from './world.ts'
import { openWebWorld, settled } from './world.ts'

// On a slow line the hand is faster than the answer. What comes late gives the hand on where it has waited, and leaves it
// where it has gone on.

let world: WebWorld
beforeAll(async () => {
  world = await openWebWorld('SE', { today: '2026-11-20' })
  const elsa = await world.party({ name: 'Elsa Bergström', number: '2041', kind: 'person' })
  // A payment that a person decides on: two digits are swapped.
  await openInvoice(world, elsa, '48003170', '1000.50', { dueOn: '2026-11-10' })
  await world.tx(({ db, company }) =>
    db.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, 'match-threshold', '2020-01-01', '2')`,
      [company.id],
    ),
  )
  await importPayments(world, 'F', [money('1000.50', { text: 'betalning', payer: { name: 'Elsa Bergström' } })])
  await world.do(match, {})
})

/** Answers of these requests wait until they are let go. Said before the page is opened: a busy page is not held at once. */
async function held(page: Page, method: string, path: RegExp): Promise<() => void> {
  let letGo = () => {}
  const mayGo = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(path, async (route) => {
    if (route.request().method() === method) await mayGo
    await route.continue()
  })
  return letGo
}
const hand = (page: Page) =>
  page.evaluate(() => {
    const active = document.activeElement as HTMLInputElement | null
    return active?.getAttribute('aria-label') ?? active?.labels?.[0]?.textContent ?? active?.tagName
  })
/** So that what comes after the answer has had its time to do wrong. */
const frames = (page: Page) =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))),
  )
const toNote = async (page: Page) => {
  await page.goto(world.at('customers/2041'))
  await page.locator('.key-bar').getByText('Anteckning').waitFor()
  await page.keyboard.press('n')
  await expect.poll(() => hand(page)).toMatch(/anteckning/)
}

describe('a note that is being saved', () => {
  test('leaves the hand where it has gone on', async () => {
    const page = await world.person('clerk')
    const letGo = await held(page, 'POST', /\/notes$/)
    await toNote(page)
    await page.keyboard.type('ringde')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Ändra E-post' }).focus()
    letGo()
    await page.locator('.note-list').getByText('ringde').waitFor()
    await page.locator('.toast').getByText('Anteckningen är sparad.').waitFor()
    await frames(page)
    expect(await hand(page)).toBe('Ändra E-post')
  })

  test('keeps what was written on meanwhile', async () => {
    const page = await world.person('clerk')
    const letGo = await held(page, 'POST', /\/notes$/)
    await toNote(page)
    await page.keyboard.type('lovade')
    await page.keyboard.press('Enter')
    await page.keyboard.type(' och mer')
    letGo()
    await page.locator('.note-list').getByText('lovade', { exact: true }).waitFor()
    await expect.poll(() => page.getByRole('textbox', { name: /anteckning/ }).inputValue()).toBe('och mer')
    expect(await hand(page)).toMatch(/anteckning/)
  })

  test('is begun before it is known what was kept of it: both stay', async () => {
    const page = await world.person('administrator')
    await toNote(page)
    const kept = page.waitForResponse(
      (answer) => answer.request().postData()?.includes('först') === true && answer.ok(),
    )
    await page.keyboard.type('först')
    await kept
    const letGo = await held(page, 'GET', /\/drafts\//)
    await toNote(page)
    await page.keyboard.type('sedan')
    // Longer than it takes until what is typed is kept.
    await page.waitForTimeout(900)
    letGo()
    await expect.poll(() => page.getByRole('textbox', { name: /anteckning/ }).inputValue()).toBe('först sedan')
  })
})

test('what is typed is kept though each answer takes longer than the next pause between two words', async () => {
  const page = await world.person('clerk')
  await page.route(/\/drafts\//, async (route) => {
    if (route.request().method() === 'PUT') await new Promise((done) => setTimeout(done, 1500))
    await route.continue()
  })
  await page.goto(world.at('customers/2041'))
  await settled(page)
  const note = page.getByRole('textbox', { name: /anteckning/ })
  await note.fill('')
  for (const word of ['ett ', 'två']) {
    await note.pressSequentially(word)
    await page.waitForTimeout(800)
  }
  await settled(page)
  await page.reload()
  await expect.poll(() => note.inputValue()).toBe('ett två')
})

test('a form that was waited for does not call the hand back from the field that it has gone to', async () => {
  const page = await world.person('clerk')
  const letGo = await held(page, 'GET', /\/drafts\//)
  await page.goto(world.at('customers/new'))
  await page.getByLabel('Ort', { exact: true }).focus()
  const ready = page.waitForResponse(/\/drafts\//)
  letGo()
  await ready
  await frames(page)
  expect(await hand(page)).toMatch(/^Ort/)
})

test('what was saved does not pull back who has gone on to another screen', async () => {
  const page = await world.person('clerk')
  const letGo = await held(page, 'PUT', /\/parties$/)
  await page.goto(world.at('customers/new'))
  await page.getByLabel('Namn', { exact: true }).fill('Kerstin Ny')
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && /\/parties$/.test(answer.url()))
  await page.keyboard.press('Control+Enter')
  await page.locator('nav a[href$="/orders"]').first().click()
  await page.waitForURL(/\/orders$/)
  letGo()
  await saved
  await page.locator('.toast').getByText('Kerstin Ny').waitFor()
  await frames(page)
  expect(new URL(page.url()).pathname).toMatch(/\/orders$/)
})

test('a row that is refused does not call the hand back from where it has gone to', async () => {
  const page = await world.person('administrator')
  const letGo = await held(page, 'POST', /\/api\/v1\/companies\/[^/]+\/accounts/)
  await page.goto(world.at('set-up/accounts?open=new'))
  const form = page.locator('.drawer')
  await form.locator('input').first().fill('3011')
  await page.keyboard.press('Control+Enter')
  await form.getByLabel('Namn').focus()
  letGo()
  await form.locator('[aria-invalid]').first().waitFor()
  await frames(page)
  expect(await hand(page)).toMatch(/^Namn/)
})

test('the day of a note at the matching desk is typed without the hand jumping back to its text', async () => {
  const page = await world.person('clerk')
  await page.goto(world.at('matching'))
  await page.locator('.candidate[aria-current]').waitFor()
  await page.keyboard.press('n')
  await page.locator('.pane').waitFor()
  await page.keyboard.type('ringer')
  await page.locator('.pane input').first().focus()
  await page.keyboard.type('2026-12-01')
  await page.keyboard.press('Tab')
  await frames(page)
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('TEXTAREA')
  expect(await page.locator('.pane input').first().inputValue()).toContain('2026-12-01')
})
