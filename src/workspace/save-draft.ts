import { z } from 'zod'
import { verb } from '../db/verb.ts'
import { refuse } from '../kernel/problem.ts'
import { draftHead, draftJson, draftName } from './drafts.ts'
import { personOf } from './within.ts'

/**
 * Keeps what a person has typed, whatever state it is in. `version` is that of the draft it was typed over (0: there was
 * none); an older one is refused, with the newer draft's version and time, so that the screen can show both.
 */
export const saveDraft = verb({
  kind: 'write',
  name: 'workspace.save-draft',
  summary: 'Keep what has been typed and not yet sent',
  route: 'PUT /drafts/{name}',
  input: z.object({
    name: draftName,
    version: z.number().int().min(0),
    title: z.string().trim().max(200).nullable().default(null).meta({ description: 'As the list of drafts shows it' }),
    content: z.unknown().meta({ description: 'Any JSON, at most 200 KB' }),
  }),
  output: draftHead,
  async run(ctx, { name, version, title, content }) {
    const key = [ctx.company.id, personOf(ctx), name]
    const saved = await ctx.db.maybe<{ version: number }>(
      version === 0
        ? `insert into drafts (company_id, user_id, name, version_no, title, content, saved_at) values ($1, $2, $3, $4::int + 1, $5, $6, $7)
           on conflict do nothing returning version_no as version`
        : `update drafts set version_no = version_no + 1, title = $5, content = $6, saved_at = $7
            where company_id = $1 and user_id = $2 and name = $3 and version_no = $4 returning version_no as version`,
      [...key, version, title, draftJson(content), ctx.now],
    )
    if (saved) return { name, title, version: saved.version, savedAt: ctx.now.toISOString() }
    const other = await ctx.db.maybe<{ version: number; savedAt: Date }>(
      `select version_no as version, saved_at as "savedAt" from drafts where company_id = $1 and user_id = $2 and name = $3`,
      key,
    )
    if (!other)
      return refuse(
        'draft.gone',
        'this draft was sent or thrown away elsewhere: save it as a new one (version 0)',
        { name },
        409,
      )
    return refuse(
      'draft.newer',
      `this draft was changed elsewhere at ${other.savedAt.toISOString()}: read it, then save over it`,
      { name, version: other.version, savedAt: other.savedAt.toISOString() },
      409,
    )
  },
})
