import { changeTenant, withoutTenant } from '../db/transaction.ts'
import type { Verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { enqueue } from './enqueue.ts'
import type { Installation } from './perform.ts'
import { claimJob, runJob } from './run-job.ts'

export interface Worker {
  /** Looks for work at once: a job was just asked for in this process. */
  wake(): void
  /** Takes no new job, lets the running ones end for a while, gives back what is left. */
  stop(graceMillis?: number): Promise<void>
}

export interface WorkerOptions {
  /** Jobs at a time in this process. */
  slots?: number
  pollMillis?: number
  schedulesEveryMillis?: number
}

const housekeepingEveryMillis = 3_600_000
/** So many new rows of a company's sums are folded together. */
const sumsToFold = 2_000

/** The clockwork of one process: jobs of all companies, schedules that fall due, what has expired. */
export function startWorker(installation: Installation, verbs: readonly Verb[], options: WorkerOptions = {}): Worker {
  const { slots = 2, pollMillis = 500, schedulesEveryMillis = 10_000 } = options
  const worker = newId()
  const running = new Set<Promise<void>>()
  let stopping = false
  let wakeUp = (): void => {}
  let woken = false
  let schedulesAt = 0
  let housekeepingAt = 0

  const loop = (async () => {
    while (!stopping) {
      woken = false
      try {
        const now = performance.now()
        if (now >= schedulesAt) {
          schedulesAt = now + schedulesEveryMillis
          await startDueSchedules(installation)
        }
        if (now >= housekeepingAt) {
          housekeepingAt = now + housekeepingEveryMillis
          await withoutTenant(installation.pool, (db) => db.query(`select forget_expired($1)`, [installation.clock()]))
          await withoutTenant(installation.pool, (db) => db.query(`select fold_open_item_sums($1)`, [sumsToFold]))
        }
        while (!stopping && running.size < slots && (await startNext())) {}
      } catch (err) {
        installation.log.error({ err }, 'the clockwork stumbled and goes on')
      }
      if (!stopping && !woken) await pause(pollMillis)
    }
  })()

  async function startNext(): Promise<boolean> {
    const job = await claimJob(installation, worker)
    if (!job) return false
    const done: Promise<void> = runJob(installation, verbs, job)
      .catch((err) => installation.log.error({ err, job: job.jobId }, 'the end of a job could not be written'))
      .finally(() => {
        running.delete(done)
        wake()
      })
    running.add(done)
    return true
  }

  /** Also while the loop looks: what came after its look must not wait for the next poll. */
  function wake(): void {
    woken = true
    wakeUp()
  }

  function pause(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    wake,
    stop: async (graceMillis = 20_000) => {
      stopping = true
      wake()
      await loop
      let timer: NodeJS.Timeout | undefined
      const grace = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, graceMillis)
      })
      await Promise.race([Promise.all(running), grace])
      clearTimeout(timer)
      if (running.size > 0) await giveBack(installation, worker)
    },
  }
}

/** Each due schedule becomes a job, in the transaction that moves it on: of many processes one gets it. @returns how many */
export async function startDueSchedules(installation: Installation): Promise<number> {
  return withoutTenant(installation.pool, async (db) => {
    const due = await db.rows<{ company_id: Id; id: Id; verb: string; input: unknown }>(
      `select company_id, id, verb, input from claim_due_schedules($1)`,
      [installation.clock()],
    )
    let started = 0
    for (const schedule of due) {
      await changeTenant(db, { companyId: schedule.company_id, areas: 'all', system: true })
      const { verb, input } = schedule
      if (await enqueue(db, { companyId: schedule.company_id, verb, input, userId: null, scheduleId: schedule.id }))
        started++
    }
    return started
  })
}

/** The leases of a worker that ends in the middle of its jobs run out now, not in a minute. */
async function giveBack(installation: Installation, worker: Id): Promise<void> {
  await withoutTenant(installation.pool, async (db) => {
    const companies = await db.rows<{ company_id: Id }>(`select company_id from all_companies()`)
    for (const { company_id } of companies) {
      await changeTenant(db, { companyId: company_id, areas: 'all', system: true })
      await db.query(
        `update jobs set leased_until = clock_timestamp() where company_id = $1 and worker_id = $2 and state = 'running'`,
        [company_id, worker],
      )
    }
  })
}
