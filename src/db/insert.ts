import { hot } from './sql.ts'
import type { Db } from './transaction.ts'

/** PostgreSQL type of a column's values. */
export type ColumnType =
  | 'uuid'
  | 'text'
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'date'
  | 'timestamptz'
  | 'bool'
  | 'jsonb'
  | 'bytea'
  | 'bpchar'
  | 'uuid[]'
  | 'text[]'

/**
 * Inserts many rows by one statement: one array parameter a column (`insert … select unnest(…)`), constants as scalars.
 * Rows under row-level security go in like any other; the caller keeps batches at some thousand rows.
 */
export async function insertRows<Row extends object>(
  db: Db,
  table: string,
  columns: { [K in keyof Row & string]?: ColumnType },
  rows: readonly Row[],
  constants: Record<string, { type: ColumnType; value: unknown }> = {},
  suffix = '',
): Promise<number> {
  if (rows.length === 0) return 0
  const names = Object.keys(columns) as (keyof Row & string)[]
  const constantNames = Object.keys(constants)
  const selects: string[] = []
  const params: unknown[] = []
  for (const name of constantNames) {
    const { type, value } = constants[name]!
    params.push(type === 'jsonb' && value !== null ? JSON.stringify(value) : value)
    selects.push(`$${params.length}::${type}`)
  }
  const aliases: string[] = []
  const arrays: string[] = []
  for (const name of names) {
    const type = columns[name]!
    // Arrays of arrays travel as text: unnest would flatten them.
    const wire = type === 'jsonb' || type.endsWith('[]') ? 'text' : type
    params.push(arrayLiteral(rows, name, type))
    arrays.push(`$${params.length}::${wire}[]`)
    aliases.push(`c${aliases.length}`)
    selects.push(wire === type ? aliases.at(-1)! : `${aliases.at(-1)}::${type}`)
  }
  const source = arrays.length === 0 ? '' : ` from unnest(${arrays.join(', ')}) as t (${aliases.join(', ')})`
  const sql = `insert into ${table} (${[...constantNames, ...names].join(', ')}) select ${selects.join(', ')}${source} ${suffix}`
  const result = await db.query(hot(sql, params))
  return result.rowCount ?? 0
}

/** A PostgreSQL array literal of one column of many rows. */
function arrayLiteral<Row extends object>(rows: readonly Row[], name: keyof Row & string, type: ColumnType): string {
  const plain =
    type === 'uuid' || type === 'int4' || type === 'int8' || type === 'numeric' || type === 'date' || type === 'bool'
  let literal = '{'
  for (let i = 0; i < rows.length; i++) {
    if (i > 0) literal += ','
    const value = rows[i]![name] as unknown
    if (value === null || value === undefined) literal += 'NULL'
    else if (plain) literal += String(value)
    else if (type === 'jsonb') literal += quote(JSON.stringify(value, jsonValue))
    else if (type === 'bytea') literal += quote('\\x' + Buffer.from(value as Uint8Array).toString('hex'))
    else if (type.endsWith('[]')) literal += quote(`{${(value as string[]).map(quote).join(',')}}`)
    else if (value instanceof Date) literal += quote(value.toISOString())
    else literal += quote(String(value))
  }
  return literal + '}'
}

const quote = (text: string): string => `"${text.replaceAll('\0', '').replace(/["\\]/g, '\\$&')}"`

/** Amounts inside JSON are decimal strings of minor units, never floats. */
export const jsonValue = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value
