import { day } from '../../kernel/day.ts'
import type { DocumentRules, NumberRule } from '../country.ts'
import { mentionOf, titles } from '../documents.ts'
import { formatNumber, nextNumber } from '../numbers.ts'

// ЗДДС чл. 114 ал. 1 т. 2, ППЗДДС чл. 78: ten Arabic digits, ascending, no gap, never starting again; several ranges allowed.
const number: NumberRule = {
  width: 10,
  yearlyReset: false,
  digitsOnly: true,
  sharedWithInvoice: ['credit-note', 'debit-note', 'advance-invoice'],
}

export const documents: DocumentRules = {
  kinds: [
    'invoice',
    'credit-note',
    'debit-note',
    'proforma',
    'advance-invoice',
    'internal-invoice',
    'interest-invoice',
  ],
  // The name is a mandatory content in Bulgarian; in another language both stand there.
  title: (kind, language) => (language === 'bg' ? titles[kind].bg : `${titles[kind].bg} / ${titles[kind][language]}`),
  // Чл. 116: nothing is corrected in an issued document; a wrong one is annulled, kept and listed with zero.
  correction: 'annulment',
  creditNoteNeedsReason: true,
  number,
  nextNumber: (last) => nextNumber(number, last),
  formatNumber: (sequence) => formatNumber(number, sequence),
  // Five days from the tax event or the advance (чл. 113 ал. 4).
  issueWithinDays: 5,
  cashRounding: {},
  advanceInvoiceOnPrepayment: true,
  vatInAccountingCurrency: true,
  dualCurrency: [
    {
      from: day('2025-08-08'),
      to: day('2026-08-08'),
      currency: 'BGN',
      on: 'consumer-prices',
      source: 'Закон за въвеждане на еврото; NAP opinion 11-30-124/22.07.2025: not on invoices',
      checked: day('2026-11-21'),
    },
  ],
  mention: mentionOf({
    'f-tax': null,
    'business-register': null,
    'not-vat-registered': {
      sv: 'чл. 113, ал. 9 от ЗДДС (säljaren är inte momsregistrerad)',
      nb: 'чл. 113, ал. 9 от ЗДДС (selgeren er ikke mva-registrert)',
      bg: 'чл. 113, ал. 9 от ЗДДС',
      en: 'чл. 113, ал. 9 от ЗДДС (the seller is not registered for VAT)',
    },
  }),
  retentionYears: 10,
  sources: ['ЗДДС чл. 25, 113–116', 'ППЗДДС чл. 78', 'ЗСч чл. 6, 7, 12'],
  checked: day('2026-11-21'),
}
