import {
  closeBuffer,
  openBuffer,
  ParseOption,
  readBuffer,
  XmlDocument,
  XmlLibError,
  XmlValidateError,
  XsdValidator,
  xmlRegisterInputProvider,
} from 'libxml2-wasm'
import { Refused } from '../../../kernel/problem.ts'
import type { Finding } from './rules.ts'

/** UBL 2.1 schemas, compiled once per process and kept; each finding's rule is "XSD" and its location a line. */
export interface Schemas {
  validate(xml: string | Uint8Array): Finding[]
}

export const billingSchemas = ['maindoc/UBL-Invoice-2.1.xsd', 'maindoc/UBL-CreditNote-2.1.xsd'] as const

let sets = 0

/**
 * Compiles the schemas. Pure: the caller resolves names, which are paths in the UBL folder ("common/UBL-….xsd").
 * @throws Refused `e-invoice.schemas-missing` that names the absent files.
 */
export function loadSchemas(input: { readFile: (name: string) => Uint8Array | null }): Schemas {
  sets += 1
  const prefix = `ubl-schemas-${sets}/`
  const missing = new Set<string>()
  const read = (name: string): Uint8Array | null => {
    const bytes = input.readFile(name)
    if (bytes === null) missing.add(name)
    return bytes
  }
  // Imports between the schemas come here by their path; nothing is ever fetched from elsewhere.
  xmlRegisterInputProvider({
    match: (name) => name.startsWith(prefix),
    open: (name) => {
      const bytes = read(normal(name.slice(prefix.length)))
      return bytes === null ? undefined : openBuffer(bytes)
    },
    read: readBuffer,
    close: (descriptor) => {
      closeBuffer(descriptor)
      return true
    },
  })
  const [invoice, creditNote] = billingSchemas.map((name) => {
    const bytes = read(name)
    if (bytes === null) return null
    try {
      const document = XmlDocument.fromBuffer(bytes, { url: prefix + name })
      const validator = XsdValidator.fromDoc(document)
      document.dispose()
      return validator
    } catch (error) {
      if (missing.size > 0) return null
      throw error
    }
  })
  if (!invoice || !creditNote) throw new Refused(schemasMissing([...missing]))
  return { validate: (xml) => validate(xml, invoice, creditNote) }
}

const schemasMissing = (names: string[]) => ({
  code: 'e-invoice.schemas-missing',
  message: `The schema folder lacks ${names.join(' and ')} of UBL 2.1. The project does not contain these files: download them from their publisher (OASIS) and put them into the schema folder.`,
  data: { files: names.join(', ') },
})

/** "maindoc/../common/a.xsd" → "common/a.xsd". */
function normal(name: string): string {
  const parts: string[] = []
  for (const part of name.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function validate(xml: string | Uint8Array, invoice: XsdValidator, creditNote: XsdValidator): Finding[] {
  let document: XmlDocument | null = null
  try {
    const options = { option: ParseOption.XML_PARSE_NONET }
    document = typeof xml === 'string' ? XmlDocument.fromString(xml, options) : XmlDocument.fromBuffer(xml, options)
    const validator = document.root.name === 'CreditNote' ? creditNote : invoice
    validator.validate(document)
    return []
  } catch (error) {
    if (!(error instanceof XmlLibError)) throw error
    const rule = error instanceof XmlValidateError ? 'XSD' : 'XML'
    const details = error.details.length > 0 ? error.details : [{ message: error.message, line: 0, col: 0 }]
    return details.map((detail) => ({ rule, text: detail.message.trim(), location: `line ${detail.line}` }))
  } finally {
    document?.dispose()
  }
}
