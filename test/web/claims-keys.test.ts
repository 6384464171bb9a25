import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { listCases } from '../../src/collection/list-cases.ts'
import { saveAgency } from '../../src/collection/save-agency.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { list as listLosses } from '../../src/losses/list.ts'
import { postItem } from '../books.ts'
import { demanded, openDesk } from '../collection.ts'
import { savePlainPolicy } from '../dunning.ts'
import { openWebWorld, settled, type WebWorld } from './world.ts'

// Tasks of claims from their first key to their last, no pointer anywhere.

const open = async (world: WebWorld, screen: string, name = 'Eva Ek'): Promise<Page> => {
  const page = await world.person('administrator', { name })
  await page.goto(world.at(screen))
  await settled(page)
  return page
}
/** Keys one after another, as a hand would; a text is typed. */
async function press(page: Page, ...keys: (string | { type: string })[]): Promise<void> {
  for (const key of keys)
    if (typeof key === 'string') await page.keyboard.press(key)
    else await page.keyboard.type(key.type)
}

test('reminders by keys: proposed, approved and sent, recalled while the outbox has them', async () => {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  await savePlainPolicy(world)
  for (const number of ['1001', '1002']) {
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    await postItem(world, { party, number: `9${number}`, amount: '1000.00', on: '2026-09-01', due: '2026-10-01' })
  }
  const page = await open(world, 'dunning-runs')
  await press(page, '+')
  await page
    .getByLabel('Brevens dag')
    .or(page.getByRole('button', { name: 'Föreslå körning' }))
    .first()
    .waitFor()
  await press(page, 'Control+Enter')
  await page.getByRole('button', { name: 'Godkänn och skicka 2 brev' }).waitFor()
  await press(page, 'Control+Enter')
  await page.getByText('2 brev är skrivna').waitFor()
  await press(page, 'Backspace')
  await page.getByLabel('Varför breven inte ska gå').waitFor()
  await press(page, { type: 'fel dag' }, 'Enter')
  await page.getByText('2 är återkallade').waitFor()
  // The rows say so, and the head counts none of them any more.
  await page.getByText('Återtagen').first().waitFor()
  await page.getByRole('tab', { name: /Återtagna\s*2/ }).waitFor()
})

test('W on a claim says that there is nothing to waive, or asks, however early it is pressed; what was waived is taken back', async () => {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  const party = await world.party({ number: '1001', name: 'Kund 1001', kind: 'person' })
  const [fresh, old] = [
    await postItem(world, { party, number: '91', amount: '1000.00', on: '2026-11-01', due: '2026-12-01' }),
    await postItem(world, { party, number: '92', amount: '1000.00', on: '2026-03-01', due: '2026-04-01' }),
  ]
  const page = await open(world, `claims/${fresh}`)
  await page.getByRole('heading', { name: 'Krav 91' }).waitFor()
  await press(page, 'w')
  await page.getByText('Här finns varken ränta eller avgifter att efterskänka').waitFor()
  // The answer about its interest comes late: the key is not lost.
  await page.route('**/claims/*/interest', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 800))
    await route.continue()
  })
  await page.goto(world.at(`claims/${old}`))
  await page.locator('.key-bar', { hasText: 'Efterskänk' }).waitFor()
  await press(page, 'w')
  await page.getByRole('dialog').waitFor()
  await press(page, { type: 'betalad i tid' }, 'Control+Enter')
  await page.getByText('Ränta och avgift är efterskänkta för 92').waitFor()
  const given = page.getByRole('row', { name: /betalad i tid/ })
  await given.waitFor()
  // By its key at once, by its row later.
  await press(page, 'z')
  await page.getByText(/^Ångrat/).waitFor()
  await given.waitFor({ state: 'detached' })
  await press(page, 'w')
  await page.getByRole('dialog').waitFor()
  await press(page, { type: 'betalad i tid' }, 'Control+Enter')
  await given.getByRole('button', { name: 'Ta tillbaka' }).click()
  await page.getByText('Det som var efterskänkt ska betalas igen: 92').waitFor()
  await given.waitFor({ state: 'detached' })
})

test('a case by keys: handed over from the queue, opened, withdrawn with its reason', async () => {
  const world = await openWebWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world)
  const ada = await world.party({
    number: '1001',
    name: 'Ada Lind',
    kind: 'person',
    identityNumber: '191212121212',
    street: 'Gatan 1',
    postCode: '123 45',
    city: 'Exempelstad',
  } as never)
  const { itemId } = await desk.invoice(ada, '1000.00', '2026-07-01')
  await desk.queue([itemId])
  const states = async () =>
    (await world.do<{ rows: { state: string }[] }>(listCases, { state: 'all' } as never)).rows.map(({ state }) => state)
  const page = await open(world, 'collection')
  await page.getByRole('button', { name: 'Lämna över 1 ärende' }).waitFor()
  await press(page, 'Control+Enter')
  await expect.poll(states).toEqual(['approved'])
  await desk.do(sendMessages)
  expect(await states()).toEqual(['handed-over'])
  // Contested after it was handed over: said on the claim, told to the agency by itself.
  await page.goto(world.at(`claims/${itemId}`))
  await page.locator('.key-bar', { hasText: 'Spärra' }).waitFor()
  await press(page, 'h')
  await page.getByText('Den som har ärendet får veta det.').waitFor()
  await press(page, { type: 'fel timmar' }, 'Control+Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect
    .poll(async () => {
      await desk.do(sendMessages, { now: true })
      return desk.files('dispute-K1').length
    })
    .toBe(1)
  await page.goto(world.at('collection?view=cases'))
  await page.getByRole('cell', { name: 'Ada Lind' }).waitFor()
  await press(page, 'ArrowDown', 'Enter')
  await page.getByRole('heading', { name: /^Ärende K/ }).waitFor()
  await press(page, 'Backspace')
  // What it will do is told before: it has left, so the other side is told.
  await page
    .getByRole('dialog')
    .getByText(/får veta det. Ärendet slutar när de har svarat/)
    .waitFor()
  await press(page, { type: 'betalar direkt till oss' }, 'Enter')
  await expect.poll(async () => (await states())[0]).not.toBe('handed-over')
  await page.getByText('betalar direkt till oss').waitFor()
  // Asked back once: it is not offered again.
  expect(await states()).toEqual(['withdrawal-asked'])
  await page.locator('.key-bar', { hasText: 'Återkalla' }).waitFor({ state: 'detached' })
})

test('the queue does as it is told there: who receives a claim, and whether own work is asked for', async () => {
  const world = await openWebWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world)
  await desk.do(saveAgency, {
    code: 'two',
    name: 'Andra Inkasso',
    target: 'agency',
    adapter: 'folder',
    settings: { path: 'agency/out', answers: 'agency/in' },
    party: '900',
    creditorNumber: '1',
    isDefault: false,
  })
  await desk.do(saveAgency, {
    code: 'kfm',
    name: 'Kronofogdemyndigheten',
    target: 'court',
    adapter: 'authority-file',
    isDefault: true,
    settings: { path: 'agency/out', answers: 'agency/in', representativeCode: '12345' },
  })
  const claims: string[] = []
  for (const [number, identityNumber] of [
    ['1001', '191212121212'],
    ['1002', '198001019879'],
  ] as const) {
    const party = await world.party({
      ...{ number, name: `Kund ${number}`, kind: 'person', identityNumber },
      ...{ street: 'Gatan 1', postCode: '123 45', city: 'Exempelstad' },
    } as never)
    claims.push((await desk.invoice(party, '1000.00', '2026-07-01')).itemId)
  }
  await desk.queue([claims[0]!])
  await demanded(world, claims[1]!)
  await desk.queue([claims[1]!], 'court')
  const cases = async () =>
    (
      await world.tx(({ db, company }) =>
        db.rows<{ line: string }>(
          `select a.code || ' ' || (select count(*) from collection_claims l where l.company_id = c.company_id and l.case_id = c.id and l.kind = 'representation') as line
             from collection_cases c join collection_agencies a on a.company_id = c.company_id and a.id = c.agency_id where c.company_id = $1 order by c.id`,
          [company.id],
        ),
      )
    ).map(({ line }) => line)
  const page = await open(world, 'collection')
  await page.getByLabel('Mottagare', { exact: true }).selectOption('two')
  await page.getByRole('cell', { name: 'Andra Inkasso' }).waitFor()
  await press(page, 'Control+Enter')
  await expect.poll(cases).toEqual(['two 0'])
  await page.goto(world.at('collection?target=court'))
  await page.getByText('Kund 1002').waitFor()
  const work = page.getByLabel(/^Begär ersättning för eget arbete/)
  expect(await work.isChecked()).toBe(false)
  await work.check()
  await press(page, 'Control+Enter')
  await expect.poll(cases).toEqual(['two 0', 'kfm 1'])
})

test('small rests by keys: proposed in bulk by one, approved and booked by another', async () => {
  const world = await openWebWorld('SE', { kind: 'company', today: '2026-11-23' })
  for (const number of ['1001', '1002', '1003']) {
    const party = await world.party({ number, name: `Kund ${number}`, kind: 'person' })
    const amount = number === '1003' ? '900.00' : '12.00'
    await postItem(world, { party, number: `9${number}`, amount, on: '2026-03-01', due: '2026-04-01' })
  }
  const page = await open(world, 'losses')
  await press(page, '+')
  await page.getByLabel('Kund (allt öppet)').waitFor()
  // One step back stands what kind it is; the last of them are small rests.
  await press(page, 'Shift+Tab', 'End')
  await page.getByLabel('Högst så mycket kvar').waitFor()
  await press(page, 'Control+Enter')
  await page.getByText('Du föreslog detta, så någon annan behöver godkänna det.').waitFor()
  const other = await open(world, new URL(page.url()).pathname.split('/').slice(3).join('/'), 'Per Berg')
  await other.getByRole('button', { name: 'Godkänn 2 förluster' }).waitFor()
  await press(other, 'Control+Enter')
  await other.getByText('2 bokförda, 0 återlämnade').waitFor()
  const { rows } = await world.do<{ rows: { kind: string; amount: string }[] }>(listLosses, {})
  expect(rows.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual(['small 12.00', 'small 12.00'])
})
