import { expect, test } from 'vitest'
import { listUnmatched } from '../../src/bank/desk/list-unmatched.ts'
import { saveNote as notePayment } from '../../src/bank/desk/save-note.ts'
import { readTransaction } from '../../src/bank/files/read-transaction.ts'
import type { User } from '../../src/db/context.ts'
import { readDelivery } from '../../src/delivery/read-delivery.ts'
import { saveNote as noteDelivery } from '../../src/delivery/save-note.ts'
import { newId } from '../../src/kernel/id.ts'
import { importPayments, money } from '../bank-books.ts'
import { issueOrders } from '../books.ts'
import { plainOrder } from '../orders.ts'
import { openWorld } from '../world.ts'

test('what people write about a payment and a delivery stands with it, with author and moment, in the order written', async () => {
  const world = await openWorld('SE')
  const userId = newId()
  await world.database.owner.query(
    `insert into users (id, name, email, language) values ($1, 'Karin Ek', 'karin@example.se', 'sv')`,
    [userId],
  )
  const karin: User = { id: userId, name: 'Karin Ek', areas: 'all', permissions: 'all' } as never
  await importPayments(world, 'F1', [money('300.00', { text: 'samlat' })])
  const { transactionId } = (await world.do<{ rows: { transactionId: string }[] }>(listUnmatched, {})).rows[0]!
  await world.do(notePayment, { transactionId, text: ' Ringt banken ' }, karin)
  await world.do(notePayment, { transactionId, text: 'Svar på måndag' }, karin)
  const payment = await world.do<{ notes: { text: string; by: string; at: string }[] }>(readTransaction, {
    transactionId,
  })
  expect(payment.notes.map((note) => `${note.by}: ${note.text}`)).toEqual([
    'Karin Ek: Ringt banken',
    'Karin Ek: Svar på måndag',
  ])
  expect(payment.notes[0]!.at).toMatch(/^2026-.*Z$/)

  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  await issueOrders(world, [plainOrder(world, ada, 'A-1', [['Barnomsorg', '1', '100.00', 'S25']])])
  const delivery = await world.tx(({ db }) => db.one<{ id: string }>(`select id from deliveries limit 1`))
  await world.do(noteDelivery, { delivery: delivery.id, text: 'Adressen är ändrad' }, karin)
  expect(await world.do(readDelivery, { delivery: delivery.id })).toMatchObject({
    notes: [{ text: 'Adressen är ändrad', by: 'Karin Ek' }],
  })
  await expect(world.do(noteDelivery, { delivery: newId(), text: 'x' }, karin)).rejects.toThrow('no delivery')
  await expect(world.do(notePayment, { transactionId, text: '  ' }, karin)).rejects.toThrow()
})
