import type { Verb } from '../db/verb.ts'
import { attestRefunds } from './attest/attest-refunds.ts'
import { attestWriteOffs } from './attest/attest-write-offs.ts'
import { listRefunds } from './attest/list-refunds.ts'
import { listWriteOffs } from './attest/list-write-offs.ts'
import { payBack } from './attest/pay-back.ts'
import { withdrawRefunds } from './attest/withdraw-refunds.ts'
import { acceptCandidates } from './desk/accept-candidates.ts'
import { acceptMatch } from './desk/accept-match.ts'
import { findItems } from './desk/find-items.ts'
import { listDesk } from './desk/list-desk.ts'
import { listUnmatched } from './desk/list-unmatched.ts'
import { placeOnAccount } from './desk/place-on-account.ts'
import { previewMatch } from './desk/preview-match.ts'
import { readDeskPayment } from './desk/read-desk-payment.ts'
import { refuseMatch } from './desk/refuse-match.ts'
import { saveNote } from './desk/save-note.ts'
import { splitPayment } from './desk/split-payment.ts'
import { suggest } from './desk/suggest.ts'
import { undoRefusal } from './desk/undo-refusal.ts'
import { downloadFile } from './files/download-file.ts'
import { fetchFolder } from './files/fetch-folder.ts'
import { fileProgress } from './files/file-progress.ts'
import { importBankFile } from './files/import-bank-file.ts'
import { listAccounts } from './files/list-accounts.ts'
import { listFiles } from './files/list-files.ts'
import { listPayments } from './files/list-payments.ts'
import { readFile } from './files/read-file.ts'
import { readTransaction } from './files/read-transaction.ts'
import { reconcileAccount } from './files/reconcile-account.ts'
import { savePayment } from './files/save-payment.ts'
import { source } from './files/source.ts'
import { match } from './placing/match.ts'
import { undoFile } from './undo/undo-file.ts'
import { undoMatch } from './undo/undo-match.ts'
import { undoRun } from './undo/undo-run.ts'

export const verbs: Verb[] = [
  importBankFile,
  fetchFolder,
  match,
  listDesk,
  readDeskPayment,
  findItems,
  previewMatch,
  acceptCandidates,
  undoRefusal,
  listUnmatched,
  suggest,
  acceptMatch,
  refuseMatch,
  placeOnAccount,
  splitPayment,
  savePayment,
  saveNote,
  undoMatch,
  undoFile,
  undoRun,
  payBack,
  listRefunds,
  attestRefunds,
  withdrawRefunds,
  listWriteOffs,
  attestWriteOffs,
  listAccounts,
  reconcileAccount,
  listFiles,
  readFile,
  downloadFile,
  listPayments,
  fileProgress,
  readTransaction,
  source,
]
