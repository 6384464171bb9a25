import type { User } from '../db/context.ts'
import type { Pool } from '../db/pool.ts'
import { withoutTenant } from '../db/transaction.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'

const email = 'local@installation.invalid'

/**
 * Who has the data directory has everything: the terminal acts as this user, who cannot sign in, and the audit trail
 * names it apart from the clockwork (which has no user).
 */
export async function localUser(pool: Pool): Promise<User & { id: Id }> {
  return withoutTenant(pool, async (db) => {
    await db.query(
      `insert into users (id, email, name, language, is_system) values ($1, $2, 'The local installation', 'en', true) on conflict (lower(email)) do nothing`,
      [newId(), email],
    )
    const user = await db.one<{ id: Id; name: string }>(`select id, name from users where lower(email) = $1`, [email])
    return { ...user, areas: 'all', permissions: ['*'] }
  })
}
