import { euVat } from 'stdnum'
import type { Checked } from './country.ts'
import { countries } from './index.ts'
import { bare, invalid, valid } from './text.ts'

/**
 * The VAT number of a buyer anywhere in the EU or in Norway, with its country's prefix.
 * Ours by our own rules, the others by stdnum. Apart from the country index, since stdnum takes 70 ms to load.
 */
export function foreignVatNumber(text: string): Checked {
  const value = bare(text).replace(/,/g, '').toUpperCase()
  const prefix = value.slice(0, 2)
  const ours = countries.find((rules) => rules.code === prefix)
  if (ours) return ours.identity.vatNumber(value)
  // Greece writes EL in VAT numbers (VIES).
  const validators = euVat[prefix === 'EL' ? 'GR' : prefix] ?? []
  return validators.some((validator) => validator.validate(value.slice(2)).isValid)
    ? valid(value)
    : invalid(
        'identity.vat-number-invalid',
        "Not a valid VAT number with its country's prefix, such as DE136695976: check it.",
      )
}
