import { z } from 'zod'
import { verb } from '../db/verb.ts'
import { draftName } from './drafts.ts'

/** It was sent, or thrown away; one that is gone already is gone. */
export const deleteDraft = verb({
  kind: 'write',
  name: 'workspace.delete-draft',
  summary: 'Throw a draft away',
  route: 'DELETE /drafts/{name}',
  input: z.object({ name: draftName }),
  output: z.object({ deleted: z.boolean() }),
  async run({ db, company, user }, { name }) {
    const { rowCount } = await db.query(`delete from drafts where company_id = $1 and user_id = $2 and name = $3`, [
      company.id,
      user.id,
      name,
    ])
    return { deleted: rowCount > 0 }
  },
})
