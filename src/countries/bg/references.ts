import { referenceRules } from '../references.ts'
import { bare } from '../text.ts'

/** No structured reference: payers quote the ten-digit number of the invoice in "основание". */
export const references = referenceRules([{ kind: 'number', width: 10 }], (text) => {
  const digits = bare(text).replace(/\D/g, '')
  return digits.length > 0 && digits.length < 10 ? digits.padStart(10, '0') : digits
})
