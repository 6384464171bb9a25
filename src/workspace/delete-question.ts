import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { holds } from '../kernel/permissions.ts'
import { refuse } from '../kernel/problem.ts'

/** One's own; a shared one also by who composes menus for the roles, since its owner may have left. */
export const deleteQuestion = verb({
  kind: 'write',
  name: 'workspace.delete-question',
  summary: 'Delete a saved question',
  route: 'DELETE /questions/{questionId}',
  input: z.object({ questionId: id }),
  output: z.object({ questionId: id }),
  async run(ctx, { questionId }) {
    const composes = holds(ctx.user, 'workspace.save-menu')
    const { rowCount } = await ctx.db.query(
      `delete from saved_questions where company_id = $1 and id = $2 and (user_id = $3 or ($4 and role_ids <> '{}'))`,
      [ctx.company.id, questionId, ctx.user.id, composes],
    )
    if (rowCount === 0) refuse('question.unknown', 'you have no such saved question', {}, 404)
    await audit(ctx, { verb: 'workspace.delete-question', subjects: [questionId] })
    return { questionId }
  },
})
