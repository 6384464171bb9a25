export interface Difference {
  /** From the whole to the part: ["vat-codes", "1", "percent"]. */
  path: string[]
  before: string | null
  after: string | null
  isSame: boolean
}

/** What was and what is, field by field, in the order in which either tells them. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const old = flat(before)
  const now = flat(after)
  const keys = [...new Set([...old.keys(), ...now.keys()])]
  return keys.map((key) => {
    const [was, is] = [old.get(key) ?? null, now.get(key) ?? null]
    return { path: JSON.parse(key) as string[], before: was, after: is, isSame: was === is }
  })
}

function flat(value: unknown): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (part: unknown, path: string[]): void => {
    if (part === null || part === undefined || part === '') return
    if (typeof part !== 'object') {
      found.set(JSON.stringify(path), String(part))
      return
    }
    if (Array.isArray(part) && part.every((one) => typeof one !== 'object' || one === null)) {
      if (part.length > 0) found.set(JSON.stringify(path), part.join(', '))
      return
    }
    // One row of one: its number says nothing.
    if (Array.isArray(part) && part.length === 1) {
      walk(part[0], path)
      return
    }
    for (const [key, inner] of Object.entries(part))
      walk(inner, [...path, Array.isArray(part) ? String(Number(key) + 1) : key])
  }
  walk(value, [])
  return found
}
