import type { DocumentParty, DocumentSeller } from '../../formats/e-invoice/document.ts'

/** An address as the post of the seller's country reads it: abroad, the country stands last in English capitals (UPU S42). */
export function addressLines(party: DocumentParty, seller: DocumentSeller): string[] {
  const { careOf, street, street2, postCode, city, country: code } = party.address
  return [
    party.legalName ?? party.name,
    careOf ? (/^c\/o\b/i.test(careOf) ? careOf : `c/o ${careOf}`) : null,
    street,
    street2,
    [postCode, city].filter(Boolean).join(' '),
    code === seller.address.country ? null : countryName(code),
  ].filter((line): line is string => Boolean(line))
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })
const countryName = (code: string): string => (/^[A-Z]{2}$/.test(code) ? regions.of(code)!.toUpperCase() : code)
