import { type Day, isDay } from '../../kernel/day.ts'
import { weighted } from '../check-digits.ts'
import type { BankAccountNumber, Checked, IdentityRules } from '../country.ts'
import { formatIban, iban, looksLikeIban } from '../iban.ts'
import { anyNumberOf, bare, invalid, valid } from '../text.ts'

export const identity: IdentityRules = {
  organisationNumber,
  personalNumber,
  anyNumber: anyNumberOf(
    { organisationNumber, personalNumber },
    'Neither a valid Norwegian organisation number nor a personal number: check its digits.',
  ),
  vatNumber,
  vatNumberOf: (organisationNumber) => `NO${organisationNumber}MVA`,
  vatNumberIsPersonal: () => false,
  formatOrganisationNumber: (value) => value.replace(/(\d{3})(?=\d)/g, '$1 '),
  bankAccount,
  formatBankAccount: ({ kind, value }) =>
    kind === 'iban' ? formatIban(value) : `${value.slice(0, 4)}.${value.slice(4, 6)}.${value.slice(6)}`,
  peppolEndpoint: (organisationNumber) => ({ scheme: '0192', id: organisationNumber }),
}

/** Nine digits, modulus 11; the first is 8 or 9 (Brønnøysundregistrene). */
function organisationNumber(text: string): Checked {
  const value = bare(text).toUpperCase().replace(/^NO/, '').replace(/MVA$/, '')
  if (!/^[89]\d{8}$/.test(value) || weighted(value, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 !== 0) {
    return invalid(
      'identity.organisation-number-invalid',
      'Not a valid Norwegian organisation number: nine digits such as 923 609 016; check them.',
    )
  }
  return valid(value)
}

/**
 * Fødselsnummer or D-number (day + 40), eleven digits, two check digits of modulus 11
 * (folkeregisterforskriften § 2-2-1). The individual number tells the century.
 */
function personalNumber(text: string, today: Day): Checked {
  const value = bare(text)
  const birth = /^\d{11}$/.test(value) ? birthDay(value) : null
  const checked =
    weighted(value, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
    weighted(value, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  if (birth === null || birth > today || !checked) {
    return invalid(
      'identity.personal-number-invalid',
      'Not a valid Norwegian personal number: eleven digits; check them.',
    )
  }
  return valid(value)
}

function birthDay(value: string): Day | null {
  const [two, individual] = [Number(value.slice(4, 6)), Number(value.slice(6, 9))]
  const century = centuryOf(two, individual)
  const dayOfMonth = Number(value.slice(0, 2)) % 40
  const text = `${century}${value.slice(4, 6)}-${value.slice(2, 4)}-${String(dayOfMonth).padStart(2, '0')}`
  return century !== null && isDay(text) ? text : null
}

function centuryOf(two: number, individual: number): number | null {
  if (individual < 500) return 19
  if (individual < 750 && two >= 54) return 18
  if (two < 40) return 20
  return individual >= 900 ? 19 : null
}

/** NO, the organisation number and MVA (bokføringsforskriften § 5-1-2; NO-R-001). */
function vatNumber(text: string): Checked {
  const written = bare(text).toUpperCase()
  const organisation = organisationNumber(written)
  if (organisation.value === undefined || !/^(NO)?\d{9}MVA$/.test(written)) {
    return invalid(
      'identity.vat-number-invalid',
      'Not a valid Norwegian VAT number: the organisation number and MVA, such as NO923609016MVA; check it.',
    )
  }
  return valid(`NO${organisation.value}MVA`)
}

/** Eleven digits, modulus 11 (Finans Norge / Bits), or an IBAN. */
function bankAccount(text: string, kind?: BankAccountNumber['kind']): Checked<BankAccountNumber> {
  if (kind === 'iban' || (kind === undefined && looksLikeIban(text))) return iban(text)
  const value = bare(text)
  if (!/^\d{11}$/.test(value) || weighted(value, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 !== 0) {
    return invalid('account.bban-invalid', `"${text}" is not a valid Norwegian account: eleven digits; check them.`, {
      text,
    })
  }
  return valid({ kind: 'bban', value })
}
