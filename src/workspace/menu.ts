import { z } from 'zod'

const name = z.string().trim().min(1).max(60)

/** Steps of the work, in order, each with its screens, in order. Names in the languages that were given. */
export const menuGroups = z
  .array(
    z.object({
      key: z.string().regex(/^[a-z0-9-]{1,40}$/, 'the key of a group is small letters, digits and -'),
      names: z.object({ sv: name, nb: name, bg: name, en: name }).partial(),
      screens: z.array(z.string().regex(/^[a-z0-9/-]{1,60}$/, 'the key of a screen: matching')).max(60),
    }),
  )
  .max(20)
export type MenuGroups = z.output<typeof menuGroups>

/** Who has several roles sees the groups of all: those of one key are one, in the order in which they first come. */
export function joinMenus(menus: readonly MenuGroups[]): MenuGroups {
  const joined = new Map<string, MenuGroups[number]>()
  for (const group of menus.flat()) {
    const known = joined.get(group.key)
    if (known) known.screens = [...new Set([...known.screens, ...group.screens])]
    else joined.set(group.key, { ...group, screens: [...new Set(group.screens)] })
  }
  return [...joined.values()]
}
