import type { MessagePort } from 'node:worker_threads'
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
 * took numbers in between, or failed, makes the chunks behind it start again. Threads share the course of the one that
 * began it (`lendCourse`, `borrowCourse`).
 */
export interface Course {
  /** Waits until this chunk may look at the counters: one at a time. */
  look(): Promise<Look>
  /** The counters are not where they were expected to be: the next chunk looks for itself. */
  forget(): void
  /** Resolves when all chunks that stand in line now have committed or failed. */
  cleared(): Promise<void>
}

interface Look {
  /** First number that this chunk may expect, by need; of the others the counter tells. */
  expected: ReadonlyMap<string, bigint>
  /** First numbers that the next chunk may expect; null: this one failed, and does not stand in line. */
  done(next: ReadonlyMap<string, bigint> | null): Place
}

interface Place {
  /** Resolves when every earlier chunk has committed or failed. */
  turn: Promise<void>
  leave(): void
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

export function newCourse(): Course {
  const expected = new Map<string, bigint>()
  let tail = Promise.resolve()
  let gate = Promise.resolve()
  const stand = (): Place => {
    const turn = tail
    const { promise, resolve } = opening()
    tail = promise
    return { turn, leave: resolve }
  }
  return {
    async look() {
      const before = gate
      const { promise, resolve } = opening()
      gate = promise
      await before
      return {
        expected: new Map(expected),
        done: (next) => {
          for (const [key, first] of next ?? []) expected.set(key, first)
          const place = next ? stand() : { turn: tail, leave: () => {} }
          resolve()
          return place
        },
      }
    },
    forget: () => expected.clear(),
    cleared: () => tail,
  }
}

function opening(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => {}
  const promise = new Promise<void>((open) => {
    resolve = open
  })
  return { promise, resolve }
}

export const takeTicket = (course: Course): Ticket => ({ course, turn: null, leave: () => {} })

export const forgetNumbers = (course: Course): void => course.forget()

/** For a chunk that cannot say what it will need before those in front have committed: it draws its numbers as everybody does. */
export async function waitForTurn({ course }: Ticket): Promise<void> {
  await course.cleared()
  course.forget()
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
  const blocks = await Promise.all(
    needs.map(
      async (need) => [need.key, await takeNumbers(db, company.id, need.seriesId, need.on, need.count)] as const,
    ),
  )
  return new Map(blocks)
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
  const look = await ticket.course.look()
  const blocks = new Map<string, NumberBlock>()
  try {
    for (const need of needs) blocks.set(need.key, await expectOne(ctx, look.expected, need))
  } catch (error) {
    look.done(null)
    throw error
  }
  const { turn, leave } = look.done(new Map([...blocks].map(([key, block]) => [key, block.last + 1n])))
  ticket.turn = turn
  ticket.leave = leave
  return blocks
}

async function expectOne(ctx: Ctx, expected: ReadonlyMap<string, bigint>, need: NumberNeed): Promise<NumberBlock> {
  const series = await ctx.db.one<{ year: number; prefix: string; width: number; next: bigint }>(
    hot(
      `select y.year, s.prefix, s.width, coalesce(c.last_number + 1, s.first_number) as next
       from number_series s cross join lateral (select case when s.resets_yearly then extract(year from $3::date)::int else 0 end as year) y
       left join number_series_counters c on c.company_id = s.company_id and c.series_id = s.id and c.year = y.year
      where s.company_id = $1 and s.id = $2`,
      [ctx.company.id, need.seriesId, need.on],
    ),
  )
  const first = expected.get(need.key) ?? series.next
  return {
    year: series.year,
    first,
    last: first + BigInt(need.count) - 1n,
    prefix: series.prefix,
    width: series.width,
  }
}

/**
 * Waits for the chunks in front, then takes the numbers.
 * @param last what else the chunks behind wait for until the commit: sent with the numbers, in one go
 * @throws when they are not the expected ones: the chunk rolls back
 */
export async function confirmNumbers<R = void>(
  ctx: Ctx,
  ticket: Ticket,
  needs: readonly NumberNeed[],
  expected: ReadonlyMap<string, NumberBlock>,
  last?: () => Promise<R>,
): Promise<R> {
  await ticket.turn
  const [taken, result] = await Promise.all([takeAll(ctx, needs), last?.()])
  for (const [key, block] of taken) {
    if (block.first !== expected.get(key)!.first)
      throw new StaleNumbers(`number ${block.first} came instead of ${expected.get(key)!.first}`)
  }
  return result as R
}

type Asked =
  | { ask: 'look' | 'cleared'; no: number }
  | { ask: 'done'; no: number; next: ReadonlyMap<string, bigint> | null }
  | { ask: 'leave'; no: number }
  | { ask: 'forget' }
type Told = { no: number; expected?: ReadonlyMap<string, bigint> }

/** Answers another thread's chunks out of a course of this one. @returns ends it: what that thread still held, it holds no more */
export function lendCourse(port: MessagePort, course: Course): () => void {
  const looks = new Map<number, Look>()
  const places = new Map<number, Place>()
  let isOver = false
  const tell = (told: Told) => port.postMessage(told)
  port.on('message', async (asked: Asked) => {
    if (asked.ask === 'forget') return course.forget()
    const { no } = asked
    if (asked.ask === 'cleared') {
      await course.cleared()
      tell({ no })
    } else if (asked.ask === 'look') {
      const look = await course.look()
      if (isOver) return void look.done(null)
      looks.set(no, look)
      tell({ no, expected: look.expected })
    } else if (asked.ask === 'done') {
      const place = looks.get(no)!.done(asked.next)
      looks.delete(no)
      if (asked.next) places.set(no, place)
      await place.turn
      tell({ no })
    } else {
      places.get(no)?.leave()
      places.delete(no)
    }
  })
  return () => {
    isOver = true
    for (const look of looks.values()) look.done(null)
    for (const place of places.values()) place.leave()
    port.close()
  }
}

/** A course that lies in another thread. */
export function borrowCourse(port: MessagePort): Course {
  const waiting = new Map<number, (told: Told) => void>()
  let last = 0
  port.on('message', (told: Told) => {
    const resolve = waiting.get(told.no)
    waiting.delete(told.no)
    resolve?.(told)
  })
  const send = (asked: Asked) => port.postMessage(asked)
  const ask = (asked: Exclude<Asked, { ask: 'forget' | 'leave' }>): Promise<Told> =>
    new Promise((resolve) => {
      waiting.set(asked.no, resolve)
      send(asked)
    })
  return {
    async look() {
      const no = ++last
      const { expected } = await ask({ ask: 'look', no })
      return {
        expected: expected!,
        done: (next) => {
          const turn = ask({ ask: 'done', no, next }).then(() => {})
          return { turn, leave: () => send({ ask: 'leave', no }) }
        },
      }
    },
    forget: () => send({ ask: 'forget' }),
    cleared: async () => {
      await ask({ ask: 'cleared', no: ++last })
    },
  }
}
