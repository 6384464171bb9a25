import { expect, test } from 'vitest'
import { openWorld } from '../../../test/world.ts'
import { readOrders } from './read-orders.ts'

/** A run reads its orders chunk by chunk: through the index of all that waits, each chunk would read what the whole run has left. */
test('orders that are named are found by their keys, also where nothing is known of how many wait', async () => {
  const world = await openWorld('SE')
  const party = await world.party({ name: 'Vera Vik' })
  const { owner } = world.database
  await owner.query('alter table orders set (autovacuum_enabled = false)')
  const { rows } = await owner.query<{ id: string }>(
    `insert into orders (company_id, id, kind, source, source_reference, party_id, invoice_group_id, currency)
     select $1, uuidv7(), 'invoice', 'test', i::text, $2, $3, 'SEK' from generate_series(1, 3000) i returning id`,
    [world.companyId, party, world.defaultInvoiceGroupId],
  )
  const ids = rows.map((row) => row.id)
  const before = await read()
  await world.tx(async ({ db, company }) => {
    for (let i = 0; i < 8; i++)
      expect((await readOrders(db, company.id, ids.slice(i * 300, (i + 1) * 300), true)).size).toBe(300)
    await db.query('select pg_stat_force_next_flush()')
  })
  expect((await read()) - before).toBe(0)

  async function read(): Promise<number> {
    await owner.query('select pg_stat_clear_snapshot()')
    const { rows } = await owner.query<{ read: number }>(
      `select idx_tup_read::int as read from pg_stat_user_indexes where indexrelname = 'orders_waiting'`,
    )
    return rows[0]!.read
  }
})
