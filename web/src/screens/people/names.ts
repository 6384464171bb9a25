import { codes } from '../../lang/codes.ts'
import { useText } from '../../lang/language.tsx'
import type { Phrases } from '../../lang/phrase.ts'
import { modules, patternActs, texts } from './texts.ts'

/** Roles that every company begins with have names in every language; others are called as people call them. */
export function useRoleName(): (name: string) => string {
  const t = useText()
  return (name) => named(t, codes.builtInRole, name)
}

export function useScheduleName(): (name: string) => string {
  const t = useText()
  return (name) => named(t, codes.builtInSchedule, name)
}

/** "bank.list-*" as people say it: "Bank: lista". What has no words keeps its own. */
export function usePatternName(): (pattern: string) => string {
  const t = useText()
  return (pattern) => {
    if (pattern === '*') return t(texts.everything)
    const [module = '', act = ''] = pattern.split('.')
    const word = act.replace(/^-|-$|\*|-(?=\*)|(?<=\*)-/g, '')
    const where = module === '*' ? t(texts.everywhere) : modules[module] ? t(modules[module]) : module
    if (act === '*') return where
    return Object.hasOwn(patternActs, word) ? `${where}: ${t(patternActs[word]!)}` : pattern
  }
}

const named = (t: ReturnType<typeof useText>, phrases: Phrases, name: string): string =>
  Object.hasOwn(phrases, name) ? t(phrases[name]!) : name
