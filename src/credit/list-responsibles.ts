import { z } from 'zod'
import { byName } from '../db/by-name.ts'
import { dayText, id } from '../db/schemas.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { shownName } from '../invoicing/shown-name.ts'

export const listResponsibles = verb({
  kind: 'read',
  name: 'credit.list-responsibles',
  summary: 'Who answers for which customers, invoice groups and business areas',
  route: 'GET /credit/responsibles',
  input: z.object({}),
  output: z.object({
    rows: z.array(
      z.object({
        responsibleId: id,
        userId: id,
        userName: z.string(),
        subject: z.enum(['customer', 'invoice-group', 'business-area']),
        code: z.string(),
        subjectName: z.string(),
        fromOn: dayText,
      }),
    ),
  }),
  async run(ctx) {
    const rows = await ctx.db.rows(
      sql`select r.id as "responsibleId", u.id as "userId", u.name as "userName", case when p.id is not null then 'customer' when g.id is not null then 'invoice-group' else 'business-area' end as subject,
                 coalesce(p.number, g.code, a.code) as code, case when p.id is not null then ${raw(shownName(ctx, 'p'))} else coalesce(g.name, a.name) end as "subjectName", r.from_on as "fromOn"
            from responsibles r join users u on u.id = r.user_id
            left join parties p on p.company_id = r.company_id and p.id = r.party_id
            left join invoice_groups g on g.company_id = r.company_id and g.id = r.invoice_group_id
            left join business_areas a on a.company_id = r.company_id and a.id = r.business_area_id
           where r.company_id = ${ctx.company.id} and ${ctx.today} < r.to_on order by u.name ${raw(byName(ctx.company))}, u.id, subject, code limit 10000`,
    )
    return { rows: rows as never }
  },
})
