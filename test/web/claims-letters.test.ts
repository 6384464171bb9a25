import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { listLetters } from '../../src/dunning/letters/list-letters.ts'
import { recall } from '../../src/dunning/recall.ts'
import { postItem } from '../books.ts'
import { remind, savePlainPolicy } from '../dunning.ts'
import { expectAccessible, openWebWorld, settled, type WebWorld } from './world.ts'

// Letters that were written: a list of their own, each as the customer got it; and what a phone shows of the claims' screens.

async function withLetters(): Promise<WebWorld> {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  await savePlainPolicy(world)
  for (const number of ['1001', '1002', '1003']) {
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    await postItem(world, { party, number: `9${number}`, amount: '1000.00', on: '2026-09-01', due: '2026-10-01' })
  }
  await remind(world)
  const { rows } = await world.do<{ rows: { letterId: string; customer: string }[] }>(listLetters, {})
  const taken = rows.find(({ customer }) => customer === '1003')!
  await world.do(recall, { letters: [taken.letterId], reason: 'fel dag' })
  return world
}
const open = async (world: WebWorld, screen: string, person = {}): Promise<Page> => {
  const page = await world.person('clerk', person)
  await page.goto(world.at(screen))
  await settled(page)
  return page
}
const rowsOf = (page: Page) => page.locator('tbody tr[data-key]')

test('the list of letters is narrowed, leaves as Excel, and each opens to its sheet, by keys alone', async () => {
  const world = await withLetters()
  const page = await open(world, 'dunning-letters')
  await expect.poll(() => rowsOf(page).count()).toBe(3)
  await expectAccessible(page)
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('e')])
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/)
  const sheet = page.waitForResponse((answer) => /dunning-letters\/[^/]+\/pdf$/.test(new URL(answer.url()).pathname))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect((await sheet).headers()['content-type']).toBe('application/pdf')
  await page.getByRole('complementary', { name: /^Påminnelse Kund/ }).waitFor()
  await page.locator('figure.pdf canvas').first().waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator('figure.pdf').count()).toBe(0)
  await page.goto(world.at('dunning-letters?recalled=only'))
  await expect.poll(() => rowsOf(page).count()).toBe(1)
  await page.getByText('Återkallad', { exact: true }).waitFor()
  await page.goto(world.at('dunning-letters?kind=collection-notice'))
  await page.getByText('Inga rader passar filtret.').waitFor()
  // A letter that he may not read says why, and not that the server is silent.
  await world.database.owner.query(`update parties set protection = 'secrecy-marked' where number = '1002'`)
  await page.goto(world.at('dunning-letters?customer=1002'))
  await rowsOf(page).first().click()
  await page.getByText('Dokumentet gäller någon med skyddade personuppgifter. Be').waitFor()
  expect(await page.getByText('Servern svarar inte').count()).toBe(0)
})

test('the letters of the year open to their list: as many as it says', async () => {
  const world = await withLetters()
  const page = await open(world, 'claims/year')
  await page.getByRole('link', { name: '2 påminnelser' }).click()
  await page.getByRole('heading', { name: 'Kravbrev' }).waitFor()
  await expect.poll(() => rowsOf(page).count()).toBe(2)
  // A narrowed year has no such list: its count opens nothing that would say another figure.
  await page.goto(world.at('claims/year?kind=person'))
  await page.getByText('2 påminnelser').waitFor()
  expect(await page.getByRole('link', { name: '2 påminnelser' }).count()).toBe(0)
})

test.each(['collection?view=financing', 'credit?view=own', 'losses?view=losses'])(
  'on a phone the chosen tab is in sight and what is done seldom stands beside the title: %s',
  async (screen) => {
    const world = await withLetters()
    const page = await world.person('administrator', { width: 390 })
    await page.goto(world.at(screen))
    await settled(page)
    const tab = (await page.getByRole('tab', { selected: true }).boundingBox())!
    expect(tab.x).toBeGreaterThanOrEqual(0)
    expect(tab.x + tab.width).toBeLessThanOrEqual(390)
    const title = (await page.locator('main h1').first().boundingBox())!
    const menu = (await page.locator('main .menu-holder').first().boundingBox())!
    expect(Math.abs(menu.y + menu.height / 2 - (title.y + title.height / 2))).toBeLessThan(12)
    expect(await page.locator('main .sub-bar .menu-holder').count()).toBe(0)
    await expectAccessible(page)
  },
)

test('on a phone the year, a claim and its interest show every amount without scrolling sideways', async () => {
  const world = await withLetters()
  const { rows } = await world.do<{ rows: { letterId: string }[] }>(listLetters, {})
  expect(rows).toHaveLength(3)
  const item = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select id from open_items where number_text = '91001' and component = 'capital'`),
  )
  for (const screen of ['claims/year', `claims/${item.id}`]) {
    const page = await open(world, screen, { width: 390 })
    await page.locator('table.inset').first().waitFor()
    for (const table of await page.locator('table.inset').all())
      expect((await table.boundingBox())!.width, screen).toBeLessThanOrEqual(390)
  }
})
