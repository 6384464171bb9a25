import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import type { Db } from '../db/transaction.ts'
import { refuse } from '../kernel/problem.ts'

/** The order of a list, as expressions with their types; together they name one row. */
export type SortKeys = readonly (readonly [expression: string, type: string])[]

/** Parts of a query that reads one page in the order of its keys: rows after `after`. */
export interface Keyset {
  order: Statement
  after: Statement
  /** Select it as "cursor". */
  cursor: Statement
}

/** `descending`: the whole list the other way round. */
export function keyset(keys: SortKeys, after: string | undefined, descending = false): Keyset {
  return {
    order: raw(keys.map(([expression]) => (descending ? `${expression} desc` : expression)).join(', ')),
    cursor: raw(`array[${keys.map(([expression]) => `(${expression})::text`).join(', ')}]`),
    after: after === undefined ? raw('true') : afterCursor(keys, after, descending),
  }
}

function afterCursor(keys: SortKeys, after: string, descending: boolean): Statement {
  return sql`${tuple(keys)} ${raw(descending ? '<' : '>')} ${listed(cursorValues(keys, after))}`
}

export const tuple = (keys: SortKeys): Statement => raw(`(${keys.map(([expression]) => expression).join(', ')})`)

export const listed = (values: readonly Statement[]): Statement =>
  sql`(${values.reduce((all, one) => sql`${all}, ${one}`)})`

/** What the keys were of the row that a page ended with. */
export function cursorValues(keys: SortKeys, after: string): Statement[] {
  const values = decode(after, keys.length)
  return keys.map(([, type], i) => sql`${values[i]}::text::${raw(type)}`)
}

function decode(after: string, count: number): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'))
    if (Array.isArray(values) && values.length === count && values.every((value) => typeof value === 'string'))
      return values
  } catch {
    // Answered below.
  }
  return refuse('paging.bad-cursor', 'this is no page of this list: begin again without "after"')
}

export interface Page<Row> {
  rows: Row[]
  next: string | null
}

/** `statement` selects `limit` + 1 rows at most, with their "cursor". */
export async function readPage<Row extends object>(db: Db, statement: Statement, limit: number): Promise<Page<Row>> {
  const rows = await db.rows<Row & { cursor: string[] }>(sql`${statement} limit ${limit + 1}`)
  return cutPage(rows, limit)
}

export function cutPage<Row extends object>(rows: (Row & { cursor: string[] })[], limit: number): Page<Row> {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const more = rows.length > limit && last
  return { rows: page, next: more ? Buffer.from(JSON.stringify(last.cursor)).toString('base64url') : null }
}
