import { beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/support.ts'
import { newId } from '../kernel/id.ts'
import { appUrl, openPool } from './pool.ts'
import { hot, prepared, raw, sql } from './sql.ts'
import type { Db } from './transaction.ts'
import { changeTenant, withoutTenant, withTenant } from './transaction.ts'

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await database.owner.query(`
    create table things (company_id uuid, id uuid, name text, primary key (company_id, id));
    alter table things enable row level security;
    create policy things_visible on things using (company_id = (select tenant_id()));
    grant all on things to reskontra_app`)
})

const companyId = newId()
const tenant = { companyId, areas: 'all' as const, userId: newId() }

test('types: days and exact numbers are text, int8 is a bigint, also in arrays', async () => {
  const row = await withoutTenant(database.app, (db) =>
    db.one(`select date '2026-03-31' as day, 9007199254740993::int8 as big, 1.10::numeric as exact, 7::int4 as small,
      array[date '2026-01-01', 'infinity'] as days, array[1, null]::int8[] as bigs, array[1.10]::numeric[] as exacts,
      timestamptz '2026-03-31 10:00+02' as instant, '{"a":[1]}'::jsonb as json, date 'infinity' as never`),
  )
  expect(row).toEqual({
    day: '2026-03-31',
    big: 9007199254740993n,
    exact: '1.10',
    small: 7,
    days: ['2026-01-01', 'infinity'],
    bigs: [1n, null],
    exacts: ['1.10'],
    instant: new Date('2026-03-31T08:00:00Z'),
    json: { a: [1] },
    never: 'infinity',
  })
})

describe('the tenant of a transaction', () => {
  test('is set for it and gone after it, also on the same connection', async () => {
    const read = `select current_setting('reskontra.company_id', true) as company,
      current_setting('reskontra.areas', true) as areas, current_setting('reskontra.user_id', true) as person`
    const area = newId()
    expect(await withTenant(database.app, { ...tenant, areas: [area] }, (db) => db.one(read))).toEqual({
      company: companyId,
      areas: `{${area}}`,
      person: tenant.userId,
    })
    expect(
      await withTenant(database.app, { ...tenant, areas: [area], system: true }, (db) => db.one(read)),
    ).toMatchObject({ areas: '*' })
    for (let i = 0; i < 30; i++) {
      const after = await withoutTenant(database.app, (db) => db.one<{ company: string | null }>(read))
      expect(after.company ?? '').toBe('')
    }
  })

  test('separates companies, and no company sees nothing', async () => {
    const other = { ...tenant, companyId: newId() }
    const insert = (id: string) => sql`insert into things values (${id}, ${newId()}, 'x')`
    await withTenant(database.app, tenant, (db) => db.query(insert(companyId)))
    await expect(withTenant(database.app, other, (db) => db.query(insert(companyId)))).rejects.toThrow(
      /row-level security/,
    )
    const count = 'select count(*) from things'
    expect(await withTenant(database.app, tenant, (db) => db.one(count))).toEqual({ count: 1n })
    expect(await withTenant(database.app, other, (db) => db.one(count))).toEqual({ count: 0n })
    expect(await withoutTenant(database.app, (db) => db.one(count))).toEqual({ count: 0n })
    const both = await withTenant(database.app, other, async (db) => {
      await changeTenant(db, tenant)
      return db.one(count)
    })
    expect(both).toEqual({ count: 1n })
  })

  test('is never taken from text that is no uuid', async () => {
    await expect(
      withTenant(database.app, { ...tenant, companyId: "x'; drop table things --" }, async () => {}),
    ).rejects.toThrow(/companyId/)
    await expect(withTenant(database.app, { ...tenant, areas: ["x'"] }, async () => {})).rejects.toThrow(/areas/)
  })
})

describe('a transaction', () => {
  test('is undone when its callback throws', async () => {
    const id = newId()
    await expect(
      withTenant(database.app, tenant, async (db) => {
        await db.query('insert into things values ($1, $2, $3)', [companyId, id, 'undone'])
        throw new Error('thought again')
      }),
    ).rejects.toThrow('thought again')
    expect(
      await withTenant(database.app, tenant, (db) => db.maybe(sql`select from things where id = ${id}`)),
    ).toBeUndefined()
  })

  test('that swallowed a failed statement does not look done', async () => {
    await expect(withTenant(database.app, tenant, (db) => db.query('select 1/0').catch(() => {}))).rejects.toThrow(
      /rolled back/,
    )
  })

  test('is run again after a deadlock only when it says that it may be', async () => {
    const [a, b] = [newId(), newId()]
    await withTenant(database.app, tenant, (db) =>
      db.query(sql`insert into things values (${companyId}, ${a}, ''), (${companyId}, ${b}, '')`),
    )
    const crossing = (retry: boolean) => {
      let runs = 0
      let arrived = 0
      let open = () => {}
      const both = new Promise<void>((resolve) => (open = resolve))
      const writer = (first: string, second: string) =>
        withTenant(
          database.app,
          tenant,
          async (db) => {
            runs++
            await db.query(sql`update things set name = 'x' where id = ${first}`)
            if (++arrived === 2) open()
            await both
            await db.query(sql`update things set name = 'x' where id = ${second}`)
          },
          { retry },
        )
      return Promise.allSettled([writer(a, b), writer(b, a)]).then((ends) => ({
        runs,
        ends: ends.map((end) => end.status),
      }))
    }
    expect(await crossing(true)).toEqual({ runs: 3, ends: ['fulfilled', 'fulfilled'] })
    const refused = await crossing(false)
    expect(refused.runs).toBe(2)
    expect(refused.ends.toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})

test('rows are copied by way of a temporary table, every character and null intact', async () => {
  const odd = ['tab\there', 'line\nend\r', 'back\\slash \\N', 'åäö щъ 🙂', '', null]
  const back = await withTenant(database.app, tenant, async (db) => {
    await db.query(`create temporary table incoming (no int, name text, amount bigint, seen_at timestamptz, raw bytea,
      tags text[], extra jsonb) on commit drop`)
    const at = new Date('2026-01-01T00:00:00Z')
    const rows = odd.map((name, no) => [
      no,
      name,
      10n ** 17n,
      at,
      Buffer.from([0, 255]),
      ['a"b', 'c\\', null],
      { a: 'x\ty' },
    ])
    expect(await db.copyInto('incoming', ['no', 'name', 'amount', 'seen_at', 'raw', 'tags', 'extra'], rows)).toBe(6)
    return db.rows('select * from incoming order by no')
  })
  expect(back).toEqual(
    odd.map((name, no) => ({
      no,
      name,
      amount: 10n ** 17n,
      seen_at: new Date('2026-01-01T00:00:00Z'),
      raw: Buffer.from([0, 255]),
      tags: ['a"b', 'c\\', null],
      extra: { a: 'x\ty' },
    })),
  )
})

test('a source that fails in the middle of a copy fails the transaction and leaves the connection usable', async () => {
  const rows = function* () {
    for (let no = 0; no < 50_000; no++) yield [no]
    throw new Error('row 50001 cannot be read')
  }
  await expect(
    withTenant(database.app, tenant, async (db) => {
      await db.query('create temporary table incoming (no int) on commit drop')
      await db.copyInto('incoming', ['no'], rows())
    }),
  ).rejects.toThrow('row 50001')
  expect(await withTenant(database.app, tenant, (db) => db.one('select 1 as one'))).toEqual({ one: 1 })
})

test('a stream gives every row once, in order, in batches', async () => {
  const sizes: number[] = []
  let sum = 0
  await withTenant(database.app, tenant, async (db) => {
    for await (const batch of db.stream<{ n: number }>('select n from generate_series(1, $1) n', [10_500], 1000)) {
      sizes.push(batch.length)
      sum += batch.reduce((total, row) => total + row.n, 0)
    }
  })
  expect(sizes).toEqual([...Array(10).fill(1000), 500])
  expect(sum).toBe((10_500 * 10_501) / 2)
})

test('sql`` renumbers the parameters of the statements set into it', async () => {
  const filter = sql`n between ${3} and ${5}`
  const statement = sql`select array_agg(n) as found from generate_series(1, ${9}) n where ${filter} and n <> ${4} ${raw('limit 1')}`
  expect(statement.values).toEqual([9, 3, 5, 4])
  expect(await withoutTenant(database.app, (db) => db.one(statement))).toEqual({ found: [3, 5] })
})

test('a prepared statement is planned once per connection', async () => {
  const names = await withoutTenant(database.app, async (db) => {
    for (const n of [1, 2, 3]) {
      expect(await db.one(prepared('test-double', 'select $1::int * 2 as doubled', [n]))).toEqual({ doubled: n * 2 })
    }
    return db.rows("select name from pg_prepared_statements where name = 'test-double'")
  })
  expect(names).toEqual([{ name: 'test-double' }])
})

test('the program works as a role without power', async () => {
  const role = await withoutTenant(database.app, (db) =>
    db.one(
      'select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user',
    ),
  )
  expect(role).toEqual({
    rolname: 'reskontra_app',
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
  })
  await expect(database.app.query('create table mine (a int)')).rejects.toThrow(/permission denied/)
  await expect(database.app.query("insert into schema_migrations (name, sha256) values ('x', 'y')")).rejects.toThrow(
    /permission denied/,
  )
})

describe('statements given without waiting', () => {
  const table = 'create temporary table turns (no integer) on commit drop'
  const put = (no: number) => `insert into turns values (${no})`

  test('run in the order given', async () => {
    const rows = await withoutTenant(database.app, async (db) => {
      const [, , , found] = await Promise.all([
        db.query(table),
        db.query(put(1)),
        db.query(put(2)),
        db.rows('select no from turns order by no'),
        db.query(put(3)),
      ])
      return found
    })
    expect(rows).toEqual([{ no: 1 }, { no: 2 }])
  })

  test('after one that failed the others are not sent, so that none runs outside of the transaction', async () => {
    await database.owner.query('create table outside (no integer); grant all on outside to reskontra_app')
    const work = withoutTenant(database.app, (db) =>
      Promise.all([
        db.query('insert into outside values (1)'),
        db.query('select 1 / 0'),
        db.query('insert into outside values (2)'),
        db.query('insert into outside values (3)'),
      ]),
    )
    await expect(work).rejects.toMatchObject({ code: '22012' })
    const { rows } = await database.owner.query('select no from outside')
    expect(rows).toEqual([])
  })
})

test('a pipelined pool: statements keep their order, the first failure is the answer, and nothing of the rest stays', async () => {
  const pool = openPool(appUrl(database.url), { connectionsMax: 1, pipelined: true })
  try {
    const add = (db: Db, id: string, name: string) =>
      db.rows(
        hot('insert into things (company_id, id, name) values ($1, $2, $3) returning name', [companyId, id, name]),
      )
    const [first, second] = [newId(), newId()]
    const added = await withTenant(pool, tenant, (db) => Promise.all([add(db, first, 'one'), add(db, second, 'two')]))
    expect(added).toEqual([[{ name: 'one' }], [{ name: 'two' }]])
    // The failed one is told of later than those behind it.
    const failing = withTenant(pool, tenant, (db) => {
      const again = add(db, newId(), 'three').then(() => add(db, first, 'one again'))
      return again.catch(() => Promise.all([add(db, newId(), 'four')]))
    })
    await expect(failing).rejects.toMatchObject({ code: '23505' })
    const nested = withTenant(pool, tenant, (db) =>
      Promise.all([Promise.all([Promise.all([add(db, first, 'one again')])]), add(db, newId(), 'four')]),
    )
    await expect(nested).rejects.toMatchObject({ code: '23505' })
    const names = `select name from things where id = any ($1) or name in ('three', 'four') order by id`
    expect(await withTenant(pool, tenant, (db) => db.rows(names, [[first, second]]))).toEqual([
      { name: 'one' },
      { name: 'two' },
    ])
    // Only a pool that is no pipeline copies.
    const copying = withTenant(pool, tenant, (db) => db.copyInto('things', ['company_id'], [[companyId]]))
    await expect(copying).rejects.toThrow('pipeline')
  } finally {
    await pool.end()
  }
})
