import type { Verb } from '../db/verb.ts'
import { abandonRun } from './abandon-run.ts'
import { advanceInvoice } from './advance-invoice.ts'
import { annul } from './annul.ts'
import { approveAndIssue } from './approve-and-issue.ts'
import { approveBilling } from './approve-billing.ts'
import { askStatus } from './ask-status.ts'
import { cancelOrder } from './cancel-order.ts'
import { compareRun } from './compare-run.ts'
import { correctImport } from './correct-import.ts'
import { credit } from './credit.ts'
import { debit } from './debit.ts'
import { sendWaiting } from './deliver.ts'
import { discardRejected } from './discard-rejected.ts'
import { editRow } from './edit-row.ts'
import { excludeRow } from './exclude-row.ts'
import { fetchFolder } from './fetch-folder.ts'
import { hold } from './hold.ts'
import { holdRow } from './hold-row.ts'
import { importOrders } from './import-orders.ts'
import { invoiceNow } from './invoice-now.ts'
import { issue } from './issue.ts'
import { issueAdvances } from './issue-advances.ts'
import { lastLines } from './last-lines.ts'
import { listHolds } from './list-holds.ts'
import { listImportProblems } from './list-import-problems.ts'
import { listImports } from './list-imports.ts'
import { listInvoices } from './list-invoices.ts'
import { listOrders } from './list-orders.ts'
import { listOutbox } from './list-outbox.ts'
import { listRunRows } from './list-run-rows.ts'
import { listRuns } from './list-runs.ts'
import { makeInvoiceOfProforma } from './make-invoice-of-proforma.ts'
import { moments } from './moments.ts'
import { orderTemplate } from './order-template.ts'
import { preview } from './preview.ts'
import { previewCredit } from './preview-credit.ts'
import { previewCreditPdf } from './preview-credit-pdf.ts'
import { previewPdf } from './preview-pdf.ts'
import { previewRowPdf } from './preview-row-pdf.ts'
import { printBundle } from './print-bundle.ts'
import { proposeBilling } from './propose-billing.ts'
import { readBounces } from './read-bounces.ts'
import { readDocument } from './read-document.ts'
import { readImport } from './read-import.ts'
import { readInvoice } from './read-invoice.ts'
import { readOrder } from './read-order.ts'
import { readOrderFile } from './read-order-file.ts'
import { readPdf } from './read-pdf.ts'
import { readPdfs } from './read-pdfs.ts'
import { readRun } from './read-run.ts'
import { readXml } from './read-xml.ts'
import { releaseHold } from './release-hold.ts'
import { releaseRow } from './release-row.ts'
import { resendInvoices } from './resend-invoices.ts'
import { restoreOrder } from './restore-order.ts'
import { reviewRow } from './review-row.ts'
import { samples } from './samples.ts'
import { saveOrder } from './save-order.ts'
import { sendBack } from './send-back.ts'
import { sendOn } from './send-on.ts'
import { settleInternal } from './settle-internal.ts'
import { source } from './source.ts'
import { sumInvoices } from './sum-invoices.ts'
import { sumOrders } from './sum-orders.ts'
import { undoImport } from './undo-import.ts'
import { whyAccount } from './why-account.ts'

const orders: Verb[] = [
  importOrders,
  listImports,
  readImport,
  listImportProblems,
  correctImport,
  discardRejected,
  undoImport,
  readOrderFile,
  orderTemplate,
  fetchFolder,
  saveOrder,
  cancelOrder,
  restoreOrder,
  listOrders,
  sumOrders,
  readOrder,
  hold,
  releaseHold,
  listHolds,
]
const runs: Verb[] = [
  proposeBilling,
  readRun,
  listRuns,
  listRunRows,
  compareRun,
  samples,
  previewRowPdf,
  reviewRow,
  sendBack,
  sendOn,
  excludeRow,
  holdRow,
  releaseRow,
  editRow,
  approveBilling,
  approveAndIssue,
  issue,
  abandonRun,
]
const documents: Verb[] = [
  preview,
  previewPdf,
  invoiceNow,
  credit,
  previewCredit,
  previewCreditPdf,
  debit,
  advanceInvoice,
  issueAdvances,
  makeInvoiceOfProforma,
  annul,
  moments,
  settleInternal,
  listInvoices,
  sumInvoices,
  lastLines,
  readInvoice,
  readDocument,
  readPdf,
  readPdfs,
  readXml,
  resendInvoices,
  whyAccount,
  source,
]
/** Delivery knows no invoice: its verbs that make documents ready lie here, under its name. */
const deliveries: Verb[] = [listOutbox, sendWaiting, printBundle, askStatus, readBounces]

export const verbs: Verb[] = [...orders, ...runs, ...documents, ...deliveries]
