import { expect, test } from 'vitest'
import { freshDatabase } from '../test/support.ts'
import { dumpSchema, firstDifference } from './schema-dump.ts'

test('the dump can be run, and the database it makes dumps the same', async () => {
  const database = await freshDatabase()
  const dump = await dumpSchema(database.url)
  expect(dump).toMatch(/create table companies/)
  await database.owner.query(
    'drop schema public cascade; create schema public; grant usage on schema public to reskontra_app',
  )
  await database.owner.query(dump)
  expect(firstDifference(dump, await dumpSchema(database.url))).toBe('')
})

const changes = [
  'alter table companies add column motto text',
  "alter table companies alter column name set default 'x'",
  'alter table companies alter column name drop not null',
  "alter table companies add constraint companies_odd check (name <> 'odd')",
  'create index companies_by_name on companies (name)',
  'alter table companies disable row level security',
  'drop policy companies_visible on companies',
  'drop trigger runs_forward_only on runs',
  'revoke select on companies from reskontra_app',
  'create view odd as select 1 as one',
  'alter function tenant_id() volatile',
]

test.each(changes)('the dump shows: %s', async (change) => {
  const database = await freshDatabase()
  const dump = await dumpSchema(database.url)
  await database.owner.query(change)
  expect(firstDifference(dump, await dumpSchema(database.url))).toMatch(/^db\/schema\.sql line \d+/)
  await database.drop()
})
