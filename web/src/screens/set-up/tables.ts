import type { Output } from '../../api/call.ts'
import type { Problem } from '../../api/refused.ts'
import { codes } from '../../lang/codes.ts'
import type { Say } from '../../lang/language.tsx'
import type { Phrase, Phrases } from '../../lang/phrase.ts'
import { texts } from './texts.ts'

export type Description = Output<'company.read-set-up-tables'>
export type SetUpTable = Description['tables'][number]
export type Column = SetUpTable['columns'][number]
export type Values = Record<string, unknown>

/** The overview's groups. A table that the server has and no group names stands last. */
export const groups: readonly { key: string; title: Phrase; why: Phrase; tables: readonly string[] }[] = [
  {
    key: 'company',
    title: texts.groupCompany,
    why: texts.groupCompanyWhy,
    tables: ['profile', 'business-areas', 'internal-companies', 'parameters'],
  },
  {
    key: 'billing',
    title: texts.groupBilling,
    why: texts.groupBillingWhy,
    tables: ['invoice-groups', 'articles', 'vat-codes', 'vat-methods', 'number-series'],
  },
  {
    key: 'posting',
    title: texts.groupPosting,
    why: texts.groupPostingWhy,
    tables: ['accounts', 'account-roles', 'posting-rules', 'cash-postings', 'transaction-types'],
  },
  {
    key: 'dimensions',
    title: texts.groupDimensions,
    why: texts.groupDimensionsWhy,
    tables: ['dimensions', 'dimension-values', 'dimension-rules', 'dimension-combinations'],
  },
  {
    key: 'money',
    title: texts.groupMoney,
    why: texts.groupMoneyWhy,
    tables: ['bank-accounts', 'exchange-rates', 'periods'],
  },
]

/** What only one country's documents say; elsewhere the field is spared, unless something stands in it. */
const onlyIn: Record<string, string> = {
  'profile.approvedForFTax': 'SE',
  'profile.inBusinessRegister': 'NO',
  'profile.compiledBy': 'BG',
  'profile.responsiblePerson': 'BG',
}
export const isForeign = (table: SetUpTable, column: Column, country: string): boolean => {
  const only = onlyIn[`${table.name}.${column.key}`]
  return only !== undefined && only !== country
}

/** The field that says what lacks. */
const fieldsOfMissing: Record<string, string> = { address: 'street', 'vat-number': 'vatNumber' }
export const missingFields = (description: Description, table: SetUpTable): string[] =>
  description.missing.flatMap((one) => (one.table === table.name && fieldsOfMissing[one.code]) || [])

/** What the values of a choice are called. */
const namesOfChoices: Record<string, Phrases> = {
  'accounts.kind': codes.accountKind,
  'accounts.control': codes.accountControl,
  'dimensions.source': codes.dimensionSource,
  'dimension-rules.rule': codes.dimensionRule,
  'vat-codes.category': codes.vatCategory,
  'vat-methods.method': codes.vatMethod,
  'number-series.kind': codes.seriesKind,
  'transaction-types.reportColumn': codes.reportColumn,
  'invoice-groups.referenceKind': codes.referenceKind,
  'posting-rules.purpose': codes.postingPurpose,
  'bank-accounts.kind': codes.bankAccountKind,
}

export const namesOf = (table: SetUpTable, column: Column): Phrases | null =>
  namesOfChoices[`${table.name}.${column.key}`] ?? null

export const keyOf = (table: Pick<SetUpTable, 'keys'>, values: Values): string =>
  table.keys.map((key) => String(values[key] ?? '')).join('~')

/** What dated rows of one thing have in common. */
export const thingOf = (table: Pick<SetUpTable, 'keys'>, values: Values): string =>
  table.keys
    .filter((key) => key !== 'validFrom')
    .map((key) => String(values[key] ?? ''))
    .join('~')

export const keysOf = (table: Pick<SetUpTable, 'keys'>, values: Values): Values =>
  Object.fromEntries(table.keys.map((key) => [key, values[key] ?? null]))

export const isBlank = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.values(value).every((part) => part === null || part === ''))

/** Whether a row says all it must. Of a row that is there already, only what changed is asked for, and its keys. */
export const isWhole = (table: Pick<SetUpTable, 'columns'>, row: Values, isNew: boolean): boolean =>
  table.columns.every(({ key, required, isKey }) => !required || !(isNew || isKey || key in row) || !isBlank(row[key]))

export type Standing = 'holds' | 'comes' | 'ended'

/** Whether a row holds today, by its own days and by those that follow it. */
export function standingOf(table: SetUpTable, row: Values, rows: readonly Values[], today: string): Standing {
  const from = row.validFrom as string | null | undefined
  const end = (row.validTo ?? row.closedOn) as string | null | undefined
  if (from && from > today) return 'comes'
  if (end && end <= today) return 'ended'
  const hasEnd = table.columns.some((column) => column.key === 'validTo')
  if (!hasEnd && table.keys.includes('validFrom')) {
    const thing = thingOf(table, row)
    const later = rows.some((other) => {
      const begins = other.validFrom as string | null
      return begins !== null && begins > (from ?? '') && begins <= today && thingOf(table, other) === thing
    })
    if (later) return 'ended'
  }
  return 'holds'
}

/** Problems as a form tells them: it has no rows, and its columns have names that people know. */
export const inForm = (table: Pick<SetUpTable, 'columns'>, problems: readonly Problem[], t: Say): Problem[] =>
  problems.map(({ row: _, ...problem }) => {
    const column = table.columns.find(({ key }) => key === problem.column)
    return column ? { ...problem, column: t(column.title) } : problem
  })
