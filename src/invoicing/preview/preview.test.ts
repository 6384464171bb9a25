import { beforeAll, expect, test } from 'vitest'
import { readPdf as readPdfText } from '../../../test/pdf-reader.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import { saveProfile } from '../../company/profile.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { invoiceNow } from '../direct/invoice-now.ts'
import { preview } from './preview.ts'
import { previewPdf } from './preview-pdf.ts'

let world: World
type Answer = {
  ready: boolean
  amounts: Record<string, unknown>
  lines: { accounts: { account: string }[]; because: string; net: string }[]
  problems: { code: string; path?: string }[]
  warnings: { code: string }[]
  customer: unknown
  [more: string]: unknown
}
const look = (input: object) => world.do<Answer>(preview, input)
const line = { name: 'Konsultation', quantity: '3', unitPrice: '1250.50', vatCode: 'S25' }

const counts = () =>
  world.tx(({ db, company }) =>
    db.one(
      `select (select count(*)::int from parties where company_id = $1 and kind <> 'system') as parties,
              (select count(*)::int from orders where company_id = $1) as orders,
              (select count(*)::int from invoices where company_id = $1) as invoices,
              (select count(*)::int from runs where company_id = $1) as runs`,
      [company.id],
    ),
  )

beforeAll(async () => {
  world = await openWorld('SE')
  await world.party({ name: 'Ada Lind', number: '77', kind: 'person' })
})

test('what is previewed is what is issued, to the öre, and nothing of it stays', async () => {
  const input = {
    customer: '77',
    lines: [line, { ...line, name: 'Bok', quantity: '1', unitPrice: '99.90', vatCode: 'S6' }],
  }
  const before = await counts()
  const seen = await look(input)
  expect(seen).toMatchObject({
    ready: true,
    issuedOn: '2026-11-20',
    dueOn: '2026-12-21',
    customer: { number: '77', name: 'Ada Lind', isNew: false },
    amounts: {
      net: '3851.40',
      vat: '943.87',
      gross: '4795.27',
      byVat: [
        { percent: '25', base: '3751.50', vat: '937.88' },
        { percent: '6', base: '99.90', vat: '5.99' },
      ],
    },
    problems: [],
    twoPersons: false,
    delivery: { channel: 'print' },
  })
  expect(seen.lines.map(({ accounts, because, net }) => [accounts[0]?.account, because, net])).toEqual([
    ['3001', 'role', '3751.50'],
    ['3003', 'role', '99.90'],
  ])
  expect(await counts()).toEqual(before)
  const { documents } = await world.do<{ documents: { payable: string; dueOn: string }[] }>(invoiceNow, input)
  expect(documents[0]).toMatchObject({ payable: seen.amounts.payable, dueOn: seen.dueOn })
  expect((await look(input)).warnings).toMatchObject([{ code: 'invoice.twin', path: 'customer' }])
})

test('the reference of the customer is told before it is typed, and gives way to what is typed', async () => {
  await world.party({ name: 'Berg AB', number: '88', kind: 'company', theirReference: 'Siv Berg' })
  expect(await look({ customer: '88', lines: [line] })).toMatchObject({ theirReference: 'Siv Berg' })
  expect(await look({ customer: '88', theirReference: 'Ord 7', lines: [line] })).toMatchObject({
    theirReference: 'Ord 7',
  })
  expect(await look({ customer: '77', lines: [line] })).toMatchObject({ theirReference: null })
})

test('problems know their field, and the amounts that can be told are told', async () => {
  const seen = await look({ lines: [line, { quantity: '2' }, { ...line, vatCode: 'XX' }] })
  expect(seen.ready).toBe(false)
  expect(seen.customer).toBeNull()
  expect(seen.problems.map(({ code, path }) => [code, path])).toEqual([
    ['customer.missing', 'customer'],
    ['order-line.no-name', 'lines[2].name'],
    ['order-line.no-price', 'lines[2].unitPrice'],
    ['order-line.no-vat-code', 'lines[2].vatCode'],
    ['vat-code.unknown', 'lines[3].vatCode'],
  ])
  expect(seen.lines[0]).toMatchObject({ net: '3751.50' })
  expect(await look({})).toMatchObject({
    ready: false,
    problems: [{ code: 'customer.missing' }],
    amounts: { gross: '0.00' },
  })
  expect((await look({ customer: '77', invoiceOn: '2019-01-01', lines: [line] })).problems).toMatchObject([
    { code: 'period.closed', path: 'invoiceOn' },
  ])
})

test('a new customer is judged as it would be, and is not made', async () => {
  const before = await counts()
  const seen = await look({
    newCustomer: { name: 'Nya Bolaget AB', kind: 'company', identityNumber: '556000-0002' },
    lines: [line],
  })
  expect(seen.problems[0]).toMatchObject({ path: 'newCustomer' })
  const good = await look({
    newCustomer: { name: 'Nya Bolaget AB', kind: 'company', street: 'Gatan 1', postCode: '111 22', city: 'Ort' },
    lines: [line],
  })
  expect(good).toMatchObject({ ready: true, customer: { name: 'Nya Bolaget AB', isNew: true } })
  // An address alone is a contact; documents go there when the customer wants them there.
  const ada = { name: 'Ada Ny', street: 'Gatan 1', postCode: '111 22', city: 'Ort', email: 'ada@ny.example' }
  expect(await look({ newCustomer: ada, lines: [line] })).toMatchObject({ delivery: { channel: 'print' } })
  expect(await look({ newCustomer: { ...ada, emailConsent: true }, lines: [line] })).toMatchObject({
    delivery: { channel: 'e-mail', address: 'ada@ny.example' },
  })
  expect(await counts()).toEqual(before)
})

test('the PDF says on each page that it is a draft, and has neither number nor slip', async () => {
  const file = await world.do<FileAnswer>(previewPdf, { customer: '77', lines: [line] })
  const { text } = await readPdfText(file.body as Uint8Array)
  expect(text).toContain('Utkast')
  expect(text).toContain('4 689,38')
  expect(text).not.toMatch(/OCR|Inbetalningskort/)
})

test('the usual VAT code is the country’s own standard one until the group has used another', async () => {
  const bulgarian = await openWorld('BG')
  await bulgarian.party({ name: 'Лютива Чушка ООД', number: '5', kind: 'company' })
  const usual = async () => (await bulgarian.do<Answer>(preview, { customer: '5', lines: [] })).usualVatCode
  expect(await usual()).toBe('S20')
  await bulgarian.do(invoiceNow, {
    customer: '5',
    lines: [{ name: 'Хляб', quantity: '1', unitPrice: '2', vatCode: 'BREAD' }],
  })
  expect(await usual()).toBe('BREAD')
})

test.each(['SE', 'BG'] as const)(
  'a draft that does not say whom it is for has its PDF all the same: %s',
  async (country) => {
    const other = await openWorld(country)
    const { body } = await other.do<FileAnswer>(previewPdf, {
      lines: [{ name: 'Konsultation', quantity: '1', unitPrice: '10', vatCode: country === 'BG' ? 'S20' : 'S25' }],
    })
    expect((body as Uint8Array).length).toBeGreaterThan(1000)
  },
)

test('who is not registered for VAT charges none, and is told before anything is issued', async () => {
  const small = await openWorld('SE')
  await small.do(saveProfile, { rows: [{ code: 'test-se', vatNumber: null }] })
  await small.party({ name: 'Berg AB', number: '9', kind: 'company' })
  const order = (vatCode: string) => ({
    customer: '9',
    lines: [{ name: 'Konsert', quantity: '1', unitPrice: '100', vatCode }],
  })
  const seen = await small.do<Answer>(preview, order('S25'))
  expect(seen.problems).toMatchObject([{ code: 'vat-code.seller-not-registered', path: 'lines[1].vatCode' }])
  await expect(small.do(invoiceNow, order('S25'))).rejects.toThrow('no VAT number')
  expect(await small.do<Answer>(preview, order('E-CARE'))).toMatchObject({ ready: true, problems: [] })
})
