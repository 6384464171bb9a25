import { beforeAll, expect, test } from 'vitest'
import type { World } from '../../test/world.ts'
import { openWorld } from '../../test/world.ts'
import type { Day } from '../kernel/day.ts'
import { lockLedger } from './lock-ledger.ts'
import type { OpenDay } from './open-day.ts'
import { readOpenDays } from './open-day.ts'
import type { Ledger } from './post.ts'

let world: World
let openDay: OpenDay

// January is closed; February is locked for what is payable, March for what is receivable.
beforeAll(async () => {
  world = await openWorld('SE')
  await world.do(lockLedger, { ledger: 'payable', on: '2026-02-10' })
  await world.do(lockLedger, { ledger: 'receivable', on: '2026-03-10' })
  await world.database.owner.query(
    `update periods set closed_at = now() where ledger = 'general' and ends_on <= '2026-01-31'`,
  )
  openDay = await world.tx(({ db, company }) => readOpenDays(db, company.id))
})

test.each<[Ledger, string, string]>([
  ['receivable', '2026-01-15', '2026-02-01'],
  ['receivable', '2026-02-28', '2026-02-28'],
  ['receivable', '2026-03-01', '2026-04-01'],
  ['receivable', '2026-03-31', '2026-04-01'],
  ['receivable', '2026-04-01', '2026-04-01'],
  ['payable', '2026-01-15', '2026-03-01'],
  ['payable', '2026-02-01', '2026-03-01'],
  ['payable', '2026-03-15', '2026-03-15'],
  ['general', '2026-03-15', '2026-03-15'],
])('%s: what belongs to %s is shown on %s', (ledger, wanted, shown) => {
  expect(openDay(ledger, wanted as Day)).toBe(shown)
})

test('where no period is open any more, it says which day wants one', () => {
  expect(() => openDay('receivable', '2199-01-01' as Day)).toThrow('no open period on or after 2199-01-01')
})
