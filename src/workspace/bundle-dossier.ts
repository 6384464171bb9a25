import { z } from 'zod'
import { attachmentMark } from '../collection/enforcement/dossier-content.ts'
import { dossierPdf } from '../collection/enforcement/read-dossier-pdf.ts'
import { fileOutput, id } from '../db/schemas.ts'
import type { FileAnswer } from '../db/verb.ts'
import { verb } from '../db/verb.ts'
import type { Attachment } from '../delivery/pdf/with-attachments.ts'
import { withAttachments } from '../delivery/pdf/with-attachments.ts'
import { letterPdf } from '../dunning/letters/read-letter-pdf.ts'
import { readDeliverable } from '../invoicing/sending/prepare-invoices.ts'
import { pdfOf } from '../invoicing/sending/read-pdf.ts'

const name = 'collection.read-dossier-bundle'

/**
 * The application with the documents that it lists, as one PDF in their order: what a conciliation board or a court is sent.
 * Invoices and letters are those that the debtor got. Here, since collection and dunning are neighbours.
 */
export const bundleDossier = verb({
  // It writes who looked at a protected person.
  kind: 'write',
  name,
  summary: 'Read an application to the court with its attachments as one PDF',
  route: 'GET /collection/cases/{caseId}/bundle.pdf',
  input: z.object({ caseId: id }),
  output: fileOutput,
  async run(ctx, { caseId }): Promise<FileAnswer> {
    const { dossier, fileName, body } = await dossierPdf(ctx, caseId, name)
    const invoices = await readDeliverable(
      ctx,
      dossier.attachments.flatMap((one) => (one.kind === 'invoice' ? [one.id] : [])),
    )
    const attachments: Attachment[] = []
    for (const one of dossier.attachments) {
      const invoice = invoices.get(one.id)
      const file = invoice ? await pdfOf(ctx, one.id, invoice) : await letterPdf(ctx, one.id, name)
      attachments.push({ mark: attachmentMark(dossier, one.no), pdf: await whole(file.body) })
    }
    const pdf = await withAttachments(body, attachments, { madeOn: dossier.openedOn, title: fileName })
    return { fileName, mediaType: 'application/pdf', body: pdf }
  },
})

async function whole(body: FileAnswer['body']): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return Buffer.concat(parts)
}
