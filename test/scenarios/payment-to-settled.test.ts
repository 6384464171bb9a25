import { expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { camt054File } from '../bank-files.ts'
import { issueOrders, openItemsText } from '../books.ts'
import { plainOrder } from '../orders.ts'
import { openWorld } from '../world.ts'

test('a bank file settles what it names; short, over, twice and unknown money each find their place', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', kind: 'person' })
  const bo = await world.party({ name: 'Bo Ek AB', kind: 'company' })
  await issueOrders(world, [
    plainOrder(world, ada, 'A-1', [['Barnomsorg', '1', '1000.00', 'S25']]),
    plainOrder(world, ada, 'A-2', [['Barnomsorg', '1', '400.00', 'S25']]),
    plainOrder(world, bo, 'B-1', [['Hyra', '1', '8000.00', 'S25']]),
  ])
  const [a1, a2, b1] = await world.tx(({ db, company }) =>
    db.rows<{ reference: string }>(
      `select i.reference from invoices i join orders o on o.company_id = i.company_id and o.invoice_id = i.id where i.company_id = $1 order by o.source_reference`,
      [company.id],
    ),
  )
  world.today = '2026-12-01' as never
  const file = camt054File([
    { reference: a1!.reference, amount: '1250.00' },
    { reference: a2!.reference, amount: '499.50' },
    { reference: b1!.reference, amount: '6000.00' },
    { reference: a1!.reference, amount: '1250.00' },
    { text: 'ingen vet', amount: '77.00', name: 'Okänd' },
  ])
  const stored = await world.installation.files.put(world.companyId, [file])
  const imported = await world.do<{ fileId: string; payments: number }>(importBankFile, {
    file: { name: 'c54.xml', ...stored },
  })
  expect(imported).toMatchObject({ payments: 5, duplicates: 0, alreadyImportedOn: null })
  expect(await world.do(importBankFile, { file: { name: 'again.xml', ...stored } })).toMatchObject({
    fileId: imported.fileId,
    payments: 0,
    duplicates: 5,
    alreadyImportedOn: expect.any(String),
  })
  expect(await world.do(match, {})).toMatchObject({ payments: 5, matched: 3, onAccount: 1, unidentified: 1 })
  expect(await world.do(match, {})).toMatchObject({ payments: 0 })
  expect(await openItemsText(world)).toBe(
    [
      '1510 Ada Lind payment -1250.00',
      '1510 Bo Ek AB invoice 4000.00',
      '2999 Oidentifierade inbetalningar unidentified -77.00',
    ].join('\n'),
  )
})
