import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import { readLimitations } from '../../src/claims/limitation.ts'
import { withdraw } from '../../src/collection/act-on-case.ts'
import {
  approveApplication,
  recordOutcome,
  reduce,
  requestEnforcement,
} from '../../src/collection/enforcement/act-on-application.ts'
import { proposeApplication } from '../../src/collection/enforcement/propose-application.ts'
import { readAnswers } from '../../src/collection/enforcement/read-answers.ts'
import { readDossierData, readDossierPdf } from '../../src/collection/enforcement/read-dossier-pdf.ts'
import { sendApplications } from '../../src/collection/enforcement/send-applications.ts'
import { listQueue } from '../../src/collection/list-queue.ts'
import { queueByPerson } from '../../src/collection/queue-claims.ts'
import { readCase } from '../../src/collection/read-case.ts'
import { reportPayments } from '../../src/collection/report-payments.ts'
import { saveAgency } from '../../src/collection/save-agency.ts'
import type { FileAnswer } from '../../src/db/verb.ts'
import { saveLawValue } from '../../src/interest/save-law-value.ts'
import { saveTerms } from '../../src/interest/save-terms.ts'
import { bundleDossier } from '../../src/workspace/bundle-dossier.ts'
import type { Desk } from '../collection.ts'
import { demanded, issueOne, openDesk } from '../collection.ts'
import { readPdf as readPdfText } from '../pdf-reader.ts'
import { openWorld } from '../world.ts'

type Proposed = {
  cases: {
    courtByDefault: boolean
    caseId: string | null
    total: string
    claims: { kind: string; amount: string; ground: string }[]
    why: { code: string }[]
  }[]
}

const ombud = { name: 'Byrån AB', number: '5560360793', street: 'Gatan 2', postCode: '11122', city: 'Stockholm' }

async function swedish(representative: typeof ombud | null = ombud) {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world)
  const folder = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'kfm')
  for (const name of ['out', 'in']) mkdirSync(path.join(folder, name), { recursive: true })
  await desk.do(saveAgency, {
    code: 'kfm',
    name: 'Kronofogdemyndigheten',
    target: 'court',
    adapter: 'authority-file',
    isDefault: true,
    settings: { path: 'kfm/out', answers: 'kfm/in', representativeCode: '12345', representative },
  })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', identityNumber: '191212121212' })
  const claim = await desk.invoice(ada, '1000.00', '2026-07-01')
  return { world, desk, folder, claim }
}

const pad = (text: string, length: number) => text.padEnd(length, ' ')
const zeros = (value: number, length: number) => String(value).padStart(length, '0')
let serials = 0
function answer(folder: string, posts: string[], sum = 0, serial = ++serials): void {
  const lines = [`00R00112345     ${zeros(serial, 6)}20261121 `, ...posts]
  lines.push(`99${zeros(lines.length + 1, 7)}${zeros(sum, 15)}`)
  const file = path.join(folder, 'in', `svar-${serial}-${Math.abs(sum)}-${posts.length}.txt`)
  writeFileSync(file, Buffer.from(lines.join('\r\n'), 'latin1'))
  const before = new Date(Date.now() - 10_000)
  utimesSync(file, before, before)
}
const event = (name: string, court: string, on: string, what: string, text = '') =>
  `60${pad(name, 20)}${pad(court, 20)}${on}${what}${text}`
const outFiles = (folder: string) =>
  readdirSync(path.join(folder, 'out'))
    .filter((name) => name.startsWith('bf-'))
    .sort()
const outText = (folder: string, name: string) => readFileSync(path.join(folder, 'out', name), 'latin1')
const limitation = (desk: Desk) =>
  desk.world.tx(async (ctx) => {
    const { id } = await ctx.db.one<{ id: string }>(
      `select id from open_items where company_id = $1 and component = 'capital' and amount > 0 order by id limit 1`,
      [ctx.company.id],
    )
    return (await readLimitations(ctx, [id])).get(id)
  })
const words = async (desk: Desk, caseId: string) =>
  (await desk.do<{ events: { kind: string }[] }>(readCase, { caseId })).events.map((one) => one.kind)

test('no application before a demand whose time has run out', async () => {
  const { desk, claim } = await swedish()
  await desk.queue([claim.itemId], 'court')
  const { cases } = await desk.do<Proposed>(proposeApplication)
  expect(cases).toMatchObject([{ caseId: null, why: [{ code: 'demand' }] }])
})

test('the court is told the interest that was agreed with this customer', async () => {
  const { world, desk, claim } = await swedish()
  await demanded(world, claim.itemId)
  await desk.queue([claim.itemId], 'court')
  await desk.do(saveTerms, { from: '2026-01-01', rate: 'reference', percent: '11', source: 'Allmänna villkor' })
  const { cases } = await desk.do<Proposed>(proposeApplication)
  const { claims } = await desk.do<{ claims: { kind: string; interestText: string | null }[] }>(readCase, {
    caseId: cases[0]!.caseId,
  })
  expect(claims.find((one) => one.kind === 'capital')?.interestText).toBe(
    'Avtalad dröjsmålsränta med Riksbankens referensränta (9 § räntelagen) och 11 procentenheter från den 2026-08-01 tills betalning sker',
  )
})

test('application, objection, withdrawn', async () => {
  const { world, desk, folder, claim } = await swedish()
  serials = 0
  await demanded(world, claim.itemId)
  await desk.queue([claim.itemId], 'court')
  const { cases } = await desk.do<Proposed>(proposeApplication)
  expect(cases[0]).toMatchObject({
    total: '1930.00',
    claims: [
      {
        kind: 'capital',
        amount: '1250.00',
        ground:
          'Obetald faktura nr 100001 av den 2026-07-01, avseende Barnomsorg. Fakturan förföll till betalning den 2026-07-31. Inkassokrav skickades den 2026-10-01. Betalning har inte skett.',
      },
      { kind: 'court-fee', amount: '300.00' },
      { kind: 'representation', amount: '380.00' },
    ],
    why: [],
  })
  const caseId = cases[0]!.caseId!
  // Nothing leaves before it is approved; approved twice is refused.
  expect(await desk.do(sendApplications)).toMatchObject({ files: [] })
  await desk.do(approveApplication, { caseId })
  await expect(desk.do(approveApplication, { caseId })).rejects.toThrow('nothing is to be approved')
  expect(await desk.do(sendApplications)).toMatchObject({ files: [{ serialNo: 1, transactions: 1 }] })
  expect(await desk.do(sendApplications)).toMatchObject({ files: [] })
  expect(outFiles(folder)).toEqual(['bf-12345-000001.txt'])
  expect(
    outText(folder, 'bf-12345-000001.txt')
      .split('\r\n')
      .map((line) => line.slice(0, 2)),
  ).toEqual(['00', '10', '20', '20', '20', '30', '31', '31', '31', '30', '31', '30', '31', '99', ''])
  answer(folder, [
    '50000001J',
    event('K1', '01-77-26', '20261121', 'B'),
    event('K1', '01-77-26', '20261125', 'X', 'bestrids'),
  ])
  expect(await desk.do(readAnswers)).toMatchObject({ files: [{ receipts: 1, events: 2, problems: [] }], skipped: [] })
  expect(await desk.do(readCase, { caseId })).toMatchObject({ state: 'objected', agencyNumber: '01-77-26' })
  world.today = '2026-11-26' as never
  await desk.do(withdraw, { caseId, reason: 'svaranden bestrider' })
  expect(await desk.do(sendApplications)).toMatchObject({ files: [{ serialNo: 2 }] })
  expect(outText(folder, 'bf-12345-000002.txt')).toContain(
    `62${pad('K1', 20)}${pad('01-77-26', 20)}20261126svaranden bestrider`,
  )
  answer(folder, [event('', '01-77-26', '20261127', 'T')])
  await desk.do(readAnswers)
  expect(await words(desk, caseId)).toEqual([
    'proposed',
    'approved',
    'handed-over',
    'confirmed',
    'objected',
    'withdrawal-asked',
    'withdrawn',
  ])
  await desk.proof()
})

test('application, a payment, decision, enforcement; files that were cut off, came twice, or were skipped', async () => {
  const { world, desk, folder, claim } = await swedish()
  serials = 0
  await demanded(world, claim.itemId)
  await desk.queue([claim.itemId], 'court')
  const caseId = (await desk.do<Proposed>(proposeApplication)).cases[0]!.caseId!
  await desk.do(approveApplication, { caseId })
  await desk.do(sendApplications)
  // As if the worker had died after the file was made: the same bytes once more, no second number.
  const bytes = outText(folder, 'bf-12345-000001.txt')
  await desk.do(savePayment, { account: 'BANK', amount: '250.00', paidOn: '2026-11-20', reference: claim.reference })
  // It was reported right after it was matched.
  expect(await desk.do(reportPayments)).toMatchObject({ reports: 0 })
  // The authority has given no number yet: the reduction waits for it.
  expect(await desk.do(sendApplications)).toMatchObject({ files: [] })
  answer(folder, ['50000001J', event('K1', '01-77-26', '20261121', 'B')])
  await desk.do(readAnswers)
  expect(await desk.do(sendApplications)).toMatchObject({ files: [{ serialNo: 2 }] })
  expect(outText(folder, 'bf-12345-000002.txt')).toContain(
    `61${pad('K1', 20)}${pad('01-77-26', 20)}20261120000000025000`,
  )
  expect(outText(folder, 'bf-12345-000001.txt')).toBe(bytes)
  await desk.do(reduce, { caseId, amount: '100.00', reason: 'rabatt' })
  const decision = `63${pad('K1', 20)}${pad('01-77-26', 20)}20261215${zeros(100_000, 12)}${zeros(68_000, 12)}20260801`
  answer(folder, [decision], 168_000, 3)
  world.today = '2026-12-16' as never
  expect(await desk.do(readAnswers)).toMatchObject({ files: [{ events: 1 }], skipped: [{ serialNo: 2 }] })
  answer(folder, [decision], 168_000, 3)
  expect(await desk.do(readAnswers)).toMatchObject({ files: [{ known: true, events: 0 }] })
  // The awarded costs are ours to collect, beside the capital.
  expect(await desk.open()).toEqual(['Ada Lind 1510 100001 capital 100000', 'Ada Lind 1510 100001 cost 68000'])
  // The decision begins the time of the claim anew (preskriptionslag 7 §): a consumer's three years.
  expect(await limitation(desk)).toMatchObject({ interruptedBy: 'decision', day: '2029-12-15' })
  await desk.do(requestEnforcement, { caseId })
  expect(await desk.do(sendApplications)).toMatchObject({ files: [{ serialNo: 3, transactions: 2 }] })
  await desk.do(recordOutcome, { caseId, kind: 'attachment', on: '2026-12-16', text: 'lön' })
  expect(await words(desk, caseId)).toEqual([
    'proposed',
    'approved',
    'handed-over',
    'reduced',
    // Recorded after what is confirmed here, and of a day before it.
    'reduced',
    'confirmed',
    'decision',
    'enforcement-requested',
    'attachment',
  ])
  await desk.proof()
})

test('a file that the authority refuses ends its applications; the claims are free', async () => {
  const { world, desk, folder, claim } = await swedish()
  serials = 0
  await demanded(world, claim.itemId)
  const caseId = (await desk.do<Proposed>(proposeApplication, { items: [claim.itemId] })).cases[0]!.caseId!
  await desk.do(approveApplication, { caseId })
  await desk.do(sendApplications)
  answer(folder, ['50000001N fel teckenkod'])
  await desk.do(readAnswers)
  expect(await desk.do(readCase, { caseId })).toMatchObject({ state: 'refused' })
  expect((await desk.do<Proposed>(proposeApplication, { items: [claim.itemId] })).cases[0]!.caseId).not.toBeNull()
})

test('a receipt that comes before the drop is recorded says that the file lies there', async () => {
  const { world, desk, folder, claim } = await swedish()
  serials = 0
  await demanded(world, claim.itemId)
  const caseId = (await desk.do<Proposed>(proposeApplication, { items: [claim.itemId] })).cases[0]!.caseId!
  await desk.do(approveApplication, { caseId })
  // Made, and what became of the drop nobody heard: as if the folder had gone in mid-move.
  rmSync(path.join(folder, 'out'), { recursive: true })
  writeFileSync(path.join(folder, 'out'), 'no folder')
  expect(await desk.do(sendApplications)).toMatchObject({
    files: [],
    problems: [{ code: 'collection.folder-unreadable' }],
  })
  expect(await words(desk, caseId)).toEqual(['proposed', 'approved'])
  answer(folder, ['50000001J', event('K1', '01-77-26', '20261121', 'B')])
  await desk.do(readAnswers)
  expect(await words(desk, caseId)).toEqual(['proposed', 'approved', 'handed-over', 'confirmed'])
  expect(await desk.do(sendApplications)).toMatchObject({ files: [], problems: [] })
})

test('paid between proposal and approval: it does not go', async () => {
  const { world, desk, claim } = await swedish()
  await demanded(world, claim.itemId)
  const caseId = (await desk.do<Proposed>(proposeApplication, { items: [claim.itemId] })).cases[0]!.caseId!
  await desk.do(savePayment, { account: 'BANK', amount: '1.00', paidOn: '2026-11-20', reference: claim.reference })
  await expect(desk.do(approveApplication, { caseId })).rejects.toThrow('not what was proposed')
  expect(await desk.do(withdraw, { caseId, reason: 'paid in part' })).toMatchObject({ state: 'withdrawn' })
})

test('the dossier as PDF and data, in three countries', async () => {
  const { world, desk, claim } = await swedish()
  await demanded(world, claim.itemId)
  const caseId = (await desk.do<Proposed>(proposeApplication, { items: [claim.itemId] })).cases[0]!.caseId!
  const pdf = await desk.do<FileAnswer>(readDossierPdf, { caseId })
  expect(
    Buffer.from(pdf.body as Uint8Array)
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  // Interest that runs from its first day is no sum of nought.
  expect((await readPdfText(pdf.body as Uint8Array)).text).not.toMatch(/(^|\s)0,00/)
  const data = JSON.parse(
    Buffer.from((await desk.do<FileAnswer>(readDossierData, { caseId })).body as Uint8Array).toString(),
  )
  expect(data).toMatchObject({
    total: '1930.00',
    respondent: { number: '191212121212' },
    applicant: { accounts: [{ kind: 'bankgiro' }, { kind: 'iban' }] },
    representative: ombud,
    law: [
      { name: 'court-fee', value: '300.00', unverified: false },
      { name: 'court-representation', value: '380.00', unverified: false, source: expect.stringContaining('48 §') },
    ],
  })
})

test.each([
  [ombud, undefined, 'Ersättning för arvode till ombud i målet (lag 1990:746 48 §).'],
  [ombud, false, undefined],
  [null, undefined, undefined],
  [null, true, 'Ersättning för sökandens eget arbete med anledning av målet (lag 1990:746 48 §).'],
])(
  'compensation is claimed for the ombud that there is, for own work where it is asked for (%j, %j)',
  async (who, representation, ground) => {
    const { world, desk, claim } = await swedish(who)
    await demanded(world, claim.itemId)
    await desk.queue([claim.itemId], 'court')
    // The queue offers the choice that the verb takes.
    expect(await desk.do(listQueue, { target: 'court' })).toMatchObject({
      representation: {
        work: who ? 'representative' : 'own',
        amount: '380.00',
        currency: 'SEK',
        byDefault: who !== null,
      },
    })
    const { cases } = await desk.do<Proposed>(proposeApplication, { items: [claim.itemId], representation })
    expect(cases[0]!.claims.find(({ kind }) => kind === 'representation')?.ground).toBe(ground)
    expect(cases[0]!.total).toBe(ground ? '1930.00' : '1550.00')
  },
)

test.each(['NO', 'BG'] as const)('%s: a dossier for the court, on paper', async (country) => {
  const world = await openWorld(country, { today: '2026-06-20' })
  await world.do(saveAgency, {
    code: 'court',
    name: country === 'NO' ? 'Oslo forliksråd' : 'Районен съд',
    target: 'court',
    adapter: 'paper',
    isDefault: true,
  })
  const firm = await world.party({
    name: 'Firm',
    kind: 'company',
    country,
    // A forliksklage names the number of the respondent where it is known.
    ...(country === 'BG' ? { identityNumber: '831919536' } : {}),
    address: { street: 'X 1', postCode: '0155', city: 'Oslo', country },
  } as never)
  const { itemId } = await issueOne(world, firm, '1000.00', '2026-02-01')
  if (country === 'NO') {
    await demanded(world, itemId, '2026-05-01', '2026-05-20')
    // The court's fee is not known to the house: it asks, and does not guess; the queue says so before anybody proposes.
    await world.do(queueByPerson, { items: [itemId], target: 'court', reason: 'Betaler ikke' })
    expect(await world.do(listQueue, { target: 'court', limit: 10 })).toMatchObject({
      cases: [{ missing: [{ code: 'court-fee' }] }],
      // Nobody acts for the company, and own work is not compensated there.
      representation: null,
    })
    expect(await world.do(proposeApplication, { items: [itemId] })).toMatchObject({
      cases: [{ caseId: null, why: [{ code: 'court-fee' }] }],
    })
    await world.tx(({ db, company }) =>
      db.query(
        `insert into law_values (company_id, id, name, valid_from, amount, currency, source, checked_on) values ($1, gen_random_uuid(), 'court-fee', '2026-01-01', 151100, 'NOK', 'rettsgebyrloven', '2026-06-20')`,
        [company.id],
      ),
    )
  }
  if (country === 'BG') {
    expect(await world.do(proposeApplication, { items: [itemId], representation: true })).toMatchObject({
      cases: [{ caseId: null, why: [{ code: 'court-representation' }] }],
    })
    await world.do(saveLawValue, {
      name: 'court-representation',
      from: '2026-01-01',
      amount: '50.00',
      source: 'Наредба за заплащането на правната помощ, чл. 26',
    })
  }
  const { cases } = await world.do<Proposed>(proposeApplication, {
    items: [itemId],
    representation: country === 'BG' || undefined,
  })
  expect(cases[0]!.why).toEqual([])
  // A court that is not known for the place is taken by default, and who prepares it is told so; chosen, it is chosen.
  const byDefault = country === 'BG'
  expect(cases[0]!.courtByDefault).toBe(byDefault)
  const { events } = await world.do<{ events: { kind: string; text: string | null }[] }>(readCase, {
    caseId: cases[0]!.caseId,
  })
  expect(events).toMatchObject([
    { kind: 'proposed', text: byDefault ? expect.stringContaining('no court is known') : null },
  ])
  expect(cases[0]!.claims.map((one) => `${one.kind} ${one.amount}`)).toEqual(
    country === 'NO'
      ? ['capital 1250.00', 'interest 50.96', 'court-fee 1511.00']
      : ['capital 1200.00', 'interest 41.95', 'court-fee 24.84', 'representation 50.00'],
  )
  const caseId = cases[0]!.caseId!
  const pdf = await world.do<FileAnswer>(readDossierPdf, { caseId })
  // Days stand as the country writes them.
  const { text } = await readPdfText(pdf.body as Uint8Array)
  expect(text).toContain(country === 'NO' ? 'datert 01.02.2026' : 'от 01.02.2026 г.')
  if (country === 'NO') expect(text).toMatch(/tvisteloven § 5-2.*fraværsdom/s)
  // Where the respondent pays: the forms of the courts ask for it.
  expect(text).toMatch(country === 'NO' ? /Konto(nummer)? [\d ]{11,}/ : /IBAN BG[\d A-Z]+/)
  expect(text).not.toMatch(/\d{4}-\d{2}-\d{2}|г\.\./)
  // What it rests on is listed, and goes with it in one file: each on pages of its own that bear its mark.
  expect(text).toMatch(
    country === 'NO'
      ? /Bilag 1 Faktura \S+ 01\.02\.2026.*Bilag 2 Inkassovarsel 01\.05\.2026/s
      : /Приложения 1 Фактура \S+ 01\.02\.2026 г\./,
  )
  const bundle = await world.do<FileAnswer>(bundleDossier, { caseId })
  const whole = await readPdfText(bundle.body as Uint8Array)
  expect(whole.text.startsWith(text.slice(0, 200))).toBe(true)
  expect(whole.text.slice(text.length)).toMatch(country === 'NO' ? /Bilag 1.*Bilag 2/s : /ФАКТУРА|Фактура/)
  await world.do(approveApplication, { caseId })
  await world.do(recordOutcome, { caseId, kind: 'handed-over', on: '2026-06-20' })
  expect(
    await world.do(recordOutcome, { caseId, kind: 'confirmed', on: '2026-06-25', courtNumber: '26-1' }),
  ).toMatchObject({ state: 'confirmed' })
  if (country === 'BG') {
    // Law that nobody has seen is marked: that an own jurist is compensated, and what the tariff says in euro.
    const { claims } = await world.do<{ claims: { kind: string; unverified: boolean }[] }>(readCase, { caseId })
    expect(claims.filter(({ unverified }) => unverified).map(({ kind }) => kind)).toEqual(['representation'])
    return
  }
  // Before the conciliation board the parties have settled: its costs are claimed, it is enforced, and time runs anew.
  expect(
    await world.do(recordOutcome, {
      caseId,
      kind: 'settled',
      on: '2026-08-20',
      costs: '1511.00',
      text: 'Betaler i høst',
    }),
  ).toMatchObject({ state: 'settled' })
  expect((await world.do<{ items: { component: string; open: string }[] }>(readCase, { caseId })).items).toMatchObject([
    { component: 'capital', open: '1250.00' },
    { component: 'cost', open: '1511.00' },
  ])
  expect(await world.tx(async (ctx) => (await readLimitations(ctx, [itemId])).get(itemId))).toMatchObject({
    day: '2036-08-20',
    years: 10,
  })
  expect(await world.do(requestEnforcement, { caseId })).toMatchObject({ state: 'enforcement-requested' })
})

test('an application goes to the court of the debtor’s address; a person may choose another; where none is known it stays', async () => {
  const world = await openWorld('BG', { today: '2026-06-20' })
  const court = (code: string, name: string, more: Record<string, unknown> = {}) =>
    world.do(saveAgency, { code, name, target: 'court', adapter: 'paper', ...more })
  await court('sofia', 'Софийски районен съд', { settings: { serves: ['1000-1999'] }, isDefault: true })
  await court('plovdiv', 'Районен съд Пловдив')
  await court('varna', 'Районен съд Варна', { settings: { serves: ['9000-9999'] } })
  const items: string[] = []
  for (const [n, identityNumber, postCode, city] of [
    ['1', '200000002', '1408', 'София'],
    ['2', '200000109', '4000', 'гр. Пловдив'],
    ['3', '200000205', '7000', 'Русе'],
  ] as const) {
    const firm = await world.party({
      name: `Фирма ${n}`,
      kind: 'company',
      country: 'BG',
      identityNumber,
      address: { street: 'ул. 1', postCode, city, country: 'BG' },
    } as never)
    items.push((await issueOne(world, firm, '1000.00', '2026-02-01')).itemId)
  }
  await world.do(queueByPerson, { items, target: 'court', reason: 'не плаща' })
  const queued = async (agency?: string) =>
    (
      await world.do<{ cases: { agency: { code: string } | null; missing: { code: string }[] }[] }>(listQueue, {
        target: 'court',
        limit: 10,
        ...(agency ? { agency } : {}),
      })
    ).cases.map((one) => one.agency?.code ?? one.missing[0]!.code)
  // The default court serves Sofia alone: Ruse is not its.
  expect(await queued()).toEqual(['sofia', 'plovdiv', 'agency'])
  expect(await queued('varna')).toEqual(['varna', 'varna', 'varna'])
  const { cases } = await world.do<{ cases: { caseId: string | null; court: string }[] }>(proposeApplication, { items })
  expect(cases.map(({ court, caseId }) => [court, caseId !== null])).toEqual([
    ['sofia', true],
    ['plovdiv', true],
    ['', false],
  ])
  expect(await world.do(proposeApplication, { items: [items[2]!], court: 'varna' })).toMatchObject({
    cases: [{ court: 'varna', why: [] }],
  })
})
