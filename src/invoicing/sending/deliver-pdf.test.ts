import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { PDFDocument, PDFName } from 'pdf-lib'
import { expect, test } from 'vitest'
import { plainOrder } from '../../../test/orders.ts'
import { issueOrders, saveSetting } from '../../../test/outbox.ts'
import { openWorld } from '../../../test/world.ts'
import type { User } from '../../db/context.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { newId } from '../../kernel/id.ts'
import { sendWaiting } from './deliver.ts'
import { printBundle } from './print-bundle.ts'
import { readPdf } from './read-pdf.ts'
import { readXml } from './read-xml.ts'

/** With the real renderer: what the outbox sends is the PDF with the e-invoice inside. */
test.each([
  ['SE', 'SEK', 'S25'],
  ['NO', 'NOK', 'S25'],
  ['BG', 'EUR', 'S20'],
] as const)('%s: PDF and XML leave, and can be read', async (country, currency, vatCode) => {
  const world = await openWorld(country)
  const party = await world.party({
    name: 'Ada Lind',
    kind: 'person',
    address: { street: 'Gata 1', postCode: '111 22', city: 'Staden', country },
  })
  await issueOrders(
    world,
    ['a', 'b'].map((name) =>
      plainOrder(world, party, name, [['Hyra', '1', '100.00', vatCode]], { currency, theirReference: name }),
    ),
  )
  const folder = path.join(world.installation.settings.dataDir, 'exchange', `test-${country.toLowerCase()}`, 'ut')
  mkdirSync(folder, { recursive: true })
  await saveSetting(world, 'delivery-folder', { path: 'ut' })
  await world.database.owner.query(
    `update deliveries set channel = 'folder' where id = (select id from deliveries order by id limit 1)`,
  )
  expect(await world.do(sendWaiting, {})).toMatchObject({ sent: 1, failed: 0, problems: [] })
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'))
  expect(names.map((name) => path.extname(name)).sort()).toEqual(['.json', '.pdf', '.xml'])
  const xml = readFileSync(path.join(folder, names.find((name) => name.endsWith('.xml'))!))
  const pdf = await PDFDocument.load(readFileSync(path.join(folder, names.find((name) => name.endsWith('.pdf'))!)))
  expect(pdf.getPageCount()).toBeGreaterThan(0)
  expect(pdf.catalog.get(PDFName.of('AF'))).toBeDefined()
  expect(await world.do(printBundle, {})).toMatchObject({ bundles: [{ documents: 1 }], failed: 0 })

  const [invoice] = await world.tx(({ db, company }) =>
    db.rows<{ id: string }>(`select subject_id as id from deliveries where company_id = $1 and channel = 'folder'`, [
      company.id,
    ]),
  )
  const read = await world.do<FileAnswer>(readXml, { invoiceId: invoice!.id })
  expect(Buffer.from(read.body as Uint8Array).equals(xml)).toBe(true)
  const made = await world.do<FileAnswer>(readPdf, { invoiceId: invoice!.id })
  // What the customer got, byte for byte, whatever the set-up says since.
  await world.tx(({ db, company }) =>
    db.query(`update bank_accounts set on_invoices = false where company_id = $1`, [company.id]),
  )
  const parts: Uint8Array[] = []
  for await (const part of made.body as AsyncIterable<Uint8Array>) parts.push(part)
  const sent = readFileSync(path.join(folder, names.find((name) => name.endsWith('.pdf'))!))
  expect(Buffer.concat(parts).equals(sent)).toBe(true)
  const anew = await world.do<FileAnswer>(readPdf, { invoiceId: invoice!.id, anew: true })
  expect(
    Buffer.from(anew.body as Uint8Array)
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  expect(Buffer.from(anew.body as Uint8Array).equals(sent)).toBe(false)

  await world.tx(({ db, company }) =>
    db.query(`update parties set protection = 'secrecy-marked' where company_id = $1 and id = $2`, [company.id, party]),
  )
  const clerk: User = { id: newId(), name: 'clerk', areas: 'all', permissions: ['invoicing.*'] }
  await expect(world.do(readPdf, { invoiceId: invoice!.id }, clerk)).rejects.toThrow('protected identity')
  await world.do(readPdf, { invoiceId: invoice!.id })
  const { rows } = await world.database.owner.query('select verb from protected_reads')
  expect(rows).toEqual([{ verb: 'invoicing.read-pdf' }])
})
