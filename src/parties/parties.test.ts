import { describe, expect, test } from 'vitest'
import { issueOrders } from '../../test/books.ts'
import { plainOrder } from '../../test/orders.ts'
import { openWorld, type World } from '../../test/world.ts'
import { saveBusinessAreas } from '../company/business-areas.ts'
import type { User } from '../db/context.ts'
import { writeWorkbook } from '../formats/xlsx/write.ts'
import type { Day } from '../kernel/day.ts'
import { newId } from '../kernel/id.ts'
import { close } from './close.ts'
import { importParties } from './import.ts'
import { saveInternalCompanies } from './internal-companies.ts'
import { list } from './list.ts'
import type { PartyInput } from './party-input.ts'
import { readParties } from './queries.ts'
import { read } from './read.ts'
import { save } from './save.ts'
import { saveContact } from './save-contact.ts'
import { listFollowUps, saveNote } from './save-note.ts'
import { saveParties } from './save-parties.ts'
import { setAreas } from './set-areas.ts'
import { setChannel } from './set-channel.ts'
import { setProtection } from './set-protection.ts'

type Card = Record<string, unknown> & {
  party: Record<string, unknown>
  addresses: Record<string, unknown>[]
  channels: Record<string, unknown>[]
}
const card = (world: World, number: string, user?: User) => world.do<Card>(read, { number }, user)
const found = async (world: World, search: string, user?: User) =>
  (await world.do<{ rows: { number: string; name: string }[] }>(list, { search }, user)).rows.map(
    (row) => `${row.number} ${row.name}`,
  )
const outcomes = async (world: World, ...rows: object[]) =>
  (await world.do<{ parties: { number: string; outcome: string }[] }>(save, { rows })).parties.map(
    (p) => `${p.number} ${p.outcome}`,
  )

const address = { street: 'Lillgatan 2', postCode: '111 33', city: 'Exempelstad' }
/** Made up, with right check digits. */
const ada = '19811218-9876'

describe('saving parties', () => {
  test('found by number, else by identity, never doubled; the same again is a no-op', async () => {
    const world = await openWorld('SE')
    const row = { number: '1001', name: 'Ada Lind', identityNumber: ada, address, freeFields: { lägenhet: '12' } }
    expect(await outcomes(world, row)).toEqual(['1001 created'])
    expect(await outcomes(world, row)).toEqual(['1001 unchanged'])
    expect(await outcomes(world, { identityNumber: '811218-9876', name: 'Ada Lind' })).toEqual(['1001 unchanged'])
    expect(await outcomes(world, { number: '1001', freeFields: { lägenhet: '14' } })).toEqual(['1001 updated'])
    expect((await card(world, '1001')).party).toMatchObject({
      kind: 'person',
      identityNumber: '198112189876',
      versionNo: 1,
      freeFields: { lägenhet: '14' },
    })
    expect(
      await outcomes(
        world,
        { number: '1001', name: 'Ada Berg' },
        { name: 'Ada Berg', identityNumber: ada, termsDays: 10 },
      ),
    ).toEqual(['1001 updated', '1001 updated'])
    expect((await card(world, '1001')).party).toMatchObject({ versionNo: 2, termsDays: 10 })
    // Twice in one list: one party, the later row holds.
    expect(
      await outcomes(
        world,
        { name: 'Bo', number: '7', identityNumber: '556026-9986' },
        { name: 'Bo AB', identityNumber: '5560269986', currency: 'EUR' },
      ),
    ).toEqual(['7 created', '7 created'])
    expect((await card(world, '7')).party).toMatchObject({ currency: 'EUR', versionNo: 1 })
    const versions = await world.tx(({ db }) =>
      db.rows(
        `select v.buyer ->> 'name' as name, v.buyer ->> 'organisationNumber' as number from party_versions v join parties p on p.company_id = v.company_id and p.id = v.party_id where p.number in ('1001', '7') order by p.number, v.version_no`,
      ),
    )
    expect(versions).toEqual([
      { name: 'Ada Lind', number: null },
      { name: 'Ada Berg', number: null },
      { name: 'Bo AB', number: '5560269986' },
    ])
  })

  test('a post code has one form; what a file says of one is a warning, and the same again changes nothing', async () => {
    const world = await openWorld('SE')
    const at = (postCode: string) => ({ number: '11', name: 'Bo', address: { street: 'A 1', postCode, city: 'Ort' } })
    const fromFile = (row: object) => world.tx((ctx) => saveParties(ctx, [{ ...row, source: 'csv' } as PartyInput]))
    expect(await outcomes(world, at('SE-11122'))).toEqual(['11 created'])
    expect(await outcomes(world, at('111 22'), at('11122'))).toEqual(['11 unchanged', '11 unchanged'])
    // Stored as it came before codes had one form.
    await world.tx(({ db, company }) =>
      db.query(
        `update party_versions v set buyer = jsonb_set(v.buyer, '{address,postCode}', '"11122"') from parties p where p.company_id = $1 and p.number = '11' and v.company_id = p.company_id and v.party_id = p.id`,
        [company.id],
      ),
    )
    expect(await outcomes(world, at('111 22'))).toEqual(['11 unchanged'])
    const [bad] = await fromFile({ ...at('1112'), number: '12' })
    expect(bad).toMatchObject({
      outcome: 'created',
      problems: [{ code: 'post-code.shape', severity: 'warning', column: 'postCode', data: { given: '1112' } }],
    })
    expect(await fromFile({ ...at('1112'), number: '12' })).toMatchObject([{ outcome: 'unchanged' }])
  })

  test('a foreign customer keeps its country when a file does not tell it', async () => {
    const world = await openWorld('SE')
    await outcomes(world, {
      number: '9',
      name: 'Firma GmbH',
      country: 'DE',
      vatNumber: 'DE136695976',
      address: { city: 'Berlin', country: 'DE' },
    })
    await outcomes(world, { number: '9', theirReference: 'X' })
    expect((await card(world, '9')).party).toMatchObject({ country: 'DE', theirReference: 'X', versionNo: 1 })
  })

  test.each<[string, object, string]>([
    ['an identity number with a wrong digit', { name: 'X', identityNumber: '198112189875' }, 'identity.number-invalid'],
    ['an identity of another', { number: '2', identityNumber: ada }, 'party.identity-of-other'],
    ['a wrong VAT number', { name: 'X', vatNumber: 'DE136695977' }, 'identity.vat-number-invalid'],
    ['a post code of no country', { name: 'X', address: { street: 'A 1', postCode: 'xx##' } }, 'post-code.shape'],
    ['a post code of another country', { name: 'X', address: { postCode: '0155', country: 'SE' } }, 'post-code.shape'],
    [
      'an e-mail channel without consent',
      { name: 'X', channels: [{ channel: 'e-mail', address: 'a@example.com' }] },
      'channel.consent-missing',
    ],
    [
      'a consent from the future',
      { name: 'X', channels: [{ channel: 'e-mail', address: 'a@example.com', consentOn: '2027-01-01' }] },
      'channel.consent-in-future',
    ],
    ['a payer who is nobody', { name: 'X', payerNumber: '404' }, 'payer.unknown'],
    ['a payer who is the customer', { number: '2', payerNumber: '2' }, 'payer.refused'],
    ['a new number without a name', { number: '404' }, 'customer.unknown'],
    ["the program's own party", { number: '0', name: 'X' }, 'party.system'],
  ])('%s is refused', async (_, row, code) => {
    const world = await openWorld('SE')
    await outcomes(world, { number: '1', name: 'Ada', identityNumber: ada }, { number: '2', name: 'Bo' })
    await expect(world.do(save, { rows: [row] })).rejects.toMatchObject({
      problems: [expect.objectContaining({ code, row: 1 })],
    })
  })

  test('what is left out is kept, what is named is emptied', async () => {
    const world = await openWorld('SE')
    const first = {
      number: '77',
      name: 'Klarlund AB',
      termsDays: 10,
      theirReference: 'Kim',
      freeFields: { lokal: '3 B', port: '12' },
    }
    await world.do(save, { rows: [{ ...first, contact: { name: 'Kim', phone: '070', email: null } }] })
    await world.do(save, { rows: [{ number: '77', name: 'Klarlunds AB' }] })
    expect((await card(world, '77')).party).toMatchObject({
      termsDays: 10,
      theirReference: 'Kim',
      freeFields: { lokal: '3 B' },
    })
    await world.do(save, {
      rows: [{ number: '77', clear: ['termsDays', 'contact'], freeFields: { port: '' } }],
    })
    expect((await card(world, '77')).party).toMatchObject({
      termsDays: null,
      theirReference: 'Kim',
      contact: null,
      freeFields: { lokal: '3 B' },
    })
    expect((await card(world, '77')).party.freeFields).toEqual({ lokal: '3 B' })
  })

  test('an address that nobody knows any longer ends; what it was stays to be read, and a new one begins', async () => {
    const world = await openWorld('SE', { today: '2026-10-01' })
    await outcomes(world, { number: '1', name: 'Ada', kind: 'person', address })
    world.today = '2026-11-20' as Day
    const change = (row: object) => world.do<{ updated: number }>(save, { rows: [{ number: '1', ...row }] })
    expect(await change({ clear: ['address'] })).toMatchObject({ updated: 1 })
    expect((await card(world, '1')).addresses).toMatchObject([{ validFrom: '2026-10-01', validTo: '2026-11-20' }])
    expect(await change({ clear: ['address'] })).toMatchObject({ updated: 0 })
    expect(await change({ address: { ...address, street: 'Nya gatan 1' } })).toMatchObject({ updated: 1 })
    expect((await card(world, '1')).addresses).toMatchObject([
      { street: 'Nya gatan 1', validFrom: '2026-11-20', validTo: null },
      { validTo: '2026-11-20' },
    ])
  })

  test('the card: addresses with history, channels with consent, contacts, notes, payer, what is open', async () => {
    const world = await openWorld('SE', { today: '2026-10-01' })
    await outcomes(
      world,
      { number: '1', name: 'Ada', kind: 'person', address },
      { number: '2', name: 'Fullmakt AB', kind: 'company', address },
    )
    await outcomes(world, { number: '1', payerNumber: '2' })
    await world.do(setChannel, {
      number: '1',
      channel: 'e-mail',
      address: 'ada@example.com',
      consentOn: '2026-09-30',
      consentSource: 'webb',
    })
    const [one] = await world.tx(({ db }) => db.rows<{ id: string }>(`select id from parties where number = '1'`))
    await issueOrders(world, [plainOrder(world, one!.id, 'A-1', [['Avgift', '1', '100', 'S25']])])
    world.today = '2026-11-20' as Day
    await outcomes(world, { number: '1', address: { street: 'Nygatan 1', city: 'Exempelstad' } })
    expect(
      await world.do(setChannel, {
        number: '1',
        channel: 'e-mail',
        address: 'ada@example.com',
        consentOn: '2026-09-30',
      }),
    ).toEqual({ changed: false })
    await world.do(setChannel, { number: '1', channel: 'e-mail', address: 'ny@example.com', consentOn: '2026-11-20' })
    await world.do(saveContact, { number: '1', name: 'Dotter', phone: '070-1' })
    const { noteId } = await world.do<{ noteId: string }>(saveNote, {
      number: '1',
      text: 'Ringde',
      followUpOn: '2026-11-20',
    })
    const shown = await card(world, '1')
    expect(shown.addresses.map((a) => `${a.street} ${a.validFrom}–${a.validTo}`)).toEqual([
      'Nygatan 1 2026-11-20–null',
      'Lillgatan 2 2026-10-01–2026-11-20',
    ])
    expect(shown.channels.map((c) => `${c.address} ${c.consentOn} ${c.consentSource} ${c.withdrawnOn}`)).toEqual([
      'ny@example.com 2026-11-20 person null',
      'ada@example.com 2026-09-30 webb 2026-11-20',
    ])
    expect(shown).toMatchObject({
      contacts: [{ name: 'Dotter' }],
      notes: [{ text: 'Ringde', doneAt: null }],
      party: { payerNumber: '2' },
      open: [],
    })
    // The payer owes it.
    expect((await card(world, '2')).open).toEqual([{ currency: 'SEK', amount: '125.00', items: 1, overdue: '125.00' }])
    expect((await world.do<{ rows: object[] }>(listFollowUps, {})).rows).toMatchObject([
      { noteId, number: '1', name: 'Ada' },
    ])
    await world.do(saveNote, { number: '1', noteId, done: true })
    expect((await world.do<{ rows: object[] }>(listFollowUps, {})).rows).toEqual([])
    expect(await world.do(close, { number: '2' })).toEqual({ number: '2', closedOn: '2026-11-20', openItems: 1 })
    expect(await world.do(close, { number: '2', on: null })).toMatchObject({ closedOn: null })
    await world.do(setChannel, { number: '1', channel: 'e-mail', withdraw: true })
    const facts = await world.tx(({ db, company }) => readParties(db, company.id, [one!.id], world.today))
    expect(facts.get(one!.id)!.channels.every((channel) => channel.withdrawnOn !== null)).toBe(true)
  })

  test('an address fits its channel, however a number is written', async () => {
    const world = await openWorld('SE')
    await outcomes(world, { number: '1', name: 'Ada' }, { number: '2', name: 'Kari', country: 'NO' })
    const agree = (number: string, channel: string, address: string) =>
      world.do(setChannel, { number, channel, address, consentOn: world.today })
    expect(await agree('1', 'sms', '+46 (0)70–123 45 67')).toEqual({ changed: true })
    expect(await agree('1', 'sms', '070-123 45 67')).toEqual({ changed: false })
    expect(await agree('2', 'sms', '912 34 567')).toEqual({ changed: true })
    expect((await card(world, '1')).channels).toMatchObject([{ address: '+46701234567' }])
    expect((await card(world, '2')).channels).toMatchObject([{ address: '+4791234567' }])
    await expect(agree('1', 'sms', '(12)-(34)')).rejects.toThrow('mobile number')
    await expect(agree('1', 'e-mail', 'ada')).rejects.toThrow('name@example.com')
    await expect(world.do(saveContact, { number: '1', name: 'Son', email: 'son@hemma' })).rejects.toThrow(
      'name@example.com',
    )
  })

  test('internal companies have a number of their own kind', async () => {
    const world = await openWorld('SE')
    await outcomes(world, { number: '1', name: 'Ada' })
    const row = { number: 'I1', name: 'Tekniska', counterpartyCode: '110' }
    expect(await world.do(saveInternalCompanies, { rows: [row] })).toMatchObject({ created: 1 })
    expect(await world.do(saveInternalCompanies, { rows: [row] })).toMatchObject({ unchanged: 1 })
    await expect(world.do(saveInternalCompanies, { rows: [{ number: '1', name: 'X' }] })).rejects.toThrow(
      'no internal company',
    )
  })
})

describe('the wall between business areas', () => {
  async function walled() {
    const world = await openWorld('SE')
    await world.do(saveBusinessAreas, {
      rows: [
        { code: 'SOC', name: 'Socialtjänst', secret: true },
        { code: 'BO', name: 'Barnomsorg' },
      ],
    })
    const areas = new Map(
      (await world.tx(({ db }) => db.rows<{ code: string; id: string }>('select code, id from business_areas'))).map(
        (row) => [row.code, row.id],
      ),
    )
    const clerk = (code: string): User => ({
      id: newId(),
      name: code,
      areas: [areas.get(code)!],
      permissions: ['parties.*'],
    })
    const soc = clerk('SOC')
    const bo = clerk('BO')
    await world.do(save, { rows: [{ number: '500', name: 'Hemlig Hansson', identityNumber: ada, address }] }, soc)
    await world.do(save, { rows: [{ number: '501', name: 'Öppna AB' }] }, bo)
    return { world, soc, bo }
  }

  test('a user of one area neither lists, reads, finds nor changes a party of the other', async () => {
    const { world, soc, bo } = await walled()
    expect(await found(world, 'hansson', soc)).toEqual(['500 Hemlig Hansson'])
    for (const search of ['hansson', 'Hemlig', '500', ada, '198112189876'])
      expect(await found(world, search, bo)).toEqual([])
    const { rows } = await world.do<{ rows: { number: string }[] }>(list, {}, bo)
    expect(rows.map((row) => row.number)).toEqual(['501'])
    for (const verb of [read, close, saveNote, saveContact, setChannel])
      await expect(
        world.do(verb, { number: '500', text: 'x', name: 'x', channel: 'print', address: 'x' }, bo),
      ).rejects.toThrow('there is no customer')
    await expect(world.do(save, { rows: [{ number: '500', name: 'Annan' }] }, bo)).rejects.toThrow('is taken')
    // What is not secret is common.
    expect(await found(world, 'öppna', soc)).toEqual(['501 Öppna AB'])
  })

  test('the same person is a customer of both areas, once', async () => {
    const { world, soc, bo } = await walled()
    const saved = await world.do(save, { rows: [{ name: 'Hemlig Hansson', identityNumber: ada }] }, bo)
    expect(saved).toMatchObject({ updated: 1, parties: [{ number: '500' }] })
    expect(await found(world, 'hansson', bo)).toEqual(['500 Hemlig Hansson'])
    expect(await found(world, 'hansson', soc)).toEqual(['500 Hemlig Hansson'])
    await world.do(saveNote, { number: '500', text: 'om insatsen' }, soc)
    expect((await card(world, '500', bo)).notes).toEqual([])
    expect((await card(world, '500', soc)).notes).toMatchObject([{ text: 'om insatsen' }])
    // New numbers count hidden ones.
    expect(await world.do(save, { rows: [{ name: 'Nästa' }] }, bo)).toMatchObject({ parties: [{ number: '502' }] })
  })

  test('an import does not hide a common party, and walls move by who sees all', async () => {
    const { world, soc, bo } = await walled()
    await world.do(save, { rows: [{ number: '501', name: 'Öppna AB', businessAreas: ['SOC'] }] })
    expect(await found(world, 'öppna', bo)).toEqual(['501 Öppna AB'])
    await expect(world.do(setAreas, { number: '501', businessAreas: ['SOC'] }, soc)).rejects.toThrow(
      'every business area',
    )
    await world.do(setAreas, { number: '501', businessAreas: ['SOC'] })
    expect(await found(world, 'öppna', bo)).toEqual([])
    await world.do(setAreas, { number: '501', businessAreas: [] })
    expect(await found(world, 'öppna', bo)).toEqual(['501 Öppna AB'])
  })
})

describe('protected identity', () => {
  const everything = (world: World) =>
    world.tx(async ({ db }) => {
      const tables = [
        'parties',
        'party_versions',
        'party_addresses',
        'party_channels',
        'party_contacts',
        'audit_events',
        'audit_payloads',
      ]
      const texts: string[] = []
      for (const table of tables)
        for (const row of await db.rows<{ t: string }>(`select t::text as t from ${table} t`)) texts.push(row.t)
      return texts.join('\n')
    })

  test('old addresses go everywhere; letters go by the forwarding address; names are masked; reads are logged', async () => {
    const world = await openWorld('SE')
    await outcomes(world, {
      number: '1',
      name: 'Ada Lind',
      kind: 'person',
      address,
      contact: { email: 'ada@example.com' },
      channels: [{ channel: 'e-mail', address: 'ada@example.com', consentOn: '2026-01-01' }],
    })
    await world.do(saveContact, { number: '1', name: 'Granne', phone: '070-1' })
    world.today = '2026-11-21' as Day
    await outcomes(world, { number: '1', address: { ...address, street: 'Storgatan 99' } })
    expect(await everything(world)).toMatch(/Lillgatan.*Storgatan 99|Storgatan 99.*Lillgatan/s)
    await world.do(setProtection, { number: '1', protection: 'protected-registration', source: 'Navet 01020' })
    expect(await everything(world)).not.toMatch(/Lillgatan|Storgatan 99|ada@example|Granne/)

    // No address from an order file, no electronic channel; only the forwarding address.
    await outcomes(world, {
      number: '1',
      address,
      channels: [{ channel: 'e-mail', address: 'x@example.com', consentOn: '2026-11-01' }],
      protection: 'none',
    })
    await expect(
      world.do(setChannel, { number: '1', channel: 'peppol', address: '0007:1', consentOn: '2026-11-01' }),
    ).rejects.toThrow('nothing electronic')
    expect(await everything(world)).not.toMatch(/Lillgatan|x@example/)
    expect(
      await world.do(setProtection, {
        number: '1',
        protection: 'protected-registration',
        source: 'Navet',
        forwardingAddress: { street: 'Box 1, Skatteverket', city: 'Stockholm' },
      }),
    ).toMatchObject({ hasForwardingAddress: true })

    await world.do(saveNote, { number: '1', text: 'Ring på måndag', followUpOn: world.today })
    expect(await world.do(listFollowUps, {})).toMatchObject({
      rows: [{ number: '1', name: 'Skyddad identitet', text: '' }],
    })
    const clerk: User = { id: newId(), name: 'Bo', areas: 'all', permissions: ['parties.list', 'parties.read'] }
    expect(await card(world, '1', clerk)).toMatchObject({
      name: 'Skyddad identitet',
      masked: true,
      addresses: [],
      party: { protection: 'protected-registration' },
    })
    expect(await found(world, 'Ada Lind', clerk)).toEqual([])
    expect(await found(world, '1', clerk)).toEqual(['1 Skyddad identitet'])
    expect(await card(world, '1')).toMatchObject({
      name: 'Ada Lind',
      masked: false,
      addresses: [{ purpose: 'forwarding', street: 'Box 1, Skatteverket' }],
    })
    const reads = await world.tx(({ db }) =>
      db.rows(`select verb, user_id = $1 as clerk from protected_reads order by id`, [clerk.id]),
    )
    expect(reads).toEqual([
      { verb: 'parties.read-masked', clerk: true },
      { verb: 'parties.list', clerk: true },
      { verb: 'parties.read', clerk: null },
    ])
    // Lowered, nothing old comes back.
    await world.do(setProtection, { number: '1', protection: 'none', source: 'Navet' })
    expect(await everything(world)).not.toMatch(/Lillgatan|Storgatan 99/)
    expect((await card(world, '1', clerk)).name).toBe('Ada Lind')
  })
})

// ── Files ───────────────────────────────────────────────────────────────────

async function stored(world: World, name: string, bytes: Uint8Array) {
  return { name, ...(await world.installation.files.put(world.companyId, [bytes])) }
}
type Report = {
  created: number
  updated: number
  unchanged: number
  rejected: number
  problems: { message: string; row?: number; data?: object }[]
}

describe('a file of customers', () => {
  const csv = [
    'Kundnr;Namn;Org-/personnummer;Adress;Postnr;Ort;E-post;Samtycke till e-post;Betalningsvillkor;Fritt fält: Lägenhet',
    '10;Ada Lind;811218-9876;Lillgatan 2;111 33;Exempelstad;ada@example.com;2026-01-31;30 dagar;12',
    '11;"Exempel; AB";556026-9986;;;;;;;',
    '',
  ].join('\n')

  test('a dry run tells and saves nothing; then it is saved; the same again is a no-op', async () => {
    const world = await openWorld('SE')
    const file = await stored(world, 'kunder.csv', Buffer.from(csv, 'latin1'))
    expect(await world.do(importParties, { file })).toMatchObject({
      dryRun: true,
      rows: 2,
      created: 2,
      rejected: 0,
      problems: [],
    })
    expect(await found(world, '10')).toEqual([])
    expect(await world.do(importParties, { file, dryRun: false })).toMatchObject({ created: 2 })
    expect(await world.do(importParties, { file, dryRun: false })).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
    })
    expect(await card(world, '10')).toMatchObject({
      name: 'Ada Lind',
      party: { identityNumber: '198112189876', termsDays: 30, freeFields: { Lägenhet: '12' } },
      channels: [{ channel: 'e-mail', consentOn: '2026-01-31', consentSource: 'file' }],
    })
    expect(await found(world, 'Exempel')).toEqual(['11 Exempel; AB'])
  })

  test('every problem of every row, by row number and heading; good rows can go on', async () => {
    const world = await openWorld('SE')
    const text = [
      'Kundnummer;Namn;Org-/personnummer;Betalningsvillkor;Samtycke till e-post;E-post',
      '1;Ada;811218-9875;30;;',
      '2;Bo;;1000;;',
      '3;Cleo;;;11-12-26;c@example.com',
      '4;Dan;;;;',
      '5;;;;;',
    ].join('\n')
    const file = await stored(world, 'kunder.csv', Buffer.from(text))
    const dry = await world.do<Report>(importParties, { file })
    expect(dry.problems.map((p) => p.message.replace(/: .*/, ''))).toEqual([
      'row 2, Org-/personnummer',
      'row 3, Betalningsvillkor',
      'row 4, Samtycke till e-post',
      'row 6',
    ])
    expect(dry.problems.map((p) => p.message).join()).not.toContain('811218')
    expect(dry.problems.slice(1, 3).map(({ data }) => data)).toEqual([
      { column: 'Betalningsvillkor', value: '1000', wants: 'between', min: 0, max: 365 },
      { column: 'Samtycke till e-post', value: '11-12-26', wants: 'day' },
    ])
    expect(dry).toMatchObject({ created: 1, rejected: 4 })
    await expect(world.do(importParties, { file, dryRun: false })).rejects.toThrow('row 3')
    expect(await world.do(importParties, { file, dryRun: false, goodRowsOnly: true })).toMatchObject({
      created: 1,
      rejected: 4,
    })
    expect(await found(world, '4')).toEqual(['4 Dan'])
  })

  test.each([
    ['nb', ['Kundenummer', 'Navn', 'Poststed']],
    ['bg', ['Клиентски номер', 'Име', 'Населено място']],
    ['en', ['Customer number', 'Name', 'City']],
  ])('Excel with headings in %s', async (_, titles) => {
    const world = await openWorld('NO')
    const chunks: Uint8Array[] = []
    const columns = titles.map((title) => ({ key: title, title, kind: 'text' as const }))
    for await (const chunk of writeWorkbook([{ name: 'Kunder', columns, rows: [['7', 'Kari', 'Oslo']] }]))
      chunks.push(chunk)
    const file = await stored(world, 'kunder.xlsx', Buffer.concat(chunks))
    expect(await world.do(importParties, { file, dryRun: false })).toMatchObject({ created: 1 })
    expect((await card(world, '7')).addresses).toMatchObject([{ city: 'Oslo' }])
  })

  test.each([
    ['no headings', 'a;b\n1;2', 'no row with the headings'],
    ['an unknown heading', 'Kundnr;Namn;Skostorlek\n1;Ada;42', 'Skostorlek'],
    ['a heading twice', 'Kundnr;Namn;Namn\n1;Ada;B', 'twice'],
    ['an empty file', '', 'no row with the headings'],
  ])('%s is a problem, and nothing is saved', async (_, text, message) => {
    const world = await openWorld('SE')
    const file = await stored(world, 'x.csv', Buffer.from(text))
    expect((await world.do<Report>(importParties, { file })).problems.map((p) => p.message).join()).toContain(message)
    await expect(world.do(importParties, { file, dryRun: false, goodRowsOnly: true })).rejects.toThrow(message)
  })
})
