import type { Ctx } from '../../db/context.ts'
import type { ColumnType } from '../../db/insert.ts'
import { insertRows } from '../../db/insert.ts'
import type { Plan } from './plan.ts'
import type { State } from './read-rows.ts'
import { refersById } from './read-rows.ts'
import type { Change, Column, SetUpTable } from './table.ts'
import { dbOf } from './table.ts'

const types: Record<Column['kind'], ColumnType> = {
  text: 'text',
  code: 'text',
  choice: 'text',
  integer: 'int8',
  decimal: 'numeric',
  boolean: 'bool',
  day: 'date',
  pairs: 'jsonb',
  words: 'jsonb',
  json: 'jsonb',
}

/** Writes a plan without problems: three statements a table. What shrinks goes first, so that dated rows never overlap on the way. */
export async function applyPlan(ctx: Ctx, plan: Plan, state: State): Promise<void> {
  const { table, changes } = plan
  if (changes.length === 0) return
  if (table.write) return table.write(ctx, changes)
  const shrinks = (change: Change) => change.kind === 'update' && change.differences.includes('validTo')
  await write(ctx, table, changes.filter(shrinks), state)
  await write(
    ctx,
    table,
    changes.filter((change) => change.kind === 'update' && !shrinks(change)),
    state,
  )
  await write(
    ctx,
    table,
    changes.filter((change) => change.kind === 'create'),
    state,
  )
}

async function write(ctx: Ctx, table: SetUpTable, changes: readonly Change[], state: State): Promise<void> {
  if (changes.length === 0) return
  const columns: Record<string, ColumnType> = table.hasId ? { id: 'uuid' } : {}
  for (const column of table.columns)
    columns[dbOf(column)] = column.path ? 'jsonb' : refersById(column) ? 'uuid' : (column.type ?? types[column.kind])
  const constants: Parameters<typeof insertRows>[4] = { company_id: { type: 'uuid', value: ctx.company.id } }
  for (const [name, value] of Object.entries(table.constants ?? {})) constants[name] = { type: 'text', value }
  if (table.db === 'company_settings') constants.recorded_by = { type: 'uuid', value: ctx.user.id }
  const key = table.hasId ? ['id'] : table.keys.map((name) => dbOf(table.columns.find(({ key }) => key === name)!))
  const set = Object.keys(columns)
    .filter((name) => !key.includes(name))
    .map((name) => `${name} = excluded.${name}`)
  await insertRows(
    ctx.db,
    table.db,
    columns,
    changes.map((change) => rowOf(table, change, state)),
    constants,
    `on conflict (company_id, ${key.join(', ')}) do ${set.length > 0 ? `update set ${set.join(', ')}` : 'nothing'}`,
  )
}

function rowOf(table: SetUpTable, change: Change, state: State): Record<string, unknown> {
  const row: Record<string, unknown> = { id: change.id }
  for (const column of table.columns) {
    const name = dbOf(column)
    let value = change.after[column.key] ?? null
    if (refersById(column) && value !== null) {
      const ref = column.ref === 'self' ? table : (column.ref as SetUpTable)
      value = state.get(ref)!.find((other) => other.values.code === value)!.id
    }
    if (column.open && value === null) value = column.open
    if (column.path) {
      const whole = (row[name] as Record<string, unknown> | undefined) ?? { ...(change.stored[name] ?? {}) }
      if (value === null || (column.kind !== 'json' && isEmpty(value))) delete whole[column.path]
      else whole[column.path] = value
      row[name] = whole
    } else row[name] = value === null && (column.kind === 'words' || column.kind === 'pairs') ? {} : value
  }
  return row
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
