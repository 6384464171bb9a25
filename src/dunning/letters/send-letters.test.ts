import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { postItem, settle } from '../../../test/books.ts'
import { issueClaim } from '../../../test/claim-stories.ts'
import { lettersText, remind, savePlainPolicy } from '../../../test/dunning.ts'
import { openAccessPoint } from '../../../test/fakes/access-point.ts'
import { openMailServer } from '../../../test/fakes/mail-server.ts'
import { openSmsProvider } from '../../../test/fakes/sms-provider.ts'
import { plainOrder } from '../../../test/orders.ts'
import { issueOrders, saveSetting, timePasses } from '../../../test/outbox.ts'
import { readPdf } from '../../../test/pdf-reader.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { dispute } from '../../claims/dispute.ts'
import { giveUpBundle } from '../../delivery/give-up-bundle.ts'
import { readFile } from '../../delivery/read-file.ts'
import { askStatus } from '../../invoicing/sending/ask-status.ts'
import { readBounces } from '../../invoicing/sending/read-bounces.ts'
import type { Day } from '../../kernel/day.ts'
import { day } from '../../kernel/day.ts'
import type { PartyInput } from '../../parties/party-input.ts'
import { setProtection } from '../../parties/set-protection.ts'
import { propose } from '../propose.ts'
import { handOverBundle } from './hand-over-bundle.ts'
import { listLetters } from './list-letters.ts'
import { paymentSlip } from './payment-slip.ts'
import { previewLetter } from './preview-letter.ts'
import { previewStep } from './preview-step.ts'
import { printLetters } from './print-letters.ts'
import { readLetter } from './read-letter.ts'
import { readLetterPdf } from './read-letter-pdf.ts'
import { deliverLetters, sendLetters } from './send-letters.ts'

const accepted = { consentOn: day('2026-01-01'), consentSource: 'test' }
const mailTo = (address: string) => ({ channel: 'e-mail' as const, address, ...accepted })
const smsTo = (address: string) => ({ channel: 'sms' as const, address, ...accepted })
const fakePdf = async ({ reference }: { reference: string }) => Buffer.from(`%PDF-1.7 ${reference}`)
const send = async (world: World) => deliverLetters(await world.long(), fakePdf)
/** The hour in which letters can be recalled is over. */
const hourPasses = (world: World) => timePasses(world)

async function mailWorld(country: 'SE' | 'NO' | 'BG' = 'SE', more: Parameters<typeof savePlainPolicy>[1] = {}) {
  const world = await openWorld(country, { kind: country === 'SE' ? 'municipality' : 'company', today: '2026-11-20' })
  await savePlainPolicy(world, more)
  const mail = await openMailServer()
  await saveSetting(world, 'delivery-e-mail', {
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    from: 'ekonomi@example.com',
  })
  return { world, mail }
}
const customer = (world: World, name: string, more: Partial<PartyInput> = {}): Promise<string> =>
  world.party({ kind: 'person', ...more, name })
const owes = (world: World, party: string, number: string, amount = '1000.00'): Promise<string> =>
  postItem(world, { party, number, amount, on: '2026-09-01', due: '2026-10-30' })
/** A notification of failure as mail servers write it. */
const bounceOf = (source: string, to: string): string =>
  [
    'From: MAILER-DAEMON@example.net',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    `Original-Recipient: rfc822;${to}`,
    `Final-Recipient: rfc822;${to}`,
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    /^message-id: .+$/im.exec(source)![0],
    '',
    '--b--',
  ].join('\r\n')
const events = async (world: World): Promise<string[]> =>
  (
    await world.tx(({ db }) =>
      db.rows<{ line: string }>(
        `select concat_ws(' ', p.number, d.channel, d.state, '(' || (select string_agg(e.kind, ' ' order by e.id) from delivery_events e where e.delivery_id = d.id) || ')') as line
           from deliveries d join parties p on p.id = d.party_id where d.subject_kind = 'letter' order by p.number, d.id`,
      ),
    )
  ).map(({ line }) => line)

test('letters leave by mail and on paper; one waits until it may no longer be recalled', async () => {
  const { world, mail } = await mailWorld()
  await owes(world, await customer(world, 'Ada', { number: '1', channels: [mailTo('ada@example.net')] }), 'A')
  await owes(world, await customer(world, 'Bo', { number: '2' }), 'B')
  await remind(world)
  const waits = await world.do<{ waitUntil: string }>(sendLetters, {})
  expect(waits).toMatchObject({ sent: 0, waiting: 1 })
  const minutes = (Date.parse(waits.waitUntil) - Date.now()) / 60_000
  expect(minutes).toBeGreaterThan(50)
  expect(minutes).toBeLessThan(61)
  await hourPasses(world)
  expect(await world.do(sendLetters, {})).toMatchObject({
    sent: 1,
    failed: 0,
    recalled: 0,
    waiting: 0,
    waitUntil: null,
  })
  const printed = await world.do<{ bundles: { documents: number; pages: number }[] }>(printLetters, {})
  expect(printed).toMatchObject({ bundles: [{ documents: 1, pages: 1 }], recalled: 0 })
  expect(await events(world)).toEqual(['1 e-mail sent (rendered sending sent)', '2 print sending (rendered)'])
  const [{ source, to }] = mail.taken as [{ source: string; to: string }]
  expect(to).toBe('ada@example.net')
  expect(source).toMatch(/Subject: .*Betalningsp/)
  expect(source).toContain('Content-Type: application/pdf')
  await mail.close()
})

test('what happened since is looked at as it leaves: paid, paid in part, disputed; their fees are taken back', async () => {
  const { world, mail } = await mailWorld()
  const parties = await Promise.all(
    ['Ada', 'Bo', 'Cai', 'Dag'].map((name, i) =>
      customer(world, name, { number: String(i + 1), channels: [mailTo(`${i}@example.net`)] }),
    ),
  )
  const items: string[] = []
  for (const [i, party] of parties.entries()) items.push(await owes(world, party, `N${i}`))
  await remind(world)
  await hourPasses(world)
  const pay = async (at: number, amount: string) => {
    const money = await postItem(world, {
      party: parties[at]!,
      number: `B${at}`,
      amount: `-${amount}`,
      on: '2026-11-20',
      kind: 'payment',
    })
    await settle(world, items[at]!, money, amount, '2026-11-20')
  }
  await pay(0, '1000.00')
  await pay(1, '10.00')
  await world.do(dispute, { itemIds: [items[2]!], reason: 'Fel mätare' })
  expect(await send(world)).toMatchObject({ sent: 1, recalled: 3 })
  expect(mail.taken.map(({ to }) => to)).toEqual(['3@example.net'])
  expect((await events(world)).map((line) => line.replace(/ \(.*/, ''))).toEqual([
    '1 e-mail recalled',
    '2 e-mail recalled',
    '3 e-mail recalled',
    '4 e-mail sent',
  ])
  const fees = await world.tx(({ db }) =>
    db.rows<{ open: bigint; n: number }>(
      `select sum(amount_open)::bigint as open, count(*)::int as n from open_items where component = 'fee' and amount > 0`,
    ),
  )
  expect(fees).toEqual([{ open: 6000n, n: 4 }])
  const list = await world.do<{ rows: { customer: string; recalledFor: string | null; state: string }[] }>(
    listLetters,
    {},
  )
  expect(list.rows.map((row) => [row.customer, row.state, row.recalledFor !== null]).sort()).toEqual([
    ['1', 'recalled', true],
    ['2', 'recalled', true],
    ['3', 'recalled', true],
    ['4', 'sent', false],
  ])
  await mail.close()
})

test('money that comes between the making and the leaving is seen in the last moment', async () => {
  const { world, mail } = await mailWorld()
  const ada = await customer(world, 'Ada', { channels: [mailTo('ada@example.net')] })
  const item = await owes(world, ada, 'A')
  await remind(world)
  await hourPasses(world)
  const result = await deliverLetters(await world.long(), async () => {
    const money = await postItem(world, {
      party: ada,
      number: 'B',
      amount: '-1000.00',
      on: '2026-11-20',
      kind: 'payment',
    })
    await settle(world, item, money, '1000.00', '2026-11-20')
    return Buffer.from('%PDF-1.7')
  })
  expect(result).toMatchObject({ sent: 0, recalled: 1 })
  expect(mail.taken).toEqual([])
  await mail.close()
})

test('a letter that waited too long for the law’s days is not sent', async () => {
  const { world, mail } = await mailWorld('SE', {
    steps: [{ kind: 'collection-notice', days: 5, deadlineDays: 8, channels: ['e-mail'] }],
  })
  await owes(world, await customer(world, 'Ada', { channels: [mailTo('ada@example.net')] }), 'A')
  await remind(world)
  await hourPasses(world)
  world.today = '2026-11-24' as Day
  expect(await send(world)).toMatchObject({ sent: 0, recalled: 1 })
  await mail.close()
})

test('the channels of the step in their order: a number that is refused, a mailbox that is not there, then paper', async () => {
  const { world, mail } = await mailWorld('SE', {
    steps: [{ kind: 'reminder', days: 5, fee: 'law', channels: ['sms', 'e-mail', 'print'] }],
  })
  const provider = await openSmsProvider()
  process.env.RESKONTRA_SECRET_SMS = 'hush'
  const answers = { statePath: 'message.state', idPath: 'message.id', delivered: ['delivered'], failed: ['failed'] }
  await saveSetting(world, 'delivery-sms', {
    provider: 'form-post',
    from: 'Ekevik',
    secrets: { token: { env: 'RESKONTRA_SECRET_SMS' } },
    values: { url: provider.url },
    receipt: { request: { method: 'GET', url: '{value.url}/status/{provider}' }, ...answers },
    lookup: { request: { method: 'GET', url: '{value.url}/by-reference/{delivery}' }, ...answers },
  })
  const both = (i: number) => [smsTo(`070-111 11 0${i}`), mailTo(`${i}@example.net`)]
  for (const [i, name] of ['Ada', 'Bo', 'Cai'].entries())
    await owes(world, await customer(world, name, { number: String(i + 1), channels: both(i + 1) }), `N${i}`)
  await remind(world)
  await hourPasses(world)
  // Ada's is taken although the answer is an error; Bo's and Cai's numbers are refused, and Cai's mailbox is not there.
  provider.next = ['error-after-accepting', 'refuses-number', 'refuses-number']
  await deliverLetters(await world.long(), fakePdf, { channels: ['sms'] })
  mail.next = ['good', 'no-such-mailbox']
  await send(world)
  expect(provider.carried).toHaveLength(1)
  expect(provider.carried[0]).toMatchObject({ to: expect.stringMatching(/^\+467011111/), from: 'Ekevik' })
  expect(provider.carried[0]!.text).toMatch(
    /^Exempelstads kommun: Påminnelse\. 1 060,00 kr är obetalt\. Betala senast 2026-12-04 till bankgiro 5050-1055, ange N\d\. Frågor: 08-123 45 67$/,
  )
  const states = (await events(world)).map((line) => line.replace(/^\d /, '').replace(/ \(.*/, ''))
  expect(states.filter((line) => line === 'sms sent')).toHaveLength(1)
  expect(states.filter((line) => line === 'sms failed')).toHaveLength(2)
  expect(states.filter((line) => line === 'e-mail sent')).toHaveLength(1)
  expect(states.filter((line) => line === 'print waiting')).toHaveLength(1)
  // A number and a mailbox that take nothing are not tried again with the next letter.
  const { rows: dead } = await world.database.owner.query(
    `select p.name, array_agg(c.channel order by c.channel) as channels from party_channels c join parties p on p.company_id = c.company_id and p.id = c.party_id
      where c.bounced_at is not null group by p.name order by p.name`,
  )
  expect(dead.map(({ channels }) => channels).sort()).toEqual([['e-mail', 'sms'], ['sms']])
  provider.states.set('m-1', 'delivered')
  // An access point that cannot be opened is told, and keeps nobody from asking the provider.
  await world.database.owner.query(
    `insert into deliveries (company_id, id, subject_kind, subject_id, channel, attempt, party_id, state, begun_at, provider_id)
     select company_id, gen_random_uuid(), subject_kind, subject_id, 'peppol', 9, party_id, 'sent', now(), 'p-1'
       from deliveries where channel = 'sms' and state = 'sent'`,
  )
  await expect(world.do(askStatus, {})).rejects.toThrow(/peppol/)
  const { rows } = await world.database.owner.query(
    `select channel, state from deliveries where provider_id is not null and channel <> 'e-mail' order by 1`,
  )
  expect(rows).toEqual([
    { channel: 'peppol', state: 'sent' },
    expect.objectContaining({ channel: 'sms', state: 'delivered' }),
  ])
  await world.database.owner.query(`update deliveries set state = 'failed' where provider_id = 'p-1'`)
  expect(await world.do(askStatus, {})).toMatchObject({ asked: 0 })
  await provider.close()
  await mail.close()
})

test('an inkassokrav is never a text message, a Swedish reminder never a Peppol document', async () => {
  const { world, mail } = await mailWorld('SE', {
    steps: [{ kind: 'collection-notice', days: 5, channels: ['sms', 'print'] }],
  })
  await owes(world, await customer(world, 'Ada', { channels: [smsTo('0701234567')] }), 'A')
  await remind(world)
  await world.database.owner.query(`update deliveries set channel = 'sms' where subject_kind = 'letter'`)
  await saveSetting(world, 'delivery-sms', { adapter: 'folder', path: 'sms' })
  await hourPasses(world)
  expect(await send(world)).toMatchObject({ sent: 0, failed: 1 })
  expect((await events(world)).map((line) => line.replace(/^\d+ /, ''))).toEqual([
    'sms failed (failed next-channel)',
    'print waiting',
  ])
  await mail.close()
})

test('a Norwegian reminder goes as EHF Reminder to who takes it, with the invoice repeated', async () => {
  const { world, mail } = await mailWorld('NO', {
    steps: [{ kind: 'reminder', days: 5, fee: 'law', deadlineDays: 14, channels: ['peppol', 'e-mail', 'print'] }],
  })
  const ap = await openAccessPoint()
  await saveSetting(world, 'delivery-peppol', { adapter: 'phoss-ap', url: ap.url })
  const party = await world.party({
    name: 'Mottaker AS',
    number: '7',
    kind: 'company',
    identityNumber: '974760673',
    theirReference: 'Kari',
    address: { street: 'Storgata 2', postCode: '0155', city: 'Oslo' },
    channels: [{ channel: 'peppol', address: '0192:974760673', ...accepted }],
  })
  world.today = '2026-10-01' as Day
  await issueOrders(world, [
    plainOrder(world, party, 'A-1', [['Tjeneste', '1', '1000.00', 'S25']], {
      currency: 'NOK',
      theirReference: 'Kari',
      dueOn: day('2026-10-30'),
    }),
  ])
  world.today = '2026-11-20' as Day
  const claim = await world.tx(({ db }) => db.one<{ number: string }>(`select number_text as number from invoices`))
  await world.database.owner.query(`update deliveries set state = 'sent' where subject_kind = 'invoice'`)
  await remind(world)
  await hourPasses(world)
  expect(await send(world)).toMatchObject({ sent: 1, failed: 0, problems: [] })
  const [xml] = [...ap.carried.values()]
  expect(ap.paths[0]).toContain('urn:fdc:anskaffelser.no:2019:ehf:reminder:3.0::2.1')
  expect(ap.paths[0]).toContain('urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:06:1.0')
  expect(xml).toContain(`<cac:InvoiceDocumentReference><cbc:ID>${claim.number}</cbc:ID>`)
  expect(xml).toContain('<cbc:AllowanceChargeReasonCode>REM</cbc:AllowanceChargeReasonCode>')
  expect(xml).toContain('<cbc:PayableAmount currencyID="NOK">1288.00</cbc:PayableAmount>')
  await ap.close()
  await mail.close()
})

test('a protected person is written to by the forwarding address alone', async () => {
  const { world, mail } = await mailWorld()
  const eva = await customer(world, 'Eva Hemlig', { number: '9', channels: [mailTo('eva@example.net')] })
  await owes(world, eva, 'A')
  await remind(world)
  await world.do(setProtection, {
    number: '9',
    protection: 'protected-registration',
    forwardingAddress: { street: 'Box 2820', postCode: '403 20', city: 'Göteborg' },
    source: 'Skatteverket',
  })
  await hourPasses(world)
  await send(world)
  expect(mail.taken).toEqual([])
  const { bundles } = await world.do<{ bundles: { documents: number }[] }>(printLetters, {})
  expect(bundles).toHaveLength(1)
  const { id } = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select id from deliveries where subject_kind = 'letter' and channel = 'print'`),
  )
  const file = await world.do<{ body: AsyncIterable<Uint8Array> }>(readFile, { delivery: id, position: 1 })
  const chunks: Uint8Array[] = []
  for await (const chunk of file.body) chunks.push(chunk)
  const { text } = await readPdf(Buffer.concat(chunks))
  expect(text).toContain('Box 2820 403 20 Göteborg')
  expect(text).not.toContain('Lillgatan')
  await mail.close()
})

test('a row is seen before it is written, the letter after; both say the same; a step that is being written too', async () => {
  const { world, mail } = await mailWorld('SE', { interest: 'shown' })
  const ada = await customer(world, 'Ada', { number: '1' })
  const claim = await issueClaim(world, ada, { issuedOn: '2026-10-01', dueOn: '2026-10-30' })
  const run = await world.do<{ runId: string }>(propose, {})
  const before = await pdf(await world.do(previewLetter, { runId: run.runId, rowNo: 1 }))
  expect(before.text).toContain('Utkast')
  const { proposed } = await remind(world)
  const { rows } = await world.do<{ rows: { letterId: string }[] }>(listLetters, { runId: proposed.runId })
  const { letterId } = rows[0]!
  const after = await pdf(await world.do(readLetterPdf, { letterId }))
  const written = await pdf(await world.do(previewLetter, { runId: proposed.runId, rowNo: 1 }))
  expect(written.text).toBe(after.text)
  for (const text of [claim.number, 'Påminnelseavgift', 'Dröjsmålsränta: 10 % per år', 'Exempelstads kommun'])
    expect([text, before.text.includes(text), after.text.includes(text)]).toEqual([text, true, true])
  const letter = await world.do<{ amounts: { total: string }; items: { segments: object[] }[]; lawValues: object[] }>(
    readLetter,
    { letterId },
  )
  expect(letter).toMatchObject({
    kind: 'reminder',
    customer: '1',
    amounts: { capital: '1250.00', fee: '60.00' },
    items: [
      {
        number: claim.number,
        what: 'Tjänst',
        segments: [{ from: '2026-11-01', through: '2026-11-20', days: 20, percent: '10.00' }],
      },
    ],
    text: { law: expect.stringContaining('räntelagen') },
  })
  expect(after.text).toContain(letter.amounts.total.replace('.', ',').replace(/^(\d)(\d{3})/, '$1 $2'))
  const step = await pdf(await world.do(previewStep, { kind: 'collection-notice', text: 'Betala {total} nu.' }))
  expect(step.text).toMatch(/Inkassokrav.*Kim Exempelsson.*Betala [\d ,]+ kr nu\./)
  // 21 days at the rate in force: 1 250.00 × 10 % × 21 / 365.
  expect(step.text).toContain('7,19')
  await expect(world.do(previewStep, { kind: 'reminder', text: '{totl}' })).rejects.toThrow('{totl}')
  const slip = await pdf(await world.do(paymentSlip, { itemId: claim.itemId }))
  expect(slip.text).toContain('Betalningsuppgifter')
  expect(slip.text).toContain('1 310,00')
  expect(slip.text).not.toContain('inkassokrav')
  await mail.close()
})

test('a mail that came back lets its letter go on by the next channel of its step', async () => {
  const { world, mail } = await mailWorld('SE', {
    steps: [{ kind: 'reminder', days: 5, fee: 'law', deadlineDays: 10, channels: ['e-mail', 'sms', 'print'] }],
  })
  const channels = [mailTo('ada@example.net'), smsTo('0701234567')]
  await owes(world, await customer(world, 'Ada', { number: '1', channels }), 'A')
  await owes(world, await customer(world, 'Bo', { number: '2', channels: [mailTo('bo@example.net')] }), 'B')
  await remind(world)
  await hourPasses(world)
  expect(await send(world)).toMatchObject({ sent: 2 })
  const folder = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'bounces')
  mkdirSync(folder, { recursive: true })
  await saveSetting(world, 'delivery-e-mail', {
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    from: 'ekonomi@example.com',
    bounces: 'bounces',
  })
  for (const { source, to } of mail.taken as { source: string; to: string }[])
    writeFileSync(path.join(folder, `${to}.eml`), bounceOf(source, to))
  expect(await world.do(readBounces, {})).toMatchObject({ bounced: 2 })
  expect((await events(world)).map((line) => line.replace(/ \(.*/, ''))).toEqual([
    '1 e-mail failed',
    '1 sms waiting',
    '2 e-mail failed',
    '2 print waiting',
  ])
  await mail.close()
})

test('a bundle is looked at once more when it is handed over: paid since, it is made anew without the letter', async () => {
  const { world, mail } = await mailWorld()
  const items: string[] = []
  const parties: string[] = []
  for (const number of ['1', '2']) {
    parties.push(await customer(world, `Kund ${number}`, { number }))
    items.push(await owes(world, parties.at(-1)!, `N${number}`))
  }
  await remind(world)
  await hourPasses(world)
  const print = async () =>
    (await world.do<{ bundles: { bundle: string; documents: number }[]; recalled: number }>(printLetters, {})).bundles
  const [first] = await print()
  expect(first).toMatchObject({ documents: 2 })
  const money = await postItem(world, {
    party: parties[0]!,
    number: 'B1',
    amount: '-1000.00',
    on: '2026-11-20',
    kind: 'payment',
  })
  await settle(world, items[0]!, money, '1000.00', '2026-11-20')
  await expect(world.do(handOverBundle, { bundle: first!.bundle })).rejects.toThrow('1 letters of the bundle')
  await world.do(giveUpBundle, { bundle: first!.bundle, reason: 'Betald' })
  const [second] = await print()
  expect(second).toMatchObject({ documents: 1 })
  expect(await world.do(handOverBundle, { bundle: second!.bundle })).toEqual({ sent: 1 })
  expect((await events(world)).map((line) => line.replace(/ \(.*/, ''))).toEqual(['1 print recalled', '2 print sent'])
  await mail.close()
})

test('killed while mails leave; that one is held, all others leave once, and nothing paid leaves', async () => {
  const { world, mail } = await mailWorld()
  for (let i = 0; i < 24; i++)
    await owes(world, await customer(world, `Kund ${i}`, { channels: [mailTo(`${i}@example.net`)] }), `N${i}`)
  await remind(world)
  await hourPasses(world)
  for (const until of [3, 9]) {
    const child = worker(world)
    const end = ended(child)
    while (mail.taken.length < until && child.exitCode === null) await sleep(2)
    child.kill('SIGKILL')
    await end
    await timePasses(world)
  }
  for (let i = 0; i < 3; i++) {
    await timePasses(world)
    expect(await ended(worker(world))).toBe(0)
  }
  const ids = mail.taken.map(({ source }) => /^message-id: (\S+)/im.exec(source)?.[1])
  expect(new Set(ids).size).toBe(ids.length)
  const states = (await lettersText(world)).map((line) => line.split(' ').at(-1))
  expect(states.filter((state) => state === 'sent' || state === 'held')).toHaveLength(24)
  expect(states.filter((state) => state === 'held').length).toBeLessThanOrEqual(2)
  await mail.close()
})

const worker = (world: World): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      'test/fakes/letter-process.ts',
      world.database.url,
      world.installation.settings.dataDir,
      world.companyId,
      world.today,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)))

const pdf = async (answer: { body: Uint8Array | AsyncIterable<Uint8Array> }) => readPdf(answer.body as Uint8Array)

test('the sample of a step has the interest and the fee of its country’s law', async () => {
  const world = await openWorld('NO', { today: '2026-11-20' })
  // 41 days at 12.25 % of two claims of 1 250.00: 17.20 each; 3/20 of 750.
  const { text } = await pdf(await world.do(previewStep, { kind: 'payment-demand' }))
  expect(text).toMatch(/12,25 %/)
  expect(text).toMatch(/34,40/)
  expect(text).toMatch(/113,00/)
  const bg = await openWorld('BG', { today: '2026-03-20' })
  // 21 days at 10.15 %, by 360: 7.40.
  expect((await pdf(await bg.do(previewStep, { kind: 'reminder' }))).text).toMatch(/10,15 %.*14,80/)
  bg.today = '2026-11-20' as never
  expect((await pdf(await bg.do(previewStep, { kind: 'reminder' }))).text).not.toMatch(/Лихва за забава/)
})
