import { luhnDigit } from '../check-digits.ts'
import type { TaxPaymentRules } from '../country.ts'
import { taxDue, unknownTax } from '../tax-days.ts'
import { valid } from '../text.ts'
import { holidays } from './holidays.ts'
import { identity } from './identity.ts'

const kinds = ['F-skatt', 'SA-skatt', 'AGI', 'moms']

/** skatteförfarandelagen (2011:1244) 26 and 62 kap. */
export const taxPayments: TaxPaymentRules = {
  kinds,
  dueDay(kind, month, options = {}) {
    const large = options.largeTurnover ?? false
    const name = kind.toLowerCase()
    const monthNumber = month.slice(5)
    if (name === 'moms' || name === 'vat') {
      // Above 40 MSEK the 26th, which in December is Boxing Day.
      if (large) return taxDue(month, monthNumber === '12' ? 27 : 26, holidays)
      return taxDue(month, monthNumber === '01' || monthNumber === '08' ? 17 : 12, holidays)
    }
    if (!kinds.some((known) => known.toLowerCase() === name)) return unknownTax(kind, kinds)
    const seventeenth = monthNumber === '01' || (monthNumber === '08' && !large)
    return taxDue(month, seventeenth ? 17 : 12, holidays)
  },
  /** Thirteen digits: 16 and the organisation number, or the personal number with its century, and a Luhn digit. */
  reference(text, today) {
    const found = identity.anyNumber(text, today)
    if (found.value === undefined) return found
    const twelve = found.value.kind === 'organisation' ? `16${found.value.value}` : found.value.value
    return valid(twelve + luhnDigit(twelve))
  },
  account: { kind: 'bankgiro', value: '50501055', iban: 'SE5680000890119646240516', bic: 'SWEDSESS' },
}
