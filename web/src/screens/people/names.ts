import { codes } from '../../lang/codes.ts'
import { useText } from '../../lang/language.tsx'
import type { Phrases } from '../../lang/phrase.ts'

/** Roles that every company begins with have names in every language; others are called as people call them. */
export function useRoleName(): (name: string) => string {
  const t = useText()
  return (name) => named(t, codes.builtInRole, name)
}

export function useScheduleName(): (name: string) => string {
  const t = useText()
  return (name) => named(t, codes.builtInSchedule, name)
}

const named = (t: ReturnType<typeof useText>, phrases: Phrases, name: string): string =>
  Object.hasOwn(phrases, name) ? t(phrases[name]!) : name
