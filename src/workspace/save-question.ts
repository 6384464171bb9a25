import { z } from 'zod'
import { findRoles } from '../access/find-roles.ts'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'
import { personOf } from './within.ts'

/** A new question, or one's own of the same name anew. Sharing it shares the filters, not the figures: each sees his own. */
export const saveQuestion = verb({
  kind: 'write',
  name: 'workspace.save-question',
  summary: 'Keep a screen with its filters under a name, for oneself or for roles',
  route: 'PUT /questions',
  input: z.object({
    questionId: id.optional().meta({ description: 'One’s own, to rename or change it' }),
    name: z.string().trim().min(1).max(100),
    screen: z.string().regex(/^[a-z0-9/-]{1,60}$/, 'the key of a screen: ageing'),
    query: z.string().max(4000).default(''),
    roles: z
      .array(z.string().trim().min(1))
      .max(50)
      .default([])
      .meta({ description: 'Names of roles to share it with' }),
  }),
  output: z.object({ questionId: id }),
  async run(ctx, { questionId, name, screen, query, roles }) {
    const userId = personOf(ctx)
    const roleIds = (await findRoles(ctx, roles)).map(({ id }) => id)
    const twin = await ctx.db.maybe(
      `select 1 as twin from saved_questions where company_id = $1 and user_id = $2 and name = $3 and id <> $4`,
      [ctx.company.id, userId, name, questionId ?? null],
    )
    if (twin) refuse('question.name-taken', `you have another saved question named ${name}`, { name }, 409)
    const values = [ctx.company.id, userId, name, screen, query, roleIds, ctx.now]
    const saved = questionId
      ? await ctx.db.maybe<{ id: string }>(
          `update saved_questions set name = $3, screen = $4, query = $5, role_ids = $6, saved_at = $7 where company_id = $1 and user_id = $2 and id = $8 returning id`,
          [...values, questionId],
        )
      : await ctx.db.one<{ id: string }>(
          `insert into saved_questions (company_id, user_id, name, screen, query, role_ids, saved_at, id) values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (company_id, user_id, name) do update set screen = excluded.screen, query = excluded.query, role_ids = excluded.role_ids, saved_at = excluded.saved_at returning id`,
          [...values, newId()],
        )
    if (!saved) return refuse('question.unknown', 'you have no such saved question', {}, 404)
    await audit(ctx, { verb: 'workspace.save-question', subjects: [saved.id], summary: { screen, roles } })
    return { questionId: saved.id }
  },
})
