import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { readSheets } from '../../src/formats/xlsx/read.ts'
import { postItem } from '../books.ts'
import type { WebWorld } from './world.ts'
import { expectAccessible, openWebWorld, settled } from './world.ts'

// What every list has: questions kept under a name, columns as the person wants them, and a sheet that follows.

let world: WebWorld
beforeAll(async () => {
  world = await openWebWorld('SE', { today: '2026-11-22' })
  const elsa = await world.party({ name: 'Elsa', number: '2041', kind: 'person' })
  await postItem(world, { party: elsa, number: '101', amount: '2813.00', on: '2026-10-30', due: '2026-11-30' })
  await postItem(world, { party: elsa, number: '102', amount: '950.00', on: '2026-10-15', due: '2026-11-15' })
})
const settles = <T>(read: () => Promise<T>) => expect.poll(read)
const heads = (page: Page) =>
  page.locator('thead th[data-column]').evaluateAll((cells) => cells.map((cell) => cell.textContent))
async function sheetBy(page: Page, act: () => Promise<void>): Promise<string[][]> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  const rows: string[][] = []
  for await (const item of readSheets([readFileSync(await download.path())]))
    if (item.type === 'row') rows.push(Array.from(item.cells, (cell) => cell?.text ?? ''))
  return rows
}

test.each([
  'billing-runs?state=failed',
  'interest-runs?state=failed',
  'losses?view=losses&kind=doubtful',
  'credit?view=expected&customer=0',
  'collection?view=cases&customer=0',
  'audit?q=nothing-of-the-kind',
])('a filter that nothing fits says so at %s, and goes by one press', async (address) => {
  const page = await world.person('administrator')
  await page.goto(world.at(address))
  await page.getByText('Inga rader passar filtret.').waitFor()
  await page.getByRole('button', { name: 'Ta bort alla filter' }).click()
  await page.waitForURL((url) => !/failed|doubtful|customer=0|nothing/.test(url.search))
})

describe('columns', () => {
  test('show all that the net of a remittance is made of', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('collection?view=remittances'))
    await settles(async () => (await heads(page)).slice(4, 8)).toEqual(['Brutto', 'Arvode', 'Moms på arvodet', 'Netto'])
  })

  test('are hidden, moved and made wider by keys; kept for the person; Excel follows', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('open-items'))
    await settles(() => heads(page)).toEqual([
      'Kund',
      'Nummer',
      'Referens',
      'Förfaller',
      'Läge',
      'Ursprungligt',
      'Öppet',
    ])
    await page.keyboard.press('Shift+C')
    const list = page.getByRole('dialog', { name: 'Kolumner' })
    await list.getByRole('checkbox', { name: 'Referens' }).focus()
    await expectAccessible(page)
    await page.keyboard.press('Space')
    await list.getByRole('checkbox', { name: 'Öppet' }).focus()
    for (let times = 0; times < 6; times++) await page.keyboard.press('Alt+ArrowUp')
    await list.getByRole('checkbox', { name: 'Nummer' }).focus()
    await page.keyboard.press('Alt+ArrowRight')
    await page.keyboard.press('Escape')
    const wanted = ['Öppet', 'Kund', 'Nummer', 'Förfaller', 'Läge', 'Ursprungligt']
    await settles(() => heads(page)).toEqual(wanted)
    await settles(() => page.evaluate(() => document.activeElement?.className)).toBe('columns-button no-print')
    await page.waitForResponse(
      (response) => response.url().endsWith('/preferences') && response.request().method() === 'PUT',
    )
    await page.reload()
    await settles(() => heads(page)).toEqual(wanted)
    await expectAccessible(page)
    const sheet = await sheetBy(page, () => page.keyboard.press('e'))
    expect(sheet[0]!.slice(0, 4)).toEqual(['Öppet', 'Bokföringsvaluta', 'Öppet i bokföringsvaluta', 'Kundnummer'])
    expect(sheet.flat()).toContain('Faktura')
    expect(sheet[0]).not.toContain('Referens')
    await page.getByRole('button', { name: 'Kolumner' }).click()
    const kept = page.waitForResponse(
      (response) => response.url().endsWith('/preferences') && response.request().method() === 'PUT',
    )
    await list.getByRole('button', { name: 'Som från början' }).click()
    await list.getByRole('button', { name: 'Klar' }).click()
    await settles(() => heads(page)).toContain('Referens')
    await kept
  })

  test('are drawn and dragged by the mouse', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('open-items'))
    const head = page.locator('th[data-column=reference]')
    await head.waitFor()
    // Columns stand where they stay when the rows are here.
    await settled(page)
    const before = (await head.boundingBox())!
    await page.mouse.move(before.x + before.width - 1, before.y + 10)
    await page.mouse.down()
    await page.mouse.move(before.x + before.width + 79, before.y + 10, { steps: 4 })
    await page.mouse.up()
    await settles(async () => Math.round((await head.boundingBox())!.width - before.width)).toBeGreaterThan(60)
    await page.locator('th[data-column=due]').dragTo(page.locator('th[data-column=party]'))
    await settles(async () => (await heads(page))[0]).toBe('Förfaller')
  })
})

describe('room', () => {
  test('on a phone the filters fold behind one press; what narrows stays in sight', async () => {
    const page = await world.person('clerk', { width: 390 })
    await page.goto(world.at('invoices?state=overdue'))
    const more = page.getByRole('button', { name: 'Fler filter' })
    await more.waitFor()
    await page.getByRole('combobox', { name: 'Läge' }).waitFor()
    expect(await page.getByRole('combobox', { name: 'Slag' }).isVisible()).toBe(false)
    await expectAccessible(page)
    await more.click()
    await page.getByRole('combobox', { name: 'Slag' }).waitFor()
    await page.getByLabel('Belopp från').waitFor()
    await expectAccessible(page)
  })

  test('a table of the set-up shows as many columns as stand whole, and keeps questions', async () => {
    const page = await world.person('administrator')
    await page.goto(world.at('set-up/vat-codes'))
    const frame = page.locator('.table-frame')
    await settles(() => frame.locator('tbody tr').count()).toBeGreaterThan(3)
    const wide = await heads(page)
    await settles(() => frame.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(1)
    await page.setViewportSize({ width: 1000, height: 900 })
    await settles(async () => (await heads(page)).length).toBeLessThan(wide.length)
    await page.setViewportSize({ width: 1440, height: 900 })
    await settles(() => heads(page)).toEqual(wide)
    await page.getByLabel('Sök i raderna').fill('moms')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Spara frågan' }).waitFor()
  })

  test('on paper nothing is to be pressed', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers/2041'))
    await page
      .getByRole('button', { name: /Kontoutdrag/ })
      .first()
      .waitFor()
    await page.emulateMedia({ media: 'print' })
    await expect.poll(() => page.locator('.button:not(.link):visible').allTextContents()).toEqual([])
    await expect.poll(() => page.locator('.key:visible').count()).toBe(0)
  })

  test('a page on its way shows bars, and what comes takes their place', async () => {
    const page = await world.person('clerk')
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.route(/\/parties\/2041/, async (route) => {
      await held
      await route.continue()
    })
    await page.goto(world.at('customers/2041'))
    await page.locator('.page-waiting').waitFor()
    await expectAccessible(page)
    letGo()
    await page.getByRole('heading', { name: 'Elsa', level: 1 }).waitFor()
    await expect.poll(() => page.locator('.page-waiting').count()).toBe(0)
  })

  test('another order or filter on its way says so above the rows of before, and then no more', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers'))
    await page.locator('tr[data-key]').first().waitFor()
    await settled(page)
    const line = page.locator('.screen > .bar [role=progressbar]')
    expect(await line.count()).toBe(0)
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.route(/\/parties\?.*order=open/, async (route) => {
      await held
      await route.continue()
    })
    await page.locator('th[data-column="open"] button').first().click()
    await line.waitFor()
    expect(await page.locator('tr[data-key]').count()).toBeGreaterThan(0)
    await expectAccessible(page)
    letGo()
    await line.waitFor({ state: 'detached' })
  })
})

describe('a screen that is opened', () => {
  const hold = () => {
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    return { held, letGo: () => letGo() }
  }

  test('says on the screen of before that it is on its way', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('customers'))
    await page.locator('tr[data-key]').first().waitFor()
    await settled(page)
    const { held, letGo } = hold()
    await page.route(/\/assets\/.*\.js$/, async (route) => {
      await held
      await route.continue()
    })
    await page.keyboard.press('F')
    const line = page.locator('.screen > .bar [role=progressbar]')
    await line.waitFor()
    expect(await page.locator('tr[data-key]').count()).toBeGreaterThan(0)
    letGo()
    await page.waitForURL(/invoices\/new/)
    await line.waitFor({ state: 'detached' })
  })

  test('lies ready where a list leads to it; what it shows is asked for when it is opened', async () => {
    const page = await world.person('clerk')
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    const scripts = page.waitForResponse((response) => /\/assets\/customer-.*\.js$/.test(response.url()))
    await page.goto(world.at('customers'))
    await page.locator('tr[data-key]').first().waitFor()
    await scripts
    await settled(page)
    expect(asked.filter((path) => path.includes('/parties/'))).toEqual([])
    await page.route(/\/assets\/.*\.js$/, (route) => route.abort())
    await page.locator('tr[data-key]').first().press('Enter')
    await page.getByRole('heading', { name: 'Elsa', level: 1 }).waitFor()
  })
})

describe('questions', () => {
  test('a list is kept under a name, shared with a role, pinned to the first screen, taken away and back', async () => {
    const page = await world.person('administrator', { name: 'Karin Ståhl' })
    await page.goto(world.at('invoices?state=overdue&at=x'))
    await page.getByRole('button', { name: 'Spara frågan' }).waitFor()
    await page.keyboard.press('Control+s')
    await page.getByLabel('Vad frågan heter').fill('Förfallna')
    await page.getByRole('checkbox', { name: 'Handläggare' }).or(page.getByRole('checkbox').nth(3)).first().check()
    await expectAccessible(page)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('button', { name: 'Förfallna', pressed: true }).waitFor()
    await page.getByRole('button', { name: 'Frågan Förfallna' }).click()
    await page.getByRole('menuitem', { name: 'Fäst på startsidan' }).click()
    await page.getByText('Förfallna står på startsidan.').waitFor()
    await page.goto(world.at(''))
    const pinned = page.getByRole('navigation', { name: 'Mina frågor' }).getByRole('link', { name: /Förfallna/ })
    await pinned.waitFor()
    await expectAccessible(page)
    await pinned.click()
    await page.waitForURL(/invoices\?state=overdue$/)
    await page.getByRole('button', { name: 'Förfallna', pressed: true }).waitFor()
    // Another list has its own.
    await page.goto(world.at('customers?state=active'))
    await page.getByRole('button', { name: 'Spara frågan' }).waitFor()
    expect(await page.getByRole('button', { name: 'Förfallna', pressed: true }).count()).toBe(0)
  })
})
