import { fileOutput } from '../../db/schemas.ts'
import type { FileAnswer } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import type { Id } from '../../kernel/id.ts'
import { refuse } from '../../kernel/problem.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import { assemble } from '../draft/assemble.ts'
import { readOrders } from '../draft/read-orders.ts'
import { readSurroundings } from '../draft/surroundings.ts'
import { rowInput } from '../run/run-rows.ts'
import { admitToProtected, shield } from '../sending/prepare-invoices.ts'
import { readPdf } from '../sending/read-pdf.ts'
import { renderDraft } from '../sending/render-pdf.ts'
import { documentOfDraft } from './draft-preview.ts'

/** The document of a row as it would be, by the functions that issue it; of a row that is issued, the document itself. */
export const previewRowPdf = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'invoicing.preview-row-pdf',
  summary: 'The PDF of a row of a billing run, before it is issued',
  route: 'GET /billing-runs/{runId}/rows/{rowNo}/pdf',
  input: rowInput,
  output: fileOutput,
  async run(ctx, { runId, rowNo }): Promise<FileAnswer> {
    const row = await ctx.db.maybe<{ orders: Id[]; invoiceId: Id | null; invoiceOn: never }>(
      `select x.reason -> 'orders' as orders, x.result_id as "invoiceId", r.parameters ->> 'invoiceOn' as "invoiceOn"
         from run_rows x join runs r on r.company_id = x.company_id and r.id = x.run_id and r.kind = 'billing' where x.company_id = $1 and x.run_id = $2 and x.row_no = $3`,
      [ctx.company.id, runId, rowNo],
    )
    if (!row) return refuse('run.row-unknown', `the run has no row ${rowNo}`, { run: runId, row: rowNo }, 404)
    if (row.invoiceId) return readPdf.run(ctx, { invoiceId: row.invoiceId, anew: false })
    const setUp = await readBillingSetUp(ctx)
    const known = await readOrders(ctx.db, ctx.company.id, row.orders)
    const orders = row.orders.flatMap((orderId) => known.get(orderId) ?? [])
    if (orders.length < row.orders.length)
      refuse('order.changed', 'an order of this row was billed or cancelled: propose again', { run: runId }, 409)
    const around = await readSurroundings(ctx, setUp, orders, row.invoiceOn)
    const draft = assemble(orders, row.invoiceOn, around)
    const [party, payer] = [around.parties.get(draft.partyId), around.parties.get(draft.payerId)]
    if (!party?.buyer || !payer?.buyer)
      return refuse('customer.unknown', 'the customer does not exist or is not visible here', { row: rowNo }, 409)
    const found = { draft, around, party, payer }
    await admitToProtected(ctx, found, 'invoicing.preview-row-pdf')
    const document = shield(await documentOfDraft(ctx, setUp, found), party, payer)
    return { fileName: `draft-${rowNo}.pdf`, mediaType: 'application/pdf', body: await renderDraft(document) }
  },
})
