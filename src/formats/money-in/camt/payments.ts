import { type Day, isDay } from '../../../kernel/day.ts'
import { formatMinor, type Minor, minor } from '../../../kernel/money.ts'
import type { Problem } from '../../../kernel/problem.ts'
import type { AccountNumber, IncomingPayment } from '../../format.ts'
import { amountIn, readAmount, shown, signed } from './amounts.ts'
import { accountNumber, addressOf, sameAccount } from './parties.ts'
import type { Detail, Entry, Piece } from './records.ts'
import { countryHint, referencesOf } from './references.ts'

/** What the decision needs from the reading around it. */
export interface Context {
  account: AccountNumber
  problem(problem: Problem): void
  unused(path: string): void
  emit(payment: IncomingPayment): void
}

/** An entry whose head is understood: from here on only the split over its details is open. */
export interface OpenEntry {
  record: Entry
  /** Signed, in `currency`; null when unreadable: then its payments are not told. */
  amount: Minor | null
  currency: string
  status: IncomingPayment['status']
  bookedOn: Day | null
  valueOn: Day | null
  details: number
  /** Sum of the details passed on before the entry ended; null while none was. */
  passedOn: bigint | null
  faulty: boolean
}

/** Details held until their entry ends; a longer batch is passed on as it comes, for memory's sake. */
export const detailsHeldMax = 5_000

/** Reads amount, direction, status and days of an entry, and says what is wrong with them. */
export function openEntry(record: Entry, context: Context): OpenEntry {
  const at = record.path
  const entry: OpenEntry = {
    record,
    amount: null,
    currency: '',
    status: 'INFO',
    bookedOn: readDay(record.bookedOn, `${at}/BookgDt`, context),
    valueOn: readDay(record.valueOn, `${at}/ValDt`, context),
    details: 0,
    passedOn: null,
    faulty: false,
  }
  const amount = readAmount(record.amount)
  if (amount.value === null)
    context.problem({
      code: 'camt.amount',
      path: at,
      message: `${at} ${amount.fault}. Ask the bank for a corrected file.`,
    })
  if (record.direction !== 'CRDT' && record.direction !== 'DBIT')
    context.problem({
      code: 'camt.direction',
      path: at,
      message: `${at} does not say whether money came in or went out: CdtDbtInd is ${word(record.direction)}, CRDT or DBIT is meant to stand there.`,
    })
  else if (amount.value !== null) {
    entry.amount = signed(amount.value, record.direction)
    entry.currency = record.amount!.currency
  }
  const status = statuses[record.status ?? '']
  if (status) entry.status = status
  else
    context.problem({
      code: 'camt.status',
      path: at,
      message: `${at} does not say whether it is booked: Sts is ${word(record.status)}; BOOK, PDNG, INFO and FUTR are known.`,
    })
  return entry
}

// FUTR: known to come, not booked; to the ledger the same as pending.
const statuses: Record<string, IncomingPayment['status'] | undefined> = {
  __proto__: null as never,
  BOOK: 'BOOK',
  PDNG: 'PDNG',
  FUTR: 'PDNG',
  INFO: 'INFO',
}

/**
 * Passes held details on before their entry ends: each must have an amount of its own in the entry's currency.
 * Their sum is proved when the entry ends.
 */
export function passOn(entry: OpenEntry, context: Context): void {
  const { record } = entry
  const first = entry.details - record.details.length + 1
  const shared = sharedReferences(record)
  entry.passedOn ??= 0n
  for (const [offset, detail] of record.details.entries()) {
    const own = ownAmount(detail, entry)
    if (own) {
      entry.passedOn += own.amount
      emitDetail(
        entry,
        detail,
        { number: first + offset, amount: own.amount, gross: null, charges: null, shared },
        context,
      )
    } else if (!entry.faulty && entry.amount !== null) {
      entry.faulty = true
      const at = `${record.path}/TxDtls[${first + offset}]`
      context.problem({
        code: 'camt.detail-amount',
        path: at,
        message: `${at} has no amount in ${entry.currency}, in a batch of more than ${detailsHeldMax} payments. Ask the bank for the amount of each payment.`,
      })
    }
  }
  record.details = []
}

/** Decides how the entry splits over its details, proves Σ details = entry, and tells the payments. */
export function closeEntry(entry: OpenEntry, context: Context): void {
  const { record, amount } = entry
  if (record.batchCount !== null && entry.details > 0 && record.batchCount !== entry.details)
    context.problem({
      code: 'camt.batch-count',
      path: record.path,
      severity: 'warning',
      message: `${record.path}: the batch says ${record.batchCount} payments, the file holds details of ${entry.details}.`,
    })
  if (amount === null) return
  if (entry.passedOn !== null) closeLongBatch(entry, amount, context)
  else if (entry.details === 0) emitWhole(entry, amount, context)
  else if (entry.details === 1) closeSingle(entry, amount, record.details[0]!, context)
  else closeSeveral(entry, amount, context)
}

function closeSingle(entry: OpenEntry, amount: Minor, detail: Detail, context: Context): void {
  const own = ownAmount(detail, entry)
  const charges =
    includedCharges(detail, entry.currency, context) ?? includedCharges(entry.record, entry.currency, context)
  // InstdAmt is what the payer ordered; that charges or an exchange changed it on the way is no error.
  const explained = !own || own.amount === amount || own.instructed || own.amount - (charges ?? 0n) === amount
  if (!explained) sumDiffers(entry, own.amount, context)
  const gross = own && own.amount !== amount ? own.amount : null
  emitDetail(entry, detail, { number: 1, amount, gross, charges, shared: nothing }, context)
}

function closeSeveral(entry: OpenEntry, amount: Minor, context: Context): void {
  const { record, currency } = entry
  const owns = record.details.map((detail) => ownAmount(detail, entry)?.amount ?? null)
  const missing = owns.filter((own) => own === null).length
  if (missing > 0) {
    // Without amounts nobody can tell the pieces apart: the money stays one piece with everything that is said about it.
    context.problem({
      code: 'camt.detail-amount',
      path: record.path,
      severity: 'warning',
      message: `${record.path}: ${missing} of ${owns.length} details have no amount in ${currency}, so the entry is read as one payment of ${formatMinor(amount, currency)} ${currency}. Divide it by hand when it is matched.`,
      data: { details: owns.length, missing },
    })
    emitWhole(entry, amount, context)
    return
  }
  const shared = sharedReferences(record)
  const charges = record.details.map((detail) => includedCharges(detail, currency, context))
  const total = add(owns)
  const net = total - add(charges)
  const entryCharges = includedCharges(record, currency, context) ?? 0n
  // Gross details of a net entry: the bank took its charges from each payment, or from the whole.
  const fromEach = total !== amount && net === amount
  const fromWhole = total !== amount && !fromEach && total - entryCharges === amount
  if (total !== amount && !fromEach && !fromWhole) sumDiffers(entry, total, context)
  for (const [index, detail] of record.details.entries()) {
    const own = owns[index] as Minor
    const charge = charges[index] ?? null
    const net = fromEach && charge !== null
    const share = {
      number: index + 1,
      amount: net ? minor(own - charge) : own,
      gross: net ? own : null,
      charges: charge,
      shared,
    }
    emitDetail(entry, detail, share, context)
  }
  if (fromWhole) emitCharge(entry, minor(-entryCharges), context)
}

function closeLongBatch(entry: OpenEntry, amount: Minor, context: Context): void {
  passOn(entry, context)
  if (entry.faulty) return
  const total = entry.passedOn!
  const charges = includedCharges(entry.record, entry.currency, context) ?? 0n
  if (total === amount) return
  if (total - charges === amount) emitCharge(entry, minor(-charges), context)
  else sumDiffers(entry, total, context)
}

function sumDiffers(entry: OpenEntry, total: bigint, context: Context): void {
  const { record, amount, currency } = entry
  const [details, stated] = [formatMinor(total, currency), formatMinor(amount!, currency)]
  context.problem({
    code: 'camt.sum-of-details',
    path: record.path,
    message: `${record.path}: the details sum to ${details} ${currency}, the entry says ${stated} ${currency}. Do not import the file; ask the bank for a corrected one.`,
    data: { details, entry: stated, currency },
  })
}

/**
 * The detail's share of the entry, signed, in the entry's currency: Amt (since .04), else the amount of the transaction,
 * its counter value, or what was instructed.
 */
function ownAmount(detail: Detail, entry: OpenEntry): { amount: Minor; instructed: boolean } | null {
  const { currency, record } = entry
  const direction = detail.direction ?? record.direction ?? ''
  const exchanged = detail.exchanged
  const firm =
    amountIn(detail.amount, currency) ??
    (exchanged && (amountIn(exchanged.transaction, currency) ?? amountIn(exchanged.counterValue, currency)))
  if (firm !== null) return { amount: signed(firm, direction), instructed: false }
  const instructed = exchanged && amountIn(exchanged.instructed, currency)
  return instructed === null ? null : { amount: signed(instructed, direction), instructed: true }
}

/** What the bank took out of the amount; null when nothing is said. Positive: it lowers the amount. */
function includedCharges(piece: Piece, currency: string, context: Context): Minor | null {
  if (piece.charges.length === 0) return amountIn(piece.chargesTotal, currency) || null
  let total = 0n
  for (const charge of piece.charges) {
    const value = amountIn(charge.amount, currency)
    if (value === null || !charge.included) context.unused('Chrgs (in another currency, or charged apart)')
    else total += charge.credit ? -value : value
  }
  return total === 0n ? null : minor(total)
}

/** Bank references that several details of an entry share name none of them. */
function sharedReferences(record: Entry): Set<string> {
  const seen = new Set<string>()
  const shared = new Set<string>(record.bankReference ? [record.bankReference] : [])
  for (const { bankReference } of record.details)
    if (bankReference !== null && seen.size === seen.add(bankReference).size) shared.add(bankReference)
  return shared
}

/** What one detail gets of its entry. */
interface Share {
  /** 1-based within the entry. */
  number: number
  amount: Minor
  /** Before charges, where that differs from `amount`. */
  gross: Minor | null
  charges: Minor | null
  /** Bank references that do not name this piece alone. */
  shared: Set<string>
}

function emitDetail(entry: OpenEntry, detail: Detail, share: Share, context: Context): void {
  const { record } = entry
  const { number, amount } = share
  const out = record.direction === 'DBIT'
  const swap = sameAccount(accountNumber(out ? detail.creditorAccount : detail.debtorAccount), context.account)
  const [them, us] = out !== swap ? (['creditor', 'debtor'] as const) : (['debtor', 'creditor'] as const)
  const party = detail[them]
  const ultimate = detail[them === 'debtor' ? 'ultimateDebtor' : 'ultimateCreditor']
  if (party && ultimate && ultimate.name !== party.name)
    context.unused(`RltdPties/Ultmt${them === 'debtor' ? 'Dbtr' : 'Cdtr'}`)
  const payee = accountNumber(detail[`${us}Account`])
  const endToEndId = provided(detail.endToEndId)
  const texts = [...detail.texts, ...detail.information]
  if (texts.length === 0 && entry.details === 1) texts.push(...record.information)
  else if (record.information.length > 0) context.unused('Ntry/AddtlNtryInf')
  const piece =
    detail.domain !== null ? detail : record.domain !== null || detail.proprietary === null ? record : detail
  const country = countryHint(context.account, payee, entry.currency)
  const single = entry.details === 1
  context.emit({
    type: 'payment',
    amount,
    currency: entry.currency,
    bookedOn: entry.bookedOn,
    valueOn: entry.valueOn,
    status: entry.status,
    bankReference: bankReferenceOf(entry, detail, share),
    endToEndId,
    references: referencesOf(detail.remittances, amount, entry.currency, country, context),
    text: joined(texts),
    payer: {
      name: party?.name ?? ultimate?.name ?? null,
      account: accountNumber(detail[`${them}Account`]),
      identityNumber: party?.identityNumber ?? ultimate?.identityNumber ?? null,
      address: addressOf(party) ?? addressOf(ultimate),
    },
    payee: payee && !sameAccount(payee, context.account) ? payee : null,
    returned: returnOf(record, detail, endToEndId),
    original: originalOf(detail, single ? record : null, entry.currency, amount, share.gross),
    charges: share.charges,
    transactionCode: transactionCode(piece),
    source: { line: detail.line, path: `${record.path}/TxDtls[${number}]` },
  })
}

/**
 * The bank's id of this piece: the detail's own, or the entry's with the number of the detail when the detail has none
 * (or only one that others have too), so that equal payments of a batch stay different payments.
 */
function bankReferenceOf(entry: OpenEntry, detail: Detail, share: Share): string | null {
  const own = detail.bankReference
  if (own !== null && !share.shared.has(own)) return own
  const common = entry.record.bankReference ?? own
  return common === null || entry.details === 1 ? common : `${common}/${share.number}`
}

/** An entry without details, or with details that cannot be told apart. */
function emitWhole(entry: OpenEntry, amount: Minor, context: Context): void {
  const { record } = entry
  const out = record.direction === 'DBIT'
  const names = new Set(record.details.map((detail) => (out ? detail.creditor : detail.debtor)?.name ?? null))
  const returns = record.details
    .map((detail) => returnOf(record, detail, provided(detail.endToEndId)))
    .find((found) => found)
  const texts = record.details.flatMap((detail) => [...detail.texts, ...detail.information])
  const country = countryHint(context.account, null, entry.currency)
  context.emit({
    type: 'payment',
    amount,
    currency: entry.currency,
    bookedOn: entry.bookedOn,
    valueOn: entry.valueOn,
    status: entry.status,
    bankReference: record.bankReference,
    endToEndId: null,
    references: record.details.flatMap((detail) =>
      referencesOf(detail.remittances, amount, entry.currency, country, context),
    ),
    text: joined(texts.length > 0 ? texts : record.information),
    payer: { name: names.size === 1 ? [...names][0]! : null, account: null, identityNumber: null, address: null },
    payee: null,
    returned: returns ?? returnOf(record, null, null),
    original: originalOf(record, null, entry.currency, amount, null),
    charges: includedCharges(record, entry.currency, context),
    transactionCode: transactionCode(record),
    source: { line: record.line, path: record.path },
  })
}

/** Charges that the bank took from a batch as a whole: money out, beside its gross payments. */
function emitCharge(entry: OpenEntry, amount: Minor, context: Context): void {
  const { record } = entry
  context.emit({
    type: 'payment',
    amount,
    currency: entry.currency,
    bookedOn: entry.bookedOn,
    valueOn: entry.valueOn,
    status: entry.status,
    bankReference: record.bankReference === null ? null : `${record.bankReference}/charges`,
    endToEndId: null,
    references: [],
    text: '',
    payer: { name: null, account: null, identityNumber: null, address: null },
    payee: null,
    returned: null,
    original: null,
    charges: minor(-amount),
    transactionCode: transactionCode(record),
    source: { line: record.line, path: `${record.path}/Chrgs` },
  })
}

// ISO 20022 external bank transaction sub-families of money that comes back: returned, unpaid, cancelled, reversed.
const returnSubFamilies = new Set(['RRTN', 'PRDD', 'UPDD', 'UPCT', 'UPCQ', 'RPCR', 'RPMT', 'RCDD', 'PRCT'])

function returnOf(record: Entry, detail: Detail | null, endToEndId: string | null): IncomingPayment['returned'] {
  const subFamily = detail?.subFamily ?? record.subFamily
  if (!detail?.returned && !record.reversal && !returnSubFamilies.has(subFamily ?? '')) return null
  return {
    reasonCode: detail?.returnCode ?? null,
    reason: detail && detail.returnTexts.length > 0 ? joined(detail.returnTexts) : null,
    originalReference: endToEndId ?? provided(detail?.instructionId ?? null) ?? provided(detail?.transactionId ?? null),
  }
}

/** The amount before exchange or charges: another currency first, else what was instructed in the same one. */
function originalOf(
  piece: Piece,
  fallback: Piece | null,
  currency: string,
  amount: Minor,
  gross: Minor | null,
): IncomingPayment['original'] {
  const exchanged = piece.exchanged ?? fallback?.exchanged ?? null
  const rate = exchanged?.rate ?? null
  const sign = amount < 0n ? 'DBIT' : 'CRDT'
  for (const candidate of [exchanged?.instructed, exchanged?.transaction, exchanged?.counterValue, piece.amount]) {
    if (!candidate || candidate.currency === currency) continue
    const value = readAmount(candidate).value
    if (value) return { amount: signed(value, sign), currency: candidate.currency, rate }
  }
  if (gross !== null && gross !== 0n) return { amount: gross, currency, rate }
  const instructed = amountIn(exchanged?.instructed ?? null, currency)
  return instructed && signed(instructed, sign) !== amount ? { amount: signed(instructed, sign), currency, rate } : null
}

function transactionCode(piece: Piece): string | null {
  if (piece.domain !== null)
    return [piece.domain, piece.family, piece.subFamily].filter((part) => part !== null).join('.')
  return piece.proprietary === null ? null : `bank:${piece.proprietary}`
}

// SEPA and the Nordic guidelines fill the mandatory field with this word when the payer gave nothing.
const provided = (id: string | null): string | null => (id === null || /^not ?provided$/i.test(id) ? null : id)

/** A line broken for layout is one line; lines of the file stay lines. */
const joined = (texts: readonly string[]): string => texts.map((text) => text.replace(/\s*\n\s*/g, ' ')).join('\n')

const nothing = new Set<string>()

const add = (amounts: readonly (bigint | null)[]): bigint =>
  amounts.reduce((sum: bigint, amount) => sum + (amount ?? 0n), 0n)

export const word = (text: string | null): string => (text === null ? 'missing' : `"${shown(text)}"`)

/**
 * The day as the bank writes it, also from a date with time: its own calendar counts, not UTC's.
 * Null and a warning when it is none.
 */
export function readDay(text: string | null, path: string, context: Pick<Context, 'problem'>): Day | null {
  if (text === null) return null
  const first = text.slice(0, 10)
  if (isDay(first) && /^(?:$|[T+Z-])/.test(text.slice(10))) return first
  context.problem({
    code: 'camt.day',
    path,
    severity: 'warning',
    message: `${path} is "${shown(text)}", which is no day.`,
  })
  return null
}
