import { expect, test } from 'vitest'
import { languages, type TextKey, texts, textsOf } from './texts.ts'

test('every text stands in all four languages', () => {
  const keys = Object.keys(texts.sv) as TextKey[]
  expect(keys.length).toBeGreaterThan(50)
  const faults = keys.flatMap((key) =>
    languages.filter((language) => !texts[language][key]?.trim()).map((language) => `${key} ${language}`),
  )
  expect(faults).toEqual([])
})

test('Bulgarian words are Cyrillic, the others are not', () => {
  const latinInBulgarian: TextKey[] = ['kid', 'bankgiro', 'plusgiro', 'iban', 'bic']
  const keys = Object.keys(texts.bg) as TextKey[]
  expect(keys.filter((key) => !/[а-я]/i.test(texts.bg[key]))).toEqual(latinInBulgarian)
  for (const language of ['sv', 'nb', 'en'] as const)
    expect(keys.filter((key) => /[а-я]/i.test(texts[language][key]))).toEqual([])
})

test('a Bulgarian seller names in Bulgarian what the law names, whatever the language', () => {
  expect(textsOf('BG', 'en').organisationNumber).toBe('ЕИК / Company number')
  expect(textsOf('BG', 'bg').organisationNumber).toBe('ЕИК')
  expect(textsOf('SE', 'en').organisationNumber).toBe('Company number')
})
