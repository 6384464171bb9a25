import type { Pool } from '../db/pool.ts'
import { changeTenant, withoutTenant } from '../db/transaction.ts'
import { dayOf } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { createSignInLink } from './sessions.ts'

const email = 'administrator@installation.invalid'

/**
 * While nobody can sign in, each start invites: a one-time link for the administrator, who holds the role of that name in
 * every company that has no administrator: one with a clerk alone could be given to nobody else. @returns the link's token, or null when somebody has signed in.
 */
export async function invitedAdministrator(pool: Pool, now: Date): Promise<string | null> {
  return withoutTenant(pool, async (db) => {
    const { used } = await db.one<{ used: boolean }>(
      `select exists (select from users where password_hash is not null and closed_at is null) or exists (select from sessions where expires_at > $1) as used`,
      [now],
    )
    if (used) return null
    await db.query(
      `insert into users (id, email, name, language, created_at) values ($1, $2, 'Administrator', 'en', $3) on conflict (lower(email)) do nothing`,
      [newId(), email, now],
    )
    const { id } = await db.one<{ id: Id }>(`select id from users where lower(email) = $1`, [email])
    for (const { company_id } of await db.rows<{ company_id: Id }>(`select company_id from all_companies()`)) {
      await changeTenant(db, { companyId: company_id, areas: 'all', system: true })
      const company = await db.one<{ time_zone: string }>(`select time_zone from companies where company_id = $1`, [
        company_id,
      ])
      await db.query(
        `insert into grants (company_id, id, user_id, role_id, valid_from, granted_at)
         select $1, $2, $3, r.id, $4, $5 from roles r where r.company_id = $1 and r.name = 'administrator'
            and not exists (select from grants g where g.company_id = $1 and g.role_id = r.id and g.area_id is null and g.valid_to > $4)`,
        [company_id, newId(), id, dayOf(now, company.time_zone), now],
      )
    }
    return (await createSignInLink(db, id, now)).token
  })
}
