import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { person } from '../../test/http.ts'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import { withTenant } from '../db/transaction.ts'
import type { Verb } from '../db/verb.ts'
import { longVerb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { enqueue } from './enqueue.ts'
import { createLog, redact } from './log.ts'
import { type Job, readJob } from './queries.ts'
import { claimJob, runJob } from './run-job.ts'
import { jobVerbs } from './verbs.ts'
import { startDueSchedules, startWorker } from './worker.ts'

let world: World
const ran: string[] = []
let broken = 0
const work = longVerb({
  kind: 'long',
  name: 'test.work',
  summary: 'Works',
  route: 'POST /work',
  input: z.object({ name: z.string(), how: z.enum(['fine', 'refused', 'bug', 'passing']).default('fine') }),
  output: z.object({ name: z.string(), user: z.string().nullable(), areas: z.unknown() }),
  async run(ctx, { name, how }) {
    ran.push(name)
    ctx.progress(1, 2, 'half')
    if (how === 'refused') refuse('test.refused', 'no', {}, 409)
    if (how === 'bug') throw new Error('oops')
    if (how === 'passing' && broken++ === 0) throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
    await sleep(10)
    return { name, user: ctx.user.id, areas: ctx.user.areas }
  },
})
const verbs: Verb[] = [work, ...jobVerbs([work])]

beforeAll(async () => {
  world = await openWorld('SE')
})

const system = () => ({ companyId: world.companyId, areas: 'all' as const, system: true })
const ask = async (input: object, userId: string | null = null): Promise<string> =>
  (await withTenant(world.database.app, system(), (db) =>
    enqueue(db, { companyId: world.companyId, verb: 'test.work', input, userId }),
  ))!
const look = async (jobId: string): Promise<Job> =>
  (await withTenant(world.database.app, system(), (db) => readJob(db, world.companyId, jobId)))!
const runNext = async (): Promise<void> => {
  const job = await claimJob(world.installation, newId())
  if (job) await runJob(world.installation, verbs, job)
}
const done = async (jobId: string): Promise<Job> => {
  for (;;) {
    const job = await look(jobId)
    if (job.finishedAt) return job
    await sleep(20)
  }
}

test('a job that is to wait is not begun before its time', async () => {
  const jobId = await withTenant(world.database.app, system(), (db) =>
    enqueue(db, {
      companyId: world.companyId,
      verb: 'test.work',
      input: { name: 'later' },
      userId: null,
      afterSeconds: 3600,
    }),
  )
  expect(await claimJob(world.installation, newId())).toBeUndefined()
  await world.database.owner.query(`update jobs set run_at = now() where id = $1`, [jobId])
  await runNext()
  expect(await look(jobId!)).toMatchObject({ state: 'done' })
})

describe('a job', () => {
  test('is done, and keeps its answer and how far it came', async () => {
    const jobId = await ask({ name: 'one' })
    await runNext()
    expect(await look(jobId)).toMatchObject({
      state: 'done',
      output: { name: 'one', user: null, areas: 'all' },
      progressDone: '1',
      progressTotal: '2',
      progressText: 'half',
      attempts: 1,
    })
  })

  test.each([
    ['refused', 'refused', { problems: [{ code: 'test.refused' }], problemStatus: 409 }],
    ['bug', 'failed', { problems: [{ code: 'job.failed' }] }],
  ])('%s → %s, with its problems', async (how, state, more) => {
    const jobId = await ask({ name: how, how })
    await runNext()
    expect(await look(jobId)).toMatchObject({ state, ...more })
  })

  test('a wrong input is refused by field', async () => {
    const jobId = await ask({ how: 'fine' })
    await runNext()
    expect(await look(jobId)).toMatchObject({ state: 'refused', problems: [{ path: 'name' }] })
  })

  test('a deadlock is tried again, later', async () => {
    const jobId = await ask({ name: 'again', how: 'passing' })
    await runNext()
    expect(await look(jobId)).toMatchObject({ state: 'waiting', attempts: 1 })
    await world.database.owner.query(`update jobs set run_at = now() where id = $1`, [jobId])
    await runNext()
    expect(await look(jobId)).toMatchObject({ state: 'done', attempts: 2 })
  })

  test('runs with the rights that the person has when it runs, in the areas of then', async () => {
    await world.tx(({ db, company }) =>
      db.query(`insert into business_areas (company_id, id, code, name) values ($1, $2, 'soc', 'x')`, [
        company.id,
        newId(),
      ]),
    )
    const { userId } = await person(world, ['test.*'], 'soc')
    const before = await ask({ name: 'mine' }, userId)
    await runNext()
    expect((await look(before)).output).toMatchObject({ user: userId, areas: [expect.any(String)] })
    const after = await ask({ name: 'not any more' }, userId)
    await world.tx(({ db, company }) =>
      db.query(`delete from grants where company_id = $1 and user_id = $2`, [company.id, userId]),
    )
    await runNext()
    expect(await look(after)).toMatchObject({ state: 'refused', problemStatus: 403 })
    expect(ran).not.toContain('not any more')
  })

  test('is not begun when the transaction that asked for it failed', async () => {
    const failed = withTenant(world.database.app, system(), async (db) => {
      await enqueue(db, { companyId: world.companyId, verb: 'test.work', input: { name: 'never' }, userId: null })
      throw new Error('after all not')
    })
    await expect(failed).rejects.toThrow('after all not')
    expect(await claimJob(world.installation, newId())).toBeUndefined()
  })

  test('left by a dead worker is run again when the lease is over, and three times at most', async () => {
    const jobId = await ask({ name: 'left' })
    const dead = await claimJob(world.installation, newId())
    expect(dead?.jobId).toBe(jobId)
    expect(await claimJob(world.installation, newId()), 'while the lease runs nobody takes it').toBeUndefined()
    const leaseOver = () =>
      world.database.owner.query(`update jobs set leased_until = now() - interval '1 second' where id = $1`, [jobId])
    await leaseOver()
    await runNext()
    expect(await look(jobId)).toMatchObject({ state: 'done', attempts: 2 })
    // What the dead one writes after all changes nothing.
    await runJob(world.installation, verbs, dead!)
    expect(await look(jobId)).toMatchObject({ state: 'done', attempts: 2 })

    const hopeless = await ask({ name: 'hopeless' })
    for (let i = 0; i < 3; i++) {
      await claimJob(world.installation, newId())
      await world.database.owner.query(`update jobs set leased_until = now() - interval '1 second' where id = $1`, [
        hopeless,
      ])
    }
    await runNext()
    expect(await look(hopeless)).toMatchObject({ state: 'failed', problems: [{ code: 'job.died' }] })
  })
})

test('16 workers at once: each job is run once', async () => {
  const names = Array.from({ length: 100 }, (_, i) => `crowd ${i}`)
  const jobs = await Promise.all(names.map((name) => ask({ name })))
  const workers = Array.from({ length: 16 }, () => startWorker(world.installation, verbs, { pollMillis: 20, slots: 1 }))
  const states = await Promise.all(jobs.map(done))
  await Promise.all(workers.map((worker) => worker.stop()))
  expect(new Set(states.map((job) => job.state))).toEqual(new Set(['done']))
  expect(ran.filter((name) => name.startsWith('crowd')).sort()).toEqual(names.sort())
})

describe('schedules', () => {
  const named = new Map(jobVerbs([work]).map((verb) => [verb.name, verb]))
  const [listJobs, listSchedules, saveSchedule, deleteSchedule] = [
    'jobs.list-jobs',
    'jobs.list-schedules',
    'jobs.save-schedule',
    'jobs.delete-schedule',
  ].map((name) => named.get(name)!) as [Verb, Verb, Verb, Verb]
  const save = (more: object = {}) =>
    world.do<{ scheduleId: string }>(saveSchedule, {
      name: 'nightly',
      verb: 'test.work',
      input: { name: 'scheduled' },
      everyMinutes: 60,
      ...more,
    })

  test('of two processes one starts what is due; not again before its time, nor while it runs', async () => {
    const { scheduleId } = await save()
    const started = await Promise.all(Array.from({ length: 8 }, () => startDueSchedules(world.installation)))
    expect(started.reduce((a, b) => a + b)).toBe(1)
    expect(await startDueSchedules(world.installation)).toBe(0)
    await world.database.owner.query(`update schedules set next_at = next_at - interval '2 hours'`)
    expect(await startDueSchedules(world.installation), 'its last job has not ended').toBe(0)
    await runNext()
    await world.database.owner.query(`update schedules set next_at = next_at - interval '2 hours'`)
    expect(await startDueSchedules(world.installation)).toBe(1)
    await runNext()
    const { rows } = await world.do<{ rows: Job[] }>(listJobs, { scheduleId })
    expect(rows.map((row) => [row.state, row.userId])).toEqual([
      ['done', null],
      ['done', null],
    ])
    expect(await world.do(listSchedules, {})).toMatchObject({
      rows: [{ name: 'nightly', lastState: 'done', everyMinutes: 60 }],
    })
    // The job was the system's: who sees one area alone is told that it ran, too.
    const clerk = { id: newId(), name: 'Eva', areas: [], permissions: [] }
    expect(await world.do(listSchedules, {}, clerk)).toMatchObject({ rows: [{ name: 'nightly', lastState: 'done' }] })
  })

  test.each([
    // From the night to the last Sunday of March, and of October: the clocks of Sweden go on and back.
    ['daily', 1440, '2026-03-28T06:45:00Z', '2026-03-28T06:47:12Z', '2026-03-29T05:45:00Z'],
    ['daily, in the autumn', 1440, '2026-10-24T05:45:00Z', '2026-10-24T05:45:09Z', '2026-10-25T06:45:00Z'],
    ['weekly', 10_080, '2026-03-23T06:45:00Z', '2026-03-23T06:45:01Z', '2026-03-30T05:45:00Z'],
    ['after a stand-still of days', 1440, '2026-03-27T06:45:00Z', '2026-03-31T09:00:00Z', '2026-04-01T05:45:00Z'],
    [
      'at a time that the night of summer skips',
      1440,
      '2026-03-28T01:30:00Z',
      '2026-03-29T02:00:00Z',
      '2026-03-30T00:30:00Z',
    ],
    ['hourly, begun late', 60, '2026-03-28T06:00:00Z', '2026-03-28T06:20:00Z', '2026-03-28T07:00:00Z'],
  ])(
    '%s: keeps the time of day that was chosen, in the country of the company',
    async (_name, everyMinutes, firstAt, now, next) => {
      await save({ name: 'timely', everyMinutes, firstAt })
      const clock = world.installation.clock
      await startDueSchedules({ ...world.installation, clock: () => new Date(now) })
      const { rows } = await world.do<{ rows: { name: string; nextAt: string }[] }>(listSchedules, {})
      expect(rows.find(({ name }) => name === 'timely')?.nextAt).toBe(new Date(next).toISOString())
      // Run at once by hand, it is at its own time again afterwards.
      await save({ name: 'timely', everyMinutes })
      await startDueSchedules({
        ...world.installation,
        clock: () => new Date(Math.max(clock().getTime(), Date.parse(next))),
      })
      const after = await world.do<{ rows: { name: string; nextAt: string }[] }>(listSchedules, {})
      expect(after.rows.find(({ name }) => name === 'timely')?.nextAt.slice(14)).toBe(
        new Date(next).toISOString().slice(14),
      )
      await world.do(deleteSchedule, { name: 'timely' })
    },
  )

  test('disabled it rests, deleted it is gone', async () => {
    await save({ enabled: false })
    expect(await startDueSchedules(world.installation)).toBe(0)
    await world.do(deleteSchedule, { name: 'nightly' })
    expect(await world.do(listSchedules, {})).toEqual({ rows: [] })
    await expect(world.do(deleteSchedule, { name: 'nightly' })).rejects.toThrow('there is no schedule')
  })

  test.each([
    ['an unknown verb', { verb: 'test.nothing' }, 'no verb that can run by itself'],
    ['an input that the verb does not take', { input: {} }, 'name'],
  ])('%s is refused', async (_name, more, message) => {
    await expect(save(more)).rejects.toThrow(message)
  })

  test('takes the right to its verb in every area', async () => {
    const { userId } = await person(world, ['jobs.*'])
    await expect(
      world.do(
        saveSchedule,
        { name: 'sly', verb: 'test.work', input: { name: 'x' }, everyMinutes: 1 },
        { id: userId, name: '', areas: 'all', permissions: [] },
      ),
    ).rejects.toThrow('in every business area')
  })
})

test('the log tells no secrets', () => {
  const lines: string[] = []
  const log = createLog({ write: (line) => void lines.push(line) }, 'info')
  log.info(
    {
      password: 'hunter2',
      nested: { cookie: 'c=1', identityNumber: '19800101-1234', Authorization: 'Bearer x' },
      text: 'Ada 19800101-1234 paid',
      url: '/sign-in/abcdefghijklmnopqrstuvwxyz',
    },
    'token rsk_abcdefghijklmnopqrstuvwxyz for 01018012345',
  )
  log.error(
    {
      err: Object.assign(new Error('duplicate key for 19800101-1234'), {
        detail: 'Key (email)=(ada@example.com)',
        code: '23505',
      }),
    },
    'broke',
  )
  const text = lines.join('')
  for (const secret of [
    'hunter2',
    'c=1',
    '19800101',
    'Bearer',
    'rsk_a',
    'abcdefghij',
    '01018012345',
    'ada@example.com',
  ])
    expect(text).not.toContain(secret)
  expect(JSON.parse(lines[1]!)).toMatchObject({ level: 'error', err: { code: '23505' }, msg: 'broke' })
  expect(redact({ amount: 5n, day: '2026-01-01' })).toEqual({ amount: '5', day: '2026-01-01' })
})
