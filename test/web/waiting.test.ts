import { describe, expect, test } from 'vitest'
import { screens as everyScreen } from './screens.ts'
import { breaksOnPurpose, expectAccessible, openWebWorld } from './world.ts'

// Before an answer has come nothing is called empty; what broke is told, with the way to try again.

const screens: [screen: string, verb: RegExp, empty: string][] = [
  ['claims/limitations', /\/api\/.*\/claims\/limitations/, 'Inget krav närmar sig preskription'],
  ['collection?view=agencies', /\/api\/.*\/collection\/agencies/, 'Inga ombud än'],
  ['dunning-letters', /\/api\/.*\/dunning-letters/, 'Inga brev än'],
  ['credit?view=responsibles', /\/api\/.*\/credit\/responsibles/, 'Ingen är utsedd'],
]
test.each(screens)('%s', async (screen, verb, empty) => {
  const world = await openWebWorld('SE', { kind: 'company' })
  const page = await world.person('administrator')
  breaksOnPurpose(page)
  let answer: 'waits' | 'breaks' | 'comes' = 'waits'
  let asked = () => {}
  const wasAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  let goOn = () => {}
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await page.route(verb, async (route) => {
    asked()
    if (answer === 'waits') await mayGoOn
    if (answer === 'breaks')
      await route.fulfill({ status: 500, json: { problems: [{ code: 'internal', message: 'it broke' }] } })
    else await route.continue()
  })
  await page.goto(world.at(screen))
  await wasAsked
  await page.locator('.table-frame [aria-busy=true], .table-frame .waiting').first().waitFor()
  expect(await page.getByText(empty).count()).toBe(0)
  answer = 'breaks'
  goOn()
  const again = page.getByRole('button', { name: 'Försök igen' })
  await again.waitFor()
  expect(await page.getByText(empty).count()).toBe(0)
  await expectAccessible(page)
  answer = 'comes'
  await again.click()
  await page.getByText(empty).waitFor()
})

describe('every screen that reads', () => {
  // These ask for nothing before somebody has typed or chosen.
  const own = [
    'process',
    'profile',
    'help',
    'customer-new',
    'invoice-new',
    'plan-new',
    'home',
    'matching',
    'set-up-table',
  ]
  const names = Object.entries(everyScreen).filter(([name, address]) => !address.includes('{') && !own.includes(name))
  const ofFrame = /\/api\/v1\/me$|\/(me|preferences|menu|drafts|questions)(\/|$)|workspace\/changes/

  test('says that it waits, and what broke with the way to try again', async () => {
    const world = await openWebWorld('SE', { kind: 'company' })
    const page = await world.person('administrator')
    breaksOnPurpose(page)
    let answer: 'waits' | 'breaks' = 'waits'
    await page.route(/\/api\//, async (route) => {
      if (route.request().method() !== 'GET' || ofFrame.test(new URL(route.request().url()).pathname))
        return route.continue()
      if (answer === 'breaks')
        return route.fulfill({ status: 500, json: { problems: [{ code: 'internal', message: 'it broke' }] } })
    })
    const faults: string[] = []
    for (const [name, address] of names) {
      answer = 'waits'
      await page.goto(world.at(address), { waitUntil: 'commit' })
      const waits = page.locator('main :is(.waiting, .page-waiting, [aria-busy=true])').first()
      await waits.waitFor({ timeout: 60_000 }).catch(() => faults.push(`${name} does not say that it waits`))
      if ((await page.locator('main .empty').count()) > 0) faults.push(`${name} is called empty before it was read`)
      answer = 'breaks'
      await page.goto(world.at(address), { waitUntil: 'commit' })
      const again = page.getByRole('button', { name: 'Försök igen' }).first()
      await again.waitFor({ timeout: 60_000 }).catch(() => faults.push(`${name} has no way to try again`))
      if ((await page.locator('main .waiting').count()) > 0) faults.push(`${name} waits for what broke`)
    }
    expect(faults).toEqual([])
  })
})
