import { formatMinor } from '../../../kernel/money.ts'
import type { DocumentKind, DocumentParty, DocumentSeller, IssuedDocument, Language } from '../document.ts'

/** What the writer writes and what the rules judge must be the same: both take these values from here. */

export const customization = 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0'
export const profile = 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0'

/**
 * UNCL1001 type code by kind; null: no e-invoice (a proforma is no tax document, an internal invoice stays inside).
 * Interest is 380 with category O alone, as the Swedish examples have it; 383 and 386 are in BR-CL-01 and P0100.
 */
export const typeCodes: Record<DocumentKind, string | null> = {
  invoice: '380',
  'interest-invoice': '380',
  'debit-note': '383',
  'advance-invoice': '386',
  'credit-note': '381',
  proforma: null,
  'internal-invoice': null,
}

// Outside of XML 1.0 Char; lone surrogates too.
const invalid =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** Text as it can stand in XML, without blanks around it; null when nothing is left (R008: no empty elements). */
export function clean(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text === '') return null
  const kept = text.replace(invalid, '').trim()
  return kept === '' ? null : kept
}

/** A decimal as XML Schema writes it, or null when the text is none. */
export const isDecimal = (text: string): boolean => /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)

/** BT-31/BT-48: without blanks, in capitals; a Norwegian number gets the NO that the printed form lacks. */
export function vatId(party: DocumentParty): string | null {
  const compact = clean(party.vatNumber)
    ?.replace(/[\s.-]/g, '')
    .toUpperCase()
  if (!compact) return null
  return party.address.country === 'NO' && /^\d{9}(MVA)?$/.test(compact) ? `NO${compact.slice(0, 9)}MVA` : compact
}

/** BT-30/BT-47 with its ICD scheme where the country has one. */
export function legalId(party: DocumentParty): { id: string; scheme: string | null } | null {
  const id = clean(party.organisationNumber)?.replace(/[\s-]/g, '')
  if (!id) return null
  const scheme = party.address.country === 'SE' ? '0007' : party.address.country === 'NO' ? '0192' : null
  return { id, scheme }
}

export function endpoint(party: DocumentParty): { id: string; scheme: string } | null {
  const id = clean(party.endpoint?.id)
  const scheme = clean(party.endpoint?.scheme)
  return id === null
    ? null
    : { id: scheme === '0007' || scheme === '0192' ? id.replace(/[\s-]/g, '') : id, scheme: scheme ?? '' }
}

/** Category O stands alone and without VAT numbers (BR-O-02 … 04, BR-O-11 … 14). */
export const outsideVat = (document: IssuedDocument): boolean =>
  document.vat.length > 0 && document.vat.every((entry) => entry.category === 'O')

/** BT-32: the text that the seller's law wants beside the VAT number (SE-R-005, NO-R-002). */
export function taxRegistration(seller: DocumentSeller): string | null {
  if (seller.country === 'SE' && seller.approvedForFTax) return 'Godkänd för F-skatt'
  if (seller.country === 'NO' && seller.inBusinessRegister) return 'Foretaksregisteret'
  return null
}

/** BT-10; when neither it nor an order number is known, the buyer's contact person is the reference (R003). */
export const buyerReference = (document: IssuedDocument): string | null =>
  clean(document.theirReference) ??
  (clean(document.purchaseOrder) === null ? clean(document.buyer.contact?.name) : null)

/** BT-41 … 43. */
export function sellerContact({ seller, ourReference, businessArea }: IssuedDocument) {
  return {
    name: clean(seller.contact?.name) ?? clean(ourReference) ?? clean(businessArea?.name),
    phone: clean(seller.contact?.phone) ?? clean(businessArea?.phone),
    email: clean(seller.contact?.email) ?? clean(businessArea?.email),
  }
}

const words: Record<Language, { advance: string; vat: string; discount: string; rate: string }> = {
  sv: { advance: 'Förskott', vat: 'moms', discount: 'Rabatt', rate: 'Valutakurs' },
  nb: { advance: 'Forskudd', vat: 'mva', discount: 'Rabatt', rate: 'Valutakurs' },
  bg: { advance: 'Аванс', vat: 'ДДС', discount: 'Отстъпка', rate: 'Валутен курс' },
  en: { advance: 'Advance', vat: 'VAT', discount: 'Discount', rate: 'Exchange rate' },
}
export const discountWord = (language: Language): string => words[language].discount

/** BT-22: Peppol allows one note, so everything that has no term of its own stands there, a line each. */
export function note(document: IssuedDocument): string | null {
  const { advance, vat, rate } = words[document.language]
  const money = (amount: bigint) => formatMinor(amount, document.currency)
  const lines = [
    document.reason,
    ...document.preceding.map((preceding) => (preceding.reason === document.reason ? null : preceding.reason)),
    ...document.notes,
    ...(document.advances ?? []).map(
      (paid) => `${advance} ${paid.number} (${paid.issuedOn}): ${money(paid.gross)}, ${vat} ${money(paid.vat)}`,
    ),
    ...(document.accountingVat
      ? [
          `${rate}: 1 ${document.currency} = ${document.accountingVat.rate} ${document.accountingVat.currency} (${document.accountingVat.rateOn})`,
        ]
      : []),
    ...trailingTexts(document),
  ]
  const text = lines
    .map(clean)
    .filter((line) => line !== null)
    .join('\n')
  // "#AAA#" at the first hash is read as a subject code of UNCL4451 (BR-CL-08); with a blank it is text again.
  return text === '' ? null : text.replace(/^([^#]*#)(?=[^#]{3}#)/u, '$1 ')
}

/** Reads back what `note` put into one text: advances and the rate; the rest are notes. */
export function readNote(text: string): {
  notes: string[]
  advances: { number: string; issuedOn: string; gross: string; vat: string }[]
  rate: { rate: string; rateOn: string } | null
} {
  const notes: string[] = []
  const advances: { number: string; issuedOn: string; gross: string; vat: string }[] = []
  let rate: { rate: string; rateOn: string } | null = null
  for (const line of text.split('\n')) {
    const paid = /^(?:Förskott|Forskudd|Аванс|Advance) (\S+) \((\d{4}-\d\d-\d\d)\): (-?[\d.]+), \S+ (-?[\d.]+)$/.exec(
      line,
    )
    const exchange =
      /^(?:Valutakurs|Валутен курс|Exchange rate): 1 [A-Z]{3} = ([\d.]+) [A-Z]{3} \((\d{4}-\d\d-\d\d)\)$/.exec(line)
    if (paid) advances.push({ number: paid[1]!, issuedOn: paid[2]!, gross: paid[3]!, vat: paid[4]! })
    else if (exchange) rate = { rate: exchange[1]!, rateOn: exchange[2]! }
    else if (line.trim() !== '') notes.push(line)
  }
  return { notes, advances, rate }
}

const textOf = (line: { name: string; description?: string | null }) =>
  [clean(line.name), clean(line.description)].filter((part) => part !== null).join('\n')

/** Text rows after the last priced line. */
function trailingTexts({ lines }: IssuedDocument): string[] {
  const last = lines.findLastIndex((line) => !line.textOnly)
  return lines.slice(last + 1).map(textOf)
}

/** The priced lines, each with the text rows that stand above it (BT-127). */
export function pricedLines({
  lines,
}: IssuedDocument): { line: IssuedDocument['lines'][number]; note: string | null }[] {
  const priced: { line: IssuedDocument['lines'][number]; note: string | null }[] = []
  let texts: string[] = []
  for (const line of lines) {
    if (line.textOnly) {
      texts.push(textOf(line))
      continue
    }
    priced.push({ line, note: clean(texts.join('\n')) })
    texts = []
  }
  return priced
}

/** BT-33: what national law wants on the document and EN 16931 has no term for. */
export function legalInformation(seller: DocumentSeller): string | null {
  const parts = [
    ['Säte', seller.registeredOffice],
    ['МОЛ', seller.responsiblePerson],
    ['Съставил', seller.compiledBy],
  ].flatMap(([label, value]) => (clean(value) === null ? [] : [`${label}: ${clean(value)!.replaceAll(';', ',')}`]))
  return parts.length === 0 ? null : parts.join('; ')
}

/** Documents that this one follows (BG-3), the deducted advances among them. */
export function references(document: IssuedDocument): { number: string; issuedOn: string | null }[] {
  const known = new Set(document.preceding.map((preceding) => preceding.number))
  return [
    ...document.preceding.map(({ number, issuedOn }) => ({ number, issuedOn })),
    ...(document.advances ?? [])
      .filter(({ number }) => !known.has(number))
      .map(({ number, issuedOn }) => ({ number, issuedOn })),
  ]
}

/** BIS has no negative price (BR-27): the sign goes to the quantity. */
export function pricing(line: { quantity: string; unitPrice: string }): { quantity: string; unitPrice: string } {
  if (!line.unitPrice.startsWith('-') || !isDecimal(line.unitPrice)) return line
  const unitPrice = line.unitPrice.slice(1)
  if (/^[0.]*$/.test(unitPrice)) return { quantity: line.quantity, unitPrice }
  return { quantity: line.quantity.startsWith('-') ? line.quantity.slice(1) : `-${line.quantity}`, unitPrice }
}

/** Accounts of BG-17 as they are written: number without blanks, branch, or null without a number. */
export function accountOf(account: NonNullable<IssuedDocument['payment']>['accounts'][number]) {
  const id =
    clean(account.id)?.replace(account.kind === 'iban' || account.kind === 'bban' ? /[\s.]/g : /[\s-]/g, '') ?? null
  const branch =
    account.kind === 'bankgiro'
      ? 'SE:BANKGIRO'
      : account.kind === 'plusgiro'
        ? 'SE:PLUSGIRO'
        : account.kind === 'iban'
          ? clean(account.bic)
          : null
  return { id, branch }
}
