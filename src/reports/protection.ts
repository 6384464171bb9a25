import { matchesPattern } from '../access/rights.ts'
import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import { protectedTitles } from './titles.ts'

/** Holders of this permission see names of persons with protected identity. */
const permission = 'parties.read-protected'

export const seesProtected = (ctx: Pick<Ctx, 'user'>): boolean =>
  ctx.user.permissions.some((pattern) => matchesPattern(pattern, permission))

/** A field of the party `p` (null when the party is hidden), masked for who may not see protected persons. */
export function shown(ctx: Ctx, field: 'name' | 'identity_number'): Statement {
  const column = raw(`p.${field}`)
  if (seesProtected(ctx)) return column
  const mask = field === 'name' ? protectedTitles[ctx.company.language] : null
  return sql`case when p.protection = 'none' then ${column} else ${mask}::text end`
}

/** Text that names who paid: blank when the party is protected, or when it stands on a voucher of a protected party. */
export function shownText(ctx: Ctx, column: string, voucherId: string): Statement {
  if (seesProtected(ctx)) return raw(column)
  return sql`case when exists (
    select from postings q join parties qp on qp.company_id = q.company_id and qp.id = q.party_id
     where q.company_id = ${ctx.company.id} and q.voucher_id = ${raw(voucherId)} and qp.protection <> 'none')
    then ${protectedTitles[ctx.company.language]}::text else ${raw(column)} end`
}
