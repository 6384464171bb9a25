import { z } from 'zod'
import { verb } from '../db/verb.ts'
import { keptPreferences, preferences } from './preferences.ts'
import { personOf } from './within.ts'

const known = Object.keys(preferences.shape) as [string, ...string[]]

/** Fields that are sent replace those kept; the others stay. Two tabs that change different fields do not fight. */
export const savePreferences = verb({
  kind: 'write',
  name: 'workspace.save-preferences',
  summary: "Change the asker's own choices",
  route: 'PUT /preferences',
  input: z.object({
    preferences: preferences.strict(),
    forget: z.array(z.enum(known)).default([]).meta({ description: 'Fields that are as the program has them again' }),
  }),
  output: z.object({ preferences }),
  async run(ctx, given) {
    await ctx.db.query(
      `insert into user_preferences as p (company_id, user_id, preferences, saved_at) values ($1, $2, $3::jsonb - $4::text[], $5)
       on conflict (company_id, user_id) do update set preferences = (p.preferences || excluded.preferences) - $4::text[], saved_at = excluded.saved_at`,
      [ctx.company.id, personOf(ctx), JSON.stringify(given.preferences), given.forget, ctx.now],
    )
    return { preferences: await keptPreferences(ctx) }
  },
})
