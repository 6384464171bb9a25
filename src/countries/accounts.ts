import { day } from '../kernel/day.ts'
import { refuse } from '../kernel/problem.ts'
import type { AccountRole, AccountRules, DefaultAccount } from './country.ts'

/** role, account, name in the country's language, name in English, 'M' = from memory. */
export type AccountRow = readonly [AccountRole, string, string, string, 'M'?]

export function accountRules(chart: string, source: string, rows: readonly AccountRow[]): AccountRules {
  const defaults = rows.map(([role, account, name, nameEnglish, mark]): DefaultAccount => {
    return { role, account, name, nameEnglish, ...(mark ? { unverified: true } : {}) }
  })
  const byRole = new Map<string, DefaultAccount>(defaults.map((account) => [account.role, account]))
  return {
    chart,
    source,
    checked: day('2026-11-21'),
    defaults,
    of: (role) =>
      byRole.get(role) ??
      refuse('account.role-unknown', `No default account for ${role} in ${chart}: set it for the company.`, { role }),
  }
}
