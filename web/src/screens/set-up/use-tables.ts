import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call, type Input, type VerbName } from '../../api/call.ts'
import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useLanguage } from '../../lang/language.tsx'
import type { Option } from '../../ui/field.tsx'
import type { Column, Description, SetUpTable, Values } from './tables.ts'

const rowsMax = 10_000

export const useDescription = () => useRead('company.read-set-up-tables', {}, { staleMillis: 30_000 })

/** Rows of one table of the set-up, all of them. */
export function useRows(table: SetUpTable | null) {
  const { company } = useSession()
  const [query] = useQueries({
    queries: [
      {
        queryKey: [company.code, table?.reads, { limit: rowsMax }],
        queryFn: ({ signal }: { signal: AbortSignal }) => readRows(company.code, table!, signal),
        enabled: table !== null,
      },
    ],
  })
  return query!
}

const readRows = async (company: string, table: SetUpTable, signal: AbortSignal): Promise<Values[]> => {
  const { rows } = await call(company, table.reads as VerbName, { limit: rowsMax } as Input<VerbName>, { signal })
  return rows as Values[]
}

export type Names = ReadonlyMap<string, ReadonlyMap<string, string>>

/** What the codes of the tables that this one names are called: table → code → name. */
export function useNames(table: SetUpTable | null, description: Description | undefined): Names {
  const { company } = useSession()
  const language = useLanguage()
  const wanted = useMemo(() => {
    const names = new Set(table?.columns.flatMap((column) => column.ref ?? []) ?? [])
    if (table?.columns.some((column) => column.kind === 'pairs')) names.add('dimensions').add('dimension-values')
    return (description?.tables ?? []).filter((one) => names.has(one.name))
  }, [table, description])
  const answers = useQueries({
    queries: wanted.map((one) => ({
      queryKey: [company.code, one.reads, { limit: rowsMax }],
      queryFn: ({ signal }: { signal: AbortSignal }) => readRows(company.code, one, signal),
      staleTime: 30_000,
    })),
  })
  const stamps = answers.map((answer) => answer.dataUpdatedAt).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamps say when an answer changed
  return useMemo(() => {
    const names = new Map<string, Map<string, string>>()
    wanted.forEach((one, i) => {
      const byCode = new Map<string, string>()
      for (const row of answers[i]?.data ?? []) {
        const several = row.names as Record<string, string> | undefined
        const name = (row.name as string | null) ?? several?.[language] ?? Object.values(several ?? {})[0] ?? ''
        const code = one.name === 'dimension-values' ? `${row.dimension} ${row.code}` : String(row.code ?? row.number)
        byCode.set(code, name)
      }
      names.set(one.name, byCode)
    })
    return names
  }, [wanted, stamps, language])
}

/** What a field offers: rows of another table, roles, or nothing. */
export function optionsOf(column: Column, names: Names): Option[] | null {
  const byCode = column.ref ? names.get(column.ref) : undefined
  if (!byCode) return null
  return [...byCode].map(([code, name]) => ({ value: code, label: name ? `${code} ${name}` : code }))
}
