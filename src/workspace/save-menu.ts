import { z } from 'zod'
import { findRoles } from '../access/find-roles.ts'
import { audit, canonicalJson } from '../db/audit.ts'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { menuGroups } from './menu.ts'

/** The whole menu of a role at once; null goes back to the program's own. Rights are not given by it. */
export const saveMenu = verb({
  kind: 'write',
  name: 'workspace.save-menu',
  summary: 'Compose the process menu of a role',
  route: 'PUT /menu/{role}',
  ofWholeCompany: true,
  input: z.object({
    role: z.string().trim().min(1).max(100),
    groups: menuGroups.nullable(),
    was: menuGroups
      .nullable()
      .optional()
      .meta({ description: 'What the person saw before he changed it. Refused where it is different now' }),
  }),
  output: z.object({ role: z.string(), groups: menuGroups.nullable() }),
  async run(ctx, { role, groups, was }) {
    const roleId = (await findRoles(ctx, [role]))[0]!.id
    const keys = groups?.map((group) => group.key) ?? []
    const twice = keys.find((key, i) => keys.indexOf(key) !== i)
    if (twice !== undefined)
      refuse('menu.group-twice', `two groups have the key ${twice}: give one of them another`, { key: twice })
    const before = await ctx.db.maybe<{ groups: unknown }>(
      `select groups from process_menus where company_id = $1 and role_id = $2 for update`,
      [ctx.company.id, roleId],
    )
    if (was !== undefined && canonicalJson(was) !== canonicalJson(before?.groups ?? null))
      refuse(
        'menu.changed-meanwhile',
        `the menu of ${role} has changed since it was read: look at both, then save`,
        { role },
        409,
      )
    if (groups === null)
      await ctx.db.query(`delete from process_menus where company_id = $1 and role_id = $2`, [ctx.company.id, roleId])
    else
      await ctx.db.query(
        `insert into process_menus (company_id, role_id, groups, saved_at, saved_by) values ($1, $2, $3, $4, $5)
         on conflict (company_id, role_id) do update set groups = excluded.groups, saved_at = excluded.saved_at, saved_by = excluded.saved_by`,
        [ctx.company.id, roleId, JSON.stringify(groups), ctx.now, ctx.user.id],
      )
    await audit(ctx, {
      verb: 'workspace.save-menu',
      subjects: [roleId],
      summary: { role },
      before: before?.groups ?? null,
      after: groups,
    })
    return { role, groups }
  },
})
