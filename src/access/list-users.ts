import { z } from 'zod'
import { byName } from '../db/by-name.ts'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'

const grantRow = z.object({
  grantId: id,
  role: z.string(),
  areaCode: z.string().nullable().meta({ description: 'Null = every business area' }),
  validFrom: dayText,
  validTo: z.string().meta({ description: 'First day on which it no longer holds, or "infinity"' }),
})

/** People who hold or held a grant in this company; people of other companies are not told of. */
export const listUsers = verb({
  kind: 'read',
  name: 'access.list-users',
  summary: 'List the people of this company and what they were granted',
  route: 'GET /users',
  input: z.object({}),
  output: z.object({
    rows: z.array(
      z.object({
        userId: id,
        email: z.string(),
        name: z.string(),
        language: z.string(),
        closed: z.boolean(),
        grants: z.array(grantRow),
      }),
    ),
  }),
  async run(ctx) {
    const rows = await ctx.db.rows<{
      userId: string
      email: string
      name: string
      language: string
      closed: boolean
      grants: z.output<typeof grantRow>[]
    }>(
      `select u.id as "userId", u.email, u.name, u.language, u.closed_at is not null as closed,
              json_agg(json_build_object('grantId', g.id, 'role', r.name, 'areaCode', a.code, 'validFrom', g.valid_from::text, 'validTo', g.valid_to::text)
                       order by g.valid_from, g.id) as grants
         from grants g join users u on u.id = g.user_id join roles r on r.company_id = g.company_id and r.id = g.role_id
         left join business_areas a on a.company_id = g.company_id and a.id = g.area_id
        where g.company_id = $1
          and (g.area_id is null or a.id is not null)
        group by u.id order by u.name ${byName(ctx.company)}, u.id`,
      [ctx.company.id],
    )
    return { rows }
  },
})
