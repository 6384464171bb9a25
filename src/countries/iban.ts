import { electronicFormatIBAN, friendlyFormatIBAN, isValidIBAN } from 'ibantools'
import type { BankAccountNumber, Checked } from './country.ts'
import { invalid, valid } from './text.ts'

/** As on paper: its name stands before it. */
const named = /^\s*IBAN\b[\s:.]*/i

export const looksLikeIban = (text: string): boolean => /^\s*[A-Za-z]{2}\s*\d{2}/.test(text.replace(named, ''))

/** An IBAN of any country (ISO 13616), in electronic form. */
export function iban(text: string): Checked<BankAccountNumber> {
  const value = electronicFormatIBAN(text.replace(named, '')) ?? ''
  return isValidIBAN(value)
    ? valid({ kind: 'iban', value })
    : invalid('account.iban-invalid', `"${text}" is not a valid IBAN: check its digits.`, { text })
}

export const formatIban = (value: string): string => friendlyFormatIBAN(value) ?? value
