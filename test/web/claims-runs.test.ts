import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { markParty } from '../../src/claims/mark-party.ts'
import { assignPolicy } from '../../src/dunning/assign-policy.ts'
import { listRuns } from '../../src/dunning/list-runs.ts'
import { propose as proposeInterest } from '../../src/interest/propose.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import type { Id } from '../../src/kernel/id.ts'
import { propose as proposeLoss } from '../../src/losses/propose.ts'
import { area, postItem } from '../books.ts'
import { proposeOn, savePlainPolicy } from '../dunning.ts'
import { plainOrder } from '../orders.ts'
import type { World } from '../world.ts'
import { beginTask, expectWithinBudget } from './count.ts'
import { expectAccessible, openWebWorld, settled, type WebWorld } from './world.ts'

/** So many persons who owe, the last third of them under a policy of their own. */
async function withDebtors(count: number): Promise<WebWorld> {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  await savePlainPolicy(world, { interest: 'shown' })
  await savePlainPolicy(world, { code: 'Q', name: 'Mild', isDefault: false })
  for (let i = 0; i < count; i++) {
    const number = String(1001 + i)
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    await postItem(world, { party, number: `9${number}`, amount: '1000.00', on: '2026-09-01', due: '2026-10-01' })
    if (i % 3 === 2) await world.do(assignPolicy, { customer: number, policy: 'Q', reason: 'egen' })
  }
  return world
}
const runsOf = async (world: World) =>
  (await world.do<{ rows: { state: string; totals: { letters: number } }[] }>(listRuns, {})).rows.map(
    ({ state, totals }) => `${state} ${totals.letters}`,
  )
const clerk = async (world: WebWorld, screen = '', person = {}): Promise<Page> => {
  const page = await world.person('clerk', person)
  await page.goto(world.at(screen))
  await settled(page)
  return page
}
const rowOf = (page: Page, name: string) => page.locator('#dunning-rows tr[data-key]').filter({ hasText: name })
const approval = (page: Page) => page.getByRole('button', { name: /^Godkänn och skicka/ })

describe('reminders to a group', () => {
  const reminded = async (count: number) => {
    const world = await withDebtors(count)
    await proposeOn(world)
    const page = await clerk(world)
    const task = await beginTask(page)
    await task.click(page.getByText('Godkänn påminnelserna').first())
    await approval(page).waitFor()
    await task.choose(page.getByLabel('Grupp', { exact: true }), 'P')
    await page.getByRole('button', { name: `Godkänn och skicka ${(count / 3) * 2} brev` }).waitFor()
    await task.key('Control+Enter')
    await page.getByText(`${(count / 3) * 2} brev är skrivna`).waitFor()
    expect(await runsOf(world)).toEqual([`proposed ${count / 3}`, `done ${(count / 3) * 2}`])
    return task.cost()
  }
  test('cost the same for 6 and for 60, each letter in sight', async () => {
    const few = await reminded(6)
    expect(few).toEqual({ acts: 2, fields: 1, views: 1 })
    expectWithinBudget('Reminders to a group, looked at', few, { count: 54, cost: await reminded(60) })
  })
})

test('a row is held and released, left out and taken in again, by keys alone', async () => {
  const world = await withDebtors(3)
  const { runId } = await proposeOn(world)
  const page = await clerk(world, `dunning-runs/${runId}`)
  await rowOf(page, 'Kund 1001').focus()
  await page.keyboard.press('h')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('ringer fredag')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Godkänn och skicka 2 brev' }).waitFor()
  await expect.poll(() => page.locator(':focus').getAttribute('data-key')).toBe('2')
  await rowOf(page, 'Kund 1001').focus()
  await page.getByRole('region', { name: 'Det här håller kvar' }).getByText('ringer fredag').waitFor()
  await rowOf(page, 'Kund 1002').focus()
  await page.keyboard.press('x')
  await page.getByRole('button', { name: 'Godkänn och skicka 1 brev' }).waitFor()
  await rowOf(page, 'Kund 1001').focus()
  await page.keyboard.press('l')
  await page.getByRole('button', { name: 'Godkänn och skicka 2 brev' }).waitFor()
  await page.keyboard.press('z')
  await page.getByRole('button', { name: 'Godkänn och skicka 1 brev' }).waitFor()
})

test('what was sent is recalled while the outbox has it', async () => {
  const world = await withDebtors(3)
  const { runId } = await proposeOn(world)
  const page = await clerk(world, `dunning-runs/${runId}`)
  await approval(page).waitFor()
  await page.keyboard.press('Control+Enter')
  await page.getByText('3 brev är skrivna').waitFor()
  await page.getByRole('button', { name: 'Återkalla breven' }).click()
  await page.getByLabel('Varför breven inte ska gå').fill('fel dag')
  await page.keyboard.press('Enter')
  await page.getByText('3 är återkallade').waitFor()
})

test('who proposed what another must approve, reads so in place of the button', async () => {
  const world = await withDebtors(3)
  await savePlainPolicy(world, { approval: 'two-person' })
  const page = await clerk(world, 'dunning-runs?new=1')
  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/dunning-runs\/.{36}/)
  await page.getByText('Du föreslog körningen').waitFor()
  expect(await approval(page).getAttribute('aria-disabled')).toBe('true')
})

test('who sees a part of a run of any kind reads so, and makes his own proposal by one key', async () => {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  await savePlainPolicy(world)
  const areas = [await area(world, 'SOC'), await area(world, 'TEK')]
  const items: Id[] = []
  for (const [i, own] of areas.entries()) {
    const number = String(1001 + i)
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    items.push(
      await postItem(world, { party, number, amount: '9000.00', on: '2026-05-01', due: '2026-06-01', area: own }),
    )
  }
  for (const [i, businessAreaId] of areas.entries()) {
    const { id } = await world.tx(({ db, company }) =>
      db.one<{ id: Id }>(`select id from parties where company_id = $1 and number = $2`, [
        company.id,
        String(1001 + i),
      ]),
    )
    await world.tx((ctx) =>
      saveOrders(ctx, [plainOrder(world, id, `W-${i}`, [['Vatten', '1', '100.00', 'S25']], { businessAreaId })]),
    )
  }
  const customers = ['1001', '1002']
  const proposals = [
    ['dunning-runs', (await proposeOn(world)).runId],
    ['billing-runs', (await world.do<{ runId: Id }>(proposeBilling, {})).runId],
    ['interest-runs', (await world.do<{ runId: Id }>(proposeInterest, { mode: 'unpaid', customers })).runId],
    [
      'losses/runs',
      (await world.do<{ runId: Id }>(proposeLoss, { kind: 'established', evidence: 'x', itemIds: items })).runId,
    ],
  ] as const
  const page = await world.person('administrator', { area: 'TEK' })
  for (const [screen, runId] of proposals) {
    await page.goto(world.at(`${screen}/${runId}`))
    await page.getByText('Den har rader i verksamheter som du inte ser').waitFor()
    await page.getByText('Kund 1002').first().waitFor()
    await page.keyboard.press('+')
    await page.waitForURL((url) => url.pathname.includes(`${screen}/`) && !url.pathname.endsWith(runId))
    await page.getByText('Kund 1002').first().waitFor()
    await expect.poll(() => page.getByText('Den har rader i verksamheter').count()).toBe(0)
    expect([screen, await page.getByText('Kund 1001').count()]).toEqual([screen, 0])
    // What it was proposed for is asked for again.
    if (screen === 'interest-runs') await page.getByText('Kund: 1001, 1002').waitFor()
  }
})

test('why a customer rests in a run of interest invoices is said in words', async () => {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  const party = await world.party({ number: '1001', name: 'Kund 1001', kind: 'person' })
  await postItem(world, { party, number: '91', amount: '9000.00', on: '2026-05-01', due: '2026-06-01' })
  await world.do(markParty, { customer: '1001', mark: 'bankrupt', on: '2026-11-20', source: 'register' })
  const firm = await world.party({ number: '1002', name: 'Firma 1002', kind: 'company' })
  await postItem(world, { party: firm, number: '92', amount: '9000.00', on: '2026-05-01', due: '2026-06-01' })
  const { runId } = await world.do<{ runId: Id }>(proposeInterest, { mode: 'unpaid', compensation: true })
  const page = await world.person('clerk')
  await page.goto(world.at(`interest-runs/${runId}?view=held`))
  await page.getByRole('row', { name: /Kund 1001.*Konkurs/ }).waitFor()
  // The sum of a claim is that of the row: its compensation is a part of it.
  await page.goto(world.at(`interest-runs/${runId}?view=proposed`))
  const of = page.getByRole('complementary', { name: 'Så räknades räntan' })
  await of.getByRole('row', { name: /Förseningsersättning.*450,00/ }).waitFor()
  const amount = await page
    .getByRole('row', { name: /Firma 1002/ })
    .getByRole('cell')
    .last()
    .innerText()
  expect(await of.getByRole('row', { name: /Summa/ }).getByRole('cell').last().innerText()).toBe(amount.trim())
})

test.each([
  ['sv', 1440, false],
  ['bg', 390, true],
] as const)('the run is accessible: %s, %i px', async (language, width, isDark) => {
  const world = await withDebtors(3)
  const { runId } = await proposeOn(world)
  for (const screen of ['dunning-runs?new=1', `dunning-runs/${runId}`]) {
    const page = await clerk(world, screen, { language, width, isDark })
    await page.locator('tr[data-key]').first().waitFor()
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
  }
})
