import { z } from 'zod'
import { fileOutput, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { mergeBundle } from '../../delivery/pdf/bundle.ts'
import { refuse } from '../../kernel/problem.ts'
import { readDeliverable } from './prepare-invoices.ts'
import { pdfOf } from './read-pdf.ts'

/** They are held in memory together. */
const documentsMax = 200

/** Several documents as one PDF, in the order in which they are named: to be printed together. */
export const readPdfs = verb({
  // It writes who looked at a protected person.
  kind: 'write',
  name: 'invoicing.read-pdfs',
  summary: 'Issued documents as one PDF',
  route: 'POST /invoices/pdfs',
  input: z.object({ invoiceIds: z.array(id).min(1).max(documentsMax) }),
  output: fileOutput,
  async run(ctx, { invoiceIds }) {
    const ids = [...new Set(invoiceIds)]
    const found = await readDeliverable(ctx, ids)
    const missing = ids.find((one) => !found.has(one))
    if (missing) refuse('invoice.unknown', `there is no invoice ${missing}`, { invoice: missing }, 404)
    const entries = async function* () {
      for (const one of ids) {
        const { document, party } = found.get(one)!
        const { fileName, body } = await pdfOf(ctx, one, found.get(one)!)
        const recipient = { name: party.name, address: document.buyer.address }
        yield { fileName, number: document.number, recipient, pdf: await bytesOf(body) }
      }
    }
    const parts = mergeBundle(entries(), { madeOn: ctx.today, title: ctx.company.name, documentsPerPart: documentsMax })
    const merged: Uint8Array[] = []
    for await (const part of parts) merged.push(part.pdf)
    return { fileName: `invoices-${ctx.today}.pdf`, mediaType: 'application/pdf', body: merged[0]! }
  },
})

async function bytesOf(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}
