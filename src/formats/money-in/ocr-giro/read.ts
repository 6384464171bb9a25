import { type Day, isDay } from '../../../kernel/day.ts'
import { formatMinor, minor } from '../../../kernel/money.ts'
import type { Bytes, Format, IncomingPayment, MoneyInItem, ProblemItem } from '../../format.ts'
import { cut, digits, type Field, unfilled } from '../fixed-width.ts'
import { headLines } from '../lines.ts'
import { readRecords, recordProblems } from '../record-reader.ts'
import * as layout from './layout.ts'

/** Norwegian payments with KID, from Nets; AvtaleGiro receipts come in the same file (type 15). */
export const ocrGiro: Format<MoneyInItem> = {
  id: 'ocr-giro',
  family: 'money-in',
  title: 'OCR giro (Norway)',
  mediaType: 'text/plain',
  recognise(head) {
    const found = headLines(head)
    // AvtaleGiro files share the frame; service 09 is what makes it OCR giro.
    return /^NY000010\d/.test(found[0] ?? '') && found.some((line) => /^NY09\d\d(?:20|30)/.test(line))
  },
  read,
}

const currency = 'NOK'

/** Money that goes back to the payer: reversal of a purchase, with KID and with free text. */
const reversals = new Set(['18', '20'])

/** What an assignment or the transmission adds up to; a total may be meant with or without regard to signs. */
interface Tally {
  line: number
  transactions: number
  records: number
  unsigned: bigint
  signed: bigint
  faulty: boolean
}

/** Never throws on bad input; counts and totals of records 88 and 89 are proved. */
function read(bytes: Bytes): AsyncIterable<MoneyInItem | ProblemItem> {
  return readRecords(bytes, startReading)
}

function startReading(queue: (MoneyInItem | ProblemItem)[]) {
  const unused = new Set<string>()
  const transmissions = new Map<string, number>()
  let statements = 0
  let payments = 0
  let net = 0n
  let last = 1
  let started = false
  let transmission: Tally | null = null
  let assignment: (Tally & { own: boolean; number: string }) | null = null
  let open: { payment: IncomingPayment; number: string; mark: string } | null = null

  const { problems, problem, number } = recordProblems(queue, 'ocr-giro')

  function record(line: string, row: number) {
    if (line.trim() === '') return
    last = row
    if (cut(line, layout.head.format) !== 'NY') {
      problem('ocr-giro.record', row, `the record does not begin with NY ("${line.slice(0, 8)}").`)
      return
    }
    const kind = cut(line, layout.head.record)
    const service = cut(line, layout.head.service)
    if (kind === '10' && service === '00') return startTransmission(line, row)
    if (!transmission) {
      if (!started) problem('ocr-giro.no-start', row, 'the file does not begin with a start record (NY000010).')
      started = true
      transmission = newTally(row)
    }
    transmission.records++
    if (kind === '89' && service === '00') return endTransmission(line, row)
    if (assignment) assignment.records++
    if (kind === '20') startAssignment(line, row, service)
    else if (kind === '88') endAssignment(line, row)
    else if (!assignment)
      problem('ocr-giro.no-assignment', row, `a record ${kind} stands outside an assignment (no record 20 before it).`)
    else if (!assignment.own) return
    else if (kind === '30') item1(line, row)
    else if (kind === '31') item2(line, row)
    else if (kind === '32') item3(line, row)
    else unused.add(/^[\dA-Z]{2}$/.test(kind) ? `record ${kind}` : 'lines that are no records')
  }

  function startTransmission(line: string, row: number) {
    if (transmission) missingEnd(row, 'transmission', '89')
    started = true
    transmission = newTally(row)
    transmission.records = 1
    const { sender, number: own, recipient } = layout.transmission
    if (!unfilled(cut(line, own))) return
    const name = [sender, own, recipient].map((field) => cut(line, field)).join(' ')
    const before = transmissions.get(name)
    if (before === undefined) transmissions.set(name, row)
    else
      problem(
        'ocr-giro.transmission-twice',
        row,
        `this is the transmission ${cut(line, own)} a second time (line ${before}): its payments would count twice. Take the doubled part out.`,
        { data: { first: before } },
      )
  }

  function startAssignment(line: string, row: number, service: string) {
    if (assignment) closeAssignment(row)
    const account = cut(line, layout.assignment.account).trim()
    assignment = { ...newTally(row), records: 1, own: service === '09', number: cut(line, layout.assignment.number) }
    if (!assignment.own) {
      unused.add(/^\d\d$/.test(service) ? `assignments of service ${service}` : 'assignments of unknown services')
      return
    }
    if (!/^\d{11}$/.test(account) || /^0+$/.test(account))
      problem('ocr-giro.account', row, `the assignment has no account (positions 25–35 are "${account}").`, {
        column: '25-35',
      })
    statements++
    queue.push({
      type: 'statement',
      account: { scheme: 'BBAN', id: account },
      currency,
      statementId: unfilled(assignment.number),
      openingBalance: null,
      openingOn: null,
      closingBalance: null,
      closingOn: null,
    })
  }

  function item1(line: string, row: number) {
    tellOpen()
    const tally = assignment!
    tally.transactions++
    const type = cut(line, layout.head.type)
    const at = (field: Field) => cut(line, field)
    const amount = number(line, row, layout.item1.amount, 'the amount')
    const sign = at(layout.item1.sign)
    if (!/^[-0 ]$/.test(sign))
      problem('ocr-giro.sign', row, `the sign (position 32) is "${sign}"; - or 0 is meant to stand there.`, {
        column: '32',
      })
    const on = dayOf(at(layout.item1.day))
    if (!on)
      problem(
        'ocr-giro.day',
        row,
        `the day (positions 16–21) is "${at(layout.item1.day)}", which is no day (ddmmyy).`,
        { column: '16-21' },
      )
    if (amount === null) tally.faulty = true
    const back = reversals.has(type)
    tally.unsigned += amount ?? 0n
    tally.signed += sign === '-' ? -(amount ?? 0n) : (amount ?? 0n)
    const kid = at(layout.item1.kid).trim()
    const transaction = at(layout.item1.transaction)
    const { centre, dayCode, partial, serial } = layout.item1
    if (amount === null) return
    open = {
      number: transaction,
      mark: [at(layout.item1.day), at(centre), at(dayCode), at(partial), at(serial), transaction].join('.'),
      payment: {
        type: 'payment',
        amount: minor(back || sign === '-' ? -amount : amount),
        currency,
        bookedOn: on,
        valueOn: on,
        status: 'BOOK',
        bankReference: null,
        endToEndId: null,
        references: kid === '' ? [] : [{ kind: 'kid', reference: kid, amount: null }],
        text: '',
        payer: { name: null, account: null, identityNumber: null, address: null },
        returned: back ? { reasonCode: null, reason: 'reversal of a purchase', originalReference: null } : null,
        original: null,
        charges: null,
        transactionCode: `ocr-giro:${type}`,
        source: { line: row, path: null },
      },
    }
  }

  function item2(line: string, row: number) {
    if (!belongs(line, row, layout.item2.transaction, '31')) return
    const account = cut(line, layout.item2.debitAccount).trim()
    if (unfilled(account)) open!.payment.payer.account = { scheme: 'BBAN', id: account }
    if (unfilled(cut(line, layout.item2.bankDay))) unused.add('bank date')
    if (unfilled(cut(line, layout.item2.form))) unused.add('form number')
    // Nets gives no id of its own; these together stand for one, also in a file that is sent again.
    open!.payment.bankReference = `${open!.mark}.${cut(line, layout.item2.archive).trim()}`
  }

  function item3(line: string, row: number) {
    if (belongs(line, row, layout.item3.transaction, '32')) open!.payment.text = cut(line, layout.item3.text).trim()
  }

  function belongs(line: string, row: number, field: Field, kind: string): boolean {
    if (open && cut(line, field) === open.number) return true
    if (open || !assignment!.faulty)
      problem(
        'ocr-giro.item',
        row,
        `the record ${kind} belongs to transaction "${cut(line, field)}", the one before it is ${open ? `"${open.number}"` : 'missing'}.`,
      )
    return false
  }

  function tellOpen() {
    if (!open) return
    payments++
    net += open.payment.amount
    queue.push(open.payment)
    open = null
  }

  function endAssignment(line: string, row: number) {
    if (!assignment) {
      problem('ocr-giro.no-assignment', row, 'an end record 88 stands without an assignment (no record 20 before it).')
      return
    }
    tellOpen()
    const { own } = assignment
    if (own) prove(line, row, assignment, 'assignment')
    else {
      // Not ours to read; its own figures go into the proof of the transmission.
      assignment.transactions = Number(digits(line, layout.end.transactions) ?? 0n)
      assignment.unsigned = assignment.signed = digits(line, layout.end.total) ?? 0n
    }
    addUp()
  }

  function addUp() {
    transmission!.transactions += assignment!.transactions
    transmission!.unsigned += assignment!.unsigned
    transmission!.signed += assignment!.signed
    transmission!.faulty ||= assignment!.faulty
    assignment = null
  }

  function endTransmission(line: string, row: number) {
    if (assignment) closeAssignment(row)
    prove(line, row, transmission!, 'transmission')
    transmission = null
  }

  function prove(line: string, row: number, tally: Tally, what: string) {
    const transactions = number(line, row, layout.end.transactions, 'the number of transactions')
    if (transactions !== null && transactions !== BigInt(tally.transactions))
      differs(row, what, `${transactions} transactions`, tally.transactions)
    const records = number(line, row, layout.end.records, 'the number of records')
    if (records !== null && records !== BigInt(tally.records)) differs(row, what, `${records} records`, tally.records)
    if (!dayOf(cut(line, layout.end.day)))
      problem(
        'ocr-giro.day',
        row,
        `the day of the ${what} (positions 42–47) is "${cut(line, layout.end.day)}", which is no day (ddmmyy).`,
        { column: '42-47' },
      )
    const total = number(line, row, layout.end.total, 'the total')
    // The specification adds reversals and credits; Nets' files deduct what has a minus sign. Either proves the file.
    if (
      total !== null &&
      !tally.faulty &&
      total !== tally.unsigned &&
      total !== tally.signed &&
      total !== -tally.signed
    )
      differs(
        row,
        what,
        `a total of ${formatMinor(total, currency)} ${currency}`,
        formatMinor(tally.unsigned, currency),
        'ocr-giro.total',
      )
  }

  function differs(row: number, what: string, stated: string, computed: string | number, code = 'ocr-giro.count') {
    problem(code, row, `the ${what} states ${stated}, it has ${computed}. Fetch the file again; do not import it.`, {
      data: { stated, computed },
    })
  }

  function closeAssignment(row: number) {
    missingEnd(row, 'assignment', '88')
    tellOpen()
    addUp()
  }

  function missingEnd(row: number, what: string, kind: string) {
    problem(
      'ocr-giro.no-end',
      row,
      `the ${what} has no end record (${kind}): the file was cut off or put together wrongly. Fetch it again.`,
    )
  }

  function finish() {
    if (!started) problem('ocr-giro.no-start', 1, 'the file does not begin with a start record (NY000010).')
    if (assignment) closeAssignment(last)
    if (transmission || !started) missingEnd(last, 'transmission', '89')
    problems.close()
    queue.push({
      type: 'end',
      statements,
      payments,
      totals: payments > 0 ? [{ currency, amount: minor(net) }] : [],
      unused: [...unused].sort(),
    })
  }

  return { record, finish }
}

const newTally = (line: number): Tally => ({
  line,
  transactions: 0,
  records: 0,
  unsigned: 0n,
  signed: 0n,
  faulty: false,
})

/** ddmmyy; the service began in the 1980s, so that 70–99 are of the last century. */
function dayOf(text: string): Day | null {
  if (!/^\d{6}$/.test(text)) return null
  const year = text.slice(4)
  const found = `${year >= '70' ? '19' : '20'}${year}-${text.slice(2, 4)}-${text.slice(0, 2)}`
  return isDay(found) ? found : null
}
