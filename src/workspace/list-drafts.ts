import { z } from 'zod'
import { verb } from '../db/verb.ts'
import { draftHead } from './drafts.ts'

export const listDrafts = verb({
  kind: 'read',
  name: 'workspace.list-drafts',
  summary: "The asker's own drafts, the latest first",
  route: 'GET /drafts',
  input: z.object({}),
  output: z.object({ rows: z.array(draftHead) }),
  async run({ db, company, user }) {
    const rows = await db.rows<{ name: string; title: string | null; version: number; savedAt: Date }>(
      `select name, title, version_no as version, saved_at as "savedAt" from drafts where company_id = $1 and user_id = $2 order by saved_at desc, name limit 500`,
      [company.id, user.id],
    )
    return { rows: rows.map((row) => ({ ...row, savedAt: row.savedAt.toISOString() })) }
  },
})
