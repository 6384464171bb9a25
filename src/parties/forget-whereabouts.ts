import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'

/**
 * Whoever becomes protected is found nowhere: every address, contact and electronic channel goes, from earlier versions
 * and from what the audit trail kept, too (the law: set-protection.ts). Names and numbers stay: the books need them.
 */
export async function forgetWhereabouts(ctx: Ctx, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  const params = [ctx.company.id, ids]
  await ctx.db.query(`delete from party_addresses where company_id = $1 and party_id = any ($2::uuid[])`, params)
  await ctx.db.query(`delete from party_contacts where company_id = $1 and party_id = any ($2::uuid[])`, params)
  await ctx.db.query(
    `update party_channels set withdrawn_on = coalesce(withdrawn_on, $3), address = '' where company_id = $1 and party_id = any ($2::uuid[]) and channel <> 'print'`,
    [...params, ctx.today],
  )
  await ctx.db.query(
    `update party_versions v set buyer = v.buyer || jsonb_build_object('address', jsonb_build_object('country', v.buyer -> 'address' -> 'country'), 'contact', null, 'endpoint', null)
       from parties p where p.company_id = v.company_id and p.id = v.party_id and v.company_id = $1 and v.party_id = any ($2::uuid[]) and v.buyer is not null
        and v.version_no < p.version_no`,
    params,
  )
  await eraseAudit(ctx, ids)
}

/** Personal data of audit events about these parties; the events and their hashes stay. */
export async function eraseAudit(ctx: Ctx, ids: readonly Id[]): Promise<void> {
  // As the system: an event may lie in an area that the user does not see, and is erased all the same.
  await asSystem(ctx, ({ db }) =>
    db.query(
      `update audit_payloads a set before = null, after = null from audit_events e
      where e.company_id = a.company_id and e.id = a.event_id and a.company_id = $1 and e.subjects && $2::uuid[] and e.verb like 'parties.%'`,
      [ctx.company.id, ids],
    ),
  )
}
