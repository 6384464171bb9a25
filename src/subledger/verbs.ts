import type { Verb } from '../db/verb.ts'
import { allocateItems } from './allocate-items.ts'
import { listItems } from './list-items.ts'
import { mergeParties } from './merge-parties.ts'
import { previewMerge } from './preview-merge.ts'
import { proposeRedenomination } from './propose-redenomination.ts'
import { proposeRevaluation } from './propose-revaluation.ts'
import { redenominate } from './redenominate.ts'
import { revalue } from './revalue.ts'
import { setOff } from './set-off.ts'
import { transfer } from './transfer.ts'
import { undoAllocation } from './undo-allocation.ts'
import { undoMerge } from './undo-merge.ts'
import { undoSetOff } from './undo-set-off.ts'

export const verbs: Verb[] = [
  listItems,
  allocateItems,
  undoAllocation,
  transfer,
  previewMerge,
  mergeParties,
  undoMerge,
  setOff,
  undoSetOff,
  proposeRevaluation,
  revalue,
  proposeRedenomination,
  redenominate,
]
