import { useQuery } from '@tanstack/react-query'
import type { Session } from '../../../api/session.tsx'
import { useLanguage } from '../../../lang/language.tsx'
import type { Language } from '../../../lang/phrase.ts'
import type { Guide, RoleKey } from './guide.ts'

const loaders: Record<Language, () => Promise<{ guides: readonly Guide[] }>> = {
  sv: () => import('./sv.ts'),
  nb: () => import('./nb.ts'),
  bg: () => import('./bg.ts'),
  en: () => import('./en.ts'),
}

/** The guides in the person's language; loaded when first opened. */
export function useGuides(): readonly Guide[] {
  const language = useLanguage()
  const { data } = useQuery({
    queryKey: ['guides', language],
    queryFn: async () => (await loaders[language]()).guides,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return data ?? []
}

/** Which guide a person begins with: by what he may do, for roles are called as each company likes. */
export function roleOf({ can, company }: Session): RoleKey {
  if (can('access.grant-role')) return company.kind === 'municipality' ? 'administrator' : 'owner'
  if (can('bank.accept-match') && can('invoicing.propose-billing')) return 'clerk'
  if (can('ledger.close-period') || can('invoicing.approve-billing') || can('bank.attest-refunds')) return 'accountant'
  return 'auditor'
}
