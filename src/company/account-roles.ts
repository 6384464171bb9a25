import type { Problem } from '../kernel/problem.ts'
import { accounts, outlived } from './accounts.ts'
import { controls } from './create-company.ts'
import { type Around, rolesOf, type SetUpTable, type Values, validFromColumn, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Which account does what: the program asks for a role, the company answers with its account. */
export const accountRoles: SetUpTable = {
  name: 'account-roles',
  one: 'account-role',
  db: 'account_roles',
  title: words('Kontoroller', 'Kontoroller', 'Роли на сметки', 'Account roles'),
  keys: ['role', 'validFrom'],
  columns: [
    { key: 'role', kind: 'code', offers: rolesOf, required: true, title: words('Roll', 'Rolle', 'Роля', 'Role') },
    validFromColumn,
    {
      key: 'account',
      kind: 'code',
      required: true,
      ref: accounts,
      title: words('Konto', 'Konto', 'Сметка', 'Account'),
    },
  ],
  check,
}

/** A role is served by an account until its next row begins; null: without end. */
export function servedUntil(roles: readonly Values[], { role, validFrom: from }: Values): string | null {
  const later = roles.flatMap(({ role: other, validFrom }) =>
    other === role && validFrom !== null && (from === null || (validFrom as string) > (from as string))
      ? [validFrom as string]
      : [],
  )
  return later.sort()[0] ?? null
}

function check(values: Values, around: Around): Problem[] {
  const { role, account } = values
  const known =
    around.rules.accounts.defaults.some((row) => row.role === role) ||
    /^(sales|outputVat|advanceVat|redenominationClearing):/.test(String(role))
  if (!known)
    return [
      {
        code: 'account-role.unknown',
        message: `the program asks for no role ${String(role)}: choose one of the list`,
        column: 'role',
      },
    ]
  const served = around.find(accounts, account)!.values
  const until = servedUntil(
    around.rows(accountRoles).map((row) => row.values),
    values,
  )
  const early = outlived(served, until)
  if (early.length > 0) return early
  const { control } = served
  const wanted = controls[String(role)] ?? null
  if (wanted !== null && control !== wanted)
    return [
      {
        code: 'account-role.needs-control',
        message: `${String(role)} needs a control account of kind ${wanted}; ${String(account)} is none`,
        column: 'account',
      },
    ]
  if (wanted === null && (control === 'receivable' || control === 'payable'))
    return [
      {
        code: 'account-role.control-refused',
        message: `${String(account)} carries open items and cannot serve ${String(role)}: choose another account`,
        column: 'account',
      },
    ]
  return []
}

export const listAccountRoles = listVerb(accountRoles)
export const saveAccountRoles = saveVerb(accountRoles)
