import { crc32 } from 'node:zlib'
import type { Day } from '../../../kernel/day.ts'
import { currencyDigits, formatMinor } from '../../../kernel/money.ts'
import { assert, type Problem, Refused } from '../../../kernel/problem.ts'
import { fitCp437, toCp437 } from './cp437.ts'
import type {
  SieAccount,
  SieBalance,
  SieDimension,
  SieHead,
  SieObject,
  SieObjectReference,
  SieTransaction,
  SieVoucher,
} from './items.ts'

type Source<T> = Iterable<T> | AsyncIterable<T>
type Required4 = 'program' | 'programVersion' | 'generatedOn' | 'companyName'

export interface SieFile {
  /** 4I: vouchers for import by an accounting program. 4E: an export with years, accounts and balances too. */
  kind: '4I' | '4E'
  head: { [K in Required4]: NonNullable<SieHead[K]> } & Partial<Omit<SieHead, Required4 | 'imported'>>
  accounts?: Source<SieAccount>
  dimensions?: Source<SieDimension>
  objects?: Source<SieObject>
  /** Only in 4E. */
  balances?: Source<SieBalance>
  vouchers: Source<SieVoucher>
}

/**
 * Writes SIE 4 (4B) as bytes: code page 437, CR LF, control sum; in constant memory, whatever the sources hold.
 * Characters that the code page lacks are written as near as it can; each changed text is told to `warn`.
 * @throws Refused after the last record, with every problem found (a voucher out of balance, an account that is no number);
 * the closing #KSUMMA is then missing, so that no receiver takes the part written.
 */
export async function* writeSie4(
  file: SieFile,
  warn: (problem: Problem) => void = () => {},
): AsyncGenerator<Uint8Array> {
  assert(file.kind === '4E' || !file.balances, 'a SIE file of type 4I holds no balances')
  const pen = new Pen(file.head.currency ?? 'SEK', warn)
  pen.record('#FLAGGA', ['0'])
  pen.openControlSum()
  writeHead(pen, file)
  for await (const account of file.accounts ?? []) {
    writeAccount(pen, account)
    if (pen.full) yield pen.take()
  }
  for await (const { dimension, name, under } of file.dimensions ?? []) {
    if (under === null) pen.record('#DIM', [String(dimension), pen.text(name)])
    else pen.record('#UNDERDIM', [String(dimension), pen.text(name), String(under)])
    if (pen.full) yield pen.take()
  }
  for await (const { dimension, object, name } of file.objects ?? []) {
    pen.record('#OBJEKT', [String(dimension), pen.text(object), pen.text(name)])
    if (pen.full) yield pen.take()
  }
  for await (const balance of file.balances ?? []) {
    writeBalance(pen, balance)
    if (pen.full) yield pen.take()
  }
  let count = 0
  for await (const voucher of file.vouchers) {
    writeVoucher(pen, voucher, ++count)
    if (pen.full) yield pen.take()
  }
  pen.tellRest()
  if (pen.problems.length > 0) throw new Refused(pen.problems)
  pen.closeControlSum()
  yield pen.take()
}

function writeHead(pen: Pen, { kind, head }: SieFile): void {
  const text = (label: string, ...values: (string | null | undefined)[]): void => {
    if (values.some((value) => value))
      pen.record(
        label,
        values.map((value) => pen.text(value ?? '')),
      )
  }
  text('#PROGRAM', head.program, head.programVersion)
  pen.record('#FORMAT', ['PC8'])
  pen.record('#GEN', withoutTail([compact(head.generatedOn), pen.text(head.generatedBy ?? '')]))
  pen.record('#SIETYP', ['4'])
  text('#PROSA', head.note)
  if (head.companyForm) pen.record('#FTYP', [pen.code(head.companyForm)])
  text('#FNR', head.companyCode)
  if (head.organisationNumber) pen.record('#ORGNR', [pen.code(hyphened(head.organisationNumber))])
  if (kind === '4E' && head.industryCode) pen.record('#BKOD', [pen.code(head.industryCode)])
  if (head.address) {
    const { contact, street, postal, phone } = head.address
    pen.record(
      '#ADRESS',
      [contact, street, postal, phone].map((value) => pen.text(value)),
    )
  }
  pen.record('#FNAMN', [pen.text(head.companyName)])
  for (const { year, from, until } of head.years ?? [])
    pen.record('#RAR', [String(year), compact(from), compact(until)])
  if (kind === '4E' && !head.years?.some((year) => year.year === 0))
    pen.refuse('sie.year-missing', 'a SIE file of type 4E needs the current fiscal year (year 0)')
  if (head.taxYear) pen.record('#TAXAR', [pen.code(head.taxYear)])
  if (head.balancesUntil) pen.record('#OMFATTN', [compact(head.balancesUntil)])
  if (head.chart) pen.record('#KPTYP', [pen.code(head.chart)])
  pen.record('#VALUTA', [pen.currency])
}

function writeAccount(pen: Pen, { account, name, accountType, sru, unit }: SieAccount): void {
  const number = pen.account(account)
  pen.record('#KONTO', [number, pen.text(name)])
  if (accountType) pen.record('#KTYP', [number, accountType])
  if (unit) pen.record('#ENHET', [number, pen.text(unit)])
  for (const code of sru) pen.record('#SRU', [number, pen.code(code)])
}

function writeBalance(pen: Pen, { balance, year, period, account, objects, amount, quantity }: SieBalance): void {
  const hasPeriod = balance === 'PSALDO' || balance === 'PBUDGET'
  assert(hasPeriod === (period !== null), `#${balance} ${hasPeriod ? 'needs' : 'has no'} period`)
  pen.record(`#${balance}`, [
    String(year),
    ...(hasPeriod ? [period!.replace('-', '')] : []),
    pen.account(account),
    ...(hasPeriod || balance === 'OIB' || balance === 'OUB' ? [pen.objects(objects)] : []),
    pen.amount(amount),
    ...(quantity === null ? [] : [pen.quantity(quantity)]),
  ])
}

function writeVoucher(pen: Pen, voucher: SieVoucher, row: number): void {
  pen.place = { row, path: `voucher ${voucher.series} ${voucher.number}`.trim() }
  const difference = voucher.transactions.reduce((total, { amount }) => total + amount, 0n)
  if (difference !== 0n)
    pen.refuse('sie.voucher-unbalanced', `the transactions sum to ${pen.amount(difference)} instead of 0`, {
      series: voucher.series,
      number: voucher.number,
      difference: pen.amount(difference),
    })
  const { series, number, on, text, registeredOn, by } = voucher
  pen.record(
    '#VER',
    withoutTail([
      pen.text(series),
      pen.text(number),
      compact(on),
      pen.text(text ?? ''),
      optional(registeredOn),
      pen.text(by ?? ''),
    ]),
  )
  pen.brace('{')
  for (const removed of voucher.removed ?? []) pen.record('#BTRANS', transactionFields(pen, removed))
  for (const transaction of voucher.transactions) {
    const fields = transactionFields(pen, transaction)
    // A program that knows no #RTRANS reads the same row as #TRANS.
    if (transaction.added) pen.record('#RTRANS', fields)
    pen.record('#TRANS', fields)
  }
  pen.brace('}')
  pen.place = null
}

const transactionFields = (pen: Pen, { account, objects, amount, on, text, quantity, by }: SieTransaction): string[] =>
  withoutTail([
    pen.account(account),
    pen.objects(objects),
    pen.amount(amount),
    optional(on),
    pen.text(text ?? ''),
    quantity === null ? '""' : pen.quantity(quantity),
    pen.text(by ?? ''),
  ])

const fullAt = 64 * 1024
const warningsMax = 100
const problemsMax = 1_000

/** Writes records: what stands in the file and, beside it, what the control sum covers. */
class Pen {
  readonly problems: Problem[] = []
  readonly currency: string
  place: { row: number; path: string } | null = null
  private readonly warn: (problem: Problem) => void
  private out = ''
  private covered = ''
  private sum: number | null = null
  private changed = 0

  constructor(currency: string, warn: (problem: Problem) => void) {
    this.currency = currency
    this.warn = warn
    if (currencyDigits(currency) > 2) this.refuse('sie.currency', `SIE amounts have two decimals, ${currency} has more`)
  }

  get full(): boolean {
    return this.out.length >= fullAt
  }
  take(): Uint8Array {
    this.cover()
    const bytes = toCp437(this.out)
    this.out = ''
    return bytes
  }

  record(label: string, fields: readonly string[]): void {
    this.out += `${label} ${fields.join(' ')}\r\n`
    if (this.sum !== null) this.covered += label + fields.map(uncovered).join('')
  }
  brace(brace: '{' | '}'): void {
    this.out += `${brace}\r\n`
  }
  openControlSum(): void {
    this.out += '#KSUMMA\r\n'
    this.sum = 0
  }
  closeControlSum(): void {
    this.cover()
    this.out += `#KSUMMA ${this.sum}\r\n`
  }
  private cover(): void {
    if (this.sum !== null) this.sum = crc32(toCp437(this.covered), this.sum)
    this.covered = ''
  }

  /** A text in quotes, in characters of the code page. */
  text(value: string): string {
    if (/^[\x20-\x7e]*$/.test(value) && !/["\\]/.test(value)) return `"${value}"`
    // A backslash before the closing quote would escape it; the standard has no other way to write one there.
    const fitted = fitCp437(value).replace(/\\$/, '/')
    if (fitted !== value.normalize('NFC')) this.tellChanged(value, fitted)
    return `"${fitted.replaceAll('"', '\\"')}"`
  }
  /** A code: bare where it can be, as the standard's examples have it. */
  code(value: string): string {
    return /^[\w.-]+$/.test(value) ? value : this.text(value)
  }
  account(account: string): string {
    if (!/^\d+$/.test(account))
      this.refuse('sie.account-number', `account ${JSON.stringify(account)} is not a number, which SIE demands`)
    return this.text(account).slice(1, -1)
  }
  amount(amount: bigint): string {
    return formatMinor(amount, this.currency)
  }
  quantity(quantity: string): string {
    if (!/^-?\d+(\.\d+)?$/.test(quantity)) this.refuse('sie.quantity', `${JSON.stringify(quantity)} is no quantity`)
    return this.text(quantity).slice(1, -1)
  }
  objects(objects: readonly SieObjectReference[]): string {
    return `{${objects.map(({ dimension, object }) => `${dimension} ${this.text(object)}`).join(' ')}}`
  }

  refuse(code: string, message: string, data?: Problem['data']): void {
    if (this.problems.length < problemsMax)
      this.problems.push(this.placed({ code, message, severity: 'error', ...(data ? { data } : {}) }))
  }
  tellRest(): void {
    if (this.changed > warningsMax)
      this.warn({
        code: 'sie.texts-changed',
        severity: 'warning',
        message: `${this.changed} texts hold characters that code page 437 lacks; the first ${warningsMax} are listed`,
        data: { texts: this.changed },
      })
  }
  private tellChanged(from: string, to: string): void {
    if (++this.changed > warningsMax) return
    const message = `the text ${JSON.stringify(from)} holds characters that code page 437 lacks and was written ${JSON.stringify(to)}`
    this.warn(this.placed({ code: 'sie.text-changed', severity: 'warning', message, data: { from, to } }))
  }
  private placed(problem: Problem): Problem {
    if (!this.place) return problem
    return {
      ...problem,
      message: `${this.place.path || `voucher no. ${this.place.row} of the file`}: ${problem.message}`,
      ...this.place,
    }
  }
}

/** A written field as the control sum covers it (§ 10.14): without enclosing quotes, braces and the blanks between fields. */
function uncovered(field: string): string {
  if (field.startsWith('{')) return listParts(field).map(uncovered).join('')
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('\\"', '"') : field
}
const listParts = (list: string): string[] => list.slice(1, -1).match(/"(?:\\"|[^"])*"|[^ "]+/g) ?? []

const compact = (day: Day): string => day.replaceAll('-', '')
const optional = (day: Day | null): string => (day === null ? '""' : compact(day))

/** Optional fields at the end are left out when empty. */
function withoutTail(fields: string[]): string[] {
  while (fields.length > 0 && fields[fields.length - 1] === '""') fields.pop()
  return fields
}

/** 5563343689 and 165563343689 as 556334-3689; anything else as it is. */
function hyphened(number: string): string {
  const match = /^(?:\d{2})?(\d{6})-?(\d{4})$/.exec(number)
  return match ? `${match[1]}-${match[2]}` : number
}
