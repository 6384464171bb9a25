import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { area } from '../../../test/books.ts'
import type { AccessPoint } from '../../../test/fakes/access-point.ts'
import { openAccessPoint } from '../../../test/fakes/access-point.ts'
import type { MailBehaviour, MailServer } from '../../../test/fakes/mail-server.ts'
import { openMailServer } from '../../../test/fakes/mail-server.ts'
import { plainOrder } from '../../../test/orders.ts'
import { issueOrders, outboxText, saveSetting, timePasses } from '../../../test/outbox.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { listDeliveries } from '../../delivery/list-deliveries.ts'
import { backoffSeconds, triesMax } from '../../delivery/outbox.ts'
import { readDelivery } from '../../delivery/read-delivery.ts'
import { readFile } from '../../delivery/read-file.ts'
import { recall } from '../../delivery/recall.ts'
import { recordReceipt } from '../../delivery/record-receipt.ts'
import { resend } from '../../delivery/resend.ts'
import { day } from '../../kernel/day.ts'
import type { PartyInput } from '../../parties/party-input.ts'
import { askStatus } from './ask-status.ts'
import { deliverInvoices } from './deliver.ts'
import type { RenderPdf } from './prepare-invoices.ts'
import { readBounces } from './read-bounces.ts'

/** Delivery is tried here without the renderer, which has tests of its own. */
const render: RenderPdf = async (document, xml) =>
  Buffer.from(`%PDF-1.7 ${document.number} ${xml ? 'with' : 'without'} XML`)
const deliver = async (world: World) => deliverInvoices(await world.long(), render)

const accepted = { consentOn: day('2026-01-01'), consentSource: 'test' }
const byMail = (address: string): PartyInput['channels'] => [{ channel: 'e-mail', address, ...accepted }]
const byPeppol: PartyInput['channels'] = [{ channel: 'peppol', address: '0007:2120000142', ...accepted }]

interface Listed {
  id: string
  state: string
  channel: string
}
const listed = async (world: World) => (await world.do<{ rows: Listed[] }>(listDeliveries, {})).rows
const invoiceTo = (world: World, partyId: string, reference: string) =>
  issueOrders(world, [
    plainOrder(world, partyId, reference, [['Barnomsorg', '1', '1000.00', 'S25']], { theirReference: 'Ref 1' }),
  ])

describe('mail', () => {
  let world: World
  let mail: MailServer
  let ada: string
  beforeAll(async () => {
    world = await openWorld('SE')
    mail = await openMailServer({ user: 'reskontra', password: 'hemligt' })
    ada = await world.party({ name: 'Ada Lind', kind: 'person', channels: byMail('ada@example.net') })
  })
  afterAll(() => mail.close())
  async function setUpMail(of: World): Promise<void> {
    const secrets = path.join(of.installation.settings.dataDir, 'secrets')
    mkdirSync(secrets, { recursive: true })
    writeFileSync(path.join(secrets, 'smtp'), 'hemligt\n')
    await saveSetting(of, 'delivery-e-mail', {
      host: '127.0.0.1',
      port: mail.port,
      security: 'none',
      user: 'reskontra',
      password: { file: 'smtp' },
      from: 'ekonomi@example.com',
      bounces: 'bounces',
    })
  }

  test('without a mail server the documents wait, and it is said why', async () => {
    await invoiceTo(world, ada, 'A-0')
    expect(await deliver(world)).toMatchObject({
      sent: 0,
      failed: 0,
      problems: [{ channel: 'e-mail', code: 'delivery.channel-not-set-up' }],
    })
    expect(await outboxText(world)).toEqual(['100001 e-mail 1 waiting'])
    await setUpMail(world)
  })

  test('a mail carries the PDF and the XML, under an id of ours; sending again sends nothing', async () => {
    expect(await deliver(world)).toMatchObject({ sent: 1, problems: [] })
    expect(await deliver(world)).toMatchObject({ sent: 0 })
    expect(mail.taken).toHaveLength(1)
    const [row] = await listed(world)
    const sent = await PostalMime.parse(mail.taken[0]!.source)
    expect(sent).toMatchObject({
      subject: 'Faktura 100001 från Exempelstads kommun',
      messageId: `<${row!.id}@example.com>`,
      from: { address: 'ekonomi@example.com', name: 'Exempelstads kommun' },
      attachments: [
        { filename: 'faktura-100001.pdf', mimeType: 'application/pdf' },
        { filename: 'faktura-100001.xml', mimeType: 'application/xml' },
      ],
    })
    expect(sent.text).toContain('Att betala: 1 250,00 SEK')
    expect(sent.text).toContain('Ange vid betalning: 10000180')
    expect(await outboxText(world)).toEqual(['100001 e-mail 1 sent (rendered sending sent)'])
    const file = await world.do<{ fileName: string; body: AsyncIterable<Uint8Array> }>(readFile, { delivery: row!.id })
    const bytes: Uint8Array[] = []
    for await (const chunk of file.body) bytes.push(chunk)
    expect([file.fileName, Buffer.concat(bytes).toString()]).toEqual(['faktura-100001.pdf', '%PDF-1.7 100001 with XML'])
  })

  test('no address of a person and no secret stands in the events', async () => {
    const [row] = await listed(world)
    const whole = await world.do<{ address: string; events: unknown[] }>(readDelivery, { delivery: row!.id })
    expect(whole.address).toBe('ada@example.net')
    expect(JSON.stringify(whole.events)).not.toMatch(/ada@|hemligt/)
  })

  test.each<[MailBehaviour, { sent: number; failed: number; postponed: number; held: number }, string, number]>([
    ['defer-receiver', { sent: 0, failed: 0, postponed: 1, held: 0 }, 'waiting (rendered sending postponed)', 0],
    ['drop-before-data', { sent: 0, failed: 0, postponed: 1, held: 0 }, 'waiting (rendered sending postponed)', 0],
    ['drop-after-data', { sent: 0, failed: 0, postponed: 0, held: 1 }, 'held (rendered sending held)', 0],
    ['take-and-drop', { sent: 0, failed: 0, postponed: 0, held: 1 }, 'held (rendered sending held)', 1],
    [
      'refuse-receiver',
      { sent: 0, failed: 1, postponed: 0, held: 0 },
      'failed (rendered sending failed next-channel)',
      0,
    ],
    [
      'refuse-content',
      { sent: 0, failed: 1, postponed: 0, held: 0 },
      'failed (rendered sending failed next-channel)',
      0,
    ],
  ])('the server does: %s', async (behaviour, counts, state, taken) => {
    await invoiceTo(world, ada, `T-${behaviour}`)
    const before = mail.taken.length
    mail.next = [behaviour]
    expect(await deliver(world)).toMatchObject(counts)
    const lines = await outboxText(world)
    const own = lines.filter((line) => line.includes(state))
    expect(own.length, lines.join('\n')).toBeGreaterThan(0)
    expect(mail.taken.length - before).toBe(taken)
    // Time does not make a doubtful mail leave a second time.
    await timePasses(world)
    await deliver(world)
    expect(mail.taken.length - before).toBe(counts.postponed === 1 ? 1 : taken)
    if (behaviour.startsWith('refuse')) expect((await outboxText(world)).at(-1)).toMatch(/print 1 waiting$/)
  })

  test('a held mail waits for a person: arrived, or once more', async () => {
    const held = (await listed(world)).filter((row) => row.state === 'held')
    expect(held).toHaveLength(2)
    await expect(world.do(resend, { deliveries: [held[0]!.id], reason: 'x' })).rejects.toThrow(
      'record what became of it',
    )
    expect(await world.do(recordReceipt, { delivery: held[0]!.id, outcome: 'sent', text: 'she has it' })).toEqual({
      state: 'sent',
    })
    expect(await world.do(recordReceipt, { delivery: held[1]!.id, outcome: 'not-sent' })).toEqual({ state: 'waiting' })
    const before = mail.taken.length
    expect(await deliver(world)).toMatchObject({ sent: 1 })
    expect(mail.taken.length - before).toBe(1)
    await expect(world.do(recordReceipt, { delivery: held[1]!.id, outcome: 'not-sent' })).rejects.toThrow(
      'only one whose outcome is unknown',
    )
  })

  test('a bounce fails the delivery, marks the address, and paper follows; twice is once', async () => {
    const bo = await world.party({ name: 'Bo Ek', kind: 'person', channels: byMail('bo@example.net') })
    await invoiceTo(world, bo, 'B-1')
    await deliver(world)
    const { id } = (await listed(world))[0]!
    const bounces = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'bounces')
    mkdirSync(path.join(bounces, 'new'), { recursive: true })
    const report = [
      'From: MAILER-DAEMON@mx.example.net',
      'Subject: Undelivered',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx',
      '',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 <bo@example.net> unknown',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${id}@example.com>`,
      '',
      '--b--',
      '',
    ].join('\r\n')
    writeFileSync(path.join(bounces, 'new', '1.mx'), report)
    writeFileSync(path.join(bounces, 'again.eml'), report)
    writeFileSync(path.join(bounces, 'holiday.eml'), 'Subject: away\r\n\r\nback on Monday')
    expect(await world.do(readBounces, {})).toEqual({ bounced: 1, delayed: 0, delivered: 0, known: 1, other: 1 })
    expect(await world.do(readBounces, {})).toEqual({ bounced: 0, delayed: 0, delivered: 0, known: 0, other: 0 })
    expect((await outboxText(world)).slice(-2)).toEqual([
      expect.stringMatching(/e-mail 1 failed \(rendered sending sent bounced next-channel\)$/),
      expect.stringMatching(/print 1 waiting$/),
    ])
    expect(JSON.stringify(await world.do(readDelivery, { delivery: id }))).not.toContain('<bo@')
    // The address is not used again.
    await invoiceTo(world, bo, 'B-2')
    expect((await outboxText(world)).at(-1)).toMatch(/print 1 waiting$/)
  })

  test('recall while it waits; never a mass resend by accident', async () => {
    const world = await openWorld('SE')
    await setUpMail(world)
    const eva = await world.party({ name: 'Eva Dal', kind: 'person', channels: byMail('eva@example.net') })
    await invoiceTo(world, eva, 'R-1')
    const { id } = (await listed(world))[0]!
    const school = await area(world, 'skola')
    await world.tx(({ db }) => db.query(`update deliveries set business_area_id = $1 where id = $2`, [school, id]))
    expect(await world.do(recall, { deliveries: [id], reason: 'wrong price' })).toEqual({ recalled: 1 })
    await expect(world.do(recall, { deliveries: [id], reason: 'again' })).rejects.toThrow('is recalled')
    expect(await deliver(world)).toMatchObject({ sent: 0 })
    const { deliveries } = await world.do<{ deliveries: string[] }>(resend, {
      deliveries: [id],
      reason: 'it was right',
    })
    expect(deliveries).toHaveLength(1)
    // The next attempt stands behind the same wall.
    expect(
      await world.tx(({ db }) => db.rows(`select business_area_id as area from deliveries where id = $1`, deliveries)),
    ).toEqual([{ area: school }])
    await expect(world.do(resend, { deliveries: [id], reason: 'twice' })).rejects.toThrow('wait to be sent already')
    expect(await deliver(world)).toMatchObject({ sent: 1 })
    expect(await outboxText(world)).toEqual([
      expect.stringMatching(/e-mail 1 recalled \(recalled resent\)/),
      expect.stringMatching(/e-mail 2 sent/),
    ])
    const many = Array.from(
      { length: 21 },
      (_, i) => `019ab000-0000-7000-8000-0000000000${(i + 10).toString(16).padStart(2, '0')}`,
    )
    await expect(world.do(resend, { deliveries: many, reason: 'all' })).rejects.toThrow('say confirm 21')
    await expect(world.do(resend, { deliveries: [], reason: 'all' })).rejects.toThrow()
  })

  test('who becomes protected gets no mail any more: paper, to the forwarding address', async () => {
    const cy = await world.party({ name: 'Cy Dal', kind: 'person', channels: byMail('cy@example.net') })
    await invoiceTo(world, cy, 'C-1')
    await world.tx(({ db, company }) =>
      db.query(`update parties set protection = 'protected-registration' where company_id = $1 and id = $2`, [
        company.id,
        cy,
      ]),
    )
    const before = mail.taken.length
    expect(await deliver(world)).toMatchObject({ sent: 0, failed: 1 })
    expect(mail.taken.length).toBe(before)
    expect((await outboxText(world)).at(-1)).toMatch(/print 1 waiting$/)
  })
})

describe('Peppol', () => {
  let world: World
  let ap: AccessPoint
  let party: string
  beforeAll(async () => {
    world = await openWorld('SE')
    ap = await openAccessPoint()
    party = await world.party({
      name: 'Region Exempel',
      kind: 'public',
      identityNumber: '2120000142',
      channels: byPeppol,
    })
    process.env.RESKONTRA_SECRET_AP_TEST = 'token-1'
    await saveSetting(world, 'delivery-peppol', {
      adapter: 'phoss-ap',
      url: ap.url,
      token: { env: 'RESKONTRA_SECRET_AP_TEST' },
      graceMinutes: 15,
    })
  })
  afterAll(() => ap.close())

  test('an e-invoice is submitted under our id, and asked for until it is delivered', async () => {
    await invoiceTo(world, party, 'P-1')
    expect(await deliver(world)).toMatchObject({ sent: 1, problems: [] })
    const { id } = (await listed(world))[0]!
    expect(ap.submitted).toEqual([id])
    expect(ap.tokens).toEqual(['token-1'])
    expect(ap.paths[0]).toBe(
      '/api/outbound/submit/iso6523-actorid-upis::0007:2120000142/iso6523-actorid-upis::0007:2120000142/busdox-docid-qns::urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0::2.1/cenbii-procid-ubl::urn:fdc:peppol.eu:2017:poacc:billing:01:1.0/SE',
    )
    expect(ap.carried.get(id)).toContain('<cbc:ID>100001</cbc:ID>')
    expect(await world.do(askStatus, {})).toEqual({ asked: 1, delivered: 0, failed: 0, silent: 1 })
    ap.statuses.set(id, { status: 'sent' })
    expect(await world.do(askStatus, {})).toEqual({ asked: 1, delivered: 1, failed: 0, silent: 0 })
    // Out of order: what comes after the end changes nothing.
    ap.statuses.set(id, { status: 'sending' })
    expect(await world.do(askStatus, {})).toMatchObject({ asked: 0 })
    expect(await outboxText(world)).toEqual(['100001 peppol 1 delivered (rendered sending sent delivered)'])
  })

  test.each([
    ['error-after-accepting', { sent: 1 }, { sent: 0 }, 'sent', 1],
    ['hangs-up', { sent: 1 }, { sent: 0 }, 'sent', 1],
    // Unknown for a while, then known: nothing is submitted again.
    ['late', { postponed: 1 }, { sent: 1 }, 'sent', 1],
    // Unknown after the grace: it was not taken, and is submitted once more.
    ['error', { postponed: 1 }, { postponed: 1 }, 'sent', 2],
    ['refused', { failed: 1 }, { failed: 0 }, 'failed', 1],
  ] as const)('the access point does: %s', async (behaviour, first, second, state, submissions) => {
    await invoiceTo(world, party, `P-${behaviour}`)
    const before = { carried: ap.carried.size, submitted: ap.submitted.length }
    ap.next = [behaviour]
    expect(await deliver(world)).toMatchObject(first)
    const { id } = (await listed(world))[0]!
    await deliver(world)
    await timePasses(world)
    expect(await deliver(world)).toMatchObject(second)
    await timePasses(world)
    await deliver(world)
    expect((await listed(world))[0]).toMatchObject({ id, state, channel: 'peppol' })
    expect(ap.submitted.length - before.submitted).toBe(submissions)
    expect(ap.carried.size - before.carried).toBe(behaviour === 'refused' ? 0 : 1)
  })

  test('refused by the receiver: a mail where accepted, else paper', async () => {
    await invoiceTo(world, party, 'P-9')
    await deliver(world)
    const { id } = (await listed(world))[0]!
    ap.statuses.set(id, { status: 'permanently_failed', errorDetails: 'no such participant' })
    expect(await world.do(askStatus, {})).toMatchObject({ failed: 1 })
    expect((await outboxText(world)).slice(-2)).toEqual([
      expect.stringMatching(/peppol 1 failed \(rendered sending sent failed next-channel\)/),
      expect.stringMatching(/print 1 waiting/),
    ])
  })

  test('official rules wanted and missing: the documents wait and it is said', async () => {
    await saveSetting(world, 'peppol-validation', { mode: 'all' })
    await invoiceTo(world, party, 'P-10')
    expect(await deliver(world)).toMatchObject({
      sent: 0,
      problems: [{ channel: 'peppol', code: 'e-invoice.rules-missing' }],
    })
    expect((await listed(world))[0]).toMatchObject({ state: 'waiting' })
  })

  test('what the rules refuse never leaves', async () => {
    const rules = path.join(world.installation.settings.dataDir, 'rules')
    mkdirSync(rules)
    const schema = (
      test: string,
    ) => `<schema xmlns="http://purl.oclc.org/dsdl/schematron"><ns prefix="cbc" uri="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"/>
      <pattern><rule context="/*"><assert id="OWN-1" test="${test}" flag="fatal">own rule</assert></rule></pattern></schema>`
    writeFileSync(path.join(rules, 'CEN-EN16931-UBL.sch'), schema('cbc:ID'))
    writeFileSync(path.join(rules, 'PEPPOL-EN16931-UBL.sch'), schema('cbc:Nothing'))
    world.installation.settings = { ...world.installation.settings, rulesDir: rules }
    const before = ap.submitted.length
    expect(await deliver(world)).toMatchObject({ sent: 0, failed: 1 })
    expect(ap.submitted.length).toBe(before)
    const { id } = (await listed(world))[0]!
    expect(await world.do(readDelivery, { delivery: id })).toMatchObject({
      state: 'failed',
      events: [
        {
          kind: 'refused',
          text: 'the official rules refuse it: OWN-1',
          data: { by: 'document', findings: [{ rule: 'OWN-1' }] },
        },
      ],
    })
  })

  test.skipIf(!existsSync('../shared/rules/CEN-EN16931-UBL.sch'))(
    'and what the official rules accept does',
    async () => {
      world.installation.settings = { ...world.installation.settings, rulesDir: path.resolve('../shared/rules') }
      await invoiceTo(world, party, 'P-11')
      expect(await deliver(world)).toMatchObject({ sent: 1, failed: 0 })
    },
  )
})

describe('folder', () => {
  test('a folder that is not there: all wait, and the answer says once why', async () => {
    const world = await openWorld('SE')
    const two = [await world.party({ name: 'Ada', kind: 'person' }), await world.party({ name: 'Bo', kind: 'person' })]
    await issueOrders(
      world,
      two.map((customer, i) => plainOrder(world, customer, `A-${i}`, [['Hyra', '1', '100.00', 'S25']])),
    )
    await saveSetting(world, 'delivery-folder', { path: 'ingenstans' })
    const deliveries = (await listed(world)).map(({ id }) => id)
    await world.do(recall, { deliveries, reason: 'to the folder' })
    await world.do(resend, { deliveries, channel: 'folder', reason: 'to the folder' })
    const waits = 'waits and is tried again: the folder ingenstans is not there'
    expect(await deliver(world)).toMatchObject({
      sent: 0,
      postponed: 2,
      problems: [{ channel: 'folder', code: 'delivery.postponed', message: waits }],
    })
  })

  test('documents with an index; what lies outside of the allowed folders is refused', async () => {
    const world = await openWorld('NO')
    const kari = await world.party({
      name: 'Kari',
      kind: 'person',
      address: { street: 'Gate 1', postCode: '0155', city: 'Oslo', country: 'NO' },
    })
    await issueOrders(world, [
      plainOrder(world, kari, 'A-1', [['Barnehage', '1', '1000.00', 'S25']], { currency: 'NOK' }),
    ])
    const [row] = await listed(world)
    await saveSetting(world, 'delivery-folder', { path: '/somewhere/else' })
    await world.do(recall, { deliveries: [row!.id], reason: 'to the folder' })
    await world.do(resend, { deliveries: [row!.id], channel: 'folder', reason: 'to the folder' })
    expect(await deliver(world)).toMatchObject({ problems: [{ code: 'folder.not-allowed' }] })
    await saveSetting(world, 'delivery-folder', { path: 'ut' })
    mkdirSync(path.join(world.installation.settings.dataDir, 'exchange', 'test-no', 'ut'), { recursive: true })
    expect(await deliver(world)).toMatchObject({ sent: 1, problems: [] })
    const folder = path.join(world.installation.settings.dataDir, 'exchange', 'test-no', 'ut')
    const { id } = (await listed(world))[0]!
    expect(readdirSync(folder).sort()).toEqual([
      '.reskontra',
      `faktura-100001-${id}.json`,
      `faktura-100001-${id}.pdf`,
      `faktura-100001-${id}.xml`,
    ])
    expect(readdirSync(path.join(folder, '.reskontra'))).toEqual([])
    const index = JSON.parse(readFileSync(path.join(folder, `faktura-100001-${id}.json`), 'utf8'))
    expect(index).toMatchObject({
      delivery: id,
      attempt: 1,
      document: { kind: 'invoice', number: '100001', currency: 'NOK', payable: '1250.00' },
      files: [{ mediaType: 'application/pdf' }, { mediaType: 'application/xml' }],
    })
  })
})

describe('other ways', () => {
  test('who wants it in a portal gets it on paper while there is none, an internal invoice stays, a Peppol carrier picks up from a folder', async () => {
    const world = await openWorld('SE')
    await saveSetting(world, 'delivery-peppol', { adapter: 'folder', path: 'peppol' })
    const folder = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'peppol')
    mkdirSync(folder, { recursive: true })
    const portal = await world.party({
      name: 'Ada Lind',
      kind: 'person',
      channels: [{ channel: 'portal', address: 'ada', ...accepted }],
    })
    const region = await world.party({
      name: 'Region Exempel',
      kind: 'public',
      identityNumber: '2120000142',
      channels: byPeppol,
    })
    const own = await world.party({ name: 'Egen', kind: 'company' })
    for (const [i, party] of [portal, region, own].entries()) await invoiceTo(world, party, `O-${i}`)
    expect((await outboxText(world))[0]).toBe('100001 print 1 waiting')
    // One that was to be seen in the portal goes on to paper; `own` is a company of the house.
    await world.database.owner.query(
      `update deliveries d set channel = case i.number_text when '100001' then 'portal' else 'internal' end
         from invoices i where i.company_id = d.company_id and i.id = d.subject_id and d.channel = 'print'`,
    )
    expect(await deliver(world)).toMatchObject({ sent: 2, failed: 1, problems: [] })
    expect(await outboxText(world)).toEqual([
      '100001 portal 1 failed (rendered sending failed next-channel)',
      '100001 print 1 waiting',
      '100002 peppol 1 sent (rendered sending sent)',
      '100003 internal 1 delivered (sending delivered)',
    ])
    const [index] = readdirSync(folder).filter((name) => name.endsWith('.json'))
    expect(JSON.parse(readFileSync(path.join(folder, index!), 'utf8'))).toMatchObject({
      address: '0007:2120000142',
      document: { number: '100002', judged: 'own rules' },
      peppol: { sender: '0007:2120000142', receiver: '0007:2120000142', country: 'SE' },
      files: [{ mediaType: 'application/xml' }],
    })
  })

  test('a document that the renderer cannot make waits, longer each time, and is given up in the end', async () => {
    const world = await openWorld('SE')
    await toFolder(world, await world.party({ name: 'Ada Lind', kind: 'person' }), 'X-1')
    const broken: RenderPdf = () => Promise.reject(new Error('no font'))
    for (let tries = 1; tries < triesMax; tries++) {
      expect(await deliverInvoices(await world.long(), broken)).toMatchObject({ postponed: 1, failed: 0 })
      expect(await deliverInvoices(await world.long(), broken)).toMatchObject({ postponed: 0 })
      await timePasses(world)
    }
    expect(await deliverInvoices(await world.long(), broken)).toMatchObject({ failed: 1 })
    expect((await outboxText(world))[0]).toMatch(/folder 1 failed \((postponed ){19}failed\)$/)
    expect(Array.from({ length: 11 }, (_, i) => backoffSeconds(i + 1) / 60)).toEqual([
      1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360,
    ])
  })

  test('an annulled document is not sent, even when someone asks', async () => {
    const world = await openWorld('SE')
    await toFolder(world, await world.party({ name: 'Ada Lind', kind: 'person' }), 'X-1')
    await world.tx(({ db, company }) =>
      db.query(
        `insert into invoice_annulments (company_id, invoice_id, reason, annulled_on) select company_id, id, 'wrong', '2026-11-20' from invoices where company_id = $1`,
        [company.id],
      ),
    )
    expect(await deliver(world)).toMatchObject({ sent: 0, failed: 1 })
  })
})

/** An invoice that leaves by a folder, which wants no server. */
async function toFolder(world: World, party: Parameters<typeof invoiceTo>[1], reference: string): Promise<void> {
  await saveSetting(world, 'delivery-folder', { path: 'ut' })
  await invoiceTo(world, party, reference)
  await world.database.owner.query(`update deliveries set channel = 'folder' where channel = 'print'`)
}
