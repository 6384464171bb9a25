import type { Day } from '../../kernel/day.ts'
import { addDays, weekday } from '../../kernel/day.ts'

export interface Week {
  from: Day
  to: Day
}

/** Weeks from Monday to Sunday: `before` ones, that of the day, `after` ones. */
export function weeksAround(day: Day, before: number, after: number): Week[] {
  const monday = addDays(day, 1 - weekday(day))
  return Array.from({ length: before + 1 + after }, (_, i) => {
    const from = addDays(monday, 7 * (i - before))
    return { from, to: addDays(from, 6) }
  })
}
