import { expect, test } from 'vitest'
import { expectAccessible, openWebWorld } from './world.ts'

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
