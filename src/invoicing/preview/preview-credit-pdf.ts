import { fileOutput } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { Refused } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { admitToProtected, shield } from '../sending/prepare-invoices.ts'
import { renderDraft } from '../sending/render-pdf.ts'
import { draftOfCredit } from './draft-credit.ts'
import { documentOfDraft } from './draft-preview.ts'
import { previewCreditInput } from './preview-credit.ts'

/** The same input as a PDF, marked as a draft; nothing kept. */
export const previewCreditPdf = verb({
  // It writes who looked at a protected person.
  kind: 'write',
  name: 'invoicing.preview-credit-pdf',
  summary: 'The PDF that a credit note would become, marked as a draft; saves nothing',
  route: 'POST /invoices/{invoiceId}/credit/preview-pdf',
  input: previewCreditInput,
  output: fileOutput,
  async run(ctx, { invoiceId, ...input }) {
    const setUp = await readBillingSetUp(ctx)
    const { found, problems } = await draftOfCredit(ctx, setUp, invoiceId, input)
    if (!found) throw new Refused(problems)
    await admitToProtected(ctx, found, 'invoicing.preview-credit-pdf')
    const document = shield(await documentOfDraft(ctx, setUp, found), found.party, found.payer)
    return { fileName: 'draft.pdf', mediaType: 'application/pdf', body: await renderDraft(document) }
  },
})
