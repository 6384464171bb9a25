import { useState } from 'react'
import { heldHand } from './give-hand.ts'

export interface RowInHand<Row> {
  /** The row that was chosen, else the one that the address names, else the first. */
  row: Row | undefined
  /** Chosen without the hand: by the mouse, or beside the list. */
  choose: (rowNo: number) => void
  /** Chosen, and the hand stands on it. */
  take: (rowNo: number, give?: ReturnType<typeof heldHand>) => void
  /** To the neighbour, when something was done with this row. */
  goOn: (from: Row, give?: ReturnType<typeof heldHand>) => void
  /** To the next or the one before, around the ends. */
  step: (by: number) => void
  /** Another list is asked for: its first row comes into view. */
  letGo: () => void
}

/** Which row of a run is looked at. `list`: id of the element that holds its table. */
export function useRowInHand<Row extends { rowNo: number }>(
  rows: readonly Row[],
  named: string | undefined,
  list: string,
): RowInHand<Row> {
  const [chosen, setChosen] = useState<string | null>(null)
  const at = chosen ?? named
  const row = rows.find(({ rowNo }) => String(rowNo) === at) ?? rows[0]
  const choose = (rowNo: number) => setChosen(String(rowNo))
  const take = (rowNo: number, give = heldHand()) => {
    choose(rowNo)
    requestAnimationFrame(() => give(document.querySelector<HTMLElement>(`#${list} tr[data-key="${rowNo}"]`)))
  }
  return {
    row,
    choose,
    take,
    goOn: (from, give = heldHand()) => {
      const index = rows.indexOf(from)
      const next = rows[index + 1] ?? rows[index - 1]
      if (next) take(next.rowNo, give)
    },
    step: (by) => {
      if (row) take(rows[(rows.indexOf(row) + by + rows.length) % rows.length]!.rowNo)
    },
    letGo: () => setChosen(null),
  }
}
