import type { Ctx } from '../../db/context.ts'
import type { Column, SetUpRow, SetUpTable, Values } from './table.ts'
import { dbOf, keyOf } from './table.ts'
import { canonical } from './value.ts'

/** Tables as they stand, and as a plan makes them. */
export type State = Map<SetUpTable, SetUpRow[]>

/** Reads the tables and those that their columns name. */
export async function readState(ctx: Ctx, tables: readonly SetUpTable[]): Promise<State> {
  const state: State = new Map()
  for (const table of tables) await add(ctx, table, state)
  return state
}

async function add(ctx: Ctx, table: SetUpTable, state: State): Promise<void> {
  if (state.has(table)) return
  state.set(table, [])
  for (const column of table.columns) if (column.ref && column.ref !== 'self') await add(ctx, column.ref, state)
  for (const other of table.needs ?? []) await add(ctx, other, state)
  state.set(table, table.read ? await table.read(ctx) : await readRows(ctx, table, state))
}

async function readRows(ctx: Ctx, table: SetUpTable, state: State): Promise<SetUpRow[]> {
  const columns = [...new Set(table.columns.map(selected))]
  const raw = await ctx.db.rows<Record<string, unknown>>(
    `select ${table.hasId ? 'id, ' : ''}${columns.join(', ')} from ${table.db} where company_id = $1${table.where ? ` and ${table.where}` : ''}`,
    [ctx.company.id],
  )
  const codes = new Map<SetUpTable, Map<string, string>>()
  const self = new Map(raw.map((row) => [row.id as string, row.code as string]))
  const codeOfId = (ref: SetUpTable | 'self', id: string): string | null => {
    if (ref === 'self') return self.get(id) ?? null
    if (!codes.has(ref)) codes.set(ref, new Map(state.get(ref)!.map((row) => [row.id!, row.values.code as string])))
    return codes.get(ref)!.get(id) ?? null
  }
  const rows = raw.map((row) => rowOf(table, row, codeOfId))
  return rows.sort((a, b) => (keyOf(table, a.values) < keyOf(table, b.values) ? -1 : 1))
}

function selected(column: Column): string {
  const name = dbOf(column)
  return column.kind === 'decimal' ? `trim_scale(${name})::text as ${name}` : name
}

function rowOf(
  table: SetUpTable,
  raw: Record<string, unknown>,
  codeOfId: (ref: SetUpTable | 'self', id: string) => string | null,
): SetUpRow {
  const values: Values = {}
  const stored: SetUpRow['stored'] = {}
  for (const column of table.columns) {
    const name = dbOf(column)
    let value = raw[name] ?? null
    if (column.path) {
      stored[name] = (value as Record<string, unknown>) ?? {}
      value = stored[name]![column.path] ?? null
    }
    if (column.open && (value === 'infinity' || value === '-infinity')) value = null
    if (refersById(column) && value !== null) value = codeOfId(column.ref!, value as string)
    if (typeof value === 'bigint') value = Number(value)
    if (typeof value === 'string' && column.kind === 'text') values[column.key] = value
    else {
      const read = canonical(column, value)
      values[column.key] = 'problem' in read ? value : (read.value ?? column.default ?? null)
    }
  }
  return { id: (raw.id as string) ?? null, values, stored }
}

/** Tables with ids are named by them, others by their code. */
export const refersById = (column: Column): boolean =>
  column.ref !== undefined && !column.refByCode && (column.ref === 'self' || column.ref.hasId === true)
