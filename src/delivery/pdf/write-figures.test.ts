import fc from 'fast-check'
import { expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import {
  writeAmount,
  writeBban,
  writeDay,
  writeDecimal,
  writeGiro,
  writeIban,
  writeMoney,
  writeOrganisationNumber,
  writePeriod,
  writeVatNumber,
} from './write-figures.ts'

const blanks = (text: string) => text.replaceAll('\u00a0', '_')

test.each([
  [125_000n, 'SEK', 'sv', '1_250,00'],
  [-5n, 'SEK', 'sv', '−0,05'],
  [123_456_789_012n, 'NOK', 'nb', '1_234_567_890,12'],
  [100_000n, 'EUR', 'bg', '1_000,00'],
  [125_000n, 'EUR', 'en', '1,250.00'],
  [1_250n, 'JPY', 'sv', '1_250'],
] as const)('%s %s in %s is %s', (amount, currency, language, text) => {
  expect(blanks(writeAmount(amount, currency, language))).toBe(text)
})

test.each([
  ['SEK', 'sv', '1,00_kr'],
  ['SEK', 'nb', '1,00_SEK'],
  ['NOK', 'nb', '1,00_kr'],
  ['EUR', 'bg', '1,00_€'],
  ['USD', 'en', '1.00_USD'],
] as const)('money in %s, %s', (currency, language, text) => {
  expect(blanks(writeMoney(100n, currency, language))).toBe(text)
})

test.each([
  ['2026-11-30', 'sv', '2026-11-30'],
  ['2026-11-30', 'nb', '30.11.2026'],
  ['2026-11-30', 'bg', '30.11.2026_г.'],
  ['2026-11-30', 'en', '2026-11-30'],
] as const)('%s in %s is %s', (on, language, text) => {
  expect(blanks(writeDay(day(on), language))).toBe(text)
})

test.each([
  ['12.500', 'sv', 0, '12,5'],
  ['3', 'sv', 0, '3'],
  ['640', 'nb', 2, '640,00'],
  ['148.1132', 'bg', 2, '148,1132'],
  ['-1250.5', 'en', 2, '−1,250.50'],
  ['ca 3', 'sv', 2, 'ca 3'],
] as const)('%s in %s with %s decimals is %s', (text, language, decimals, written) => {
  expect(blanks(writeDecimal(text, language, decimals))).toBe(written)
})

test('numbers as their countries print them', () => {
  expect(writeOrganisationNumber('5560360793', 'SE')).toBe('556036-0793')
  expect(blanks(writeOrganisationNumber('974760673', 'NO'))).toBe('974_760_673')
  expect(writeOrganisationNumber('175074752', 'BG')).toBe('175074752')
  expect(blanks(writeVatNumber('NO974760673MVA', 'NO'))).toBe('NO_974_760_673_MVA')
  expect(writeVatNumber('SE556036079301', 'SE')).toBe('SE556036079301')
  expect(writeGiro('bankgiro', '9912346')).toBe('991-2346')
  expect(writeGiro('bankgiro', '50501055')).toBe('5050-1055')
  expect(blanks(writeGiro('plusgiro', '4123456'))).toBe('41_23_45-6')
  expect(blanks(writeIban('bg80bnbg96611020345678'))).toBe('BG80_BNBG_9661_1020_3456_78')
  expect(blanks(writeBban('15032080119'))).toBe('1503_20_80119')
  expect(writePeriod(day('2026-10-01'), day('2026-10-31'), 'sv')).toBe('2026-10-01–2026-10-31')
  expect(writePeriod(null, day('2026-10-31'), 'nb')).toBe('31.10.2026')
})

test('a written amount reads back as itself', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 18n), 10n ** 18n), fc.constantFrom('sv', 'nb', 'bg', 'en'), (amount, language) => {
      const text = writeAmount(amount, 'SEK', language)
      expect(BigInt(text.replace('−', '-').replace(/[^\d-]/g, ''))).toBe(amount)
      expect(text).toMatch(/[.,]\d\d$/)
    }),
  )
})
