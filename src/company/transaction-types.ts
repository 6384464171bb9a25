import type { Ctx } from '../db/context.ts'
import { accountRoles } from './account-roles.ts'
import { codeColumn, nameColumn, rolesOf, type SetUpRow, type SetUpTable, words } from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** Transaktionstyp: the code on every movement of the subledger; decides role, report column, and whether it can be taken back. */
export const transactionTypes: SetUpTable = {
  name: 'transaction-types',
  one: 'transaction-type',
  db: 'transaction_types',
  title: words('Transaktionstyper', 'Transaksjonstyper', 'Видове операции', 'Transaction types'),
  keys: ['code'],
  needs: [accountRoles],
  columns: [
    codeColumn,
    nameColumn,
    { key: 'role', kind: 'code', offers: rolesOf, required: true, title: words('Roll', 'Rolle', 'Роля', 'Role') },
    {
      key: 'reversible',
      kind: 'boolean',
      default: true,
      title: words('Kan återtas', 'Kan tilbakeføres', 'Може да се сторнира', 'Reversible'),
    },
    {
      key: 'reportColumn',
      kind: 'choice',
      required: true,
      choices: ['invoiced', 'credited', 'paid', 'refunded', 'transferred', 'adjusted', 'written-off'],
      title: words('Kolumn i rapporter', 'Kolonne i rapporter', 'Колона в справките', 'Column in reports'),
    },
  ],
  check: ({ role }, around) =>
    around.rows(accountRoles).some((row) => row.values.role === role)
      ? []
      : [
          {
            code: 'account-role.missing',
            message: `no account serves ${String(role)}: add it to the account roles first`,
            column: 'role',
            data: { role: String(role) },
          },
        ],
  used,
}

/** Vouchers name their type; the program's own types are needed for the next one. */
async function used(ctx: Ctx, rows: readonly SetUpRow[]): Promise<Set<SetUpRow>> {
  const inUse = new Set(
    (
      await ctx.db.rows<{ code: string }>(
        `select code from unnest($2::text[]) as c (code) where exists (select from vouchers v where v.company_id = $1 and v.transaction_type = c.code)
            or exists (select from posting_rules r where r.company_id = $1 and r.transaction_type = c.code)`,
        [ctx.company.id, rows.map((row) => row.values.code)],
      )
    ).map((row) => row.code),
  )
  return new Set(rows.filter((row) => inUse.has(row.values.code as string)))
}

export const listTransactionTypes = listVerb(transactionTypes)
export const saveTransactionTypes = saveVerb(transactionTypes)
