import { beforeAll, describe, expect, test } from 'vitest'
import { attestRefunds } from '../../src/bank/attest/attest-refunds.ts'
import { listRefunds } from '../../src/bank/attest/list-refunds.ts'
import { payBack } from '../../src/bank/attest/pay-back.ts'
import { withdrawRefunds } from '../../src/bank/attest/withdraw-refunds.ts'
import { acceptCandidates } from '../../src/bank/desk/accept-candidates.ts'
import { acceptMatch } from '../../src/bank/desk/accept-match.ts'
import { listDesk } from '../../src/bank/desk/list-desk.ts'
import { placeOnAccount } from '../../src/bank/desk/place-on-account.ts'
import { readDeskPayment } from '../../src/bank/desk/read-desk-payment.ts'
import { refuseMatch } from '../../src/bank/desk/refuse-match.ts'
import { undoRefusal } from '../../src/bank/desk/undo-refusal.ts'
import { fileProgress } from '../../src/bank/files/file-progress.ts'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match } from '../../src/bank/placing/match.ts'
import { undoMatch } from '../../src/bank/undo/undo-match.ts'
import { verbs } from '../../src/bank/verbs.ts'
import type { User } from '../../src/db/context.ts'
import { writeCamt054 } from '../../src/formats/money-in/camt054/write.ts'
import { newId } from '../../src/kernel/id.ts'
import { allocateItems } from '../../src/subledger/allocate-items.ts'
import { broken, importPayments, money, open, openInvoice } from '../bank-books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

interface Desk {
  rows: {
    transactionId: string
    group: string
    payer: string
    amount: string
    stale: boolean
    best: { numbers: string[] } | null
    why: string | null
  }[]
  groups: { group: string; count: number; sums: { currency: string; in: string; out: string }[] }[]
  count: number
  next: string | null
}
interface Act {
  undo: { verb: string; input: Record<string, unknown> } | null
  next: { transactionId: string } | null
}
interface Opened {
  group: string | null
  left: string
  comparison: {
    kind: string
    slips: number
    given: string
    own: string
    givenChecks: boolean
    places: { differs: boolean }[]
  } | null
  facts: { code: string; speaks: string; data: Record<string, unknown> }[]
  earlier: { number: string; days: number; amount: string }[]
  payer: { name: string | null; account: string | null; knownSince: string | null }
  candidates: {
    rank: number
    certainty: string
    items: { itemId: string; number: string; amount: string }[]
    evidence: { code: string; speaks: string }[]
    effect: {
      on: string
      vouchers: { kind: string; voucher: string }[]
      items: { number: string; closes: boolean; rest: string }[]
      writeOff: { amount: string; account: string } | null
      onAccount: string | null
    }
  }[]
}

const desk = (world: World, input: object = {}) => world.do<Desk>(listDesk, input)
const opened = (world: World, transactionId: string) => world.do<Opened>(readDeskPayment, { transactionId })
const undo = (world: World, act: Act) => world.do(verbs.find((verb) => verb.name === act.undo!.verb)!, act.undo!.input)
const shown = (list: Desk) =>
  list.rows.map((row) => `${row.group} ${row.payer} ${row.amount} ${row.best?.numbers.join('+') ?? '–'}`)

/** The machine leaves all that is not a reference to the person, so that the desk has something to do. */
const leaveToPerson = (world: World) =>
  world.tx(({ db, company }) =>
    db.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, 'match-threshold', '2020-01-01', '2')`,
      [company.id],
    ),
  )

async function day(): Promise<{ world: World; ada: string; bo: string }> {
  const world = await openWorld('SE')
  await leaveToPerson(world)
  const ada = await world.party({ name: 'Elsa Bergström' })
  const bo = await world.party({ name: 'Hammarvik Åkeri AB' })
  await openInvoice(world, ada, '1002481701', '2813.00', { dueOn: '2026-10-30' })
  await openInvoice(world, bo, '1002600101', '6400.00')
  await openInvoice(world, bo, '1002600209', '6400.00')
  await importPayments(world, 'F', [
    money('2813.00', {
      reference: '1002487101',
      text: 'BARNOMS OKT',
      payer: { name: 'Elsa Bergström', account: { scheme: 'IBAN', id: 'SE7280000810340009783242' } },
    }),
    money('6400.00', { text: 'faktura', payer: { name: 'Hammarvik Åkeri AB' } }),
    money('1500.00', { text: 'insättning', payer: { name: 'Okänd Person' } }),
  ])
  await world.do(match, {})
  return { world, ada, bo }
}

describe('the list', () => {
  test('surest first, with counts and sums of each group, by pages', async () => {
    const { world } = await day()
    const all = await desk(world)
    expect(shown(all)).toEqual([
      'strong Elsa Bergström 2813.00 1002481701',
      expect.stringMatching(/^several Hammarvik Åkeri AB 6400.00 10026002?/),
      'none Okänd Person 1500.00 –',
    ])
    expect(all.groups).toEqual([
      { group: 'strong', count: 1, sums: [{ currency: 'SEK', in: '2813.00', out: '0.00' }] },
      { group: 'several', count: 1, sums: [{ currency: 'SEK', in: '6400.00', out: '0.00' }] },
      { group: 'none', count: 1, sums: [{ currency: 'SEK', in: '1500.00', out: '0.00' }] },
    ])
    const paged: string[] = []
    for (let after: string | undefined; ; ) {
      const page: Desk = await desk(world, { limit: 1, ...(after ? { after } : {}) })
      paged.push(...shown(page))
      expect(page.count).toBe(3)
      if (!page.next) break
      after = page.next
    }
    expect(paged).toEqual(shown(all))
    await expect(desk(world, { after: 'nowhere' })).rejects.toThrow('after is no place in this list')
  })

  test.each([
    [{ text: 'elsa' }, 1],
    [{ text: '6 400,00' }, 1],
    [{ text: '100%' }, 0],
    [{ group: 'none' }, 1],
    [{ account: 'BANK' }, 3],
    [{ account: 'NONE' }, 0],
    [{ from: '2026-11-21' }, 0],
    [{ to: '2026-11-20' }, 3],
  ])('%o leaves %i', async (filter, count) => {
    expect((await desk(story.world, filter)).count).toBe(count)
  })
  let story: Awaited<ReturnType<typeof day>>
  beforeAll(async () => {
    story = await day()
  })

  test('a candidate that another payment took is stale in the list, and weighed anew when opened or at the next run', async () => {
    const { world, ada } = await day()
    const note = await openInvoice(world, ada, '1002490000', '-100.00', { kind: 'credit-note' })
    const { items } = (await opened(world, (await desk(world)).rows[0]!.transactionId)).candidates[0]!
    await world.do(allocateItems, { itemId: note.id, targets: [{ itemId: items[0]!.itemId }] })
    const [first] = (await desk(world)).rows
    expect(first).toMatchObject({ group: 'strong', stale: true })
    expect((await opened(world, first!.transactionId)).candidates[0]!.effect.onAccount).toBe('100.00')
    await world.do(match, {})
    expect((await desk(world)).rows.every((row) => !row.stale)).toBe(true)
  })
})

describe('one payment', () => {
  test('its reference beside the nearest, what is known, and the exact effect, which then comes true', async () => {
    const { world } = await day()
    const [row] = (await desk(world)).rows
    const told = await opened(world, row!.transactionId)
    expect(told.comparison).toMatchObject({
      kind: 'transposed',
      slips: 1,
      given: '1002487101',
      own: '1002481701',
      givenChecks: false,
    })
    expect(told.comparison!.places.map((one) => (one.differs ? '^' : ' ')).join('')).toBe('      ^^  ')
    expect(told.payer).toEqual({ name: 'Elsa Bergström', account: 'SE •••• 3242', knownSince: null })
    expect(told.facts.map((one) => one.code)).toEqual(['reference-unknown', 'account-new', 'amount-equals', 'due'])
    expect(told.facts.find((one) => one.code === 'due')!.data).toMatchObject({ days: 21 })
    const [first] = told.candidates
    expect(first).toMatchObject({
      rank: 1,
      certainty: 'very-likely',
      items: [{ number: '1002481701', amount: '2813.00' }],
    })
    expect(first!.effect).toMatchObject({
      on: '2026-11-20',
      items: [{ number: '1002481701', closes: true, rest: '0.00' }],
      writeOff: null,
      onAccount: null,
    })
    const accepted = await world.do<{ accepted: string[] } & Act>(acceptCandidates, {
      payments: [{ transactionId: row!.transactionId, itemIds: [first!.items[0]!.itemId] }],
      list: {},
    })
    expect(accepted.accepted).toEqual([row!.transactionId])
    const vouchers = await world.tx(({ db, company }) =>
      db.rows<{ voucher: string; type: string }>(
        `select s.code || ' ' || v.number || case when v.year > 0 then '/' || v.year else '' end as voucher, v.transaction_type as type
           from bank_postings p join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id join number_series s on s.company_id = v.company_id and s.id = v.series_id
          where p.company_id = $1 and p.bank_transaction_id = $2 and p.posting_no > 1 order by p.posting_no`,
        [company.id, row!.transactionId],
      ),
    )
    expect(vouchers.map((one) => ({ kind: one.type, voucher: one.voucher }))).toEqual(first!.effect.vouchers)
    expect(await broken(world)).toEqual([])
    expect(await opened(world, row!.transactionId)).toMatchObject({ group: null, left: '0.00', candidates: [] })
  })

  test('three invoices and a small rest that is written off: proposed, accepted by one act', async () => {
    const world = await openWorld('SE')
    await leaveToPerson(world)
    const party = await world.party({ name: 'Lindö Måleri AB' })
    for (const [number, amount] of [
      ['7001', '1234.50'],
      ['7002', '777.25'],
      ['7003', '3310.00'],
      ['7004', '9999.99'],
    ] as const)
      await openInvoice(world, party, number, amount)
    await importPayments(world, 'F', [money('5321.00', { text: 'tre fakturor', payer: { name: 'Lindö Måleri AB' } })])
    await world.do(match, {})
    const [row] = (await desk(world)).rows
    const told = await opened(world, row!.transactionId)
    const sum = told.candidates[0]!
    expect(sum.items.map((item) => item.number).sort()).toEqual(['7001', '7002', '7003'])
    expect(sum.effect.writeOff).toEqual({ amount: '0.75', account: expect.any(String) })
    expect(sum.effect.items.every((item) => item.closes)).toBe(true)
    await world.do(acceptCandidates, { payments: [{ transactionId: row!.transactionId, rank: 1 }] })
    expect(await open(world)).toEqual([expect.stringContaining('invoice 9999.99')])
    expect(await broken(world)).toEqual([])
  })

  test('earlier payments of the customer stand beside it, with days before and after the due day', async () => {
    const world = await openWorld('SE')
    await leaveToPerson(world)
    const party = await world.party({ name: 'Ada Lind' })
    const account = { scheme: 'IBAN' as const, id: 'SE7280000810340009783242' }
    for (const [number, dueOn] of [
      ['8001', '2026-11-22'],
      ['8002', '2026-11-18'],
    ] as const)
      await openInvoice(world, party, number, '500.00', { dueOn, on: '2026-10-01' })
    await importPayments(world, 'F', [
      money('500.00', { reference: '8001', payer: { name: 'Ada Lind', account } }),
      money('500.00', { reference: '8002', payer: { name: 'Ada Lind', account } }),
    ])
    await world.do(match, {})
    await openInvoice(world, party, '8003', '500.00')
    await importPayments(world, 'G', [money('500.00', { text: 'hej', payer: { name: 'Ada Lind', account } })])
    await world.do(match, {})
    const [row] = (await desk(world)).rows
    const told = await opened(world, row!.transactionId)
    expect(told.earlier.map((one) => `${one.number} ${one.days}`).sort()).toEqual(['8001 -2', '8002 2'])
    expect(told.facts.find((one) => one.code === 'paid-before')).toMatchObject({
      speaks: 'for',
      data: { times: 2, party: 'Ada Lind' },
    })
    expect(told.payer.knownSince).toBe('2026-11-20')
  })
})

describe('acts', () => {
  test('each names the next payment of the list and what takes it back', async () => {
    const { world, bo } = await day()
    const before = await open(world)
    const list = await desk(world)
    const [elsa, hammarvik, unknown] = list.rows.map((row) => row.transactionId) as [string, string, string]
    const accepted = await world.do<Act>(acceptCandidates, { payments: [{ transactionId: elsa }], list: {} })
    expect(accepted.next).toEqual({ transactionId: hammarvik })
    const placed = await world.do<Act>(placeOnAccount, { transactionId: hammarvik, party: bo, list: {} })
    expect(placed.next).toEqual({ transactionId: unknown })
    // The last one leads to the first that is left; in a group of its own there is none.
    expect(
      (await world.do<Act>(refuseMatch, { transactionId: unknown, itemIds: [elsa], list: { group: 'strong' } })).next,
    ).toBeNull()
    expect((await desk(world)).count).toBe(1)
    await undo(world, placed)
    await undo(world, accepted)
    expect(shown(await desk(world))).toEqual(shown(list))
    expect(await open(world)).toEqual(before)
    expect(await broken(world)).toEqual([])
  })

  test('a refused candidate is not offered; taken back, it is', async () => {
    const { world } = await day()
    const [row] = (await desk(world)).rows
    const itemIds = (await opened(world, row!.transactionId)).candidates[0]!.items.map((item) => item.itemId)
    const refused = await world.do<Act>(refuseMatch, { transactionId: row!.transactionId, itemIds })
    expect((await opened(world, row!.transactionId)).candidates).toEqual([])
    await expect(
      world.do(acceptCandidates, { payments: [{ transactionId: row!.transactionId, itemIds }] }),
    ).rejects.toThrow('no such candidate')
    expect((await desk(world)).groups.map((one) => one.group)).toEqual(['several', 'none'])
    await undo(world, refused)
    await expect(undo(world, refused)).rejects.toThrow('taken back already')
    expect((await desk(world)).groups.map((one) => one.group)).toEqual(['strong', 'several', 'none'])
  })

  test('many at once: the strong ones are one batch, undone by one; ties, twins and strangers are skipped with the reason', async () => {
    const world = await openWorld('SE')
    await leaveToPerson(world)
    const names = ['Ada Lindqvist', 'Bo Ekdahl', 'Cia Sandmark']
    for (const [i, name] of names.entries())
      await openInvoice(world, await world.party({ name }), `990012${i}7`, `${1731 + i * 113}.00`)
    await importPayments(world, 'F', [
      ...names.map((name, i) => money(`${1731 + i * 113}.00`, { text: 'x', payer: { name } })),
      // The same customer pays the same once more.
      money('1731.00', { text: 'y', payer: { name: names[0]! } }),
      money('50.00', { text: 'z', payer: { name: 'Okänd' } }),
    ])
    await world.do(match, {})
    const list = await desk(world)
    const answer = await world.do<{ accepted: string[]; skipped: { code: string }[] } & Act>(acceptCandidates, {
      payments: list.rows.map((row) => ({ transactionId: row.transactionId })),
    })
    expect(answer.accepted).toHaveLength(3)
    expect(answer.skipped.map((one) => one.code).sort()).toEqual(['desk.no-candidate', 'desk.taken-by-another'])
    expect((await desk(world)).count).toBe(2)
    expect(await broken(world)).toEqual([])
    await undo(world, answer)
    expect((await desk(world)).count).toBe(5)
    expect(await broken(world)).toEqual([])
  })

  test('two people accept the same: one wins, the other is told to look again', async () => {
    const { world } = await day()
    const [row] = (await desk(world)).rows
    const itemIds = (await opened(world, row!.transactionId)).candidates[0]!.items.map((item) => item.itemId)
    const both = await Promise.allSettled(
      [1, 2].map(() => world.do(acceptCandidates, { payments: [{ transactionId: row!.transactionId, itemIds }] })),
    )
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    // Who comes later learns what happened, not that the ranking changed.
    await expect(
      world.do(acceptCandidates, { payments: [{ transactionId: row!.transactionId, itemIds }] }),
    ).rejects.toThrow('nothing of this payment is left')
    expect(await broken(world)).toEqual([])
  })

  test('the reason of a person is kept with the decision', async () => {
    const { world } = await day()
    const [row] = (await desk(world)).rows
    const [candidate] = (await opened(world, row!.transactionId)).candidates
    await world.do(acceptMatch, {
      matches: [{ transactionId: row!.transactionId, items: [{ itemId: candidate!.items[0]!.itemId }] }],
      reason: 'ringde och frågade',
    })
    const kept = await world.tx(({ db, company }) =>
      db.rows<{ evidence: object[] }>(
        `select evidence from match_decisions where company_id = $1 and decided_by_kind = 'person'`,
        [company.id],
      ),
    )
    expect(kept).toEqual([{ evidence: [{ kind: 'reason', text: 'ringde och frågade' }] }])
    await world.do(undoMatch, { transactionIds: [row!.transactionId], refuse: false })
    expect((await desk(world)).count).toBe(3)
    expect(undoRefusal.name).toBe('bank.undo-refusal')
  })
})

describe('paying back', () => {
  const person = (): User => ({ id: newId(), name: 'K', areas: 'all', permissions: ['*'] })
  const states = async (world: World) =>
    (
      await world.do<{ rows: { state: string; amount: string; payee: { account: string } }[] }>(listRefunds, {
        state: 'all',
      })
    ).rows.map((row) => `${row.state} ${row.amount} ${row.payee.account}`)

  test('is proposed, held, attested by another, and closed by the bank', async () => {
    const world = await openWorld('SE')
    await leaveToPerson(world)
    const [karin, anders] = [person(), person()]
    const account = { scheme: 'IBAN' as const, id: 'SE7280000810340009783242' }
    const ada = await world.party({ name: 'Ada Lind' })
    await importPayments(world, 'F', [
      money('300.00', { text: 'fel', payer: { name: 'Fel Person', account } }),
      money('80.00', { text: 'utan konto' }),
    ])
    await world.do(match, {})
    const [wrong, bare] = (await desk(world)).rows.map((row) => row.transactionId) as [string, string]
    await expect(world.do(payBack, { transactionId: bare, reason: 'okänd' }, karin)).rejects.toThrow(
      'from which account',
    )
    const proposed = await world.do<{ refundIds: string[] } & Act>(
      payBack,
      { transactionId: wrong, reason: 'fel mottagare', list: {} },
      karin,
    )
    expect(proposed.next).toEqual({ transactionId: bare })
    expect((await desk(world)).count).toBe(1)
    // Held: by a person, by the subledger, and from being taken back.
    await expect(world.do(placeOnAccount, { transactionId: wrong, party: ada })).rejects.toThrow('to be paid back')
    await expect(world.do(undoMatch, { transactionIds: [wrong] })).rejects.toThrow('to be paid back')
    await expect(world.do(payBack, { transactionId: wrong, reason: 'igen' }, karin)).rejects.toThrow('to be paid back')
    await undo(world, proposed)
    expect((await desk(world)).count).toBe(2)
    const { refundIds } = await world.do<{ refundIds: string[] }>(
      payBack,
      { transactionId: wrong, reason: 'fel mottagare' },
      karin,
    )
    await expect(world.do(attestRefunds, { refundIds }, karin)).rejects.toThrow('somebody else must attest')
    await world.do(attestRefunds, { refundIds }, anders)
    await expect(world.do(attestRefunds, { refundIds }, anders)).rejects.toThrow('already')
    expect(await states(world)).toEqual([
      'attested 300.00 SE7280000810340009783242',
      'withdrawn 300.00 SE7280000810340009783242',
    ])
    // The bank tells that it left.
    await importPayments(world, 'G', [money('-300.00', { text: 'återbetalning' })])
    await world.do(match, {})
    const out = (await desk(world)).rows.find((row) => row.amount === '-300.00')!
    const fact = (await opened(world, out.transactionId)).facts.find((one) => one.code === 'pays-refund')!
    expect(fact.data).toMatchObject({ refundId: refundIds[0], state: 'attested' })
    await world.do(acceptMatch, {
      matches: [{ transactionId: out.transactionId, items: [{ itemId: fact.data.itemId }] }],
    })
    expect((await states(world))[0]).toBe('paid 300.00 SE7280000810340009783242')
    await expect(world.do(withdrawRefunds, { refundIds })).rejects.toThrow('has been paid')
    expect(await open(world)).toEqual([expect.stringContaining('unidentified -80.00')])
    expect(await broken(world)).toEqual([])
  })

  test('one person may do both where the company says so', async () => {
    const world = await openWorld('SE')
    await world.tx(({ db, company }) =>
      db.query(
        `insert into company_settings (company_id, name, valid_from, value) values ($1, 'refund-four-eyes', '2020-01-01', '{"required": false}')`,
        [company.id],
      ),
    )
    const karin = person()
    await importPayments(world, 'F', [money('300.00', { text: 'fel', payer: { name: 'Fel Person' } })])
    await world.do(match, {})
    const [row] = (await desk(world)).rows
    const to = { name: 'Fel Person', scheme: 'BGNR', account: '50501055' }
    const { refundIds } = await world.do<{ refundIds: string[] }>(
      payBack,
      { transactionId: row!.transactionId, reason: 'fel', to },
      karin,
    )
    expect(await world.do(attestRefunds, { refundIds }, karin)).toEqual({ attested: 1 })
  })
})

describe('an import', () => {
  test('answers in one object what the machine settled and what needs you, also when it was imported before', async () => {
    const world = await openWorld('SE')
    const ada = await world.party({ name: 'Ada Lind' })
    await openInvoice(world, ada, '600101', '100.00')
    const two = await openInvoice(world, ada, '600202', '200.00')
    const notification = {
      id: 'F',
      createdAt: '2026-12-01T06:00:00Z',
      account: { scheme: 'IBAN' as const, id: 'SE4550000000058398257466' },
      currency: 'SEK',
      bookedOn: world.today,
    }
    const payments = [
      money('100.00', { reference: '600101' }),
      money('31.00', { text: 'a', payer: { name: 'Okänd Ett' } }),
      money('32.00', { text: 'b', payer: { name: 'Okänd Två' } }),
      money('33.00', { text: 'c', payer: { name: 'Okänd Tre', account: { scheme: 'BGNR' as const, id: '50501055' } } }),
    ]
    const stored = await world.installation.files.put(world.companyId, [...writeCamt054(notification, payments)])
    const file = { name: 'F.xml', ...stored }
    type Answer = {
      fileId: string
      alreadyImportedOn: string | null
      payments: number
      progress: Record<string, unknown>
    }
    const first = await world.do<Answer>(importBankFile, { file, match: true })
    expect(first).toMatchObject({
      payments: 4,
      progress: { payments: 4, byMachine: 1, left: 3, rejected: 0, unmatched: 0, byYou: 0 },
    })
    const karin = { id: newId(), name: 'K', areas: 'all', permissions: ['*'] } as User
    const rows = (await desk(world, { fileId: first.fileId })).rows.map((row) => row.transactionId)
    await world.do(acceptMatch, { matches: [{ transactionId: rows[0], items: [{ itemId: two.id }] }] }, karin)
    await world.do(payBack, { transactionId: rows[2], reason: 'fel' }, karin)
    const again = await world.do<Answer>(importBankFile, { file, match: true }, karin)
    expect(again.alreadyImportedOn).toMatch(/^\d{4}-/)
    expect(again).toMatchObject({
      payments: 0,
      progress: { byMachine: 1, left: 1, byYou: 2, byPeople: [{ userId: karin.id, payments: 2 }] },
    })
    expect((await world.do<{ files: object[] }>(fileProgress, {}, karin)).files).toEqual([again.progress])
  })
})

describe('what is left over', () => {
  test('a run whose process was killed is ended as broken off by the next one', async () => {
    const world = await openWorld('SE')
    const runId = newId()
    await world.tx(({ db, company }) =>
      db.query(
        `insert into runs (company_id, id, kind, state, parameters, proposed_at, approved_at) values ($1, $2, 'match', 'executing', $3, now() - interval '2 hours', now()),
                ($1, $4, 'match', 'executing', '{}', now(), now())`,
        [company.id, runId, JSON.stringify({ seenAt: new Date(Date.now() - 3_600_000).toISOString() }), newId()],
      ),
    )
    await world.do(match, {})
    const runs = await world.tx(({ db, company }) =>
      db.rows<{ state: string; id: string; report: { brokenOff?: boolean } | null }>(
        `select id, state, report from runs where company_id = $1`,
        [company.id],
      ),
    )
    expect(runs.find((run) => run.id === runId)).toMatchObject({ state: 'failed', report: { brokenOff: true } })
    // One that spoke a moment ago is another process at work.
    expect(runs.map((run) => run.state).sort()).toEqual(['done', 'executing', 'failed'])
  })

  test('a rate older than the company allows leaves the payment on the desk with the reason, until a newer one is there', async () => {
    const world = await openWorld('SE')
    await world.tx(async ({ db, company }) => {
      await db.query(
        `insert into company_settings (company_id, name, valid_from, value) values ($1, 'rate-age', '2020-01-01', '{"days": 7}')`,
        [company.id],
      )
      await db.query(
        `insert into bank_accounts (company_id, id, code, name, kind, currency, account, iban) values ($1, $2, 'EUR', 'EUR', 'bank', 'EUR', '1930', 'SE7280000810340009783242')`,
        [company.id, newId()],
      )
    })
    const rate = (on: string) =>
      world.tx(({ db, company }) =>
        db.query(
          `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, 'EUR', 'SEK', $2, 11.5, 'test')`,
          [company.id, on],
        ),
      )
    await rate('2026-10-01')
    await importPayments(world, 'E', [money('10.00', { text: 'x' }, 'EUR')], {
      currency: 'EUR',
      account: 'SE7280000810340009783242',
    })
    expect(await world.do(match, {})).toMatchObject({ payments: 0, rejected: [{ code: 'RATE_OLD' }] })
    expect((await desk(world)).rows).toMatchObject([{ group: 'rejected', why: 'RATE_OLD', amount: '10.00' }])
    await rate('2026-11-19')
    expect(await world.do(match, {})).toMatchObject({ payments: 1, rejected: [] })
    expect((await desk(world)).rows).toMatchObject([{ group: 'none' }])
  })
})
