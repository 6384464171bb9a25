import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fetchFolder as fetchBankFolder } from '../../src/bank/files/fetch-folder.ts'
import { fetchAnswers } from '../../src/collection/fetch-answers.ts'
import { saveFinancing } from '../../src/collection/financing/agreements.ts'
import { financeInvoices } from '../../src/collection/financing/finance-invoices.ts'
import { handOver } from '../../src/collection/hand-over.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { fetchFolder as fetchOrderFolder } from '../../src/invoicing/imports/fetch-folder.ts'
import { deliverInvoices } from '../../src/invoicing/sending/deliver.ts'
import type { RenderPdf } from '../../src/invoicing/sending/prepare-invoices.ts'
import { bundleInvoices } from '../../src/invoicing/sending/print-bundle.ts'
import { camt054File } from '../bank-files.ts'
import { issueOne, openDesk } from '../collection.ts'
import type { FakeSftp } from '../fakes/sftp-server.ts'
import { openSftp } from '../fakes/sftp-server.ts'
import { plainOrder } from '../orders.ts'
import { issueOrders, outboxText, saveSetting, timePasses } from '../outbox.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

// One server for bank files, orders, invoices, the print house and the agency: only the address of the folder differs.
let world: World
let sftp: FakeSftp
let ada: string
beforeAll(async () => {
  world = await openWorld('SE', { today: '2026-11-20' })
  const { dataDir } = world.installation.settings
  sftp = await openSftp(mkdirSync(path.join(dataDir, 'far'), { recursive: true })!)
  mkdirSync(path.join(dataDir, 'secrets'), { recursive: true })
  writeFileSync(path.join(dataDir, 'secrets', 'sftp-key'), sftp.privateKey)
  ada = await world.party({ name: 'Ada Lind', kind: 'person', identityNumber: '191212121212' })
  await keyPinned(sftp.hostKey)
})
afterAll(() => sftp.close())
beforeEach(() => {
  sftp.mishap = () => null
})

/** Delivery is tried here without the renderer, which has tests of its own. */
const render: RenderPdf = async () => {
  const pdf = await PDFDocument.create()
  pdf.addPage([595, 842])
  return pdf.save()
}
const keyPinned = (hostKey: string) =>
  saveSetting(world, 'sftp-servers', {
    servers: [
      {
        host: '127.0.0.1',
        port: sftp.port,
        user: 'reskontra',
        hostKeys: [hostKey],
        privateKey: { file: 'sftp-key' },
      },
    ],
  })
const address = (folder: string) => `sftp://reskontra@127.0.0.1:${sftp.port}/${folder}`
const made = (folder: string) => mkdirSync(path.join(sftp.root, folder), { recursive: true })
const put = (name: string, bytes: Uint8Array | string) => {
  writeFileSync(path.join(sftp.root, name), bytes)
  utimesSync(path.join(sftp.root, name), 1_700_000_000, 1_700_000_000)
}
const lies = (folder: string) => readdirSync(path.join(sftp.root, folder)).filter((name) => !name.startsWith('.'))
/** The first request of that kind is not answered as it should be. */
const once = (operation: string, what: 'cut-before' | 'cut-after' | 'refuse', fits: RegExp = /./) => {
  let left = 1
  sftp.mishap = (asked, name) => (asked === operation && fits.test(name) && left-- > 0 ? what : null)
}
type Fetched = { files: { outcome: string }[] }

test('bank files: cut while they come, cut while they are put away, each counts once', async () => {
  made('bank')
  await saveSetting(world, 'bank-folder', { path: address('bank') })
  put('bank/a.xml', camt054File([{ text: 'x', amount: '10.00' }]))
  once('READ', 'cut-before')
  await expect(world.do(fetchBankFolder, {})).rejects.toThrow('ended the connection')
  expect(lies('bank')).toEqual(['a.xml'])
  // The books have it; that it was moved nobody heard.
  once('RENAME', 'cut-before', /done/)
  await expect(world.do(fetchBankFolder, {})).rejects.toThrow('ended the connection')
  expect(await world.do<Fetched>(fetchBankFolder, {})).toMatchObject({ files: [{ name: 'a.xml', outcome: 'known' }] })
  expect(lies('bank/done')).toEqual(['a.xml'])
  put('bank/again.xml', readFileSync(path.join(sftp.root, 'bank/done/a.xml')))
  expect(await world.do<Fetched>(fetchBankFolder, {})).toMatchObject({ files: [{ outcome: 'known', payments: 0 }] })
  put('bank/b.xml', 'no bank file')
  expect(await world.do<Fetched>(fetchBankFolder, {})).toMatchObject({ files: [{ outcome: 'failed' }] })
  expect(lies('bank/failed').sort()).toEqual(['b.xml', 'b.xml.problems.txt'])
})

test('order files', async () => {
  made('orders')
  await saveSetting(world, 'order-folder', { path: address('orders'), settleSeconds: 0, source: 'Hyror' })
  put('orders/noise.csv', 'nothing that is known\n')
  expect(await world.do(fetchOrderFolder, {})).toMatchObject({ files: [{ file: 'noise.csv', state: 'failed' }] })
  expect(lies('orders/failed').sort()).toEqual(['noise.csv', 'noise.csv.problems.txt'])
  await saveSetting(world, 'order-folder', { path: address('orders'), done: 'done-at-home' })
  await expect(world.do(fetchOrderFolder, {})).rejects.toThrow('put away on the server')
})

test('invoices: an answer that is lost after the last rename sends nothing twice', async () => {
  made('invoices')
  await saveSetting(world, 'delivery-folder', { path: address('invoices') })
  await issueOrders(world, [plainOrder(world, ada, 'i1', [['Hyra', '1', '100.00', 'S25']], { theirReference: 'R 1' })])
  await world.database.owner.query(`update deliveries set channel = 'folder'`)
  const send = async () => deliverInvoices(await world.long(), render)
  sftp.mishap = () => 'refuse'
  expect(await send()).toMatchObject({ sent: 0, postponed: 1 })
  await timePasses(world)
  once('RENAME', 'cut-after', /\.json$/)
  expect(await send()).toMatchObject({ sent: 1, held: 0, failed: 0 })
  expect(
    lies('invoices')
      .map((name) => path.extname(name))
      .sort(),
  ).toEqual(['.json', '.pdf', '.xml'])
  expect(await outboxText(world)).toEqual(['100001 folder 1 sent (rendered sending postponed rendered sending sent)'])
})

test('the print house: a bundle lies there once', async () => {
  made('print')
  await saveSetting(world, 'delivery-print', { path: address('print') })
  await issueOrders(world, [plainOrder(world, ada, 'p1', [['Hyra', '1', '100.00', 'S25']], { theirReference: 'R 1' })])
  once('RENAME', 'cut-after', /\.pdf$/)
  await expect(bundleInvoices(await world.long(), render)).rejects.toThrow()
  await timePasses(world)
  await bundleInvoices(await world.long(), render)
  // The documents, and the list of them.
  expect(
    lies('print')
      .map((name) => path.extname(name))
      .sort(),
  ).toEqual(['.csv', '.json', '.pdf'])
})

test('an agency: a case cut in the middle, its answers, a server with another key', async () => {
  for (const folder of ['agency/out', 'agency/in']) made(folder)
  const desk = await openDesk(world, { settings: { path: address('agency/out'), answers: address('agency/in') } })
  const claim = await desk.invoice(ada, '1000.00', '2026-07-01')
  await desk.queue([claim.itemId])
  await desk.do(handOver)
  await keyPinned(`SHA256:${'A'.repeat(43)}`)
  expect(await desk.do(sendMessages, { now: true })).toMatchObject({ sent: 0, waiting: 1 })
  expect(await desk.do(fetchAnswers)).toMatchObject({ problems: [{ code: 'collection.folder-unreadable' }] })
  expect(lies('agency/out')).toEqual([])
  await keyPinned(sftp.hostKey)
  once('WRITE', 'cut-before', /\.json$/)
  expect(await desk.do(sendMessages, { now: true })).toMatchObject({ sent: 0 })
  expect(lies('agency/out')).toEqual([])
  once('RENAME', 'cut-after', /out\/case.*\.json$/)
  await desk.do(sendMessages, { now: true })
  await desk.do(sendMessages, { now: true })
  expect(lies('agency/out').filter((name) => name.endsWith('.json'))).toHaveLength(1)
  put(
    'agency/in/r.json',
    JSON.stringify({ answers: [{ case: 'K1', kind: 'accepted', on: '2026-11-20', number: 'A' }] }),
  )
  once('RENAME', 'cut-before')
  await desk.do(fetchAnswers).catch(() => null)
  expect(await desk.do(fetchAnswers)).toMatchObject({ problems: [] })
  expect(lies('agency/in/done')).toEqual(['r.json'])
})

test('a slow line holds no transaction, and nobody drops beside it', async () => {
  made('factor')
  await world.party({ name: 'Factor AB', kind: 'company', number: '950' })
  await world.party({ name: 'Eva Ek', kind: 'person', number: '77' })
  await world.do(saveFinancing, {
    code: 'factor',
    name: 'Factor AB',
    party: '950',
    kind: 'pledged',
    validFrom: world.today,
    payment: { kind: 'bankgiro', id: '50501055' },
    texts: { sv: 'Fakturan är överlåten till Factor AB.' },
    path: address('factor'),
    customers: ['77'],
  })
  const eva = await world.tx(({ db }) => db.one<{ id: string }>(`select id from parties where number = '77'`))
  await issueOne(world, eva.id, '1000.00', world.today)
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const begun = new Promise<void>((resolve) => {
    sftp.mishap = (asked) => {
      if (asked !== 'WRITE') return null
      resolve()
      return held
    }
  })
  const first = world.do<{ files: string[] }>(financeInvoices, {})
  await begun
  const { owner } = world.database
  const open = await owner.query(
    `select query from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state like 'idle in transaction%'`,
  )
  expect(open.rows).toEqual([])
  expect(await world.do(financeInvoices, {})).toMatchObject({ files: [] })
  goOn()
  expect((await first).files).toEqual(['invoices-factor-000001.json'])
  expect(lies('factor')).toEqual(['invoices-factor-000001.json'])
})

test('a partner who is away: the file waits, told to the person, and goes the next time', async () => {
  const { id } = await world.tx(({ db }) => db.one<{ id: string }>(`select id from parties where number = '77'`))
  await issueOne(world, id, '2000.00', world.today)
  once('RENAME', 'refuse')
  await expect(world.do(financeInvoices, {})).rejects.toThrow('the folder of Factor AB cannot be written')
  expect(await world.do(financeInvoices, {})).toMatchObject({ invoices: 0, files: ['invoices-factor-000002.json'] })
  expect(lies('factor')).toEqual(['invoices-factor-000001.json', 'invoices-factor-000002.json'])
})
