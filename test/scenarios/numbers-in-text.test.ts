import { expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { saveNumberSeries } from '../../src/company/number-series.ts'
import type { Day } from '../../src/kernel/day.ts'
import { camt054File, type FilePayment } from '../bank-files.ts'
import { issueOrders, openItemsText } from '../books.ts'
import { plainOrder } from '../orders.ts'
import { openWorld, type World } from '../world.ts'

async function pay(world: World, id: string, payments: FilePayment[]): Promise<unknown> {
  const stored = await world.installation.files.put(world.companyId, [camt054File(payments, { id })])
  await world.do(importBankFile, { file: { name: `${id}.xml`, ...stored } })
  return world.do(match, {})
}

async function numbers(world: World): Promise<string[]> {
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ number: string }>(
      `select i.number_text as number from invoices i join orders o on o.company_id = i.company_id and o.invoice_id = i.id where i.company_id = $1 order by o.source_reference`,
      [company.id],
    ),
  )
  return rows.map((row) => row.number)
}

test('last month’s number on this month’s payment settles nothing by itself: it is no misspelt number of the open one', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  for (const reference of ['A-1', 'A-2'])
    await issueOrders(world, [plainOrder(world, ada, reference, [['Hyra', '1', '9876.54', 'S25']])])
  const [first, second] = await numbers(world)
  // The numbers differ in one digit, as neighbours of a series do.
  expect([first, second]).toEqual(['100001', '100002'])
  world.today = '2026-12-01' as Day
  const gross = '12345.68'
  expect(await pay(world, 'NOV', [{ text: `hyra ${first}`, amount: gross, name: 'Ada Lind' }])).toMatchObject({
    matched: 1,
  })
  expect(await pay(world, 'DEC', [{ text: `hyra ${first}`, amount: gross, name: 'Ada Lind' }])).toMatchObject({
    matched: 0,
    unidentified: 1,
  })
  expect(await openItemsText(world)).toBe(
    [`1510 Ada Lind invoice ${gross}`, `2999 Oidentifierade inbetalningar unidentified -${gross}`].join('\n'),
  )
})

test('a number behind a prefix is found as it is written, without its letters and marks, and without its prefix', async () => {
  const world = await openWorld('SE')
  await world.do(saveNumberSeries, {
    rows: [
      {
        code: 'F',
        name: 'Fakturor',
        kind: 'invoice',
        prefix: 'F2026-',
        resetsYearly: false,
        width: 5,
        firstNumber: 41711,
      },
    ],
  })
  const bo = await world.party({ name: 'Bo Ek AB', kind: 'company' })
  for (const [reference, price] of [
    ['B-1', '7100.13'],
    ['B-2', '4321.07'],
    ['B-3', '1234.56'],
  ] as const)
    await issueOrders(world, [plainOrder(world, bo, reference, [['Hyra', '1', price, 'S25']])])
  expect(await numbers(world)).toEqual(['F2026-41711', 'F2026-41712', 'F2026-41713'])
  world.today = '2026-12-01' as Day
  expect(
    await pay(world, 'DEC', [
      { text: 'avser F2026-41711', amount: '8875.16', name: 'Holding i Norr' },
      { text: 'avser 202641712', amount: '5401.34', name: 'Holding i Norr' },
      { text: 'avser 41713', amount: '1543.20', name: 'Holding i Norr' },
    ]),
  ).toMatchObject({ matched: 3 })
})
