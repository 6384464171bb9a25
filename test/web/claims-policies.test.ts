import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { listAssignments } from '../../src/dunning/list-assignments.ts'
import { readPolicy } from '../../src/dunning/read-policy.ts'
import { listLawValues } from '../../src/interest/list-law-values.ts'
import { postItem } from '../books.ts'
import { proposeOn, savePlainPolicy } from '../dunning.ts'
import { expectAccessible, openWebWorld, settled, type WebWorld } from './world.ts'

const open = async (world: WebWorld, screen: string, person = {}): Promise<Page> => {
  const page = await world.person('administrator', person)
  await page.goto(world.at(screen))
  await settled(page)
  return page
}
const company = () => openWebWorld('SE', { kind: 'company', today: '2026-11-23' })

test('where no policy is, a ready-made one is drawn and begun from by one press', async () => {
  const world = await company()
  const page = await open(world, 'dunning-policies')
  await page.getByText('Inga regler än').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Börja från den här' }).first().click()
  await page.waitForURL(/dunning-policies\/STANDARD/)
  await page.getByText('Lagen tillåter').or(page.getByText('Steg 1')).first().waitFor()
})

test('who may only read a policy is told what the law says of it as it stands, and asks for nothing that is refused', async () => {
  const world = await company()
  await savePlainPolicy(world)
  const page = await world.person('auditor')
  const refused: string[] = []
  page.on('response', (answer) => {
    if (answer.status() === 403) refused.push(`${answer.request().method()} ${answer.url()}`)
  })
  await page.goto(world.at('dunning-policies/P'))
  await page.getByText('Lagen tillåter varje steg').waitFor()
  await settled(page)
  expect(refused).toEqual([])
})

test('a policy is held against the law as it is typed, tried on last month, and saved as a new version', async () => {
  const world = await company()
  await savePlainPolicy(world)
  const party = await world.party({ number: '1', name: 'Ada', kind: 'person' })
  await postItem(world, { party, number: '100', amount: '1000.00', on: '2026-09-01', due: '2026-10-01' })
  const page = await open(world, 'dunning-policies/P')
  await page.getByText('Lagen tillåter varje steg').waitFor()
  await page.getByLabel('Avgift', { exact: true }).selectOption('fixed')
  await page.getByLabel('Avgiftens belopp').fill('90')
  await page.getByText('avgiften sänks till 60,00 SEK').waitFor()
  await page.getByLabel('Dagar efter förfallodagen').fill('40')
  await page.locator('h1').click()
  await page.keyboard.press('v')
  await page.getByText('Regeln hade skickat 0 brev').first().waitFor()
  // What cannot be understood stops the act, which would go with the number of before.
  await page.getByLabel('Dagar efter förfallodagen').fill('sex')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Skriv ett helt tal, högst 999.').waitFor()
  expect(await world.do(readPolicy, { code: 'P' })).toMatchObject({ versions: [{ versionNo: 1 }] })
  // Loaded again, what was typed is there, and nobody is said to have changed it meanwhile.
  const kept = page.waitForResponse(
    (answer) => answer.url().includes('/drafts/') && answer.request().postData()?.includes('"days":7') === true,
  )
  await page.getByLabel('Dagar efter förfallodagen').fill('7')
  await kept
  await page.reload()
  await expect.poll(() => page.getByLabel('Dagar efter förfallodagen').inputValue()).toBe('7')
  expect(await page.getByRole('alert', { name: 'Samma sak är ändrad på två håll' }).count()).toBe(0)
  await page.getByLabel('Dagar efter förfallodagen').fill('6')
  await page.locator('h1').click()
  await page.keyboard.press('v')
  await page.getByText('Regeln hade skickat 2 brev').waitFor()
  // Here they are: each opens as the letter that it would have been, and the hand is back on its row.
  const row = page.locator('.simulated-letters tr[data-key]').filter({ hasText: 'Ada' }).first()
  await row.focus()
  await page.keyboard.press('Enter')
  const letter = page.getByRole('complementary', { name: 'Påminnelse Ada' })
  await letter.locator('canvas').first().waitFor()
  // The sample of the step makes room for it.
  expect(await page.getByRole('complementary', { name: 'Brevet', exact: true }).count()).toBe(0)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect.poll(() => letter.count()).toBe(0)
  await expect.poll(() => row.evaluate((one) => one === document.activeElement)).toBe(true)
  await page.keyboard.press('Control+Enter')
  await page.getByText('version 2 gäller').waitFor()
  const { versions } = await world.do<{ versions: { versionNo: number; steps: { days: number; fee: string }[] }[] }>(
    readPolicy,
    { code: 'P' },
  )
  expect(versions[0]).toMatchObject({ versionNo: 2, steps: [{ days: 6, fee: 'fixed' }, {}, {}] })

  // In two tabs at once: what the other tab saved is not written over, and what is typed here is not lost.
  const other = await page.context().newPage()
  await other.goto(world.at('dunning-policies/P'))
  await other.getByLabel('Dagar att vänta på banken').fill('4')
  await other.getByLabel('Namn', { exact: true }).fill('Deras')
  await page.getByLabel('Namn', { exact: true }).fill('Vår')
  await other.keyboard.press('Control+Enter')
  await other.getByText('version 3 gäller').waitFor()
  await page.keyboard.press('Control+Enter')
  const both = page.getByRole('alert', { name: 'Samma sak är ändrad på två håll' })
  await both.waitFor()
  expect(await both.textContent()).toMatch(/NamnSparat nu.?Deras.*DittVår/)
  await expectAccessible(page)
  await both.getByRole('button', { name: 'Behåll ditt' }).click()
  await both.waitFor({ state: 'detached' })
  expect(await page.getByLabel('Dagar att vänta på banken').inputValue()).toBe('4')
  await page.keyboard.press('Control+Enter')
  await page.getByText('version 4 gäller').waitFor()
  expect(await world.do(readPolicy, { code: 'P' })).toMatchObject({
    versions: [{ name: 'Vår', graceDays: 4 }, {}, {}, {}],
  })
})

test('a missing half-year says so where it stops claims, and is added with its source', async () => {
  const world = await company()
  await savePlainPolicy(world, { interest: 'charged' })
  const party = await world.party({ number: '1', name: 'Ada', kind: 'person' })
  await postItem(world, { party, number: '100', amount: '1000.00', on: '2026-09-01', due: '2026-10-01' })
  world.today = '2027-01-15' as never
  const { runId } = await proposeOn(world)
  const page = await open(world, `dunning-runs/${runId}`)
  await page.getByText('1 rad väntar på en sats som saknas').waitFor()
  await page.getByText('Referensränta från 1 jan saknas').first().waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Lag och satser' }).last().click()
  await page.getByText('Referensränta för 2027-01-01 saknas').waitFor()
  await page.getByRole('button', { name: 'Lägg till den' }).first().click()
  await page.getByLabel('Procent').fill('1,75')
  await page.getByLabel('Källa', { exact: true }).fill('riksbank.se, referensränta 2027-01-01')
  await page.keyboard.press('Control+Enter')
  await page.getByText('gäller från 2027-01-01').waitFor()
  const { missing } = await world.do<{ missing: object[] }>(listLawValues, {})
  expect(missing).toEqual([])
})

test('closing a policy tells first what stops, and is taken back; who is not reminded is listed, until a day', async () => {
  const world = await company()
  await savePlainPolicy(world)
  await world.party({ number: '1', name: 'Ada', kind: 'person' })
  const page = await open(world, 'dunning-policies/P')
  await page.getByRole('button', { name: 'Mer', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Avsluta regeln' }).click()
  await page.getByText('det som ingen annan regel gäller för påminns inte mer').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')
  await page.locator('.toast').getByText('är avslutad').waitFor()
  await page.locator('.toast').getByRole('button', { name: /Ångra/ }).click()
  await page.locator('.toast').getByText('Ångrat').waitFor()

  await page.goto(world.at('dunning-policies'))
  const none = page.getByRole('region', { name: 'Påminns inte' })
  await none.getByLabel('Vad', { exact: true }).selectOption('customer')
  await none.getByLabel('Nummer eller kod').fill('1')
  await none.getByLabel('Till och med').fill('2026-12-31')
  await none.getByLabel('Varför').fill('dödsbo')
  await none.getByRole('button', { name: 'Påminn inte' }).click()
  await none.getByRole('cell', { name: '2026-11-23 – 2026-12-31', exact: true }).waitFor()
  expect(await world.do(listAssignments, {})).toMatchObject({ rows: [{ customer: '1', to: '2027-01-01' }] })
})

test.each([
  ['sv', 1440, false],
  ['bg', 390, true],
] as const)('policies and law are accessible: %s, %i px', async (language, width, isDark) => {
  const world = await company()
  await savePlainPolicy(world)
  for (const screen of ['dunning-policies', 'dunning-policies/P', 'dunning-policies/P?view=assignments', 'law']) {
    const page = await open(world, screen, { language, width, isDark })
    await expectAccessible(page)
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      screen,
    ).toBeLessThanOrEqual(0)
  }
})
