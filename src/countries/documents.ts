import type { DocumentKind, Language } from '../formats/e-invoice/document.ts'
import type { Mention, Texts } from './country.ts'

/** Names of documents as the glossary has them; a country replaces what its law names otherwise. */
export const titles: Record<DocumentKind, Texts> = {
  invoice: { sv: 'Faktura', nb: 'Faktura', bg: 'Фактура', en: 'Invoice' },
  'credit-note': { sv: 'Kreditfaktura', nb: 'Kreditnota', bg: 'Кредитно известие', en: 'Credit note' },
  'debit-note': { sv: 'Tilläggsfaktura', nb: 'Tilleggsfaktura', bg: 'Дебитно известие', en: 'Debit note' },
  proforma: { sv: 'Proformafaktura', nb: 'Proforma', bg: 'Проформа', en: 'Proforma invoice' },
  'advance-invoice': { sv: 'Förskottsfaktura', nb: 'Forskuddsfaktura', bg: 'Фактура за аванс', en: 'Advance invoice' },
  'internal-invoice': { sv: 'Internfaktura', nb: 'Internfaktura', bg: 'Вътрешна фактура', en: 'Internal invoice' },
  'interest-invoice': { sv: 'Räntefaktura', nb: 'Rentenota', bg: 'Нота за лихви', en: 'Interest invoice' },
}

const mentions: Record<Mention, Texts> = {
  'reverse-charge': {
    sv: 'Omvänd betalningsskyldighet',
    nb: 'Omvendt avgiftsplikt',
    bg: 'обратно начисляване',
    en: 'Reverse charge',
  },
  'self-billing': { sv: 'Självfakturering', nb: 'Selvfakturering', bg: 'самофактуриране', en: 'Self-billing' },
  'f-tax': {
    sv: 'Godkänd för F-skatt',
    nb: 'Godkänd för F-skatt',
    bg: 'Godkänd för F-skatt',
    en: 'Approved for F-tax (Godkänd för F-skatt)',
  },
  'business-register': {
    sv: 'Foretaksregisteret',
    nb: 'Foretaksregisteret',
    bg: 'Foretaksregisteret',
    en: 'Foretaksregisteret',
  },
  'not-vat-registered': {
    sv: 'Säljaren är inte registrerad för moms',
    nb: 'Selgeren er ikke registrert i Merverdiavgiftsregisteret',
    bg: 'Доставчикът не е регистриран по ЗДДС',
    en: 'The seller is not registered for VAT',
  },
  original: { sv: 'ORIGINAL', nb: 'ORIGINAL', bg: 'ОРИГИНАЛ', en: 'ORIGINAL' },
  copy: { sv: 'KOPIA', nb: 'KOPI', bg: 'КОПИЕ', en: 'COPY' },
  'not-a-tax-document': {
    sv: 'Detta är ingen faktura och ger ingen rätt till momsavdrag',
    nb: 'Dette er ikke et salgsdokument og gir ikke rett til fradrag for mva',
    bg: 'Този документ не е данъчен документ и не дава право на данъчен кредит',
    en: 'This is not an invoice and gives no right to deduct VAT',
  },
}

/** What must be written on documents, but for what a country does not use or words in its own way. */
export const mentionOf =
  (own: Partial<Record<Mention, Texts | null>>) =>
  (mention: Mention, language: Language): string | null => {
    const texts = own[mention] === undefined ? mentions[mention] : own[mention]
    return texts ? texts[language] : null
  }
