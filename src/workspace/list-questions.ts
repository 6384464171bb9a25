import { z } from 'zod'
import { byName } from '../db/by-name.ts'
import { verb } from '../db/verb.ts'
import { questionShape } from './questions.ts'

export const listQuestions = verb({
  kind: 'read',
  name: 'workspace.list-questions',
  summary: "Saved questions: the asker's own, and those shared with his roles",
  route: 'GET /questions',
  input: z.object({ screen: z.string().optional() }),
  output: z.object({ rows: z.array(questionShape) }),
  async run({ db, company, user, today }, { screen }) {
    const rows = await db.rows<z.output<typeof questionShape>>(
      `select q.id as "questionId", q.name, q.screen, q.query, u.name as owner, q.user_id = $2 as "isOwn",
              array(select r.name from roles r where r.company_id = q.company_id and r.id = any (q.role_ids) order by r.name ${byName(company)}) as roles
         from saved_questions q join users u on u.id = q.user_id
        where q.company_id = $1 and ($3::text is null or q.screen = $3)
          and (q.user_id = $2 or exists (select from grants g where g.company_id = q.company_id and g.user_id = $2 and g.role_id = any (q.role_ids) and g.valid_from <= $4 and $4 < g.valid_to))
        order by q.user_id = $2 desc, q.name ${byName(company)}, q.id limit 500`,
      [company.id, user.id, screen ?? null, today],
    )
    return { rows }
  },
})
