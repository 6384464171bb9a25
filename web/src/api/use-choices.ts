import { useFormats } from '../lang/language.tsx'
import { useSession } from './session.tsx'
import { useRead } from './use-verb.ts'

export interface Choices {
  areas: { value: string; label: string }[]
  groups: { value: string; label: string }[]
}

/** Codes of business areas and invoice groups with their names, for filters; empty where the person may not read them. */
export function useChoices(): Choices {
  const formats = useFormats()
  const { areas, can } = useSession()
  const groups = useRead('company.list-invoice-groups', can('company.list-invoice-groups') ? { limit: 500 } : null, {
    staleMillis: 300_000,
  })
  const option = (row: Record<string, unknown>) => ({ value: String(row.code), label: String(row.name ?? row.code) })
  const sorted = (options: Choices['areas']) => options.sort((a, b) => formats.compare(a.label, b.label))
  return { areas: sorted(areas.map(option)), groups: sorted((groups.data?.rows ?? []).map(option)) }
}
