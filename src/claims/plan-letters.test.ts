import { expect, test } from 'vitest'
import { expectProof, issueClaim, pay } from '../../test/claim-stories.ts'
import { openMailServer } from '../../test/fakes/mail-server.ts'
import { saveSetting, timePasses } from '../../test/outbox.ts'
import { readPdf } from '../../test/pdf-reader.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { FileAnswer } from '../db/verb.ts'
import { readFile } from '../delivery/read-file.ts'
import type { Day } from '../kernel/day.ts'
import { day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { agreePlan } from './agree-plan.ts'
import { defer } from './defer.ts'
import { endPlan } from './end-plan.ts'
import { followUp } from './follow-up.ts'
import { claimLetterSheet } from './letters/claim-letter.ts'
import { printLetters } from './letters/print-letters.ts'
import { readClaimLetters } from './letters/read-claim-letters.ts'
import { recallLetters } from './letters/recall-letters.ts'
import { deliverClaimLetters } from './letters/send-letters.ts'
import { noticePart } from './notice-part.ts'
import { proposePlan } from './propose-plan.ts'
import { readPlan } from './read-plan.ts'
import { release } from './release.ts'

const fakePdf = async () => Buffer.from('%PDF-1.7')
const accepted = { consentOn: day('2026-01-01'), consentSource: 'test' }

/** A customer of 2500.00 who has accepted mail; a plan of five parts with notices and a fee for reminders. */
async function planWorld(country: 'SE' | 'NO' | 'BG' = 'SE') {
  const world = await openWorld(country, { today: '2026-09-01' })
  const mail = await openMailServer()
  await saveSetting(world, 'delivery-e-mail', {
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    from: 'e@example.com',
  })
  const ada = await world.party({
    name: 'Ada Lind',
    kind: 'person',
    number: '77',
    channels: [{ channel: 'e-mail', address: 'ada@example.net', ...accepted }],
  })
  const claim = await issueClaim(world, ada, {
    country,
    lines: [['Avgift', '1', '2000.00', country === 'BG' ? 'S20' : 'S25']],
    issuedOn: '2026-07-01',
  })
  const { planId } = await world.do<{ planId: Id }>(proposePlan, {
    customer: '77',
    parts: 5,
    firstOn: '2026-09-30',
    planFee: 'law',
    notices: true,
    reminderFee: true,
    brokenAfterDays: 20,
  })
  return { world, mail, ada, claim, planId }
}
const to = (world: World, on: string) => {
  world.today = on as Day
}
const send = async (world: World) => {
  await timePasses(world)
  return deliverClaimLetters(await world.long(), fakePdf)
}
const letters = async (world: World): Promise<string[]> =>
  (
    await world.tx(({ db }) =>
      db.rows<{ line: string }>(
        `select concat_ws(' ', l.made_on, l.kind, l.part_no, l.said ->> 'pay', d.channel, d.state) as line
           from claim_letters l join deliveries d on d.subject_id = l.id order by l.made_on, l.id, d.id`,
      ),
    )
  ).map(({ line }) => line)
const fees = (world: World) =>
  world.tx(({ db }) =>
    db.rows<{ amount: bigint; open: bigint }>(
      `select amount, amount_open as open from open_items where component = 'fee' and amount > 0 order by opened_on, id`,
    ),
  )

test('agreed, announced, reminded with 60 kr, broken: each word of it leaves by mail, once', async () => {
  const { world, mail, planId } = await planWorld()
  await world.do(agreePlan, { planId, by: 'signed', send: true })
  // 2500.00 and 170.00 in five, and 60.00 for each notice.
  expect(await send(world)).toMatchObject({ sent: 1, recalled: 0 })
  to(world, '2026-09-21')
  expect(await world.do(followUp, {})).toMatchObject({ notices: 1, reminders: 0 })
  expect(await world.do(followUp, {})).toMatchObject({ notices: 0, reminders: 0 })
  expect(await send(world)).toMatchObject({ sent: 1 })
  // Late from 1 October; money on its way has its three days.
  to(world, '2026-10-03')
  expect(await world.do(followUp, {})).toMatchObject({ partsLate: 1, reminders: 0 })
  to(world, '2026-10-04')
  expect(await world.do(followUp, {})).toMatchObject({ reminders: 1 })
  expect(await world.do(followUp, {})).toMatchObject({ reminders: 0 })
  expect(await send(world)).toMatchObject({ sent: 1 })
  to(world, '2026-10-21')
  expect(await world.do(followUp, {})).toMatchObject({ plansBroken: 1 })
  expect(await send(world)).toMatchObject({ sent: 1 })
  expect(await letters(world)).toEqual([
    '2026-09-01 plan-agreed 59400 e-mail sent',
    '2026-09-21 part-notice 1 59400 e-mail sent',
    '2026-10-04 part-reminder 1 65400 e-mail sent',
    '2026-10-21 plan-ended 1 279000 e-mail sent',
  ])
  expect(mail.taken).toHaveLength(4)
  expect(await fees(world)).toEqual([
    { amount: 170_00n, open: 170_00n },
    { amount: 60_00n, open: 60_00n },
    { amount: 60_00n, open: 60_00n },
  ])
  await expectProof(world)
  await mail.close()
})

test('a reminded part paid with its fee is met, and the last part ends the plan', async () => {
  const { world, mail, planId, claim } = await planWorld()
  await world.do(agreePlan, { planId, by: 'signed', send: true })
  to(world, '2026-10-05')
  await world.do(followUp, { noticeDays: 0 })
  // 2670.00 in five, and a notice of 60.00 that was not given; 60.00 for the reminder.
  await pay(world, '654.00', { reference: claim.reference })
  const plan = await world.do<{ parts: { left: string }[] }>(readPlan, { planId })
  expect(plan.parts.map((part) => part.left)).toEqual(['0.00', '594.00', '594.00', '594.00', '594.00'])
  await pay(world, '2076.00', { reference: claim.reference })
  expect(await world.do(followUp, {})).toMatchObject({ plansFulfilled: 1, plansBroken: 0 })
  await mail.close()
})

test('what is paid, changed or recalled before it leaves does not leave, and its fee is taken back', async () => {
  const { world, mail, planId, claim } = await planWorld()
  await world.do(agreePlan, { planId, by: 'signed', send: true })
  await send(world)
  const given = await world.do<{ letterId: Id; fee: string }>(noticePart, { planId, partNo: 1 })
  expect(given).toMatchObject({ fee: '60.00', letterId: expect.any(String) })
  await world.do(recallLetters, { letters: [given.letterId], reason: 'För tidigt' })
  await expect(world.do(recallLetters, { letters: [given.letterId], reason: 'Igen' })).rejects.toThrow('none of these')
  to(world, '2026-10-05')
  await world.do(followUp, { noticeDays: 0 })
  await pay(world, '594.00', { reference: claim.reference })
  expect(await send(world)).toMatchObject({ sent: 0, recalled: 1 })
  await world.do(endPlan, { planId, reason: 'Kunden vill betala allt' })
  await world.do(proposePlan, { customer: '77', parts: 2, firstOn: '2026-11-30', send: true })
  expect(await send(world)).toMatchObject({ sent: 1, recalled: 1 })
  expect((await letters(world)).map((line) => line.split(' ').slice(1).join(' '))).toEqual([
    'plan-agreed 59400 e-mail sent',
    'part-notice 1 59400 e-mail recalled',
    // The notice was taken back: its 60.00 count as paid.
    'part-reminder 1 59400 e-mail recalled',
    expect.stringMatching(/^plan-ended \d+ e-mail recalled$/),
    expect.stringMatching(/^plan-proposed \d+ e-mail sent$/),
  ])
  expect((await fees(world)).filter((fee) => fee.amount === 60_00n && fee.open > 0n)).toEqual([])
  await expectProof(world)
  await mail.close()
})

test('a reminder waits until the bank has told of the day; a plan without letters sends none', async () => {
  const { world, mail, planId } = await planWorld()
  await world.do(agreePlan, { planId, by: 'signed' })
  to(world, '2026-10-05')
  expect(await world.do(followUp, {})).toMatchObject({ notices: 0, reminders: 0 })
  await world.tx(async ({ db, company }) => {
    const bank = await db.one<{ id: Id }>(
      `select id from bank_accounts where company_id = $1 and kind <> 'cash' limit 1`,
      [company.id],
    )
    await db.query(
      `insert into bank_files (company_id, id, sha256, format, payment_count, duplicate_count, statements) values ($1, gen_random_uuid(), '\\x01', 'camt.053', 0, 0, $2)`,
      [company.id, JSON.stringify([{ bankAccountId: bank.id, closingOn: '2026-10-01' }])],
    )
  })
  expect(await world.do(followUp, { letters: 'all', noticeDays: 0 })).toMatchObject({ reminders: 1 })
  expect(await send(world)).toMatchObject({ sent: 0, postponed: 1 })
  await mail.close()
})

test('a deferral is told of, by mail or on paper; not when it has ended before', async () => {
  const { world, mail } = await planWorld()
  const bo = await world.party({ name: 'Bo Ek', kind: 'person', number: '78' })
  await issueClaim(world, bo)
  const first = await world.do<{ letters: Id[]; undo: { input: { holdIds: Id[] } } }>(defer, {
    customer: '78',
    newDueOn: '2026-12-31',
    reason: 'Sjuk',
    fee: '50.00',
    interest: false,
    send: true,
  })
  expect(first.letters).toHaveLength(1)
  await timePasses(world)
  expect(await world.do(printLetters, {})).toMatchObject({ bundles: [{ documents: 1, pages: 1 }], recalled: 0 })
  const { id } = await world.tx(({ db }) =>
    db.one<{ id: Id }>(`select id from deliveries where subject_kind = 'claim-letter'`),
  )
  const { body } = await world.do<FileAnswer>(readFile, { delivery: id })
  const chunks: Uint8Array[] = []
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  const text = (await readPdf(Buffer.concat(chunks))).pages.join(' ').replace(/\s+/g, ' ')
  for (const words of ['Anstånd med betalning', '2026-12-31', 'Ingen dröjsmålsränta', '50,00'])
    expect(text).toContain(words)
  const second = await world.do<typeof first>(defer, {
    customer: '77',
    newDueOn: '2026-12-31',
    reason: 'Sjuk',
    send: true,
  })
  await world.do(release, { holdIds: second.undo.input.holdIds, reason: 'Ändrat' })
  expect(await send(world)).toMatchObject({ sent: 0, recalled: 1 })
  await mail.close()
})

test.each([
  ['NO', '0'],
  ['BG', '0'],
] as const)('%s: a reminder of a part bears what the law gives, %s', async (country, fee) => {
  const { world, mail, planId } = await planWorld(country)
  await world.do(agreePlan, { planId, by: 'signed', send: true })
  to(world, '2026-10-05')
  await world.do(followUp, { noticeDays: 0 })
  const said = await world.tx(({ db }) =>
    db.one<{ fee: string }>(`select said ->> 'fee' as fee from claim_letters where kind = 'part-reminder'`),
  )
  expect(said.fee).toBe(fee)
  await mail.close()
})

test.each(['sv', 'nb', 'bg', 'en'] as const)('every letter in %s fills all its words', async (language) => {
  const { world, mail, planId } = await planWorld()
  await world.tx(({ db }) => db.query(`update parties set language = $1`, [language]))
  await world.do(agreePlan, { planId, by: 'signed', send: true })
  to(world, '2026-09-25')
  await world.do(followUp, {})
  to(world, '2026-10-06')
  await world.do(followUp, {})
  to(world, '2026-10-25')
  await world.do(followUp, {})
  await world.do(defer, { customer: '77', newDueOn: '2026-12-31', reason: 'x', send: true })
  const stored = await world.tx(async (ctx) => {
    const ids = await ctx.db.rows<{ id: Id }>(`select id from claim_letters order by id`)
    return readClaimLetters(
      ctx,
      ids.map((row) => row.id),
    )
  })
  expect([...stored.values()].map(({ letter }) => letter.kind).sort()).toEqual([
    'deferral',
    'part-notice',
    'part-reminder',
    'plan-agreed',
    'plan-ended',
  ])
  for (const { letter } of stored.values()) {
    const text = JSON.stringify(claimLetterSheet(letter))
    expect(text).not.toMatch(/\{\w+\}|undefined|NaN/)
    expect(text).toContain(letter.said.documents[0])
  }
  await mail.close()
})
