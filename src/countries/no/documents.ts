import { day } from '../../kernel/day.ts'
import type { DocumentRules, NumberRule } from '../country.ts'
import { mentionOf, titles } from '../documents.ts'
import { formatNumber, nextNumber } from '../numbers.ts'

// Bokføringsforskriften § 5-1-3: machine-assigned, a sequence that can be controlled, not to be overridden.
const number: NumberRule = {
  width: null,
  yearlyReset: true,
  digitsOnly: false,
  sharedWithInvoice: ['credit-note', 'debit-note', 'interest-invoice'],
}

export const documents: DocumentRules = {
  // A prepayment alone is no sales document: no advance invoice.
  kinds: ['invoice', 'credit-note', 'debit-note', 'proforma', 'internal-invoice', 'interest-invoice'],
  title: (kind, language) => titles[kind][language],
  // § 5-2-7: a credit note takes the original back.
  correction: 'credit-note',
  creditNoteNeedsReason: false,
  number,
  nextNumber: (last) => nextNumber(number, last),
  formatNumber: (sequence) => formatNumber(number, sequence),
  // At latest a month after delivery (§ 5-2-2).
  issueWithinDays: 30,
  // No øreavrunding of electronic payments; cash alone is rounded, at the desk.
  cashRounding: {},
  advanceInvoiceOnPrepayment: false,
  vatInAccountingCurrency: true,
  dualCurrency: [],
  mention: mentionOf({
    'reverse-charge': {
      sv: 'Omvänd betalningsskyldighet – mervärdesskatt ej beräknad',
      nb: 'Omvendt avgiftsplikt – merverdiavgift ikke beregnet',
      bg: 'Обратно начисляване – ДДС не е начислен',
      en: 'Reverse charge – VAT not charged',
    },
    'f-tax': null,
    original: null,
  }),
  retentionYears: 5,
  sources: ['bokføringsforskriften (FOR-2004-12-01-1558) kap. 5', 'bokføringsloven (LOV-2004-11-19-73) § 13'],
  checked: day('2026-11-21'),
}
