import type { Day } from '../kernel/day.ts'
import type { Minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'

/** Bytes come in pieces, so that a file of 200 MB costs no memory. */
export type Bytes = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

/** Bytes that begin anew each time they are iterated: a stored file. A format that must look twice need not hold them. */
export interface ReopeningBytes extends AsyncIterable<Uint8Array> {
  readonly reopens: true
}

/**
 * A file format: pure, no disk, no clock, no database.
 * `recognise` sees the first `headBytes` of a file; each sample is recognised by exactly one format.
 * `read` yields neutral records in file order and, as the last one, an `end` with totals or a problem; it never throws on bad input.
 */
export interface Format<Item> {
  readonly id: string
  readonly family: 'money-in' | 'orders' | 'e-invoice' | 'accounting'
  readonly title: string
  readonly mediaType: string
  recognise(head: Uint8Array, fileName?: string): boolean
  read(bytes: Bytes): AsyncIterable<Item | ProblemItem>
}

export const headBytes = 64 * 1024

/** A problem found while reading; severity 'error' means that the file must not be imported, unless `refuses` is 'order'. */
export interface ProblemItem {
  type: 'problem'
  problem: Problem
  /** What an error refuses: the whole file (default), or only the order it stands in, which the reader has left out. */
  refuses?: 'file' | 'order'
}

// ── Money in ────────────────────────────────────────────────────────────────

export type AccountScheme = 'IBAN' | 'BBAN' | 'BGNR' | 'PGNR' | 'OTHER'
export interface AccountNumber {
  scheme: AccountScheme
  /** Digits and letters without blanks or hyphens. */
  id: string
}

/** Opens a statement, a notification, a BgMax section or an OCR giro assignment; the payments after it belong to its account. */
export interface StatementItem {
  type: 'statement'
  account: AccountNumber
  currency: string
  statementId: string | null
  /** Booked balances where the file has them (camt.053): opening + Σ booked entries = closing is checked by the reader. */
  openingBalance: Minor | null
  openingOn: Day | null
  closingBalance: Minor | null
  closingOn: Day | null
}

export type ReferenceKind = 'ocr' | 'kid' | 'scor' | 'invoice' | 'unchecked'
export interface PaymentReference {
  kind: ReferenceKind
  reference: string
  /** Part of the payment that belongs to it, where the file says so; negative for a credit note. */
  amount: Minor | null
}

/** One payment: the smallest piece of money that the file tells apart (a TxDtls, a BgMax TK20/21, an OCR giro item 1+2+3). */
export interface IncomingPayment {
  type: 'payment'
  /** + money in, − money out (a return of ours, a deduction, a charge). */
  amount: Minor
  currency: string
  bookedOn: Day | null
  valueOn: Day | null
  /** 'BOOK' counts; 'PDNG' and 'INFO' are shown and not posted. */
  status: 'BOOK' | 'PDNG' | 'INFO'
  /** The bank's own id of this piece of money where it gives one; unique per account. */
  bankReference: string | null
  endToEndId: string | null
  references: PaymentReference[]
  /** Free text in the order of the file, lines joined by '\n'. */
  text: string
  payer: { name: string | null; account: AccountNumber | null; identityNumber: string | null; address: string | null }
  /** The number that was paid to, where it is not the statement's own account (a bankgiro that leads to it). */
  payee?: AccountNumber | null
  /** Set when this is a return or reversal of an earlier payment. */
  returned: { reasonCode: string | null; reason: string | null; originalReference: string | null } | null
  /** Amount before exchange and its currency, and the rate as the bank wrote it. */
  original: { amount: Minor; currency: string; rate: string | null } | null
  /** Bank charges included in the difference between the original amount and `amount`; positive. */
  charges: Minor | null
  /** ISO 20022 domain/family/sub-family ("PMNT.RCDT.ESCT"), BgMax channel ("bgmax:2"), OCR giro type ("ocr-giro:10"). */
  transactionCode: string | null
  /** Where in the file: line of text files, entry path of XML ("Stmt[1]/Ntry[2]/TxDtls[1]"), and byte offset where cheap. */
  source: { line: number | null; path: string | null }
}

export interface MoneyInEnd {
  type: 'end'
  statements: number
  payments: number
  /** Net of all BOOK payments by currency. */
  totals: { currency: string; amount: Minor }[]
  /** Fields of the file that are read but mapped to nothing, for honesty (C12). */
  unused: string[]
}

export type MoneyInItem = StatementItem | IncomingPayment | MoneyInEnd
