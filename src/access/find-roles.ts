import type { Ctx } from '../db/context.ts'
import type { Id } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'

interface Role {
  id: Id
  name: string
  permissions: string[]
}

/** Roles of the company by their names. @throws Refused role.unknown, 404: each that is not there, with those that are */
export async function findRoles({ db, company }: Ctx, names: readonly string[]): Promise<Role[]> {
  const all = await db.rows<Role>(`select id, name, permissions from roles where company_id = $1 order by name`, [
    company.id,
  ])
  const roles = all.map(({ name }) => name).join(', ')
  const missing = names.filter((name) => !all.some((role) => role.name === name))
  if (missing.length > 0)
    throw new Refused(
      missing.map((role) => ({
        code: 'role.unknown',
        message: `there is no role ${role}: choose one of ${roles}`,
        data: { role, roles },
      })),
      404,
    )
  return all.filter(({ name }) => names.includes(name))
}
