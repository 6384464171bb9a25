import { SaxesParser } from 'saxes'
import { type Day, day, endOfMonth, isDay, make } from '../../../kernel/day.ts'
import { currencyDigits, formatMinor, type Minor, minor, parseMinor } from '../../../kernel/money.ts'
import type { Problem } from '../../../kernel/problem.ts'
import type { Bytes, ProblemItem } from '../../format.ts'
import { problemList } from '../../money-in/problem-list.ts'
import { decode } from '../../xml-text.ts'
import type { SafTHeader, SafTItem, SafTRow } from './items.ts'

const depthMax = 64

/**
 * Reads the general ledger of a SAF-T file as a stream: header, accounts with their balances, vouchers, end. Customers,
 * suppliers and source documents are passed over. Each voucher and the file's own totals are proved. Never throws on bad
 * input: damaged XML ends the reading with a problem and no `end`.
 *
 * Source: Norwegian SAF-T Financial 1.30 (Skatteetaten; older versions name the same elements), Bulgarian SAF-T 1.0.1 (НАП):
 * both are the OECD's SAF-T 2.0; Bulgaria names a line TransactionLine and the company's own account TaxpayerAccountID.
 */
export async function* readSafT(bytes: Bytes): AsyncIterable<SafTItem> {
  const queue: SafTItem[] = []
  const reading = startReading(queue)
  try {
    for await (const text of decode(bytes)) {
      const isWhole = reading.feed(text)
      yield* queue
      queue.length = 0
      if (!isWhole) return
    }
  } catch (error) {
    if (!(error instanceof RangeError && 'code' in error && error.code === 'ERR_ENCODING_NOT_SUPPORTED')) throw error
    yield problemItem({
      code: 'saf-t.encoding',
      message: `the file names an encoding that is not known: ${error.message}: save it as UTF-8`,
    })
    return
  }
  reading.finish()
  yield* queue
}

/** What stands in the element that is open now, as written. */
type Fields = Record<string, string>
interface OpenVoucher {
  line: number
  fields: Fields
  rows: { line: number; fields: Fields; amounts: Fields }[]
}

function startReading(queue: SafTItem[]) {
  const parser = new SaxesParser({ xmlns: false, fragment: false })
  const problems = problemList(queue, 'saf-t')
  const place: string[] = []
  let value = ''
  const header: Fields = {}
  let currency = ''
  let account: { line: number; fields: Fields } | null = null
  let voucher: OpenVoucher | null = null
  const totals: Fields = {}
  const found = { vouchers: 0, debit: 0n, credit: 0n }
  let told = { vouchers: 0, debit: 0n }
  let errors = 0

  const problem = (one: Problem) => {
    if (one.severity !== 'warning') errors++
    problems.add(one)
  }

  const amountOf = (text: string, line: number, what: string): Minor | null => {
    const read = readAmount(text, currency)
    if (read === null)
      problem({
        code: 'saf-t.amount',
        row: line,
        message: `line ${line}: ${what} has the amount "${text.slice(0, 40)}": SAF-T writes -1250.00, with the decimals of ${currency}`,
        data: { amount: text.slice(0, 40) },
      })
    return read
  }

  function tellHeader() {
    const item = headerOf(header)
    currency = item.currency
    queue.push(item)
  }

  function tellAccount({ line, fields }: { line: number; fields: Fields }) {
    const name = fields.TaxpayerAccountID ?? fields.AccountID
    if (!name) {
      problem({ code: 'saf-t.account-missing', row: line, message: `line ${line}: an account has no AccountID` })
      return
    }
    const side = (which: 'Opening' | 'Closing'): Minor | null => {
      const [debit, credit] = [fields[`${which}DebitBalance`], fields[`${which}CreditBalance`]]
      if (debit === undefined && credit === undefined) return null
      const [plus, minus] = [
        amountOf(debit ?? '0', line, `account ${name}`),
        amountOf(credit ?? '0', line, `account ${name}`),
      ]
      return plus === null || minus === null ? null : minor(plus - minus)
    }
    queue.push({ type: 'balance', account: name, opening: side('Opening'), closing: side('Closing'), line })
  }

  function tellVoucher({ line, fields, rows }: OpenVoucher) {
    found.vouchers++
    const before = errors
    const number = fields.TransactionID ?? ''
    const on = [fields.GLPostingDate, fields.TransactionDate].find((one) => one !== undefined)?.slice(0, 10)
    if (!on || !isDay(on))
      problem({
        code: 'saf-t.day',
        row: line,
        message: `line ${line}: voucher ${number} has no day that can be read: GLPostingDate is written 2026-03-31`,
        data: { voucher: number },
      })
    const sound: SafTRow[] = []
    for (const row of rows) {
      const name = row.fields.TaxpayerAccountID ?? row.fields.AccountID
      if (!name) {
        problem({
          code: 'saf-t.account-missing',
          row: row.line,
          message: `line ${row.line}: a line of voucher ${number} has no AccountID`,
        })
        continue
      }
      const debit = amountOf(row.amounts.DebitAmount ?? '0', row.line, `voucher ${number}`)
      const credit = amountOf(row.amounts.CreditAmount ?? '0', row.line, `voucher ${number}`)
      if (debit === null || credit === null) continue
      found.debit += debit
      found.credit += credit
      sound.push({ account: name, amount: minor(debit - credit), text: row.fields.Description ?? null })
    }
    const rest = sound.reduce((sum, { amount }) => sum + amount, 0n)
    if (errors === before && rest !== 0n)
      problem({
        code: 'saf-t.unbalanced',
        row: line,
        message: `line ${line}: voucher ${number} does not balance: ${formatMinor(rest, currency)} is left`,
        data: { voucher: number, rest: formatMinor(rest, currency) },
      })
    if (errors > before) return
    told = {
      vouchers: told.vouchers + 1,
      debit: told.debit + sound.reduce((sum, { amount }) => (amount > 0n ? sum + amount : sum), 0n),
    }
    queue.push({ type: 'voucher', number, on: day(on!), text: fields.Description ?? null, rows: sound, line })
  }

  parser.on('opentagstart', (tag) => {
    if (place.length >= depthMax) throw new Error(`elements are nested deeper than ${depthMax}`)
    const name = local(tag.name)
    place.push(name)
    value = ''
    if (place[1]?.startsWith('MasterFiles') && place[2] === 'GeneralLedgerAccounts') {
      if (place.length === 4 && name === 'Account') account = { line: parser.line, fields: {} }
    } else if (place[1] === 'GeneralLedgerEntries' && place[2] === 'Journal' && place[3] === 'Transaction') {
      if (place.length === 4) voucher = { line: parser.line, fields: {}, rows: [] }
      else if (place.length === 5 && lineNames.has(name))
        voucher?.rows.push({ line: parser.line, fields: {}, amounts: {} })
    }
  })
  const text = (piece: string) => {
    value = value === '' ? piece : value + piece
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('closetag', () => {
    const name = place[place.length - 1]!
    const said = value.trim()
    value = ''
    if (place[1] === 'Header') {
      if (said !== '' && headerPlaces.has(place.slice(2, -1).join('/'))) header[name] ??= said
      if (place.length === 2) tellHeader()
    } else if (account) {
      if (place.length === 4) {
        tellAccount(account)
        account = null
      } else if (place.length === 5 && said !== '') account.fields[name] ??= said
    } else if (voucher) {
      const row = voucher.rows.at(-1)
      if (place.length === 4) {
        tellVoucher(voucher)
        voucher = null
      } else if (said === '') {
        // An element of elements, or an empty one.
      } else if (place.length === 5) voucher.fields[name] ??= said
      else if (row && place.length === 6) row.fields[name] ??= said
      else if (row && place.length === 7 && name === 'Amount') row.amounts[place[5]!] ??= said
    } else if (place[1] === 'GeneralLedgerEntries' && place.length === 3 && said !== '') totals[name] ??= said
    place.pop()
  })

  function attempt(act: () => void): boolean {
    try {
      act()
      return true
    } catch (error) {
      // saxes and the depth check throw plain errors; any other is a bug of ours.
      if (!(error instanceof Error) || error.constructor !== Error) throw error
      queue.push(
        problemItem({
          code: 'saf-t.damaged',
          row: parser.line,
          message: `the XML is damaged or cut off at line ${parser.line}: ${error.message.replace(/^\d+:\d+: /, '').slice(0, 100)}: export the file again, nothing of it can be used`,
        }),
      )
      return false
    }
  }

  /** NumberOfEntries, TotalDebit and TotalCredit are proved; programs count entries by voucher or by line, so only sums refuse. */
  function proveTotals() {
    for (const [name, sum] of [
      ['TotalDebit', found.debit],
      ['TotalCredit', found.credit],
    ] as const) {
      const stated = totals[name] === undefined ? null : readAmount(totals[name], currency)
      if (stated !== null && stated !== sum && errors === 0)
        problem({
          code: 'saf-t.total',
          message: `${name} says ${formatMinor(stated, currency)}, the lines of the file come to ${formatMinor(sum, currency)}: it is not whole, export it again`,
          data: { name, stated: formatMinor(stated, currency), counted: formatMinor(sum, currency) },
        })
    }
  }

  return {
    /** False when the file is damaged: the last item told is the problem. */
    feed: (piece: string): boolean => attempt(() => parser.write(piece)),
    finish() {
      if (!attempt(() => parser.close())) return
      proveTotals()
      problems.close()
      queue.push({ type: 'end', vouchers: told.vouchers, debit: minor(told.debit), errors })
    },
  }
}

const lineNames = new Set(['Line', 'TransactionLine'])
/** Where in the header a field is ours: the company has contacts and accounts with names of their own. */
const headerPlaces = new Set(['', 'Company', 'SelectionCriteria'])

function headerOf(fields: Fields): SafTHeader {
  return {
    type: 'header',
    version: fields.AuditFileVersion ?? null,
    companyName: fields.Name ?? null,
    organisationNumber: fields.RegistrationNumber ?? null,
    currency: fields.DefaultCurrencyCode ?? (fields.AuditFileCountry === 'NO' ? 'NOK' : 'EUR'),
    from: dayOf(fields.SelectionStartDate, fields.PeriodStartYear, fields.PeriodStart, (first) => first),
    until: dayOf(fields.SelectionEndDate, fields.PeriodEndYear, fields.PeriodEnd, endOfMonth),
  }
}

/** Periods beyond 12 (closing entries) belong to the last month. */
function dayOf(
  told: string | undefined,
  year: string | undefined,
  period: string | undefined,
  ofMonth: (first: Day) => Day,
): Day | null {
  const written = told?.slice(0, 10)
  if (isDay(written)) return written
  if (!/^\d{4}$/.test(year ?? '') || !/^\d{1,2}$/.test(period ?? '')) return null
  return ofMonth(make(Number(year), Math.min(Math.max(Number(period), 1), 12), 1))
}

function readAmount(text: string, currency: string): Minor | null {
  const match = /^[+-]?\d{1,18}(?:\.(\d+))?$/.exec(text)
  if (!match || (match[1] ?? '').replace(/0+$/, '').length > currencyDigits(currency)) return null
  return parseMinor(text.replace('+', ''), currency)
}

const problemItem = (problem: Problem): ProblemItem => ({ type: 'problem', problem })
const local = (name: string): string => name.slice(name.indexOf(':') + 1)
