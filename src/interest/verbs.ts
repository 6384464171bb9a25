import type { Verb } from '../db/verb.ts'
import { abandonRun } from './abandon-run.ts'
import { approve } from './approve.ts'
import { compute } from './compute.ts'
import { excludeRow } from './exclude-row.ts'
import { issue } from './issue.ts'
import { listLawValues } from './list-law-values.ts'
import { listRuns } from './list-runs.ts'
import { listTerms } from './list-terms.ts'
import { propose } from './propose.ts'
import { readClaim } from './read-claim.ts'
import { readRun } from './read-run.ts'
import { runUnattended } from './run-unattended.ts'
import { saveLawValue } from './save-law-value.ts'
import { saveTerms } from './save-terms.ts'
import { undoWaive } from './undo-waive.ts'
import { waive } from './waive.ts'
import { waiveCredited } from './waive-credited.ts'

export const verbs: Verb[] = [
  compute,
  listLawValues,
  saveLawValue,
  listTerms,
  saveTerms,
  readClaim,
  waive,
  undoWaive,
  waiveCredited,
  propose,
  listRuns,
  readRun,
  excludeRow,
  approve,
  issue,
  abandonRun,
  runUnattended,
]
