import { useSession } from '../api/session.tsx'
import { useRead } from '../api/use-verb.ts'
import { useLanguage, useText } from '../lang/language.tsx'
import { type ScreenEntry, screens, standardMenu } from './screen-list.ts'

export interface ShownGroup {
  key: string
  title: string
  screens: ScreenEntry[]
}

/** The work steps that this person sees: composed for the role, or the standard ones; never what he may not do. */
export function useMenu(): ShownGroup[] {
  const t = useText()
  const language = useLanguage()
  const { can } = useSession()
  const composed = useRead('workspace.read-menu', {}, { staleMillis: 60_000 })
  const groups = composed.data?.groups
    ? composed.data.groups.map((group) => ({
        key: group.key,
        title: group.names[language] ?? group.key,
        keys: group.screens,
      }))
    : standardMenu.map((group) => ({ key: group.key, title: t(group.title), keys: group.screens }))
  return groups
    .map(({ key, title, keys }) => ({
      key,
      title,
      screens: keys
        .map((name) => screens.find((screen) => screen.key === name))
        .filter((screen): screen is ScreenEntry => screen !== undefined && can(screen.verb)),
    }))
    .filter((group) => group.screens.length > 0)
}

/** How much work waits behind a screen: runs and files by their number, the rest by their pieces. */
export function useWaiting(): (screen: ScreenEntry) => number {
  const home = useRead('workspace.read-home', {}, { staleMillis: 30_000, refetchMillis: 60_000 })
  return (screen) =>
    home.data?.work
      .filter((work) => screen.counts?.includes(work.kind))
      .reduce((sum, { count, subjectId }) => sum + (subjectId === null ? count : 1), 0) ?? 0
}
