import { expect, test } from 'vitest'
import { openWorld } from '../../test/world.ts'
import { newId } from '../kernel/id.ts'
import type { Voucher } from './post.ts'
import { post } from './post.ts'

/** A plan made while a table is all but empty is kept by its connection; it must not read the whole table for each later row. */
test('what triggers look up is found by key, also by plans that were made for a handful of rows', async () => {
  const world = await openWorld('SE')
  const { rows: series } = await world.database.owner.query<{ id: string }>(
    `select id from number_series where company_id = $1 and kind = 'voucher' order by code limit 1`,
    [world.companyId],
  )
  const voucher = (): Voucher => ({
    id: newId(),
    seriesId: series[0]!.id,
    ledger: 'general',
    transactionType: 'test',
    postedOn: world.today,
    documentOn: world.today,
    baseCurrency: 'SEK',
    text: '',
    postings: [
      { account: '1930', baseAmount: 100n, currency: 'SEK', amount: 100n },
      { account: '3740', baseAmount: -100n, currency: 'SEK', amount: -100n },
    ],
  })
  await world.tx(({ db, company, user }) => post(db, company.id, user.id, [voucher()]))
  await world.database.owner.query('analyze vouchers')
  const read = await world.tx(async ({ db, company, user }) => {
    for (let i = 0; i < 8; i++) await post(db, company.id, user.id, [voucher()])
    const before = await db.rows<{ relname: string; read: bigint }>(sequential)
    await post(db, company.id, user.id, Array.from({ length: 500 }, voucher))
    const after = await db.rows<{ relname: string; read: bigint }>(sequential)
    return after.map((row, i) => [row.relname, row.read - before[i]!.read])
  })
  expect(read).toEqual([['vouchers', 0n]])
})

const sequential = `select relname, seq_tup_read as read from pg_stat_xact_user_tables where relname = 'vouchers'`
