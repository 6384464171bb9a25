import type { Ctx } from '../db/context.ts'
import type { Problem } from '../kernel/problem.ts'
import { accountRoles, servedUntil } from './account-roles.ts'
import { bankAccounts } from './bank-accounts.ts'
import { invoiceGroups } from './invoice-groups.ts'
import { cashPostings, postingRules } from './posting-rules.ts'
import type { State } from './set-up/read-rows.ts'
import { readState } from './set-up/read-rows.ts'
import type { Change, SetUpRow, SetUpTable, Values } from './set-up/table.ts'
import { transactionTypes } from './transaction-types.ts'
import { vatCodes } from './vat-codes.ts'

const naming: readonly SetUpTable[] = [
  accountRoles,
  vatCodes,
  transactionTypes,
  postingRules,
  cashPostings,
  bankAccounts,
  invoiceGroups,
]

/** What names an account, and until when (null: without end); first the words of the problem, then its data. */
interface Naming {
  account: string
  until: string | null
  code: string
  says: string
  data: Record<string, string>
}

type AccountChange = Pick<Change, 'row' | 'after' | 'before'>

/**
 * An account that ends while something still names it would stop what is posted there: each thing is told, and what to do.
 * `state` holds what the same save plans for other tables; the rest is read.
 */
export async function stillNamed(ctx: Ctx, changes: readonly AccountChange[], state: State): Promise<Problem[]> {
  const closing = changes.filter(({ after, before }) => after.validTo !== null && after.validTo !== before?.validTo)
  if (closing.length === 0) return []
  const stored = await readState(
    ctx,
    naming.filter((table) => !state.has(table)),
  )
  const rows = (table: SetUpTable) => (state.get(table) ?? stored.get(table)!).map(({ values }) => values)
  const all = namings(rows)
  const open = await openItemsOn(
    ctx,
    closing.map(({ after }) => after.code as string),
  )
  return closing.flatMap(({ row, after }) => {
    const [account, end] = [after.code as string, after.validTo as string]
    const at = { ...(row === null ? {} : { row }), column: 'validTo' }
    const items = open.get(account)
    return [
      ...all
        .filter((one) => one.account === account && (one.until === null || one.until > end))
        .map(({ code, says, data }) => ({
          code,
          message: `account ${account} is named by ${says}: give that another account from ${end}, or let the account end later`,
          data: { account, on: end, ...data },
          ...at,
        })),
      ...(items
        ? [
            {
              code: 'account.has-open-items',
              message: `account ${account} has ${items} open items: settle or move them first`,
              data: { account, items },
              ...at,
            },
          ]
        : []),
    ]
  })
}

function namings(rows: (table: SetUpTable) => Values[]): Naming[] {
  const text = (value: unknown) => String(value ?? '')
  const end = (value: unknown) => (value as string | null) ?? null
  const roles = rows(accountRoles)
  const users = (role: unknown, until: string | null) => [
    ...rows(vatCodes)
      .filter((code) => (code.outputRole === role || code.salesRole === role) && holdsAfter(code, until))
      .map(({ code }) => text(code)),
    ...rows(transactionTypes)
      .filter((type) => type.role === role)
      .map(({ code }) => text(code)),
  ]
  return [
    ...roles.map((row): Naming => {
      const { role, account, validFrom } = row
      const until = servedUntil(roles, row)
      const by = [...new Set(users(role, validFrom as string | null))].join(', ')
      return {
        account: text(account),
        until,
        code: by ? 'account.named-by-used-role' : 'account.named-by-role',
        says: by ? `the account role ${text(role)}, which ${by} use` : `the account role ${text(role)}`,
        data: { role: text(role), ...(by ? { by } : {}) },
      }
    }),
    ...[...rows(postingRules), ...rows(cashPostings)].map((rule): Naming => {
      const facts = ['transactionType', 'invoiceGroup', 'article', 'customerKind', 'vatCode', 'businessArea', 'channel']
      const said = facts.flatMap((key) => (rule[key] ? [text(rule[key])] : [])).join(' · ') || '*'
      const isCash = rule.purpose === undefined
      return {
        account: text(rule.account),
        until: end(rule.validTo),
        code: isCash ? 'account.named-by-cash-posting' : 'account.named-by-rule',
        says: `the ${isCash ? 'cash posting' : 'posting rule'} ${said}`,
        data: { rule: said },
      }
    }),
    ...rows(bankAccounts).map(
      ({ account, code, name, closedOn }): Naming => ({
        account: text(account),
        until: end(closedOn),
        code: 'account.named-by-bank-account',
        says: `the bank account ${text(code)}`,
        data: { bankAccount: `${text(code)} ${text(name)}` },
      }),
    ),
    ...rows(invoiceGroups).map(
      ({ account, code, name, closedOn }): Naming => ({
        account: text(account),
        until: end(closedOn),
        code: 'account.named-by-invoice-group',
        says: `the invoice group ${text(code)}`,
        data: { invoiceGroup: `${text(code)} ${text(name)}` },
      }),
    ),
  ]
}

const holdsAfter = ({ validTo }: Values, day: string | null): boolean =>
  validTo === null || day === null || (validTo as string) > day

async function openItemsOn({ db, company }: Ctx, codes: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.rows<{ account: string; items: number }>(
    `select account, count(*)::int as items from open_items where company_id = $1 and account = any ($2::text[]) and amount_open <> 0 group by account`,
    [company.id, codes],
  )
  return new Map(rows.map(({ account, items }) => [account, items]))
}

/** As stillNamed, for rows that are closed from a day as they stand. */
export async function stillNamedAfter(
  ctx: Ctx,
  table: SetUpTable,
  closed: readonly { row: SetUpRow; on: string }[],
): Promise<Problem[]> {
  if (table.name !== 'accounts') return []
  const changes = closed.map(({ row: { values }, on }) => ({
    row: null,
    before: values,
    after: { ...values, validTo: on },
  }))
  return stillNamed(ctx, changes, new Map())
}
