/** What a step's own words may name; the house's words use the same. */
export const placeholders = [
  'total',
  'deadline',
  'customer',
  'customerNumber',
  'creditor',
  'documents',
  'reference',
  'capital',
  'interest',
  'fee',
] as const
export type Placeholder = (typeof placeholders)[number]

/** Names in braces that mean nothing: a person who writes a step's words is told of them. */
export const unknownPlaceholders = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/\{([^{}]*)\}/g)]
      .map((found) => found[1]!)
      .filter((name) => !(placeholders as readonly string[]).includes(name)),
  ),
]

/** Puts values in; a name in braces that has none stays as it is. What ends with a full stop ("04.12.2026 г.") takes no second. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{([^{}]*)\}(\.?)/g, (whole, name: string, stop: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return value.endsWith('.') ? value : value + stop
  })

/** The house's marks: `[du|ni]` for a person or an organisation, `<fakturan|fakturorna>` for one or several. */
export const inflect = (text: string, isPerson: boolean, many: boolean): string =>
  text
    .replace(/\[([^[\]|]*)\|([^[\]|]*)\]/g, (_, person: string, other: string) => (isPerson ? person : other))
    .replace(/<([^<>|]*)\|([^<>|]*)>/g, (_, one: string, several: string) => (many ? several : one))
