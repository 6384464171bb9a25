/** An answer for people: scalars as lines, lists as tables. */
export function asText(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return `${indent}${value}\n`
  if (Array.isArray(value)) return listText(value, indent)
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const plain = entries.filter(([, inner]) => isPlain(inner))
  const width = Math.max(0, ...plain.map(([name]) => label(name).length))
  const lines = plain.map(([name, inner]) => `${indent}${label(name).padEnd(width)}  ${cell(inner)}\n`)
  const deep = entries
    .filter(([, inner]) => !isPlain(inner))
    .map(([name, inner]) =>
      name === 'rows' && entries.length <= 2
        ? asText(inner, indent)
        : `${indent}${label(name)}:\n${asText(inner, `${indent}  `) || `${indent}  –\n`}`,
    )
  return [...lines, ...deep].join('')
}

function listText(list: unknown[], indent: string): string {
  if (list.length === 0) return `${indent}–\n`
  if (!list.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row)))
    return list.map((item) => `${indent}${cell(item)}\n`).join('')
  const rows = list as Record<string, unknown>[]
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = [names.map(label), ...rows.map((row) => names.map((name) => cell(row[name])))]
  const widths = names.map((_, i) => Math.max(...cells.map((row) => [...row[i]!].length)))
  const numeric = names.map((name) =>
    rows.every((row) => row[name] === null || /^-?\d+(\.\d+)?$/.test(String(row[name]))),
  )
  return cells
    .map(
      (row) =>
        `${indent}${row
          .map((text, i) => pad(text, widths[i]!, numeric[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

const pad = (text: string, width: number, end: boolean): string => {
  const blanks = ' '.repeat(Math.max(0, width - [...text].length))
  return end ? blanks + text : text + blanks
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null || value instanceof Date

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'object')
    return JSON.stringify(value, (_key, inner) => (typeof inner === 'bigint' ? String(inner) : inner))
  return String(value)
}

const label = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
