import type { Bytes, ProblemItem } from '../format.ts'
import { gather } from '../xlsx/gather.ts'
import type { Cell } from '../xlsx/read.ts'
import { columnLetters } from '../xlsx/write.ts'
import type { TableRow } from './assemble-orders.ts'
import { findHeadings } from './assemble-orders.ts'
import { recogniseHeading } from './columns.ts'
import { csvBytesMax, tableRows } from './order-csv/read.ts'
import { visibleRows } from './order-xlsx/read.ts'

/** Formats whose rows a person sees in a sheet, and can put right there. */
export const sheetFormats: readonly string[] = ['order-xlsx', 'order-csv']

/** The rows of a sheet as they stand in the file. */
export async function* sheetRows(format: string, bytes: Bytes): AsyncIterable<TableRow | ProblemItem> {
  if (format === 'order-xlsx') yield* visibleRows(bytes)
  else {
    const file = await gather(bytes, csvBytesMax)
    if (file) yield* tableRows(file)
  }
}

/** Columns of a sheet by its heading row; `key` is what the column means to an order, null for one that is not read. */
export interface SheetColumn {
  letter: string
  heading: string
  key: string | null
}

export function sheetColumns(row: TableRow): SheetColumn[] | null {
  if (!findHeadings(row.cells)) return null
  return Array.from(row.cells, (cell, index) => ({
    letter: columnLetters(index),
    heading: cell?.text.trim() ?? '',
    key: cell ? keyOf(cell.text) : null,
  }))
}

/** Where a heading stands, as written or by any word for the same column; -1: the sheet has no such column. */
export function placeOf(columns: readonly SheetColumn[], heading: string): number {
  const written = columns.findIndex((column) => column.heading === heading.trim())
  const key = keyOf(heading)
  return written < 0 && key ? columns.findIndex((column) => column.key === key) : written
}

export function keyOf(heading: string): string | null {
  const known = recogniseHeading(heading)
  if (!known) return null
  return 'column' in known ? known.column.key : `dimension ${known.dimension}`
}

/** What a cell shows. */
export const shownCell = (cell: Cell | undefined): string => {
  if (!cell) return ''
  return cell.percent ? `${Number(cell.text) * 100} %` : cell.text
}

/**
 * The same rows with cells put right, by heading (as written, or any word for the same column); a heading that the sheet has
 * not becomes a column of its own. Dropped rows are left out. Pure: the file itself never changes.
 */
export async function* correctedRows(
  rows: AsyncIterable<TableRow | ProblemItem>,
  cells: ReadonlyMap<number, Readonly<Record<string, string>>>,
  dropped: ReadonlySet<number>,
): AsyncIterable<TableRow | ProblemItem> {
  const wanted = [...new Set([...cells.values()].flatMap((row) => Object.keys(row)))]
  let sheet: string | null | undefined
  let places: Map<string, number> | null = null
  for await (const item of rows) {
    if (item.type === 'problem') {
      yield item
      continue
    }
    if (item.sheet !== sheet) places = null
    sheet = item.sheet
    if (!places) {
      const columns = sheetColumns(item)
      if (!columns) {
        yield item
        continue
      }
      const heads: (Cell | undefined)[] = Array.from(item.cells)
      places = new Map()
      for (const heading of wanted) {
        const place = placeOf(columns, heading)
        places.set(heading, place < 0 ? heads.push({ kind: 'text', text: heading }) - 1 : place)
      }
      yield { ...item, cells: heads }
      continue
    }
    if (dropped.has(item.row)) continue
    const own = cells.get(item.row)
    if (!own) {
      yield item
      continue
    }
    const corrected: (Cell | undefined)[] = Array.from(item.cells)
    for (const [heading, text] of Object.entries(own))
      corrected[places.get(heading)!] = text.trim() === '' ? undefined : { kind: 'text', text }
    yield { ...item, cells: corrected }
  }
}
