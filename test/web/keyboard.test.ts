import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { fillWorld } from './full-world.ts'
import { drawnKeys, focusOf, held, listedKeys, pressed, tabRound } from './keyboard.ts'
import { addressesOf, screens } from './screens.ts'
import type { WebWorld } from './world.ts'
import { openWebWorld, settled } from './world.ts'

// Every screen without a pointer: Tab goes around and is always seen, a key that is drawn is in the list, a key of the list does
// something, and the hand is never left on nothing.

let world: WebWorld
let addresses: Map<string, string>
let page: Page
beforeAll(async () => {
  world = await openWebWorld('SE')
  await fillWorld(world, 'SE')
  page = await world.person('administrator', { name: 'Eva Ek' })
  addresses = await addressesOf(page.request, world.http.url, new URL(world.at('')).pathname.split('/')[2]!)
})

const open = async (name: string, on = page): Promise<void> => {
  await on.goto(world.http.url + addresses.get(name)!)
  await settled(on)
}
/** What lies above the page: dialogs, drawers, menus. */
const above = (on: Page): Promise<number> => on.locator('dialog[open], .drawer, .menu').count()

// All of them take minutes: KEYS=all npx vitest run test/web/keyboard.test.ts. Otherwise SEED chooses every fourth screen to be
// gone around, every eighth to have its keys pressed.
const isAll = process.env.KEYS === 'all'
const seed = Number(process.env.SEED ?? 2)
const names = Object.keys(screens)
const one = (of: number): string[] => (isAll ? names : names.filter((_, at) => at % of === seed % of))

describe('keys', () => {
  test.each(one(4))('Tab goes around, and what is drawn is listed, each once: %s', async (name) => {
    await open(name)
    const drawn = await drawnKeys(page)
    const { here, everywhere } = await listedKeys(page)
    const known = new Set([...here, ...everywhere].map(({ shown }) => shown))
    expect(drawn.filter(({ shown }) => !known.has(shown))).toEqual([])
    expect(here.map(({ key }) => key).filter((key, at, all) => all.indexOf(key) !== at)).toEqual([])
    await open(name)
    const { faults, stops } = await tabRound(page)
    expect(faults).toEqual([])
    expect(stops).toBeGreaterThan(20)
  })

  // A second of two rows is needed to go back; these are of what can be empty or at its end.
  const mayRest = /^(ArrowUp|ArrowLeft|K|\[|\]|Shift\+Arrow.*|ArrowDown|J)$/
  test.each(one(8))('of the list do something, and the hand is on something: %s', async (name) => {
    await open(name)
    const { here } = await listedKeys(page)
    const own = await world.person('administrator', { name: 'Eva Ek' })
    let asked = 0
    own.on('request', (request) => request.url().includes('/api/') && asked++)
    own.on('filechooser', () => asked++)
    // What would change the world is answered by a refusal: other screens stay as they are.
    await own.route(/\/api\//, (route) =>
      route.request().method() === 'GET' || /\/preview/.test(route.request().url())
        ? route.continue()
        : route.fulfill({ status: 422, json: { problems: [{ code: 'access.denied', message: 'not now' }] } }),
    )
    const faults: string[] = []
    for (const { key, label } of here) {
      await open(name, own)
      await own.evaluate('globalThis.__name ??= (named) => named')
      await own.evaluate(() => {
        const told = { changes: 0 }
        Object.assign(window, { told, print: () => void told.changes++, open: () => void told.changes++ })
        new MutationObserver((all) => {
          told.changes += all.length
        }).observe(document.documentElement, {
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        })
      })
      // A key whose button says why it cannot be pressed now rests.
      const rests = await own
        .locator('[aria-disabled=true] kbd.key')
        .evaluateAll((caps) => caps.map((cap) => cap.textContent))
      const shown = here.find((one) => one.key === key)!.shown
      const [before, address, over] = [await focusOf(own), own.url(), await above(own)]
      asked = 0
      await own.keyboard.press(pressed(key))
      await own.waitForTimeout(400)
      const changesNow = () =>
        own.evaluate(() => (window as unknown as { told?: { changes: number } }).told?.changes ?? 1).catch(() => 1)
      // A busy machine takes its time; what never comes is a fault.
      for (let waited = 0; waited < 5_000 && asked === 0 && own.url() === address; waited += 200) {
        if ((await changesNow()) > 0 || (await focusOf(own)).at !== before.at) break
        if (mayRest.test(key) || rests.includes(shown)) break
        await own.waitForTimeout(200)
      }
      const after = await focusOf(own)
      const changes = await changesNow()
      const isElsewhere = own.url().split('?')[0] !== address.split('?')[0]
      if (changes === 0 && asked === 0 && own.url() === address && after.at === before.at)
        if (!mayRest.test(key) && !rests.includes(shown)) faults.push(`${key} (${label}) does nothing`)
      const isLost = after.at === -1 && (before.at !== -1 || isElsewhere || (await above(own)) > over)
      if (isLost && !(await held(own))) faults.push(`${key} (${label}) leaves the hand on nothing`)
      if (after.at !== -1 && after.fault) faults.push(`${key} (${label}): ${after.name} ${after.fault}`)
      if ((await above(own)) > over) {
        await own.keyboard.press('Escape')
        await expect.poll(() => above(own), { message: `Escape after ${key}` }).toBe(over)
        if (!(await held(own))) faults.push(`Escape after ${key} (${label}) leaves the hand on nothing`)
      }
    }
    expect(faults).toEqual([])
    await own.context().close()
  })
})

test.each(['invoices', 'customers', 'orders', 'open-items', 'billing-runs', 'dunning-runs', 'vouchers'])(
  'who comes back to %s goes on at the row that led away',
  async (name) => {
    await open(name)
    const rows = page.locator('.table tbody tr[data-key]')
    const chosen = page.locator('.table tr[aria-selected=true]')
    await rows.first().waitFor()
    const isOne = (await rows.count()) < 2
    await page.keyboard.press('ArrowDown')
    if (!isOne) await page.keyboard.press('ArrowDown')
    const key = await chosen.getAttribute('data-key')
    const address = page.url().split('?')[0]
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.href.split('?')[0] !== address)
    await page.locator('main h1').first().waitFor()
    await expect.poll(() => held(page)).toBe(true)
    await page.goBack()
    await page.waitForFunction((row) => document.activeElement?.getAttribute('data-key') === row, key)
  },
)

test('Escape takes what lies on top, one at a time', async () => {
  await open('customers')
  await page.keyboard.press('F1')
  await page.locator('.drawer').waitFor()
  await page.keyboard.press('?')
  await page.locator('dialog .key-list').first().waitFor()
  await page.keyboard.press('Escape')
  await page.locator('dialog .key-list').first().waitFor({ state: 'detached' })
  expect(await page.locator('.drawer').count()).toBe(1)
  await page.keyboard.press('Control+k')
  await page.locator('dialog.palette').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('dialog.palette').waitFor({ state: 'detached' })
  expect(await page.locator('.drawer').count()).toBe(1)
  await page.keyboard.press('Escape')
  await page.locator('.drawer').waitFor({ state: 'detached' })
  expect(new URL(page.url()).pathname).toMatch(/\/customers$/)
})

test('an invoice prints itself, not its page', async () => {
  await open('invoice')
  await page.locator('.timeline').waitFor()
  await page.evaluate(() => {
    const told = { opened: '', isPrinted: false }
    Object.assign(window, {
      told,
      open: (address: string) => {
        told.opened = address
      },
      print: () => {
        told.isPrinted = true
      },
    })
  })
  await page.keyboard.press('p')
  const told = () => page.evaluate(() => (window as unknown as { told: { opened: string; isPrinted: boolean } }).told)
  await expect.poll(async () => (await told()).opened).toMatch(/pdf/)
  expect((await told()).isPrinted).toBe(false)
})

test('a column that no row has anything in leaves its room to the others', async () => {
  await page.goto(world.at('set-up/account-roles'))
  await page.locator('.table tbody tr[data-key]').first().waitFor()
  await settled(page)
  const heads = await page
    .locator('thead th[data-column]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-column')))
  expect(heads).toContain('account')
  expect(heads).not.toContain('standing')
})
