import { z } from 'zod'
import { fileOutput, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { checkDocument } from '../../formats/e-invoice/peppol-bis3/rules.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { admitToProtected, fileName, readDeliverable, xmlInside } from './prepare-invoices.ts'

/** The e-invoice as XML (UBL, Peppol BIS Billing 3.0); where a private person lacks a Peppol address it is EN 16931 without one. */
export const readXml = verb({
  // It writes who looked at a protected person.
  kind: 'write',
  name: 'invoicing.read-xml',
  summary: 'The e-invoice (XML) of an issued document',
  route: 'GET /invoices/{invoiceId}/xml',
  input: z.object({ invoiceId: id }),
  output: fileOutput,
  async run(ctx, { invoiceId }) {
    const found = (await readDeliverable(ctx, [invoiceId])).get(invoiceId)
    if (!found) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    await admitToProtected(ctx, found, 'invoicing.read-xml')
    const xml = xmlInside(found.document)
    if (!xml) throw new Refused(checkDocument(found.document).filter((problem) => problem.severity !== 'warning'))
    return { fileName: fileName(found.document, 'xml'), mediaType: 'application/xml', body: xml }
  },
})
