/** To see who is hidden is given by its own name, or with everything; it comes along in no pattern. */
const onlyByName: ReadonlySet<string> = new Set(['parties.read-protected', 'parties.reveal'])

/**
 * The one rule of permissions; the web app reads it too, to spare a person what he may not. The server decides.
 * 'invoicing.*' matches 'invoicing.issue' and covers 'invoicing.read-*'; '*.read-*' matches every reading verb.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.split('*')
  if (parts.length === 1) return pattern === name
  if (onlyByName.has(name)) return parts.every((part) => part === '')
  if (!name.startsWith(parts[0]!)) return false
  let at = parts[0]!.length
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return name.length >= at + parts.at(-1)!.length && name.endsWith(parts.at(-1)!)
}

/** Whether a person holds a permission in this call, by name or by pattern. */
export const holds = ({ permissions }: { permissions: readonly string[] }, name: string): boolean =>
  permissions.some((pattern) => matchesPattern(pattern, name))
