import type { ThreadWork } from '../db/run-in-thread.ts'
import { borrowCourse } from '../ledger/number-course.ts'
import type { ThreadInput } from './execute.ts'
import { executeLane, readWork, threadLanes } from './execute.ts'

/** Lanes of a long dunning run in a thread of their own: its rows and numbers are shared with the others'. */
export const work: ThreadWork<ThreadInput> = async (ctx, input, port) => {
  const own = await readWork(ctx, input)
  const course = borrowCourse(port)
  const lanes = Array.from({ length: threadLanes }, () => executeLane(ctx, own, course))
  for (const lane of await Promise.allSettled(lanes)) if (lane.status === 'rejected') throw lane.reason
}
