import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useSession } from '../../api/session.tsx'
import { common } from '../../lang/common.ts'
import { formatsOf } from '../../lang/formats.ts'
import { languageNames, type Say, say, useLanguage, useText } from '../../lang/language.tsx'
import type { Language } from '../../lang/phrase.ts'
import { roleName } from '../../lang/role-name.ts'
import { settingChoices, wordsOf } from './setting-fields.ts'
import { type Column, isBlank, namesOf, type SetUpTable, type Values } from './tables.ts'
import type { Names } from './use-tables.ts'

/** A value of the set-up as text, by its column: the same in cells, forms, filters and Excel. */
export function useShowValue(): ShowValue {
  const { company } = useSession()
  return showValueIn(useLanguage(), company.country)
}
type ShowValue = (table: SetUpTable, column: Column, value: unknown, names: Names) => string

/** Pure: words that are not there in the person's language stand in the company's. */
export function showValueIn(language: Language, country: string): ShowValue {
  const t: Say = (phrase, values) => say(language, phrase, values)
  const formats = formatsOf(language)
  const inWords = (value: Partial<Record<Language, string | null>>): string =>
    value[language] ??
    value[country === 'BG' ? 'bg' : country === 'NO' ? 'nb' : 'sv'] ??
    Object.values(value).find((text) => text) ??
    ''
  const settingText = (value: unknown): string => {
    if (value === null || typeof value !== 'object') {
      const choice = Object.values(settingChoices)
        .flat()
        .find((one) => one.value === value)
      return choice ? t(choice.title) : String(value ?? '')
    }
    return Object.entries(value)
      .map(([key, part]) =>
        /^[A-Z]{3}$/.test(key) && /^\d+(\.\d+)?$/.test(String(part))
          ? `${formats.amount(String(part))} ${key}`
          : partText(key, part),
      )
      .join(', ')
  }
  const partText = (key: string, part: unknown): string => {
    const words = wordsOf(key, part)
    const shown = typeof part === 'boolean' ? t(part ? common.yes : common.no) : settingText(part)
    return `${words ? t(words.title) : key}: ${words?.value ? t(words.value) : shown}`
  }
  return (table, column, value, names) => {
    if (isBlank(value)) return ''
    switch (column.kind) {
      case 'boolean':
        return t(value ? common.yes : common.no)
      case 'day':
        return formats.day(String(value))
      case 'decimal':
        return formats.amount(String(value), decimalsOf(table, column, String(value)))
      case 'integer':
        return String(value)
      case 'pairs':
        return Object.entries(value as Record<string, string>)
          .map(([key, part]) => `${key} ${part}`)
          .join(', ')
      case 'words':
        return inWords(value as Record<Language, string>)
      case 'json':
        return settingText(value)
      default:
        return codeText(table, column, String(value), names)
    }
  }

  function codeText(table: SetUpTable, column: Column, value: string, names: Names): string {
    const title = column.choices?.find((choice) => choice.value === value)?.title
    if (title) return t(title)
    if (column.key === 'language') return languageNames[value as Language] ?? value
    const phrase = namesOf(table, column)?.[value]
    if (phrase) return capital(t(phrase))
    const role = isRole(column) ? roleName(value) : null
    if (role) return capital(t(role.phrase, { percent: role.percent }))
    const name = column.ref ? names.get(column.ref)?.get(value) : undefined
    return name ? `${value} ${name}` : value
  }
}

/** How a row is called: what its key says, and its name. */
export function useRowTitle(): (table: SetUpTable, row: Values, names: Names) => string {
  const show = useShowValue()
  return (table, row, names) => {
    const parts = table.columns
      .filter((column) => column.isKey && column.key !== 'validFrom')
      .map((column) => show(table, column, row[column.key], names))
    const name = table.columns.find((column) => ['name', 'names'].includes(column.key) && !column.isKey)
    if (name) parts.push(show(table, name, row[name.key], names))
    return parts.filter(Boolean).join(' · ')
  }
}

/** Prices have two decimals; rates and percents as many as they need. */
const decimalsOf = (table: SetUpTable, column: Column, value: string): number => {
  const own = value.split('.')[1]?.length ?? 0
  return table.name === 'articles' && column.key === 'unitPrice' ? Math.max(own, 2) : own
}

export const isRole = (column: Column): boolean => /role$/i.test(column.key)
export const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase() + text.slice(1)

/** In a cell: yes is a tick, no is nothing. */
export function ValueCell({ column, value, text }: { column: Column; value: unknown; text: string }): ReactNode {
  const t = useText()
  if (column.kind === 'boolean')
    return value ? (
      <Check size={16} role="img" aria-label={t(common.yes)} />
    ) : (
      <span className="unseen">{t(common.no)}</span>
    )
  if (text === '') return null
  if (column.kind === 'day') return <span className="nowrap">{text}</span>
  if (column.kind === 'integer' || column.kind === 'decimal') return <span className="figures nowrap">{text}</span>
  if (column.ref) {
    const code = String(value)
    return (
      <>
        <span className="figures">{code}</span>
        <span className="quiet">{text.slice(code.length)}</span>
      </>
    )
  }
  if (column.key === 'accent')
    return (
      <span className="accent-cell">
        <svg width="12" height="12" aria-hidden="true">
          <rect width="12" height="12" rx="3" fill={String(value)} />
        </svg>
        {text}
      </span>
    )
  return text
}
