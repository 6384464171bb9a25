import { unzipSync } from 'fflate'
import { PDFDocument } from 'pdf-lib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manyLines, swedishFee } from '../../../test/pdf-documents.ts'
import { readPdf } from '../../../test/pdf-reader.ts'
import { day } from '../../kernel/day.ts'
import { type BundleEntry, type BundleRow, mergeBundle, zipBundle } from './bundle.ts'
import { createPdfRenderer } from './render.ts'

const renderer = createPdfRenderer({ workers: 1 })
afterAll(() => renderer.close())
let entries: BundleEntry[] = []
beforeAll(async () => {
  const documents = [swedishFee({ number: '1' }), { ...manyLines(60), number: '2' }, swedishFee({ number: '3' })]
  entries = await Promise.all(
    documents.map(async (document, i) => ({
      fileName: i === 2 ? 'faktura-1.pdf' : `faktura-${document.number}.pdf`,
      number: document.number,
      recipient: {
        name: i === 0 ? 'Ek, "Elsa"' : document.buyer.name,
        address: document.buyer.address,
      },
      pdf: await renderer.render(document),
    })),
  )
})
const options = { madeOn: day('2026-11-22'), title: 'Utskrift 2026-11-22' }

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

test('merged: every page in order, each document on a new sheet, the index says where', async () => {
  const [part] = await all(mergeBundle(entries, { ...options, startOnFront: true }))
  const { pages } = await readPdf(part!.pdf)
  expect(part!.rows.map(({ number, pages, firstPage }) => [number, pages, firstPage])).toEqual([
    ['1', 1, 1],
    ['2', part!.rows[1]!.pages, 3],
    ['3', 1, 3 + 2 * Math.ceil(part!.rows[1]!.pages / 2)],
  ])
  for (const { number, firstPage } of part!.rows) expect(pages[firstPage! - 1]).toContain(`Faktura ${number}`)
  expect(pages.length % 2).toBe(0)
  expect(pages[1]).toBe('')
})

test('merged in parts, the same bytes each time', async () => {
  const once = await all(mergeBundle(entries, { ...options, documentsPerPart: 2 }))
  const again = await all(mergeBundle(entries, { ...options, documentsPerPart: 2 }))
  expect(once.map(({ rows }) => rows.map(({ position }) => position))).toEqual([[1, 2], [3]])
  expect(once.map(({ pdf }) => Buffer.from(pdf).toString('hex'))).toEqual(
    again.map(({ pdf }) => Buffer.from(pdf).toString('hex')),
  )
  expect((await PDFDocument.load(once[1]!.pdf)).getPageCount()).toBe(1)
})

test('zip: the files as they are, names apart, an index in CSV and JSON with the offset of each', async () => {
  const zip = Buffer.concat(await all(zipBundle(entries, options)))
  const files = unzipSync(zip)
  expect(Object.keys(files)).toEqual(['faktura-1.pdf', 'faktura-2.pdf', 'faktura-1-2.pdf', 'index.csv', 'index.json'])
  expect(Buffer.from(files['faktura-1-2.pdf']!).equals(Buffer.from(entries[2]!.pdf))).toBe(true)
  const { documents } = JSON.parse(Buffer.from(files['index.json']!).toString()) as { documents: BundleRow[] }
  for (const row of documents) {
    // Local file header (PKWARE 4.3.7): signature, then at 26 the length of the name, at 30 the name.
    expect(zip.readUInt32LE(row.offset!)).toBe(0x04034b50)
    expect(zip.toString('utf8', row.offset! + 30, row.offset! + 30 + zip.readUInt16LE(row.offset! + 26))).toBe(row.file)
  }
  const csv = Buffer.from(files['index.csv']!).toString().split('\r\n')
  expect(csv[0]).toBe(
    'position,file,number,pages,firstPage,offset,bytes,recipient,careOf,street,street2,postCode,city,country',
  )
  expect(csv[1]).toBe(
    `1,faktura-1.pdf,1,1,,0,${entries[0]!.pdf.length},"Ek, ""Elsa""",,Strandvägen 8,,641 35,Ekevik,SE`,
  )
  const again = Buffer.concat(await all(zipBundle(entries, options)))
  expect(again.equals(zip)).toBe(true)
})

test('what is no PDF is refused by its number', async () => {
  const broken = { ...entries[0]!, number: '77', pdf: Buffer.from('no pdf') }
  await expect(all(zipBundle([broken], options))).rejects.toThrow('document 77 is no readable PDF')
  await expect(all(mergeBundle([broken], options))).rejects.toThrow('document 77 is no readable PDF')
})

test('a name cannot leave the archive', async () => {
  const zip = Buffer.concat(await all(zipBundle([{ ...entries[0]!, fileName: '../../etc/x.pdf' }], options)))
  expect(Object.keys(unzipSync(zip))[0]).toBe('-..-etc-x.pdf')
})
