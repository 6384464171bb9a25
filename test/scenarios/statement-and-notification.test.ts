import { expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { undoFile } from '../../src/bank/undo/undo-file.ts'
import { verify } from '../../src/reports/verify/verify.ts'
import { camt054File } from '../bank-files.ts'
import { openWorld, type World } from '../world.ts'

const iban = 'SE4550000000058398257466'

interface Entry {
  amount: string
  reference: string
  /** Without: the statement shows the sum alone. */
  payer?: string
}

/** A statement of one day, from nothing to the sum of its entries. */
function statement(id: string, on: string, closing: string, entries: Entry[]): Uint8Array {
  const balance = (code: string, amount: string) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`
  const rows = entries.map(
    ({ amount, reference, payer }) =>
      `<Ntry><Amt Ccy="SEK">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt><AcctSvcrRef>${reference}</AcctSvcrRef>${
        payer
          ? `<NtryDtls><TxDtls><Amt Ccy="SEK">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>${payer}</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls>`
          : ''
      }</Ntry>`,
  )
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>${id}</MsgId><CreDtTm>${on}T20:00:00Z</CreDtTm></GrpHdr><Stmt><Id>${id}</Id><CreDtTm>${on}T20:00:00Z</CreDtTm><Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>SEK</Ccy></Acct>${balance('OPBD', '0.00')}${balance('CLBD', closing)}${rows.join('')}</Stmt></BkToCstmrStmt></Document>`,
  )
}

interface Answer {
  fileId: string
  payments: number
  duplicates: number
  problems: { code: string }[]
}

async function take(world: World, name: string, bytes: Uint8Array): Promise<Answer> {
  const stored = await world.installation.files.put(world.companyId, [bytes])
  return world.do<Answer>(importBankFile, { file: { name, ...stored } })
}

async function money(world: World): Promise<string> {
  const [row] = await world.tx(({ db, company }) =>
    db.rows<{ sum: string }>(
      `select sum(t.amount)::text as sum from bank_transactions t join bank_files f on f.company_id = t.company_id and f.id = t.file_id where t.company_id = $1 and f.undone_at is null`,
      [company.id],
    ),
  )
  return row!.sum
}

const notified = (id: string, bookedOn: string) =>
  camt054File(
    [
      { text: 'hyra', amount: '1250.00', name: 'Ada Lind' },
      { text: 'avgift', amount: '499.50', name: 'Bo Ek' },
    ],
    { id, bookedOn, batchSize: 10 },
  )

test('the sum that a statement shows is the payments that the notification told: the money is taken once', async () => {
  const world = await openWorld('SE')
  world.today = '2026-12-02' as never
  expect(await take(world, 'c54.xml', notified('N1', '2026-12-01'))).toMatchObject({ payments: 2 })
  const day = statement('S1', '2026-12-01', '3499.00', [
    { amount: '1749.50', reference: 'E-1' },
    // The same amount once more, from a payer who is named: money of its own.
    { amount: '1749.50', reference: 'E-2', payer: 'Cia Berg' },
  ])
  const taken = await take(world, 'c53.xml', day)
  expect(taken).toMatchObject({ payments: 1, duplicates: 1, problems: [{ code: 'bank-file.told-in-detail' }] })
  expect(await money(world)).toBe('349900')
  expect(await world.do(verify, {})).toMatchObject({ ok: true })
})

test('a notification that was undone told nothing: the sum of the statement is taken', async () => {
  const world = await openWorld('SE')
  world.today = '2026-12-02' as never
  const told = await take(world, 'c54.xml', notified('N1', '2026-12-01'))
  await world.do(undoFile, { fileId: told.fileId })
  const day = statement('S1', '2026-12-01', '1749.50', [{ amount: '1749.50', reference: 'E-1' }])
  expect(await take(world, 'c53.xml', day)).toMatchObject({ payments: 1, duplicates: 0, problems: [] })
  expect(await money(world)).toBe('174950')
})

test('a statement taken first must be undone before the payments of its sum come', async () => {
  const world = await openWorld('SE')
  world.today = '2026-12-02' as never
  const day = statement('S1', '2026-12-01', '1749.50', [{ amount: '1749.50', reference: 'E-1' }])
  const first = await take(world, 'c53.xml', day)
  await expect(take(world, 'c54.xml', notified('N1', '2026-12-01'))).rejects.toMatchObject({
    problems: [{ code: 'bank-file.total-taken', data: { payments: 2, amount: '1749.50', file: 'c53.xml' } }],
  })
  await world.do(undoFile, { fileId: first.fileId })
  expect(await take(world, 'c54.xml', notified('N1', '2026-12-01'))).toMatchObject({ payments: 2 })
  expect(await take(world, 'c53.xml', day)).toMatchObject({ payments: 0, duplicates: 1 })
  // Sent again, the notification is known by its payments.
  expect(
    await take(world, 'again.xml', Buffer.concat([notified('N1', '2026-12-01'), Buffer.from('\n')])),
  ).toMatchObject({
    payments: 0,
    duplicates: 2,
  })
  expect(await money(world)).toBe('174950')
})

test('an amount that no bank moves is refused in words', async () => {
  const world = await openWorld('SE')
  const file = statement('S1', '2026-12-01', '92233720368547758.08', [
    { amount: '92233720368547758.08', reference: 'E-1' },
  ])
  await expect(take(world, 'c53.xml', file)).rejects.toMatchObject({
    problems: [{ code: 'bank-file.amount-too-large', data: { amount: '92233720368547758.08', currency: 'SEK' } }],
  })
})
