import { crc32 } from 'node:zlib'
import { type Day, endOfMonth } from '../../../kernel/day.ts'
import { absolute, minor } from '../../../kernel/money.ts'
import { type Bytes, headBytes } from '../../format.ts'
import { toCp437 } from './cp437.ts'
import { decide, decodeLine, newTally, tally } from './encoding.ts'
import { type Field, splitFields, summed } from './fields.ts'
import type { SieAccountItem, SieBalance, SieEncoding, SieEnd, SieItem, SieTransaction, SieVoucher } from './items.ts'
import {
  balancesByType,
  chart,
  identification,
  known,
  mandatory,
  plainFields,
  type SieHeaderType,
  transactionLabels,
  troubles,
} from './labels.ts'
import { rawLines } from './lines.ts'
import { isPeriod, quote, textOf, Values } from './values.ts'

const voucherRowsMax = 200_000
const labelsMax = 1_000

/**
 * Reads SIE 1–4 (4B, 2008-09-30): bytes → header, accounts, dimensions, objects, balances, vouchers, end.
 * Code page, control sum (#KSUMMA), mandatory records and the balance of each voucher are checked.
 * Never throws on bad input. What real programs write askew is read, or left out, with a warning at its line; a problem of
 * severity 'error' (the file is cut off, a voucher is unbalanced or unreadable) means that the file must not be imported.
 */
export async function* readSie4(bytes: Bytes): AsyncGenerator<SieItem> {
  const reader = new Reader()
  for await (const batch of rawLines(bytes)) {
    for (const line of batch.lines) reader.take(line)
    if (batch.tooLong) reader.lineTooLong()
    yield* reader.drain()
    if (reader.stopped) break
  }
  reader.finish()
  yield* reader.drain()
}

type Parts = readonly Field[]
interface OpenVoucher extends SieVoucher {
  line: number
  sound: boolean
  opened: boolean
  sum: bigint
  debit: bigint
  rows: number
  removed: SieTransaction[]
  /** The #RTRANS before this row, which the same #TRANS must follow. */
  added: SieTransaction | null
}

/** Lives as long as one file is read: takes its lines, makes its items. */
class Reader extends Values {
  stopped = false
  private held: Buffer[] | null = []
  private heldBytes = 0
  private encoding: SieEncoding = 'ascii'

  private sieType: SieHeaderType = '1'
  private headerDone = false
  private seen = new Set<string>()
  private accounts = new Map<string, SieAccountItem>()
  private declared = new Set<string>()
  private lastNumber = new Map<string, bigint>()
  private voucher: OpenVoucher | null = null
  private skipping = false
  private hasBalances = false
  private checksum: { sum: number; rawSum: number; state: 'none' | 'open' | 'correct' | 'wrong' } = {
    sum: 0,
    rawSum: 0,
    state: 'none',
  }
  private labels = new Map<string, number>()
  private unused = new Set<string>()
  private vouchers = 0
  private transactions = 0
  private debit = 0n

  // The head is held back until the code page is known; a file of ASCII only goes on undecided.
  take(raw: Buffer) {
    if (this.stopped) return
    if (this.held === null) return this.takeDecided(raw)
    this.held.push(Buffer.from(raw)) // A copy: the caller may use its buffer again.
    this.heldBytes += raw.length + 1
    if (this.heldBytes >= headBytes) this.releaseHead()
  }

  finish() {
    this.releaseHead()
    if (this.stopped && !this.headerDone) return this.end()
    if (this.labels.size === 0) {
      this.error('sie.empty', 'the file holds no records; choose a SIE file')
      return this.end()
    }
    if (this.voucher) {
      this.error(
        'sie.truncated',
        `the file ends inside voucher ${nameOf(this.voucher)} of line ${this.voucher.line}: it is cut off; fetch it again`,
      )
      this.voucher = null
    }
    if (this.checksum.state === 'open')
      this.error(
        'sie.checksum-missing',
        'the file begins with #KSUMMA and has no closing #KSUMMA: it is cut off; fetch it again',
      )
    // Type 1 needs no #SIETYP, and then it has balances.
    if (!this.seen.has('#SIETYP') && !this.hasBalances && this.vouchers === 0)
      this.error('sie.nothing', 'the file holds no #SIETYP, no balances and no vouchers; choose a SIE file')
    this.startData()
    this.end()
  }

  lineTooLong() {
    this.releaseHead()
    this.line++
    this.error('sie.line-too-long', 'a line of more than 1 MB: this is no SIE file, or it was damaged')
    this.stopped = true
  }

  private releaseHead() {
    const lines = this.held
    if (lines === null) return
    this.held = null
    if (lines[0]?.subarray(0, 3).equals(utf8Mark)) {
      lines[0] = lines[0].subarray(3)
      this.encoding = 'utf-8'
    } else {
      const counts = newTally()
      for (const line of lines) tally(counts, line)
      this.encoding = decide(counts) ?? 'ascii'
    }
    for (const line of lines) this.takeDecided(line)
  }

  private takeDecided(raw: Buffer) {
    if (this.stopped) return
    this.line++
    if (this.encoding === 'ascii') {
      const counts = newTally()
      tally(counts, raw)
      this.encoding = decide(counts) ?? 'ascii'
    }
    const text = decodeLine(raw, this.encoding)
    if (this.encoding === 'utf-8' && text.includes('\ufffd')) {
      this.tellOnce(
        'sie.lost-characters',
        'letters were lost before the file came here (they read "\ufffd"); ask for the file in code page 437 or UTF-8',
      )
    }
    this.record(text, raw)
  }

  private record(text: string, raw: Buffer) {
    const first = text.search(/[^ \t\x1a]/) // DOS programs end a file with Ctrl-Z.
    if (first < 0) return
    if (text[first] === '{' && text.trim() === '{') return this.openBrace()
    if (text[first] === '}' && text.trim() === '}') return this.closeBrace()
    if (this.skipping) return
    if (text[first] !== '#') {
      if (this.labels.size === 0) return this.notSie()
      return this.warn(
        'sie.not-a-record',
        `neither a record (#…) nor a brace: ${JSON.stringify(text.slice(0, 60))}; a line break inside a text? It was left out`,
      )
    }
    const { fields, trouble } = splitFields(text)
    const label = fields[0]!.text.toUpperCase()
    if (this.labels.size === 0 && label !== '#FLAGGA' && !identification.has(label)) return this.notSie()
    if (this.labels.has(label) || this.labels.size < labelsMax)
      this.labels.set(label, (this.labels.get(label) ?? 0) + 1)
    if (label === '#KSUMMA') return this.controlSum(fields)
    this.addToControlSum(fields, raw)
    if (!known.has(label)) {
      if (this.unused.size < labelsMax) this.unused.add(label)
      return
    }
    if (trouble) this.warn(`sie.${trouble}`, `${label}: ${troubles[trouble]}`, label)
    this.flawsAre = label === '#VER' || label === '#TRANS' ? 'error' : 'warning'
    this.handle(label, fields.map(withoutControls))
    if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text))
      this.tellOnce('sie.control-character', 'a text holds control characters, which SIE forbids; they were left out')
  }

  private handle(label: string, fields: Parts) {
    if (identification.has(label)) return this.identify(label, fields)
    this.startAccounts()
    if (chart.has(label)) return this.chartRecord(label, fields)
    this.startData()
    if (label === '#VER') return this.openVoucher(fields)
    if (transactionLabels.has(label)) return this.transaction(label, fields)
    this.balance(label.slice(1) as SieBalance['balance'], fields)
  }

  // ── Identification ────────────────────────────────────────────────────────

  private identify(label: string, fields: Parts) {
    if (this.headerDone) {
      // § 5.12: identification comes before accounts and balances, which were read with the values before.
      const severity = label === '#VALUTA' && textOf(fields, 1) !== this.head.currency ? 'error' : 'warning'
      return this.tell(
        severity,
        'sie.order',
        `${label} comes after accounts or vouchers and was not used; it belongs in the head of the file`,
        label,
      )
    }
    if (this.seen.has(label) && label !== '#RAR')
      this.warn('sie.record-twice', `${label} stands twice; the later one was used`, label)
    this.seen.add(label)
    const head = this.head
    const field = (index: number): string | null => textOf(fields, index)
    switch (label) {
      case '#FLAGGA':
        head.imported = field(1) === '1'
        if (head.imported)
          this.warn(
            'sie.already-imported',
            '#FLAGGA 1: a program has already imported this file; make sure that it is not booked twice',
            label,
          )
        else if (field(1) !== '0') this.warn('sie.flag', `#FLAGGA must be 0 or 1, not ${quote(field(1))}`, label)
        return
      case '#PROGRAM':
        head.program = field(1)
        head.programVersion = field(2)
        if (!head.program || !head.programVersion)
          this.warn('sie.field-missing', '#PROGRAM lacks the name or the version of the program', label)
        return
      case '#FORMAT':
        if (field(1) !== 'PC8') this.warn('sie.format', `#FORMAT must be PC8, not ${quote(field(1))}`, label)
        return
      case '#GEN':
        head.generatedOn = this.optionalDay(field(1), label)
        head.generatedBy = field(2)
        if (!field(1)) this.warn('sie.field-missing', '#GEN lacks the day on which the file was made', label)
        return
      case '#SIETYP':
        if (/^[1-4]$/.test(field(1) ?? '')) this.sieType = field(1) as SieHeaderType
        else this.warn('sie.type', `#SIETYP must be 1, 2, 3 or 4, not ${quote(field(1))}`, label)
        return
      case '#FNAMN':
        head.companyName = field(1)
        if (!head.companyName) this.warn('sie.field-missing', '#FNAMN lacks the name of the company', label)
        return
      case '#ORGNR':
        head.organisationNumber = field(1)
        if (!field(1)) this.warn('sie.field-missing', '#ORGNR lacks the organisation number', label)
        else if (!/^\d{6}-\d{4}$/.test(field(1)!))
          this.warn(
            'sie.organisation-number',
            `organisation number ${quote(field(1))} is not written as 556334-3689`,
            label,
          )
        return
      case '#ADRESS':
        head.address = {
          contact: field(1) ?? '',
          street: field(2) ?? '',
          postal: field(3) ?? '',
          phone: field(4) ?? '',
        }
        if (fields.length < 5)
          this.warn(
            'sie.address',
            '#ADRESS has fewer than its four fields (contact, street, postal address, telephone)',
            label,
          )
        return
      case '#RAR':
        return this.year(fields)
      case '#TAXAR':
        head.taxYear = field(1)
        if (!/^\d{4}$/.test(field(1) ?? '')) this.warn('sie.tax-year', `#TAXAR ${quote(field(1))} is no year`, label)
        return
      case '#OMFATTN':
        head.balancesUntil = this.optionalDay(field(1), label)
        return
      case '#VALUTA':
        if (/^[A-Z]{3}$/.test(field(1) ?? '')) head.currency = field(1)!
        else this.error('sie.currency', `#VALUTA ${quote(field(1))} is no currency code (ISO 4217: SEK)`, label)
        return
      default:
        head[plainFields[label as keyof typeof plainFields]] = field(1)
    }
  }

  private year(fields: Parts) {
    const year = this.yearNumber(fields, '#RAR')
    const from = this.day(textOf(fields, 2), '#RAR')
    const until = this.day(textOf(fields, 3), '#RAR')
    if (year === null || from === null || until === null) return
    if (until < from)
      return this.warn(
        'sie.year',
        `#RAR ${year}: the year ends ${until}, before it begins ${from}; it was left out`,
        '#RAR',
      )
    if (until !== endOfMonth(until))
      this.warn('sie.year', `#RAR ${year}: the year ends ${until}, which is not the last day of a month`, '#RAR')
    this.head.years.push({ year, from, until })
  }

  private startAccounts() {
    if (this.headerDone) return
    this.headerDone = true
    for (const label of mandatory)
      if (!this.seen.has(label)) this.warn('sie.record-missing', `${label} is missing in the head of the file`, label)
    this.out.push({ type: 'header', sieType: this.sieType, encoding: this.encoding, ...this.head })
  }

  // ── Accounts, dimensions, objects ─────────────────────────────────────────

  private chartRecord(label: string, fields: Parts) {
    if (label === '#DIM' || label === '#UNDERDIM') {
      const dimension = this.dimensionNumber(textOf(fields, 1), label)
      const under = label === '#UNDERDIM' ? this.dimensionNumber(textOf(fields, 3), label) : null
      if (dimension === null || (label === '#UNDERDIM' && under === null)) return
      this.out.push({ type: 'dimension', line: this.line, dimension, name: textOf(fields, 2) ?? '', under })
      return
    }
    if (label === '#OBJEKT') {
      const dimension = this.dimensionNumber(textOf(fields, 1), label)
      const object = textOf(fields, 2)
      if (object === null) this.warn('sie.object', '#OBJEKT lacks the number of the object; it was left out', label)
      if (dimension === null || object === null) return
      this.out.push({ type: 'object', line: this.line, dimension, object, name: textOf(fields, 3) ?? '' })
      return
    }
    const account = this.account(textOf(fields, 1), label)
    if (account === null) return
    if (label === '#KONTO') {
      if (this.declared.has(account))
        this.warn('sie.account-twice', `account ${account} is declared twice; the first name was kept`, label)
      else {
        this.declared.add(account)
        this.accounts.set(account, {
          type: 'account',
          line: this.line,
          account,
          name: textOf(fields, 2) ?? '',
          accountType: null,
          sru: [],
          unit: null,
        })
        if (!textOf(fields, 2)) this.warn('sie.field-missing', `account ${account} has no name`, label)
      }
      return
    }
    const value = textOf(fields, 2)?.trim() || null
    const record = this.accounts.get(account)
    if (value === null) this.warn('sie.field-missing', `${label} ${account} has no value`, label)
    else if (!record)
      this.warn('sie.account-undeclared', `${label} for account ${account}, which no #KONTO before it declares`, label)
    else if (label === '#SRU') record.sru.push(value)
    else if (label === '#ENHET') record.unit = value
    else if (/^[TSKI]$/.test(value)) record.accountType = value as 'T'
    else this.warn('sie.account-type', `#KTYP ${account} must be T, S, K or I, not ${quote(value)}`, label)
  }

  /** Accounts are complete when the first balance or voucher comes: #SRU, #KTYP, #ENHET may stand anywhere before it. */
  private startData() {
    this.startAccounts()
    if (this.accounts.size === 0) return
    for (const account of this.accounts.values()) this.out.push(account)
    this.accounts.clear()
  }

  // ── Balances ──────────────────────────────────────────────────────────────

  private balance(balance: SieBalance['balance'], fields: Parts) {
    const label = `#${balance}`
    this.hasBalances = true
    if (!balancesByType[this.sieType].includes(balance))
      this.tellOnce(`sie.not-in-type ${label}`, `${label} does not belong in a file of type ${this.sieType}`)
    const hasPeriod = balance === 'PSALDO' || balance === 'PBUDGET'
    const hasObjects = hasPeriod || balance === 'OIB' || balance === 'OUB'
    const year = this.yearNumber(fields, label)
    // Some programs write the account before the period.
    const swapped = hasPeriod && !isPeriod(textOf(fields, 2)) && isPeriod(textOf(fields, 3))
    if (swapped)
      this.tellOnce(`sie.field-order ${label}`, `${label}: the account stands before the period; it was read as meant`)
    const period = hasPeriod ? this.period(textOf(fields, swapped ? 3 : 2), label) : null
    const account = this.account(textOf(fields, hasPeriod && !swapped ? 3 : 2), label)
    let at = hasPeriod ? 4 : 3
    const objects = hasObjects ? this.objects(fields[at], label) : []
    if (hasObjects && fields[at]?.list) at++
    const stated = textOf(fields, at++)
    const amount = this.amount(stated, label)
    const quantity = this.quantity(textOf(fields, at), label)
    if (/^-?\d{1,3}$/.test(stated ?? '') && /^\d{3}(\.\d\d)?$/.test(quantity ?? ''))
      this.warn(
        'sie.amount-grouped',
        `${label} ${account}: is ${stated} ${quantity} one amount? It was read as amount ${stated} and quantity ${quantity}; write amounts without blanks`,
        label,
      )
    if (year === null || (hasPeriod && period === null) || account === null || amount === null)
      return this.report({
        code: 'sie.balance-left-out',
        severity: 'warning',
        row: this.line,
        column: label,
        message: `${label} ${fields
          .slice(1)
          .map(({ text }) => text)
          .join(' ')
          .slice(0, 60)} cannot be read and was left out`,
        data: { balance, year, account },
      })
    this.checkDeclared(account)
    this.out.push({ type: 'balance', line: this.line, balance, year, period, account, objects, amount, quantity })
  }

  // ── Vouchers ──────────────────────────────────────────────────────────────

  private openVoucher(fields: Parts) {
    if (this.voucher) {
      this.error(
        'sie.voucher-not-closed',
        `voucher ${nameOf(this.voucher)} of line ${this.voucher.line} has no closing brace`,
        '#VER',
      )
      this.voucher = null
    }
    this.vouchers++
    if (this.sieType !== '4')
      this.tellOnce('sie.not-in-type #VER', `vouchers do not belong in a file of type ${this.sieType}`)
    const series = fields[1]?.text ?? ''
    const number = fields[2]?.text ?? ''
    const on = this.day(fields[3]?.text ?? '', '#VER', `voucher ${series} ${number}`.trim())
    this.voucher = {
      series,
      number,
      on: on ?? ('0001-01-01' as Day), // Never shown: such a voucher is not sound.
      text: textOf(fields, 4),
      registeredOn: this.optionalDay(textOf(fields, 5), '#VER'),
      by: textOf(fields, 6),
      transactions: [],
      removed: [],
      line: this.line,
      sound: on !== null,
      opened: false,
      sum: 0n,
      debit: 0n,
      rows: 0,
      added: null,
    }
    this.checkOrder(series, number)
  }

  private openBrace() {
    if (this.voucher && !this.voucher.opened) this.voucher.opened = true
    // Sub-records of a label that we do not know are read past with it.
    else if (this.voucher) this.warn('sie.brace', 'a second opening brace inside a voucher')
    else this.skipping = true
  }

  private closeBrace() {
    if (this.skipping) this.skipping = false
    else if (this.voucher?.opened) this.closeVoucher(this.voucher)
    else this.warn('sie.brace', 'a closing brace without an opening one')
  }

  private closeVoucher(voucher: OpenVoucher) {
    this.voucher = null
    if (voucher.added) this.addedAlone(voucher.added)
    if (voucher.rows === 0 && voucher.sound)
      this.report({
        code: 'sie.voucher-empty',
        severity: 'warning',
        row: voucher.line,
        message: `voucher ${nameOf(voucher)} has no transactions`,
      })
    if (voucher.sum !== 0n) {
      this.report({
        code: 'sie.voucher-unbalanced',
        severity: 'error',
        row: voucher.line,
        message: `voucher ${nameOf(voucher)} does not balance: its ${voucher.rows} transactions sum to ${decimal(voucher.sum)} instead of 0.00; correct it in the program that wrote the file`,
        data: { series: voucher.series, number: voucher.number, difference: decimal(voucher.sum), rows: voucher.rows },
      })
      return
    }
    if (!voucher.sound) return
    this.debit += voucher.debit
    const { series, number, on, text, registeredOn, by, transactions, removed, line } = voucher
    this.out.push({
      type: 'voucher',
      line,
      series,
      number,
      on,
      text,
      registeredOn,
      by,
      transactions,
      ...(removed.length > 0 ? { removed } : {}),
    })
  }

  private transaction(label: string, fields: Parts) {
    if (label === '#TRANS') this.transactions++
    const voucher = this.voucher
    if (!voucher?.opened)
      return this.tell(
        this.flawsAre,
        'sie.transaction-outside',
        `${label} stands outside the braces of a voucher`,
        label,
      )
    const account = this.account(textOf(fields, 1), label)
    const objects = this.objects(fields[2], label)
    let at = fields[2]?.list ? 3 : 2
    const amount = this.amount(textOf(fields, at++), label)
    if (amount !== null && label === '#TRANS') {
      voucher.sum += amount
      voucher.rows++
      if (amount > 0n) voucher.debit += amount
    }
    const dated = textOf(fields, at++)
    const on = dated === null ? null : this.day(dated, label)
    const text = textOf(fields, at++)
    const quantity = this.quantity(textOf(fields, at++), label)
    const by = textOf(fields, at)
    if (account === null || amount === null || (dated !== null && on === null)) {
      if (label === '#TRANS') voucher.sound = false
      voucher.added = null
      return
    }
    this.checkDeclared(account)
    this.place(label, voucher, { account, objects, amount, on, text, quantity, by, line: this.line })
  }

  private place(label: string, voucher: OpenVoucher, row: SieTransaction) {
    if (voucher.transactions.length + voucher.removed.length >= voucherRowsMax) {
      voucher.sound = false
      return this.tellOnce(
        'sie.voucher-too-long',
        `a voucher of more than ${voucherRowsMax} transactions: split it`,
        'error',
      )
    }
    const added = voucher.added
    voucher.added = null
    if (label === '#TRANS') {
      const same = added !== null && sameRow(added, row)
      if (added && !same) this.addedAlone(added)
      voucher.transactions.push(same ? { ...row, added: true } : row)
      return
    }
    if (added) this.addedAlone(added)
    if (label === '#RTRANS') voucher.added = row
    else voucher.removed.push(row)
  }

  private addedAlone(row: SieTransaction) {
    // The #TRANS rows alone must balance, for programs that know no #RTRANS: a lone one is history without effect.
    this.report({
      code: 'sie.added-alone',
      severity: 'warning',
      row: row.line ?? this.line,
      column: '#RTRANS',
      message: '#RTRANS is not followed by the same #TRANS, as the standard demands; it was left out',
    })
  }

  private checkOrder(series: string, number: string) {
    if (!/^\d{1,30}$/.test(number) || (!this.lastNumber.has(series) && this.lastNumber.size >= labelsMax)) return
    const value = BigInt(number)
    const last = this.lastNumber.get(series)
    if (last !== undefined && value <= last)
      this.warn(
        'sie.voucher-order',
        `voucher ${series} ${number} comes after ${series} ${last}: numbers must ascend within a series`,
        '#VER',
      )
    this.lastNumber.set(series, value)
  }

  // § 6: a type 4E file declares all accounts that it uses; in 4I it is optional.
  private checkDeclared(account: string) {
    if (this.declared.size === 0 || this.head.years.length === 0 || this.declared.has(account)) return
    this.tellOnce(`sie.account-undeclared ${account}`, `account ${account} is used and not declared by #KONTO`)
  }

  // ── Control sum ───────────────────────────────────────────────────────────

  private controlSum(fields: Parts) {
    const stated = textOf(fields, 1)
    if (this.checksum.state === 'none' && stated === null) this.checksum = { sum: 0, rawSum: 0, state: 'open' }
    else if (this.checksum.state === 'none')
      this.warn('sie.checksum-alone', 'a closing #KSUMMA without the opening one; it could not be checked', '#KSUMMA')
    else if (this.checksum.state !== 'open')
      this.warn('sie.checksum-twice', 'records and a #KSUMMA follow the closing #KSUMMA', '#KSUMMA')
    else if (this.agrees(stated)) this.checksum.state = 'correct'
    else {
      this.checksum.state = 'wrong'
      // Programs compute it in ways of their own, so that a differing sum alone proves no damage.
      this.warn(
        'sie.checksum-wrong',
        `the control sum is ${quote(stated)} but the records give ${this.checksum.sum}: the file was changed after it was written, or its program sums otherwise; compare its totals`,
        '#KSUMMA',
      )
    }
  }

  private agrees(stated: string | null): boolean {
    if (stated === null || !/^-?\d{1,10}$/.test(stated)) return false
    const sum = Number(stated) >>> 0 // Some programs write the 32 bits as a signed number.
    return sum === this.checksum.sum || sum === this.checksum.rawSum
  }

  // § 10.14 sums over code page 437; a program that writes another one may have summed the bytes that it wrote.
  private addToControlSum(fields: Parts, raw: Buffer) {
    const { checksum } = this
    if (checksum.state === 'open') {
      const bytes = toCp437(summed(fields))
      const rawBytes =
        this.encoding === 'ascii' ? bytes : Buffer.from(summed(splitFields(raw.toString('latin1')).fields), 'latin1')
      checksum.sum = crc32(bytes, checksum.sum)
      checksum.rawSum = crc32(rawBytes, checksum.rawSum)
    } else if (checksum.state !== 'none')
      this.tellOnce('sie.after-checksum', 'records follow the closing #KSUMMA, which they are not part of')
  }

  // ── End ───────────────────────────────────────────────────────────────────

  private notSie() {
    this.line = Math.max(this.line, 1)
    this.error('sie.not-sie', 'this is no SIE file: it does not begin with #FLAGGA; choose another file')
    this.stopped = true
  }

  private end() {
    const end: SieEnd = {
      type: 'end',
      kind: this.sieType === '4' ? (this.hasBalances ? '4E' : '4I') : this.sieType,
      vouchers: this.vouchers,
      transactions: this.transactions,
      debit: minor(this.debit),
      checksum: this.checksum.state === 'open' ? 'missing' : this.checksum.state,
      labels: Object.fromEntries(this.labels),
      unused: [...this.unused],
      errors: this.errors,
    }
    this.out.push(end)
  }
}

const utf8Mark = Buffer.from([0xef, 0xbb, 0xbf])
const clean = (text: string): string => text.replaceAll('\t', ' ').replace(/[\x00-\x1f\x7f]/g, '')
const withoutControls = (field: Field): Field =>
  /[\x00-\x1f\x7f]/.test(field.text) ? { text: clean(field.text), list: field.list?.map(clean) ?? null } : field

const sameRow = (a: SieTransaction, b: SieTransaction): boolean =>
  JSON.stringify([a.account, a.objects, String(a.amount), a.on, a.text, a.quantity]) ===
  JSON.stringify([b.account, b.objects, String(b.amount), b.on, b.text, b.quantity])

const nameOf = (voucher: SieVoucher): string =>
  [voucher.series, voucher.number].filter(Boolean).join(' ') || '(without number)'
const decimal = (amount: bigint): string => {
  const digits = absolute(amount).toString().padStart(3, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
