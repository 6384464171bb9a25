import type { Pool } from '../db/pool.ts'
import { withoutTenant, withTenant } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { tokenHash } from './tokens.ts'

export interface CompanyOfUser {
  id: Id
  code: string
  name: string
  country: 'SE' | 'NO' | 'BG'
  kind: 'company' | 'municipality'
}

/** Whose token it is and for which company it was made, or undefined. */
export async function readApiToken(pool: Pool, token: string): Promise<{ userId: Id; companyId: Id } | undefined> {
  return withoutTenant(
    pool,
    async (db) => {
      const row = await db.maybe<{ user_id: Id; company_id: Id }>(`select * from user_of_token($1)`, [tokenHash(token)])
      return row && { userId: row.user_id, companyId: row.company_id }
    },
    { readOnly: true },
  )
}

/** The companies in which a person holds a grant on the day. */
export async function companiesOf(pool: Pool, userId: Id, day: Day): Promise<CompanyOfUser[]> {
  return withoutTenant(
    pool,
    (db) =>
      db.rows<CompanyOfUser>(`select company_id as id, code, name, country, kind from companies_of_user($1, $2)`, [
        userId,
        day,
      ]),
    { readOnly: true },
  )
}

/** A company by its code or id, or undefined; says nothing about who may see it. */
export async function findCompany(
  pool: Pool,
  codeOrId: string,
): Promise<{ id: Id; code: string; name: string; timeZone: string } | undefined> {
  const companyId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(codeOrId)
    ? codeOrId.toLowerCase()
    : await withoutTenant(
        pool,
        async (db) => (await db.one<{ id: Id | null }>(`select company_by_code($1) as id`, [codeOrId])).id,
        {
          readOnly: true,
        },
      )
  if (!companyId) return undefined
  return withTenant(
    pool,
    { companyId, areas: [] },
    (db) =>
      db.maybe(`select company_id as id, code, name, time_zone as "timeZone" from companies where company_id = $1`, [
        companyId,
      ]),
    { readOnly: true },
  )
}
