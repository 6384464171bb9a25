import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import type { Id } from '../kernel/id.ts'
import { Refused } from '../kernel/problem.ts'

/** A saved question ("analysfråga"): a screen with its filters, under a name. */
export const questionShape = z.object({
  questionId: id,
  name: z.string(),
  screen: z.string().meta({ description: 'Key of the screen' }),
  query: z.string().meta({ description: 'The part of its address behind "?"' }),
  roles: z.array(z.string()).meta({ description: 'Shared with these roles' }),
  owner: z.string(),
  isOwn: z.boolean(),
})

/** @throws Refused naming every role that the company does not have. */
export async function roleIdsOf({ db, company }: Ctx, names: readonly string[]): Promise<Id[]> {
  const roles = await db.rows<{ id: Id; name: string }>(
    `select id, name from roles where company_id = $1 order by name`,
    [company.id],
  )
  const known = roles.map(({ name }) => name).join(', ')
  const missing = names.filter((name) => !roles.some((role) => role.name === name))
  if (missing.length > 0)
    throw new Refused(
      missing.map((name) => ({
        code: 'role.unknown',
        message: `there is no role ${name}: choose one of ${known}`,
        data: { role: name, roles: known },
      })),
      404,
    )
  return roles.filter(({ name }) => names.includes(name)).map(({ id }) => id)
}
