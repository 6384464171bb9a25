import type { CountryRules } from '../../countries/country.ts'
import type { Ctx } from '../../db/context.ts'
import type { ColumnType } from '../../db/insert.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import type { Id } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'

export type Words = Record<Language, string>
export const words = (sv: string, nb: string, bg: string, en: string): Words => ({ sv, nb, bg, en })

/**
 * text and code: string (a code has no blanks) · integer: number · decimal: plain decimal text · day: yyyy-mm-dd ·
 * choice: one of `choices` · pairs: { name: text } · words: { sv, nb, bg, en } · json: any. null = nothing.
 */
export type ColumnKind =
  | 'text'
  | 'code'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'day'
  | 'choice'
  | 'pairs'
  | 'words'
  | 'json'

export interface Column {
  key: string
  kind: ColumnKind
  title: Words
  /** Must not be blank. */
  required?: boolean
  /** What a new row has when nothing is given; null when absent. */
  default?: unknown
  choices?: readonly string[]
  /** What a code can be by the rules of the country; `check` has the last word. Roles are those of account-roles. */
  offers?: (rules: CountryRules) => readonly string[]
  /** The rows of another table (or of this one) that the value names by code. */
  ref?: SetUpTable | 'self'
  /** The database names the other row by its code, although it has an id. */
  refByCode?: boolean
  /** Database column; the key in snake case when absent. */
  db?: string
  /** The value is this key of the jsonb column `db`; other keys of it are kept. */
  path?: string
  /** What null is in the database. */
  open?: 'infinity' | '-infinity'
  type?: ColumnType
  min?: number
  max?: number
}

/** Values by column key; every column is there. */
export type Values = Record<string, unknown>

export interface SetUpRow {
  id: Id | null
  values: Values
  /** jsonb columns as stored, so that keys which no column shows are kept. */
  stored: Record<string, Record<string, unknown>>
}

export interface Change {
  kind: 'create' | 'update'
  /** Row of the input (1-based; of the sheet when it came from one); null when it follows from another row. */
  row: number | null
  id: Id | null
  before: Values | null
  after: Values
  stored: SetUpRow['stored']
  /** Keys of the columns that differ. */
  differences: string[]
}

/** What a check may look at: the company, its country, and every table as it will be. */
export interface Around {
  ctx: Ctx
  rules: CountryRules
  rows(table: SetUpTable): readonly SetUpRow[]
  /** The row of a code, the latest where it is dated. */
  find(table: SetUpTable, code: unknown): SetUpRow | undefined
}

/** One table of the set-up: its columns say how it is read, checked, saved, written to a sheet and read from one. */
export interface SetUpTable {
  /** Plural, as in the verbs: list-accounts, save-accounts. */
  name: string
  /** Singular, as in the codes of problems: account.unknown. */
  one: string
  title: Words
  db: string
  columns: readonly Column[]
  /** Columns that name a row. */
  keys: readonly string[]
  hasId?: boolean
  /** Holds for every row of this table within the database table: purpose = 'cash'. */
  constants?: Record<string, string>
  /** Rows of the database table that belong here. */
  where?: string
  /** Rows of one thing follow each other: a new one ends the one before it, and two never hold on the same day. */
  dated?: boolean
  /** The column that ends a row which cannot be deleted any more. */
  closes?: 'validTo' | 'closedOn'
  /** The first day on which a row may end, where that can lie after today. */
  endsEarliest?(ctx: Ctx, row: SetUpRow): Promise<string | null>
  /** Tables beyond the named ones that the checks look at. */
  needs?: readonly SetUpTable[]
  /** Brings values into the one form in which they are stored ("5050-1055" → "50501055"), before they are compared. */
  normalise?(values: Values, around: Around): Problem[]
  check?(values: Values, around: Around): Problem[]
  /** Refuses changes of what has been used: it would change what issued documents and the books say. */
  guard?(ctx: Ctx, changes: readonly Change[]): Promise<{ change: Change; problem: Problem }[]>
  /** Rows that something names by other means than a foreign key. */
  used?(ctx: Ctx, rows: readonly SetUpRow[]): Promise<Set<SetUpRow>>
  read?(ctx: Ctx): Promise<SetUpRow[]>
  write?(ctx: Ctx, changes: readonly Change[]): Promise<void>
}

// ── Columns that most tables have ───────────────────────────────────────────

export const codeColumn: Column = {
  key: 'code',
  kind: 'code',
  required: true,
  title: words('Kod', 'Kode', 'Код', 'Code'),
}
export const nameColumn: Column = {
  key: 'name',
  kind: 'text',
  required: true,
  title: words('Namn', 'Navn', 'Име', 'Name'),
}
export const validFromColumn: Column = {
  key: 'validFrom',
  kind: 'day',
  open: '-infinity',
  title: words('Gäller från', 'Gjelder fra', 'В сила от', 'Valid from'),
}
/** The first day on which the row no longer holds. */
export const validToColumn: Column = {
  key: 'validTo',
  kind: 'day',
  open: 'infinity',
  title: words('Upphör den', 'Opphører', 'Прекратява се на', 'Ends on'),
}
export const closedOnColumn: Column = {
  key: 'closedOn',
  kind: 'day',
  open: 'infinity',
  title: words('Stängd den', 'Stengt', 'Закрит на', 'Closed on'),
}

export const dbOf = (column: Column): string =>
  column.db ?? column.key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

export const columnOf = (table: SetUpTable, key: string): Column => table.columns.find((column) => column.key === key)!

/** One text for one row, whatever order its values come in. */
export const keyOf = (table: SetUpTable, values: Values): string => partOf(table.keys, values)

/** What dated rows have in common. */
export const thingOf = (table: SetUpTable, values: Values): string =>
  partOf(
    table.keys.filter((key) => key !== 'validFrom'),
    values,
  )

const partOf = (keys: readonly string[], values: Values): string =>
  JSON.stringify(keys.map((key) => values[key] ?? null))

/** "3001", or "S6 2026-04-01": how a row is called in messages and reports. */
export const nameOf = (table: SetUpTable, values: Values): string =>
  table.keys
    .map((key) => values[key])
    .filter((value) => value !== null && value !== undefined)
    .join(' ')

/** The roles that the program asks accounts for in this country, for every rate that its law knows. */
export const rolesOf = (rules: CountryRules): string[] => rules.accounts.defaults.map((row) => row.role)
