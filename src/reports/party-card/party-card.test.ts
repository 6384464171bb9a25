import { expect, test } from 'vitest'
import { issueOrders, postItem, settle } from '../../../test/books.ts'
import { plainOrder } from '../../../test/orders.ts'
import { openWorld } from '../../../test/world.ts'
import { newId } from '../../kernel/id.ts'
import { partyFigures } from './figures.ts'
import { partyItems } from './items.ts'
import { paymentBehaviour } from './payment-behaviour.ts'

interface Items {
  rows: {
    number: string
    state: string
    states: string[]
    concerns: string | null
    daysOverdue: number
    open: string
  }[]
  totals: { open: string; items: number }[]
}

test('a customer in five figures, with how each item stands and how the customer pays', async () => {
  const world = await openWorld('SE', { today: '2026-06-01' })
  const ada = await world.party({ name: 'Ada Lind', number: '1001', kind: 'person' })
  const items = () =>
    world.tx(({ db }) =>
      db.rows<{ id: string; number: string; due: string; amount: string }>(
        `select id, number_text as number, due_on as due, amount::text from open_items where invoice_id is not null order by number_text`,
      ),
    )
  const shift = (day: string, days: number) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
  for (let i = 0; i < 5; i++) {
    world.today = `2026-0${i + 2}-01` as never
    await issueOrders(world, [plainOrder(world, ada, `A-${i}`, [['Barnomsorg', '1', '100.00', 'S25']])])
  }
  const late = [-2, 0, 4, 10]
  for (const [i, item] of (await items()).slice(0, 4).entries()) {
    const on = shift(item.due, late[i]!)
    world.today = on as never
    const paid = await postItem(world, { party: ada, number: `P${i}`, amount: '-125.00', on })
    await settle(world, item.id, paid, '125.00', on)
  }
  world.today = '2026-07-10' as never
  const open = (await items())[4]!
  const more = await postItem(world, { party: ada, number: 'M', amount: '60.00', on: '2026-07-01', due: '2026-08-01' })
  const credit = await postItem(world, {
    party: ada,
    number: 'K',
    amount: '-30.00',
    on: '2026-07-02',
    kind: 'credit-note',
  })
  await settle(world, open.id, credit, '10.00', '2026-07-02')

  expect(await world.do(partyFigures, { party: '1001' })).toEqual({
    on: '2026-07-10',
    figures: [
      {
        baseCurrency: 'SEK',
        open: { amount: '155.00', count: 3 },
        overdue: { amount: '115.00', count: 1 },
        credit: { amount: '20.00', count: 1 },
        // 4 and 10 days of 125.00, 9 days of what is open: 125.00, from the credit note's day 115.00.
        interestNotInvoiced: { amount: '0.77', count: 3 },
        invoicedThisYear: { amount: '625.00', count: 5 },
      },
    ],
  })
  await world.tx(({ db, company, now }) =>
    db.query(
      `insert into holds (company_id, id, kind, item_id, from_on, reason, recorded_at) values ($1, $2, 'dispute', $3, '2026-07-05', 'bestrider', $4)`,
      [company.id, newId(), more, now],
    ),
  )
  const card = await world.do<Items>(partyItems, { party: '1001' })
  expect(card.rows.map((row) => [row.number, row.state, row.concerns])).toEqual([
    ['M', 'on-hold', null],
    [open.number, 'part-paid', 'Barnomsorg'],
    ['K', 'to-set-off', null],
  ])
  expect(card.rows[1]).toMatchObject({ states: ['part-paid', 'overdue', 'issued'], daysOverdue: 9 })
  expect(card.totals).toMatchObject([{ open: '155.00', items: 3 }])

  const behaviour = await world.do<{ invoices: { days: number }[] }>(paymentBehaviour, { party: '1001' })
  expect(behaviour.invoices.map((one) => one.days)).toEqual(late)
  expect(behaviour).toMatchObject({
    meanDays: '3.0',
    late: 2,
    expectedNext: { number: open.number, from: shift(open.due, 0), to: shift(open.due, 4) },
  })
})
