import { z } from 'zod'
import type { Ctx } from '../db/context.ts'

const screenAddress = z.string().min(1).max(2000)
const favouritesMax = 100
const panelsMax = 50

/** What a person has chosen for himself in one company. What is left out is as the program has it. */
export const preferences = z.object({
  theme: z.enum(['system', 'light', 'dark', 'high-contrast']).optional(),
  density: z.enum(['dense', 'airy']).optional(),
  keys: z.enum(['on', 'off']).optional().meta({ description: 'Letters that act' }),
  changedKeys: z
    .record(z.string().max(60), z.string().max(30))
    .optional()
    .meta({ description: 'What a key does, to the key that it was moved to' }),
  menu: z.enum(['wide', 'narrow']).optional(),
  favourites: z
    .array(z.object({ address: screenAddress, title: z.string().max(200) }))
    .max(favouritesMax)
    .optional(),
  questions: z
    .array(z.uuid())
    .max(30)
    .optional()
    .meta({ description: 'Saved questions that stand on the first screen' }),
  columns: z
    .record(
      z.string().max(60),
      z.object({
        order: z.array(z.string().max(60)).max(100).optional(),
        hidden: z.array(z.string().max(60)).max(100).optional(),
        widths: z.record(z.string().max(60), z.number().int().min(40).max(1200)).optional(),
      }),
    )
    .optional()
    .meta({ description: 'By table: columns in their order, those that are hidden, widths in pixels' }),
  home: z
    .object({
      panels: z
        .array(
          z.object({
            key: z.string().max(60),
            hidden: z.boolean().optional(),
            filters: z.record(z.string().max(60), z.string().max(200)).optional(),
          }),
        )
        .max(panelsMax)
        .optional()
        .meta({ description: 'In the order in which they are shown; each may be narrowed by itself' }),
      filters: z.record(z.string().max(60), z.string().max(200)).optional().meta({ description: 'For all panels' }),
    })
    .optional(),
})
export type Preferences = z.output<typeof preferences>

/** What was kept by another release, or by hand, is left out where it is not understood. */
export async function keptPreferences({ db, company, user }: Ctx): Promise<Preferences> {
  if (user.id === null) return {}
  const row = await db.maybe<{ preferences: Record<string, unknown> }>(
    `select preferences from user_preferences where company_id = $1 and user_id = $2`,
    [company.id, user.id],
  )
  const known = Object.entries(row?.preferences ?? {}).filter(
    ([name, value]) => name in preferences.shape && preferences.safeParse({ [name]: value }).success,
  )
  return preferences.parse(Object.fromEntries(known))
}
