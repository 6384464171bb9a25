import { expect, test } from 'vitest'
import { saveBusinessAreas } from '../../src/company/business-areas.ts'
import { credit } from '../../src/invoicing/credit.ts'
import type { Day } from '../../src/kernel/day.ts'
import { close } from '../../src/parties/close.ts'
import { findDuplicates } from '../../src/parties/find-duplicates.ts'
import { forget } from '../../src/parties/forget.ts'
import { list } from '../../src/parties/list.ts'
import { read } from '../../src/parties/read.ts'
import { save } from '../../src/parties/save.ts'
import { saveNote } from '../../src/parties/save-note.ts'
import { mergeParties } from '../../src/subledger/merge-parties.ts'
import { previewMerge } from '../../src/subledger/preview-merge.ts'
import { issueOrders, openItemsText } from '../books.ts'
import { plainOrder } from '../orders.ts'
import { openWorld, type World } from '../world.ts'

/** Made up, with a right check digit. */
const ada = '198112189876'

const postings = (world: World) =>
  world.tx(({ db }) =>
    db.rows<{ account: string; base_amount: bigint }>(
      'select account, base_amount from postings order by voucher_id, line_no',
    ),
  )

const differences = (world: World) =>
  world.tx(({ db }) =>
    db.rows(
      `select account, party_id, sum(base) as base from (
         select p.account, p.party_id, p.base_amount as base from postings p join accounts a on a.company_id = p.company_id and a.code = p.account where a.control = 'receivable'
         union all select account, party_id, -base_open from open_items) x group by account, party_id having sum(base) <> 0`,
    ),
  )

test('two customers that are one person become one: money moves by voucher, the old number leads on', async () => {
  const world = await openWorld('SE')
  const twin = await world.party({ number: '10', name: 'Ada Lind', kind: 'person' })
  const one = await world.party({ number: '11', name: 'Ada Lind', kind: 'person', identityNumber: ada })
  await world.party({ number: '12', name: 'Barn', payerNumber: '10' })
  await world.do(saveNote, { number: '10', text: 'Ringde' })
  await issueOrders(world, [
    plainOrder(world, twin, 'A-1', [['Avgift', '1', '100', 'S25']]),
    plainOrder(world, one, 'A-2', [['Avgift', '1', '200', 'S25']]),
  ])
  const before = await postings(world)
  const preview = await world.do(mergeParties, { from: '10', into: '11' })
  expect(preview).toEqual({
    preview: true,
    items: 1,
    sums: [{ account: '1510', currency: 'SEK', amount: '125.00' }],
    vouchers: 0,
    problems: [],
  })
  const found = { rows: [{ from: '11', into: '10', evidence: ['name-and-address'] }], more: false }
  expect(await world.do(findDuplicates, {})).toMatchObject(found)
  expect(await world.do(findDuplicates, { number: '12' })).toEqual({ rows: [], more: false })
  expect(await world.do(previewMerge, { from: '10', into: '11' })).toEqual({
    from: { number: '10', name: 'Ada Lind' },
    into: { number: '11', name: 'Ada Lind' },
    sums: [{ account: '1510', currency: 'SEK', items: 1, amount: '125.00' }],
    vouchers: 1,
    moves: { contacts: 0, notes: 1, bankAccounts: 0, paysFor: 1 },
    stays: { documents: 1, channels: 0, addresses: 1 },
    differences: [],
    problems: [],
  })
  expect((await world.do<{ differences: object[] }>(previewMerge, { from: '11', into: '10' })).differences).toEqual([
    { field: 'identityNumber', from: ada, into: null, kept: 'from' },
  ])
  expect(await postings(world)).toEqual(before)

  expect(await world.do(mergeParties, { from: '10', into: '11', preview: false })).toMatchObject({
    items: 1,
    vouchers: 1,
  })
  expect(await world.do(findDuplicates, {})).toEqual({ rows: [], more: false })
  expect(await openItemsText(world)).toBe('1510 Ada Lind invoice 125.00\n1510 Ada Lind invoice 250.00')
  expect(await differences(world)).toEqual([])
  expect((await postings(world)).slice(0, before.length)).toEqual(before)
  const card = await world.do(read, { number: '10' })
  expect(card).toMatchObject({
    number: '11',
    mergedFrom: ['10'],
    notes: [{ text: 'Ringde' }],
    open: [{ currency: 'SEK', amount: '375.00', items: 2 }],
  })
  expect(await world.do(read, { number: '12' })).toMatchObject({ party: { payerNumber: '11' } })
  expect(await world.do(list, {})).toMatchObject({ rows: [{ number: '11' }, { number: '12' }] })
  // A file that knows the old number meets the one that remains.
  expect(await world.do(save, { rows: [{ number: '10', termsDays: 20 }] })).toMatchObject({
    parties: [{ number: '11', outcome: 'updated' }],
  })
  await expect(world.do(mergeParties, { from: '10', into: '11', preview: false })).rejects.toThrow('one already')
})

test('an identity number goes along; what is two stays two', async () => {
  const world = await openWorld('SE')
  await world.do(saveBusinessAreas, { rows: [{ code: 'SOC', name: 'Socialtjänst', secret: true }] })
  await world.party({ number: '10', name: 'Ada', identityNumber: ada })
  await world.party({ number: '11', name: 'Ada' })
  await world.party({ number: '12', name: 'Bo AB', identityNumber: '5560269986' })
  await world.do(save, {
    rows: [
      { number: '13', name: 'Cleo', businessAreas: ['SOC'] },
      { number: 'I1', name: 'Teknik', kind: 'internal' },
    ],
  })
  await world.do(mergeParties, { from: '10', into: '11', preview: false })
  expect(await world.do(read, { number: '11' })).toMatchObject({ party: { identityNumber: ada } })
  const refused = async (from: string, into: string) =>
    (await world.do<{ problems: { code: string }[] }>(mergeParties, { from, into })).problems.map(
      (problem) => problem.code,
    )
  expect(await refused('11', '12')).toEqual(['merge.two-identities'])
  expect(await refused('13', '12')).toEqual(['merge.areas'])
  expect(await refused('I1', '12')).toEqual(['merge.internal'])
  await expect(world.do(mergeParties, { from: '11', into: '12', preview: false })).rejects.toThrow('different identity')
})

test('a person is forgotten when nothing is open and the books need no longer be kept; the books stay whole', async () => {
  const world = await openWorld('SE', { today: '2018-06-01', booksFrom: '2018-01-01' })
  const id = await world.party({ number: '1', name: 'Ada Lind', kind: 'person', identityNumber: ada })
  await issueOrders(world, [plainOrder(world, id, 'A-1', [['Avgift', '1', '100', 'S25']])])
  await expect(world.do(forget, { number: '1' })).rejects.toThrow('1 items are open')
  const [invoice] = await world.tx(({ db }) => db.rows<{ id: string }>('select id from invoices'))
  await world.do(credit, { invoiceId: invoice!.id, reason: 'Fel' })
  expect(await openItemsText(world)).toBe('')
  await expect(world.do(forget, { number: '1' })).rejects.toThrow('kept until 2025-12-31')
  const before = await postings(world)
  world.today = '2026-01-01' as Day
  expect(await world.do(forget, { number: '1', dryRun: true })).toMatchObject({ versions: 1 })
  expect(await world.do(read, { number: '1' })).toMatchObject({ name: 'Ada Lind' })
  expect(await world.do(forget, { number: '1' })).toEqual({ number: '1', versions: 1, keptUntil: '2025-12-31' })
  const left = await world.tx(({ db }) =>
    db.rows<{ t: string }>(
      `select t::text from parties t union all select t::text from party_versions t union all select t::text from party_addresses t
       union all select t::text from audit_events t union all select t::text from audit_payloads t`,
    ),
  )
  expect(left.map((row) => row.t).join()).not.toMatch(/Ada Lind|Lillgatan|198112189876/)
  expect(await postings(world)).toEqual(before)
  expect(await world.do(list, { search: ada })).toMatchObject({ rows: [] })
  // Whoever comes again is a new customer.
  expect(await world.do(save, { rows: [{ name: 'Ada Lind', identityNumber: ada }] })).toMatchObject({
    parties: [{ number: '2', outcome: 'created' }],
  })
  await expect(world.do(close, { number: '0' })).rejects.toThrow("program's own")
})
