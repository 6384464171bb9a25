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
 * Inserts many rows by one statement: two parameters a column, an array and a scalar. A column whose value is the same in all
 * rows travels once, as the scalar beside an empty array (unnest fills up with nulls): the statement's text stays the same,
 * and so does its prepared plan. Constants are scalars alone. Rows under row-level security go in like any other; the caller
 * keeps batches at some thousand rows.
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
  const constantNames = Object.keys(constants)
  const selects: string[] = []
  const params: unknown[] = []
  for (const name of constantNames) {
    const { type, value } = constants[name]!
    params.push(type === 'jsonb' && value !== null ? JSON.stringify(value) : value)
    selects.push(`$${params.length}::${type}`)
  }
  const source = rowSource(columns, rows, params)
  const sql = `insert into ${table} (${[...constantNames, ...source.names].join(', ')}) select ${[...selects, ...source.selects].join(', ')}${source.from} ${suffix}`
  const result = await db.query(hot(sql, params))
  return result.rowCount ?? 0
}

/** Rows as a source of a statement: adds their parameters, answers `from unnest(…)` and the expression of each column. */
export function rowSource<Row extends object>(
  columns: { [K in keyof Row & string]?: ColumnType },
  rows: readonly Row[],
  params: unknown[],
): { names: string[]; selects: string[]; from: string } {
  const names = Object.keys(columns) as (keyof Row & string)[]
  const selects: string[] = []
  const aliases: string[] = []
  const arrays: string[] = []
  for (const name of names) {
    const type = columns[name]!
    // Arrays of arrays travel as text: unnest would flatten them.
    const wire = type === 'jsonb' || type.endsWith('[]') ? 'text' : type
    // The first column says how many rows there are.
    const counts = arrays.length === 0
    const alias = `c${aliases.length}`
    aliases.push(alias)
    const runs = type === 'uuid' ? repeated(rows, name) : null
    if (runs) {
      params.push(runs.numbers, runs.values)
      arrays.push(`$${params.length - 1}::int4[]`)
      selects.push(`($${params.length}::uuid[])[${alias}]`)
      continue
    }
    const same = !counts && isSame(rows, name)
    params.push(same ? '{}' : arrayLiteral(rows, name, type))
    arrays.push(`$${params.length}::${wire}[]`)
    let select = alias
    if (!counts) {
      params.push(same ? scalar(rows[0]![name], type) : null)
      select = `coalesce(${select}, $${params.length}::${wire})`
    }
    selects.push(wire === type ? select : `${select}::${type}`)
  }
  const from = arrays.length === 0 ? '' : ` from unnest(${arrays.join(', ')}) as t (${aliases.join(', ')})`
  return { names, selects, from }
}

/** Ids that stand in several rows one after the other (the lines of a document) travel once, with the place of each row's. */
function repeated<Row extends object>(
  rows: readonly Row[],
  name: keyof Row & string,
): { numbers: string; values: string } | null {
  const second = rows[1]?.[name]
  if (second === undefined || second === null || second !== rows[0]![name]) return null
  const values: string[] = []
  const numbers = new Array<number>(rows.length)
  let last: unknown = null
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]![name] as unknown
    if (value === null || value === undefined) return null
    if (value !== last) {
      values.push(value as string)
      last = value
    }
    numbers[i] = values.length
  }
  return values.length > 1 ? { numbers: `{${numbers.join(',')}}`, values: `{${values.join(',')}}` } : null
}

function isSame<Row extends object>(rows: readonly Row[], name: keyof Row & string): boolean {
  const first = rows[0]![name] ?? null
  for (let i = 1; i < rows.length; i++) if ((rows[i]![name] ?? null) !== first) return false
  return true
}

const isPlain = (type: ColumnType): boolean =>
  type === 'uuid' || type === 'int4' || type === 'int8' || type === 'numeric' || type === 'date' || type === 'bool'

/** A PostgreSQL array literal of one column of many rows. */
function arrayLiteral<Row extends object>(rows: readonly Row[], name: keyof Row & string, type: ColumnType): string {
  const plain = isPlain(type)
  const isJson = type === 'jsonb'
  // Joined, not added up: a string that grows is a chain of its pieces, which the collector copies around until it is sent.
  const parts = new Array<string>(rows.length)
  for (let i = 0; i < rows.length; i++) {
    const value = rows[i]![name] as unknown
    parts[i] =
      value === null || value === undefined
        ? 'NULL'
        : plain
          ? String(value)
          : isJson
            ? quoteJson(value)
            : quote(textOf(value, type))
  }
  return `{${parts.join(',')}}`
}

const scalar = (value: unknown, type: ColumnType): string | null =>
  value === null || value === undefined ? null : withoutNul(textOf(value, type))

function textOf(value: unknown, type: ColumnType): string {
  if (type === 'jsonb') return jsonText(value)
  if (type === 'bytea') return '\\x' + Buffer.from(value as Uint8Array).toString('hex')
  if (type.endsWith('[]')) return `{${(value as string[]).map(quote).join(',')}}`
  return value instanceof Date ? value.toISOString() : String(value)
}

const special = /["\\\0]/
const withoutNul = (text: string): string => text.replaceAll('\0', '')
const quote = (text: string): string =>
  special.test(text) ? `"${withoutNul(text).replace(/["\\]/g, '\\$&')}"` : `"${text}"`

/** JSON holds no control characters of its own, so that quoting it as JSON once more is quoting it for an array: in one go. */
const quoteJson = (value: unknown): string => JSON.stringify(jsonText(value))

/** A replacer is asked for every value within; most JSON holds no bigint, and the writer refuses one by itself. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return JSON.stringify(value, jsonValue)
  }
}

/** Amounts inside JSON are decimal strings of minor units, never floats. */
export const jsonValue = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value
