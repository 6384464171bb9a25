import { describe, expect, test } from 'vitest'
import { documentContent } from '../../src/delivery/pdf/document-content.ts'
import { advanceInvoice } from '../../src/invoicing/direct/advance-invoice.ts'
import { annul } from '../../src/invoicing/direct/annul.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { credit } from '../../src/invoicing/direct/credit.ts'
import { creditSeveral } from '../../src/invoicing/direct/credit-several.ts'
import { debit } from '../../src/invoicing/direct/debit.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { makeInvoiceOfProforma } from '../../src/invoicing/direct/make-invoice-of-proforma.ts'
import { settleInternal } from '../../src/invoicing/direct/settle-internal.ts'
import { listInvoices } from '../../src/invoicing/documents/list-invoices.ts'
import { moments } from '../../src/invoicing/documents/moments.ts'
import { readDocuments } from '../../src/invoicing/documents/read-document.ts'
import { readInvoice } from '../../src/invoicing/documents/read-invoice.ts'
import type { NewOrder } from '../../src/invoicing/orders/save-orders.ts'
import { saveOrders } from '../../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../../src/invoicing/run/approve-billing.ts'
import { issue } from '../../src/invoicing/run/issue.ts'
import { listRunRows } from '../../src/invoicing/run/list-run-rows.ts'
import { proposeBilling } from '../../src/invoicing/run/propose-billing.ts'
import { newId } from '../../src/kernel/id.ts'
import { formatMinor } from '../../src/kernel/money.ts'
import { post } from '../../src/ledger/post.ts'
import { openItems } from '../../src/subledger/open-items.ts'
import { openItemsText } from '../books.ts'
import { plainOrder } from '../orders.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

/** Balances by account in minor units of the base currency, as an accountant would list them. */
const balances = async (world: World): Promise<string> => {
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ account: string; sum: bigint }>(
      `select account, sum(base_amount)::bigint as sum from postings where company_id = $1 group by account having sum(base_amount) <> 0 order by account`,
      [company.id],
    ),
  )
  return rows.map((row) => `${row.account} ${formatMinor(row.sum, 'EUR')}`).join('\n')
}

const invoice = async (world: World, more: object = {}): Promise<Billed['documents'][number]> => {
  const result = await world.do<Billed>(invoiceNow, {
    newCustomer: { name: 'Ada Lind', kind: 'person', street: 'Lillgatan 2', city: 'Exempelstad' },
    lines: [{ name: 'Rådgivning', quantity: '3', unitPrice: '33.35', vatCode: 'S25' }],
    ...more,
  })
  return result.documents[0]!
}

describe('credit notes', () => {
  test('part by part to the öre: the last part takes the rest, and never more than is left', async () => {
    const world = await openWorld('SE')
    const issued = await invoice(world)
    expect(issued).toMatchObject({ number: '100001', payable: '125.06', currency: 'SEK' })
    const partOf = (quantity: string) =>
      world.do<Billed>(credit, { invoiceId: issued.invoiceId, lines: [{ lineNo: 1, quantity }], reason: 'Felräknat' })
    const first = await partOf('1')
    expect(first.documents[0]).toMatchObject({ kind: 'credit-note', number: '100002', payable: '41.69' })
    expect(await openItemsText(world)).toBe('1510 Ada Lind invoice 83.37')
    await expect(partOf('3')).rejects.toThrow('has 2 pieces left')
    expect((await partOf('1')).documents[0]!.payable).toBe('41.68')
    expect((await partOf('1')).documents[0]!.payable).toBe('41.69')
    await expect(partOf('1')).rejects.toThrow('left')
    await expect(world.do(credit, { invoiceId: issued.invoiceId, reason: 'Igen' })).rejects.toThrow('credited already')
    expect(await openItemsText(world)).toBe('')
    expect(await balances(world)).toBe('')
  })

  test('by amount, then all that is left of every line', async () => {
    const world = await openWorld('SE')
    const issued = await invoice(world, {
      lines: [
        { name: 'Rådgivning', quantity: '7', unitPrice: '14.29', discountPercent: '10', vatCode: 'S25' },
        { name: 'Bok', quantity: '1', unitPrice: '99.99', vatCode: 'S6' },
      ],
    })
    await world.do(credit, {
      invoiceId: issued.invoiceId,
      lines: [{ lineNo: 1, amountNet: '10.01' }],
      reason: 'Avdrag',
    })
    await expect(
      world.do(credit, { invoiceId: issued.invoiceId, lines: [{ lineNo: 1, quantity: '1' }], reason: 'Fel' }),
    ).rejects.toThrow('give an amount')
    await expect(
      world.do(credit, { invoiceId: issued.invoiceId, lines: [{ lineNo: 1, amountNet: '80.03' }], reason: 'Fel' }),
    ).rejects.toThrow('has 80.02 left')
    const rest = await world.do<Billed>(credit, { invoiceId: issued.invoiceId, reason: 'Allt' })
    expect(await openItemsText(world)).toBe('')
    expect(await balances(world)).toBe('')
    const document = (await world.tx((ctx) => readDocuments(ctx, [rest.documents[0]!.invoiceId]))).get(
      rest.documents[0]!.invoiceId,
    )!
    expect(document).toMatchObject({
      kind: 'credit-note',
      reason: 'Allt',
      preceding: [{ number: '100001', kind: 'invoice' }],
    })
    expect(document.lines.map((line) => line.amountNet)).toEqual([8002n, 9999n])
  })

  test('a credit note of an old rate goes to the VAT account of that rate', async () => {
    const world = await openWorld('SE', { today: '2026-03-20' })
    const issued = await invoice(world, {
      supplyOn: '2026-03-20',
      lines: [{ name: 'Frukt', unitPrice: '100.00', vatCode: 'FOOD' }],
    })
    expect(issued.payable).toBe('112.00')
    world.today = '2026-04-10' as never
    await world.do(credit, { invoiceId: issued.invoiceId, reason: 'Retur' })
    expect(await balances(world)).toBe('')
  })

  test('in foreign currency: at the rate of the invoice, so that no exchange difference is left', async () => {
    const world = await openWorld('SE')
    await world.tx(({ db, company }) =>
      db.query(
        `insert into exchange_rates (company_id, currency, base_currency, valid_on, rate, source)
         values ($1, 'EUR', 'SEK', '2026-11-01', 11.1234, 'test'), ($1, 'EUR', 'SEK', '2026-12-01', 10.5, 'test')`,
        [company.id],
      ),
    )
    const issued = await invoice(world, { currency: 'EUR' })
    expect(issued).toMatchObject({ currency: 'EUR', payable: '125.06' })
    world.today = '2026-12-05' as never
    await world.do(credit, { invoiceId: issued.invoiceId, lines: [{ lineNo: 1, quantity: '1' }], reason: 'Del' })
    await world.do(credit, { invoiceId: issued.invoiceId, reason: 'Resten' })
    expect(await openItemsText(world)).toBe('')
    // Base money of the parts is rounded part by part: single öre may stay on revenue, VAT and exchange.
    expect((await balances(world)).replace(/[\d.-]+ -?0\.0[1-3]\n?/g, '')).toBe('')
  })

  test('of a paid invoice: what was paid is the customer’s', async () => {
    const world = await openWorld('SE')
    const issued = await invoice(world)
    await pay(world, issued.invoiceId, 12506n, true)
    await world.do(credit, { invoiceId: issued.invoiceId, reason: 'Ångrat' })
    expect(await openItemsText(world)).toBe('1510 Ada Lind credit-note -125.06')
  })

  test('a debit note adds to the invoice that it names', async () => {
    const world = await openWorld('BG')
    const issued = await invoice(world, { lines: [{ name: 'Услуга', unitPrice: '100.00', vatCode: 'S20' }] })
    expect(issued).toMatchObject({ number: '0000000001', payable: '120.00', currency: 'EUR' })
    const added = await world.do<Billed>(debit, {
      invoiceId: issued.invoiceId,
      reason: 'Допълнителни часове',
      lines: [{ name: 'Часове', quantity: '2', unitPrice: '10.00', vatCode: 'S20' }],
    })
    expect(added.documents[0]).toMatchObject({ kind: 'debit-note', number: '0000000002', payable: '24.00' })
    const { invoice: read } = await world.do<{ invoice: { notes: unknown[] } }>(readInvoice, {
      invoiceId: issued.invoiceId,
    })
    expect(read.notes).toMatchObject([{ kind: 'debit-note', number: '0000000002', gross: '24.00' }])
    // A debit note never stands on a document that is not there.
    await expect(world.do(annul, { invoiceId: issued.invoiceId, reason: 'x' })).rejects.toThrow(
      'the debit note 0000000002 adds to it',
    )
    await world.do(annul, { invoiceId: added.documents[0]!.invoiceId, reason: 'Грешка' })
    await world.do(annul, { invoiceId: issued.invoiceId, reason: 'Грешка' })
    expect(await openItemsText(world)).toBe('')
  })
})

describe('several at once', () => {
  interface Told {
    sums: object[]
    refused: { number: string | null; problems: { code: string }[] }[]
    awaiting: number
    documents: Billed['documents']
  }
  const codes = ({ refused }: Told) => refused.map(({ number, problems }) => [number, problems[0]!.code])

  test('shown first, then credited whole in one go; what cannot be is told one by one, and nothing twice', async () => {
    const world = await openWorld('SE')
    const [open, paid, gone] = [await invoice(world), await invoice(world), await invoice(world)]
    await pay(world, paid.invoiceId, 12506n, true)
    const note = await world.do<Billed>(credit, { invoiceId: gone.invoiceId, reason: 'Fel' })
    const unknown = newId()
    const input = {
      invoiceIds: [open, paid, gone, note.documents[0]!].map(({ invoiceId }) => invoiceId).concat(unknown),
      reason: 'Kursen ställdes in',
    }
    const before = await openItemsText(world)
    const shown = await world.do<Told>(creditSeveral, { ...input, preview: true })
    expect(shown).toMatchObject({
      preview: true,
      sums: [
        { currency: 'SEK', documents: 2, payable: '250.12', settles: '125.06', onAccount: '125.06', charges: '0.00' },
      ],
      documents: [],
    })
    const refusedOnes = [
      ['100003', 'credit-note.nothing-left'],
      ['100004', 'invoice.not-correctable'],
      [null, 'invoice.unknown'],
    ]
    expect(codes(shown)).toEqual(refusedOnes)
    expect(await openItemsText(world)).toBe(before)
    const done = await world.do<Told>(creditSeveral, input)
    expect(done.documents.map(({ kind, number, payable }) => [kind, number, payable])).toEqual([
      ['credit-note', '100005', '125.06'],
      ['credit-note', '100006', '125.06'],
    ])
    expect(codes(done)).toEqual(refusedOnes)
    expect(await openItemsText(world)).toBe('1510 Ada Lind credit-note -125.06')
    const again = world.do(creditSeveral, { ...input, invoiceIds: [open.invoiceId, paid.invoiceId] })
    await expect(again).rejects.toThrow('100001 is credited already; 100002 is credited already')
  })

  test('where two persons are wanted they wait, and are not proposed a second time', async () => {
    const world = await openWorld('SE')
    const issued = [await invoice(world), await invoice(world)]
    await world.tx(({ db, company }) =>
      db.query(`update invoice_groups set two_person_approval = true where company_id = $1`, [company.id]),
    )
    const input = { invoiceIds: issued.map(({ invoiceId }) => invoiceId), reason: 'Fel' }
    expect(await world.do(creditSeveral, input)).toMatchObject({ awaiting: 2, documents: [], refused: [] })
    await expect(world.do(creditSeveral, input)).rejects.toThrow('a credit note on 100001 waits already')
  })
})

describe('annulment', () => {
  test('in Bulgaria a document keeps its number and is listed; the series has no gap', async () => {
    const world = await openWorld('BG')
    const lines = [{ name: 'Услуга', unitPrice: '50.00', vatCode: 'S20' }]
    await invoice(world, { lines })
    const wrong = await invoice(world, { lines })
    const before = await balances(world)
    expect(await world.do(moments, { invoiceId: wrong.invoiceId })).toMatchObject({
      state: 'issued',
      annul: { allowed: true },
    })
    expect(await world.do(annul, { invoiceId: wrong.invoiceId, reason: 'Грешен клиент' })).toMatchObject({
      number: '0000000002',
      recalledDeliveries: 1,
    })
    await expect(world.do(annul, { invoiceId: wrong.invoiceId, reason: 'Пак' })).rejects.toThrow('was annulled on')
    await expect(world.do(credit, { invoiceId: wrong.invoiceId, reason: 'Пак' })).rejects.toThrow('annulled')
    await invoice(world, { lines })
    const { rows } = await world.do<{ rows: { number: string; annulled: boolean; open: string }[] }>(listInvoices, {})
    expect(rows.map((row) => [row.number, row.annulled, row.open])).toEqual([
      ['0000000003', false, '60.00'],
      ['0000000002', true, '0.00'],
      ['0000000001', false, '60.00'],
    ])
    expect(await balances(world)).toBe(before)
    expect(await world.do(moments, { invoiceId: wrong.invoiceId })).toMatchObject({
      state: 'annulled',
      annul: { allowed: false },
    })
  })

  test('not once it is delivered, paid, or its period closed; and never in Sweden', async () => {
    const world = await openWorld('BG')
    const lines = [{ name: 'Услуга', unitPrice: '50.00', vatCode: 'S20' }]
    const [sent, paid, closed] = [
      await invoice(world, { lines }),
      await invoice(world, { lines }),
      await invoice(world, { lines }),
    ]
    await world.tx(({ db, company }) =>
      db.query(`update deliveries set state = 'sent' where company_id = $1 and subject_id = $2`, [
        company.id,
        sent.invoiceId,
      ]),
    )
    await pay(world, paid.invoiceId, 6000n, true)
    await expect(world.do(annul, { invoiceId: sent.invoiceId, reason: 'x' })).rejects.toThrow('has been delivered')
    await expect(world.do(annul, { invoiceId: paid.invoiceId, reason: 'x' })).rejects.toThrow('is paid')
    await world.tx(({ db, company }) =>
      db.query(`update periods set closed_at = now() where company_id = $1 and starts_on = '2026-11-01'`, [company.id]),
    )
    world.today = '2026-12-03' as never
    await expect(world.do(annul, { invoiceId: closed.invoiceId, reason: 'x' })).rejects.toThrow('is closed')

    const swedish = await openWorld('SE')
    const issued = await invoice(swedish)
    await expect(swedish.do(annul, { invoiceId: issued.invoiceId, reason: 'x' })).rejects.toThrow('not annulled here')
  })
})

test('a Bulgarian proforma is paid, becomes an advance invoice, and the final invoice deducts it with its VAT', async () => {
  const world = await openWorld('BG')
  const client = await world.party({
    name: 'Клиент ООД',
    number: '7001',
    kind: 'company',
    country: 'BG',
    identityNumber: '831641791',
  })
  const proforma = await world.do<Billed>(invoiceNow, {
    kind: 'proforma',
    customer: '7001',
    lines: [{ name: 'Машина', unitPrice: '1000.00', vatCode: 'S20' }],
  })
  const proformaId = proforma.documents[0]!.invoiceId
  expect(proforma.documents[0]).toMatchObject({ kind: 'proforma', number: 'P1', payable: '1200.00' })
  expect(await balances(world)).toBe('')
  await expect(world.do(advanceInvoice, { proformaId })).rejects.toThrow('no open payment')
  const itemId = await receive(world, client, 40001n)
  // The customer's only open credit is not taken for money on the proforma because it is alone.
  await expect(world.do(advanceInvoice, { proformaId })).rejects.toThrow('names proforma P1: say which')
  const advance = await world.do<Billed>(advanceInvoice, { proformaId, itemId })
  expect(advance.documents[0]).toMatchObject({ kind: 'advance-invoice', number: '0000000001', payable: '400.01' })
  expect(await openItemsText(world)).toBe('')
  expect(await balances(world)).toBe(['412 -333.34', '4532 -66.67', '503 400.01'].join('\n'))

  // It tells of money that has come, and asks for none.
  const paper = (await world.tx((ctx) => readDocuments(ctx, [advance.documents[0]!.invoiceId]))).values().next().value!
  expect(paper.totals).toMatchObject({ gross: 40001n, prepaid: 40001n, payable: 0n })
  expect(documentContent(paper)).toMatchObject({
    slip: null,
    qr: null,
    payment: [],
    strip: [['Сума за плащане', '0,00\u00a0€']],
  })

  const final = await world.do<Billed>(makeInvoiceOfProforma, { proformaId })
  expect(final.documents[0]).toMatchObject({ kind: 'invoice', number: '0000000002', payable: '799.99' })
  await expect(world.do(makeInvoiceOfProforma, { proformaId })).rejects.toThrow('has been invoiced')
  expect(await balances(world)).toBe(
    ['411 799.99', '4532 -200.00', '503 400.01', '703 -1000.00'].join('\n').replace('703', await salesAccount(world)),
  )
  const id = final.documents[0]!.invoiceId
  const document = (await world.tx((ctx) => readDocuments(ctx, [id]))).get(id)!
  expect(document.totals).toMatchObject({ gross: 120000n, prepaid: 40001n, payable: 79999n })
  expect(document.advances).toMatchObject([{ number: '0000000001', gross: 40001n, vat: 6667n }])
  await expect(world.do(credit, { invoiceId: advance.documents[0]!.invoiceId, reason: 'x' })).rejects.toThrow(
    'is deducted on invoice 0000000002',
  )

  // All of it taken back: what was paid is the customer's again, and nothing else is left.
  await world.do(credit, { invoiceId: id, reason: 'Отказ' })
  expect(await openItemsText(world)).toBe('411 Клиент ООД credit-note -400.01')
  expect(await balances(world)).toBe(['411 -400.01', '503 400.01'].join('\n'))
})

test('money in suspense that turns out to pay a proforma is identified and becomes the advance', async () => {
  const world = await openWorld('SE')
  const proforma = await invoice(world, {
    kind: 'proforma',
    lines: [
      { name: 'Maskin', unitPrice: '1000.00', vatCode: 'S25' },
      { name: 'Handbok', unitPrice: '33.33', vatCode: 'S6' },
    ],
  })
  const itemId = await receive(world, world.unidentifiedPartyId, 10002n, 'suspense')
  const advance = await world.do<Billed>(advanceInvoice, { proformaId: proforma.invoiceId, itemId })
  expect(advance.documents[0]).toMatchObject({ number: '100001', payable: '100.02' })
  expect(await openItemsText(world)).toBe('')
  expect(await balances(world)).toBe(['1930 100.02', '2420 -80.41', '2611 -19.45', '2631 -0.16'].join('\n'))
  await expect(world.do(advanceInvoice, { proformaId: proforma.invoiceId, itemId })).rejects.toThrow('no open payment')
})

test('in Norway a payment on a proforma makes no document', async () => {
  const world = await openWorld('NO')
  const proforma = await invoice(world, {
    kind: 'proforma',
    lines: [{ name: 'Maskin', unitPrice: '1000.00', vatCode: 'S25' }],
  })
  await expect(world.do(advanceInvoice, { proformaId: proforma.invoiceId })).rejects.toThrow('stays on account')
})

test('a Norwegian invoice carries a KID that the country’s rules accept, and its document says so', async () => {
  const world = await openWorld('NO')
  const issued = await invoice(world, { lines: [{ name: 'Rådgivning', unitPrice: '1000.00', vatCode: 'S25' }] })
  const { country } = await import('../../src/countries/index.ts')
  expect(country('NO').references.check(issued.reference, country('NO').references.default)).toBe(true)
  const document = (await world.tx((ctx) => readDocuments(ctx, [issued.invoiceId]))).get(issued.invoiceId)!
  expect(document.payment).toMatchObject({ reference: issued.reference, referenceKind: 'kid', dueOn: issued.dueOn })
})

test('an internal invoice has no VAT and its own series, and is settled by transfer', async () => {
  const world = await openWorld('SE')
  await world.party({ name: 'Skolförvaltningen', number: '20', kind: 'internal' })
  await world.tx(({ db, company }) =>
    db.query(
      `insert into invoice_groups (company_id, id, code, name, series_id, voucher_series_id, terms_days, reference_kind, internal, receivable_role)
       select $1, $2, 'INT', 'Internt', (select id from number_series where company_id = $1 and code = 'I'), (select id from number_series where company_id = $1 and code = 'K'),
              30, 'number', true, 'internalSettlement'`,
      [company.id, newId()],
    ),
  )
  const issued = await world.do<Billed>(invoiceNow, {
    kind: 'internal-invoice',
    customer: '20',
    lines: [{ name: 'Lokalhyra', quantity: '2', unitPrice: '500.00', vatCode: 'S25' }],
  })
  expect(issued.documents[0]).toMatchObject({ kind: 'internal-invoice', number: 'I1', payable: '1000.00' })
  // Between own units there is none, though it was given.
  expect(await world.tx(({ db }) => db.rows(`select vat_code from order_lines`))).toEqual([{ vat_code: '' }])
  expect(await balances(world)).toBe(['1690 1000.00', '3990 -1000.00'].join('\n'))
  expect(await world.do(settleInternal, {})).toMatchObject({ settled: 0 })
  expect(await world.do(settleInternal, { invoiceIds: [issued.documents[0]!.invoiceId] })).toMatchObject({
    settled: 1,
    sums: [{ currency: 'SEK', amount: '1000.00' }],
  })
  expect(await world.do(settleInternal, { invoiceIds: [issued.documents[0]!.invoiceId] })).toMatchObject({ settled: 0 })
  expect(await openItemsText(world)).toBe('')
  expect(await balances(world)).toBe(['3990 -1000.00', '4990 1000.00'].join('\n'))
})

test('two credit notes of one invoice in one run: the second goes back, for it did not count the first', async () => {
  const world = await openWorld('SE')
  const issued = await invoice(world)
  const { partyId } = await world.tx(({ db }) =>
    db.one<{ partyId: string }>(`select party_id as "partyId" from invoices where id = $1`, [issued.invoiceId]),
  )
  const note = (reference: string): NewOrder => {
    const order = plainOrder(world, partyId, reference, [['Avdrag', '1', '1.00', 'S25']])
    const lines = order.lines.map((line) => ({ ...line, creditsLineNo: 1 }))
    return { ...order, kind: 'credit-note', creditsId: issued.invoiceId as never, reason: 'Fel', lines }
  }
  await world.tx((ctx) => saveOrders(ctx, [note('a'), note('b')]))
  const { runId } = await world.do<{ runId: string }>(proposeBilling, {})
  await world.do(approveBilling, { runId })
  expect(await world.do(issue, { runId })).toMatchObject({ issued: 1, rejected: 1 })
  const { rows } = await world.do<{ rows: { state: string; problems: { code: string }[] }[] }>(listRunRows, { runId })
  expect(rows.map((row) => [row.state, ...row.problems.map(({ code }) => code)]).sort()).toEqual([
    ['done'],
    ['rejected', 'credit-note.twice-in-run'],
  ])
})

test('the same reference twice is the same invoice', async () => {
  const world = await openWorld('SE')
  const first = await invoice(world, { reference: 'web-17' })
  const second = await invoice(world, { reference: 'web-17' })
  expect(second).toEqual(first)
  expect((await world.do<{ rows: unknown[] }>(listInvoices, {})).rows).toHaveLength(1)
})

// ── Money without a bank file ───────────────────────────────────────────────

async function receive(world: World, partyId: string, amount: bigint, role = 'receivable'): Promise<string> {
  return world.tx(async (ctx) => {
    const rules = await ctx.db.one<{ series: string; bank: string; receivable: string; currency: string }>(
      `select (select id from number_series where company_id = $1 and code = 'B') as series,
              (select account from account_roles where company_id = $1 and role = 'bank') as bank,
              (select account from account_roles where company_id = $1 and role = $3) as receivable,
              (select currency from company_currencies where company_id = $1 and valid_from <= $2 and $2 < valid_to) as currency`,
      [ctx.company.id, ctx.today, role],
    )
    const one = { currency: rules.currency }
    const voucher = {
      id: newId(),
      seriesId: rules.series,
      ledger: 'receivable' as const,
      transactionType: 'payment',
      postedOn: ctx.today,
      documentOn: ctx.today,
      baseCurrency: rules.currency,
      text: 'Payment',
      postings: [
        { ...one, account: rules.bank, baseAmount: amount, amount },
        { ...one, account: rules.receivable, baseAmount: -amount, amount: -amount, partyId },
      ],
    }
    await post(ctx.db, ctx.company.id, null, [voucher])
    const id = newId()
    await openItems(ctx.db, ctx.company.id, [
      {
        id,
        voucher,
        lineNo: 2,
        kind: role === 'suspense' ? 'unidentified' : 'payment',
        numberText: 'B',
        reference: null,
        dueOn: ctx.today,
      },
    ])
    return id
  })
}

async function pay(world: World, invoiceId: string, amount: bigint, settle: boolean): Promise<void> {
  const item = await world.tx(({ db, company }) =>
    db.one<{ id: string; party_id: string }>(
      `select id, party_id from open_items where company_id = $1 and invoice_id = $2`,
      [company.id, invoiceId],
    ),
  )
  const payment = await receive(world, item.party_id, amount)
  if (!settle) return
  const { allocate } = await import('../../src/subledger/allocate.ts')
  const { readPostingSetUp } = await import('../../src/ledger/choose-account.ts')
  const { readOpenDays } = await import('../../src/ledger/open-day.ts')
  await world.tx(async (ctx) =>
    allocate(ctx, [{ debitItemId: item.id, creditItemId: payment, amount, valueOn: ctx.today }], {
      setUp: await readPostingSetUp(ctx.db, ctx.company.id),
      openDay: await readOpenDays(ctx.db, ctx.company.id),
      ledger: 'receivable',
      voucherSeriesId: (
        await ctx.db.one<{ id: string }>(`select id from number_series where company_id = $1 and code = 'M'`, [
          ctx.company.id,
        ])
      ).id,
    }),
  )
}

async function salesAccount(world: World): Promise<string> {
  const row = await world.tx(({ db, company }) =>
    db.one<{ account: string }>(`select account from account_roles where company_id = $1 and role = 'sales:20'`, [
      company.id,
    ]),
  )
  return row.account
}
