import { country } from '../../countries/index.ts'
import type { DocumentSeller, IssuedDocument, Language, PaymentAccount } from '../../formats/e-invoice/document.ts'
import { addressLines } from './address-lines.ts'
import type { Fact } from './facts.ts'
import { accountFact, facts } from './facts.ts'
import type { SlipContent } from './slip.ts'
import type { Texts } from './texts.ts'
import { writeOrganisationNumber, writeVatNumber } from './write-figures.ts'

/** What every template needs: PDF metadata, letterhead, foot. Words and figures only; the templates decide the looks. */
export interface SheetContent {
  lang: Language
  title: string
  author: string
  description: string
  /** Year, month, day: the PDF's own date, so that the same document gives the same bytes. */
  date: [number, number, number]
  accent: string
  logo: { path: string; alt: string } | null
  sender: { name: string; unit: string | null }
  /** The document's name; a second one where two languages stand together. */
  names: string[]
  number: string | null
  mark: string | null
  running: [left: string, right: string]
  page: [page: string, of: string]
  footer: { columns: Fact[][]; text: string | null }
  attachment: { path: string; description: string } | null
  slip: SlipContent | null
  /** A word across every page of what is not issued yet. */
  draft?: string | null
}

/** The part of a sheet that says who sends it. */
export function baseSheet(
  document: Pick<IssuedDocument, 'language' | 'seller' | 'businessArea' | 'layout'> & {
    payment?: { accounts: PaymentAccount[] } | null
    kind?: IssuedDocument['kind']
  },
  say: Texts,
  logoPath: string | null,
): Pick<SheetContent, 'lang' | 'author' | 'accent' | 'logo' | 'sender' | 'page' | 'footer'> {
  const { seller, layout, businessArea } = document
  const accent = layout?.accent ?? ''
  return {
    lang: document.language,
    author: seller.name,
    accent: /^#[0-9A-Fa-f]{6}$/.test(accent) ? accent : '#1D1B18',
    logo: logoPath ? { path: logoPath, alt: `${say.logoOf} ${seller.name}` } : null,
    sender: { name: seller.name, unit: businessArea?.name ?? null },
    page: [say.page, say.pageOf],
    footer: { columns: footerOf(document, say), text: layout?.footer ?? null },
  }
}

/** The running head is one line. */
export const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

export const dateOf = (day: string): [number, number, number] => {
  const [year, month, dayOfMonth] = day.split('-').map(Number)
  return [year!, month!, dayOfMonth!]
}

/** The seller as the law wants him named: SE ML 17:24, NO bokføringsforskriften § 5-1-2, BG ЗДДС чл. 114. */
function footerOf(
  document: Pick<IssuedDocument, 'language' | 'seller' | 'businessArea'> & {
    payment?: { accounts: PaymentAccount[] } | null
    kind?: IssuedDocument['kind']
  },
  say: Texts,
): Fact[][] {
  const { seller, businessArea, language } = document
  const rules = country(seller.country).documents
  const code = seller.country
  const columns: Fact[][] = [
    addressLines(seller, seller).map((line): Fact => ['', line]),
    facts([
      ['', businessArea?.phone ?? seller.contact?.phone],
      ['', businessArea?.email ?? seller.contact?.email],
      ['', businessArea?.website ?? seller.website],
      [say.registeredOffice, seller.registeredOffice],
    ]),
    facts([
      ...legalNumbers(seller, say),
      ['', seller.approvedForFTax ? rules.mention('f-tax', language) : null],
      ['', seller.inBusinessRegister ? rules.mention('business-register', language) : null],
      [say.responsiblePerson, code === 'BG' ? seller.responsiblePerson : null],
    ]),
    document.kind === 'internal-invoice'
      ? []
      : (document.payment?.accounts ?? []).slice(0, 4).map((account) => accountFact(account, say)),
  ]
  return columns.filter((column) => column.length > 0)
}

function legalNumbers(seller: DocumentSeller, say: Texts): [string, string | null][] {
  const organisation = seller.organisationNumber
    ? writeOrganisationNumber(seller.organisationNumber, seller.country)
    : null
  const vat = seller.vatNumber ? writeVatNumber(seller.vatNumber, seller.country) : null
  // Norway: the organisation number followed by MVA is the one number.
  if (seller.country === 'NO') return vat ? [['', vat]] : [[say.organisationNumber, organisation]]
  return [
    [say.organisationNumber, organisation],
    [say.vatNumber, vat],
  ]
}
