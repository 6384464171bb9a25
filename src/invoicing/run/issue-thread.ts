import type { ThreadWork } from '../../db/run-in-thread.ts'
import { borrowCourse } from '../../ledger/number-course.ts'
import { readBillingSetUp } from '../billing-set-up.ts'
import type { ThreadInput } from './issue.ts'
import { issueLane, threadLanes } from './issue.ts'

/** Lanes of a long billing run in a thread of their own: its rows and numbers are shared with the others'. */
export const work: ThreadWork<ThreadInput> = async (ctx, given, port) => {
  const own = { ...given, inside: false, read: null, setUp: await ctx.transaction(readBillingSetUp) }
  const course = borrowCourse(port)
  Atomics.add(given.writing, 0, 1)
  const lanes = Array.from({ length: threadLanes }, () => issueLane(ctx, own, course))
  for (const lane of await Promise.allSettled(lanes)) if (lane.status === 'rejected') throw lane.reason
}
