import type { Phrases } from '../../lang/phrase.ts'

export const texts = {
  newInvoice: { sv: 'Ny faktura', nb: 'Ny faktura', bg: 'Нова фактура', en: 'New invoice' },
  issuedOn: { sv: 'Fakturadatum', nb: 'Fakturadato', bg: 'Дата на фактурата', en: 'Invoice date' },
} satisfies Phrases
