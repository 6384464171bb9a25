import { mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { unzipSync } from 'fflate'
import { PDFDocument } from 'pdf-lib'
import { beforeAll, expect, test } from 'vitest'
import { plainOrder } from '../../../test/orders.ts'
import { issueOrders, outboxText, saveSetting, timePasses } from '../../../test/outbox.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import type { User } from '../../db/context.ts'
import { giveUpBundle } from '../../delivery/give-up-bundle.ts'
import { listBundles } from '../../delivery/list-bundles.ts'
import { readBundle } from '../../delivery/read-bundle.ts'
import { recall } from '../../delivery/recall.ts'
import { resend } from '../../delivery/resend.ts'
import { handOverBundle } from '../../dunning/letters/hand-over-bundle.ts'
import { newId } from '../../kernel/id.ts'
import type { RenderPdf } from './prepare-invoices.ts'
import { bundleInvoices } from './print-bundle.ts'
import { resendInvoices } from './resend-invoices.ts'

/** As many pages as the number's last digit, and who it is addressed to where the test can read it. */
const addressed: string[] = []
const render: RenderPdf = async (document) => {
  const { name, address } = document.recipient ?? document.buyer
  addressed.push([document.number, name, address.street ?? '-', address.city ?? '-'].join(' '))
  const pdf = await PDFDocument.create()
  for (let page = 0; page < Number(document.number.at(-1)); page++) pdf.addPage([595, 842])
  return pdf.save()
}
const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const bundle = async (world: World, user?: User) => bundleInvoices(await world.long(user), render)
const bytesOf = async (world: World, id: string, position: number): Promise<Buffer> => {
  const { body } = await world.do<{ body: AsyncIterable<Uint8Array> }>(readBundle, { bundle: id, position })
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}
const issue = (world: World, party: string, count: number, more: object = {}) =>
  issueOrders(
    world,
    Array.from({ length: count }, (_, i) =>
      plainOrder(world, party, newId(), [['Hyra', '1', '100.00', 'S25']], { theirReference: `R ${i}`, ...more }),
    ),
  )

let world: World
let ada: string
beforeAll(async () => {
  world = await openWorld('SE')
  ada = await world.party({ name: 'Ada Lind', kind: 'person' })
})

test('a bundle holds each waiting document once; it is sent when it is handed over', async () => {
  await issue(world, ada, 3)
  const made = await bundle(world)
  expect(made).toMatchObject({ bundles: [{ documents: 3, pages: 1 + 2 + 3, handedOver: false }], failed: 0 })
  expect(await bundle(world)).toEqual({ bundles: [], failed: 0, postponed: 0 })
  const id = made.bundles[0]!.bundle
  expect((await PDFDocument.load(await bytesOf(world, id, 1))).getPageCount()).toBe(6)
  const index = (await bytesOf(world, id, 2)).toString().replace(uuid, '…')
  expect(index.split('\r\n').map((row) => row.split(',').slice(0, 5).join(','))).toEqual([
    'position,file,number,pages,firstPage',
    '1,faktura-100001-….pdf,100001,1,1',
    '2,faktura-100002-….pdf,100002,2,2',
    '3,faktura-100003-….pdf,100003,3,4',
    '',
  ])
  expect(index).toContain('Ada Lind,,Lillgatan 2,,111 33,Exempelstad,SE')
  expect(await outboxText(world)).toEqual(
    ['100001', '100002', '100003'].map((number) => `${number} print 1 sending (rendered)`),
  )
  // However long the print house takes, nobody bundles them again.
  await world.database.owner.query(`update deliveries set next_try_at = now() - interval '9 days'`)
  expect(await bundle(world)).toMatchObject({ bundles: [] })
  expect(await world.do(handOverBundle, { bundle: id })).toEqual({ sent: 3 })
  await expect(world.do(handOverBundle, { bundle: id })).rejects.toThrow('has been handed over')
  await expect(world.do(giveUpBundle, { bundle: id, reason: 'x' })).rejects.toThrow('has been handed over')
  expect(await outboxText(world)).toEqual(
    ['100001', '100002', '100003'].map((number) => `${number} print 1 sent (rendered sent)`),
  )
  expect(await world.do(listBundles, {})).toMatchObject({
    rows: [{ bundle: id, state: 'handed-over', documents: 3, pages: 6, files: [{}, {}, {}] }],
  })
})

test('a bundle given up: its documents wait for the next one', async () => {
  const several = { numbers: ['100001', '999'], reason: 'lost in the post' }
  const unknown = { number: '999', problem: { code: 'invoice.unknown' } }
  expect(await world.do(resendInvoices, { ...several, preview: true })).toMatchObject({ sends: 1, leftOut: [unknown] })
  const sent = await world.do(resendInvoices, { ...several, leaveOut: true })
  expect(sent).toMatchObject({ sends: 1, deliveries: [expect.any(String)], leftOut: [unknown] })
  const waits = { number: '100001', problem: { code: 'delivery.not-ended' } }
  expect(await world.do(resendInvoices, { ...several, preview: true })).toMatchObject({ leftOut: [waits, unknown] })
  await expect(world.do(resendInvoices, { numbers: ['100001', '999'], reason: 'x' })).rejects.toThrow('no invoice 999')
  const first = (await bundle(world)).bundles[0]!.bundle
  const held = await world.tx(({ db, company }) =>
    db.one<{ id: string }>(`select id from deliveries where company_id = $1 and state = 'sending'`, [company.id]),
  )
  await expect(world.do(recall, { deliveries: [held.id], reason: 'x' })).rejects.toThrow('is sending')
  await expect(world.do(resend, { deliveries: [held.id], reason: 'x' })).rejects.toThrow('is sending')
  expect(await world.do(giveUpBundle, { bundle: first, reason: 'the printer burnt' })).toEqual({ waiting: 1 })
  const second = await bundle(world)
  expect(second.bundles).toMatchObject([{ documents: 1 }])
  await world.do(handOverBundle, { bundle: second.bundles[0]!.bundle })
  expect((await outboxText(world))[1]).toBe('100001 print 2 sent (rendered postponed rendered sent)')
})

test('as a zip into the folder of the print house: dropped is handed over, also after a crash in between', async () => {
  await saveSetting(world, 'delivery-print', { path: 'print', form: 'zip' })
  const folder = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'print')
  await issue(world, ada, 2)
  // The folder is not mounted: the bundle is made and waits for it.
  await expect(bundle(world)).rejects.toThrow('ENOENT')
  mkdirSync(folder, { recursive: true })
  expect(await bundle(world)).toMatchObject({ bundles: [] })
  const files = readdirSync(folder).filter((name) => !name.startsWith('.'))
  expect(files.map((name) => name.replace(uuid, '…'))).toEqual(['documents-….zip'])
  const { rows } = await world.do<{ rows: { bundle: string; state: string }[] }>(listBundles, {})
  expect(rows[0]).toMatchObject({ state: 'handed-over' })
  expect(
    Object.keys(unzipSync(await bytesOf(world, rows[0]!.bundle, 1))).filter((name) => name.endsWith('.pdf')),
  ).toHaveLength(2)
  await saveSetting(world, 'delivery-print', null)
})

test('a worker that died while it rendered: the documents wait again', async () => {
  await issue(world, ada, 1)
  await expect(
    bundleInvoices(
      {
        ...(await world.long()),
        files: { ...world.installation.files, put: () => Promise.reject(new Error('killed')) },
      },
      render,
    ),
  ).rejects.toThrow('killed')
  expect(await bundle(world)).toMatchObject({ bundles: [] })
  await timePasses(world)
  expect(await bundle(world)).toMatchObject({ bundles: [{ documents: 1 }] })
})

test('one business area, one bundle: who sees one area fetches only its own', async () => {
  const areas = [newId(), newId()]
  for (const [i, area] of areas.entries())
    await world.database.owner.query(
      `insert into business_areas (company_id, id, code, name) values ($1, $2, $3, $3)`,
      [world.companyId, area, `A${i}`],
    )
  await issue(world, ada, 4)
  await world.database.owner.query(
    `update deliveries d set business_area_id = case when i.number % 2 = 0 then $1::uuid else $2::uuid end from invoices i where i.id = d.subject_id and d.state = 'waiting'`,
    areas,
  )
  const made = await bundle(world)
  expect(made.bundles.map(({ documents }) => documents)).toEqual([2, 2])
  const clerk: User = { id: newId(), name: 'clerk', areas: [areas[0]!], permissions: ['*'] }
  const all = await world.do<{ rows: { bundle: string }[] }>(listBundles, {})
  const seen = await world.do<{ rows: { bundle: string }[] }>(listBundles, {}, clerk)
  const hidden = all.rows.filter((row) => !seen.rows.some(({ bundle }) => bundle === row.bundle))
  expect(hidden).toHaveLength(1)
  await expect(world.do(readBundle, { bundle: hidden[0]!.bundle }, clerk)).rejects.toThrow('there is no bundle')
})

test('who has become protected is printed with the forwarding address alone, or not at all', async () => {
  const dag = await world.party({
    name: 'Dag Ek',
    kind: 'person',
    address: { street: 'Hemliga gatan 7', postCode: '111 22', city: 'Gömstad' },
  })
  await issue(world, dag, 1)
  await world.tx(({ db, company }) =>
    db.query(`update parties set protection = 'secrecy-marked' where company_id = $1 and id = $2`, [company.id, dag]),
  )
  expect(await bundle(world)).toMatchObject({ bundles: [], failed: 1 })
  await world.tx(async ({ db, company }) => {
    await db.query(
      `insert into party_addresses (company_id, id, party_id, purpose, valid_from, street, post_code, city, country, source) values ($1, $2, $3, 'forwarding', '2026-01-01', 'Box 1', '100 00', 'Förmedling', 'SE', 'test')`,
      [company.id, newId(), dag],
    )
    await db.query(
      `update party_versions set buyer = jsonb_set(buyer, '{address}', '{"street": "Box 1", "postCode": "100 00", "city": "Förmedling", "country": "SE"}') where company_id = $1 and party_id = $2`,
      [company.id, dag],
    )
  })
  const failed = (await outboxText(world)).find((line) => line.includes('failed'))!
  await world.do(resendInvoices, { numbers: [failed.split(' ')[0]!], reason: 'forwarding address entered' })
  addressed.length = 0
  expect(await bundle(world)).toMatchObject({ bundles: [{ documents: 1 }] })
  expect(addressed).toEqual([expect.stringContaining('Dag Ek Box 1 Förmedling')])
})
