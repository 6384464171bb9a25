import { z } from 'zod'
import { userOfCompany } from '../access/queries.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { findOwnParty } from '../parties/find-party.ts'

/** Who is told of overdue customers: of one customer, else of an invoice group, else of a business area. Dated; several may be. */
export const assignResponsible = verb({
  kind: 'write',
  name: 'credit.assign-responsible',
  summary: 'Make a colleague answer for a customer, an invoice group or a business area',
  route: 'POST /credit/responsibles',
  input: z
    .object({
      userId: id,
      customer: z.string().optional().meta({ description: 'Customer number' }),
      invoiceGroup: z.string().optional().meta({ description: 'Code' }),
      businessArea: z.string().optional().meta({ description: 'Code' }),
      from: dayText.optional().meta({ description: 'Default: today' }),
    })
    .refine((given) => [given.customer, given.invoiceGroup, given.businessArea].filter(Boolean).length === 1, {
      error: 'name a customer, an invoice group or a business area',
    }),
  output: z.object({ responsibleId: id, isNew: z.boolean() }),
  async run(ctx, input) {
    const user = await userOfCompany(ctx, input.userId)
    const subject = await subjectOf(ctx, input)
    const known = await ctx.db.maybe<{ id: Id }>(
      `select id from responsibles where company_id = $1 and user_id = $2 and coalesce(party_id, invoice_group_id, business_area_id) = $3 and $4 < to_on limit 1`,
      [ctx.company.id, user.id, subject.id, ctx.today],
    )
    if (known) return { responsibleId: known.id, isNew: false }
    const responsibleId = newId()
    await ctx.db.query(
      `insert into responsibles (company_id, id, user_id, ${subject.column}, from_on, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7)`,
      [ctx.company.id, responsibleId, user.id, subject.id, input.from ?? ctx.today, ctx.now, ctx.user.id],
    )
    await audit(ctx, { verb: 'credit.assign-responsible', subjects: [user.id, subject.id] })
    return { responsibleId, isNew: true }
  },
})

type Subject = { column: 'party_id' | 'invoice_group_id' | 'business_area_id'; id: Id }

async function subjectOf(
  ctx: Ctx,
  given: { customer?: string | undefined; invoiceGroup?: string | undefined; businessArea?: string | undefined },
): Promise<Subject> {
  if (given.customer) return { column: 'party_id', id: (await findOwnParty(ctx, given.customer)).id }
  const [table, code, column] = given.invoiceGroup
    ? (['invoice_groups', given.invoiceGroup, 'invoice_group_id'] as const)
    : (['business_areas', given.businessArea!, 'business_area_id'] as const)
  const found = await ctx.db.maybe<{ id: Id }>(`select id from ${table} where company_id = $1 and code = $2`, [
    ctx.company.id,
    code,
  ])
  if (found) return { column, id: found.id }
  return given.invoiceGroup
    ? refuse('invoice-group.unknown', `there is no invoice group ${code}`, { code })
    : refuse('business-area.unknown', `there is no business area ${code}`, { area: code })
}
