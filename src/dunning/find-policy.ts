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
