import { expect, test } from 'vitest'
import { importPayments, money, openInvoice } from '../../test/bank-books.ts'
import { postItem } from '../../test/books.ts'
import { person } from '../../test/http.ts'
import { openWorld } from '../../test/world.ts'
import { acceptMatch } from '../bank/desk/accept-match.ts'
import { undoMatch } from '../bank/undo/undo-match.ts'
import { dispute } from '../claims/dispute.ts'
import { release } from '../claims/release.ts'
import { restAgain } from '../claims/rest-again.ts'
import type { User } from '../db/context.ts'
import type { Verb } from '../db/verb.ts'
import { hold } from '../invoicing/holds/hold.ts'
import { releaseHold } from '../invoicing/holds/release-hold.ts'
import { allocateItems } from '../subledger/allocate-items.ts'
import { undoAllocation } from '../subledger/undo-allocation.ts'
import { verbs } from '../verbs.ts'
import { doneToday } from './done-today.ts'

interface Row {
  verb: string
  subjects: { kind: string; text: string | null }[]
  undo: { verb: string; input: Record<string, unknown>; asks: string[] } | null
}

test('what a person did today, and each undo does undo', async () => {
  const world = await openWorld('SE')
  const { userId } = await person(world, ['*'])
  const clerk: User = { id: userId, name: 'Karin', areas: 'all', permissions: ['*'] }
  const looker: User = { ...clerk, permissions: [] }
  const rows = async (user = clerk) => (await world.do<{ rows: Row[] }>(doneToday, {}, user)).rows
  const byName = (name: string): Verb => verbs.find((one) => one.name === name)!
  expect(await rows()).toEqual([])

  const ada = await world.party({ name: 'Ada Lind', number: '2041' } as never)
  const invoice = await openInvoice(world, ada, '700100', '100.00')
  await importPayments(world, 'A', [money('100.00', { text: 'vet ej', payer: { name: 'Q' } })])
  const { id: transactionId } = await world.tx(({ db, company }) =>
    db.one<{ id: string }>(`select id from bank_transactions where company_id = $1`, [company.id]),
  )
  await world.do(acceptMatch, { matches: [{ transactionId, items: [{ itemId: invoice.id }] }] }, clerk)
  await world.do(hold, { customer: '2041', reason: 'adress saknas' }, clerk)
  const debit = await postItem(world, { party: ada, number: 'd', amount: '50.00', on: world.today })
  const credit = await postItem(world, { party: ada, number: 'c', amount: '-50.00', on: world.today })
  await world.do(allocateItems, { itemId: debit, parts: [{ itemId: credit }] } as never, clerk)

  const done = await rows()
  expect(done.map((row) => row.verb)).toEqual(['subledger.allocate', 'invoicing.hold', 'bank.accept-match'])
  expect(done[2]!.subjects).toMatchObject([{ kind: 'payment', text: '100.00 SEK' }])
  expect(done[1]!.subjects[1]).toMatchObject({ kind: 'customer', text: '2041' })
  expect(done.map((row) => row.undo?.verb)).toEqual([
    'subledger.undo-allocation',
    'invoicing.release-hold',
    'bank.undo-match',
  ])
  expect(done[0]!.undo!.asks).toEqual(['reason'])

  for (const { undo } of done)
    await world.do(
      byName(undo!.verb),
      { ...undo!.input, ...(undo!.asks.includes('reason') ? { reason: 'fel post' } : {}) },
      clerk,
    )
  const after = await rows()
  expect(after.map((row) => row.verb).slice(0, 3)).toEqual([undoMatch.name, releaseHold.name, undoAllocation.name])
  expect(after.map((row) => row.undo)).toEqual(after.map(() => null))

  // A dispute that was recorded, let go by mistake, and rests again.
  const late = await postItem(world, { party: ada, number: 'l', amount: '70.00', on: world.today, due: world.today })
  await world.do(dispute, { itemIds: [late], reason: 'fel antal' }, clerk)
  const [disputed] = await rows()
  expect(disputed!.undo).toMatchObject({ verb: release.name, asks: ['reason'] })
  await world.do(release, { ...disputed!.undo!.input, reason: 'fel kund' }, clerk)
  const [gone] = await rows()
  expect(gone!.undo).toMatchObject({ verb: restAgain.name, input: disputed!.undo!.input, asks: [] })
  await world.do(restAgain, gone!.undo!.input, clerk)
  expect((await rows()).slice(0, 3).map((row) => row.undo)).toEqual([null, null, null])

  // Another person's doings, and another day's, are not his.
  expect(await rows({ ...looker, id: (await person(world, ['workspace.*'])).userId })).toEqual([])
  world.today = '2026-11-21' as never
  expect(await rows()).toEqual([])
})
