import { z } from 'zod'
import { verb } from '../db/verb.ts'
import { joinMenus, type MenuGroups, menuGroups } from './menu.ts'

/**
 * The process menu of the asker's roles. The program knows no screens: entries are keys, and whether the person may use a
 * screen is asked of his permissions (workspace.read-me). Null where nothing was composed: then the screens' own order holds.
 */
export const readMenu = verb({
  kind: 'read',
  name: 'workspace.read-menu',
  summary: 'The process menu as composed for the roles of the asker, or for one role',
  route: 'GET /menu',
  input: z.object({ role: z.string().optional().meta({ description: 'Name of a role; default: all of the asker’s' }) }),
  output: z.object({ groups: menuGroups.nullable() }),
  async run({ db, company, user, today }, { role }) {
    const rows = await db.rows<{ groups: MenuGroups }>(
      `select m.groups from process_menus m join roles r on r.company_id = m.company_id and r.id = m.role_id
        where m.company_id = $1 and case when $2::text is not null then r.name = $2
              else exists (select from grants g where g.company_id = m.company_id and g.role_id = m.role_id and g.user_id = $3 and g.valid_from <= $4 and $4 < g.valid_to) end
        order by r.name`,
      [company.id, role ?? null, user.id, today],
    )
    return { groups: rows.length === 0 ? null : joinMenus(rows.map((row) => row.groups)) }
  },
})
