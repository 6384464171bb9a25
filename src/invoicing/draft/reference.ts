import type { CountryRules, ReferenceScheme } from '../../countries/country.ts'
import type { NumberBlock } from '../../ledger/take-numbers.ts'
import type { InvoiceGroup } from '../billing-set-up.ts'

const schemes: Record<InvoiceGroup['referenceKind'], ReferenceScheme> = {
  ocr: { kind: 'ocr', lengthDigit: false },
  'ocr-length': { kind: 'ocr', lengthDigit: true },
  'kid-mod10': { kind: 'kid', modulus: 10 },
  'kid-mod11': { kind: 'kid', modulus: 11 },
  number: { kind: 'number' },
}

/**
 * The payment reference of a document, from its number. A series that starts again each year gives the year too, so that
 * no reference ever comes twice (the database holds them unique).
 */
export function referenceOf(
  rules: CountryRules,
  group: InvoiceGroup,
  block: Pick<NumberBlock, 'year'>,
  numberText: string,
  kind: string,
): { reference: string; kind: string } {
  const scheme = schemes[group.referenceKind]
  if (scheme.kind === 'number' || kind === 'proforma') return { reference: numberText, kind: 'number' }
  const digits = numberText.replace(/\D/g, '')
  const made = rules.references.make(block.year > 0 ? `${block.year}${digits}` : digits, scheme)
  return made.value === undefined
    ? { reference: numberText, kind: 'number' }
    : { reference: made.value, kind: scheme.kind }
}
