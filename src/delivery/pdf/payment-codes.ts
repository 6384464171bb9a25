import { luhnDigit } from '../../countries/check-digits.ts'
import type { DocumentKind, IssuedDocument, PaymentAccount } from '../../formats/e-invoice/document.ts'
import { currencyDigits, formatMinor } from '../../kernel/money.ts'

/** One piece of a machine-read line: its first character stands in this column, counted from 0 at a tenth of an inch. */
export interface CodePiece {
  column: number
  text: string
}

export interface SwedishSlip {
  kind: 'se'
  bankgiro: string
  reference: string
  kronor: string
  ore: string
  /** "# 1234567806 # 1250 00 0 > 9912346#41#" in its columns. */
  line: CodePiece[]
}

export interface NorwegianSlip {
  kind: 'no'
  account: string
  kid: string
  kroner: string
  ore: string
  line: CodePiece[]
}

/** What a slip and a code say of a document, or a letter, that asks for money. */
export interface Payable
  extends Pick<IssuedDocument, 'seller' | 'buyer' | 'recipient' | 'currency' | 'payment' | 'number' | 'issuedOn'> {
  kind: DocumentKind | 'letter'
  totals: Pick<IssuedDocument['totals'], 'payable' | 'vat'>
}

/** What can be paid by a slip: money is asked for, by an ordinary document. */
const isPayable = (document: Payable): boolean =>
  document.payment !== null &&
  document.totals.payable > 0n &&
  document.kind !== 'credit-note' &&
  document.kind !== 'internal-invoice'

/**
 * The Swedish bankgiro slip; null where its machine-read line cannot be written: another currency, no OCR reference, no
 * bankgiro, eight digits of kronor exceeded. Reference of at most 25 digits, amount with its check digit by modulus 10,
 * bankgiro number, document type 41.
 */
export function swedishSlip(document: Payable): SwedishSlip | null {
  const { payment, totals, currency, seller } = document
  if (seller.country !== 'SE' || currency !== 'SEK' || !isPayable(document) || document.kind === 'proforma') return null
  const account = payment!.accounts.find((one) => one.kind === 'bankgiro')
  const bankgiro = account?.id.replace(/\D/g, '') ?? ''
  const reference = payment!.reference.replace(/\s/g, '')
  const [kronor, ore] = split(totals.payable)
  if (payment!.referenceKind !== 'ocr' || !/^\d{2,25}$/.test(reference)) return null
  if (!/^\d{7,8}$/.test(bankgiro) || kronor.length > 8) return null
  const line = [
    { column: 0, text: '#' },
    endingAt(26, reference),
    { column: 28, text: '#' },
    endingAt(37, kronor),
    { column: 39, text: ore },
    { column: 44, text: luhnDigit(kronor + ore) },
    { column: 46, text: '>' },
    endingAt(70, bankgiro),
    { column: 71, text: '#41#' },
  ]
  return { kind: 'se', bankgiro, reference, kronor, ore, line }
}

/**
 * The Norwegian giro slip: KID flush right in at most 25 columns, two blanks between kroner and øre, the amount's check
 * digit by modulus 10 between < and >, account. The form number that a printer gets from the bank is not ours to write.
 */
export function norwegianSlip(document: Payable): NorwegianSlip | null {
  const { payment, totals, currency, seller } = document
  if (seller.country !== 'NO' || currency !== 'NOK' || !isPayable(document) || document.kind === 'proforma') return null
  const account = payment!.accounts.map(norwegianAccount).find((one) => one !== null)
  const kid = payment!.reference.replace(/\s/g, '')
  const [kroner, ore] = split(totals.payable)
  if (!account || payment!.referenceKind !== 'kid' || !/^\d{1,24}[\d-]$/.test(kid) || kroner.length > 9) return null
  const line = [
    { column: 0, text: 'H' },
    endingAt(26, kid),
    endingAt(37, kroner),
    { column: 40, text: ore },
    { column: 44, text: `<${luhnDigit(kroner + ore)}>` },
    { column: 49, text: account },
  ]
  return { kind: 'no', account, kid, kroner, ore, line }
}

/** Eleven digits, also out of a Norwegian IBAN. */
function norwegianAccount(account: PaymentAccount): string | null {
  const id = account.id.replace(/[\s.]/g, '')
  if (account.kind === 'bban') return /^\d{11}$/.test(id) ? id : null
  return account.kind === 'iban' && /^NO\d{13}$/.test(id) ? id.slice(4) : null
}

const endingAt = (column: number, text: string): CodePiece => ({ column: column - text.length + 1, text })

const split = (amount: bigint): [whole: string, hundredths: string] => {
  const digits = amount.toString().padStart(3, '0')
  return [digits.slice(0, -2), digits.slice(-2)]
}

export interface PaymentQr {
  standard: 'usingqr' | 'epc'
  text: string
}

/** The QR code that the payer's bank reads; null where no standard covers the document. */
export function paymentQr(document: Payable): PaymentQr | null {
  if (!isPayable(document) || currencyDigits(document.currency) !== 2) return null
  const iban = document.payment!.accounts.find((one) => one.kind === 'iban')
  if (document.currency === 'EUR' && iban) return creditTransferQr(document, iban)
  if (document.seller.country === 'SE' && document.kind !== 'proforma') return invoiceQr(document)
  return null
}

/** EPC069-12, version 002: a SEPA credit transfer. At most 331 bytes in UTF-8. */
function creditTransferQr(document: Payable, iban: Extract<PaymentAccount, { kind: 'iban' }>): PaymentQr | null {
  const { payable } = document.totals
  if (payable > 99_999_999_999n) return null
  const oneLine = (text: string, max: number) => text.replace(/\s+/g, ' ').trim().slice(0, max)
  const fields = [
    'BCD',
    '002',
    '1',
    'SCT',
    oneLine(iban.bic ?? '', 11),
    oneLine(document.payment!.payee ?? document.seller.name, 70),
    iban.id.replace(/\s/g, '').toUpperCase(),
    `EUR${formatMinor(payable, 'EUR')}`,
    '',
    '',
    oneLine(document.payment!.reference, 140),
  ]
  const text = fields.join('\n')
  return Buffer.byteLength(text) <= 331 ? { standard: 'epc', text } : null
}

const giroTypes = { bankgiro: 'BG', plusgiro: 'PG', iban: 'IBAN', bban: 'BBAN' } as const

/** UsingQR 1.0 (usingqr.com): the invoice as JSON, read by the Swedish banks' apps. Amounts are JSON numbers, written from digits. */
function invoiceQr(document: Payable): PaymentQr | null {
  const { seller, payment, totals, currency } = document
  const order = ['bankgiro', 'plusgiro', 'iban', 'bban'] as const
  const account = order.map((kind) => payment!.accounts.find((one) => one.kind === kind)).find((one) => one)
  if (!account || !seller.organisationNumber) return null
  const compact = (day: string) => day.replaceAll('-', '')
  const members: [string, string][] = [
    ['uqr', '1'],
    ['tp', '1'],
    ['nme', JSON.stringify((payment!.payee ?? seller.name).slice(0, 50))],
    ['cc', '"SE"'],
    // The seller's number is not that of a partner who is paid in his place.
    ...(payment!.payee ? [] : [['cid', JSON.stringify(seller.organisationNumber)] as [string, string]]),
    ['iref', JSON.stringify(payment!.reference)],
    ['idt', JSON.stringify(compact(document.issuedOn))],
    ['ddt', JSON.stringify(compact(payment!.dueOn))],
    ['due', formatMinor(totals.payable, currency)],
    ['vat', formatMinor(totals.vat, currency)],
    ['cur', JSON.stringify(currency)],
    ['pt', JSON.stringify(giroTypes[account.kind])],
    ['acc', JSON.stringify(account.id.replace(/[^\dA-Za-z]/g, ''))],
    ...(account.kind === 'iban' && account.bic ? [['bc', JSON.stringify(account.bic)] as [string, string]] : []),
  ]
  return { standard: 'usingqr', text: `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}` }
}
