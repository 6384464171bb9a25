import type { Verb } from '../db/verb.ts'
import { advanceInvoice } from './direct/advance-invoice.ts'
import { annul } from './direct/annul.ts'
import { credit } from './direct/credit.ts'
import { creditSeveral } from './direct/credit-several.ts'
import { debit } from './direct/debit.ts'
import { invoiceNow } from './direct/invoice-now.ts'
import { issueAdvances } from './direct/issue-advances.ts'
import { makeInvoiceOfProforma } from './direct/make-invoice-of-proforma.ts'
import { settleInternal } from './direct/settle-internal.ts'
import { listInvoices } from './documents/list-invoices.ts'
import { moments } from './documents/moments.ts'
import { readDocument } from './documents/read-document.ts'
import { readInvoice } from './documents/read-invoice.ts'
import { source } from './documents/source.ts'
import { sumInvoices } from './documents/sum-invoices.ts'
import { whyAccount } from './draft/why-account.ts'
import { hold } from './holds/hold.ts'
import { listHolds } from './holds/list-holds.ts'
import { releaseHold } from './holds/release-hold.ts'
import { correctImport } from './imports/correct-import.ts'
import { discardRejected } from './imports/discard-rejected.ts'
import { fetchFolder } from './imports/fetch-folder.ts'
import { importOrders } from './imports/import-orders.ts'
import { listImportProblems } from './imports/list-import-problems.ts'
import { listImports } from './imports/list-imports.ts'
import { readImport } from './imports/read-import.ts'
import { readOrderFile } from './imports/read-order-file.ts'
import { undoImport } from './imports/undo-import.ts'
import { cancelOrder } from './orders/cancel-order.ts'
import { lastLines } from './orders/last-lines.ts'
import { listOrders } from './orders/list-orders.ts'
import { orderTemplate } from './orders/order-template.ts'
import { readOrder } from './orders/read-order.ts'
import { restoreOrder } from './orders/restore-order.ts'
import { saveOrder } from './orders/save-order.ts'
import { sumOrders } from './orders/sum-orders.ts'
import { preview } from './preview/preview.ts'
import { previewCredit } from './preview/preview-credit.ts'
import { previewCreditPdf } from './preview/preview-credit-pdf.ts'
import { previewPdf } from './preview/preview-pdf.ts'
import { previewRowPdf } from './preview/preview-row-pdf.ts'
import { abandonRun } from './run/abandon-run.ts'
import { approveAndIssue } from './run/approve-and-issue.ts'
import { approveBilling } from './run/approve-billing.ts'
import { compareRun } from './run/compare-run.ts'
import { editRow } from './run/edit-row.ts'
import { excludeRow } from './run/exclude-row.ts'
import { holdRow } from './run/hold-row.ts'
import { issue } from './run/issue.ts'
import { listRunRows } from './run/list-run-rows.ts'
import { listRuns } from './run/list-runs.ts'
import { proposeBilling } from './run/propose-billing.ts'
import { readRun } from './run/read-run.ts'
import { releaseRow } from './run/release-row.ts'
import { reviewRow } from './run/review-row.ts'
import { samples } from './run/samples.ts'
import { sendBack } from './run/send-back.ts'
import { sendOn } from './run/send-on.ts'
import { askStatus } from './sending/ask-status.ts'
import { sendWaiting } from './sending/deliver.ts'
import { listOutbox } from './sending/list-outbox.ts'
import { printBundle } from './sending/print-bundle.ts'
import { readBounces } from './sending/read-bounces.ts'
import { readPdf } from './sending/read-pdf.ts'
import { readPdfs } from './sending/read-pdfs.ts'
import { readXml } from './sending/read-xml.ts'
import { resendInvoices } from './sending/resend-invoices.ts'

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
  creditSeveral,
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
