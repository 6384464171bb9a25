import { day } from '../../kernel/day.ts'
import { minor } from '../../kernel/money.ts'
import type { DocumentRules, NumberRule } from '../country.ts'
import { mentionOf, titles } from '../documents.ts'
import { formatNumber, nextNumber } from '../numbers.ts'

// ML 17:24: a sequential number of one or more series, unique to the invoice.
const number: NumberRule = {
  width: null,
  yearlyReset: true,
  digitsOnly: false,
  sharedWithInvoice: ['credit-note', 'debit-note', 'interest-invoice'],
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
  title: (kind, language) => titles[kind][language],
  correction: 'credit-note',
  creditNoteNeedsReason: false,
  number,
  nextNumber: (last) => nextNumber(number, last),
  formatNumber: (sequence) => formatNumber(number, sequence),
  issueWithinDays: null,
  // Whole kronor where the payment is in Swedish coin and nothing else is agreed; 50 öre rounds up.
  cashRounding: {
    SEK: { unit: minor(100n), byDefault: true, source: 'lag (1970:1029) om avrundning av vissa öresbelopp' },
  },
  advanceInvoiceOnPrepayment: true,
  vatInAccountingCurrency: true,
  dualCurrency: [],
  mention: mentionOf({ 'business-register': null, original: null }),
  retentionYears: 7,
  sources: ['mervärdesskattelagen (2023:200) 7:7, 17:22, 17:24, 17:29', 'bokföringslagen (1999:1078) 5:5, 7:2'],
  checked: day('2026-11-21'),
}
