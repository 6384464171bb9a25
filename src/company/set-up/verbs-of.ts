import { z } from 'zod'
import { audit, canonicalJson } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { dayText, pageOf, paging } from '../../db/schemas.ts'
import type { ShortVerb } from '../../db/verb.ts'
import { verb } from '../../db/verb.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { applyPlan } from './apply.ts'
import type { Plan } from './plan.ts'
import { planRows } from './plan.ts'
import type { State } from './read-rows.ts'
import { readState } from './read-rows.ts'
import type { Change, Column, SetUpTable, Values } from './table.ts'
import { keyOf, nameOf } from './table.ts'

export const saveRowsMax = 10_000

/** `<module>.list-<table>`: the rows by code; `on` leaves out what does not hold that day. */
export function listVerb(table: SetUpTable, module = 'company'): ShortVerb {
  return verb({
    kind: 'read',
    name: `${module}.list-${table.name}`,
    summary: `List ${spoken(table)}`,
    route: `GET /set-up/${table.name}`,
    input: z.object({
      on: dayText.optional(),
      ...paging,
      limit: z.coerce.number().int().min(1).max(10_000).default(1000),
    }),
    output: pageOf(z.record(z.string(), z.unknown())),
    async run(ctx, input) {
      const state = await readState(ctx, [table])
      const rows = state
        .get(table)!
        .map((row) => row.values)
        .filter((values) => input.on === undefined || holdsOn(values, input.on))
        .map((values) => ({ key: keyOf(table, values), values }))
        .filter(({ key }) => input.after === undefined || key > input.after)
      const page = rows.slice(0, input.limit)
      return { rows: page.map(({ values }) => values), next: rows.length > page.length ? page.at(-1)!.key : null }
    },
  })
}

const holdsOn = (values: Values, on: string): boolean =>
  (!values.validFrom || (values.validFrom as string) <= on) &&
  (!values.validTo || on < (values.validTo as string)) &&
  (!values.closedOn || on < (values.closedOn as string))

/**
 * `<module>.save-<table>`: a list of rows, each known by its key columns. What is left out of a row stays as it is; the
 * same again changes nothing; every problem of every row is told, and then nothing is saved.
 */
export function saveVerb(
  table: SetUpTable,
  module = 'company',
  /** Looks at tables that name this one. */
  others?: (ctx: Ctx, changes: readonly Change[], state: State) => Promise<Problem[]>,
): ShortVerb {
  return verb({
    kind: 'write',
    name: `${module}.save-${table.name}`,
    summary: `Add or change ${spoken(table)}`,
    route: `PUT /set-up/${table.name}`,
    ofWholeCompany: true,
    input: z.object({
      rows: z.array(rowSchema(table)).max(saveRowsMax),
      was: z.array(z.record(z.string(), z.unknown()).nullable()).max(saveRowsMax).optional().meta({
        description:
          'For each row what the person saw before he changed it, column by column; null: there was none. Refused where another has changed it since',
      }),
      dryRun: z.boolean().default(false).meta({ description: 'Tell what would change, change nothing' }),
    }),
    output: savedOutput,
    async run(ctx, input) {
      await holdSetUp(ctx)
      const state = await readState(ctx, [table])
      const given = input.rows.map((values, i) => ({ row: i + 1, values: values as Values }))
      if (input.was) refuseChanged(table, given, input.was as (Values | null)[], state)
      const plan = await planRows(ctx, table, given, state)
      if (others) plan.problems.push(...(await others(ctx, plan.changes, state)))
      refuseErrors(plan)
      if (!input.dryRun) {
        await applyPlan(ctx, plan, state)
        await auditPlan(ctx, `${module}.save-${table.name}`, [plan])
      }
      return saved(plan)
    },
  })
}

const spoken = (table: SetUpTable): string => table.name.replaceAll('-', ' ')

export const savedOutput = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  changes: z.array(
    z.object({
      row: z.number().int().nullable(),
      change: z.enum(['create', 'update']),
      name: z.string(),
      differences: z.array(z.object({ column: z.string(), before: z.unknown(), after: z.unknown() })),
    }),
  ),
  warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })),
})

export function saved(plan: Plan): z.input<typeof savedOutput> {
  return {
    created: plan.changes.filter((change) => change.kind === 'create').length,
    updated: plan.changes.filter((change) => change.kind === 'update').length,
    unchanged: plan.unchanged,
    changes: plan.changes.map((change) => ({
      row: change.row,
      change: change.kind,
      name: nameOf(plan.table, change.after),
      differences: change.differences.map((column) => ({
        column,
        before: change.before?.[column] ?? null,
        after: change.after[column] ?? null,
      })),
    })),
    warnings: plan.problems.map((problem) => ({ ...problem })),
  }
}

/** Two persons do not write over each other: each column must be as it was when the person read it. */
function refuseChanged(
  table: SetUpTable,
  given: readonly { row: number; values: Values }[],
  was: readonly (Values | null)[],
  state: State,
): void {
  const rows = new Map(state.get(table)!.map((row) => [keyOf(table, row.values), row.values]))
  const problems = given.flatMap(({ row, values }, i): Problem[] => {
    const saw = was[i]
    const now = rows.get(keyOf(table, values))
    const name = nameOf(table, values)
    if (saw === undefined) return []
    if (saw === null)
      return now
        ? [
            {
              code: `${table.one}.already-there`,
              message: `${name} is there already: open it, then change it`,
              row,
            },
          ]
        : []
    if (!now)
      return [
        {
          code: `${table.one}.removed-meanwhile`,
          message: `${name} was removed by somebody else: add it again, or leave it`,
          row,
        },
      ]
    return table.columns
      .filter(({ key }) => key in saw && !isSame(saw[key], now[key]))
      .map(({ key }) => ({
        code: `${table.one}.changed-meanwhile`,
        message: `${key} of ${name} has changed since it was read: look at both, then save`,
        row,
        column: key,
      }))
  })
  if (problems.length > 0) throw new Refused(problems, 409)
}

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null)

function refuseErrors(plan: Plan): void {
  const errors = plan.problems.filter((problem) => problem.severity !== 'warning')
  if (errors.length > 0) throw new Refused(errors)
}

/** Set-up holds for the whole company: who sees some business areas only does not change it. One change at a time. */
export async function holdSetUp(ctx: Ctx): Promise<void> {
  await ctx.db.query(`select pg_advisory_xact_lock(hashtextextended('set-up ' || $1, 0))`, [ctx.company.id])
}

export async function auditPlan(ctx: Ctx, name: string, plans: readonly Plan[]): Promise<void> {
  const changed = plans.filter((plan) => plan.changes.length > 0)
  if (changed.length === 0) return
  const counts: Record<string, number> = {}
  for (const plan of changed) counts[plan.table.name] = plan.changes.length
  await audit(ctx, {
    verb: name,
    subjects: changed.flatMap((plan) => plan.changes.flatMap((change) => change.id ?? [])),
    summary: counts,
    before: Object.fromEntries(changed.map((plan) => [plan.table.name, plan.changes.map((change) => change.before)])),
    after: Object.fromEntries(changed.map((plan) => [plan.table.name, plan.changes.map((change) => change.after)])),
  })
}

// ── Schemas from columns ────────────────────────────────────────────────────

function rowSchema(table: SetUpTable): z.ZodType {
  const shape: Record<string, z.ZodType> = {}
  for (const column of table.columns) {
    const schema = schemaOf(column).nullable().meta({ description: column.title.en })
    shape[column.key] = column.required && table.keys.includes(column.key) ? schema : schema.optional()
  }
  return z.strictObject(shape)
}

function schemaOf(column: Column): z.ZodType {
  switch (column.kind) {
    case 'integer':
      return z.number().int()
    case 'boolean':
      return z.boolean()
    case 'day':
      return dayText
    case 'pairs':
      return z.record(z.string(), z.string())
    case 'words':
      return z.partialRecord(z.enum(['sv', 'nb', 'bg', 'en']), z.string().nullable())
    case 'json':
      return z.unknown()
    case 'choice':
      return z.enum(column.choices as [string, ...string[]])
    default:
      return z.string().max(column.max ?? 500)
  }
}
