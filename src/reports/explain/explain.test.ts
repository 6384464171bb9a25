import { expect, test } from 'vitest'
import { camt054File } from '../../../test/bank-files.ts'
import { issueOrders, postItem } from '../../../test/books.ts'
import { remind, savePlainPolicy } from '../../../test/dunning.ts'
import { plainOrder } from '../../../test/orders.ts'
import { openWorld } from '../../../test/world.ts'
import { importBankFile } from '../../bank/files/import-bank-file.ts'
import { source } from '../../bank/files/source.ts'
import { match } from '../../bank/placing/match.ts'
import type { User } from '../../db/context.ts'
import { newId } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { verbs } from '../../verbs.ts'
import { explain } from './explain.ts'

interface Trail {
  trail: {
    kind: string
    id: string
    line: number | null
    depth: number
    title: string
    text: string | null
    amount: string
    next: { kind: string; id: string; line: number | null }[]
    opens: { verb: string; input: object } | null
    source: { verb: string; input: object; fileName: string; place: string } | null
  }[]
  cut: boolean
}

async function settledInvoice() {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind', number: '1001', kind: 'person' })
  const stored = await world.installation.files.put(world.companyId, [new TextEncoder().encode('row 14')])
  const order = plainOrder(world, ada, 'A-1', [
    ['Barnomsorg', '2', '500.00', 'S25'],
    ['Mat', '1', '100.00', 'S25'],
  ])
  await issueOrders(world, [{ ...order, sourceRow: 14, fileSha256: Buffer.from(stored.sha256, 'hex') } as typeof order])
  const invoice = await world.tx(({ db }) =>
    db.one<{ id: string; reference: string }>(`select id, reference from invoices`),
  )
  world.today = '2026-12-01' as never
  const file = camt054File([{ reference: invoice.reference, amount: '1375.00' }])
  const camt = await world.installation.files.put(world.companyId, [file])
  await world.do(importBankFile, { file: { name: 'c54.xml', ...camt } })
  expect(await world.do(match, {})).toMatchObject({ matched: 1 })
  const rows = await world.tx(({ db }) =>
    db.rows<{ id: string; amount: bigint; voucher_id: string }>(
      `select id, amount, voucher_id from open_items order by amount desc`,
    ),
  )
  return { world, invoice, item: rows[0]!, credit: rows[1]! }
}

test('an item explains itself down to the order row and to the payment’s element in the bank file', async () => {
  const { world, invoice, item } = await settledInvoice()
  const { trail, cut } = await world.do<Trail>(explain, { kind: 'item', id: item.id })
  expect(cut).toBe(false)
  expect(trail.map((step) => `${step.depth} ${step.kind} ${step.amount}`)).toEqual([
    '0 item 1375.00',
    '1 invoice 1375.00',
    '1 posting 1375.00',
    '1 allocation 1375.00',
    '2 invoice-line 1000.00',
    '2 invoice-line 100.00',
    '2 voucher 1375.00',
    '2 item -1375.00',
    '2 payment 1375.00',
    '3 order-line 1000.00',
    '3 order-line 100.00',
    '3 posting -1375.00',
    '4 voucher 1375.00',
  ])
  const payment = trail.find((step) => step.kind === 'payment')!
  expect(payment.source).toMatchObject({ verb: 'bank.source', fileName: 'c54.xml' })
  expect((await world.do<{ text: string }>(source, payment.source!.input)).text).toContain(invoice.reference)
  expect(trail.find((step) => step.kind === 'order-line')!.source).toMatchObject({ place: '14' })
  // Every step leads on alone, and every verb that opens one exists and takes the input that is given.
  for (const step of trail) {
    const own = await world.do<Trail>(explain, {
      kind: step.kind,
      id: step.id,
      ...(step.line ? { line: step.line } : {}),
    })
    expect(own.trail[0]).toMatchObject({ kind: step.kind, title: step.title, amount: step.amount, depth: 0 })
    if (step.source)
      expect(await world.do(verbs.find((one) => one.name === step.source!.verb)!, step.source.input)).toBeTruthy()
    if (!step.opens) continue
    const verb = verbs.find((one) => one.name === step.opens!.verb)
    expect(await world.do(verb!, step.opens.input)).toBeTruthy()
  }
  await expect(world.do(explain, { kind: 'voucher', id: newId() })).rejects.toThrow('no such voucher')
  // On a page that shows the day before, nobody has paid yet; nor where it was not known yet.
  const kinds = async (more: object) =>
    (await world.do<Trail>(explain, { kind: 'item', id: item.id, ...more })).trail.map((step) => step.kind)
  expect(await kinds({ asOf: '2026-11-30' })).not.toContain('allocation')
  expect(await kinds({ asOf: '2026-12-01' })).toContain('allocation')
  expect(await kinds({ knownAt: '2020-01-01T00:00:00Z' })).not.toContain('allocation')
})

test('from any end the trail reaches the file; a wall between areas cuts it', async () => {
  const { world, credit, item } = await settledInvoice()
  const from = async (kind: string, id: string, line?: number) =>
    (await world.do<Trail>(explain, { kind, id, ...(line ? { line } : {}) })).trail
      .filter((step) => step.source)
      .map((step) => step.kind)
  expect(await from('item', credit.id)).toEqual(expect.arrayContaining(['payment', 'order-line']))
  expect(await from('posting', credit.voucher_id, 1)).toContain('payment')
  expect(await from('voucher', item.voucher_id)).toEqual(['order-line', 'order-line'])
  const elsewhere: User = { id: newId(), name: 'Elsewhere', areas: [newId()], permissions: ['*'] }
  const seen = await world.do<Trail>(explain, { kind: 'item', id: item.id }, elsewhere)
  expect(seen.trail.map((step) => step.kind)).not.toContain('payment')
})

test('a posting in foreign currency tells what it is in the books, by which rate, of which day, from whom', async () => {
  const world = await openWorld('SE')
  const rate = (on: string, value: string) =>
    world.tx(({ db, company }) =>
      db.query(
        `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source) values ($1, 'EUR', 'SEK', $2, $3, 'Riksbanken')`,
        [company.id, on, value],
      ),
    )
  await rate('2026-11-02', '11.20')
  const ada = await world.party({ name: 'Ada Lind', number: '1001', kind: 'person' })
  await issueOrders(world, [plainOrder(world, ada, 'A-1', [['Barnomsorg', '2', '500.00', 'S25']], { currency: 'EUR' })])
  const { reference, rateOn } = await world.tx(({ db }) =>
    db.one<{ reference: string; rateOn: string }>(`select reference, rate_on as "rateOn" from invoices`),
  )
  world.today = '2026-12-01' as never
  await rate('2026-12-01', '11.35')
  const camt = await world.installation.files.put(world.companyId, [
    camt054File([{ reference, amount: '1250.00' }], { currency: 'EUR', bookedOn: '2026-12-01' as never }),
  ])
  await world.do(importBankFile, { file: { name: 'c54.xml', ...camt } })
  expect(await world.do(match, {})).toMatchObject({ matched: 1 })
  const postings = await world.tx(({ db }) =>
    db.rows<{ id: string; line: number; account: string; currency: string }>(
      `select p.voucher_id as id, p.line_no as line, p.account, p.currency from postings p join vouchers v on v.id = p.voucher_id where p.amount <> 0 order by v.recorded_at, v.number, p.line_no`,
    ),
  )
  const said = new Map<string, unknown[]>()
  for (const { id, line, account } of postings) {
    const { trail } = await world.do<{ trail: { exchange: { baseAmount: string } | null }[] }>(explain, {
      kind: 'posting',
      id,
      line,
    })
    said.set(account, [...(said.get(account) ?? []), trail[0]!.exchange])
  }
  expect(said.get('1510')).toEqual([
    { baseAmount: '14000.00', baseCurrency: 'SEK', rate: '11.2', on: rateOn, source: 'Riksbanken' },
    { baseAmount: '-14187.50', baseCurrency: 'SEK', rate: '11.35', on: '2026-12-01', source: 'Riksbanken' },
  ])
  expect(rateOn).toBe('2026-11-02')
})

test('a fee and interest that a letter charged lead to the letter, the days reckoned and the claim they are of', async () => {
  const world = await openWorld('SE', { kind: 'company', today: '2026-11-20' })
  await savePlainPolicy(world, { interest: 'charged' })
  const bolag = await world.party({ number: '1', name: 'Bolaget AB', kind: 'company' })
  await postItem(world, { party: bolag, number: 'A', amount: '10000.00', on: '2026-09-01', due: '2026-10-30' })
  await remind(world)
  const charges = await world.tx(({ db }) =>
    db.rows<{ id: string; component: string; amount: bigint }>(
      `select id, component, amount from open_items where kind = 'charge' order by component`,
    ),
  )
  expect(charges.map(({ component }) => component)).toEqual(['fee', 'interest'])
  for (const { id, component, amount } of charges) {
    const { trail } = await world.do<Trail>(explain, { kind: 'item', id })
    const letter = trail.find((step) => step.kind === 'letter' && step.depth === 1)!
    expect(letter.opens).toMatchObject({ verb: 'dunning.read-letter', input: { letterId: letter.id } })
    expect(trail.find((step) => step.kind === 'item' && step.depth === 1)).toMatchObject({
      title: 'A',
      amount: '10000.00',
    })
    const reckoned = trail.filter((step) => step.kind === 'interest' && step.depth === 1)
    expect(reckoned.map((step) => step.text)).toEqual(
      component === 'interest' ? ['10000.00 × 10.00 %, 2026-10-31 – 2026-11-20'] : [],
    )
    if (component === 'interest') expect(reckoned[0]).toMatchObject({ title: 'A', amount: formatMinor(amount, 'SEK') })
  }
})
