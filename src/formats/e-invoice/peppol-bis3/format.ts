import type { Bytes, Format, ProblemItem } from '../../format.ts'
import { type ReadDocument, readPeppol } from './read.ts'

/** One e-invoice; the last item of a file that could be read. */
export interface EInvoiceItem {
  type: 'e-invoice'
  document: ReadDocument
}

/** An invoice is small; with its attachments it may reach this, and more is no invoice. */
const fileBytesMax = 100 * 1024 * 1024

export const peppolBis3: Format<EInvoiceItem> = {
  id: 'peppol-bis3',
  family: 'e-invoice',
  title: 'Peppol BIS Billing 3.0 (EHF 3)',
  mediaType: 'application/xml',
  recognise,
  read,
}

/** UBL Invoice or CreditNote that says billing:3.0 in its CustomizationID (self-billing and EHF extensions too). */
function recognise(head: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(head)
  return (
    /urn:oasis:names:specification:ubl:schema:xsd:(Invoice|CreditNote)-2["']/.test(text) &&
    /CustomizationID[^<>]*>\s*urn:[^<]*billing:3\.0/.test(text)
  )
}

async function* read(bytes: Bytes): AsyncIterable<EInvoiceItem | ProblemItem> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > fileBytesMax) {
      const message = `The file is larger than ${fileBytesMax / 1024 / 1024} MB, which no e-invoice may be.`
      yield { type: 'problem', problem: { code: 'e-invoice.too-large', message, severity: 'error' } }
      return
    }
    chunks.push(chunk)
  }
  const { document, problems } = readPeppol(Buffer.concat(chunks))
  for (const problem of problems) yield { type: 'problem', problem }
  if (document) yield { type: 'e-invoice', document }
}
