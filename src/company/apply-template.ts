import { z } from 'zod'
import { verb } from '../db/verb.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import { dimensionRules } from './dimension-rules.ts'
import { dimensionValues } from './dimension-values.ts'
import { dimensions } from './dimensions.ts'
import { settings } from './parameters.ts'
import { applyPlan } from './set-up/apply.ts'
import type { Plan } from './set-up/plan.ts'
import { planRows } from './set-up/plan.ts'
import { readState } from './set-up/read-rows.ts'
import type { SetUpTable, Values } from './set-up/table.ts'
import { thingOf } from './set-up/table.ts'
import { auditPlan, holdSetUp } from './set-up/verbs-of.ts'

/**
 * Kommun-Bas (SKR): ansvar, verksamhet, aktivitet, projekt, objekt, motpart. Motpart is mandatory on every posting of
 * income and set by the subledger from the customer: 1–4 internal units, 5–7 municipal companies, 8 the rest of Sweden,
 * 9 abroad (three digits; the names of a municipality's own ones are its own).
 */
const kommunBas: [SetUpTable, Values[]][] = [
  [
    dimensions,
    ['ansvar', 'verksamhet', 'aktivitet', 'projekt', 'objekt', 'motpart'].map((code, i) => ({
      code,
      name: code[0]!.toUpperCase() + code.slice(1),
      position: i + 1,
      source: code === 'motpart' ? 'party' : null,
    })),
  ],
  [
    dimensionValues,
    [
      ['100', 'Interna enheter'],
      ['500', 'Kommunala bolag'],
      ['800', 'Övriga Sverige'],
      ['900', 'Utlandet'],
    ].map(([code, name]) => ({ dimension: 'motpart', code, name })),
  ],
  [dimensionRules, [{ accountFrom: '3', accountTo: '39999999', dimension: 'motpart', rule: 'required' }]],
  [
    settings,
    [
      { name: 'counterparty-domestic', value: '800', source: 'Kommun-Bas' },
      { name: 'counterparty-abroad', value: '900', source: 'Kommun-Bas' },
    ],
  ],
]

export const applyTemplate = verb({
  kind: 'write',
  name: 'company.apply-template',
  summary: 'Add the dimensions of a template (Kommun-Bas); what the company has stays',
  route: 'POST /set-up/templates/{template}',
  ofWholeCompany: true,
  input: z.object({ template: z.enum(['kommun-bas']) }),
  output: z.object({ created: z.number().int() }),
  async run(ctx) {
    await holdSetUp(ctx)
    const tables = kommunBas.map(([table]) => table)
    const state = await readState(ctx, tables)
    const plans: Plan[] = []
    const problems: Problem[] = []
    for (const [table, rows] of kommunBas) {
      const known = new Set(state.get(table)!.map((row) => thingOf(table, row.values)))
      const fresh = rows.filter((values) => !known.has(thingOf(table, values)))
      const plan = await planRows(
        ctx,
        table,
        fresh.map((values, i) => ({ row: i + 1, values })),
        state,
      )
      plans.push(plan)
      problems.push(...plan.problems)
    }
    if (problems.length > 0) throw new Refused(problems)
    for (const plan of plans) await applyPlan(ctx, plan, state)
    await auditPlan(ctx, 'company.apply-template', plans)
    return { created: plans.reduce((sum, plan) => sum + plan.changes.length, 0) }
  },
})
