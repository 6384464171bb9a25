/** What lives in the address of a screen: filters, dates, the chosen row. Everything is text there; nothing = ''. */
type Reader<T> = (text: string) => T

export const text: Reader<string> = (value) => value
export const dayText: Reader<string> = (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? value : '')
export const flag: Reader<boolean> = (value) => value === '1'
/** A page of our own, where somebody goes back to. */
export const place: Reader<string> = (value) => (/^\/companies\/[^/\\]/.test(value) ? value : '')
export const oneOf =
  <V extends string>(...values: readonly V[]): Reader<V> =>
  (value) =>
    values.includes(value as V) ? (value as V) : values[0]!
export const list: Reader<string[]> = (value) => (value ? value.split(',') : [])

/** `validateSearch: params({ q: text, asOf: dayText, view: oneOf('all', 'open') })`. What is default stays out of the address. */
export function params<S extends Record<string, Reader<unknown>>>(shape: S) {
  type Read = { [K in keyof S]: S[K] extends Reader<infer T> ? T : never }
  return (search: Record<string, unknown>): Partial<Read> => {
    const read: Record<string, unknown> = {}
    for (const [name, reader] of Object.entries(shape)) {
      const raw = search[name]
      const value = Array.isArray(raw)
        ? raw
        : reader(raw === undefined || raw === null ? '' : raw === true ? '1' : String(raw))
      const isDefault =
        value === '' ||
        value === false ||
        (Array.isArray(value) && value.length === 0) ||
        JSON.stringify(value) === JSON.stringify(reader(''))
      if (!isDefault) read[name] = value
    }
    return read as Partial<Read>
  }
}

export function parseSearch(address: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(address))
}

export function stringifySearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '' || value === false) continue
    query.set(name, Array.isArray(value) ? value.join(',') : value === true ? '1' : String(value))
  }
  return query.size > 0 ? `?${query}` : ''
}
