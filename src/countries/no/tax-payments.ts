import type { TaxPaymentRules } from '../country.ts'
import { taxDue, unknownTax } from '../tax-days.ts'
import { holidays } from './holidays.ts'

const kinds = ['mva', 'forskuddstrekk']

/** skattebetalingsloven (LOV-2005-06-17-67) kap. 10; from memory (92 % sure). */
export const taxPayments: TaxPaymentRules = {
  kinds,
  dueDay(kind, month) {
    const name = kind.toLowerCase()
    // The term May–June falls due on 31 August, the others on the 10th.
    if (name === 'mva' || name === 'vat') return taxDue(month, month.endsWith('-08') ? 31 : 10, holidays)
    if (name === 'forskuddstrekk') return taxDue(month, 15, holidays)
    return unknownTax(kind, kinds)
  },
  // The KID and the account of a tax payment come from Altinn.
  reference: () => null,
  account: null,
}
