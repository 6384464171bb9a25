/** One row in PostgreSQL's COPY text format (manual, "COPY", File Formats). */
export function copyLine(row: unknown[]): string {
  let line = ''
  for (let i = 0; i < row.length; i++) {
    if (i > 0) line += '\t'
    line += copyValue(row[i])
  }
  return `${line}\n`
}

function copyValue(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  switch (typeof value) {
    case 'string':
      return escapeCopy(value)
    case 'number':
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 't' : 'f'
    default:
      return escapeCopy(textOf(value as object))
  }
}

function textOf(value: object): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return `{${value.map(arrayElement).join(',')}}`
  return JSON.stringify(value)
}

function arrayElement(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (Array.isArray(value)) return textOf(value)
  const text = typeof value === 'object' ? textOf(value) : String(value)
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

const special = /[\\\t\n\r]/
const specials = /[\\\t\n\r]/g
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

const escapeCopy = (text: string): string => (special.test(text) ? text.replace(specials, (c) => escapes[c]!) : text)
