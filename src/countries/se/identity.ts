import { parse } from 'kontonummer'
import { type Day, isDay, parts } from '../../kernel/day.ts'
import { luhnValid } from '../check-digits.ts'
import type { BankAccountNumber, Checked, IdentityRules } from '../country.ts'
import { formatIban, iban, looksLikeIban } from '../iban.ts'
import { anyNumberOf, bare, invalid, isDigits, valid } from '../text.ts'

export const identity: IdentityRules = {
  organisationNumber,
  personalNumber,
  anyNumber: anyNumberOf(
    { organisationNumber, personalNumber },
    'Neither a valid Swedish organisation number nor a personal number: check its digits.',
  ),
  vatNumber,
  vatNumberOf: (organisationNumber) => `SE${organisationNumber}01`,
  vatNumberIsPersonal: (vatNumber) => Number(vatNumber[4]) < 2,
  formatOrganisationNumber: (value) => `${value.slice(0, 6)}-${value.slice(6)}`,
  bankAccount,
  formatBankAccount,
  peppolEndpoint: (organisationNumber) => ({ scheme: '0007', id: organisationNumber }),
}

/** Ten digits, Luhn, third digit at least 2 (lag 1974:174: so that it is no personal number). */
function organisationNumber(text: string): Checked {
  // A VAT number names the organisation, too.
  const digits = bare(text).replace(/^SE(\d{10})01$/i, '$1')
  // Authorities write it in twelve digits with 16 for the century.
  const value = digits.length === 12 && digits.startsWith('16') ? digits.slice(2) : digits
  if (!/^\d\d[2-9]\d{7}$/.test(value) || !luhnValid(value)) {
    return invalid(
      'identity.organisation-number-invalid',
      'Not a valid Swedish organisation number: ten digits such as 556026-9986; check them.',
    )
  }
  return valid(value)
}

/** Personnummer or samordningsnummer (day + 60), as twelve digits (folkbokföringslag 1991:481 18 §, 18 a §). */
function personalNumber(text: string, today: Day): Checked {
  const wrong = () =>
    invalid('identity.personal-number-invalid', 'Not a valid Swedish personal number: check its digits (ååmmdd-nnnn).')
  const match = /^(\d\d)?(\d{6})([-+]?)(\d{4})$/.exec(
    text.replace(/[\s\u00ad]/g, '').replace(/[\u2010-\u2015\u2212]/, '-'),
  )
  if (!match || !luhnValid(match[2]! + match[4]!)) return wrong()
  const birth = match[1] ? birthDay(match[1], match[2]!) : latestBirth(match[2]!, match[3] === '+', today)
  if (birth === null || birth > today) return wrong()
  return valid(birth.slice(0, 2) + match[2]! + match[4]!)
}

function birthDay(century: string, six: string): Day | null {
  const two = Number(six.slice(4, 6))
  const dayOfMonth = two > 60 ? two - 60 : two
  const text = `${century}${six.slice(0, 2)}-${six.slice(2, 4)}-${String(dayOfMonth).padStart(2, '0')}`
  return isDay(text) ? text : null
}

/** '-' until the year in which one turns a hundred, '+' from then on. */
function latestBirth(six: string, plus: boolean, today: Day): Day | null {
  const [year] = parts(today)
  const age = (year - Number(six.slice(0, 2))) % 100
  const birthYear = year - age - (plus ? 100 : 0)
  const found = birthDay(String(birthYear).slice(0, 2), six)
  if (found === null || found <= today) return found
  return birthDay(String(birthYear - 100).slice(0, 2), six)
}

/** SE, the ten digits of the organisation or personal number, and two more (ML 2023:200; VIES). */
function vatNumber(text: string): Checked {
  const value = bare(text).toUpperCase()
  const match = /^SE(\d{10})(\d\d)$/.exec(value)
  if (!match || match[2] === '00' || !luhnValid(match[1]!)) {
    return invalid(
      'identity.vat-number-invalid',
      'Not a valid Swedish VAT number: SE, ten digits and 01, such as SE556026998601; check it.',
    )
  }
  return valid(value)
}

/** On paper the name of the giro stands before its number. A Bulgarian IBAN begins with BG as well, and has letters after it. */
const bankgiroName = /^\s*(?:bankgiro|bg)[\s:.]*(?=\d[\d\s\u2010-\u2015-]*$)/i
const plusgiroName = /^\s*(?:plusgiro|pg)[\s:.]*(?=\d[\d\s\u2010-\u2015-]*$)/i

function bankAccount(given: string, asked?: BankAccountNumber['kind']): Checked<BankAccountNumber> {
  const kind = asked ?? (bankgiroName.test(given) ? 'bankgiro' : plusgiroName.test(given) ? 'plusgiro' : undefined)
  const text = given.replace(kind === 'plusgiro' ? plusgiroName : bankgiroName, '')
  switch (kind ?? shapeOf(text)) {
    case 'iban':
      return iban(text)
    case 'bankgiro':
      return bankgiro(text)
    case 'plusgiro':
      return plusgiro(text)
    default:
      return clearingAccount(text)
  }
}

function shapeOf(text: string): BankAccountNumber['kind'] {
  if (looksLikeIban(text)) return 'iban'
  if (/^\s*\d{3,4}-\d{4}\s*$/.test(text)) return 'bankgiro'
  if (/^[\d\s]{1,10}-\s*\d\s*$/.test(text) && bare(text).length <= 8) return 'plusgiro'
  return bare(text).length <= 8 ? 'bankgiro' : 'bban'
}

/** Seven or eight digits, Luhn (Bankgirot). */
function bankgiro(text: string): Checked<BankAccountNumber> {
  const value = bare(text)
  return /^\d{7,8}$/.test(value) && luhnValid(value)
    ? valid({ kind: 'bankgiro', value })
    : invalid('account.bankgiro-invalid', `"${text}" is not a valid bankgiro number: 7 or 8 digits; check them.`, {
        text,
      })
}

/** Two to eight digits, Luhn (Nordea PlusGirot). */
function plusgiro(text: string): Checked<BankAccountNumber> {
  const value = bare(text)
  return /^\d{2,8}$/.test(value) && luhnValid(value)
    ? valid({ kind: 'plusgiro', value })
    : invalid('account.plusgiro-invalid', `"${text}" is not a valid plusgiro number: 2 to 8 digits; check them.`, {
        text,
      })
}

/**
 * Clearing number and account, by Bankgirot's "Bankernas kontonummer" (kontonummer carries the table).
 * Some real accounts have no check digit and new clearing numbers appear: an unknown clearing number
 * is a warning, a wrong check digit in a known bank a problem.
 */
function clearingAccount(text: string): Checked<BankAccountNumber> {
  let known = false
  for (const [clearing, account] of splits(text)) {
    for (const candidate of paddings(clearing, account)) {
      const found = parsed(clearing, candidate)
      if (found === 'unknown') continue
      known = true
      if (found) {
        return valid({ kind: 'bban', value: found.sortingCode + found.accountNumber, bankName: found.bankName })
      }
    }
  }
  const digits = bare(text).replace(',', '')
  if (!known && /^\d{9,16}$/.test(digits) && digits[0] !== '0' && !digits.startsWith('9999')) {
    return {
      value: { kind: 'bban', value: digits, bankName: null },
      problem: {
        code: 'account.clearing-unknown',
        severity: 'warning',
        message: `The clearing number ${digits.slice(0, 4)} is not in the table of banks: check the account "${text}".`,
        data: { text },
      },
    }
  }
  return invalid(
    'account.bban-invalid',
    `"${text}" is not a valid account: clearing number and account number; check them.`,
    {
      text,
    },
  )
}

/** Where the clearing number may end: at the comma, else after four digits, or five in Swedbank's 8xxx-x. */
function splits(text: string): [clearing: string, account: string][] {
  const [left, right] = text.split(',', 2)
  if (right !== undefined) {
    const clearing = bare(left!)
    return clearing.startsWith('8') && clearing.length === 4
      ? [[clearing, bare(right)], ...swedbank(clearing + bare(right))]
      : [[clearing, bare(right)]]
  }
  const digits = bare(text)
  const plain: [string, string][] = [...swedbank(digits), [digits.slice(0, 4), digits.slice(4)]]
  // Nordea's personal accounts are a personal number; customers leave their clearing number 3300 out.
  return digits.length === 10 ? [['3300', digits], ...plain] : plain
}

const swedbank = (digits: string): [string, string][] =>
  digits.startsWith('8') && luhnValid(digits.slice(0, 5)) ? [[digits.slice(0, 5), digits.slice(5)]] : []

/**
 * Banks pad with zeros to twelve digits, which the table counts without; Swedbank (8xxx) writes accounts
 * without the leading zeros that the table counts. An account that had no zeros elsewhere gets none.
 */
function paddings(clearing: string, account: string): string[] {
  if (account.length > 12) return []
  const stripped = account.replace(/^0+/, '')
  const lengths = account.startsWith('0') ? [7, 9, 10] : clearing.startsWith('8') && account.length >= 6 ? [10] : []
  const padded = lengths.filter((length) => length > stripped.length).map((length) => stripped.padStart(length, '0'))
  return [...new Set([account, ...(account.startsWith('0') ? [stripped] : []), ...padded])]
}

function parsed(clearing: string, account: string): ReturnType<typeof parse> | null | 'unknown' {
  if (!isDigits(clearing) || !isDigits(account) || account.length < 2 || !/^\d{4,5}$/.test(clearing)) return null
  try {
    // Lax reading fails for a clearing number that the table lacks, and for nothing else here.
    parse(clearing.slice(0, 4), account, { mode: 'lax' })
  } catch {
    return 'unknown'
  }
  // 3300 holds Nordea's personal accounts alone: the account is a personal number.
  if (clearing === '3300' && birthDay('19', account) === null && birthDay('20', account) === null) return null
  try {
    return parse(clearing, account, { mode: 'strict' })
  } catch {
    return null
  }
}

function formatBankAccount({ kind, value }: BankAccountNumber): string {
  if (kind === 'bankgiro') return `${value.slice(0, -4)}-${value.slice(-4)}`
  if (kind === 'plusgiro') return `${value.slice(0, -1).replace(/\B(?=(\d\d)+$)/g, ' ')}-${value.slice(-1)}`
  if (kind === 'iban') return formatIban(value)
  const clearing = value.startsWith('8') && luhnValid(value.slice(0, 5)) ? 5 : 4
  return `${value.slice(0, clearing)}-${value.slice(clearing)}`
}
