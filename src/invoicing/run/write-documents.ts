import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import { hot } from '../../db/sql.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { writeVouchers } from '../../ledger/post.ts'
import type { NewItem } from '../../subledger/open-items.ts'
import { openItems } from '../../subledger/open-items.ts'
import type { BillingSetUp } from '../billing-set-up.ts'
import type { Numbered } from './decide-rows.ts'
import { seriesOf } from './decide-rows.ts'
import { settleCorrections } from './settle-corrections.ts'
import { writeLines } from './write-lines.ts'

/** Documents, vouchers, open items and outbox rows by one statement a table, in the transaction that took their numbers. */
export async function writeDocuments(
  ctx: Ctx,
  runId: Id,
  ready: readonly Numbered[],
  setUp: BillingSetUp,
): Promise<void> {
  if (ready.length === 0) return
  const { db, company, user } = ctx
  const tenant = { company_id: { type: 'uuid' as const, value: company.id } }
  const withVoucher = ready.filter((one) => one.voucher)
  const vouchers = withVoucher.map((one) => one.voucher!)
  const items = ready.flatMap(itemOf)
  // All statements are sent without waiting: they run in this order, and each is made while the database does the one before.
  await Promise.all([
    writeVouchers(
      db,
      company.id,
      user.id,
      vouchers,
      withVoucher.map((one) => one.voucherNumber!),
    ),
    writeInvoices(ctx, runId, ready, setUp),
    openItems(db, company.id, items),
    insertRows(
      db,
      'deliveries',
      { id: 'uuid', subject_id: 'uuid', channel: 'text', party_id: 'uuid', business_area_id: 'uuid' },
      ready.map((one) => ({
        id: newId(),
        subject_id: one.id,
        channel: one.draft.channel,
        party_id: one.payer.id,
        business_area_id: one.draft.businessAreaId,
      })),
      { ...tenant, subject_kind: { type: 'text', value: 'invoice' }, created_by: { type: 'uuid', value: user.id } },
    ),
    // Named twice, so that both are found by their keys whatever the statistics say: a join alone may read all orders for each chunk.
    db.query(
      hot(
        `update orders o set invoice_id = x.invoice_id from unnest($2::uuid[], $3::uuid[]) as x (order_id, invoice_id)
          where o.company_id = $1 and o.id = any ($2::uuid[]) and o.id = x.order_id`,
        [
          company.id,
          list(ready.flatMap((one) => one.row.orders)),
          list(ready.flatMap((one) => one.row.orders.map(() => one.id))),
        ],
      ),
    ),
    db.query(
      hot(
        // Their invoices lie in the array by the number of the row: no join whose plan could go astray.
        `update run_rows set state = 'done', result_id = ($4::uuid[])[row_no - $5::int] where company_id = $1 and run_id = $2 and row_no = any ($3::int[])`,
        [company.id, runId, list(ready.map((one) => one.row.row_no)), list(idsByRow(ready)), ready[0]!.row.row_no - 1],
      ),
    ),
  ])
  await settleCorrections(ctx, runId, ready, items, setUp)
}

/** Ids and numbers need no quotes: the driver would look at every character of each. */
const list = (values: readonly (string | number)[]): string => `{${values.join(',')}}`

/** Ids of the documents from the first row's to the last row's; rows between without a document have any id, which nobody asks for. */
function idsByRow(ready: readonly Numbered[]): Id[] {
  const first = ready[0]!.row.row_no
  const ids = new Array<Id>(ready.at(-1)!.row.row_no - first + 1).fill(ready[0]!.id)
  for (const one of ready) ids[one.row.row_no - first] = one.id
  return ids
}

async function writeInvoices(
  { db, company, user, now }: Ctx,
  runId: Id,
  ready: readonly Numbered[],
  setUp: BillingSetUp,
): Promise<void> {
  const tenant = { company_id: { type: 'uuid' as const, value: company.id } }
  await Promise.all([
    insertRows(
      db,
      'invoices',
      {
        id: 'uuid',
        kind: 'text',
        series_id: 'uuid',
        year: 'int4',
        number: 'int8',
        number_text: 'text',
        reference: 'text',
        reference_kind: 'text',
        party_id: 'uuid',
        party_version_no: 'int4',
        payer_id: 'uuid',
        payer_version_no: 'int4',
        invoice_group_id: 'uuid',
        business_area_id: 'uuid',
        issued_on: 'date',
        supply_on: 'date',
        supply_from: 'date',
        supply_to: 'date',
        due_on: 'date',
        terms_days: 'int4',
        currency: 'bpchar',
        rate: 'numeric',
        rate_on: 'date',
        amount_lines: 'int8',
        amount_net: 'int8',
        amount_vat: 'int8',
        amount_gross: 'int8',
        amount_prepaid: 'int8',
        amount_rounding: 'int8',
        amount_payable: 'int8',
        their_reference: 'text',
        our_reference: 'text',
        purchase_order: 'text',
        text: 'text',
        credits_id: 'uuid',
        credits_amount: 'int8',
        reason: 'text',
        language: 'text',
        advances: 'jsonb',
        voucher_id: 'uuid',
      },
      ready.map(invoiceRow),
      {
        ...tenant,
        run_id: { type: 'uuid', value: runId },
        company_version_no: { type: 'int4', value: setUp.sellerVersionNo },
        issued_by: { type: 'uuid', value: user.id },
        issued_at: { type: 'timestamptz', value: now },
      },
    ),
    writeLines(db, company.id, ready),
    insertRows(
      db,
      'invoice_vat',
      {
        invoice_id: 'uuid',
        row_no: 'int4',
        vat_code: 'text',
        category: 'text',
        percent: 'numeric',
        base: 'int8',
        vat: 'int8',
        exemption_reason: 'text',
        exemption_code: 'text',
      },
      ready.flatMap((one) =>
        one.draft.vat.map((vat, i) => ({
          invoice_id: one.id,
          row_no: i + 1,
          vat_code: vat.vatCode,
          category: vat.category,
          percent: vat.percent,
          base: vat.base,
          vat: vat.vat,
          exemption_reason: vat.exemptionReason,
          exemption_code: vat.exemptionCode,
        })),
      ),
      tenant,
    ),
  ])
}

function invoiceRow({ id, draft, number, party, payer, group, posted, voucher }: Numbered) {
  return {
    id,
    kind: draft.kind,
    series_id: seriesOf({ draft, group }),
    year: number.year,
    number: number.number,
    number_text: number.text,
    reference: number.reference,
    reference_kind: number.kind,
    party_id: party.id,
    party_version_no: party.versionNo,
    payer_id: payer.id,
    payer_version_no: payer.versionNo,
    invoice_group_id: group.id,
    business_area_id: draft.businessAreaId,
    issued_on: draft.issuedOn,
    supply_on: draft.supplyOn,
    supply_from: draft.supplyFrom,
    supply_to: draft.supplyTo,
    due_on: draft.dueOn,
    terms_days: draft.termsDays,
    currency: draft.currency,
    rate: posted.rate,
    rate_on: posted.rateOn,
    amount_lines: draft.totals.lines,
    amount_net: draft.totals.net,
    amount_vat: draft.totals.vat,
    amount_gross: draft.totals.gross,
    amount_prepaid: draft.totals.prepaid,
    amount_rounding: draft.totals.rounding,
    amount_payable: draft.totals.payable,
    their_reference: draft.theirReference,
    our_reference: draft.ourReference,
    purchase_order: draft.purchaseOrder,
    text: draft.text,
    credits_id: draft.creditsId,
    credits_amount: draft.creditsAmount ?? null,
    reason: draft.reason,
    language: payer.language,
    advances: draft.advances.length > 0 ? draft.advances : null,
    voucher_id: voucher?.id ?? null,
  }
}

/** The posting on the control account opens the item; a document with nothing to pay opens none. */
function itemOf({ id, draft, number, group, voucher }: Numbered): NewItem[] {
  if (!voucher || voucher.postings[0]!.partyId === undefined || draft.totals.payable === 0n) return []
  return [
    {
      id: newId(),
      voucher,
      lineNo: 1,
      kind: draft.kind === 'credit-note' ? 'credit-note' : 'invoice',
      component: draft.kind === 'interest-invoice' ? 'interest' : 'capital',
      numberText: number.text,
      reference: number.reference,
      dueOn: draft.dueOn,
      invoiceId: id,
      invoiceGroupId: group.id,
      businessAreaId: draft.businessAreaId,
    },
  ]
}
