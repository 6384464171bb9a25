import type { Verb } from '../db/verb.ts'
import { abandon } from './abandon.ts'
import { approve } from './approve.ts'
import { excludeRow } from './exclude-row.ts'
import { execute } from './execute.ts'
import { list } from './list.ts'
import { listRuns } from './list-runs.ts'
import { propose } from './propose.ts'
import { readRun } from './read-run.ts'
import { recordRecovery } from './record-recovery.ts'
import { takeRecoveries } from './take-recoveries.ts'
import { undo } from './undo.ts'
import { undoRecovery } from './undo-recovery.ts'

export const verbs: Verb[] = [
  propose,
  excludeRow,
  approve,
  execute,
  abandon,
  listRuns,
  readRun,
  list,
  undo,
  recordRecovery,
  undoRecovery,
  takeRecoveries,
]
