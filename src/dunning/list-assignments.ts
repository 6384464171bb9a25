import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { findPolicy } from './find-policy.ts'

export const assignmentShape = z.object({
  assignmentId: id,
  invoice: z.string().nullable(),
  customer: z.string().nullable(),
  invoiceGroup: z.string().nullable(),
  customerKind: z.string().nullable(),
  from: dayText,
  to: dayText.nullable().meta({ description: 'First day on which it holds no more' }),
  reason: z.string(),
})

export const listAssignments = verb({
  kind: 'read',
  name: 'dunning.list-assignments',
  summary: 'Whom a dunning policy is assigned to, or who is asked for nothing',
  route: 'GET /dunning-assignments',
  input: z.object({
    policy: z.string().optional().meta({ description: 'Code; left out: those for whom no policy was chosen to hold' }),
  }),
  output: z.object({ rows: z.array(assignmentShape) }),
  async run(ctx, { policy }) {
    return { rows: await readAssignments(ctx, policy === undefined ? null : (await findPolicy(ctx, policy)).id) }
  },
})

/** Those that hold or will hold, the newest first; of no policy where the id is null. */
export const readAssignments = (
  { db, company, today }: Ctx,
  policyId: Id | null,
): Promise<z.input<typeof assignmentShape>[]> =>
  db.rows(
    `select a.id as "assignmentId", i.number_text as invoice, q.number as customer, g.code as "invoiceGroup", a.customer_kind as "customerKind", a.from_on as "from", nullif(a.to_on, 'infinity') as "to", a.reason
       from dunning_assignments a left join invoices i on i.company_id = a.company_id and i.id = a.invoice_id left join parties q on q.company_id = a.company_id and q.id = a.party_id
       left join invoice_groups g on g.company_id = a.company_id and g.id = a.invoice_group_id
      where a.company_id = $1 and a.policy_id is not distinct from $2 and $3 < a.to_on order by a.from_on desc, a.id desc limit 1000`,
    [company.id, policyId, today],
  )
