import { z } from 'zod'
import { fileOutput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { fileName, readDeliverable, xmlInside } from './prepare-invoices.ts'
import { withPdfRenderer } from './render-pdf.ts'

/** The document as PDF/A-3 with the e-invoice inside, made from the stored facts. The bytes that left: delivery.read-file. */
export const readPdf = verb({
  kind: 'read',
  name: 'invoicing.read-pdf',
  summary: 'The PDF of an issued document, with the e-invoice inside',
  route: 'GET /invoices/{invoiceId}/pdf',
  input: z.object({ invoiceId: id }),
  output: fileOutput,
  async run(ctx, { invoiceId }) {
    const found = (await readDeliverable(ctx, [invoiceId])).get(invoiceId)
    if (!found) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    const { document } = found
    const body = await withPdfRenderer((render) => render(document, xmlInside(document)))
    return { fileName: fileName(document, 'pdf'), mediaType: 'application/pdf', body }
  },
})
