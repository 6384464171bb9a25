import type { Day } from '../../../kernel/day.ts'
import type { Minor } from '../../../kernel/money.ts'
import { minor } from '../../../kernel/money.ts'
import type { Problem } from '../../../kernel/problem.ts'
import type { IssuedDocument } from '../document.ts'
import { outsideVat } from '../peppol-bis3/fields.ts'
import { checkDocument } from '../peppol-bis3/rules.ts'
import { writePeppol } from '../peppol-bis3/write.ts'

/**
 * EHF Reminder 3.0 (EHF Purring), Digitaliseringsdirektoratet 3.0.3 of 2023-02-16, github.com/anskaffelser/ehf-postaward-g3:
 * no UBL Reminder but a UBL Invoice, Peppol BIS Billing 3.0 "limited to the information needed to recognize and pay the
 * original invoice": without type code, one preceding invoice, and its own reason code for what the reminder costs.
 */
export const reminderCustomization =
  'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0#conformant#urn:fdc:anskaffelser.no:2019:ehf:reminder:3.0'
export const reminderProfile = 'urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:06:1.0'
export const reminderDocumentType = `urn:oasis:names:specification:ubl:schema:xsd:Invoice-2::Invoice##${reminderCustomization}::2.1`

/** What the reminder says beyond the invoice; amounts in the invoice's currency. */
export interface ReminderFacts {
  /** Of the reminder itself. */
  number: string
  issuedOn: Day
  dueOn: Day
  /** Of the invoice, what is open and asked for: what has been paid or credited is told as paid (BT-113). */
  open: Minor
  fee: Minor
  /** Late-payment interest and what else was charged, each with its words. */
  others: { amount: Minor; reason: string }[]
  feeReason: string
  notes: string[]
}

/** The invoice as its reminder tells of it; a document by the same rules as any other (`checkDocument`). */
export function reminderDocument(invoice: IssuedDocument, reminder: ReminderFacts): IssuedDocument {
  // Fee and interest bear no VAT; category O stands alone (BR-O-11), so beside taxed lines they are exempt.
  const outside = outsideVat(invoice)
  const category = outside ? ('O' as const) : ('E' as const)
  const charge = (amount: Minor, reason: string) => ({
    amount,
    reason,
    vatCategory: category,
    vatPercent: outside ? null : '0',
  })
  const added = [
    ...(reminder.fee > 0n ? [charge(reminder.fee, reminder.feeReason)] : []),
    ...reminder.others.filter(({ amount }) => amount > 0n).map(({ amount, reason }) => charge(amount, reason)),
  ]
  const sum = added.reduce((total, { amount }) => total + amount, 0n)
  const { totals } = invoice
  const plus = (amount: Minor, more: bigint) => minor(amount + more)
  return {
    ...invoice,
    kind: 'invoice',
    number: reminder.number,
    issuedOn: reminder.issuedOn,
    // Terms that the specification takes away: delivery, period of the whole, order, what describes an item beyond its name.
    supplyOn: null,
    supplyFrom: null,
    supplyTo: null,
    theirReference: invoice.theirReference ?? invoice.purchaseOrder ?? null,
    purchaseOrder: null,
    lines: invoice.lines.map((line) => ({ ...line, description: null, articleNumber: null })),
    preceding: [{ number: invoice.number, issuedOn: invoice.issuedOn, kind: 'invoice' }],
    advances: [],
    reason: null,
    notes: reminder.notes,
    charges: [...invoice.charges, ...added],
    vat: sum === 0n ? invoice.vat : withBase(invoice.vat, category, minor(sum)),
    totals: {
      ...totals,
      net: plus(totals.net, sum),
      gross: plus(totals.gross, sum),
      prepaid: plus(totals.prepaid, totals.payable - reminder.open),
      payable: plus(reminder.open, sum),
    },
    payment: invoice.payment && { ...invoice.payment, dueOn: reminder.dueOn, termsText: null },
  }
}

function withBase(rows: IssuedDocument['vat'], category: 'O' | 'E', base: Minor): IssuedDocument['vat'] {
  const at = rows.findIndex((row) => row.category === category)
  if (at < 0)
    return [...rows, { category, percent: '0', base, vat: minor(0n), exemptionReason: 'Exempt', exemptionCode: null }]
  return rows.map((row, i) => (i === at ? { ...row, base: minor(row.base + base) } : row))
}

/** UBL text of `reminderDocument`. */
export function writeReminder(invoice: IssuedDocument, reminder: ReminderFacts): string {
  return writePeppol(reminderDocument(invoice, reminder), [], {
    customization: reminderCustomization,
    profile: reminderProfile,
    hasTypeCode: false,
    chargeCode: ({ reason }) => (reason === reminder.feeReason ? 'REM' : null),
  })
}

/** Billing's rules ask for these; the specification of reminders has no place for them (BG-13, BG-14). */
const notInReminders = new Set(['e-invoice.delivery-day-missing'])

/** What keeps the reminder from being sent; empty when nothing does. */
export const reminderFaults = (invoice: IssuedDocument, reminder: ReminderFacts): Problem[] =>
  checkDocument(reminderDocument(invoice, reminder)).filter(
    ({ severity, code }) => severity !== 'warning' && !notInReminders.has(code),
  )
