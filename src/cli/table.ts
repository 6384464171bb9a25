/** Where the terminal does not say how wide it is. */
export const widthUsual = 160
/** What is left of a text that is cut to make a table fit. */
const textMin = 12
const nestedMax = 40

/**
 * An answer for people: scalars as lines, lists as tables no wider than `width`. Lists within rows are shortened or counted,
 * long texts cut with …; numbers, days and ids never. What cannot fit as a table is a block of lines per row.
 * The whole answer is what --json gives.
 */
export function asText(value: unknown, indent = '', width = widthUsual): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return `${indent}${value}\n`
  if (Array.isArray(value)) return listText(value, indent, width)
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const plain = entries.filter(([, inner]) => isPlain(inner))
  const labelWidth = Math.max(0, ...plain.map(([name]) => label(name).length))
  const lines = plain.map(([name, inner]) => `${indent}${label(name).padEnd(labelWidth)}  ${scalar(inner)}\n`)
  const deep = entries
    .filter(([, inner]) => !isPlain(inner))
    .map(([name, inner]) =>
      name === 'rows' && entries.length <= 2
        ? asText(inner, indent, width)
        : `${indent}${label(name)}:\n${asText(inner, `${indent}  `, width) || `${indent}  –\n`}`,
    )
  return [...lines, ...deep].join('')
}

type Row = Record<string, unknown>

function listText(list: unknown[], indent: string, width: number): string {
  if (list.length === 0) return `${indent}–\n`
  if (!list.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row)))
    return list.map((item) => `${indent}${cell(item)}\n`).join('')
  const rows = spreadFigures(list as Row[])
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const cells = rows.map((row) => names.map((name) => cell(row[name])))
  const head = names.map(label)
  const widths = fittingWidths(head, cells, width - indent.length)
  if (widths === null) return blocks(head, cells, indent, width)
  const numeric = names.map((_, i) => cells.every((row) => row[i] === '–' || isNumber(row[i]!)))
  return [head, ...cells]
    .map(
      (row) =>
        `${indent}${row
          .map((text, i) => pad(cut(text, widths[i]!), widths[i]!, numeric[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** A list of figures that every row has ({key, amount}: the buckets of an ageing) becomes a column per key. */
function spreadFigures(rows: Row[]): Row[] {
  const isFigures = (value: unknown): boolean =>
    Array.isArray(value) && value.length > 0 && value.every((one) => !isPlain(one) && 'key' in one && 'amount' in one)
  const lists = Object.keys(rows[0]!).filter((name) => rows.every((row) => isFigures(row[name])))
  if (lists.length === 0) return rows
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) =>
        lists.includes(name)
          ? (value as { key: unknown; amount: unknown }[]).map(({ key, amount }) => [String(key), amount])
          : [[name, value]],
      ),
    ),
  )
}

/** Widths of the columns, the widest texts cut first; null when it cannot fit. */
function fittingWidths(head: readonly string[], cells: readonly string[][], room: number): number[] | null {
  const columns = head.map((title, i) => [title, ...cells.map((row) => row[i]!)])
  const widths = columns.map((column) => Math.max(...column.map(size)))
  const least = columns.map(([title, ...texts], i) =>
    Math.min(widths[i]!, Math.max(size(title!), textMin, ...texts.filter(isWhole).map(size))),
  )
  for (;;) {
    const over = widths.reduce((sum, one) => sum + one, 2 * (widths.length - 1)) - room
    if (over <= 0) return widths
    const able = widths.map((_, i) => i).filter((i) => widths[i]! > least[i]!)
    if (able.length === 0) return null
    const widest = able.reduce((best, i) => (widths[i]! > widths[best]! ? i : best))
    const second = Math.max(0, ...able.filter((i) => i !== widest).map((i) => widths[i]!))
    widths[widest] = Math.max(least[widest]!, widths[widest]! - over, Math.min(second, widths[widest]! - 1))
  }
}

function blocks(head: readonly string[], cells: readonly string[][], indent: string, width: number): string {
  const labelWidth = Math.max(...head.map(size))
  const room = Math.max(textMin, width - indent.length - labelWidth - 2)
  return cells
    .map((row) =>
      row
        .map((text, i) => `${indent}${pad(head[i]!, labelWidth, false)}  ${isWhole(text) ? text : cut(text, room)}\n`)
        .join(''),
    )
    .join('\n')
}

const size = (text: string): number => [...text].length
const cut = (text: string, width: number): string =>
  size(text) <= width ? text : `${[...text].slice(0, width - 1).join('')}…`
const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)
/** Half a number or half an id is of no use, or worse. */
const isWhole = (text: string): boolean =>
  isNumber(text) || /^\d{4}-\d\d-\d\d/.test(text) || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

const pad = (text: string, width: number, end: boolean): string => {
  const blanks = ' '.repeat(Math.max(0, width - size(text)))
  return end ? blanks + text : text + blanks
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null || value instanceof Date

function scalar(value: unknown): string {
  if (value === null || value === undefined) return '–'
  return value instanceof Date ? value.toISOString() : String(value)
}

function cell(value: unknown): string {
  if (isPlain(value)) return scalar(value).replace(/\s+/g, ' ')
  return nested(value)
}

/** Scalars one after the other, shortened; a list of anything else as its count. */
function nested(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '–'
    return value.every(isPlain) ? cut(value.map(cell).join(', '), nestedMax) : `${value.length} ×`
  }
  const parts = Object.entries(value as object)
    .filter(([, inner]) => inner !== null && inner !== undefined)
    .map(([name, inner]) => `${label(name)} ${cell(inner)}`)
  return parts.length === 0 ? '–' : cut(parts.join(', '), nestedMax)
}

const label = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
