import { useState } from 'react'
import { callForFile } from './call.ts'
import type { ApiRefused } from './refused.ts'
import { saveFile } from './save-file.ts'
import { useSession } from './session.tsx'

export interface SheetColumn<Row> {
  title: string
  kind?: 'text' | 'number' | 'integer' | 'day'
  value: (row: Row) => string | number | null | undefined
}

/** Excel of rows that are shown: for lists that are no report of the server's. */
export function useSheet(): {
  write: <Row>(name: string, columns: readonly SheetColumn<Row>[], rows: readonly Row[]) => Promise<void>
  isRunning: boolean
  error: ApiRefused | null
} {
  const { company } = useSession()
  const [isRunning, setRunning] = useState(false)
  const [error, setError] = useState<ApiRefused | null>(null)
  return {
    isRunning,
    error,
    async write(name, columns, rows) {
      setRunning(true)
      setError(null)
      try {
        const file = await callForFile(company.code, 'workspace.write-sheet', {
          name,
          columns: columns.map(({ title, kind = 'text' }) => ({ title, kind })),
          rows: rows.map((row) => columns.map(({ value }) => value(row) ?? null)),
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
