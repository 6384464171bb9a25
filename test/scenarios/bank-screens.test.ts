import { expect, test } from 'vitest'
import { attestWriteOffs } from '../../src/bank/attest/attest-write-offs.ts'
import { listWriteOffs } from '../../src/bank/attest/list-write-offs.ts'
import { payBack } from '../../src/bank/attest/pay-back.ts'
import { acceptMatch } from '../../src/bank/desk/accept-match.ts'
import { findItems } from '../../src/bank/desk/find-items.ts'
import { listDesk } from '../../src/bank/desk/list-desk.ts'
import { previewMatch } from '../../src/bank/desk/preview-match.ts'
import { downloadFile } from '../../src/bank/files/download-file.ts'
import { listFiles } from '../../src/bank/files/list-files.ts'
import { listPayments } from '../../src/bank/files/list-payments.ts'
import { readFile } from '../../src/bank/files/read-file.ts'
import { readTransaction } from '../../src/bank/files/read-transaction.ts'
import { match } from '../../src/bank/placing/match.ts'
import { undoFile } from '../../src/bank/undo/undo-file.ts'
import { undoMatch } from '../../src/bank/undo/undo-match.ts'
import type { User } from '../../src/db/context.ts'
import type { FileAnswer } from '../../src/db/verb.ts'
import { listHolds } from '../../src/invoicing/holds/list-holds.ts'
import { newId } from '../../src/kernel/id.ts'
import { recogniseFile } from '../../src/workspace/recognise-file.ts'
import { importPayments, money, openInvoice } from '../bank-books.ts'
import { camt054File } from '../bank-files.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const bytes = (text: string) => [new TextEncoder().encode(text)]
const waiting = async (world: World) =>
  (await world.do<{ rows: { transactionId: string }[] }>(listDesk, {})).rows.map((row) => row.transactionId)

async function threeInvoices() {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', number: '1001' })
  const a = await openInvoice(world, ada, '5001', '100.00', { dueOn: '2026-10-01' })
  const b = await openInvoice(world, ada, '5002', '200.00', { dueOn: '2026-10-02' })
  const c = await openInvoice(world, ada, '5003', '300.00', { dueOn: '2026-10-03' })
  const { fileId } = await importPayments(world, 'F1', [money('599.60', { text: 'hyror' })])
  await world.do(match, {})
  const [transactionId] = (await waiting(world)) as [string]
  return { world, a, b, c, transactionId, fileId }
}

test('items of a customer, or of all by number, name and amount; protected names are masked', async () => {
  const { world, transactionId } = await threeInvoices()
  const hidden = await world.party({ name: 'Hemlig Person', number: '1009', kind: 'person' })
  await world.tx(({ db, company }) =>
    db.query(`update parties set protection = 'secrecy-marked' where company_id = $1 and id = $2`, [
      company.id,
      hidden,
    ]),
  )
  await openInvoice(world, hidden, '5004', '77.00')
  const found = async (input: object, user?: User) => {
    const answer = await world.do<{
      items: { number: string; party: { name: string }; days: number }[]
      customers: { name: string; openCount: number }[]
    }>(findItems, { transactionId, ...input }, user)
    return {
      items: answer.items.map((one) => `${one.number} ${one.party.name}`),
      customers: answer.customers.map((one) => `${one.name} ${one.openCount}`),
    }
  }
  const three = ['5001 Ada Lind', '5002 Ada Lind', '5003 Ada Lind']
  expect(await found({ party: '1001' })).toEqual({ items: three, customers: [] })
  expect(await found({ q: 'ada' })).toEqual({ items: three, customers: ['Ada Lind 3'] })
  expect(await found({ q: '5002' })).toEqual({ items: ['5002 Ada Lind'], customers: [] })
  expect(await found({ q: '300,00' })).toEqual({ items: ['5003 Ada Lind'], customers: [] })
  expect(await found({})).toEqual({ items: [], customers: [] })
  const clerk: User = { id: newId(), name: 'Clerk', areas: 'all', permissions: ['bank.*'] }
  expect((await found({ q: '5004' }, clerk)).items).toEqual(['5004 Skyddad identitet'])
})

test('the preview of a division says what is short or over, and what the rule lets be written off', async () => {
  const { world, a, b, c, transactionId } = await threeInvoices()
  const preview = (items: object[], writeOff = false) =>
    world.do<Record<string, unknown>>(previewMatch, { transactionId, items, writeOff })
  expect(await preview([])).toMatchObject({
    amount: '599.60',
    applied: '0.00',
    over: '599.60',
    short: '0.00',
    mayWriteOff: false,
    effect: null,
  })
  expect(await preview([{ itemId: a.id }])).toMatchObject({
    applied: '100.00',
    over: '499.60',
    mayWriteOff: false,
    effect: { onAccount: '499.60' },
  })
  const all = [a, b, c].map((one) => ({ itemId: one.id }))
  expect(await preview(all)).toMatchObject({
    over: '0.00',
    short: '0.40',
    mayWriteOff: true,
    effect: { writeOff: null },
  })
  expect(await preview(all, true)).toMatchObject({
    short: '0.40',
    items: [{ rest: '0.00' }, { rest: '0.00' }, { amount: '299.60', rest: '0.40' }],
    effect: {
      writeOff: { amount: '0.40', account: '3740' },
      items: [{ closes: true }, { closes: true }, { closes: true }],
    },
  })
  expect(await preview([{ itemId: a.id, amount: '60.00' }])).toMatchObject({
    applied: '60.00',
    short: '40.00',
    over: '539.60',
  })
  await expect(preview([{ itemId: a.id, amount: '160.00' }])).rejects.toThrow('100.00 SEK open')
})

test('what the preview says is what the act does; the payment tells where its money went', async () => {
  const { world, a, b, c, transactionId, fileId } = await threeInvoices()
  const items = [a, b, c].map((one) => ({ itemId: one.id }))
  const karin: User = { id: newId(), name: 'Karin', areas: 'all', permissions: ['*'] }
  await world.tx(({ db }) =>
    db.query(`insert into users (id, email, name, language) values ($1, 'k@example.com', 'Karin', 'sv')`, [karin.id]),
  )
  await world.do(acceptMatch, { matches: [{ transactionId, items, writeOff: true }] }, karin)
  const read = await world.do<{
    settles: { number: string; amount: string; open: string }[]
    decisions: { stands: boolean; byName: string; numbers: string[] }[]
    left: string | null
  }>(readTransaction, { transactionId })
  expect(read.settles.map((one) => `${one.number} ${one.amount} ${one.open}`)).toEqual([
    '5001 100.00 0.00',
    '5002 200.00 0.00',
    '5003 299.60 0.00',
  ])
  expect(read.decisions).toMatchObject([{ stands: true, byName: 'Karin', numbers: ['5001', '5002', '5003'] }])
  expect(read.left).toBeNull()

  const list = (user?: User) =>
    world.do<{ rows: { voucherId: string; mayAttest: boolean; writtenOffBy: string; payment: object }[] }>(
      listWriteOffs,
      {},
      user,
    )
  const { rows } = await list(karin)
  expect(rows).toMatchObject([
    { mayAttest: false, writtenOffBy: 'Karin', payment: { transactionId, amount: '599.60' } },
  ])
  const voucherIds = [rows[0]!.voucherId]
  await expect(world.do(attestWriteOffs, { voucherIds }, karin)).rejects.toThrow('somebody else must attest')
  expect((await list()).rows[0]!.mayAttest).toBe(true)
  await world.do(attestWriteOffs, { voucherIds })
  expect((await list()).rows).toEqual([])

  expect((await world.do<{ rows: object[] }>(listPayments, { fileId })).rows).toMatchObject([
    { state: 'settled', decidedBy: 'person', decidedByName: 'Karin', settles: ['5001', '5002', '5003'] },
  ])
  await world.do(undoMatch, { transactionIds: [transactionId] })
  expect(
    (await world.do<{ settles: object[]; decisions: { stands: boolean }[] }>(readTransaction, { transactionId }))
      .settles,
  ).toEqual([])
  expect((await world.do<{ rows: object[] }>(listPayments, { fileId })).rows).toMatchObject([
    { state: 'waiting', left: '599.60', decidedBy: null },
  ])
})

test('one person may attest where the company says so', async () => {
  const { world, a, b, c, transactionId } = await threeInvoices()
  await world.tx(({ db, company }) =>
    db.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, 'write-off-four-eyes', '2020-01-01', '{"required": false}')`,
      [company.id],
    ),
  )
  const karin: User = { id: newId(), name: 'Karin', areas: 'all', permissions: ['*'] }
  await world.tx(({ db }) =>
    db.query(`insert into users (id, email, name, language) values ($1, 'k2@example.com', 'Karin', 'sv')`, [karin.id]),
  )
  await world.do(
    acceptMatch,
    { matches: [{ transactionId, items: [a, b, c].map((one) => ({ itemId: one.id })), writeOff: true }] },
    karin,
  )
  const { rows } = await world.do<{ rows: { voucherId: string; mayAttest: boolean }[] }>(listWriteOffs, {}, karin)
  expect(rows[0]!.mayAttest).toBe(true)
  expect(await world.do(attestWriteOffs, { voucherIds: [rows[0]!.voucherId] }, karin)).toEqual({ attested: 1 })
})

test('a file tells its totals and progress; its payments tell their state, also when it is undone', async () => {
  const { world, transactionId, fileId } = await threeInvoices()
  expect(await world.do(readFile, { fileId })).toMatchObject({
    payments: 1,
    totals: [{ currency: 'SEK', amount: '599.60' }],
    sums: [{ currency: 'SEK', count: 1, in: '599.60', out: '0.00' }],
    progress: { left: 1, byMachine: 0 },
    undoneAt: null,
  })
  expect((await world.do<{ rows: object[] }>(listFiles, {})).rows).toMatchObject([{ fileId, onDesk: 1 }])
  await world.do(payBack, {
    transactionId,
    reason: 'fel mottagare',
    to: { name: 'Ada', scheme: 'IBAN', account: 'SE7280000810340009783242' },
  })
  const states = async (input: object) =>
    (await world.do<{ rows: { state: string }[] }>(listPayments, input)).rows.map((row) => row.state)
  expect(await states({ fileId })).toEqual(['to-be-paid-back'])
  // What rests it is no hold that a person lifts: it is withdrawn.
  expect((await world.do<{ rows: object[] }>(listHolds, {})).rows).toEqual([])
  expect(await states({ state: 'settled' })).toEqual([])
  expect(await world.do(readTransaction, { transactionId })).toMatchObject({
    refund: { state: 'proposed', amount: '599.60' },
  })
  const other = await importPayments(world, 'F2', [money('10.00')])
  await world.do(undoFile, { fileId: other.fileId })
  expect(await states({ fileId: other.fileId })).toEqual(['undone'])
  await expect(world.do(readFile, { fileId: newId() })).rejects.toThrow('no such bank file')
  const { fileName, body } = await world.do<FileAnswer>(downloadFile, { fileId })
  const parts: Uint8Array[] = []
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part)
  expect(fileName).toBe('F1.xml')
  expect(Buffer.concat(parts).toString()).toContain('hyror')
})

test('a file is recognised by its beginning, whatever it is called', async () => {
  const world = await openWorld('SE')
  const kindOf = async (name: string, content: Iterable<Uint8Array>) => {
    const stored = await world.installation.files.put(world.companyId, [...content])
    return world.do<{ kind: string }>(recogniseFile, { file: { name, ...stored } })
  }
  expect(await kindOf('x.bin', [camt054File([{ amount: '1.00' }])])).toEqual({
    kind: 'bank',
    format: 'camt054',
    verb: 'bank.import-file',
  })
  expect(await kindOf('x.bin', [camt054File([{ amount: '1.00' }]).subarray(0, 900)])).toMatchObject({ kind: 'bank' })
  expect(await kindOf('letter.txt', bytes('Hej\nhej\n'))).toEqual({ kind: 'unknown', format: null, verb: null })
})
