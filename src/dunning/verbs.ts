import type { Verb } from '../db/verb.ts'
import { abandonRun } from './abandon-run.ts'
import { approve } from './approve.ts'
import { approveAndExecute } from './approve-and-execute.ts'
import { assignPolicy } from './assign-policy.ts'
import { closePolicy } from './close-policy.ts'
import { compareRun } from './compare-run.ts'
import { endAssignment } from './end-assignment.ts'
import { excludeRow } from './exclude-row.ts'
import { execute } from './execute.ts'
import { explain } from './explain.ts'
import { holdRow } from './hold-row.ts'
import { handOverBundle } from './letters/hand-over-bundle.ts'
import { listLetters } from './letters/list-letters.ts'
import { paymentSlip } from './letters/payment-slip.ts'
import { previewLetter } from './letters/preview-letter.ts'
import { previewSimulated } from './letters/preview-simulated.ts'
import { previewStep } from './letters/preview-step.ts'
import { printLetters } from './letters/print-letters.ts'
import { readLetter } from './letters/read-letter.ts'
import { readLetterPdf } from './letters/read-letter-pdf.ts'
import { returnLetter } from './letters/return-letter.ts'
import { sendLetters } from './letters/send-letters.ts'
import { listAssignments } from './list-assignments.ts'
import { listPolicies } from './list-policies.ts'
import { listRunRows } from './list-run-rows.ts'
import { listRuns } from './list-runs.ts'
import { propose } from './propose.ts'
import { proposePolicies } from './propose-policies.ts'
import { readPolicy } from './read-policy.ts'
import { readRow } from './read-row.ts'
import { readRun } from './read-run.ts'
import { recall } from './recall.ts'
import { releaseRow } from './release-row.ts'
import { reopenPolicy } from './reopen-policy.ts'
import { runUnattended } from './run-unattended.ts'
import { savePolicy } from './save-policy.ts'
import { simulatePolicy } from './simulate-policy.ts'
import { sumRunRows } from './sum-run-rows.ts'
import { takePaid } from './take-paid.ts'
import { whyPolicy } from './why-policy.ts'

export const verbs: Verb[] = [
  listPolicies,
  whyPolicy,
  readPolicy,
  savePolicy,
  closePolicy,
  reopenPolicy,
  proposePolicies,
  simulatePolicy,
  assignPolicy,
  listAssignments,
  endAssignment,
  propose,
  listRuns,
  readRun,
  compareRun,
  listRunRows,
  sumRunRows,
  readRow,
  excludeRow,
  holdRow,
  releaseRow,
  approve,
  approveAndExecute,
  execute,
  abandonRun,
  runUnattended,
  recall,
  explain,
  previewLetter,
  previewStep,
  previewSimulated,
  listLetters,
  readLetter,
  readLetterPdf,
  returnLetter,
  sendLetters,
  printLetters,
  handOverBundle,
  paymentSlip,
  takePaid,
]
