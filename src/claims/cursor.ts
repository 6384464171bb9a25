import type { Day } from '../kernel/day.ts'
import { isDay } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** "2026-10-30_<item>": the last row of the page before, in the order of due days. @throws Refused paging.bad-cursor */
export function cursorOf(after: string | undefined): [Day | null, Id | null] {
  if (!after) return [null, null]
  const [dueOn, itemId] = after.split('_')
  if (!isDay(dueOn) || !itemId)
    return refuse('paging.bad-cursor', 'this is no page of this list: begin again without "after"')
  return [dueOn, itemId as Id]
}
