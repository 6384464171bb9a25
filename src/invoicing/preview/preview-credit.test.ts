import { beforeAll, expect, test } from 'vitest'
import { readPdf as readPdfText } from '../../../test/pdf-reader.ts'
import type { World } from '../../../test/world.ts'
import { openWorld } from '../../../test/world.ts'
import type { FileAnswer } from '../../db/verb.ts'
import type { Billed } from '../direct/bill-now.ts'
import { credit } from '../direct/credit.ts'
import { invoiceNow } from '../direct/invoice-now.ts'
import { previewCredit } from './preview-credit.ts'
import { previewCreditPdf } from './preview-credit-pdf.ts'

let world: World
let invoiceId: string
interface Answer {
  ready: boolean
  lines: { lineNo: number; leftQuantity: string; left: string; credits: string | null; leftAfter: string }[]
  amounts: { payable: string } | null
  setOff: Record<string, string> | null
  problems: { code: string; path?: string }[]
}
const look = (lines?: object[]) =>
  world.do<Answer>(previewCredit, { invoiceId, reason: 'Retur', ...(lines ? { lines } : {}) })
const counts = () =>
  world.tx(({ db, company }) =>
    db.one(
      `select (select count(*)::int from orders where company_id = $1) as orders, (select count(*)::int from invoices where company_id = $1) as invoices`,
      [company.id],
    ),
  )

beforeAll(async () => {
  world = await openWorld('SE')
  await world.party({ name: 'Ada Lind', number: '77', kind: 'person' })
  const { documents } = await world.do<Billed>(invoiceNow, {
    customer: '77',
    lines: [
      { name: 'Lunch', quantity: '10', unitPrice: '80', vatCode: 'S25' },
      { name: 'Buss', quantity: '1', unitPrice: '200', vatCode: 'S25' },
    ],
  })
  invoiceId = documents[0]!.invoiceId
})

test('what a credit note would take, and what is then left of each line and of the claim; nothing is kept', async () => {
  const before = await counts()
  const seen = await look([{ lineNo: 1, quantity: '3' }])
  expect(seen).toMatchObject({
    ready: true,
    lines: [
      { lineNo: 1, leftQuantity: '10', left: '800.00', credits: '240.00', leftAfter: '560.00' },
      { lineNo: 2, leftQuantity: '1', left: '200.00', credits: null, leftAfter: '200.00' },
    ],
    amounts: { payable: '300.00' },
    setOff: { open: '1250.00', takes: '300.00', openAfter: '950.00', onAccount: '0.00' },
    problems: [],
  })
  expect((await look()).amounts).toMatchObject({ payable: '1250.00' })
  expect(await counts()).toEqual(before)
})

test('the preview is what credit then issues, and the next preview begins where it ended', async () => {
  const seen = await look([{ lineNo: 1, quantity: '4' }])
  const issued = await world.do<Billed>(credit, {
    invoiceId,
    reason: 'Retur',
    lines: [{ lineNo: 1, quantity: '4' }],
  })
  expect(issued.documents[0]!.payable).toBe(seen.amounts!.payable)
  expect((await look()).lines[0]).toMatchObject({
    leftQuantity: '6',
    left: '480.00',
    credits: '480.00',
    leftAfter: '0.00',
  })
})

test('too much is told with its line, and the rest is shown all the same', async () => {
  const seen = await look([{ lineNo: 1, quantity: '7' }])
  expect(seen).toMatchObject({ ready: false, amounts: null, setOff: null })
  expect(seen.problems).toMatchObject([{ code: 'credit-note.line-exceeds', path: 'lines[1]' }])
  expect(seen.lines[0]).toMatchObject({ leftQuantity: '6', credits: null })
})

test('its PDF is a draft', async () => {
  const { body } = await world.do<FileAnswer>(previewCreditPdf, { invoiceId, lines: [{ lineNo: 2 }] })
  const text = (await readPdfText(body as Uint8Array)).text
  expect(text).toMatch(/kreditfaktura/i)
  expect(text).toMatch(/utkast/i)
})
