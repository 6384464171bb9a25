import { expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/import-bank-file.ts'
import { match } from '../../src/bank/match.ts'
import { advanceInvoice } from '../../src/invoicing/advance-invoice.ts'
import { invoiceNow } from '../../src/invoicing/invoice-now.ts'
import { camt054File } from '../bank-files.ts'
import { openItemsText } from '../books.ts'
import { openWorld } from '../world.ts'

test('a bank payment that names a proforma is the customer’s money in advance, and becomes an advance invoice', async () => {
  const world = await openWorld('SE')
  await world.party({ name: 'Ada Lind', number: '7001', kind: 'person' })
  await world.party({ name: 'Bo Ek AB', number: '7002', kind: 'company' })
  const proforma = async (customer: string) =>
    (
      await world.do<{ documents: { invoiceId: string; number: string }[] }>(invoiceNow, {
        kind: 'proforma',
        customer,
        lines: [{ name: 'Bröllop i Rådhuset', unitPrice: '1000.00', vatCode: 'S25' }],
      })
    ).documents[0]!
  const [adas, bos] = [await proforma('7001'), await proforma('7002')]
  const file = await world.installation.files.put(world.companyId, [
    camt054File([
      { text: `Förskott ${adas.number}, tack`, amount: '1250.00', name: 'Någon Annan' },
      { text: `${adas.number} och ${bos.number}`, amount: '2500.00', name: 'Någon Annan' },
    ]),
  ])
  await world.do(importBankFile, { file: { name: 'c54.xml', ...file } })
  world.today = '2026-12-01' as never
  expect(await world.do(match, {})).toMatchObject({ matched: 0, onAccount: 1, unidentified: 1 })
  const advance = await world.do<{ documents: { kind: string; payable: string }[] }>(advanceInvoice, {
    proformaId: adas.invoiceId,
  })
  expect(advance.documents[0]).toMatchObject({ kind: 'advance-invoice', payable: '1250.00' })
  expect(await openItemsText(world)).toBe('2999 Oidentifierade inbetalningar unidentified -2500.00')
})
