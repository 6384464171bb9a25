import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'
import { useFormats } from '../../lang/language.tsx'
import type { Option } from '../../ui/field.tsx'

/** Codes with their names, for filters; empty where the person may not read the set-up. */
export function useReportChoices(): { areas: Option[]; groups: Option[] } {
  const formats = useFormats()
  const { areas, can } = useSession()
  const groups = useRead('company.list-invoice-groups', can('company.list-invoice-groups') ? { limit: 500 } : null, {
    staleMillis: 300_000,
  })
  const option = (row: Record<string, unknown>) => ({ value: String(row.code), label: String(row.name ?? row.code) })
  const sorted = (options: Option[]) => options.sort((a, b) => formats.compare(a.label, b.label))
  return { areas: sorted(areas.map(option)), groups: sorted((groups.data?.rows ?? []).map(option)) }
}
