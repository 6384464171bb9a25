/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {}

export const missing = (place: string): never => {
  throw new UsageError(`there is no file ${place} that can be read`)
}

export interface FlagKind {
  /** A flag that takes no value. */
  bare?: boolean
  /** What --help says. */
  help: string
  required?: boolean
}

export interface Flags {
  /** Words that are no flags. */
  words: string[]
  values: Map<string, string[]>
  has(name: string): boolean
  one(name: string): string | undefined
}

/** Flags that every command takes. */
export const commonFlags: Record<string, FlagKind> = {
  json: { bare: true, help: 'one JSON value on stdout' },
  'data-dir': { help: 'where the data lies (default: RESKONTRA_DATA_DIR, else ./data)' },
}

/** Flags of the terminal itself. */
export const ownFlags: ReadonlySet<string> = new Set(['json', 'data-dir', 'company', 'input', 'output', 'help'])

/** `everyMinutes` is --every-minutes; a field named like a flag of the terminal's own, `input`, is --field-input. */
export function flagOfField(name: string): string {
  const flag = kebab(name)
  return ownFlags.has(flag) ? `field-${flag}` : flag
}

/**
 * `--name value`, `--name=value`, `--name` (bare), repeated for several. A value may begin with a minus and a digit.
 * @param known null = any flag (the verb's schema knows)
 */
export function parseFlags(
  argv: readonly string[],
  known: Record<string, FlagKind> | null,
  bareOf?: (name: string) => boolean,
): Flags {
  const kinds = known && { ...commonFlags, ...known }
  const words: string[] = []
  const values = new Map<string, string[]>()
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!
    if (!word.startsWith('--') || word === '--') {
      if (word !== '--') words.push(word)
      continue
    }
    const [, name, given] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [null, word.slice(2), undefined]
    const kind = kinds?.[name!] ?? commonFlags[name!]
    if (kinds && !kind) throw new UsageError(`there is no flag --${name}`)
    const bare = kind ? kind.bare === true : (bareOf?.(name!) ?? false)
    const next = argv[i + 1]
    let value = given
    if (value === undefined && bare) value = next === 'true' || next === 'false' ? argv[++i]! : 'true'
    else if (value === undefined) {
      if (next === undefined || (next.startsWith('--') && next !== '--'))
        throw new UsageError(`--${name} needs a value`)
      value = argv[++i]!
    }
    values.set(name!, [...(values.get(name!) ?? []), value])
  }
  for (const [name, kind] of Object.entries(kinds ?? {}))
    if (kind.required && !values.has(name)) throw new UsageError(`--${name} is needed: ${kind.help}`)
  return {
    words,
    values,
    has: (name) => values.get(name)?.at(-1) === 'true' || (values.has(name) && values.get(name)!.at(-1) !== 'false'),
    one: (name) => values.get(name)?.at(-1),
  }
}

export const kebab = (name: string): string => name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)
