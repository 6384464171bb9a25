import { z } from 'zod'
import { fileOutput, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { admitToProtected, fileName, readDeliverable, xmlInside } from './prepare-invoices.ts'
import { withPdfRenderer } from './render-pdf.ts'

/** The document as PDF/A-3 with the e-invoice inside, made from the stored facts. The bytes that left: delivery.read-file. */
export const readPdf = verb({
  // It writes who looked at a protected person.
  kind: 'write',
  name: 'invoicing.read-pdf',
  summary: 'The PDF of an issued document, with the e-invoice inside',
  route: 'GET /invoices/{invoiceId}/pdf',
  input: z.object({ invoiceId: id }),
  output: fileOutput,
  async run(ctx, { invoiceId }) {
    const found = (await readDeliverable(ctx, [invoiceId])).get(invoiceId)
    if (!found) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    await admitToProtected(ctx, found, 'invoicing.read-pdf')
    const { document } = found
    const body = await withPdfRenderer((render) => render(document, xmlInside(document)))
    return { fileName: fileName(document, 'pdf'), mediaType: 'application/pdf', body }
  },
})
