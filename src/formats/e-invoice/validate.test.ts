import { expect, test } from 'vitest'
import { makeDocuments } from '../../../test/e-invoice/documents.ts'
import { writePeppol } from './peppol-bis3/write.ts'
import { loadRules } from './schematron/rules.ts'
import { validateFile } from './validate.ts'

const rules = loadRules({
  files: ['own.sch'],
  readFile: () => `<schema xmlns="http://purl.oclc.org/dsdl/schematron">
    <ns prefix="cbc" uri="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"/>
    <pattern><rule context="/*"><assert id="NOTE" test="cbc:Note" flag="warning">note</assert>
    <assert id="REF" test="cbc:BuyerReference" flag="fatal">reference</assert></rule></pattern></schema>`,
})
const document = makeDocuments(1)[0]!.document
const bytes = (text: string) => new TextEncoder().encode(text)

test('a good file', () => {
  const good = writePeppol({ ...document, theirReference: 'R', notes: ['n'] })
  expect(validateFile(bytes(good), rules)).toEqual({
    kind: 'invoice',
    number: document.number,
    fatal: [],
    warning: [],
    own: [],
  })
})

test('each judge says his', () => {
  const bare = { ...document, theirReference: null, purchaseOrder: null, notes: [], reason: null, accountingVat: null }
  bare.buyer = { ...bare.buyer, contact: null }
  bare.lines = bare.lines.filter((line) => !line.textOnly)
  const verdict = validateFile(bytes(writePeppol(bare)), rules)
  expect(verdict.fatal.map((finding) => finding.rule)).toEqual(['REF'])
  expect(verdict.warning.map((finding) => finding.rule)).toEqual(['NOTE'])
  expect(verdict.own.map((problem) => problem.code)).toEqual(['e-invoice.buyer-reference-missing'])
})

test('what is no e-invoice', () => {
  expect(validateFile(bytes('hello'), rules)).toMatchObject({
    kind: null,
    number: null,
    fatal: [{ rule: 'XML' }],
    own: [{ code: 'e-invoice.not-xml' }],
  })
})
