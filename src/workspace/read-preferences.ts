import { z } from 'zod'
import { verb } from '../db/verb.ts'
import { keptPreferences, preferences } from './preferences.ts'

export const readPreferences = verb({
  kind: 'read',
  name: 'workspace.read-preferences',
  summary: "The asker's own choices of theme, keys, menu, favourites and first screen",
  route: 'GET /preferences',
  input: z.object({}),
  output: z.object({ preferences }),
  run: async (ctx) => ({ preferences: await keptPreferences(ctx) }),
})
