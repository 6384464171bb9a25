import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

/** The policy of a code. @throws Refused dunning-policy.unknown */
export async function findPolicy(
  { db, company }: Ctx,
  code: string,
): Promise<{ id: Id; businessAreaId: Id | null; isClosed: boolean }> {
  const row = await db.maybe<{ id: Id; businessAreaId: Id | null; isClosed: boolean }>(
    `select id, business_area_id as "businessAreaId", closed_on < 'infinity' as "isClosed" from dunning_policies where company_id = $1 and code = $2`,
    [company.id, code],
  )
  return row ?? refuse('dunning-policy.unknown', `there is no dunning policy ${code}`, { code }, 404)
}

/** One policy alone holds where no other does. @throws Refused dunning-policy.default-twice */
export async function refuseSecondDefault({ db, company }: Ctx, policyId: Id): Promise<void> {
  const held = await db.maybe<{ code: string }>(
    `select code from dunning_policies where company_id = $1 and is_default and closed_on = 'infinity' and id <> $2`,
    [company.id, policyId],
  )
  if (held)
    refuse(
      'dunning-policy.default-twice',
      `${held.code} is the default: take that from it first`,
      { code: held.code },
      409,
    )
}
