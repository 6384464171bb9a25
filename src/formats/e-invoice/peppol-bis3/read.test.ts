import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { carried, makeDocuments } from '../../../../test/e-invoice/documents.ts'
import type { IssuedDocument } from '../document.ts'
import { peppolBis3 } from './format.ts'
import { readPeppol } from './read.ts'
import { writePeppol } from './write.ts'

const documents = makeDocuments(300)
const bytesOf = (text: string) => new TextEncoder().encode(text)

test('read(write(x)) says what x said', () => {
  for (const { name, document } of documents) {
    const { document: read, problems } = readPeppol(bytesOf(writePeppol(document)))
    expect(problems, name).toEqual([])
    expect(said(read as IssuedDocument), name).toEqual(carried(document))
  }
})

test('read(write(read(write(x)))) is read(write(x)) in every field', () => {
  for (const { name, document } of documents) {
    const once = readPeppol(writePeppol(document)).document!
    expect(readPeppol(writePeppol(once as IssuedDocument)).document, name).toEqual(once)
  }
})

/** What `carried` keeps of the document read; its deducted advances stand among the preceding ones already. */
const said = (read: IssuedDocument): unknown => ({
  ...(carried({ ...read, advances: undefined }) as object),
  advances: read.advances ?? null,
})

describe('what cannot be read is told', () => {
  const xml = writePeppol(documents[0]!.document)
  test.each([
    ['no XML', '<Invoice', 'e-invoice.not-xml'],
    ['empty', '', 'e-invoice.not-xml'],
    ['a DTD', `<!DOCTYPE a>${xml}`, 'e-invoice.doctype'],
    ['other XML', '<a xmlns="urn:b"/>', 'e-invoice.not-ubl'],
    ['another customization', xml.replace('billing:3.0', 'billing:2.0'), 'e-invoice.not-peppol-bis-3'],
    ['no number', xml.replace(/<cbc:ID>[^<]*<\/cbc:ID>/, ''), 'e-invoice.missing ID'],
    [
      'no currency',
      xml.replace(/<cbc:DocumentCurrencyCode>.*?<\/cbc:DocumentCurrencyCode>/, ''),
      'e-invoice.missing DocumentCurrencyCode',
    ],
    [
      'a bad day',
      xml.replace(/<cbc:IssueDate>[^<]*/, '<cbc:IssueDate>2026-02-30'),
      'e-invoice.day-unreadable /IssueDate',
    ],
    [
      'a bad amount',
      xml.replace(/(<cbc:PayableAmount[^>]*>)[^<]*/, '$11,50'),
      'e-invoice.amount-unreadable LegalMonetaryTotal/PayableAmount',
    ],
    [
      'a third decimal',
      xml.replace(/(<cbc:PayableAmount[^>]*>)[^<]*/, '$11.505'),
      'e-invoice.amount-unreadable LegalMonetaryTotal/PayableAmount',
    ],
    [
      'a bad price',
      xml.replace(/(<cbc:PriceAmount[^>]*>)[^<]*/, '$1NaN'),
      /^e-invoice\.number-unreadable InvoiceLine(\[1\])?\/Price\/PriceAmount$/,
    ],
  ])('%s', (_name, text, expected) => {
    const { document, problems } = readPeppol(text)
    expect(document).toBeNull()
    const told = problems.map((problem) => [problem.code, problem.path].filter(Boolean).join(' '))
    expect(
      told.some((line) => (expected instanceof RegExp ? expected.test(line) : line === expected)),
      told.join('; '),
    ).toBe(true)
    expect(problems.every((problem) => problem.message.length > 20)).toBe(true)
  })
})

test('all problems of a file are told, not the first', () => {
  const xml = writePeppol(documents[0]!.document)
    .replace(/(<cbc:PayableAmount[^>]*>)[^<]*/, '$1x')
    .replace(/<cbc:IssueDate>[^<]*/, '<cbc:IssueDate>x')
  expect(readPeppol(xml).problems.length).toBeGreaterThanOrEqual(2)
})

test('garbage and cut files give problems, never a crash', () => {
  const bytes = bytesOf(writePeppol(documents[1]!.document))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length - 2 }), (length) => {
      const { document, problems } = readPeppol(bytes.slice(0, length))
      expect(document).toBeNull()
      expect(problems.length).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
      const changed = bytes.slice()
      changed[at] = byte
      const { document, problems } = readPeppol(changed)
      expect(document !== null || problems.length > 0).toBe(true)
    }),
    { numRuns: 200 },
  )
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => readPeppol(noise).document === null))
})

test('the format recognises its files and yields the document last', async () => {
  const bytes = bytesOf(writePeppol(documents[2]!.document))
  expect(peppolBis3.recognise(bytes)).toBe(true)
  expect(peppolBis3.recognise(bytesOf('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>'))).toBe(
    false,
  )
  const items: { type: string }[] = []
  for await (const item of peppolBis3.read([bytes.slice(0, 100), bytes.slice(100)])) items.push(item)
  expect(items.map((item) => item.type)).toEqual(['e-invoice'])
  const broken: { type: string }[] = []
  for await (const item of peppolBis3.read([bytes.slice(0, 500)])) broken.push(item)
  expect(broken.map((item) => item.type)).toEqual(['problem'])
})
