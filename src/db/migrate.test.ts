import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from '../../test/support.ts'
import { Refused } from '../kernel/problem.ts'
import { migrate } from './migrate.ts'
import { openPool } from './pool.ts'

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

let root: string
let url: string
let ask: (statement: string) => Promise<Record<string, unknown>[]>

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'reskontra-migrate-'))
  folders.push(root)
  write('db/migrations/0001-towns.sql', 'create table towns (name text primary key);\n')
  const database = await freshDatabase()
  await database.owner.query('drop schema public cascade; create schema public')
  url = database.url
  ask = async (statement) => (await database.owner.query(statement)).rows
})

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  writeFileSync(path.join(root, name), text)
}

test('files are applied once, in the order of their names', async () => {
  write('db/migrations/0002-people.sql', 'create table people (town text references towns);\n')
  expect(await migrate(url, { root })).toEqual({ applied: ['0001-towns.sql', '0002-people.sql'], views: true })
  expect(await migrate(url, { root })).toEqual({ applied: [], views: false })
})

test('two starters at once apply them once', async () => {
  const both = await Promise.all([migrate(url, { root }), migrate(url, { root })])
  expect(both.map(({ applied }) => applied.length).toSorted()).toEqual([0, 1])
})

test('a file that fails leaves nothing of itself, is named with its line, and can be mended', async () => {
  write(
    'db/migrations/0002-people.sql',
    'create table people (name text);\n\ncreate table pets (owner text references nobody);\n',
  )
  await expect(migrate(url, { root })).rejects.toThrow(/0002-people\.sql.*"nobody" does not exist/)
  expect(await ask("select to_regclass('people') as people, to_regclass('towns') as towns")).toEqual([
    { people: null, towns: 'towns' },
  ])
  write('db/migrations/0002-people.sql', 'create table people (name text);\nselekt 1;\n')
  await expect(migrate(url, { root })).rejects.toThrow(/0002-people\.sql line 2: syntax error/)
  write('db/migrations/0002-people.sql', 'create table people (name text);\n')
  expect(await migrate(url, { root })).toEqual({ applied: ['0002-people.sql'], views: true })
})

test.each([
  [
    'changed',
    () => write('db/migrations/0001-towns.sql', 'create table towns (name text);\n'),
    'database.migration-changed',
    /was changed after this database was migrated by it/,
  ],
  [
    'gone',
    () => rmSync(path.join(root, 'db/migrations/0001-towns.sql')),
    'database.newer',
    /this release does not have/,
  ],
  [
    'overtaken',
    () => write('db/migrations/0000-early.sql', 'select 1;\n'),
    'database.migration-early',
    /give it a later number/,
  ],
])('an applied file that is %s is refused by name', async (_, spoil, code, message) => {
  await migrate(url, { root })
  spoil()
  const refused = await migrate(url, { root }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Refused)
  expect((refused as Refused).problems).toMatchObject([{ code, message: expect.stringMatching(message) }])
})

test('line ends of a Windows checkout are no change', async () => {
  await migrate(url, { root })
  write('db/migrations/0001-towns.sql', 'create table towns (name text primary key);\r\n')
  expect((await migrate(url, { root })).applied).toEqual([])
})

test('views are made anew in rank order when one of them changes, also with other columns', async () => {
  write('src/ledger/views.sql', 'create view a_towns as select name from towns;')
  write('src/reports/views.sql', 'create view b_towns as select * from a_towns;')
  await migrate(url, { root })
  write('src/ledger/views.sql', 'create view a_towns as select 1 as no, upper(name) as name from towns;')
  expect(await migrate(url, { root })).toEqual({ applied: [], views: true })
  expect(
    await ask(
      "select string_agg(attname, ',' order by attnum) as columns from pg_attribute where attrelid = 'b_towns'::regclass",
    ),
  ).toEqual([{ columns: 'no,name' }])
  rmSync(path.join(root, 'src/reports/views.sql'))
  await migrate(url, { root })
  expect(await ask("select to_regclass('b_towns') as gone")).toEqual([{ gone: null }])
})

test('the rights of the program: the default ones, then what db/grants.sql takes away', async () => {
  write('db/grants.sql', 'revoke delete on towns from reskontra_app;')
  await migrate(url, { root })
  expect(
    await ask(`select has_table_privilege('reskontra_app', 'towns', 'insert') as adds,
      has_table_privilege('reskontra_app', 'towns', 'delete') as deletes,
      has_table_privilege('reskontra_app', 'schema_migrations', 'update') as forges`),
  ).toEqual([{ adds: true, deletes: false, forges: false }])
})

test("the program's role cannot sign in without its password", async () => {
  await migrate(url, { root })
  const wrong = new URL(url)
  wrong.username = 'reskontra_app'
  const pool = openPool(wrong.href)
  await expect(pool.query('select 1')).rejects.toBeInstanceOf(pg.DatabaseError)
  await pool.end()
})
