import { beforeEach, describe, expect, test } from 'vitest'
import { importBankFile } from '../../src/bank/files/import-bank-file.ts'
import { match, matchPayments } from '../../src/bank/placing/match.ts'
import { advanceInvoice } from '../../src/invoicing/direct/advance-invoice.ts'
import type { Billed } from '../../src/invoicing/direct/bill-now.ts'
import { invoiceNow } from '../../src/invoicing/direct/invoice-now.ts'
import { issueAdvances } from '../../src/invoicing/direct/issue-advances.ts'
import { makeInvoiceOfProforma } from '../../src/invoicing/direct/make-invoice-of-proforma.ts'
import { hold } from '../../src/invoicing/holds/hold.ts'
import { releaseHold } from '../../src/invoicing/holds/release-hold.ts'
import { save } from '../../src/parties/save.ts'
import { readHome } from '../../src/workspace/read-home.ts'
import { camt054File } from '../bank-files.ts'
import { openItemsText, proofText } from '../books.ts'
import type { World } from '../world.ts'
import { openWorld } from '../world.ts'

test('by hand: a bank payment that names a proforma is the customer’s money in advance until a person makes its advance invoice', async () => {
  const world = await openWorld('SE')
  await world.tx(({ db, company }) =>
    db.query(
      `insert into company_settings (company_id, name, valid_from, value) values ($1, 'advance-invoices', '2020-01-01', '{"act": "by-hand"}')`,
      [company.id],
    ),
  )
  await world.party({ name: 'Ada Lind', number: '7001', kind: 'person' })
  await world.party({ name: 'Bo Ek AB', number: '7002', kind: 'company' })
  const proforma = async (customer: string) =>
    (
      await world.do<{ documents: { invoiceId: string; number: string }[] }>(invoiceNow, {
        kind: 'proforma',
        customer,
        lines: [{ name: 'Bröllop i Rådhuset', unitPrice: '1000.00', vatCode: 'S25' }],
      })
    ).documents[0]!
  const [adas, bos] = [await proforma('7001'), await proforma('7002')]
  const file = await world.installation.files.put(world.companyId, [
    camt054File([
      { text: `Förskott ${adas.number}, tack`, amount: '1250.00', name: 'Någon Annan' },
      { text: `${adas.number} och ${bos.number}`, amount: '2500.00', name: 'Någon Annan' },
    ]),
  ])
  await world.do(importBankFile, { file: { name: 'c54.xml', ...file } })
  world.today = '2026-12-01' as never
  expect(await world.do(match, {})).toMatchObject({ matched: 0, onAccount: 1, unidentified: 1 })
  const advance = await world.do<{ documents: { kind: string; payable: string }[] }>(advanceInvoice, {
    proformaId: adas.invoiceId,
  })
  expect(advance.documents[0]).toMatchObject({ kind: 'advance-invoice', payable: '1250.00' })
  expect(await openItemsText(world)).toBe('2999 Oidentifierade inbetalningar unidentified -2500.00')
})

test('a proforma whose invoice could not leave by Peppol is refused while somebody is there to mend it', async () => {
  const world = await openWorld('SE')
  const peppol = { channel: 'peppol', address: '0007:5560360793', consentOn: '2026-01-01' }
  await world.do(save, {
    rows: [
      {
        number: '7003',
        name: 'Kund AB',
        kind: 'company',
        identityNumber: '556036-0793',
        address: { street: 'Gatan 1', postCode: '111 22', city: 'Stockholm' },
        channels: [peppol],
      },
    ],
  })
  const proforma = {
    kind: 'proforma',
    customer: '7003',
    lines: [{ name: 'Lokalhyra', unitPrice: '1000.00', vatCode: 'S25' }],
  }
  await expect(world.do(invoiceNow, proforma)).rejects.toThrow('fill in their reference')
  const { documents } = await world.do<Billed>(invoiceNow, { ...proforma, theirReference: 'Ek' })
  expect(documents[0]).toMatchObject({ kind: 'proforma', payable: '1250.00' })
})

interface Document {
  kind: string
  number: string
  gross: bigint
  vat: bigint
}
const documents = (world: World) =>
  world.tx(({ db, company }) =>
    db.rows<Document>(
      `select kind, number_text as number, amount_gross as gross, amount_vat as vat from invoices where company_id = $1 and kind <> 'proforma' order by issued_at, number`,
      [company.id],
    ),
  )
const proformaOf = async (world: World, customer: string, unitPrice: string) =>
  (
    await world.do<{ documents: { invoiceId: string; number: string }[] }>(invoiceNow, {
      kind: 'proforma',
      customer,
      lines: [{ name: 'Lokalhyra', unitPrice, vatCode: 'S25' }],
    })
  ).documents[0]!
async function pay(world: World, id: string, payments: { text: string; amount: string }[]) {
  const file = await world.installation.files.put(world.companyId, [camt054File(payments, { id })])
  await world.do(importBankFile, { file: { name: `${id}.xml`, ...file } })
  return world.do(match, {})
}

describe('by itself, right after the matching', () => {
  let world: World
  beforeEach(async () => {
    world = await openWorld('SE', { today: '2026-12-01' })
    await world.party({ name: 'Ada Lind', number: '7001', kind: 'person' })
  })

  test('each payment becomes an advance invoice with its VAT, settled by the money, and the final invoice deducts them all', async () => {
    const proforma = await proformaOf(world, '7001', '1000.00')
    await pay(world, 'F1', [{ text: `${proforma.number} del 1`, amount: '500.00' }])
    expect(await documents(world)).toMatchObject([{ kind: 'advance-invoice', gross: 50000n, vat: 10000n }])
    expect(await openItemsText(world)).toBe('')
    await world.do(match, {})
    await world.do(issueAdvances, {})
    expect(await documents(world)).toHaveLength(1)
    // More than is left: the rest stays on the customer's account.
    await pay(world, 'F2', [{ text: `${proforma.number} resten`, amount: '800.00' }])
    expect((await documents(world)).map((one) => one.gross)).toEqual([50000n, 75000n])
    expect(await openItemsText(world)).toBe('1510 Ada Lind payment -50.00')
    await world.do(match, {})
    expect(await documents(world)).toHaveLength(2)
    const final = await world.do<Billed>(makeInvoiceOfProforma, { proformaId: proforma.invoiceId })
    expect(final.documents[0]).toMatchObject({ kind: 'invoice', payable: '0.00' })
    expect(await proofText(world, '2026-12-01')).toBe('')
    // Invoiced: what comes now is money on account.
    await pay(world, 'F3', [{ text: `${proforma.number} igen`, amount: '10.00' }])
    expect(await documents(world)).toHaveLength(3)
  })

  test('a file that is dropped on a screen, read and matched in one act, does the same', async () => {
    const proforma = await proformaOf(world, '7001', '1000.00')
    const file = await world.installation.files.put(world.companyId, [
      camt054File([{ text: proforma.number, amount: '1250.00' }], { id: 'F1' }),
    ])
    await world.do(importBankFile, { file: { name: 'F1.xml', ...file }, match: true })
    expect(await documents(world)).toMatchObject([{ kind: 'advance-invoice', gross: 125000n }])
  })

  test('lost in a crash after the matching, it is made after the next; two at once make it once', async () => {
    const proforma = await proformaOf(world, '7001', '1000.00')
    const file = await world.installation.files.put(world.companyId, [
      camt054File([{ text: proforma.number, amount: '1250.00' }], { id: 'F1' }),
    ])
    await world.do(importBankFile, { file: { name: 'F1.xml', ...file } })
    await matchPayments(await world.long(), {})
    expect(await documents(world)).toEqual([])
    const both = await Promise.all([1, 2, 3].map(() => world.do<{ issued: unknown[] }>(issueAdvances, {})))
    expect(both.map((one) => one.issued.length).sort()).toEqual([0, 0, 1])
    expect(await documents(world)).toMatchObject([{ kind: 'advance-invoice', gross: 125000n }])
    const numbers = (await documents(world)).map((one) => one.number)
    await proformaOf(world, '7001', '1.00')
    const next = await world.do<Billed>(invoiceNow, {
      customer: '7001',
      lines: [{ name: 'Hyra', unitPrice: '1.00', vatCode: 'S25' }],
    })
    expect(BigInt(next.documents[0]!.number)).toBe(BigInt(numbers[0]!) + 1n)
  })

  test('where the invoice group wants a second person it is proposed once, and waits', async () => {
    const proforma = await proformaOf(world, '7001', '1000.00')
    await world.tx(({ db, company }) =>
      db.query(`update invoice_groups set two_person_approval = true where company_id = $1`, [company.id]),
    )
    await pay(world, 'F1', [{ text: proforma.number, amount: '1250.00' }])
    await world.do(match, {})
    expect(await documents(world)).toEqual([])
    const [waiting] = await world.tx(({ db, company }) =>
      db.rows<{ orders: number }>(
        `select count(*)::int as orders from orders where company_id = $1 and kind = 'advance-invoice' and invoice_id is null`,
        [company.id],
      ),
    )
    expect(waiting).toEqual({ orders: 1 })
  })

  test('what could not become an advance waits on the desk until a person has made it', async () => {
    const waiting = async () =>
      (await world.do<{ work: { kind: string }[] }>(readHome, {})).work.filter(({ kind }) => kind === 'proformas-paid')
    const proforma = await proformaOf(world, '7001', '1000.00')
    expect(await waiting()).toEqual([])
    const { holdId } = await world.do<{ holdId: string }>(hold, { customer: '7001', reason: 'Flyttar' })
    await pay(world, 'F1', [{ text: proforma.number, amount: '1250.00' }])
    expect(await world.do(issueAdvances, {})).toMatchObject({ issued: [], left: [{ proforma: proforma.number }] })
    expect(await waiting()).toMatchObject([
      {
        verb: 'invoicing.advance-invoice',
        subjectId: proforma.invoiceId,
        title: proforma.number,
        count: 1,
        amounts: [{ amount: '1250.00', currency: 'SEK' }],
        oldestOn: '2026-12-01',
      },
    ])
    await world.do(releaseHold, { holdId })
    await world.do(advanceInvoice, { proformaId: proforma.invoiceId })
    expect(await waiting()).toEqual([])
  })
})
