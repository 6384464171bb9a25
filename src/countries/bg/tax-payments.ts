import type { TaxPaymentRules } from '../country.ts'
import { taxDue, unknownTax } from '../tax-days.ts'
import { holidays } from './holidays.ts'

const kinds = ['ДДС', 'осигуровки']

/** ЗДДС чл. 89, КСО чл. 7; from memory (85–95 % sure). */
export const taxPayments: TaxPaymentRules = {
  kinds,
  dueDay(kind, month) {
    const name = kind.toLowerCase()
    if (name === 'ддс' || name === 'vat' || name === 'dds') return taxDue(month, 14, holidays)
    if (name === 'осигуровки' || name === 'salary') return taxDue(month, 25, holidays)
    return unknownTax(kind, kinds)
  },
  // Budget payments carry a tax code and go to the account of the office.
  reference: () => null,
  account: null,
}
