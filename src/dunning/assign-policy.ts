import { z } from 'zod'
import { needEveryArea } from '../access/every-area.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { findParty } from '../parties/find-party.ts'
import { endedBefore } from './end-assignment.ts'
import { findPolicy } from './find-policy.ts'

export const subjectFields = {
  invoice: z.string().optional().meta({ description: 'Number of an issued document' }),
  customer: z.string().optional().meta({ description: 'Customer number' }),
  invoiceGroup: z.string().optional().meta({ description: 'Code' }),
  customerKind: z.enum(['person', 'company', 'public']).optional(),
}

/** The assignment before it, of the same subject, ends where this one begins; one that outlasts it rests meanwhile (`readPolicyBook`). */
export const assignPolicy = verb({
  kind: 'write',
  name: 'dunning.assign-policy',
  summary: 'Let a dunning policy, or none, hold for an invoice, a customer, an invoice group or a kind of customer',
  route: 'POST /dunning-assignments',
  input: z
    .object({
      ...subjectFields,
      policy: z.string().nullable().meta({ description: 'Code; null: nothing is asked for' }),
      from: dayText.optional(),
      to: dayText.optional().meta({ description: 'First day on which it holds no more; default: until ended' }),
      reason: z.string().trim().min(1).max(500),
    })
    .refine(
      (given) => [given.invoice, given.customer, given.invoiceGroup, given.customerKind].filter(Boolean).length === 1,
      {
        error: 'name an invoice, a customer, an invoice group or a kind of customer',
      },
    )
    .refine((given) => !given.to || !given.from || given.from < given.to, { error: 'it ends before it begins' }),
  output: z.object({
    assignmentId: id,
    undo: z.object({
      verb: z.string(),
      input: z.object({ assignmentId: id, on: dayText, again: endedBefore }),
    }),
  }),
  async run(ctx, given) {
    const policyId = given.policy === null ? null : (await openPolicy(ctx, given.policy)).id
    const [column, subject, areaId] = await subjectOf(ctx, given)
    const from = given.from ?? ctx.today
    const ended = await ctx.db.rows<{ assignmentId: Id; to: Day | null }>(
      `with before as (select id, to_on from dunning_assignments where company_id = $1 and ${column} = $2 and from_on <= $3 and $3 < to_on and to_on <= coalesce($4::date, 'infinity') for update)
       update dunning_assignments a set to_on = $3 from before b where a.company_id = $1 and a.id = b.id returning a.id as "assignmentId", nullif(b.to_on, 'infinity') as "to"`,
      [ctx.company.id, subject, from, given.to ?? null],
    )
    const assignmentId = newId()
    await ctx.db.query(
      `insert into dunning_assignments (company_id, id, policy_id, ${column}, from_on, to_on, reason, recorded_by, business_area_id) values ($1, $2, $3, $4, $5, coalesce($6::date, 'infinity'), $7, $8, $9)`,
      [ctx.company.id, assignmentId, policyId, subject, from, given.to ?? null, given.reason, ctx.user.id, areaId],
    )
    await audit(ctx, {
      verb: 'dunning.assign-policy',
      subjects: [assignmentId, ...(policyId ? [policyId] : [])],
      summary: { subject: column.replace('_id', ''), policy: given.policy, from, to: given.to ?? null },
      businessAreaId: areaId,
    })
    return { assignmentId, undo: { verb: 'dunning.end-assignment', input: { assignmentId, on: from, again: ended } } }
  },
})

async function openPolicy(ctx: Ctx, code: string) {
  const policy = await findPolicy(ctx, code)
  if (policy.isClosed)
    refuse('dunning-policy.closed', `the policy ${code} is closed: save it again, or choose another`, { code }, 409)
  return policy
}

type Subjects = {
  invoice?: string | undefined
  customer?: string | undefined
  invoiceGroup?: string | undefined
  customerKind?: string | undefined
}

async function subjectOf(ctx: Ctx, given: Subjects): Promise<[column: string, value: string, areaId: Id | null]> {
  const { db, company } = ctx
  if (given.invoice) {
    const found = await db.maybe<{ id: Id; areaId: Id | null }>(
      `select id, business_area_id as "areaId" from invoices where company_id = $1 and number_text = $2 and kind not in ('proforma', 'credit-note') order by issued_on desc limit 1`,
      [company.id, given.invoice],
    )
    if (!found)
      return refuse('invoice.unknown', `there is no document ${given.invoice}`, { number: given.invoice }, 404)
    return ['invoice_id', found.id, found.areaId]
  }
  if (given.customer) return ['party_id', (await findParty(ctx, given.customer)).id, null]
  if (given.invoiceGroup) {
    const found = await db.maybe<{ id: Id; areaId: Id | null }>(
      `select id, business_area_id as "areaId" from invoice_groups where company_id = $1 and code = $2`,
      [company.id, given.invoiceGroup],
    )
    if (!found)
      return refuse(
        'invoice-group.unknown',
        `there is no invoice group ${given.invoiceGroup}`,
        { code: given.invoiceGroup },
        404,
      )
    if (found.areaId === null) needEveryArea(ctx.user)
    return ['invoice_group_id', found.id, found.areaId]
  }
  // A kind of customer is that of every business area.
  needEveryArea(ctx.user)
  return ['customer_kind', given.customerKind!, null]
}
