import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../../api/session.tsx'
import { useHere } from '../../shell/use-here.ts'

/** What a balance opens to: the bank's to the file that told it, the books' to the postings until that day. */
export function useBehindBalance() {
  const { company, can } = useSession()
  const navigate = useHere(useNavigate())
  const params = { company: company.code }
  return {
    toFile: (file: string | null) =>
      file !== null && can('bank.read-file')
        ? () => void navigate({ to: '/companies/$company/bank/files/$file', params: { ...params, file } })
        : undefined,
    toLedger: (account: string, to: string) =>
      can('reports.general-ledger')
        ? () =>
            void navigate({
              to: '/companies/$company/general-ledger',
              params,
              search: { account, from: `${to.slice(0, 7)}-01`, to },
            })
        : undefined,
  }
}
