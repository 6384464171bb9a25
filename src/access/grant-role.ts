import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { findRoles } from './find-roles.ts'
import { userOfCompany } from './queries.ts'
import { refuseBeyondOwn } from './rights.ts'

export const grantInput = {
  role: z.string().meta({ description: "The role's name" }),
  areaCode: z.string().nullish().meta({ description: 'Business area; left out = every one' }),
  validFrom: dayText.optional().meta({ description: 'Default: today' }),
  validTo: dayText.nullish().meta({ description: 'First day on which it no longer holds; left out = until revoked' }),
}

/** A role for a person of this company, in one business area or in all, from a day to a day. */
export const grantRole = verb({
  kind: 'write',
  name: 'access.grant-role',
  summary: 'Grant a role to a person',
  route: 'POST /users/{userId}/grants',
  input: z.object({ userId: id, ...grantInput }),
  output: z.object({ grantId: id }),
  async run(ctx, input) {
    await userOfCompany(ctx, input.userId)
    const grantId = await grant(ctx, input.userId, input)
    await audit(ctx, {
      verb: 'access.grant-role',
      subjects: [input.userId, grantId],
      summary: {
        role: input.role,
        areaCode: input.areaCode ?? null,
        validFrom: input.validFrom ?? ctx.today,
        validTo: input.validTo ?? null,
      },
    })
    return { grantId }
  },
})

/** @returns the grant's id. @throws Refused for an unknown role or area, days in the wrong order, more than one's own rights. */
export async function grant(
  ctx: Ctx,
  userId: Id,
  input: { role: string; areaCode?: string | null; validFrom?: string; validTo?: string | null },
): Promise<Id> {
  const role = (await findRoles(ctx, [input.role]))[0]!
  const areaId = input.areaCode ? await areaOf(ctx, input.areaCode) : null
  await refuseBeyondOwn(
    ctx,
    role.permissions.map((pattern) => ({ pattern, areaId })),
  )
  const from = input.validFrom ?? ctx.today
  const to = input.validTo ?? 'infinity'
  if (to !== 'infinity' && to <= from)
    throw new Refused({ code: 'grant.days', message: `a grant from ${from} cannot end on ${to}`, path: 'validTo' })
  const grantId = newId()
  await ctx.db.query(
    `insert into grants (company_id, id, user_id, role_id, area_id, valid_from, valid_to, granted_by, granted_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [ctx.company.id, grantId, userId, role.id, areaId, from, to, ctx.user.id, ctx.now],
  )
  return grantId
}

async function areaOf(ctx: Ctx, code: string): Promise<Id> {
  const area = await ctx.db.maybe<{ id: Id }>(`select id from business_areas where company_id = $1 and code = $2`, [
    ctx.company.id,
    code,
  ])
  return area?.id ?? refuse('business-area.unknown', `there is no business area ${code}`, { area: code })
}
