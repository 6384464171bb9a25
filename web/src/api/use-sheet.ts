import { useState } from 'react'
import { arranged, useColumnPlaces } from '../ui/use-columns.ts'
import { callForFile } from './call.ts'
import type { ApiRefused } from './refused.ts'
import { saveFile } from './save-file.ts'
import { useSession } from './session.tsx'

export interface SheetColumn<Row> {
  /** The column of the table that it belongs to: hidden there, it is left out here. */
  of?: string
  title: string
  kind?: 'text' | 'number' | 'integer' | 'day' | 'instant'
  value: (row: Row) => string | number | null | undefined
}

/** Excel of rows that are shown: for lists that are no report of the server's. */
export function useSheet(table = ''): {
  write: <Row>(
    name: string,
    columns: readonly SheetColumn<Row>[],
    rows: readonly Row[] | (() => Promise<readonly Row[]>),
  ) => Promise<void>
  isRunning: boolean
  error: ApiRefused | null
} {
  const { company } = useSession()
  const { places } = useColumnPlaces(table)
  const [isRunning, setRunning] = useState(false)
  const [error, setError] = useState<ApiRefused | null>(null)
  return {
    isRunning,
    error,
    async write(name, given, rows) {
      const columns = arranged(given, ({ of, title }) => of ?? title, places)
      setRunning(true)
      setError(null)
      try {
        const file = await callForFile(company.code, 'workspace.write-sheet', {
          name,
          columns: columns.map(({ title, kind = 'text' }) => ({ title, kind })),
          rows: (typeof rows === 'function' ? await rows() : rows).map((row) =>
            columns.map(({ value }) => value(row) ?? null),
          ),
        })
        saveFile(file)
      } catch (caught) {
        setError(caught as ApiRefused)
      } finally {
        setRunning(false)
      }
    },
  }
}
