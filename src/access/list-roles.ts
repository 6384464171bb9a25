import { z } from 'zod'
import { byName } from '../db/by-name.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'

export const listRoles = verb({
  kind: 'read',
  name: 'access.list-roles',
  summary: 'List the roles and their permissions',
  route: 'GET /roles',
  input: z.object({}),
  output: z.object({
    rows: z.array(z.object({ roleId: id, name: z.string(), permissions: z.array(z.string()), people: z.number() })),
  }),
  async run(ctx) {
    const rows = await ctx.db.rows<{ roleId: string; name: string; permissions: string[]; people: number }>(
      `select r.id as "roleId", r.name, r.permissions,
              (select count(distinct g.user_id)::int from grants g
                where g.company_id = r.company_id and g.role_id = r.id and g.valid_from <= $2 and $2 < g.valid_to) as people
         from roles r where r.company_id = $1 order by r.name ${byName(ctx.company)}`,
      [ctx.company.id, ctx.today],
    )
    return { rows }
  },
})
