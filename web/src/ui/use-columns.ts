import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call, type Output } from '../api/call.ts'
import { useSession } from '../api/session.tsx'
import { useRead } from '../api/use-verb.ts'

type Preferences = Output<'workspace.read-preferences'>['preferences']
export type ColumnPlaces = NonNullable<Preferences['columns']>[string]

const keepAfterMillis = 400
/** The same one at each drawing: rows are kept as long as nothing of theirs changes. */
const asGiven: ColumnPlaces = {}

/** How a person has arranged the columns of one table: kept for him, on every machine. */
export function useColumnPlaces(table: string): {
  places: ColumnPlaces
  /** Null: as the program has them again. */
  save: (places: ColumnPlaces | null) => void
} {
  const { company } = useSession()
  const client = useQueryClient()
  const preferences = useRead('workspace.read-preferences', {}, { staleMillis: 60_000 })
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const all = preferences.data?.preferences.columns ?? {}
  // What was read comes a moment after what was done; the next key must find it.
  const [own, setOwn] = useState<{ table: string; places: ColumnPlaces } | null>(null)
  return {
    places: own?.table === table ? own.places : (table && all[table]) || asGiven,
    save: (places) => {
      setOwn({ table, places: places ?? {} })
      const { [table]: _, ...others } = all
      const columns = places ? { ...others, [table]: places } : others
      client.setQueryData<Output<'workspace.read-preferences'>>(
        [company.code, 'workspace.read-preferences', {}],
        (before) => before && { preferences: { ...before.preferences, columns } },
      )
      // Shown at once; what is drawn with the mouse is kept when the hand rests.
      if (timer.current) clearTimeout(timer.current)
      timer.current = setTimeout(
        () => void call(company.code, 'workspace.save-preferences', { preferences: { columns } }).catch(() => {}),
        keepAfterMillis,
      )
    },
  }
}

/** In the person's order; what he has not placed stands behind its neighbour. Of a sheet, several may belong to one column: they stay together. */
export function inOrder<T>(columns: readonly T[], keyOf: (column: T) => string, { order = [] }: ColumnPlaces): T[] {
  const byKey = new Map<string, T[]>()
  for (const column of columns) byKey.set(keyOf(column), [...(byKey.get(keyOf(column)) ?? []), column])
  const keys = order.filter((key) => byKey.has(key))
  columns.forEach((column, at) => {
    if (keys.includes(keyOf(column))) return
    const before = at === 0 ? -1 : keys.indexOf(keyOf(columns[at - 1]!))
    keys.splice(order.length === 0 ? keys.length : before + 1, 0, keyOf(column))
  })
  return keys.flatMap((key) => byKey.get(key)!)
}

/** Those that are shown, in the person's order. */
export const arranged = <T>(columns: readonly T[], keyOf: (column: T) => string, places: ColumnPlaces): T[] =>
  inOrder(columns, keyOf, places).filter((column) => !places.hidden?.includes(keyOf(column)))

/** For a sheet that follows the table: which of the server's columns, by the table's own; undefined = all of them. */
export function useSheetColumns(table: string, of: Record<string, readonly string[]>): string | undefined {
  const { places } = useColumnPlaces(table)
  if (!places.hidden?.length && !places.order?.length) return undefined
  return arranged(Object.keys(of), (key) => key, places)
    .flatMap((key) => of[key] ?? [])
    .join(',')
}
