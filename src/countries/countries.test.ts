import { existsSync, readFileSync } from 'node:fs'
import Holidays from 'date-holidays'
import fc from 'fast-check'
import { stdnum } from 'stdnum'
import { describe, expect, test } from 'vitest'
import { type Day, day, weekday } from '../kernel/day.ts'
import { minor } from '../kernel/money.ts'
import { eikDigit } from './bg/identity.ts'
import { luhnDigit, luhnValid, mod11Digit } from './check-digits.ts'
import type { ReferenceScheme } from './country.ts'
import { convert } from './currency.ts'
import { foreignVatNumber } from './foreign.ts'
import { countries, country } from './index.ts'
import { phoneNumber } from './phone.ts'

const today = day('2026-11-21')
const [se, no, bg] = [country('SE'), country('NO'), country('BG')]

test.each([
  ['SE', '1519'],
  ['NO', '1580'],
  ['BG', undefined],
])('%s: impairment of receivables is %s; without a customary account it is refused by name', (code, account) => {
  const { accounts } = country(code)
  if (account) expect(accounts.of('receivableImpairment').account).toBe(account)
  else expect(() => accounts.of('receivableImpairment')).toThrow('No default account for receivableImpairment')
  expect(accounts.of('badDebtDoubtful').account).toBe({ SE: '6352', NO: '7839', BG: '632' }[code])
})

describe('identity numbers', () => {
  test.each([
    ['SE', '556026-9986', '5560269986'],
    ['SE', ' 16556026 9986', '5560269986'],
    ['SE', '212000-0142', '2120000142'],
    ['SE', '556026-9987', undefined],
    ['SE', '811218-9876', undefined],
    ['SE', '', undefined],
    ['NO', '923 609 016', '923609016'],
    ['NO', 'NO 923 609 016 MVA', '923609016'],
    ['NO', '923609017', undefined],
    ['NO', '123456785', undefined],
    ['BG', '175074752', '175074752'],
    ['BG', 'BG175074752', '175074752'],
    ['BG', 'ЕИК 175074752', '175074752'],
    ['BG', 'Булстат: 175 074 752', '175074752'],
    ['SE', 'SE556026998601', '5560269986'],
    ['BG', '1750747520019', '1750747520019'],
    ['BG', '1750747520018', undefined],
    ['BG', '175074751', undefined],
  ])('%s organisation number %j is %j', (code, text, value) => {
    const result = country(code).identity.organisationNumber(text)
    expect(result.value).toBe(value)
    expect(result.problem === undefined).toBe(value !== undefined)
  })

  test.each([
    ['SE', '811218-9876', '198112189876'],
    ['SE', '8112189876', '198112189876'],
    ['SE', '19811218-9876', '198112189876'],
    ['SE', '811218+9876', '188112189876'],
    ['SE', '811218-9877', undefined],
    ['SE', '811318-9876', undefined],
    // A coordination number: day + 60.
    ['SE', '701063-2391', '197010632391'],
    ['NO', '151086 95088', '15108695088'],
    ['NO', '15108695089', undefined],
    ['BG', '7523169263', '7523169263'],
    ['BG', 'ЕГН 7523169263', '7523169263'],
    ['BG', '8032056031', '8032056031'],
    ['BG', '7111042925', '7111042925'],
    ['BG', '7523169264', undefined],
  ])('%s personal number %s is %s', (code, text, value) => {
    expect(country(code).identity.personalNumber(text, today).value).toBe(value)
  })

  test('the century of a Swedish personal number follows the day', () => {
    const number = (six: string) => six.replace('-', '').slice(0, 9) + luhnDigit(six.replace('-', '').slice(0, 9))
    expect(se.identity.personalNumber(number('261121000'), today).value?.slice(0, 4)).toBe('2026')
    expect(se.identity.personalNumber(number('261122000'), today).value?.slice(0, 4)).toBe('1926')
    expect(se.identity.personalNumber(number('261122000'), day('2026-11-22')).value?.slice(0, 4)).toBe('2026')
  })

  test.each([
    ['SE', 'SE556026998601', 'SE556026998601'],
    ['SE', 'SE5560269986', undefined],
    ['NO', 'NO923609016MVA', 'NO923609016MVA'],
    ['NO', '923609016 mva', 'NO923609016MVA'],
    ['NO', 'NO923609016', undefined],
    ['BG', 'BG175074752', 'BG175074752'],
    ['BG', 'BG7523169263', 'BG7523169263'],
    ['BG', 'BG17507475', undefined],
  ])('%s VAT number %s is %s', (code, text, value) => {
    expect(country(code).identity.vatNumber(text).value).toBe(value)
  })

  test.each([
    ['DE 136,695 976', 'DE136695976'],
    ['FI20774740', 'FI20774740'],
    ['EL094259216', 'EL094259216'],
    ['SE556026998601', 'SE556026998601'],
    ['DE136695977', undefined],
    ['US123456789', undefined],
  ])('foreign VAT number %s is %s', (text, value) => {
    expect(foreignVatNumber(text).value).toBe(value)
  })

  test('a VAT number that holds a personal number says so', () => {
    expect(se.identity.vatNumberIsPersonal('SE811218987601')).toBe(true)
    expect(se.identity.vatNumberIsPersonal('SE556026998601')).toBe(false)
    expect(bg.identity.vatNumberIsPersonal('BG7523169263')).toBe(true)
    expect(bg.identity.vatNumberIsPersonal('BG175074752')).toBe(false)
  })

  test('no problem repeats the number of a person', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{6}-?\d{4}$/), fc.constantFrom(...countries), (text, rules) => {
        for (const { problem } of [
          rules.identity.anyNumber(text, today),
          rules.identity.personalNumber(text, today),
          rules.identity.organisationNumber(text),
          rules.identity.vatNumber(text),
        ]) {
          expect(JSON.stringify(problem ?? '')).not.toContain(text)
        }
      }),
    )
  })

  test('garbage is a problem, never a crash', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...countries), (text, rules) => {
        const { identity } = rules
        for (const result of [
          identity.organisationNumber(text),
          identity.personalNumber(text, today),
          identity.anyNumber(text, today),
          identity.vatNumber(text),
          identity.bankAccount(text),
          rules.references.make(text, rules.references.default),
        ]) {
          expect(result.value !== undefined || result.problem !== undefined).toBe(true)
        }
      }),
    )
  })

  test('agrees with stdnum', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{9}$/), (nine) => {
        const ten = nine + luhnDigit(nine)
        if (Number(nine[2]) >= 2) expect(stdnum.SE!.orgnr!.validate(ten).isValid).toBe(true)
        expect(no.identity.organisationNumber(nine).value !== undefined).toBe(
          /^[89]/.test(nine) && stdnum.NO!.orgnr!.validate(nine).isValid,
        )
        const eik = nine.slice(0, 8) + eikDigit(nine.slice(0, 8))
        // stdnum refuses first digits 4–8, which real EIKs have.
        if (/^[01239]/.test(eik)) expect(stdnum.BG!.vat!.validate(eik).isValid).toBe(true)
      }),
    )
  })
})

describe('bank accounts', () => {
  test.each([
    ['SE', '5050-1055', 'bankgiro', '50501055'],
    ['SE', '991-2346', 'bankgiro', '9912346'],
    ['SE', 'BG 5050-1055', 'bankgiro', '50501055'],
    ['SE', 'Bankgiro: 5050–1055', 'bankgiro', '50501055'],
    ['SE', 'IBAN SE45 5000 0000 0583 9825 7466', 'iban', 'SE4550000000058398257466'],
    ['BG', 'IBAN: BG80 BNBG 9661 1020 3456 78', 'iban', 'BG80BNBG96611020345678'],
    ['SE', 'BG80BNBG96611020345678', 'iban', 'BG80BNBG96611020345678'],
    ['SE', '5050-1056', undefined, undefined],
    ['SE', 'SE45 5000 0000 0583 9825 7466', 'iban', 'SE4550000000058398257466'],
    ['NO', '8601.11.17947', 'bban', '86011117947'],
    ['NO', '8601.11.17948', undefined, undefined],
    ['NO', 'NO93 8601 1117 947', 'iban', 'NO9386011117947'],
    ['BG', 'BG80 BNBG 9661 1020 3456 78', 'iban', 'BG80BNBG96611020345678'],
    ['BG', 'BG80BNBG96611020345679', undefined, undefined],
  ])('%s %s is %s %s', (code, text, kind, value) => {
    const result = country(code).identity.bankAccount(text)
    expect([result.value?.kind, result.value?.value]).toEqual([kind, value])
  })

  test('an unknown clearing number is a warning, a wrong check digit in a known bank a problem', () => {
    expect(se.identity.bankAccount('1000,1234567')).toMatchObject({
      value: { kind: 'bban' },
      problem: { severity: 'warning' },
    })
    expect(se.identity.bankAccount('5000,1111117').value).toBeUndefined()
  })

  test.each([
    [{ kind: 'bankgiro', value: '50501055' }, '5050-1055'],
    [{ kind: 'plusgiro', value: '9020900' }, '90 20 90-0'],
    [{ kind: 'plusgiro', value: '42' }, '4-2'],
    [{ kind: 'bban', value: '50001111116' }, '5000-1111116'],
  ] as const)('%j prints as %s', (account, text) => {
    expect(se.identity.formatBankAccount(account)).toBe(text)
  })

  const file = '../shared/samples/bank-accounts-se/byrokrat_integrationtestdata.json'
  describe.skipIf(!existsSync(file))('Swedish accounts of the shared samples', () => {
    type Entry = string | { number: string; permutations?: string[] }
    type Bank = { bank_id: string; valid_numbers: Entry[]; invalid_numbers?: Entry[] }
    const banks: Bank[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
    const flat = (list: Entry[] = []) =>
      list.flatMap((entry) => (typeof entry === 'string' ? [entry] : [entry.number, ...(entry.permutations ?? [])]))
    const cases = banks.flatMap((bank) => [
      ...flat(bank.valid_numbers).map((text) => [text, true] as const),
      ...flat(bank.invalid_numbers).map((text) => [text, false] as const),
    ])
    test.each(cases)('%s: %s', (text, ok) => {
      expect(se.identity.bankAccount(text, 'bban').value !== undefined).toBe(ok)
    })
  })
})

describe('references', () => {
  const ocr = { kind: 'ocr', lengthDigit: false } as const
  const ocrLength = { kind: 'ocr', lengthDigit: true } as const
  test.each<[string, ReferenceScheme, string | undefined]>([
    ['100001', ocr, '1000017'],
    ['100001', ocrLength, '10000180'],
    ['20260042173', ocr, '202600421731'],
    ['12345', ocrLength, '1234574'],
    ['12345678', ocrLength, '1234567806'],
    ['7', { kind: 'ocr', lengthDigit: true, length: 10 }, `000000070${luhnDigit('000000070')}`],
    ['12345678', { kind: 'kid', modulus: 10 }, '123456782'],
    ['1234567', { kind: 'kid', modulus: 10 }, '12345674'],
    ['12345678', { kind: 'kid', modulus: 11 }, '123456785'],
    ['6', { kind: 'kid', modulus: 11 }, '6-'],
    ['999', { kind: 'number', width: 10 }, '0000000999'],
    ['A17', ocr, undefined],
    ['1'.repeat(25), ocr, undefined],
    ['12345', { kind: 'ocr', lengthDigit: true, length: 5 }, undefined],
  ])('%s by %j is %s', (base, scheme, reference) => {
    const made = se.references.make(base, scheme)
    expect(made.value).toBe(reference)
    if (reference) expect(se.references.check(reference, scheme)).toBe(true)
  })

  test('one wrong digit is always seen, and a printed reference is read back', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{1,23}$/),
        fc.constantFrom<ReferenceScheme>(ocr, ocrLength, { kind: 'kid', modulus: 10 }, { kind: 'kid', modulus: 11 }),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (base, scheme, at, by) => {
          const reference = se.references.make(base, scheme).value!
          const rules = scheme.kind === 'kid' ? no : se
          expect(
            rules.references.check(
              rules.references.normalise(` ${reference.slice(0, 3)} ${reference.slice(3)}`),
              scheme,
            ),
          ).toBe(true)
          const i = at % base.length
          const wrong = reference.slice(0, i) + ((Number(reference[i]) + by) % 10) + reference.slice(i + 1)
          expect(rules.references.check(wrong, scheme)).toBe(false)
        },
      ),
    )
  })

  test('modulus 11 and Luhn by definition', () => {
    expect([mod11Digit('12345678'), mod11Digit('6'), luhnDigit('7992739871')]).toEqual(['5', '-', '3'])
    expect(luhnValid('79927398713')).toBe(true)
  })

  test('a payment to the Swedish tax account', () => {
    expect(se.taxPayments.reference('559547-0021', today)?.value).toBe('1655954700217')
    expect(se.taxPayments.reference('556026-9986', today)?.value).toBe('1655602699860')
    expect(se.taxPayments.account?.value).toBe('50501055')
  })
})

describe('VAT', () => {
  test.each([
    ['SE', 'FOOD', '2026-03-31', '12', 'outputVat:12', '2621'],
    ['SE', 'FOOD', '2026-04-01', '6', 'outputVat:6', '2631'],
    ['SE', 'FOOD', '2027-12-31', '6', 'outputVat:6', '2631'],
    ['SE', 'FOOD', '2028-01-01', '12', 'outputVat:12', '2621'],
    ['SE', 'S25', '2026-04-01', '25', 'outputVat:25', '2611'],
    ['NO', 'WATER', '2025-04-30', '25', 'outputVat:25', '2700'],
    ['NO', 'WATER', '2025-05-01', '15', 'outputVat:15', '2701'],
    ['BG', 'RESTAURANT', '2024-12-31', '9', 'outputVat:9', '4532'],
    ['BG', 'RESTAURANT', '2025-01-01', '20', 'outputVat:20', '4532'],
  ])('%s %s supplied %s: %s %%', (code, vatCode, on, percent, role, account) => {
    const rules = country(code)
    const found = rules.vat.on(vatCode, day(on))
    expect([found.percent, found.outputVatRole]).toEqual([percent, role])
    expect(rules.accounts.of(found.outputVatRole!).account).toBe(account)
  })

  test('a day before the table and an unknown code refuse', () => {
    expect(() => se.vat.on('FOOD', day('1990-01-01'))).toThrow(/RATE_MISSING/)
    expect(() => se.vat.on('X', today)).toThrow(/does not exist/)
  })

  test.each(countries.map((rules) => [rules.code, rules] as const))('%s: every code is whole', (_, rules) => {
    for (const code of rules.vat.codes) {
      expect(code.rates.map((rate) => rate.from)).toEqual([...code.rates.map((rate) => rate.from)].sort())
      const { category, percent, exemptionCode, exemptionReason, outputVatRole, salesRole } = rules.vat.on(
        code.code,
        today,
      )
      expect(percent === null).toBe(category === 'O')
      expect(Number(percent ?? 0) > 0).toBe(category === 'S')
      expect(rules.accounts.of(salesRole).account).toBeTruthy()
      if (outputVatRole) expect(rules.accounts.of(outputVatRole).account).toBeTruthy()
      // BR-E-10, BR-AE-10, BR-O-10 …: a reason; BR-S-10, BR-Z-10: none.
      expect(Boolean(exemptionCode || exemptionReason)).toBe(!['S', 'Z'].includes(category))
      if (exemptionReason) for (const text of Object.values(exemptionReason)) expect(text).not.toBe('')
    }
    expect(new Set(rules.vat.codes.map((code) => code.code)).size).toBe(rules.vat.codes.length)
    const supplies = rules.vat.codes.flatMap((code) => code.supplies)
    expect(new Set(supplies).size).toBe(supplies.length)
  })

  test('percents that a document may carry', () => {
    expect(se.vat.percentsOn(today)).toEqual(['25', '12', '6'])
    expect(no.vat.percentsOn(today)).toEqual(['25', '15', '12', '11.11'])
    expect(bg.vat.percentsOn(today)).toEqual(['20', '9'])
  })
})

describe('banking days', () => {
  test.each([
    ['SE', '2026-12-24', '2026-12-28'],
    ['SE', '2026-06-19', '2026-06-22'],
    ['SE', '2026-11-20', '2026-11-20'],
    ['NO', '2026-04-02', '2026-04-07'],
    ['NO', '2026-12-24', '2026-12-24'],
    ['BG', '2026-04-10', '2026-04-14'],
    ['BG', '2026-05-24', '2026-05-26'],
    ['BG', '2026-12-24', '2026-12-29'],
  ])('%s: %s moves to %s', (code, from, to) => {
    expect(country(code).holidays.nextBankingDay(day(from))).toBe(to)
  })

  test('counts forth and back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 15_000 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(...countries),
        (n, count, rules) => {
          const from = rules.holidays.nextBankingDay(
            new Date(Date.UTC(2010, 0, 1 + n)).toISOString().slice(0, 10) as Day,
          )
          const to = rules.holidays.addBankingDays(from, count)
          expect(rules.holidays.isBankingDay(to)).toBe(true)
          expect(rules.holidays.addBankingDays(to, -count)).toBe(from)
        },
      ),
    )
  })

  // date-holidays is an independent source: every public holiday it knows on a weekday is no banking day here.
  test.each(['SE', 'NO', 'BG'])('%s agrees with date-holidays 2015–2035', (code) => {
    const theirs = new Holidays(code)
    const ours = country(code).holidays
    for (let year = 2015; year <= 2035; year++) {
      const public_ = theirs
        .getHolidays(year)
        .filter((holiday) => holiday.type === 'public')
        .map((holiday) => day(holiday.date.slice(0, 10)))
        .filter((d) => weekday(d) < 6)
      expect(public_.filter((d) => ours.isBankingDay(d))).toEqual([])
    }
  })
})

describe('tax days', () => {
  test.each([
    ['F-skatt', '2026-08', false, '2026-08-17', '2026-08-17'],
    ['F-skatt', '2026-12', false, '2026-12-12', '2026-12-14'],
    ['F-skatt', '2027-02', false, '2027-02-12', '2027-02-12'],
    ['F-skatt', '2027-01', false, '2027-01-17', '2027-01-18'],
    ['F-skatt', '2026-08', true, '2026-08-12', '2026-08-12'],
    ['moms', '2026-12', true, '2026-12-27', '2026-12-28'],
    ['moms', '2026-09', true, '2026-09-26', '2026-09-28'],
  ])('%s %s (large %s): %s, paid %s', (kind, month, largeTurnover, nominal, due) => {
    expect(se.taxPayments.dueDay(kind, month, { largeTurnover })).toEqual({ nominal, due })
  })
  test('an unknown tax refuses', () => expect(() => se.taxPayments.dueDay('hundskatt', '2026-08')).toThrow(/hundskatt/))
})

describe('rates', () => {
  test.each([
    ['SE', '2026-11-21', '10.00'],
    ['SE', '2018-12-31', '7.50'],
    ['SE', '2025-06-30', '11.00'],
    ['NO', '2023-12-31', '11.75'],
    ['BG', '2026-06-30', '10.15'],
  ])('%s late interest on %s is %s', (code, on, percent) => {
    expect(country(code).rates.lateOn(day(on)).percent).toBe(percent)
  })
  test.each([
    ['SE', '2027-01-01', '2027-01-01'],
    ['NO', '2027-03-05', '2027-01-01'],
    ['BG', '2026-07-15', '2026-07-01'],
    ['SE', '2017-05-01', '2017-01-01'],
  ])('%s refuses %s', (code, on, from) => {
    expect(() => country(code).rates.lateOn(day(on))).toThrow(`RATE_MISSING ${from}`)
  })
  test('every rate has a source and the day it was checked', () => {
    for (const rules of countries) {
      const rows = [
        ...rules.rates.late,
        ...(rules.rates.reference ?? []),
        ...rules.rates.compensation,
        ...rules.currency.base,
      ]
      for (const row of [...rows, ...rules.vat.codes.flatMap((code) => code.rates)]) {
        expect(row.source.length).toBeGreaterThan(4)
        expect(row.checked <= today).toBe(true)
      }
    }
  })
})

describe('currency', () => {
  test.each([
    [100_00n, 51_13n],
    [1234_56n, 631_22n],
    [-1234_56n, -631_22n],
    [195583n, 100000n],
  ])('%d stotinki are %d cents', (bgn, eur) => {
    expect(bg.currency.redenominate(minor(bgn), 'BGN')).toBe(eur)
  })
  test('the base currency is dated', () => {
    expect([bg.currency.baseOn(day('2025-12-31')), bg.currency.baseOn(day('2026-01-01'))]).toEqual(['BGN', 'EUR'])
    expect(bg.currency.redenominate(minor(1n), 'USD')).toBeNull()
    expect([se.currency.baseOn(today), no.currency.baseOn(today)]).toEqual(['SEK', 'NOK'])
  })
  test.each([
    [250_00n, 'EUR', 'SEK', { per: 'EUR', rate: '11.0435' }, 2760_88n],
    [11200_00n, 'SEK', 'EUR', { per: 'EUR', rate: '11.35' }, 986_78n],
    [1000n, 'JPY', 'SEK', { per: 'JPY', rate: '0.0712' }, 71_20n],
    [71_20n, 'SEK', 'JPY', { per: 'JPY', rate: '0.0712' }, 1000n],
    [-5n, 'EUR', 'SEK', { per: 'EUR', rate: '1.1' }, -6n],
  ])('%d %s in %s', (amount, from, to, rate, expected) => {
    expect(convert(minor(amount), from, to, rate)).toBe(expected)
  })
})

describe('documents', () => {
  test('numbers', () => {
    expect(bg.documents.nextNumber('0000000999')).toBe('0000001000')
    expect(() => bg.documents.nextNumber('9999999999')).toThrow(/no number after/)
    expect(() => bg.documents.nextNumber('A000000001')).toThrow(/digits/)
    expect(se.documents.nextNumber('2026-0999')).toBe('2026-1000')
    expect(bg.documents.formatNumber(17)).toBe('0000000017')
    expect([se.documents.number.yearlyReset, bg.documents.number.yearlyReset]).toEqual([true, false])
  })
  test('names and mentions', () => {
    expect(se.documents.title('credit-note', 'sv')).toBe('Kreditfaktura')
    expect(bg.documents.title('invoice', 'en')).toBe('Фактура / Invoice')
    expect(no.documents.mention('reverse-charge', 'nb')).toBe('Omvendt avgiftsplikt – merverdiavgift ikke beregnet')
    expect(no.documents.mention('f-tax', 'nb')).toBeNull()
    expect([se, no, bg].map((rules) => rules.documents.advanceInvoiceOnPrepayment)).toEqual([true, false, true])
  })
  test('an unknown country refuses', () => expect(() => country('DK')).toThrow(/DK/))
})

const vectors = '../shared/samples/check-digits/vectors.json'
describe.skipIf(!existsSync(vectors))('shared check-digit vectors', () => {
  type Vector = { fn: string; in: string; out: string | boolean }
  const list: Vector[] = existsSync(vectors) ? JSON.parse(readFileSync(vectors, 'utf8')) : []
  const make = (base: string, scheme: ReferenceScheme) => se.references.make(base, scheme).value
  const functions: Record<string, (text: string) => unknown> = {
    luhn: luhnValid,
    ocr_checkdigit_only: (text) => make(text, { kind: 'ocr', lengthDigit: false }),
    ocr_length_and_check: (text) => make(text, { kind: 'ocr', lengthDigit: true }),
    skattekonto_ocr: (text) => se.taxPayments.reference(text, today)?.value,
    kid_mod10_digit: luhnDigit,
    kid_mod11_digit: mod11Digit,
    no_orgnr: (text) => no.identity.organisationNumber(text).value !== undefined,
    no_account: (text) => no.identity.bankAccount(text).value !== undefined,
    no_fnr: (text) => no.identity.personalNumber(text, today).value !== undefined,
    bg_eik9: (text) => bg.identity.organisationNumber(text).value !== undefined,
    bg_eik13: (text) => bg.identity.organisationNumber(text).value !== undefined,
    bg_egn: (text) => bg.identity.personalNumber(text, today).value !== undefined,
    bg_pnf: (text) => bg.identity.personalNumber(text, today).value !== undefined,
    iban: (text) => se.identity.bankAccount(text, 'iban').value !== undefined,
  }
  test.each(list.map((vector) => [vector.fn, vector.in, vector.out] as const))('%s(%s) = %s', (fn, text, out) => {
    expect(functions[fn]!(text)).toBe(out)
  })
})

test.each([
  ['070-123 45 67', 'SE', '+46701234567'],
  ['0046 70 123 45 67', 'SE', '+46701234567'],
  ['+46 (70) 123 45 67', 'NO', '+46701234567'],
  ['+46 (0)70 123 45 67', 'BG', '+46701234567'],
  ['070–123 45 67', 'SE', '+46701234567'],
  ['912 34 567', 'NO', '+4791234567'],
  ['0888 123 456', 'BG', '+359888123456'],
  ['12345', 'SE', null],
  ['växeln', 'SE', null],
  ['701234567', 'SE', null],
] as const)('the telephone number %s in %s is %s', (written, country, number) =>
  expect(phoneNumber(written, [country])).toBe(number),
)
