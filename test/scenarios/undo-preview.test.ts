import { expect, test } from 'vitest'
import { payBack } from '../../src/bank/attest/pay-back.ts'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { undoFile } from '../../src/bank/undo/undo-file.ts'
import { undoMatch } from '../../src/bank/undo/undo-match.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { transfer } from '../../src/subledger/transfer.ts'
import { camt054File } from '../bank-files.ts'
import { openItemsText } from '../books.ts'
import { openWorld } from '../world.ts'

interface Told {
  transactions: number
  allocations: number
  vouchers: number
  opened: number
  items: { number: string; amount: string }[]
  loosened: { debit: string; credit: string; amount: string }[]
  accounts: { account: string; debit: string; credit: string }[]
  hindered: number
  hindrances: { transactionId: string; code: string; message: string }[]
}

test('the preview of an undo tells all: what is loosened and open again, sums per account, and each payment that cannot be touched with its reason', async () => {
  const world = await openWorld('SE', { today: '2026-12-01' })
  await world.party({ name: 'Ada Lind', number: '7001', kind: 'person' })
  const issued: string[] = []
  for (const unitPrice of ['80.00', '160.00'])
    issued.push(
      (await world.do<Billed>(invoiceNow, { customer: '7001', lines: [{ name: 'Hyra', unitPrice, vatCode: 'S25' }] }))
        .documents[0]!.reference,
    )
  const stored = await world.installation.files.put(world.companyId, [
    camt054File([
      { reference: issued[0]!, amount: '100.00' },
      { reference: issued[1]!, amount: '150.00' },
      { text: 'vet ej', amount: '70.00', name: 'Någon' },
      { text: 'annat', amount: '80.00', name: 'Någon Annan' },
    ]),
  ])
  const { fileId } = await world.do<{ fileId: string }>(importBankFile, { file: { name: 'f.xml', ...stored } })
  await world.do(match, {})
  const suspense = await world.tx(({ db, company }) =>
    db.rows<{ item: string; transaction: string; amount: bigint }>(
      `select id as item, bank_transaction_id as transaction, amount from open_items where company_id = $1 and kind = 'unidentified' order by amount desc`,
      [company.id],
    ),
  )
  await world.do(transfer, { moves: [{ itemId: suspense[0]!.item, toParty: '7001' }] })
  await world.do(payBack, {
    transactionId: suspense[1]!.transaction,
    to: { name: 'Någon Annan', scheme: 'IBAN', account: 'SE4550000000058398257466' },
    reason: 'Fel mottagare',
  })
  const before = await openItemsText(world)

  const told = await world.do<Told>(undoFile, { fileId, preview: true })
  expect(told).toMatchObject({ done: false, transactions: 2, allocations: 2, vouchers: 2, opened: 2, hindered: 2 })
  expect(told.items.map((one) => one.amount)).toEqual(['100.00', '150.00'])
  expect(told.loosened.map((one) => one.amount)).toEqual(['100.00', '150.00'])
  expect(told.accounts).toEqual([
    { account: '1510', currency: 'SEK', debit: '250.00', credit: '0.00' },
    { account: '1930', currency: 'SEK', debit: '0.00', credit: '250.00' },
  ])
  expect(told.hindrances.map((one) => [one.transactionId, one.code])).toEqual(
    expect.arrayContaining([
      [suspense[0]!.transaction, 'bank.moved-later'],
      [suspense[1]!.transaction, 'bank.to-be-paid-back'],
    ]),
  )
  // Done all the same, it refuses with both reasons, and nothing has moved.
  await expect(world.do(undoFile, { fileId })).rejects.toThrow(
    /paid back.*moved by a transfer|moved by a transfer.*paid back/,
  )
  expect(await openItemsText(world)).toBe(before)
  const some = await world.do<Told>(undoMatch, {
    transactionIds: [suspense[0]!.transaction, suspense[1]!.transaction],
    preview: true,
  })
  expect(some).toMatchObject({ transactions: 0, vouchers: 0, hindered: 2 })
})
