import { fileOutput } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { Refused } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { admitToProtected, shield } from '../sending/prepare-invoices.ts'
import { renderDraft } from '../sending/render-pdf.ts'
import { documentOfDraft, draftOf } from './draft-preview.ts'
import { previewInput } from './preview.ts'

/** The same input as a PDF, marked as a draft in the document's language; no number, nothing to pay by, nothing kept. */
export const previewPdf = verb({
  // It writes who looked at a protected person.
  kind: 'write',
  name: 'invoicing.preview-pdf',
  summary: 'The PDF that an invoice by hand would become, marked as a draft; saves nothing',
  route: 'POST /invoices/preview-pdf',
  input: previewInput,
  output: fileOutput,
  async run(ctx, input) {
    const setUp = await readBillingSetUp(ctx)
    const { found, problems } = await draftOf(ctx, setUp, input)
    if (!found) throw new Refused(problems)
    await admitToProtected(ctx, found, 'invoicing.preview-pdf')
    const document = shield(await documentOfDraft(ctx, setUp, found), found.party, found.payer)
    return { fileName: 'draft.pdf', mediaType: 'application/pdf', body: await renderDraft(document) }
  },
})
