import { hot } from '../db/sql.ts'
import type { Db } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import type { Ledger } from './post.ts'

/** Answers the first day, not before the given one, on which the books of a ledger are open. */
export type OpenDay = (ledger: Ledger, wanted: Day) => Day

/**
 * A closed period never changes: what belongs to it is shown on the first open day after it, with its own value day kept.
 * Reads the periods once for a batch.
 */
export async function readOpenDays(db: Db, companyId: Id): Promise<OpenDay> {
  const periods = await db.rows<{ ledger: Ledger; starts_on: Day; ends_on: Day; closed: boolean }>(
    hot(
      `select ledger, starts_on, ends_on, closed_at is not null as closed from periods where company_id = $1 order by starts_on`,
      [companyId],
    ),
  )
  const cache = new Map<string, Day>()
  return (ledger, wanted) => {
    const key = `${ledger} ${wanted}`
    let found = cache.get(key)
    if (!found) {
      found = firstOpen(periods, ledger, wanted)
      cache.set(key, found)
    }
    return found
  }
}

function firstOpen(
  periods: { ledger: Ledger; starts_on: Day; ends_on: Day; closed: boolean }[],
  ledger: Ledger,
  wanted: Day,
): Day {
  const closedOwn = periods.filter((period) => period.closed && period.ledger === ledger && ledger !== 'general')
  for (const period of periods) {
    if (period.ledger !== 'general' || period.ends_on < wanted || period.closed) continue
    let candidate = period.starts_on > wanted ? period.starts_on : wanted
    for (const lock of closedOwn) {
      if (lock.starts_on <= candidate && candidate <= lock.ends_on) candidate = dayAfter(lock.ends_on)
    }
    if (candidate <= period.ends_on) return candidate
  }
  return refuse('period.none-open', `no open period on or after ${wanted}: open one in the set-up of periods`, {
    on: wanted,
  })
}

const dayAfter = (d: Day): Day => new Date(Date.parse(`${d}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10) as Day
