/**
 * What was kept of a form and what was typed into it before that had been read: of each field what was typed stands, else what was
 * kept. A text that is the whole of it goes on where the kept one ended.
 * @param first what the form began with: nothing was typed where it still says so
 */
export function mergeDraft<T>(first: T, kept: T, typed: T): T {
  if (typeof typed === 'string' && typeof kept === 'string') return [kept, typed].filter(Boolean).join(' ') as T
  return merged(first, kept, typed) as T
}

function merged(first: unknown, kept: unknown, typed: unknown): unknown {
  if (!isRecord(kept) || !isRecord(typed))
    return JSON.stringify(typed) === JSON.stringify(first) && kept !== undefined ? kept : typed
  const began = isRecord(first) ? first : {}
  const fields = new Set([...Object.keys(kept), ...Object.keys(typed)])
  return Object.fromEntries([...fields].map((field) => [field, merged(began[field], kept[field], typed[field])]))
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
