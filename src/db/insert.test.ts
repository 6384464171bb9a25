import { beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '../../test/support.ts'
import { type ColumnType, insertRows } from './insert.ts'
import { withoutTenant } from './transaction.ts'

const types = ['text', 'int8', 'numeric', 'date', 'bool', 'jsonb', 'bytea', 'text[]', 'timestamptz'] as const
let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  await database.owner.query(
    `create table samples (batch integer, no integer, ${types.map((type) => `"${type}" ${type}`).join(', ')})`,
  )
})

type Sample = { no: number } & { [K in (typeof types)[number]]: unknown }
const sample = (no: number, values: Partial<Sample> = {}): Sample => ({
  ...(Object.fromEntries(types.map((type) => [type, null])) as unknown as Sample),
  no,
  ...values,
})
const full = {
  text: 'a "b" \\c, {d}\nNULL',
  int8: 9007199254740993n,
  numeric: '1.10',
  date: '2026-03-31',
  bool: false,
  jsonb: { a: ['"\\'], n: 5n },
  bytea: Buffer.from([0, 255, 92]),
  'text[]': ['x,y', '"z"', ''],
  timestamptz: new Date('2026-03-31T08:00:00Z'),
}
const read = { ...full, jsonb: { a: ['"\\'], n: '5' } }

const cases: [what: string, rows: Sample[], found: Sample[]][] = [
  ['one row', [sample(1, full)], [sample(1, read)]],
  ['one row of nulls', [sample(1)], [sample(1)]],
  [
    'every column the same in all rows',
    [1, 2, 3].map((no) => sample(no, full)),
    [1, 2, 3].map((no) => sample(no, read)),
  ],
  [
    'every column of both',
    [sample(1, full), sample(2), sample(3, { ...full, text: 'other' })],
    [sample(1, read), sample(2), sample(3, { ...read, text: 'other' })],
  ],
  ['nulls first', [sample(1), sample(2, full)], [sample(1), sample(2, read)]],
  ['undefined is null', [sample(1, { text: undefined }), sample(2, { text: null })], [sample(1), sample(2)]],
  [
    'empty text is no null',
    [sample(1, { text: '' }), sample(2, { text: '' })],
    [sample(1, { text: '' }), sample(2, { text: '' })],
  ],
  [
    'what PostgreSQL cannot keep in a text is left out',
    [sample(1, { text: 'a\0b' }), sample(2, { text: 'c\0' })],
    [sample(1, { text: 'ab' }), sample(2, { text: 'c' })],
  ],
]

test.each(cases)('%s', async (what, rows, found) => {
  const batch = cases.findIndex(([name]) => name === what)
  const columns = Object.fromEntries(types.map((type) => [`"${type}"`, type])) as Record<string, ColumnType>
  const named = rows.map((row) => ({
    no: row.no,
    ...Object.fromEntries(types.map((type) => [`"${type}"`, row[type]])),
  }))
  const stored = await withoutTenant(database.owner, async (db) => {
    const count = await insertRows(db, 'samples', { no: 'int4', ...columns }, named, {
      batch: { type: 'int4', value: batch },
    })
    expect(count).toBe(rows.length)
    return db.rows(
      `select no, ${types.map((type) => `"${type}"`).join(', ')} from samples where batch = $1 order by no`,
      [batch],
    )
  })
  expect(stored).toEqual(found)
})
