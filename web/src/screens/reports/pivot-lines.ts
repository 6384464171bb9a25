import type { Output } from '../../api/call.ts'

export type Pivot = Output<'reports.ageing-pivot'>
export type PivotRow = Pivot['rows'][number]
export type Child = PivotRow['children'][number]
export type Figures = Pivot['totals'][number]

/** A line of the table of ages; `id` stands in the address. */
export interface Line {
  id: string
  kind: 'row' | 'child' | 'more' | 'on-account' | 'suspense' | 'total'
  /** Of a child: the line it lies below. */
  parent: string | null
  row: PivotRow | Child | null
  figures: Figures | null
  hasChildren: boolean
  isOpen: boolean
  more: number
}

const idOf = (row: PivotRow | Child, isOneCurrency: boolean): string =>
  `${row.key ?? '-'}${isOneCurrency ? '' : `~${row.currency}~${row.baseCurrency}`}`

/** @param levels how many there can be: where the second is not counted yet, a line can be opened all the same */
export function linesOf(
  pivot: Pivot,
  rows: readonly PivotRow[],
  isOpen: (id: string) => boolean,
  levels: number,
): Line[] {
  const one = pivot.totals.length < 2
  const lines: Line[] = []
  for (const row of rows) {
    const id = idOf(row, one)
    const hasChildren = row.children.length > 0 || pivot.grouped.length < levels
    const open = hasChildren && isOpen(id)
    lines.push({ id, kind: 'row', parent: null, row, figures: row, hasChildren, isOpen: open, more: 0 })
    if (!open) continue
    for (const child of row.children)
      lines.push({
        id: `${id}|${idOf(child, one)}`,
        kind: 'child',
        parent: id,
        row: child,
        figures: child,
        hasChildren: false,
        isOpen: false,
        more: 0,
      })
    if (row.childrenMore > 0)
      lines.push({
        id: `${id}|+more`,
        kind: 'more',
        parent: id,
        row,
        figures: null,
        hasChildren: false,
        isOpen: false,
        more: row.childrenMore,
      })
  }
  for (const figures of pivot.unplaced) {
    const kind = figures.inSuspense ? ('suspense' as const) : ('on-account' as const)
    lines.push({ ...bare, id: `+${kind}~${figures.currency}~${figures.baseCurrency}`, kind, figures })
  }
  return lines
}

export const totalLines = (pivot: Pivot): Line[] =>
  pivot.totals.map((figures) => ({
    ...bare,
    id: `+total~${figures.currency}~${figures.baseCurrency}`,
    kind: 'total' as const,
    figures,
  }))

const bare = { parent: null, row: null, hasChildren: false, isOpen: false, more: 0 }

/** Whole units look calmer; öre are shown as soon as one figure has any. */
export function decimalsOf(pivot: Pivot): 0 | 2 {
  const hasPart = (figures: Figures): boolean =>
    [figures.amount, ...figures.cells.map(({ amount }) => amount)].some((amount) => /\.\d*[1-9]/.test(amount))
  return [...pivot.totals, ...pivot.unplaced, ...pivot.rows].some(hasPart) ? 2 : 0
}

/** Lengths of bars: only their proportion is read from them. */
export const sizesOf = (figures: Figures): number[] => figures.cells.map(({ amount }) => Math.max(Number(amount), 0))
