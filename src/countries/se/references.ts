import { referenceRules } from '../references.ts'
import { bare } from '../text.ts'

/**
 * OCR (Bankgirot, "OCR-referenskontroll"): hard control with variable length wants the length digit,
 * so that is the default; with check digit alone; fixed lengths as agreed.
 */
export const references = referenceRules(
  [{ kind: 'ocr', lengthDigit: true }, { kind: 'ocr', lengthDigit: false }, { kind: 'number' }],
  (text) => bare(text).replace(/\D/g, ''),
)
