import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { refuseBeyondOwn } from './rights.ts'

const permission = z
  .string()
  .max(100)
  .regex(
    /^(\*|[a-z0-9*-]+\.[a-z0-9*-]+)$/,
    'a permission is a verb ("invoicing.issue") or a pattern ("invoicing.*", "*.read-*", "*")',
  )

/** A role counts in every business area where it is granted: to change one takes all its rights, old and new, everywhere. */
export const saveRole = verb({
  kind: 'write',
  name: 'access.save-role',
  summary: 'Add a role, or change the permissions of one',
  route: 'PUT /roles/{name}',
  input: z.object({
    name: z.string().trim().min(1).max(100),
    permissions: z.array(permission).max(500),
    was: z.array(z.string()).nullable().optional().meta({
      description: 'What the person saw before he changed it; null: no such role. Refused where it is different now',
    }),
  }),
  output: z.object({ roleId: id, name: z.string(), permissions: z.array(z.string()) }),
  async run(ctx, input) {
    const permissions = [...new Set(input.permissions)].sort()
    const before = await ctx.db.maybe<{ id: string; permissions: string[] }>(
      `select id, permissions from roles where company_id = $1 and name = $2 for update`,
      [ctx.company.id, input.name],
    )
    if (
      input.was !== undefined &&
      String([...(input.was ?? ['none'])].sort()) !== String([...(before?.permissions ?? ['none'])].sort())
    )
      refuse(
        'role.changed-meanwhile',
        `the role ${input.name} has changed since it was read: look at both, then save`,
        { role: input.name },
        409,
      )
    const touched = [...permissions, ...(before?.permissions ?? [])]
    await refuseBeyondOwn(
      ctx,
      touched.map((pattern) => ({ pattern, areaId: null })),
    )
    const { id: roleId } = await ctx.db.one<{ id: string }>(
      `insert into roles (company_id, id, name, permissions) values ($1, $2, $3, $4)
       on conflict (company_id, name) do update set permissions = excluded.permissions returning id`,
      [ctx.company.id, before?.id ?? newId(), input.name, permissions],
    )
    await audit(ctx, {
      verb: 'access.save-role',
      subjects: [roleId],
      summary: { name: input.name, before: before?.permissions ?? null, after: permissions },
    })
    return { roleId, name: input.name, permissions }
  },
})
