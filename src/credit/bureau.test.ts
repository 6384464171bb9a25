import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { postItem } from '../../test/books.ts'
import type { CreditBureau } from '../../test/fakes/credit-bureau.ts'
import { bureauSetting, openCreditBureau } from '../../test/fakes/credit-bureau.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { readHindrances } from '../claims/hindrances.ts'
import { saveParameters } from '../company/parameters.ts'
import { Refused } from '../kernel/problem.ts'
import { sayReason } from '../kernel/words/reasons.ts'
import { forget } from '../parties/forget.ts'
import { setProtection } from '../parties/set-protection.ts'
import { readHome } from '../workspace/read-home.ts'
import { check } from './check.ts'
import { endMonitoring } from './end-monitoring.ts'
import { listChanges } from './list-changes.ts'
import { listChecks } from './list-checks.ts'
import { listMonitored } from './list-monitored.ts'
import { monitor } from './monitor.ts'
import { readChanges } from './read-changes.ts'
import { readCustomer } from './read-customer.ts'
import { reviewChange } from './review-change.ts'

let world: World
let bureau: CreditBureau
process.env.RESKONTRA_SECRET_TEST_BUREAU = 's3cret'

beforeAll(async () => {
  bureau = await openCreditBureau()
  world = await openWorld('SE', { booksFrom: '2026-01-01' })
  await world.do(saveParameters, {
    rows: [
      {
        name: 'credit-bureaus',
        validFrom: '2026-01-01',
        value: {
          bureaus: [
            { ...bureauSetting(bureau.url), kinds: ['person', 'company'] },
            { code: 'mapp', adapter: 'folder', path: 'bureau' },
          ],
        },
      },
    ],
  })
  await world.party({ number: '1', name: 'Norrlands Bygg AB', kind: 'company', identityNumber: '5560004615' } as never)
  await world.party({ number: '2', name: 'Leverans AB', kind: 'company', identityNumber: '5561234567' } as never)
  await world.party({ number: '3', name: 'Ada Lind', kind: 'person', identityNumber: '198001019879' } as never)
  await world.party({ number: '4', name: 'Utan Nummer AB', kind: 'company' } as never)
  await world.party({ number: '5', name: 'Region Nord', kind: 'public', identityNumber: '2321000016' } as never)
})
afterAll(() => bureau.close())
beforeEach(() => {
  bureau.next.length = 0
  bureau.companies.clear()
  bureau.companies.set('5560004615', {
    rating: { points: 61.5, letter: 'A' },
    limit: 250000,
    remarks: ['Betalningsanmärkning 2025-03'],
  })
  bureau.companies.set('5561234567', { rating: { points: null, letter: null } })
  bureau.companies.set('198001019879', {})
})

const asked = { reasonKind: 'credit', reason: 'Ny kund vill handla på faktura', freshDays: 0 }
type Check = Record<string, unknown> & { outcome: string; checkId: string; failure: string | null }
const ask = (number: string, more: object = {}) => world.do<Check>(check, { number, ...asked, ...more })
const codesOf = async (work: Promise<unknown>): Promise<string[]> =>
  work.then(
    () => ['done'],
    (error) => (error instanceof Refused ? error.problems.map((problem) => problem.code) : [String(error)]),
  )

describe('a bureau is asked', () => {
  test('the answer is a fact with its day, its source and its age', async () => {
    expect(await ask('1')).toMatchObject({
      customer: '1',
      bureau: 'upplys',
      role: 'customer',
      reason: 'Ny kund vill handla på faktura',
      copyNotice: false,
      outcome: 'answered',
      isNew: true,
      failure: null,
      answer: {
        sourceOn: '2026-11-18',
        ageDays: 2,
        status: 'active',
        score: '61.5',
        class: 'A',
        limit: { amount: '250000.00', currency: 'SEK' },
        remarkCount: 1,
        remarks: ['Betalningsanmärkning 2025-03'],
      },
    })
    expect(bureau.asked.at(-1)).toEqual({ method: 'GET', path: '/report/5560004615', key: 's3cret', body: '' })
  })
  test('an answer of the last days is given again: nobody is asked', async () => {
    const before = bureau.asked.length
    expect(await ask('1', { freshDays: 7 })).toMatchObject({ outcome: 'answered', isNew: false })
    expect(bureau.asked).toHaveLength(before)
  })
  test('what the bureau does not say is not made up', async () =>
    expect(await ask('2')).toMatchObject({
      outcome: 'answered',
      answer: { score: null, class: null, limit: null, remarkCount: 0 },
    }))
  test('an unknown number is an answer, too', async () => {
    bureau.companies.delete('5560004615')
    expect(await ask('1')).toMatchObject({ outcome: 'unknown-number', answer: null })
  })
  test.each([
    ['late', /Inget svar på 1 sekunder/],
    ['error', /Upplysningsföretaget svarade 500/],
    ['busy', /ber om längre mellanrum/],
    ['hangs-up', /kan inte nås/],
    ['no-json', /inte JSON/],
    ['redirects', /kan inte nås/],
    [
      'changed-schema',
      /inte ut som inställningen säger: the answer has no report.rating.points \(score\); .*no report.state/,
    ],
  ] as const)('%s: nothing is kept but that it failed, and why', async (behaviour, why) => {
    bureau.next.push(behaviour)
    const told = await ask('1')
    expect(told).toMatchObject({ outcome: 'failed', answer: null })
    // In the reader's own language: it is read on the screen.
    expect(sayReason(told.failure!, 'sv')).toMatch(why)
  })
  test('every question is on record with who asked and why, also those that failed', async () => {
    const { rows } = await world.do<{ rows: Check[] }>(listChecks, { customer: '1' })
    expect(rows.map((row) => row.outcome)).toEqual([...Array(7).fill('failed'), 'unknown-number', 'answered'])
    expect(rows.every((row) => row.reason === asked.reason)).toBe(true)
    expect(await world.do(readCustomer, { number: '1' })).toMatchObject({ check: { answer: { class: 'A' } } })
  })
})

describe('who may be asked about', () => {
  test('a person for a credit, and he gets a copy', async () =>
    expect(await ask('3')).toMatchObject({ outcome: 'answered', copyNotice: true }))
  test.each([
    ['a person for a tender', '3', { reasonKind: 'tender' }, 'credit.person-reason'],
    ['a person out of curiosity', '3', { reasonKind: 'other' }, 'credit.person-reason'],
    ['a person for a claim that does not exist', '3', { reasonKind: 'claim' }, 'credit.no-claim'],
    ['a company without a number', '4', {}, 'credit.no-identity'],
    ['by a bureau that is not set up', '1', { bureau: 'annan' }, 'credit.bureau-unknown'],
    ['nobody', '99', {}, 'party.unknown'],
  ])('not %s', async (_, number, more, code) => {
    const before = bureau.asked.length
    expect(await codesOf(ask(number, more))).toEqual([code])
    expect(bureau.asked).toHaveLength(before)
  })
  test('a claim that exists is a reason', async () => {
    const ada = await world.tx(({ db }) => db.one<{ id: string }>(`select id from parties where number = '3'`))
    await postItem(world, { party: ada.id, number: 'F1', amount: '100.00', on: '2026-10-01' })
    expect(await ask('3', { reasonKind: 'claim' })).toMatchObject({ outcome: 'answered' })
  })
  test('a protected person never, nor monitored', async () => {
    await world.do(setProtection, { number: '3', protection: 'secrecy-marked', source: 'Navet' })
    const before = bureau.asked.length
    expect(await codesOf(ask('3'))).toEqual(['credit.protected'])
    expect(await codesOf(world.do(monitor, { number: '3', ...asked }))).toEqual(['credit.protected'])
    expect(bureau.asked).toHaveLength(before)
  })
})

describe('monitoring', () => {
  const watch = (number: string) =>
    world.do<{ isNew: boolean }>(monitor, { number, reasonKind: 'contract', reason: 'Löpande leveranser' })
  test('begins once, for customers and suppliers', async () => {
    await world.tx(({ db }) =>
      db.query(`update parties set is_supplier = true, is_customer = false where number = '2'`),
    )
    expect([await watch('1'), await watch('1'), await watch('2')].map(({ isNew }) => isNew)).toEqual([
      true,
      false,
      true,
    ])
    expect([...bureau.subscriptions.values()]).toEqual(['5560004615', '5561234567'])
    const suppliers = await world.do<{ rows: object[] }>(listMonitored, { role: 'supplier' })
    expect(suppliers.rows).toMatchObject([{ customer: '2', isSupplier: true, bureau: 'upplys', change: null }])
  })
  test('what the bureau does not take is not monitored', async () => {
    bureau.next.push('error')
    await world.do(endMonitoring, { number: '2' }).catch(() => {})
    expect((await world.do<{ rows: object[] }>(listMonitored, {})).rows).toHaveLength(2)
  })
  test('changes are read once although told twice; who is not monitored leaves no trace', async () => {
    const customer = await world.tx(({ db }) => db.one<{ id: string }>(`select id from parties where number = '1'`))
    const itemId = await postItem(world, { party: customer.id, number: 'F2', amount: '900.00', on: '2026-10-01' })
    bureau.messages.push(
      { id: 'a', orgnr: '556000-4615', event: 'ANM', date: '2026-11-10', text: 'Ny anmärkning' },
      { id: 'b', orgnr: '5569999999', event: 'KONKURS', date: '2026-11-11', text: 'Någon annan' },
      { id: 'c', orgnr: '5560004615', event: 'KONKURS', date: '2026-11-12T08:00:00', text: 'Konkurs inledd' },
      { id: 'c', orgnr: '5560004615', event: 'KONKURS', date: '2026-11-12', text: 'Konkurs inledd' },
      { id: 'd', orgnr: '5561234567', event: 'STYRELSE', date: '2026-11-13' },
      { id: 'e', orgnr: '', event: '', date: 'igår' },
    )
    const first = await world.do<Record<string, unknown>>(readChanges, {})
    expect(first).toMatchObject({ changes: 3, holds: 1, answers: 0 })
    expect(first.problems).toEqual([
      { bureau: 'upplys', code: 'credit.bureau-message', message: 'a change has no date' },
    ])
    expect(await world.do(readChanges, {})).toMatchObject({ changes: 0, holds: 0 })
    const { rows } = await world.do<{
      rows: { kind: string; customer: string; text: string; holdId: string | null }[]
    }>(listChanges, {})
    expect(rows.map(({ kind, customer, text }) => [kind, customer, text])).toEqual([
      ['other', '2', null],
      ['bankrupt', '1', 'Konkurs inledd'],
      ['remark', '1', 'Ny anmärkning'],
    ])
    const hindrances = await world.tx((ctx) => readHindrances(ctx, world.today, { items: [itemId] }))
    expect(hindrances.get(itemId)?.map(({ kind, reason }) => [kind, reason])).toEqual([['bankrupt', 'Konkurs inledd']])
  })
  test('they are work until somebody has looked', async () => {
    const work = async () =>
      (await world.do<{ work: { kind: string; count: number; figures: object }[] }>(readHome, {})).work.find(
        ({ kind }) => kind === 'credit-changes',
      )
    expect(await work()).toMatchObject({ count: 3, figures: { bankrupt: 1, suppliers: 1 } })
    const { rows } = await world.do<{ rows: { changeId: string }[] }>(listChanges, { toReview: true })
    for (const { changeId } of rows) await world.do(reviewChange, { changeId, note: 'Sett' })
    expect(await codesOf(world.do(reviewChange, { changeId: rows[0]!.changeId }))).toEqual(['credit.change-reviewed'])
    expect(await work()).toBeUndefined()
    expect((await world.do<{ rows: object[] }>(listChanges, { toReview: true })).rows).toEqual([])
  })
  test.each(['error', 'changed-schema', 'late'] as const)(
    'a bureau that fails (%s) is told, and stops no other',
    async (behaviour) => {
      bureau.next.push(behaviour)
      const told = await world.do<{ problems: { bureau: string; code: string }[] }>(readChanges, {})
      expect(told.problems.map(({ bureau: code, code: problem }) => [code, problem])).toEqual([
        ['upplys', behaviour === 'changed-schema' ? 'credit.bureau-shape' : 'credit.bureau-failed'],
      ])
    },
  )
  test('ends at the bureau first', async () => {
    expect(await world.do(endMonitoring, { number: '1' })).toEqual({ number: '1', ended: 1 })
    expect([...bureau.subscriptions.values()]).toEqual(['5561234567'])
    expect(await codesOf(world.do(endMonitoring, { number: '1' }))).toEqual(['credit.not-monitored'])
  })
})

test('a bureau whose folder is away, or cannot be opened, is told; what stands after it is read', async () => {
  const mount = await mkdtemp(path.join(os.tmpdir(), 'reskontra-bureau-'))
  vi.stubEnv('RESKONTRA_FOLDERS', mount)
  const bureaus = [
    { code: 'away', adapter: 'folder', path: path.join(mount, 'away') },
    { code: 'nowhere', adapter: 'folder', path: '/etc/nowhere' },
    { code: 'last', adapter: 'folder', path: 'last' },
  ]
  const other = await openWorld('SE')
  await other.do(saveParameters, { rows: [{ name: 'credit-bureaus', validFrom: '2026-01-01', value: { bureaus } }] })
  const inbox = path.join(other.installation.settings.dataDir, 'exchange', 'test-se', 'last', 'in')
  await mkdir(inbox, { recursive: true })
  await writeFile(path.join(inbox, '1.json'), 'x')
  await utimes(path.join(inbox, '1.json'), 1, 1)
  try {
    const told = await other.do<{ problems: { bureau: string; code: string }[] }>(readChanges, {})
    expect(told.problems.map(({ bureau: code, code: problem }) => [code, problem])).toEqual([
      ['away', 'credit.bureau-failed'],
      ['nowhere', 'folder.not-allowed'],
      ['last', 'credit.bureau-message'],
    ])
  } finally {
    vi.unstubAllEnvs()
    await rm(mount, { recursive: true })
  }
})

describe('a bureau behind a folder', () => {
  const folder = () => path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'bureau')
  test('questions are laid down, answers come with the changes, a faulty file is put apart', async () => {
    const told = await ask('5')
    expect(told).toMatchObject({ bureau: 'mapp', outcome: 'waiting' })
    const [name] = await readdir(path.join(folder(), 'out'))
    expect(JSON.parse(await readFile(path.join(folder(), 'out', name!), 'utf8'))).toMatchObject({
      message: 'check',
      id: told.checkId,
      identityNumber: '2321000016',
    })
    await mkdir(path.join(folder(), 'in'), { recursive: true })
    const facts = { status: 'active', class: 'B', sourceOn: '2026-11-19' }
    await writeFile(path.join(folder(), 'in', '1.json'), JSON.stringify({ message: 'answer', id: told.checkId, facts }))
    await writeFile(path.join(folder(), 'in', '2.json'), JSON.stringify({ message: 'answer', id: 'nobody' }))
    // Whole since a minute.
    const then = new Date(Date.now() - 60_000)
    for (const file of ['1.json', '2.json']) await utimes(path.join(folder(), 'in', file), then, then)
    const read = await world.do<{ answers: number; problems: { message: string }[] }>(readChanges, {})
    expect(read).toMatchObject({ answers: 1 })
    expect(read.problems.filter(({ message }) => message.startsWith('2.json: '))).toHaveLength(2)
    expect(await readdir(path.join(folder(), 'done'))).toEqual(['1.json'])
    expect((await readdir(path.join(folder(), 'failed'))).sort()).toEqual(['2.json', '2.json.problems.txt'])
    const { rows } = await world.do<{ rows: Check[] }>(listChecks, { customer: '5' })
    expect(rows).toMatchObject([{ outcome: 'answered', answer: { class: 'B', ageDays: 1 } }])
  })
})

test('a person who is forgotten takes the answers along; that he was asked about stays', async () => {
  await world.party({ number: '8', name: 'Bo Ek', kind: 'person', identityNumber: '197002029879' } as never)
  bureau.companies.set('197002029879', { rating: { points: 3, letter: 'C' } })
  expect(await ask('8')).toMatchObject({ outcome: 'answered' })
  await world.do(forget, { number: '8' })
  const { rows } = await world.do<{ rows: Check[] }>(listChecks, { customer: '8' })
  expect(rows).toMatchObject([{ outcome: 'erased', answer: null, reason: asked.reason }])
})

test('a company without a bureau has nothing to fetch each day, and is told to enter one when it asks', async () => {
  const without = await openWorld('NO')
  expect(await without.do(readChanges, {})).toMatchObject({ changes: 0, problems: [] })
  await without.party({ number: '1', name: 'Fjell AS', kind: 'company', identityNumber: '923609016' } as never)
  expect(await codesOf(without.do(check, { number: '1', ...asked }))).toEqual(['credit.no-bureau'])
})
