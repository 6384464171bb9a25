import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'
import { logProtectedReads, seesProtected } from '../parties/sees-protected.ts'
import { protectedTitles } from './titles.ts'

export { seesProtected }

/**
 * Who looked at protected persons by a report: of rows shown unmasked, since a masked one tells nothing. The verb says
 * `recordsLooks`. Parties that are not protected may be among the ids.
 */
export async function recordLooks(ctx: Ctx, verb: string, partyIds: Iterable<unknown>): Promise<void> {
  if (!seesProtected(ctx)) return
  const ids = [...new Set(partyIds)].filter((id) => typeof id === 'string')
  if (ids.length === 0) return
  const hidden = await ctx.db.rows<{ id: Id }>(
    sql`select id from parties where company_id = ${ctx.company.id} and id = any (${ids}::uuid[]) and protection <> 'none'`,
  )
  if (hidden.length > 0)
    await logProtectedReads(
      ctx,
      hidden.map((row) => row.id),
      verb,
    )
}

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
