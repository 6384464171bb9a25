import { type Minor, minor } from '../../../kernel/money.ts'
import type { AccountNumber, PaymentReference, ReferenceKind } from '../../format.ts'
import { amountIn } from './amounts.ts'
import type { Amount, Remittance } from './records.ts'

/**
 * What the payer says that he pays, in the order of the file. Parts carry the sign of the payment; a credit note the
 * opposite one. The amount of a Strd goes to its creditor reference, else to its only document.
 */
export function referencesOf(
  remittances: readonly Remittance[],
  payment: Minor,
  currency: string,
  country: 'SE' | 'NO' | null,
  context: { unused(path: string): void },
): PaymentReference[] {
  const references: PaymentReference[] = []
  for (const remittance of remittances) {
    const documents = remittance.documents.filter((document) => document.number !== null)
    const part = partOf(remittance, payment, currency)
    const amounts = (remittance.reference === null ? 0 : 1) + documents.length
    if (part === null ? (remittance.remitted ?? remittance.creditNote) : remittance.reference === null && amounts !== 1)
      context.unused('RmtInf/Strd/RfrdDocAmt (in another currency, or for several documents together)')
    if (remittance.reference !== null)
      references.push({ kind: kindOf(remittance, country), reference: remittance.reference, amount: part })
    for (const { number } of documents)
      references.push({ kind: 'invoice', reference: number!, amount: amounts === 1 ? part : null })
  }
  return references
}

function partOf(remittance: Remittance, payment: Minor, currency: string): Minor | null {
  const creditNote = remittance.documents.length === 1 && remittance.documents[0]!.kind === 'CREN'
  const value = (amount: Amount | null) => amountIn(amount, currency)
  const remitted = value(remittance.remitted)
  const credited = value(remittance.creditNote)
  const part = creditNote ? negative(credited ?? remitted) : (remitted ?? negative(credited))
  return part !== null && payment < 0n ? minor(-part) : part
}

const negative = (amount: Minor | null): Minor | null => (amount === null ? null : minor(-amount))

/**
 * SCOR is what the message says of every checked reference: an ISO 11649 one (RF…), a Swedish OCR number, a Norwegian KID.
 * Which of them follows from the number and from the country of the account.
 */
function kindOf({ reference, referenceType }: Remittance, country: 'SE' | 'NO' | null): ReferenceKind {
  const type = referenceType?.toUpperCase() ?? ''
  if (type.includes('KID')) return 'kid'
  if (type === 'OCR') return 'ocr'
  if (type !== 'SCOR') return 'unchecked'
  // A KID with control digit 10 in modulus 11 ends in a hyphen.
  if (/^\d{2,25}$/.test(reference!) && country === 'SE') return 'ocr'
  if (/^\d{1,24}[\d-]$/.test(reference!) && country === 'NO') return 'kid'
  return 'scor'
}

export function countryHint(account: AccountNumber, payee: AccountNumber | null, currency: string): 'SE' | 'NO' | null {
  for (const number of [payee, account]) {
    if (number?.scheme === 'BGNR' || number?.scheme === 'PGNR') return 'SE'
    if (number?.scheme === 'IBAN') return number.id.startsWith('SE') ? 'SE' : number.id.startsWith('NO') ? 'NO' : null
  }
  return currency === 'SEK' ? 'SE' : currency === 'NOK' ? 'NO' : null
}
