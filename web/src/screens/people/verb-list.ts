import { matchesPattern } from '../../../../src/kernel/permissions.ts'
import { longVerbs, routes } from '../../api/generated/routes.ts'
import type { Phrase, Phrases } from '../../lang/phrase.ts'
import { verbNames } from '../../lang/verb-names.ts'
import { texts } from './texts.ts'

/** Rights that are no act of their own: to see who is hidden. */
const beyondVerbs = ['parties.read-protected']
export const allVerbs: readonly string[] = [...Object.keys(routes), ...beyondVerbs]
export const moduleOf = (verb: string): string => verb.slice(0, verb.indexOf('.'))
export const moduleNames: readonly string[] = [...new Set(allVerbs.map(moduleOf))]
export const verbsOf = (module: string): string[] => allVerbs.filter((verb) => moduleOf(verb) === module)
export const longOnes: readonly string[] = allVerbs.filter((verb) => longVerbs.has(verb))

export const verbPhrase = (verb: string): Phrase =>
  (verb === 'parties.read-protected' ? texts.readProtected : undefined) ??
  (verbNames as Phrases)[verb] ?? { sv: verb, nb: verb, bg: verb, en: verb }

/** The pattern by which a role holds a verb, its own name first. */
export const heldBy = (permissions: readonly string[], verb: string): string | null =>
  permissions.includes(verb) ? verb : (permissions.find((pattern) => matchesPattern(pattern, verb)) ?? null)

export const covered = (permissions: readonly string[]): string[] =>
  allVerbs.filter((verb) => heldBy(permissions, verb) !== null)

/** All that only looks. */
export const seeing: readonly string[] = ['*.list-*', '*.read-*', 'reports.*', 'workspace.*']

/** With these a person can sign in and work at all; what is seen on the way follows the other rights. */
export const toEnter: readonly string[] = [
  'workspace.read-me',
  'workspace.read-menu',
  'workspace.read-home',
  'workspace.read-changes',
  'workspace.*-draft',
  'workspace.*-drafts',
  'workspace.*-preferences',
  'workspace.*-question',
  'workspace.list-questions',
  'workspace.search',
  'workspace.done-today',
  'workspace.set-language',
  'workspace.write-sheet',
  'workspace.recognise-file',
]
