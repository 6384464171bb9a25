import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import { newId } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import type { Language } from '../../kernel/words/phrase.ts'
import type { State } from './read-rows.ts'
import type { Around, Change, Column, SetUpRow, SetUpTable, Values } from './table.ts'
import { columnOf, keyOf, nameOf, thingOf } from './table.ts'
import { canonical, wrongValue } from './value.ts'

/** A row as given: only the columns that are there; the others keep what the company has. */
export interface Given {
  row: number
  values: Values
}

export interface Plan {
  table: SetUpTable
  changes: Change[]
  unchanged: number
  problems: Problem[]
}

/**
 * What saving these rows would change, and every problem with them; writes nothing to the database. The state is taken
 * forward, so that the next table sees rows of this one that do not stand yet.
 */
export async function planRows(ctx: Ctx, table: SetUpTable, given: readonly Given[], state: State): Promise<Plan> {
  const plan: Plan = { table, changes: [], unchanged: 0, problems: [] }
  const around = aroundOf(ctx, state)
  const rows = state.get(table)!
  const byKey = new Map(rows.map((row) => [keyOf(table, row.values), row]))
  const rowOfKey = new Map<string, number>()
  const touched: { change: Change; target: SetUpRow }[] = []
  for (const { row, values } of given) {
    const read = readGiven(table, values, ctx.company.language)
    if (read.problems.length > 0) {
      plan.problems.push(...read.problems.map((problem) => ({ ...problem, row })))
      continue
    }
    const key = keyOf(table, read.values)
    const twin = rowOfKey.get(key)
    if (twin !== undefined) {
      plan.problems.push({
        code: `${table.one}.twice`,
        message: `${nameOf(table, read.values) || table.one} stands twice, first in row ${twin}: keep one of the rows`,
        row,
        data: { first: twin },
      })
      continue
    }
    rowOfKey.set(key, row)
    const known = byKey.get(key)
    const after = { ...(known?.values ?? defaultsOf(table)), ...read.values }
    const malformed = table.normalise?.(after, around) ?? []
    plan.problems.push(...malformed.map((problem) => ({ ...problem, row })))
    const differences = table.columns
      .filter((column) => !same(after[column.key], known?.values[column.key]))
      .map((column) => column.key)
    if (known && differences.length === 0) {
      plan.unchanged += 1
      continue
    }
    const target: SetUpRow = known ?? { id: table.hasId ? newId() : null, values: after, stored: {} }
    const change: Change = {
      kind: known ? 'update' : 'create',
      row,
      id: target.id,
      before: known?.values ?? null,
      after,
      stored: target.stored,
      differences,
    }
    target.values = after
    if (!known) {
      rows.push(target)
      byKey.set(key, target)
    }
    touched.push({ change, target })
  }
  if (table.dated) endEarlierRows(table, rows, touched)
  plan.changes = touched.map(({ change }) => change)
  for (const { change } of touched) {
    for (const problem of checkRow(table, change.after, around)) plan.problems.push({ ...problem, ...at(change) })
  }
  if (table.dated) plan.problems.push(...overlaps(table, rows, touched))
  const updates = plan.changes.filter((change) => change.kind === 'update')
  if (table.guard && updates.length > 0) {
    for (const { change, problem } of await table.guard(ctx, updates)) plan.problems.push({ ...problem, ...at(change) })
  }
  return plan
}

export const aroundOf = (ctx: Ctx, state: State): Around => ({
  ctx,
  rules: country(ctx.company.country),
  rows: (table) => state.get(table) ?? [],
  find: (table, code) => state.get(table)?.findLast((row) => row.values[table.keys[0]!] === code),
})

const at = (change: Change): { row?: number } => (change.row === null ? {} : { row: change.row })

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

function readGiven(table: SetUpTable, given: Values, language: Language): { values: Values; problems: Problem[] } {
  const values: Values = {}
  const problems: Problem[] = []
  for (const column of table.columns) {
    if (given[column.key] === undefined) {
      if (column.required && table.keys.includes(column.key)) problems.push(missing(table, column))
      continue
    }
    const read = canonical(column, given[column.key])
    if ('problem' in read)
      problems.push({
        code: `${table.one}.value-invalid`,
        message: `${column.key} ${read.problem}`,
        column: column.key,
        // As its screen calls it, not by its key.
        data: { ...wrongValue(given[column.key], read), column: column.title[language] },
      })
    else values[column.key] = read.value === null && column.default !== undefined ? column.default : read.value
  }
  return { values, problems }
}

const missing = (table: SetUpTable, column: Column): Problem => ({
  code: `${table.one}.value-missing`,
  message: `${column.key} is missing: fill it in`,
  column: column.key,
})

function defaultsOf(table: SetUpTable): Values {
  const values: Values = {}
  for (const column of table.columns)
    values[column.key] = column.default ?? (column.kind === 'pairs' || column.kind === 'words' ? {} : null)
  return values
}

const isBlank = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0)

function checkRow(table: SetUpTable, values: Values, around: Around): Problem[] {
  const problems: Problem[] = []
  for (const column of table.columns) {
    const value = values[column.key]
    if (column.required && isBlank(value)) problems.push(missing(table, column))
    if (!column.ref || value === null || value === undefined) continue
    const ref = column.ref === 'self' ? table : column.ref
    if (!around.find(ref, value))
      problems.push({
        code: `${ref.one}.unknown`,
        message: `there is no ${ref.one} ${String(value)}: add it first, or choose another`,
        column: column.key,
        data: { code: String(value) },
      })
  }
  const { validFrom, validTo } = values as { validFrom?: string | null; validTo?: string | null }
  if (validFrom && validTo && validFrom >= validTo)
    problems.push({
      code: `${table.one}.days-not-ordered`,
      message: `ends on ${validTo}, which is not after ${validFrom}`,
      column: 'validTo',
      data: { from: validFrom, to: validTo },
    })
  return problems.length > 0 ? problems : (table.check?.(values, around) ?? [])
}

// ── Dated rows ──────────────────────────────────────────────────────────────

const from = (values: Values): string => (values.validFrom as string | null) ?? ''
const to = (values: Values): string => (values.validTo as string | null) ?? '~'

/** A new rate from a day ends the one that held without an end: nobody has to say both. */
function endEarlierRows(table: SetUpTable, rows: SetUpRow[], touched: { change: Change; target: SetUpRow }[]): void {
  const given = new Set(touched.map(({ target }) => target))
  for (const { change } of [...touched]) {
    if (change.kind !== 'create' || !change.after.validFrom) continue
    const thing = thingOf(table, change.after)
    const earlier = rows.find(
      (row) =>
        !given.has(row) &&
        thingOf(table, row.values) === thing &&
        row.values.validTo === null &&
        from(row.values) < from(change.after),
    )
    if (!earlier) continue
    const after = { ...earlier.values, validTo: change.after.validFrom }
    const ended: Change = {
      kind: 'update',
      row: null,
      id: earlier.id,
      before: earlier.values,
      after,
      stored: earlier.stored,
      differences: ['validTo'],
    }
    earlier.values = after
    touched.push({ change: ended, target: earlier })
  }
}

function overlaps(
  table: SetUpTable,
  rows: readonly SetUpRow[],
  touched: readonly { change: Change; target: SetUpRow }[],
): Problem[] {
  const problems: Problem[] = []
  const byThing = new Map<string, SetUpRow[]>()
  for (const row of rows) {
    const thing = thingOf(table, row.values)
    const list = byThing.get(thing)
    if (list) list.push(row)
    else byThing.set(thing, [row])
  }
  for (const { change, target } of touched) {
    if (change.row === null) continue
    const other = byThing
      .get(thingOf(table, target.values))!
      .find((row) => row !== target && from(row.values) < to(target.values) && from(target.values) < to(row.values))
    if (other)
      problems.push({
        code: `${table.one}.overlap`,
        message: `holds on the same days as ${nameOf(table, other.values) || 'another row'}: end one of them where the other begins`,
        row: change.row,
        column: columnOf(table, 'validFrom').key,
      })
  }
  return problems
}
