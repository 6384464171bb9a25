import { expect, test } from 'vitest'
import { person } from '../../test/http.ts'
import { openWorld } from '../../test/world.ts'
import type { User } from '../db/context.ts'
import { withTenant } from '../db/transaction.ts'
import { enqueue } from './enqueue.ts'
import { runAgain } from './run-again.ts'

test('what failed is asked for again with the same input; what goes well or is not allowed is not', async () => {
  const world = await openWorld('SE')
  const system = { companyId: world.companyId, areas: 'all' as const, system: true }
  const ask = async () =>
    (await withTenant(world.database.app, system, (db) =>
      enqueue(db, { companyId: world.companyId, verb: 'bank.match', input: { rows: 3 }, userId: null }),
    ))!
  const failed = await ask()
  const waiting = await ask()
  await world.database.owner.query(`update jobs set state = 'failed', finished_at = now() where id = $1`, [failed])
  const userOf = async (permissions: string[]): Promise<User> => ({
    id: (await person(world, permissions)).userId,
    name: '',
    areas: 'all',
    permissions,
  })
  const clerk = await userOf(['jobs.*', 'bank.match'])
  const { jobId } = await world.do<{ jobId: string }>(runAgain, { jobId: failed }, clerk)
  const { rows } = await world.database.owner.query(`select verb, input, state, user_id from jobs where id = $1`, [
    jobId,
  ])
  expect(rows).toEqual([{ verb: 'bank.match', input: { rows: 3 }, state: 'waiting', user_id: clerk.id }])
  await expect(world.do(runAgain, { jobId: waiting }, clerk)).rejects.toThrow('did not fail')
  await expect(world.do(runAgain, { jobId: failed }, await userOf(['jobs.*']))).rejects.toThrow(
    'no right to bank.match',
  )
})
