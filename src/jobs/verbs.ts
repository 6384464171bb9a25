import type { Verb } from '../db/verb.ts'
import { collectFiles } from './collect-files.ts'
import { deleteSchedule } from './delete-schedule.ts'
import { listJobs, readJob } from './list-jobs.ts'
import { listSchedules } from './list-schedules.ts'
import { runAgain } from './run-again.ts'
import { saveSchedule } from './save-schedule.ts'

/** @param others the verbs of the other modules: what a schedule may name */
export const jobVerbs = (others: readonly Verb[]): Verb[] => [
  listJobs,
  readJob,
  runAgain,
  listSchedules,
  saveSchedule([...others, collectFiles]),
  collectFiles,
  deleteSchedule,
]
