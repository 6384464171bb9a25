import { useState } from 'react'
import type { ApiRefused } from '../api/refused.ts'

/** So many rows one act takes (invoicing.credit-several and its like). */
export const markedMost = 1000

/**
 * The marks of a list: rows on the page, or all that the filter finds, as many as one act takes.
 * @param of what the list is asked for: rows of another filter are not marked any longer
 */
export function useMarked<Row>(
  of: unknown,
  { rows, readAll }: { rows: readonly Row[]; readAll: (most: number) => Promise<Row[]> },
  keyOf: (row: Row) => string,
) {
  const asked = JSON.stringify(of)
  const [marks, setMarks] = useState({ asked, keys: new Set<string>() })
  const [whole, setWhole] = useState<{ asked: string; rows: readonly Row[] } | null>(null)
  const [isReading, setReading] = useState(false)
  const [error, setError] = useState<ApiRefused | null>(null)
  const marked = marks.asked === asked ? marks.keys : new Set<string>()
  const known = whole?.asked === asked ? whole.rows : rows
  const mark = (keys: Set<string>) => setMarks({ asked, keys })
  return {
    marked,
    mark,
    unmark: () => mark(new Set()),
    rows: known.filter((row) => marked.has(keyOf(row))),
    /** Marks what the filter finds, also what has not been scrolled to. */
    markAll: () => {
      setReading(true)
      setError(null)
      readAll(markedMost)
        .then((read) => {
          setWhole({ asked, rows: read.slice(0, markedMost) })
          mark(new Set(read.slice(0, markedMost).map(keyOf)))
        }, setError)
        .finally(() => setReading(false))
    },
    isReading,
    error,
  }
}
