import { z } from 'zod'
import { verb } from '../db/verb.ts'
import { draftHead, draftName } from './drafts.ts'

/** Whether there is one is no trouble: a screen asks for its draft each time it opens. */
export const readDraft = verb({
  kind: 'read',
  name: 'workspace.read-draft',
  summary: 'What was typed and not yet sent',
  route: 'GET /drafts/{name}',
  input: z.object({ name: draftName }),
  output: z.object({ draft: draftHead.extend({ content: z.unknown() }).nullable() }),
  async run({ db, company, user }, { name }) {
    const row = await db.maybe<{
      name: string
      title: string | null
      version: number
      savedAt: Date
      content: unknown
    }>(
      `select name, title, version_no as version, saved_at as "savedAt", content from drafts where company_id = $1 and user_id = $2 and name = $3`,
      [company.id, user.id, name],
    )
    return { draft: row ? { ...row, savedAt: row.savedAt.toISOString() } : null }
  },
})
