import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { verb } from '../db/verb.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { stillNamedAfter } from './named-accounts.ts'
import { readState } from './set-up/read-rows.ts'
import type { SetUpRow, SetUpTable } from './set-up/table.ts'
import { dbOf, keyOf, nameOf, thingOf } from './set-up/table.ts'
import { holdSetUp } from './set-up/verbs-of.ts'
import { setUpTables } from './tables.ts'

/** Those of which rows can be taken out. */
export const removableTables: readonly SetUpTable[] = setUpTables.filter(
  (table) => !['profile', 'periods', 'vat-methods', 'number-series'].includes(table.name),
)

/** What was never used is deleted; what was used is closed from today, so that the past keeps it. */
export const removeRows = verb({
  kind: 'write',
  name: 'company.remove-rows',
  summary: 'Delete rows of the set-up that were never used; close those that were',
  route: 'POST /set-up/{table}/remove',
  ofWholeCompany: true,
  input: z.object({
    table: z.enum(removableTables.map((table) => table.name) as [string, ...string[]]),
    rows: z
      .array(z.record(z.string(), z.unknown()))
      .min(1)
      .max(1000)
      .meta({ description: 'The key columns of each row' }),
    reopen: z
      .boolean()
      .default(false)
      .meta({ description: 'The row that ended where a deleted one began holds on: takes a new dated row back' }),
  }),
  output: z.object({ deleted: z.array(z.string()), closed: z.array(z.string()) }),
  async run(ctx, input) {
    await holdSetUp(ctx)
    const table = removableTables.find((one) => one.name === input.table)!
    const rows = (await readState(ctx, [table])).get(table)!
    const wanted = input.rows.map(
      (values) =>
        rows.find((row) => keyOf(table, row.values) === keyOf(table, values)) ??
        refuse(
          `${table.one}.unknown`,
          `there is no ${table.one} ${nameOf(table, values)}`,
          { code: nameOf(table, values) },
          404,
        ),
    )
    const used = (await table.used?.(ctx, wanted)) ?? new Set()
    const deleted: SetUpRow[] = []
    const closed: { row: SetUpRow; on: string }[] = []
    const problems: Problem[] = []
    for (const row of wanted) {
      if (!used.has(row) && (await deleteRow(ctx, table, row))) deleted.push(row)
      else {
        const on = await closeRow(ctx, table, row)
        if (on) closed.push({ row, on })
        else
          problems.push({
            code: `${table.one}.used`,
            message: `${table.one} ${nameOf(table, row.values)} is used and cannot be removed`,
            data: { code: nameOf(table, row.values) },
          })
      }
    }
    problems.push(...(await stillNamedAfter(ctx, table, closed)))
    if (problems.length > 0) throw new Refused(problems)
    const reopened = input.reopen && table.dated ? await reopenEarlier(ctx, table, rows, deleted) : 0
    await audit(ctx, {
      verb: 'company.remove-rows',
      subjects: wanted.flatMap((row) => row.id ?? []),
      summary: {
        table: table.name,
        deleted: deleted.length,
        closed: closed.length,
        ...(reopened > 0 ? { reopened } : {}),
      },
      before: wanted.map((row) => row.values),
    })
    const names = (list: SetUpRow[]) => list.map((row) => nameOf(table, row.values))
    return { deleted: names(deleted), closed: names(closed.map(({ row }) => row)) }
  },
})

/** Foreign keys have the last word on what is used. */
async function deleteRow(ctx: Ctx, table: SetUpTable, row: SetUpRow): Promise<boolean> {
  const { where, params } = place(ctx, table, row)
  await ctx.db.query('savepoint deletion')
  try {
    await ctx.db.query(`delete from ${table.db} where ${where}`, params)
    await ctx.db.query('release savepoint deletion')
    return true
  } catch (error) {
    if ((error as { code?: string }).code !== '23503') throw error
    await ctx.db.query('rollback to savepoint deletion')
    return false
  }
}

async function reopenEarlier(ctx: Ctx, table: SetUpTable, rows: readonly SetUpRow[], deleted: readonly SetUpRow[]) {
  const earlier = deleted.flatMap((row) =>
    row.values.validFrom === null
      ? []
      : rows.filter(
          (other) =>
            !deleted.includes(other) &&
            other.values.validTo === row.values.validFrom &&
            thingOf(table, other.values) === thingOf(table, row.values),
        ),
  )
  for (const row of earlier) {
    const { where, params } = place(ctx, table, row)
    await ctx.db.query(`update ${table.db} set valid_to = 'infinity' where ${where}`, params)
  }
  return earlier.length
}

/** @returns the day from which it holds no more; null: it cannot be closed */
async function closeRow(ctx: Ctx, table: SetUpTable, row: SetUpRow): Promise<string | null> {
  if (!table.closes) return null
  const from = row.values.validFrom as string | null | undefined
  // A row that has not begun has no day to end on.
  if (table.closes === 'validTo' && from && from >= ctx.today) return null
  const column = table.closes === 'validTo' ? 'valid_to' : 'closed_on'
  const earliest = (await table.endsEarliest?.(ctx, row)) ?? ctx.today
  const on = earliest > ctx.today ? earliest : ctx.today
  const { where, params } = place(ctx, table, row)
  await ctx.db.query(`update ${table.db} set ${column} = least(${column}, $${params.length + 1}) where ${where}`, [
    ...params,
    on,
  ])
  return on
}

function place(ctx: Ctx, table: SetUpTable, row: SetUpRow): { where: string; params: unknown[] } {
  if (table.hasId) return { where: 'company_id = $1 and id = $2', params: [ctx.company.id, row.id] }
  const params: unknown[] = [ctx.company.id]
  const terms = table.keys.map((key) => {
    const column = table.columns.find((one) => one.key === key)!
    params.push(row.values[key] ?? column.open ?? null)
    return `${dbOf(column)} = $${params.length}`
  })
  return { where: ['company_id = $1', ...terms].join(' and '), params }
}
