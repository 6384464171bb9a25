import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import type { Problem } from '../kernel/problem.ts'
import { accountRoles } from './account-roles.ts'
import type { Around, Change } from './set-up/table.ts'
import {
  codeColumn,
  nameColumn,
  rolesOf,
  type SetUpRow,
  type SetUpTable,
  type Values,
  validFromColumn,
  validToColumn,
  words,
} from './set-up/table.ts'
import { listVerb, saveVerb } from './set-up/verbs-of.ts'

/** VAT codes with their validity: a new rate from a day is a new row, and ends the one before it. */
export const vatCodes: SetUpTable = {
  name: 'vat-codes',
  one: 'vat-code',
  db: 'vat_codes',
  title: words('Momskoder', 'Mva-koder', 'ДДС кодове', 'VAT codes'),
  keys: ['code', 'validFrom'],
  dated: true,
  closes: 'validTo',
  needs: [accountRoles],
  columns: [
    codeColumn,
    { ...validFromColumn, required: true },
    validToColumn,
    nameColumn,
    {
      key: 'category',
      kind: 'choice',
      required: true,
      choices: ['S', 'Z', 'E', 'AE', 'K', 'G', 'O'],
      title: words('Kategori', 'Kategori', 'Категория', 'Category'),
    },
    { key: 'percent', kind: 'decimal', title: words('Procent', 'Prosent', 'Процент', 'Percent') },
    {
      key: 'outputRole',
      kind: 'code',
      offers: rolesOf,
      title: words(
        'Roll för utgående moms',
        'Rolle for utgående mva',
        'Роля за ДДС при продажби',
        'Role of output VAT',
      ),
    },
    {
      key: 'salesRole',
      kind: 'code',
      offers: rolesOf,
      required: true,
      title: words('Roll för försäljning', 'Rolle for salg', 'Роля за приходи', 'Role of sales'),
    },
    { key: 'exemptionCode', kind: 'code', title: words('VATEX-kod', 'VATEX-kode', 'VATEX код', 'VATEX code') },
    {
      key: 'exemptionTexts',
      kind: 'words',
      title: words('Skäl till undantag', 'Grunn for unntak', 'Основание за освобождаване', 'Reason of exemption'),
    },
    { key: 'source', kind: 'text', title: words('Källa', 'Kilde', 'Източник', 'Source') },
  ],
  check,
  guard,
  used,
}

function check(values: Values, around: Around): Problem[] {
  const { category, percent, outputRole, salesRole, validFrom } = values as {
    category: string
    percent: string | null
    outputRole: string | null
    salesRole: string
    validFrom: Day
  }
  const problems: Problem[] = []
  const fits =
    category === 'S' ? percent !== null && Number(percent) > 0 : category === 'O' ? percent === null : percent === '0'
  if (!fits)
    problems.push({
      code: 'vat-code.percent-by-category',
      message: 'category S has a percent above 0, O has none, every other has 0',
      column: 'percent',
    })
  if (category === 'S' && outputRole === null)
    problems.push({
      code: 'vat-code.output-role-missing',
      message: 'taxed sales need the role of their VAT account',
      column: 'outputRole',
    })
  for (const [column, role] of [
    ['outputRole', outputRole],
    ['salesRole', salesRole],
  ] as const) {
    if (role !== null && !around.rows(accountRoles).some((row) => row.values.role === role))
      problems.push({
        code: 'account-role.missing',
        message: `no account serves ${role}: add it to the account roles first`,
        column,
        data: { role },
      })
  }
  if (fits && category === 'S' && !around.rules.vat.percentsOn(validFrom).includes(percent!))
    problems.push({
      code: 'vat-code.percent-not-in-law',
      message: `${percent} % is not a rate that the law knew on ${validFrom}, as far as this version was told: look it up`,
      severity: 'warning',
      column: 'percent',
    })
  return problems
}

/** An issued document keeps its VAT: what it was issued under may end or be renamed, not become another rate. */
async function guard(ctx: Ctx, changes: readonly Change[]): Promise<{ change: Change; problem: Problem }[]> {
  const telling = changes.filter((change) =>
    change.differences.some((key) => ['category', 'percent', 'exemptionCode', 'outputRole', 'salesRole'].includes(key)),
  )
  if (telling.length === 0) return []
  const inUse = await usedCodes(
    ctx,
    telling.map((change) => change.after.code as string),
  )
  return telling.flatMap((change) =>
    inUse.has(change.after.code as string)
      ? [
          {
            change,
            problem: {
              code: 'vat-code.used',
              message: `documents were issued under ${String(change.after.code)}: end it, and add a row from a new day`,
              column: change.differences[0]!,
            },
          },
        ]
      : [],
  )
}

async function used(ctx: Ctx, rows: readonly SetUpRow[]): Promise<Set<SetUpRow>> {
  const inUse = await usedCodes(
    ctx,
    rows.map((row) => row.values.code as string),
  )
  return new Set(rows.filter((row) => inUse.has(row.values.code as string)))
}

async function usedCodes(ctx: Ctx, codes: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.db.rows<{ code: string }>(
    `select code from unnest($2::text[]) as c (code)
      where exists (select from invoice_lines l where l.company_id = $1 and l.vat_code = c.code)
         or exists (select from order_lines l where l.company_id = $1 and l.vat_code = c.code)
         or exists (select from articles a where a.company_id = $1 and a.vat_code = c.code)`,
    [ctx.company.id, [...new Set(codes)]],
  )
  return new Set(rows.map((row) => row.code))
}

export const listVatCodes = listVerb(vatCodes)
export const saveVatCodes = saveVerb(vatCodes)
