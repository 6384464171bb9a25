import type { Verb } from '../db/verb.ts'
import { acceptCandidates } from './accept-candidates.ts'
import { acceptMatch } from './accept-match.ts'
import { attestRefunds } from './attest-refunds.ts'
import { attestWriteOffs } from './attest-write-offs.ts'
import { downloadFile } from './download-file.ts'
import { fetchFolder } from './fetch-folder.ts'
import { fileProgress } from './file-progress.ts'
import { findItems } from './find-items.ts'
import { importBankFile } from './import-bank-file.ts'
import { listAccounts } from './list-accounts.ts'
import { listDesk } from './list-desk.ts'
import { listFiles } from './list-files.ts'
import { listPayments } from './list-payments.ts'
import { listRefunds } from './list-refunds.ts'
import { listUnmatched } from './list-unmatched.ts'
import { listWriteOffs } from './list-write-offs.ts'
import { match } from './match.ts'
import { payBack } from './pay-back.ts'
import { placeOnAccount } from './place-on-account.ts'
import { previewMatch } from './preview-match.ts'
import { readDeskPayment } from './read-desk-payment.ts'
import { readFile } from './read-file.ts'
import { readTransaction } from './read-transaction.ts'
import { reconcileAccount } from './reconcile-account.ts'
import { refuseMatch } from './refuse-match.ts'
import { saveNote } from './save-note.ts'
import { savePayment } from './save-payment.ts'
import { source } from './source.ts'
import { splitPayment } from './split-payment.ts'
import { suggest } from './suggest.ts'
import { undoFile } from './undo-file.ts'
import { undoMatch } from './undo-match.ts'
import { undoRefusal } from './undo-refusal.ts'
import { undoRun } from './undo-run.ts'
import { withdrawRefunds } from './withdraw-refunds.ts'

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
