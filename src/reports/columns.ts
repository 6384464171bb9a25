import { z } from 'zod'
import { amountText, dayText, decimalText } from '../db/schemas.ts'
import type { Language } from '../formats/e-invoice/document.ts'
import type { Column as SheetColumn } from '../formats/xlsx/write.ts'
import { currencyDigits, formatMinor } from '../kernel/money.ts'
import type { Phrases } from '../kernel/words/phrase.ts'
import { wordOf } from '../kernel/words/phrase.ts'
import type { ColumnKey, Titles } from './titles.ts'
import { columnTitles } from './titles.ts'

/** One definition of a report's columns: JSON, Excel and (later) the screen are made from it. */
export interface ReportColumn {
  key: string
  kind: 'text' | 'money' | 'integer' | 'decimal' | 'day' | 'instant' | 'id'
  titles: Titles
  /** Of money: the field of the row that names its currency. */
  in?: CurrencyField
  /** Money that may be added down the column; a balance may not. */
  total?: boolean
  /** Of codes: what each is called in a sheet; JSON keeps the code. */
  words?: Phrases
}

export type CurrencyField = 'currency' | 'baseCurrency'

/** A row as the query gives it: money is bigint minor units, days are yyyy-mm-dd. */
export type ReportRow = Record<string, unknown>

export const text = (key: ColumnKey): ReportColumn => ({ key, kind: 'text', titles: columnTitles[key] })
export const code = (key: ColumnKey, words: Phrases): ReportColumn => ({ ...text(key), words })
export const integer = (key: ColumnKey): ReportColumn => ({ key, kind: 'integer', titles: columnTitles[key] })
export const instant = (key: ColumnKey): ReportColumn => ({ key, kind: 'instant', titles: columnTitles[key] })
export const day = (key: ColumnKey): ReportColumn => ({ key, kind: 'day', titles: columnTitles[key] })
export const money = (key: ColumnKey, field: CurrencyField): ReportColumn => ({
  key,
  kind: 'money',
  titles: columnTitles[key],
  in: field,
  total: true,
})
export const balance = (key: ColumnKey, field: CurrencyField): ReportColumn => ({ ...money(key, field), total: false })
/** Leads on to the row behind; in JSON only. */
export const id = (key: string): ReportColumn => ({ key, kind: 'id', titles: { sv: key, nb: key, bg: key, en: key } })

export function jsonRow(columns: readonly ReportColumn[], row: ReportRow): Record<string, unknown> {
  const json: Record<string, unknown> = {}
  for (const column of columns) json[column.key] = jsonValue(column, row)
  return json
}

function jsonValue(column: ReportColumn, row: ReportRow): unknown {
  const value = row[column.key]
  if (value === null || value === undefined) return null
  if (column.kind === 'money') return formatMinor(value as bigint, String(row[column.in!]))
  return column.kind === 'integer' ? Number(value) : value
}

export function rowSchema(columns: readonly ReportColumn[]) {
  return z.object(
    Object.fromEntries(
      columns.map((column) => [column.key, fieldSchema(column).nullable().meta({ title: column.titles.en })]),
    ),
  )
}

function fieldSchema({ kind }: ReportColumn): z.ZodType {
  if (kind === 'money') return amountText
  if (kind === 'decimal') return decimalText
  if (kind === 'integer') return z.number()
  return kind === 'day' ? dayText : z.string()
}

/** The same columns for Excel, in one currency. Where a part holds several, money is a number with its own decimals and no sum. */
export function sheetColumns(
  columns: readonly ReportColumn[],
  language: Language,
  currencies: Record<CurrencyField, string | null>,
): SheetColumn[] {
  return columns.flatMap((column): SheetColumn[] => {
    if (column.kind === 'id') return []
    const plain = { key: column.key, title: column.titles[language] }
    if (column.kind !== 'money') return [{ ...plain, kind: sheetKinds[column.kind] }]
    const currency = currencies[column.in!]
    if (currency === null) return [{ ...plain, kind: 'number' }]
    return [{ ...plain, kind: 'money', digits: currencyDigits(currency), total: column.total ?? false }]
  })
}

const sheetKinds = {
  text: 'text',
  integer: 'integer',
  decimal: 'number',
  day: 'day',
  instant: 'minute',
} as const satisfies Partial<Record<ReportColumn['kind'], SheetColumn['kind']>>

/** How a sheet says what JSON keeps as a code or an instant. */
export interface Saying {
  language: Language
  /** The clock on the company's wall. */
  clock: (instant: Date) => string
}

/** A row for those columns. A code without words stands as it is: names may be among them. */
export function sheetRow(
  columns: readonly ReportColumn[],
  currencies: Record<CurrencyField, string | null>,
  row: ReportRow,
  { language, clock }: Saying,
): ReportRow {
  const own = { ...row }
  for (const column of columns) {
    const { key, kind, words } = column
    const value = own[key]
    if (kind === 'money' && currencies[column.in!] === null) own[key] = jsonValue(column, row)
    else if (kind === 'instant' && value) own[key] = clock(new Date(String(value)))
    else if (words && typeof value === 'string' && Object.hasOwn(words, value))
      own[key] = wordOf(words, value, language)
  }
  return own
}
