import { describe, expect, test } from 'vitest'
import { parameterShapes } from '../../../../src/company/parameter-shapes.ts'
import type { Language } from '../../lang/phrase.ts'
import { settingFields } from './setting-fields.ts'
import { showValueIn } from './show-value.tsx'
import type { Column, SetUpTable } from './tables.ts'

const table = { name: 'parameters', one: 'parameter', columns: [] } as unknown as SetUpTable
const names = new Map([['accounts', new Map([['1510', 'Kundfordringar']])]])
const show = (column: Partial<Column>, value: unknown, language: Language = 'sv', country = 'SE', of = table) =>
  showValueIn(language, country)(of, { key: 'x', ...column } as Column, value, names).replaceAll('\u00a0', ' ')

describe('a value of the set-up as text', () => {
  test.each<[string, Partial<Column>, unknown, Language, string]>([
    ['nothing', { kind: 'text' }, null, 'sv', ''],
    ['yes', { kind: 'boolean' }, true, 'nb', 'Ja'],
    ['no', { kind: 'boolean' }, false, 'bg', 'Не'],
    ['a day', { kind: 'day' }, '2026-11-30', 'nb', '30.11.2026'],
    ['a percent keeps its decimals', { kind: 'decimal' }, '12.125', 'sv', '12,125'],
    ['a whole one gets none', { kind: 'decimal' }, '25', 'sv', '25'],
    ['a number', { kind: 'integer' }, 1250, 'sv', '1250'],
    ['pairs', { kind: 'pairs' }, { ansvar: '100', projekt: '7' }, 'sv', 'ansvar 100, projekt 7'],
    [
      'the name beside a code',
      { kind: 'code', ref: 'accounts' } as Partial<Column>,
      '1510',
      'sv',
      '1510 Kundfordringar',
    ],
    ['a code that nobody named', { kind: 'code', ref: 'accounts' } as Partial<Column>, '1999', 'sv', '1999'],
    ['a language', { kind: 'choice', key: 'language' }, 'bg', 'sv', 'Български'],
  ])('%s', (_, column, value, language, text) => {
    expect(show(column, value, language)).toBe(text)
  })

  test('a price has two decimals', () => {
    const articles = { ...table, name: 'articles' }
    expect(show({ kind: 'decimal', key: 'unitPrice' }, '1250', 'sv', 'SE', articles)).toBe('1 250,00')
    expect(show({ kind: 'decimal', key: 'unitPrice' }, '0.125', 'sv', 'SE', articles)).toBe('0,125')
  })

  test('words: of the person, else of the country, else whichever there are', () => {
    const words = { sv: 'Hyra', en: 'Rent' }
    expect(show({ kind: 'words' }, words, 'en')).toBe('Rent')
    expect(show({ kind: 'words' }, words, 'bg')).toBe('Hyra')
    expect(show({ kind: 'words' }, words, 'bg', 'NO')).toBe('Hyra')
  })

  test('a parameter: amounts by currency, parts in words, lists', () => {
    expect(show({ kind: 'json' }, { SEK: '50.00', EUR: '5.00' })).toBe('50,00 SEK, 5,00 EUR')
    expect(show({ kind: 'json' }, { required: true })).toBe('En annan person måste attestera: Ja')
    expect(show({ kind: 'json' }, { recallMinutes: 30 }, 'en')).toBe(
      'Minutes that letters wait before they leave, and can be recalled: 30',
    )
    expect(show({ kind: 'json' }, { adapter: 'folder' }, 'en')).toBe('How it is handed over: to a folder')
    expect(show({ kind: 'json' }, { nobodyNamedThis: true })).toBe('nobodyNamedThis: Ja')
    expect(show({ kind: 'json' }, 7)).toBe('7')
  })
})

test('every plain part of dunning and interest can be set by name', () => {
  for (const name of ['dunning', 'interest'] as const)
    for (const [key, part] of Object.entries(parameterShapes[name].shape)) {
      if (key === 'leftCharges') continue
      expect(settingFields[name]?.find((field) => field.key === key)?.title.bg, `${name} ${key}`).toBeTruthy()
      const choices = settingFields[name]!.find((field) => field.key === key)!.choices
      for (const { value } of choices ?? []) expect(part.safeParse(value).success, `${name} ${key} ${value}`).toBe(true)
    }
})
