import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { hold } from '../../src/invoicing/holds/hold.ts'
import { addDays } from '../../src/kernel/day.ts'
import { saveNote } from '../../src/parties/save-note.ts'
import type { WebWorld } from './world.ts'
import { breaksOnPurpose, expectAccessible, openWebWorld } from './world.ts'

let world: WebWorld
beforeAll(async () => {
  world = await openWebWorld('SE')
  await world.party({ name: 'Elsa Bergström', number: '4711' } as never)
  await world.do(hold, { customer: '4711', reason: 'adressen saknas', from: addDays(world.today, -3) })
  await world.do(saveNote, { number: '4711', text: 'ring', followUpOn: world.today })
})

const shown = (page: Page, heading: string) => page.getByRole('heading', { name: heading, level: 1 }).waitFor()
const panels = (page: Page) =>
  page.locator('[data-panel]').evaluateAll((all) => all.map((one) => one.getAttribute('data-panel')))

describe('home', () => {
  test('says how much needs a person; the first line is chosen, each opens by its letter', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at(''))
    await page.getByText('Två saker behöver dig i dag.').waitFor()
    await expect.poll(() => page.locator('.home-work tr.chosen').textContent()).toContain('Avgör spärrar')
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/holds\?kind=billing$/)
    await page.getByText('adressen saknas').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('l')
    await page.getByText('Inget är spärrat').waitFor()
    await page.keyboard.press('z')
    await page.getByText('adressen saknas').waitFor()
    await page.goBack()
    await page.getByText('Två saker behöver dig i dag.').waitFor()
    await page.keyboard.press('n')
    await page.waitForURL(/\/follow-ups$/)
    await page.getByRole('row', { name: /ring/ }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('g')
    await page.getByText('Inget att följa upp').waitFor()
    await page.keyboard.press('z')
    await page.getByRole('row', { name: /ring/ }).waitFor()
  })

  test('a fault that all panels meet is told once, and again as soon as it is another', async () => {
    const page = await world.person('clerk')
    await page.route(/\/figures\?/, (route) => {
      const isCash = route.request().url().includes('parts=cash')
      const problems = [{ code: 'test.broken', message: isCash ? 'the cash broke' : 'it broke' }]
      return route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ problems }) })
    })
    await page.goto(world.at(''))
    await page.getByText('the cash broke').waitFor()
    await page.getByText('it broke').waitFor()
    await expect.poll(() => page.locator('.panels .banner').count()).toBe(2)
    await expectAccessible(page)
  })

  test('who opened a hold and comes back stands on it', async () => {
    await world.party({ name: 'Ove Zetterlund', number: '4712' } as never)
    await world.do(hold, { customer: '4712', reason: 'flyttar' })
    const page = await world.person('clerk')
    await page.goto(world.at('holds?kind=billing'))
    const row = page.getByRole('row', { name: /Ove Zetterlund/ })
    const chosen = page.locator('tr[aria-selected=true]')
    await row.waitFor()
    const first = await chosen.first().textContent()
    const target = first?.includes('Ove') ? /Elsa Bergström/ : /Ove Zetterlund/
    await page.getByRole('row', { name: target }).click()
    await page.waitForURL(/\/customers\//)
    await page.goBack()
    await expect.poll(() => chosen.first().textContent()).toMatch(target)
    await page
      .getByRole('row', { name: /Ove Zetterlund/ })
      .getByRole('button')
      .click()
    await row.waitFor({ state: 'detached' })
  })

  test('panels are moved and hidden by keys, and are so after a reload', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at(''))
    await page.getByRole('button', { name: 'Ordna' }).click()
    await page.getByRole('button', { name: 'Flytta Inbetalt mot förfallet, per vecka' }).focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => panels(page)).toEqual(['cash', 'receivables', 'machine', 'dso', 'debtors'])
    // By hand: where it would land is told, and nowhere else.
    const to = (await page.locator('[data-panel=machine] .panel-handle').boundingBox())!
    await page.locator('[data-panel=dso] .panel-handle').hover()
    await page.mouse.down()
    // A hand that moves on: what moved before the drag had begun was not over the panel yet.
    let moves = 0
    await expect
      .poll(async () => {
        await page.mouse.move(to.x + 2 + (++moves % 5), to.y + 4, { steps: 3 })
        return page.locator('.panel.takes').count()
      })
      .toBe(1)
    await page.mouse.up()
    await expect.poll(() => panels(page)).toEqual(['cash', 'receivables', 'dso', 'machine', 'debtors'])
    await page.getByRole('button', { name: 'Flytta Matchat av datorn' }).focus()
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'Visa Matchat av datorn' }).waitFor()
    await expectAccessible(page)
    await page.reload()
    await expect.poll(() => panels(page)).toEqual(['cash', 'receivables', 'dso', 'debtors'])
    await page.getByRole('button', { name: 'Ordna' }).click()
    await page.getByRole('button', { name: 'Som från början' }).click()
    await expect.poll(() => panels(page)).toEqual(['receivables', 'cash', 'machine', 'dso', 'debtors'])
  })

  test('the picture fills the window; days to payment say their month; an amount says its currency', async () => {
    const page = await world.person('clerk')
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(world.at('?period=2026-09'))
    await page.getByText('Inget öppet att räkna på vid slutet av september 2026.').waitFor()
    const chart = page.getByRole('figure', { name: 'Inbetalt mot förfallet, per vecka' })
    const endOf = async (one: typeof chart) => one.boundingBox().then((box) => box!.y + box!.height)
    expect((await endOf(page.locator('.panels'))) - (await endOf(chart))).toBeLessThan(60)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByText('0 SEK', { exact: true }).waitFor()
  })

  test('the period lives in the address; T shows the charts as tables', async () => {
    const page = await world.person('clerk')
    await page.goto(world.at('?period=2026-09'))
    await page.getByRole('figure', { name: 'Inbetalt mot förfallet, per vecka' }).waitFor()
    expect(await page.getByLabel('Period', { exact: true }).inputValue()).toBe('2026-09')
    await page.keyboard.press('t')
    await page.getByRole('table', { name: 'Inbetalt mot förfallet, per vecka' }).waitFor()
    await expectAccessible(page)
  })
})

test('"aged aug" opens the ageing of the last of August; → offers what can be done with a customer', async () => {
  const page = await world.person('clerk')
  await page.goto(world.at(''))
  await shown(page, 'Hem')
  await page.getByText('behöver dig i dag').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Hitta eller gör vad som helst' }).fill('aged aug')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/ageing\?asOf=2026-08-31$/)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Hitta eller gör vad som helst' }).fill('bergs')
  await page.getByRole('option', { name: /Elsa Bergström/, selected: true }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByRole('option', { name: 'Kontoutdrag' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('f')
  await page.waitForURL(/\/invoices\/new\?customer=4711$/)
})

test('a page becomes a favourite by *, is none after Z, and is one again after Shift Z', async () => {
  const page = await world.person('clerk')
  await page.goto(world.at('open-items?asOf=2026-08-31'))
  await page.getByRole('button', { name: 'Favorit', pressed: false }).waitFor()
  const kept = page.locator('.menu-pane a[href$="open-items?asOf=2026-08-31"]')
  await page.keyboard.press('*')
  await kept.waitFor()
  await page.keyboard.press('z')
  await kept.waitFor({ state: 'detached' })
  await page.keyboard.press('Shift+Z')
  await kept.waitFor()
})

test('the work steps: Alt 3 shows the third, letters open its screens', async () => {
  const page = await world.person('clerk')
  await page.goto(world.at(''))
  await page.getByText('behöver dig i dag').waitFor()
  await page.keyboard.press('Alt+3')
  await page.waitForURL(/\/process\?step=matching$/)
  await page.getByRole('region', { name: 'Matcha inbetalningarna' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('b')
  await page.waitForURL(/\/bank$/)
})

test('the language changes at once; a key is moved, and a taken one is refused', async () => {
  const page = await world.person('clerk')
  await page.goto(world.at('profile'))
  await page.getByRole('button', { name: 'Norsk bokmål' }).click()
  await page.getByRole('link', { name: 'Kjøringer', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Svenska' }).click()
  await page.getByRole('link', { name: 'Körningar', exact: true }).waitFor()
  const change = page.getByRole('button', { name: 'Byt tangent för Favorit' })
  await change.click()
  await page.keyboard.press('e')
  await page.getByRole('alert').getByText('E används redan för Excel av det som visas.').waitFor()
  await page.keyboard.press('q')
  await page.getByRole('button', { name: 'Som från början' }).waitFor()
  await expectAccessible(page)
  await page.goto(world.at('help'))
  await shown(page, 'Hjälp')
  await page.keyboard.press('q')
  await page.locator('.menu-pane a[href$="/help"]').waitFor()
})

test('a server that is gone is told with a count-down, and its return goes by itself', async () => {
  const page = await world.person('clerk')
  await page.goto(world.at(''))
  await page.getByText('behöver dig i dag').waitFor()
  breaksOnPurpose(page)
  await page.route('**/api/**', (route) => route.abort())
  await page.getByLabel('Period', { exact: true }).selectOption('2026-08')
  await page.getByRole('alert').getByText('Servern svarar inte. Inget är förlorat.').waitFor()
  await page.unroute('**/api/**')
  await page.getByRole('alert').waitFor({ state: 'detached' })
  await page.getByRole('region', { name: 'Störst förfallet' }).getByText('Inget är förfallet.').waitFor()
})

test.each(['sv', 'nb', 'bg', 'en'] as const)('a guide for each role, readable and accessible: %s', async (language) => {
  const page = await world.person('clerk', { language })
  await page.goto(world.at('help'))
  await expect.poll(() => page.getByRole('tab').count()).toBe(5)
  await expectAccessible(page)
  await page.goto(world.at('open-items'))
  await page.locator('.menu-pane a').first().waitFor()
  await page.keyboard.press('F1')
  await page.locator('.guide.in-drawer section').first().waitFor()
  await expectAccessible(page)
})
