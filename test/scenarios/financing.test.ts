import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { savePayment } from '../../src/bank/files/save-payment.ts'
import { listFinancing, saveFinancing } from '../../src/collection/financing/agreements.ts'
import { endFinancing } from '../../src/collection/financing/end-financing.ts'
import { financeInvoices } from '../../src/collection/financing/finance-invoices.ts'
import { importSettlement } from '../../src/collection/financing/import-settlement.ts'
import type { FileAnswer } from '../../src/db/verb.ts'
import { paymentQr } from '../../src/delivery/pdf/payment-codes.ts'
import { paymentSlip } from '../../src/dunning/letters/payment-slip.ts'
import { readPeppol } from '../../src/formats/e-invoice/peppol-bis3/read.ts'
import { writePeppol } from '../../src/formats/e-invoice/peppol-bis3/write.ts'
import { readDocuments } from '../../src/invoicing/documents/read-document.ts'
import { letterOf } from '../../src/invoicing/sending/letter-texts.ts'
import { issueOne, openDesk } from '../collection.ts'
import { readPdf } from '../pdf-reader.ts'
import { openWorld } from '../world.ts'

async function financed(kind: 'pledged' | 'sold') {
  const world = await openWorld('SE', { today: '2026-11-02' })
  const desk = await openDesk(world)
  const folder = path.join(world.installation.settings.dataDir, 'exchange', 'test-se', 'factor')
  mkdirSync(folder, { recursive: true })
  await world.party({ name: 'Factor AB', kind: 'company', number: '950' } as never)
  const ada = await world.party({ name: 'Ada Lind', kind: 'person', number: '1' } as never)
  const bo = await world.party({ name: 'Bo Ek', kind: 'person', number: '2' } as never)
  await world.do(saveFinancing, {
    code: 'factor',
    name: 'Factor AB',
    party: '950',
    kind,
    validFrom: '2026-11-02',
    payment: { kind: 'bankgiro', id: '50501055' },
    texts: {
      sv: 'Fakturan är överlåten till Factor AB. Betalning med befriande verkan sker endast till bankgiro 5050-1055.',
    },
    path: 'factor',
    customers: ['1'],
  })
  const claim = await issueOne(world, ada, '1000.00', '2026-11-02')
  await issueOne(world, bo, '100.00', '2026-11-02')
  world.today = '2026-11-03' as never
  const settle = async (content: object) => {
    const stored = await world.installation.files.put(world.companyId, [Buffer.from(JSON.stringify(content))])
    return world.do<{ forPerson: unknown[]; known: boolean }>(importSettlement, {
      agreement: 'factor',
      file: { name: 's.json', ...stored },
    })
  }
  return { world, desk, folder, claim, settle }
}
const base = { on: '2026-11-03', currency: 'SEK' }

test('the invoice says where to pay and to whom it is assigned; others do not', async () => {
  const { world } = await financed('pledged')
  const documents = await world.tx(async (ctx) => {
    const rows = await ctx.db.rows<{ id: string }>(`select id from invoices where company_id = $1 order by number`, [
      ctx.company.id,
    ])
    const read = await readDocuments(
      ctx,
      rows.map((row) => row.id),
    )
    return rows.map((row) => read.get(row.id)!)
  })
  expect(documents[0]!.payment!.accounts).toEqual([{ kind: 'bankgiro', id: '50501055' }])
  expect(documents[0]!.notes.join()).toContain('överlåten till Factor AB')
  // Who is paid is another than the seller, and is named (BT-59; BR-17).
  expect(documents.map((one) => one.payment!.payee)).toEqual(['Factor AB', undefined])
  expect(writePeppol(documents[0]!)).toContain(
    '<cac:PayeeParty><cac:PartyName><cbc:Name>Factor AB</cbc:Name></cac:PartyName></cac:PayeeParty>',
  )
  expect(readPeppol(writePeppol(documents[0]!)).document!.payment!.payee).toBe('Factor AB')
  expect(writePeppol(documents[1]!)).not.toContain('PayeeParty')
  // So does the mail that carries it; of another it says nothing.
  expect(letterOf(documents[0]!).text).toContain('Betala till: Factor AB, Bankgiro 5050-1055')
  expect(letterOf(documents[1]!).text).not.toContain('Betala till')
  expect(paymentQr(documents[0]!)?.text).toMatch(/"nme":"Factor AB","cc":"SE","iref"/)
  expect(documents[1]!.notes.join()).not.toContain('överlåten')
  await expect(
    world.do(saveFinancing, {
      code: 'x',
      name: 'x',
      party: '950',
      kind: 'sold',
      validFrom: '2026-01-01',
      payment: { kind: 'bankgiro', id: '50501055' },
      texts: { sv: 'x' },
      path: 'x',
    }),
  ).rejects.toThrow('today or later')
})

test('a payment slip of a claim asks for money where the invoice did: before it is reported, and after', async () => {
  const { world, desk, claim } = await financed('pledged')
  const slip = async (itemId: string) => {
    const { body } = await world.do<FileAnswer>(paymentSlip, { itemId })
    return (await readPdf(body as Uint8Array)).text
  }
  expect(await slip(claim.itemId)).toMatch(/Factor AB[\s\S]*5050-1055|5050-1055[\s\S]*Factor AB/)
  await desk.do(financeInvoices)
  const { id } = await world.tx(({ db }) =>
    db.one<{ id: string }>(`select financed_item_id as id from financed_items where item_id = '${claim.itemId}'`),
  )
  const after = await slip(id)
  expect(after).toContain('5050-1055')
  expect(after).not.toContain('991-2346')
})

test('pledged: 1510 to 1512, reported once; advance, payment, reserve, fee', async () => {
  const { world, desk, folder, settle } = await financed('pledged')
  expect(await desk.do(financeInvoices)).toEqual({ invoices: 1, files: ['invoices-factor-000001.json'] })
  expect(await desk.do(financeInvoices)).toEqual({ invoices: 0, files: [] })
  expect(JSON.parse(readFileSync(path.join(folder, 'invoices-factor-000001.json'), 'utf8'))).toMatchObject({
    kind: 'pledged',
    serialNo: 1,
    invoices: [{ invoice: '100001', amount: '1250.00' }],
  })
  expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toHaveLength(1)
  await settle({
    ...base,
    reference: 'F1',
    net: '960.00',
    rows: [
      { kind: 'advance', invoice: '100001', amount: '1000.00' },
      { kind: 'fee', amount: '-32.00' },
      { kind: 'vat', amount: '-8.00' },
    ],
  })
  expect(await desk.open()).toEqual([
    'Bo Ek 1510 100002 capital 12500',
    'Ada Lind 1512 100001 capital 125000',
    'Factor AB 1510 F1 capital 96000',
    'Factor AB 2811 100001 capital -100000',
  ])
  await desk.proof()
  await desk.do(savePayment, { account: 'BANK', amount: '960.00', paidOn: '2026-11-03', reference: 'F1' })
  const last = {
    ...base,
    reference: 'F2',
    net: '250.00',
    rows: [
      { kind: 'payment', invoice: '100001', amount: '1250.00' },
      { kind: 'reserve', invoice: '100001', amount: '250.00' },
    ],
  }
  expect(await settle(last)).toMatchObject({ known: false, forPerson: [] })
  expect(await settle({ ...last })).toMatchObject({ known: true })
  expect(await desk.open()).toEqual(['Bo Ek 1510 100002 capital 12500', 'Factor AB 1510 F2 capital 25000'])
  await desk.proof()
  expect(world.today).toBe('2026-11-03')
})

test('pledged and bought back: the claim is ours again', async () => {
  const { desk, settle } = await financed('pledged')
  await desk.do(financeInvoices)
  await settle({
    ...base,
    reference: 'F1',
    net: '1000.00',
    rows: [{ kind: 'advance', invoice: '100001', amount: '1000.00' }],
  })
  await desk.do(savePayment, { account: 'BANK', amount: '1000.00', paidOn: '2026-11-03', reference: 'F1' })
  await settle({
    ...base,
    reference: 'F2',
    net: '-1000.00',
    rows: [{ kind: 'repurchase', invoice: '100001', amount: '-1000.00' }],
  })
  expect(await desk.open()).toEqual([
    'Bo Ek 1510 100002 capital 12500',
    'Factor AB 1510 F2 capital -100000',
    'Ada Lind 1510 100001 capital 125000',
  ])
  await desk.proof()
})

test('sold: the claim is the partner’s; advance, reserve; or bought back', async () => {
  const { desk, settle } = await financed('sold')
  await desk.do(financeInvoices)
  expect(await desk.open()).toEqual(['Bo Ek 1510 100002 capital 12500', 'Factor AB 2811 100001 capital 125000'])
  await settle({
    ...base,
    reference: 'F1',
    net: '1000.00',
    rows: [
      { kind: 'advance', invoice: '100001', amount: '1000.00' },
      { kind: 'payment', invoice: '100001', amount: '1.00' },
    ],
  })
  expect(await desk.open()).toEqual([
    'Bo Ek 1510 100002 capital 12500',
    'Factor AB 2811 100001 capital 25000',
    'Factor AB 1510 F1 capital 100000',
  ])
  await settle({
    ...base,
    reference: 'F2',
    net: '-1000.00',
    rows: [{ kind: 'repurchase', invoice: '100001', amount: '-1000.00' }],
  })
  const open = await desk.open()
  expect(
    open
      .filter((line) => line.startsWith('Ada'))
      .map((line) => line.split(' ').at(-1))
      .sort(),
  ).toEqual(['100000', '25000'])
  expect(open.some((line) => line.includes('2811'))).toBe(false)
  await desk.proof()
})

test('an invoice that was never financed is pointed out; a wrong sum is refused', async () => {
  const { desk, settle } = await financed('pledged')
  await desk.do(financeInvoices)
  expect(
    await settle({
      ...base,
      reference: 'F1',
      net: '10.00',
      rows: [{ kind: 'advance', invoice: '100002', amount: '10.00' }],
    }),
  ).toMatchObject({
    forPerson: [{ invoice: '100002', why: 'unknown-invoice' }],
  })
  await desk.proof()
  await expect(
    settle({ ...base, reference: 'F9', net: '11.00', rows: [{ kind: 'advance', invoice: '100001', amount: '10.00' }] }),
  ).rejects.toThrow('have it sent again')
})

test('an agreement ends today or later, and no invoice after that is its', async () => {
  const { world } = await financed('pledged')
  await expect(world.do(endFinancing, { code: 'factor', on: '2026-11-02' })).rejects.toThrow('today or later')
  await expect(world.do(endFinancing, { code: 'none' })).rejects.toThrow('no financing agreement none')
  expect(await world.do(endFinancing, { code: 'factor', on: '2026-11-03' })).toMatchObject({ validTo: '2026-11-03' })
  const listed = await world.do<{ agreements: { validTo: string }[] }>(listFinancing, {})
  expect(listed.agreements.map(({ validTo }) => validTo)).toEqual(['2026-11-03'])
})
