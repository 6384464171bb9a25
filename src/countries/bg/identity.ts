import { type Day, isDay } from '../../kernel/day.ts'
import { weighted } from '../check-digits.ts'
import type { BankAccountNumber, Checked, IdentityRules } from '../country.ts'
import { formatIban, iban } from '../iban.ts'
import { anyNumberOf, bare, invalid, valid } from '../text.ts'

export const identity: IdentityRules = {
  organisationNumber,
  personalNumber,
  anyNumber: anyNumberOf(
    { organisationNumber, personalNumber },
    'Neither a valid EIK nor a personal number: check its digits.',
  ),
  vatNumber,
  vatNumberOf: (organisationNumber) => `BG${organisationNumber.slice(0, 9)}`,
  // Ten digits: EGN, a foreigner's number or one that the revenue agency gave a person.
  vatNumberIsPersonal: (vatNumber) => vatNumber.length === 12,
  formatOrganisationNumber: (value) => value,
  bankAccount: (text: string, _kind?: BankAccountNumber['kind']) => iban(text),
  formatBankAccount: ({ value }) => formatIban(value),
  peppolEndpoint: (organisationNumber) => ({ scheme: '9926', id: `BG${organisationNumber.slice(0, 9)}` }),
}

/** Check digit of eight digits of an EIK (ЗТРРЮЛНЦ; former BULSTAT): weights 1–8, on remainder 10 weights 3–10. */
export function eikDigit(eight: string): string {
  const first = weighted(eight, [1, 2, 3, 4, 5, 6, 7, 8]) % 11
  return String(first < 10 ? first : (weighted(eight, [3, 4, 5, 6, 7, 8, 9, 10]) % 11) % 10)
}

/** The thirteenth digit of a branch's EIK: digits 9–12 by 2, 7, 3, 5, on remainder 10 by 4, 9, 5, 7. */
export function branchDigit(four: string): string {
  const first = weighted(four, [2, 7, 3, 5]) % 11
  return String(first < 10 ? first : (weighted(four, [4, 9, 5, 7]) % 11) % 10)
}

/** EIK or BULSTAT: nine digits, thirteen for a branch. */
function organisationNumber(text: string): Checked {
  const value = bare(text)
    .toUpperCase()
    .replace(/^(ЕИК|EIK|БУЛСТАТ|BULSTAT):?/, '')
    .replace(/^BG/, '')
  const nine = /^(\d{9}|\d{13})$/.test(value) && eikDigit(value.slice(0, 8)) === value[8]
  if (!nine || (value.length === 13 && branchDigit(value.slice(8, 12)) !== value[12])) {
    return invalid(
      'identity.organisation-number-invalid',
      'Not a valid EIK: nine digits such as 175074752, or thirteen for a branch; check them.',
    )
  }
  return valid(value)
}

/** EGN (ЗГР чл. 11) or a foreigner's personal number (ЛНЧ): ten digits. */
function personalNumber(text: string, today: Day): Checked {
  const value = bare(text).replace(/^(ЕГН|EGN|ЛНЧ|LNCH):?/i, '')
  if (isEgn(value, today) || isForeigner(value)) return valid(value)
  return invalid('identity.personal-number-invalid', 'Not a valid Bulgarian personal number: ten digits; check them.')
}

function isEgn(value: string, today: Day): boolean {
  if (!/^\d{10}$/.test(value)) return false
  const birth = birthDay(value)
  const digit = (weighted(value, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10
  return birth !== null && birth <= today && String(digit) === value[9]
}

/** Months + 20 were born in the 1800s, + 40 in the 2000s. */
function birthDay(value: string): Day | null {
  const coded = Number(value.slice(2, 4))
  const [century, month] = coded > 40 ? [20, coded - 40] : coded > 20 ? [18, coded - 20] : [19, coded]
  const text = `${century}${value.slice(0, 2)}-${String(month).padStart(2, '0')}-${value.slice(4, 6)}`
  return isDay(text) ? text : null
}

const isForeigner = (value: string): boolean =>
  /^\d{10}$/.test(value) && String(weighted(value, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10) === value[9]

/** A number that the revenue agency gave (служебен номер); remainder 10 is never given. */
function isServiceNumber(value: string): boolean {
  return /^\d{10}$/.test(value) && String((11 - (weighted(value, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11) === value[9]
}

/** BG and the nine digits of the EIK, or ten of a person (ЗДДС чл. 94 ал. 2). */
function vatNumber(text: string): Checked {
  const value = bare(text).toUpperCase()
  const digits = value.slice(2)
  // A VAT number has no day to measure a birth by: the last day that a date can have.
  const person = isEgn(digits, '9999-12-31' as Day) || isForeigner(digits) || isServiceNumber(digits)
  const organisation = digits.length === 9 && organisationNumber(digits).value !== undefined
  if (!/^BG\d{9,10}$/.test(value) || !(organisation || person)) {
    return invalid(
      'identity.vat-number-invalid',
      'Not a valid Bulgarian VAT number: BG and nine or ten digits, such as BG175074752; check it.',
    )
  }
  return valid(value)
}
