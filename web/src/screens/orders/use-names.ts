import { useSession } from '../../api/session.tsx'
import { useRead } from '../../api/use-verb.ts'

const staleMillis = 300_000

/** What the company calls its invoice groups: by their codes. */
export function useGroupName(): (code: string) => string {
  const { can } = useSession()
  const groups = useRead('company.list-invoice-groups', can('company.list-invoice-groups') ? {} : null, { staleMillis })
  return (code) => String(groups.data?.rows.find((row) => row.code === code)?.name ?? code)
}

/** What the company calls its VAT codes of today. */
export function useVatName(): (code: string) => string {
  const { can, company } = useSession()
  const codes = useRead('company.list-vat-codes', can('company.list-vat-codes') ? { on: company.today } : null, {
    staleMillis,
  })
  return (code) => String(codes.data?.rows.find((row) => row.code === code)?.name ?? code)
}
