import { expect, test } from 'vitest'
import { openWorld } from '../../test/world.ts'
import { newId } from '../kernel/id.ts'
import { readParties } from './queries.ts'
import { readRegister } from './register.ts'
import { saveParties } from './save-parties.ts'

/** Rows of a table that the transaction has fetched through an index so far. */
const fetched = `select idx_tup_fetch::int as n from pg_stat_xact_user_tables where relname = 'party_versions'`

test('a company that the statistics do not know: each customer of a batch is found by key, not among all', async () => {
  const world = await openWorld('SE')
  // Another company is what the statistics are made of.
  const another = newId()
  await world.database.owner.query(
    `set session_replication_role = replica;
     insert into parties select (jsonb_populate_record(null::parties, to_jsonb(p) || jsonb_build_object('company_id', '${another}', 'id', gen_random_uuid(), 'number', 'X' || i, 'kind', 'person'))).*
       from (select * from parties limit 1) p, generate_series(1, 20000) i;
     insert into party_versions (company_id, party_id, version_no, buyer, salt, hash) select '${another}', id, 1, '{}', 'x', 'x' from parties where company_id = '${another}';
     set session_replication_role = origin`,
  )
  await world.database.owner.query('analyze party_versions, parties')
  await world.tx(async (ctx) => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({
      number: `K${i}`,
      name: `Kund ${i}`,
      source: 'person' as const,
    }))
    const saved = await saveParties(ctx, rows)
    const [{ n: before }] = (await ctx.db.rows<{ n: number }>(fetched)) as [{ n: number }]
    const register = await readRegister(ctx, rows.slice(0, 500))
    const facts = await readParties(
      ctx.db,
      ctx.company.id,
      saved.slice(0, 500).map(({ id }) => id!),
      ctx.today,
    )
    const [{ n: after }] = (await ctx.db.rows<{ n: number }>(fetched)) as [{ n: number }]
    expect([register.byNumber.size, facts.size]).toEqual([500, 500])
    expect(after - before).toBe(1000)
  })
})
