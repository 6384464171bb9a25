import { expect, test } from 'vitest'
import { match } from '../../src/bank/placing/match.ts'
import { addDays } from '../../src/kernel/day.ts'
import { openItems } from '../../src/reports/open-items/report.ts'
import { importPayments, money, openInvoice } from '../bank-books.ts'
import { openWorld } from '../world.ts'

test('what a run wrote is known when it was written, not when the run began', async () => {
  const world = await openWorld('SE')
  const ada = await world.party({ name: 'Ada Lind' })
  await openInvoice(world, ada, '70001', '100.00')
  await importPayments(world, 'F', [money('60.00', { reference: '70001' })])
  const before = await world.tx(({ db }) => db.one<{ at: Date }>(`select clock_timestamp() as at`))
  // A run that began long ago.
  const began = new Date(before.at.getTime() - 3_600_000)
  world.installation.clock = () => began
  await new Promise((resolve) => setTimeout(resolve, 5))
  await world.do(match, {})
  const known = async (knownAt: Date | string) =>
    (
      await world.do<{ rows: { number: string; open: string }[] }>(openItems, {
        asOf: addDays(world.today, 1),
        knownAt: typeof knownAt === 'string' ? knownAt : knownAt.toISOString(),
      })
    ).rows.map((row) => `${row.number} ${row.open}`)
  expect(await known(before.at)).toEqual(['70001 100.00'])
  expect(await known(new Date(before.at.getTime() + 60_000))).toEqual(['70001 40.00'])
  // The instant of the match as the database keeps it: known from its microsecond on, not one before.
  const { at, justBefore } = await world.tx(({ db }) =>
    db.one<{ at: string; justBefore: string }>(
      `select to_json(recorded_at) #>> '{}' as at, to_json(recorded_at - interval '1 microsecond') #>> '{}' as "justBefore" from allocations`,
    ),
  )
  expect(await known(at)).toEqual(['70001 40.00'])
  expect(await known(justBefore)).toEqual(['70001 100.00'])
})
