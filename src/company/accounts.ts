import type { Ctx } from '../db/context.ts'
import type { Problem } from '../kernel/problem.ts'
import {
  type Change,
  codeColumn,
  nameColumn,
  type SetUpTable,
  type Values,
  validFromColumn,
  validToColumn,
  words,
} from './set-up/table.ts'
import { listVerb } from './set-up/verbs-of.ts'

export const accounts: SetUpTable = {
  name: 'accounts',
  one: 'account',
  db: 'accounts',
  title: words('Konton', 'Kontoer', 'Сметки', 'Accounts'),
  keys: ['code'],
  closes: 'validTo',
  columns: [
    { ...codeColumn, title: words('Konto', 'Konto', 'Сметка', 'Account'), max: 12 },
    nameColumn,
    {
      key: 'kind',
      kind: 'choice',
      required: true,
      choices: ['asset', 'liability', 'equity', 'income', 'expense'],
      title: words('Slag', 'Type', 'Вид', 'Kind'),
    },
    {
      key: 'control',
      kind: 'choice',
      choices: ['receivable', 'payable', 'prepayment', 'suspense', 'clearing'],
      title: words('Samlingskonto för', 'Samlekonto for', 'Синтетична сметка за', 'Control account of'),
    },
    validFromColumn,
    validToColumn,
  ],
  check: ({ code }) =>
    /^[0-9A-Za-z/.-]{1,12}$/.test(String(code))
      ? []
      : [
          {
            code: 'account.code-shape',
            message: `account ${String(code)}: write at most 12 digits, letters, points, hyphens or slashes`,
            column: 'code',
          },
        ],
  guard,
  endsEarliest: async ({ db, company }, { values }) =>
    (
      await db.one<{ day: string | null }>(
        `select (max(posted_on) + 1)::text as day from postings where company_id = $1 and account = $2`,
        [company.id, values.code],
      )
    ).day,
}

/** What names an account longer than that one lasts would stop what is posted there. `until`: the first day after it. */
export function outlived({ code, validTo }: Values, until: unknown): Problem[] {
  const end = validTo as string | null
  if (end === null || (until !== null && (until as string) <= end)) return []
  return [
    {
      code: 'account.ends-before',
      message: `account ${String(code)} is closed from ${end}: choose another, or let it end later`,
      column: 'account',
      data: { account: String(code), from: end },
    },
  ]
}

/** What was posted stays what it is: a control account keeps its kind, and an account ends after its last posting. */
async function guard(ctx: Ctx, changes: readonly Change[]): Promise<{ change: Change; problem: Problem }[]> {
  const last = new Map(
    (
      await ctx.db.rows<{ account: string; last_on: string }>(
        `select account, max(posted_on)::text as last_on from postings where company_id = $1 and account = any ($2::text[]) group by account`,
        [ctx.company.id, changes.map((change) => change.after.code)],
      )
    ).map((row) => [row.account, row.last_on]),
  )
  return changes.flatMap((change) => {
    const lastOn = last.get(change.after.code as string)
    if (!lastOn) return []
    const found: { change: Change; problem: Problem }[] = []
    for (const key of ['control', 'kind']) {
      if (!change.differences.includes(key)) continue
      found.push({
        change,
        problem: {
          code: 'account.used',
          message: `account ${String(change.after.code)} has postings: its ${key} cannot change; add another account`,
          column: key,
        },
      })
    }
    const validTo = change.after.validTo as string | null
    if (validTo && validTo <= lastOn)
      found.push({
        change,
        problem: {
          code: 'account.posted-later',
          message: `account ${String(change.after.code)} has postings until ${lastOn}: let it end after that day`,
          column: 'validTo',
          data: { last: lastOn },
        },
      })
    return found
  })
}

export const listAccounts = listVerb(accounts)
