import type { Day } from '../kernel/day.ts'

/** What can happen to a claim, as the timeline names it; in the order in which it comes to pass within a day. */
export const timelineKinds = [
  'issued',
  'sent',
  'hold',
  'hold-ended',
  'plan',
  'letter',
  'charge',
  'interest',
  'waiver',
  'waiver-undone',
  'letter-sent',
  'letter-failed',
  'letter-recalled',
  'payment',
  'credit',
  'queued',
  'queue-left',
  'case',
  'write-off',
  'loss',
  'loss-undone',
  'recovery',
  'interruption',
  // The day is over when it is due.
  'due',
] as const

interface Placed {
  kind: (typeof timelineKinds)[number]
  on: Day
  /** When it was recorded. */
  at: string | null
  /** It was recorded on its own day: the clock tells its place. */
  isOfTheDay: boolean
  /** What a decision cost is charged after it. */
  what: string | null
  /** Its id: ids ascend. */
  key: string
}

/**
 * Newest first, in days and within each: by the clock where it was recorded on its day; what was not (backdated, taken over
 * from elsewhere, or without a moment at all) stands where its kind does in the course of a day.
 */
export function newestFirst<Entry extends Placed>(entries: readonly Entry[]): Entry[] {
  const days = new Map<Day, Entry[]>()
  for (const entry of entries) {
    const day = days.get(entry.on)
    if (day) day.push(entry)
    else days.set(entry.on, [entry])
  }
  return [...days].sort(([a], [b]) => compare(b, a)).flatMap(([, day]) => courseOf(day).reverse())
}

function courseOf<Entry extends Placed>(day: readonly Entry[]): Entry[] {
  const hasMoment = (entry: Entry) => entry.isOfTheDay && entry.at !== null
  const course = day
    .filter(hasMoment)
    .sort((a, b) => compare(a.at!, b.at!) || rank(a) - rank(b) || compare(a.key, b.key))
  const others = day
    .filter((entry) => !hasMoment(entry))
    .sort((a, b) => rank(a) - rank(b) || compare(a.at ?? '', b.at ?? '') || compare(a.key, b.key))
  for (const entry of others) {
    const next = course.findIndex((one) => rank(one) > rank(entry))
    course.splice(next < 0 ? course.length : next, 0, entry)
  }
  return course
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const rank = ({ kind, what }: Placed): number =>
  timelineKinds.indexOf(kind === 'charge' && what === 'cost' ? 'case' : kind) + (kind === 'charge' ? 0.5 : 0)
