import { expect, test } from 'vitest'
import { plainOrder } from '../../test/orders.ts'
import { openWorld } from '../../test/world.ts'
import { saveOrders } from '../invoicing/orders/save-orders.ts'
import { appUrl } from './pool.ts'
import { runInThread } from './run-in-thread.ts'

test('a thread works as who began it: sees what they see, tells what they are told, and its errors come back whole', async () => {
  const world = await openWorld('SE')
  const party = await world.party({ name: 'Ada Lind' })
  const [school, care] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b']
  await world.tx(({ db, company }) =>
    db.query(
      `insert into business_areas (company_id, id, code, name) values ($1, $2, 'S', 'Skola'), ($1, $3, 'O', 'Omsorg')`,
      [company.id, school, care],
    ),
  )
  const order = (name: string, businessAreaId: string | null) =>
    plainOrder(world, party, name, [['Hyra', '1', '100.00', 'S25']], { businessAreaId })
  await world.tx((ctx) =>
    saveOrders(ctx, [order('1', null), order('2', school!), order('3', care!), order('4', care!)]),
  )
  const told: unknown[] = []
  const run = async (input: string, areas: string[] | 'all' = 'all') => {
    const ctx = await world.long({ id: null, name: 'Eva', areas, permissions: ['*'] })
    await runInThread(
      { ...ctx, progress: (...one) => told.push(one), log: { ...ctx.log, warn: (...one) => told.push(one) } },
      { url: appUrl(world.database.url), applicationName: 'a thread', rowsMin: 0 },
      { module: new URL('../../test/fakes/thread-piece.ts', import.meta.url), connections: 1, input },
      (port) => {
        port.on('message', (message) => told.push(message))
        return () => port.close()
      },
    )
  }
  await run('look')
  await run('look', [school!])
  const looked = [{ today: world.today }, 'looked']
  expect(told.filter((one) => one !== 'seen')).toEqual([[4, null, 'Eva'], looked, [2, null, 'Eva'], looked])
  await expect(run('refuse')).rejects.toMatchObject({
    name: 'Refused',
    status: 409,
    problems: [{ code: 'story.refused', message: 'the story refuses', data: { row: 7 } }],
  })
  await expect(run('twice')).rejects.toMatchObject({
    code: '23505',
    constraint: expect.stringContaining('business_areas'),
  })
  await expect(run('exit')).rejects.toThrow('a thread ended with code 3 before its work was done')
})
