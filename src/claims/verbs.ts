import type { Verb } from '../db/verb.ts'
import { agreePlan } from './agree-plan.ts'
import { changePlan } from './change-plan.ts'
import { defer } from './defer.ts'
import { dispute } from './dispute.ts'
import { endPlan } from './end-plan.ts'
import { followUp } from './follow-up.ts'
import { printLetters } from './letters/print-letters.ts'
import { recallLetters } from './letters/recall-letters.ts'
import { sendLetters } from './letters/send-letters.ts'
import { list } from './list.ts'
import { listBoard } from './list-board.ts'
import { listLimitations } from './list-limitations.ts'
import { listPlans } from './list-plans.ts'
import { listYear } from './list-year.ts'
import { listYearCharges } from './list-year-charges.ts'
import { markParty } from './mark-party.ts'
import { noticePart } from './notice-part.ts'
import { pause } from './pause.ts'
import { planLetter } from './plan-letter.ts'
import { previewPlan } from './preview-plan.ts'
import { previewRest } from './preview-rest.ts'
import { promise } from './promise.ts'
import { proposePlan } from './propose-plan.ts'
import { readPlan } from './read-plan.ts'
import { readTimeline } from './read-timeline.ts'
import { readYear } from './read-year.ts'
import { recordInterruption } from './record-interruption.ts'
import { release } from './release.ts'
import { resolveDispute } from './resolve-dispute.ts'
import { restAgain } from './rest-again.ts'
import { takeBackPlanStep } from './take-back-plan-step.ts'
import { withdrawInterruption } from './withdraw-interruption.ts'

export const verbs: Verb[] = [
  listBoard,
  list,
  readTimeline,
  readYear,
  listYear,
  listYearCharges,
  previewRest,
  dispute,
  resolveDispute,
  defer,
  promise,
  pause,
  markParty,
  release,
  restAgain,
  followUp,
  previewPlan,
  proposePlan,
  takeBackPlanStep,
  agreePlan,
  changePlan,
  noticePart,
  endPlan,
  listPlans,
  readPlan,
  planLetter,
  sendLetters,
  printLetters,
  recallLetters,
  listLimitations,
  recordInterruption,
  withdrawInterruption,
]
