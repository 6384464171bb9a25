import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Db } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { NumberBlock } from './take-numbers.ts'
import { takeNumbers } from './take-numbers.ts'

/**
 * Gapless numbers for chunks that are written side by side. Each chunk writes with the numbers that it expects to get,
 * waits for its turn, takes them from the series at the very end of its own transaction and commits only if they are the
 * expected ones: a number is used when, and only when, the counter that gave it was moved in the same commit. Whoever
 * took numbers in between, or failed, makes the chunks behind it start again.
 */
export interface Course {
  /** Resolves when every earlier chunk has committed or failed. */
  tail: Promise<void>
  /** First number that the next chunk may expect, by need. */
  expected: Map<string, bigint>
  /** Lets one chunk at a time look at the counters. */
  gate: Promise<void>
}

export interface Ticket {
  course: Course
  /** Set when the chunk has expected its numbers and stands in line. */
  turn: Promise<void> | null
  leave(): void
}

export interface NumberNeed {
  key: string
  seriesId: Id
  on: Day
  count: number
}

export const needKey = (seriesId: Id, on: Day): string => `${seriesId} ${on.slice(0, 4)}`

export const newCourse = (): Course => ({ tail: Promise.resolve(), expected: new Map(), gate: Promise.resolve() })

export const takeTicket = (course: Course): Ticket => ({ course, turn: null, leave: () => {} })

export const forgetNumbers = (course: Course): void => course.expected.clear()

/** For a chunk that cannot say what it will need before those in front have committed: it draws its numbers as everybody does. */
export async function waitForTurn({ course }: Ticket): Promise<void> {
  await course.tail
  forgetNumbers(course)
}

class StaleNumbers extends Error {}

/** Another writer was quicker: the numbers expected here are taken, or its lock and ours crossed. */
export function isStale(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return (
    error instanceof StaleNumbers ||
    code === '40P01' ||
    code === '55P03' ||
    (code === '23505' && /_(number|reference)_unique$/.test(constraint ?? ''))
  )
}

/** Takes the numbers now: the counters stay locked until commit. Series in the order of their ids. */
export async function takeAll(
  { db, company }: { db: Db; company: { id: Id } },
  needs: readonly NumberNeed[],
): Promise<Map<string, NumberBlock>> {
  const blocks = new Map<string, NumberBlock>()
  for (const need of needs) blocks.set(need.key, await takeNumbers(db, company.id, need.seriesId, need.on, need.count))
  return blocks
}

/**
 * For chunks side by side: one that waits for its turn holds locks, and the database cannot see whom that keeps waiting.
 * Who waits too long for a lock gives up, and is done again by itself.
 */
export const waitShortly = (db: Db): Promise<unknown> => db.query(`set local lock_timeout = '10s'`)

/** The numbers that this chunk will get if nobody comes in between; the chunk stands in line from here on. */
export async function expectNumbers(
  ctx: Ctx,
  ticket: Ticket,
  needs: readonly NumberNeed[],
): Promise<Map<string, NumberBlock>> {
  const { course } = ticket
  const previous = course.gate
  let open = () => {}
  course.gate = new Promise((resolve) => {
    open = resolve
  })
  await previous
  try {
    const blocks = new Map<string, NumberBlock>()
    for (const need of needs) blocks.set(need.key, await expectOne(ctx, course, need))
    ticket.turn = course.tail
    course.tail = new Promise((resolve) => {
      ticket.leave = resolve
    })
    return blocks
  } finally {
    open()
  }
}

async function expectOne(ctx: Ctx, course: Course, need: NumberNeed): Promise<NumberBlock> {
  const series = await ctx.db.one<{ year: number; prefix: string; width: number; next: bigint }>(
    hot(
      `select y.year, s.prefix, s.width, coalesce(c.last_number + 1, s.first_number) as next
       from number_series s cross join lateral (select case when s.resets_yearly then extract(year from $3::date)::int else 0 end as year) y
       left join number_series_counters c on c.company_id = s.company_id and c.series_id = s.id and c.year = y.year
      where s.company_id = $1 and s.id = $2`,
      [ctx.company.id, need.seriesId, need.on],
    ),
  )
  const first = course.expected.get(need.key) ?? series.next
  const last = first + BigInt(need.count) - 1n
  course.expected.set(need.key, last + 1n)
  return { year: series.year, first, last, prefix: series.prefix, width: series.width }
}

/** Waits for the chunks in front, then takes the numbers. @throws when they are not the expected ones: the chunk rolls back */
export async function confirmNumbers(
  ctx: Ctx,
  ticket: Ticket,
  needs: readonly NumberNeed[],
  expected: ReadonlyMap<string, NumberBlock>,
): Promise<void> {
  await ticket.turn
  for (const [key, block] of await takeAll(ctx, needs)) {
    if (block.first !== expected.get(key)!.first)
      throw new StaleNumbers(`number ${block.first} came instead of ${expected.get(key)!.first}`)
  }
}
