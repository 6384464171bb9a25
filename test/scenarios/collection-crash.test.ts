import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { approveApplication } from '../../src/collection/enforcement/act-on-application.ts'
import { proposeApplication } from '../../src/collection/enforcement/propose-application.ts'
import { sendApplications } from '../../src/collection/enforcement/send-applications.ts'
import { saveFinancing } from '../../src/collection/financing/agreements.ts'
import { financeInvoices } from '../../src/collection/financing/finance-invoices.ts'
import { handOver } from '../../src/collection/hand-over.ts'
import { readCase } from '../../src/collection/read-case.ts'
import { saveAgency } from '../../src/collection/save-agency.ts'
import { sendMessages } from '../../src/collection/send-messages.ts'
import { issueOne, openDesk } from '../collection.ts'
import { broken, killAfter, random, startVerb } from '../crash/crash.ts'
import { lettersLeave, moveTo, remind, savePlainPolicy } from '../dunning.ts'
import { openAmili } from '../fakes/amili.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

const amili = await openAmili()
process.env.RESKONTRA_SECRET_AMILI = 'secret'
afterAll(() => amili.close())

test.each([true, false])('killed in mid-send, taken there: %s – registered once', async (isTaken) => {
  for (const list of [amili.registrations, amili.cases, amili.uploads]) list.length = 0
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world, {
    adapter: 'amili',
    settings: { url: amili.url, key: { env: 'RESKONTRA_SECRET_AMILI' }, account: 'a', creditor: 'c', graceMinutes: 0 },
  })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', identityNumber: '191212121212' })
  const claim = await desk.invoice(ada, '1000.00', '2026-07-01')
  await desk.queue([claim.itemId])
  const { cases } = await desk.do<{ cases: { caseId: string }[] }>(handOver)

  const worker = await startVerb(world, sendMessages, { now: false })
  // Dead before it hears an answer.
  amili.between = () => {
    worker.child.kill('SIGKILL')
    return isTaken
  }
  worker.begin()
  expect(await worker.end).toMatchObject({ signal: 'SIGKILL' })
  amili.between = null
  expect(amili.registrations).toHaveLength(isTaken ? 1 : 0)

  // While its lease runs nobody takes the message up; then it is asked for.
  expect(await desk.do(sendMessages, { now: true })).toMatchObject({ sent: 0, waiting: 0 })
  await leasesEnd(world)
  expect(await desk.do(sendMessages)).toMatchObject({ sent: 2 })
  expect(amili.registrations).toHaveLength(1)
  expect(amili.uploads).toHaveLength(1)
  expect(await desk.do(readCase, { caseId: cases[0]!.caseId })).toMatchObject({ state: 'accepted' })
  await desk.proof()
  expect(await broken(world)).toBe('')
})

/** What a worker held when he died is free after a while. */
async function leasesEnd(world: World): Promise<void> {
  await world.tx(async ({ db }) => {
    await db.query(
      `update collection_messages set leased_until = clock_timestamp() - interval '1 second' where state = 'sending' and leased_until < 'infinity'`,
    )
    await db.query(
      `update collection_files set leased_until = clock_timestamp() - interval '1 second' where leased_until is not null`,
    )
  })
}

const folderOf = (world: World, name: string): string => {
  const folder = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', name)
  mkdirSync(folder, { recursive: true })
  return folder
}
const filesOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
/** Moments of the work: before a row is written, while the file is made, between the drop and its word. */
const moments = () => Array.from({ length: 5 }, (_, i) => 20 + 40 * i + random(40))

test('killed while applications are dropped: each file lies there once, whole, with its own number', async () => {
  const world = await openWorld('SE', { today: '2026-11-20' })
  const desk = await openDesk(world)
  const out = folderOf(world, 'kfm/out')
  folderOf(world, 'kfm/in')
  await desk.do(saveAgency, {
    code: 'kfm',
    name: 'Kronofogdemyndigheten',
    target: 'court',
    adapter: 'authority-file',
    isDefault: true,
    settings: { path: 'kfm/out', answers: 'kfm/in', representativeCode: '12345' },
  })
  await savePlainPolicy(world, {
    steps: [{ kind: 'collection-notice', days: 5, fee: 'law', deadlineDays: 10, channels: ['print'] }],
  })
  const claims: string[] = []
  for (let i = 0; i < 5; i++) {
    const party = await world.party({ name: `Kund ${i}`, kind: 'person', identityNumber: ids[i]! })
    claims.push((await desk.invoice(party, '1000.00', '2026-07-01')).itemId)
  }
  await remind(world)
  await lettersLeave(world)
  moveTo(world, '2026-12-15')
  for (const [i, millis] of moments().entries()) {
    await desk.queue([claims[i]!], 'court')
    const { cases } = await desk.do<{ cases: { caseId: string }[] }>(proposeApplication)
    await desk.do(approveApplication, { caseId: cases[0]!.caseId })
    await killAfter(world, sendApplications, {}, millis)
  }
  await leasesEnd(world)
  await desk.do(sendApplications)
  const texts = filesOf(out).map((name) => readFileSync(path.join(out, name), 'latin1'))
  const told = await world.tx(({ db }) =>
    db.rows<{ name: string; state: string; sent: number }>(
      `select f.name, f.state, count(m.*) filter (where m.state = 'sent')::int as sent from collection_files f left join collection_messages m on m.file_id = f.id group by f.id, f.name, f.state order by f.name`,
    ),
  )
  expect(told.map((row) => row.name)).toEqual(filesOf(out))
  expect(told.every((row) => row.state === 'dropped')).toBe(true)
  expect(told.reduce((sum, row) => sum + row.sent, 0)).toBe(5)
  // Whole: each ends with its last post; every application stands in one of them.
  for (const text of texts) expect(text.trimEnd().split('\r\n').at(-1)).toMatch(/^99/)
  for (let i = 1; i <= 5; i++) expect(texts.join('').split(`K${i} `).length - 1).toBeGreaterThan(0)
  expect(texts.join('').match(/^00/gm)).toHaveLength(told.length)
  await desk.proof()
  expect(await broken(world)).toBe('')
})
/** Made up, with right check digits. */
const ids = ['191212121212', '198112189876', '196408233234', '197010012396', '198506152381']

test('killed while financed invoices are reported: each is transferred once and lies in one file', async () => {
  const world = await openWorld('SE', { today: '2026-11-02' })
  const desk = await openDesk(world)
  const folder = folderOf(world, 'factor')
  await world.party({ name: 'Factor AB', kind: 'company', number: '950' })
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', number: '1' })
  await world.do(saveFinancing, {
    code: 'factor',
    name: 'Factor AB',
    party: '950',
    kind: 'pledged',
    validFrom: '2026-11-02',
    payment: { kind: 'bankgiro', id: '50501055' },
    texts: { sv: 'Fakturan är överlåten till Factor AB.' },
    path: 'factor',
    customers: ['1'],
  })
  const numbers: string[] = []
  for (const millis of moments()) {
    numbers.push((await issueOne(world, ada, '1000.00', world.today)).number)
    await killAfter(world, financeInvoices, {}, millis)
  }
  await leasesEnd(world)
  await desk.do(financeInvoices)
  const told = filesOf(folder).flatMap(
    (name) =>
      (JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { invoices: { invoice: string }[] }).invoices,
  )
  expect(told.map((row) => row.invoice).sort()).toEqual(numbers.sort())
  await desk.proof()
  expect(await broken(world)).toBe('')
})
