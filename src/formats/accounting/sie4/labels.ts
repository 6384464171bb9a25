import type { FieldTrouble } from './fields.ts'

/** Labels of SIE 4B by group: § 6. */
export type SieHeaderType = '1' | '2' | '3' | '4'

export const identification = new Set(
  '#FLAGGA #PROGRAM #FORMAT #GEN #SIETYP #PROSA #FTYP #FNR #ORGNR #BKOD #ADRESS #FNAMN #RAR #TAXAR #OMFATTN #KPTYP #VALUTA'.split(
    ' ',
  ),
)
export const plainFields = {
  '#PROSA': 'note',
  '#FTYP': 'companyForm',
  '#FNR': 'companyCode',
  '#BKOD': 'industryCode',
  '#KPTYP': 'chart',
} as const
export const chart = new Set(['#KONTO', '#KTYP', '#ENHET', '#SRU', '#DIM', '#UNDERDIM', '#OBJEKT'])
export const transactionLabels = new Set(['#TRANS', '#RTRANS', '#BTRANS'])
const balanceLabels = ['IB', 'UB', 'RES', 'OIB', 'OUB', 'PSALDO', 'PBUDGET'] as const
export const balancesByType: Record<SieHeaderType, readonly string[]> = {
  1: ['IB', 'UB', 'RES'],
  2: ['IB', 'UB', 'RES', 'PSALDO', 'PBUDGET'],
  3: balanceLabels,
  4: balanceLabels,
}
export const known = new Set([
  ...identification,
  ...chart,
  ...transactionLabels,
  '#VER',
  ...balanceLabels.map((balance) => `#${balance}`),
])
export const mandatory = ['#FLAGGA', '#PROGRAM', '#FORMAT', '#GEN', '#FNAMN']
export const troubles: Record<FieldTrouble, string> = {
  'quote-not-closed': 'a quotation mark is not closed; the text was read to the end of the line',
  'quote-inside': 'a quotation mark inside a text must be written \\"',
  'brace-not-closed': 'the object list is not closed by }',
}
