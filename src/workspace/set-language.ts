import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { language } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { personOf } from './within.ts'

/** One's own language, the same in all companies. */
export const setLanguage = verb({
  kind: 'write',
  name: 'workspace.set-language',
  summary: "Change the asker's own language",
  route: 'PUT /me/language',
  input: z.object({ language }),
  output: z.object({ language }),
  async run(ctx, given) {
    const userId = personOf(ctx)
    await ctx.db.query(`update users set language = $2 where id = $1`, [userId, given.language])
    await audit(ctx, { verb: 'workspace.set-language', subjects: [userId], summary: { language: given.language } })
    return given
  },
})
