import { z } from 'zod'
import { applyPlan } from '../../company/set-up/apply.ts'
import type { Plan } from '../../company/set-up/plan.ts'
import { planRows } from '../../company/set-up/plan.ts'
import { readState } from '../../company/set-up/read-rows.ts'
import type { Values } from '../../company/set-up/table.ts'
import { holdSetUp } from '../../company/set-up/verbs-of.ts'
import { setUpTables } from '../../company/tables.ts'
import type { Ctx } from '../../db/context.ts'
import { dayText, id, problemShape } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { later } from '../../kernel/day.ts'
import { Refused, refuse } from '../../kernel/problem.ts'
import { internalCompanies } from '../../parties/internal-companies.ts'
import type { Looked, Tried } from './look.ts'
import { differencesOf, sumDifferences, whats } from './look.ts'
import type { LookName } from './trials.ts'
import { looks, reasons, trialOf } from './trials.ts'

/** More stand in the sums; these are named. */
const shownMax = 100
const differencesMax = 50

const difference = z.object({
  what: z.enum(whats),
  before: z.string(),
  after: z.string(),
  currency: z.string().nullable().meta({ description: 'Of money; null: a text' }),
})
const look = z.object({
  about: z.enum(['invoices', 'payments', 'claims']),
  looked: z.number().int(),
  changed: z.number().int(),
  differences: z
    .array(difference.extend({ subjects: z.number().int() }))
    .meta({ description: 'Equal changes of texts counted, changes of money added up' }),
  problems: z.array(problemShape).meta({ description: 'What would stop some that nothing stops now, each kind once' }),
  subjects: z.array(
    z.object({
      kind: z.enum(['invoice', 'order', 'payment', 'claim']),
      id,
      name: z.string(),
      differences: z.array(difference),
    }),
  ),
})

const tables = [...setUpTables, internalCompanies]

/**
 * What a row of the set-up would do, before it is saved: what is there is looked at by the product's own functions, the row is
 * saved within a savepoint, the same is looked at again, and the savepoint is taken back. Both looks are of the row's first day,
 * or of the day from which it is to hold no longer (today, if that lies before), so that what differs is the row's doing alone.
 */
export const trySetUp = verb({
  // The row is saved and unsaved within it.
  kind: 'write',
  name: 'company.try-set-up',
  summary: 'What a row of the set-up would change in the last invoices, payments or claims; saves nothing',
  route: 'POST /set-up/try',
  ofWholeCompany: true,
  input: z.object({
    table: z.enum(tables.map((one) => one.name) as [string, ...string[]]),
    row: z.record(z.string(), z.unknown()).meta({ description: 'A row as the saving verb of the table takes it' }),
  }),
  output: z.object({
    on: dayText,
    nothing: z.enum(reasons).nullable().meta({ description: 'Why there is nothing that it could be tried on' }),
    looks: z.array(look),
  }),
  async run(ctx, input) {
    const table = tables.find((one) => one.name === input.table)!
    const row = input.row as Values
    const first = dayOf(row.validFrom ?? row.validOn, ctx.today)
    const trial = trialOf(table.name, row)
    if (!trial) return refuse('parameter.unknown', 'choose a parameter first', { code: String(row.name ?? '–') })
    if (typeof trial === 'string') return { on: first, nothing: trial, looks: [] }
    await ctx.db.query('savepoint trial')
    try {
      await holdSetUp(ctx)
      const state = await readState(ctx, [table])
      const plan = await planRows(ctx, table, [{ row: 1, values: row }], state)
      const errors = plan.problems.filter((problem) => problem.severity !== 'warning')
      if (errors.length > 0) throw new Refused(errors)
      // Who asks before he types learns by this at no cost that there is something to try.
      if (plan.changes.length === 0) return { on: first, nothing: null, looks: [] }
      const ends =
        table.closes && plan.changes.find(({ row: no, differences }) => no === 1 && differences.includes(table.closes!))
      const on = ends && ends.kind === 'update' ? dayOf(ends.after[table.closes!], first) : first
      const then: Ctx = { ...ctx, today: on }
      const before = await lookAll(then, on, trial, input, null)
      await applyPlan(ctx, plan, state)
      const after = await lookAll(then, on, trial, input, plan)
      return { on, nothing: null, looks: trial.map((about, i) => compare(about, before[i]!, after[i]!)) }
    } finally {
      await ctx.db.query('rollback to savepoint trial')
    }
  },
})

/** A day that was given, unless `earliest` is later. */
const dayOf = (given: unknown, earliest: Day): Day =>
  dayText.safeParse(given).success ? later(given as Day, earliest) : earliest

async function lookAll(
  ctx: Ctx,
  on: Day,
  trial: readonly LookName[],
  tried: Tried,
  plan: Plan | null,
): Promise<Looked[][]> {
  const found: Looked[][] = []
  for (const name of trial) found.push(await looks[name](ctx, on, tried, plan))
  return found
}

function compare(about: LookName, before: readonly Looked[], after: readonly Looked[]): z.input<typeof look> {
  const known = new Map(after.map((one) => [one.id, one]))
  const subjects = before.flatMap((old) => {
    const now = known.get(old.id)
    const differences = now ? differencesOf(old, now) : []
    return differences.length > 0 ? [{ kind: old.kind, id: old.id, name: old.name, differences }] : []
  })
  const stopped = before.flatMap((old) => {
    const codes = new Set(old.problems.map(({ code }) => code))
    return (known.get(old.id)?.problems ?? []).filter(({ code }) => !codes.has(code))
  })
  return {
    about,
    looked: before.length,
    changed: subjects.length,
    differences: sumDifferences(subjects.flatMap(({ differences }) => differences)).slice(0, differencesMax),
    problems: [...new Map(stopped.map((problem) => [problem.code, problem])).values()],
    subjects: subjects
      .slice(0, shownMax)
      .map(({ differences, ...one }) => ({ ...one, differences: differences.map(({ change: _, ...its }) => its) })),
  }
}
