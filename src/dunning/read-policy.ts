import { z } from 'zod'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { readBooks } from '../ledger/books.ts'
import { checkPolicy } from './check-policy.ts'
import { findPolicy } from './find-policy.ts'
import { assignmentShape, readAssignments } from './list-assignments.ts'
import { toPolicy, versionColumns } from './policies.ts'
import { areaCodes, policyShape, shownPolicy, warningsShape } from './policy-shape.ts'

export const readPolicy = verb({
  kind: 'read',
  name: 'dunning.read-policy',
  summary: 'A dunning policy with its versions, its assignments, and what the law says of it today',
  route: 'GET /dunning-policies/{code}',
  input: z.object({ code: z.string() }),
  output: z.object({
    closedOn: dayText.nullable(),
    versions: z.array(
      policyShape.extend({ recordedAt: z.string(), recordedBy: z.string().nullable(), isInForce: z.boolean() }),
    ),
    assignments: z.array(assignmentShape),
    warnings: warningsShape,
  }),
  async run(ctx, { code }) {
    const { db, company, today } = ctx
    const { id: policyId } = await findPolicy(ctx, code)
    const stored = await db.rows<
      Parameters<typeof toPolicy>[0] & { closedOn: Day | null; recordedAt: string; recordedBy: string | null }
    >(
      `select ${versionColumns}, nullif(p.closed_on, 'infinity') as "closedOn", to_char(v.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "recordedAt", u.name as "recordedBy"
         from dunning_policies p join dunning_policy_versions v on v.company_id = p.company_id and v.policy_id = p.id left join users u on u.id = v.recorded_by
        where p.company_id = $1 and p.id = $2 order by v.valid_from desc, v.version_no desc`,
      [company.id, policyId],
    )
    const assignments = await readAssignments(ctx, policyId)
    const [areas, base] = [await areaCodes(ctx), (await readBooks(ctx)).baseOn(today)]
    const inForce = stored.find((row) => row.validFrom <= today)
    return {
      closedOn: stored[0]?.closedOn ?? null,
      versions: stored.map((row) => {
        const { closedOn: _, recordedAt, recordedBy, ...version } = row
        return { ...shownPolicy(toPolicy(version), base, areas), recordedAt, recordedBy, isInForce: row === inForce }
      }),
      assignments,
      warnings: stored[0] ? await checkPolicy(ctx, toPolicy(inForce ?? stored[0]), base, today) : [],
    }
  },
})
