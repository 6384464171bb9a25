import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { fileOutput, id } from '../../db/schemas.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import type { DeliverableDocument } from './prepare-invoices.ts'
import { admitToProtected, fileName, readDeliverable, xmlInside } from './prepare-invoices.ts'
import { withPdfRenderer } from './render-pdf.ts'

/**
 * The document as the customer got it: the very bytes that were last sent as a PDF. Where none was (it waits, or left as an
 * e-invoice alone), PDF/A-3 with the e-invoice inside, made from the stored facts with the accounts to pay to and the texts of
 * today. A person protected since is shown anew, never with the old address (RULES § 8).
 */
export const readPdf = verb({
  // It writes who looked at a protected person.
  kind: 'write',
  name: 'invoicing.read-pdf',
  summary: 'The PDF of an issued document, with the e-invoice inside',
  route: 'GET /invoices/{invoiceId}/pdf',
  input: z.object({
    invoiceId: id,
    anew: z
      .stringbool()
      .or(z.boolean())
      .default(false)
      .meta({ description: 'true: made from the stored facts, whatever was sent' }),
  }),
  output: fileOutput,
  async run(ctx, { invoiceId, anew }): Promise<FileAnswer> {
    const found = (await readDeliverable(ctx, [invoiceId])).get(invoiceId)
    if (!found) return refuse('invoice.unknown', `there is no invoice ${invoiceId}`, { invoice: invoiceId }, 404)
    return { ...(await pdfOf(ctx, invoiceId, found, anew)), mediaType: 'application/pdf' }
  },
})

/** @throws Refused party.protected */
export async function pdfOf(
  ctx: Ctx,
  invoiceId: Id,
  found: DeliverableDocument,
  anew = false,
): Promise<Pick<FileAnswer, 'fileName' | 'body'>> {
  await admitToProtected(ctx, found, 'invoicing.read-pdf')
  const { document, party, payer } = found
  const isOpen = party.protection === 'none' && payer.protection === 'none'
  const sent = isOpen && !anew ? await sentPdf(ctx, invoiceId) : null
  if (sent) return sent
  const body = await withPdfRenderer((render) => render(document, xmlInside(document)))
  return { fileName: fileName(document, 'pdf'), body }
}

async function sentPdf({ db, company, files }: Ctx, invoiceId: Id) {
  const file = await db.maybe<{ name: string; sha256: string }>(
    `select f ->> 'name' as name, f ->> 'sha256' as sha256
       from deliveries d join delivery_events e on e.company_id = d.company_id and e.delivery_id = d.id and e.kind = 'rendered'
      cross join lateral jsonb_array_elements(e.data -> 'files') f
      where d.company_id = $1 and d.subject_kind = 'invoice' and d.subject_id = $2 and d.state in ('sent', 'delivered') and f ->> 'mediaType' = 'application/pdf'
      order by e.id desc limit 1`,
    [company.id, invoiceId],
  )
  return file && (await files.has(company.id, file.sha256))
    ? { fileName: file.name, body: files.open(company.id, file.sha256) }
    : null
}
