import { formatMinor, minor } from '../../../kernel/money.ts'
import type { AccountNumber, Bytes, Format, IncomingPayment, MoneyInItem, ProblemItem } from '../../format.ts'
import { cut, dayOfDigits, type Field, unfilled } from '../fixed-width.ts'
import { headLines } from '../lines.ts'
import { readRecords, recordProblems } from '../record-reader.ts'
import * as layout from './layout.ts'

/** Bankgirot's incoming payments, legacy since the bank transitions of 2026. */
export const bgmax: Format<MoneyInItem> = {
  id: 'bgmax',
  family: 'money-in',
  title: 'Bankgiro Inbetalningar (BgMax)',
  mediaType: 'text/plain',
  recognise,
  read,
}

/** A whole file begins with 01BGMAX; a torn one is recognised by its sections and payments, so that it can be told what it lacks. */
function recognise(head: Uint8Array): boolean {
  const [first = '', second = ''] = headLines(head)
  if (/^01BGMAX /.test(first.padEnd(80))) return true
  const section = /^05\d{10}[ \d]{10}[A-Z]{3}\s*$/
  const payment = /^2[01]\d{10}.{25}\d{18}[0-5][1-4][ \d]{0,12}/
  return section.test(first) ? payment.test(second) : payment.test(first) && /^(?:2[2-9]|15|70|$)/.test(second)
}

interface Piece {
  payment: IncomingPayment
  deduction: boolean
  serial: string | null
  /** The reference field as it stands, when it is free text that may go on in the first TK25. */
  openReference: string | null
  parts: bigint
  hasParts: boolean
  address: { street: string; town: string }
}

interface Section {
  line: number
  account: AccountNumber
  currency: string
  pieces: Piece[]
  sum: bigint
  count: number
  faulty: boolean
}

/** Never throws on bad input; sums and counts of TK15 and TK70 are proved. The payments of a section wait for its TK15, which has their day. */
function read(bytes: Bytes): AsyncIterable<MoneyInItem | ProblemItem> {
  return readRecords(bytes, startReading)
}

function startReading(queue: (MoneyInItem | ProblemItem)[]) {
  const unused = new Set<string>()
  const totals = new Map<string, bigint>()
  const deposits = new Map<string, number>()
  const counts = { payments: 0, deductions: 0, references: 0, deposits: 0 }
  let statements = 0
  let payments = 0
  let last = 0
  let started = false
  let ended = false
  let lost = false
  let section: Section | null = null
  let piece: Piece | null = null

  const { problems, problem, number } = recordProblems(queue, 'bgmax')

  function record(line: string, row: number) {
    last = row
    if (line.includes('\uFFFD')) lost = true
    if (line.trim() === '') return
    const code = cut(line, layout.code)
    if (code === '01') start(line, row)
    else if (code === '05') open(line, row)
    else if (code === '20' || code === '21') pay(line, row, code === '21')
    else if (code === '22' || code === '23') refer(line, row, code === '23')
    else if (/^2[5-9]$/.test(code)) describePiece(line, row, code)
    else if (code === '15') deposit(line, row)
    else if (code === '70') end(line, row)
    // The manual: unknown record types are to be skipped.
    else unused.add(/^[\dA-Z]{2}$/.test(code) ? `record ${code}` : 'lines that are no records')
  }

  function start(line: string, row: number) {
    if (started && !ended) missingEnd(row)
    started = true
    ended = false
    Object.assign(counts, { payments: 0, deductions: 0, references: 0, deposits: 0 })
    if (cut(line, layout.start.name).trim() !== 'BGMAX')
      problem('bgmax.layout', row, `the layout is "${cut(line, layout.start.name).trim()}", not BGMAX.`)
    if (cut(line, layout.start.version) !== '01')
      problem('bgmax.version', row, `the layout version is "${cut(line, layout.start.version)}"; 01 is known.`, {
        severity: 'warning',
      })
    if (cut(line, layout.start.test) === 'T')
      problem('bgmax.test-file', row, 'this is a test file (T); its payments are not money.', { severity: 'warning' })
  }

  function open(line: string, row: number) {
    if (section) unfinished(row)
    const bankgiro = cut(line, layout.opening.bankgiro)
    const account = accountOf(line)
    let currency = cut(line, layout.opening.currency)
    const faulty = !/^\d{2,10}$/.test(account.id) || !/^[A-Z]{3}$/.test(currency)
    if (!/^\d{2,10}$/.test(account.id))
      problem('bgmax.account', row, `the section has no bankgiro number (positions 3–12 are "${bankgiro}").`, {
        column: '3-12',
      })
    if (!/^[A-Z]{3}$/.test(currency)) {
      problem('bgmax.currency', row, `the section has no currency (positions 23–25 are "${currency}").`, {
        column: '23-25',
      })
      currency = 'XXX'
    }
    section = sectionOf(row, account, currency, faulty)
    piece = null
  }

  function pay(line: string, row: number, deduction: boolean) {
    if (deduction) counts.deductions++
    else counts.payments++
    if (!section) {
      problem(
        'bgmax.no-section',
        row,
        'a payment stands outside a section (no TK05 before it), so that nobody knows which bankgiro number it came to.',
      )
      section = sectionOf(row, { scheme: 'OTHER', id: '' }, 'XXX', true)
    }
    section.count++
    const amount = number(line, row, layout.payment.amount, 'the amount')
    if (amount === null) section.faulty = true
    const signed = minor(deduction ? -(amount ?? 0n) : (amount ?? 0n))
    section.sum += signed
    if (cut(line, layout.payment.image) === '1') unused.add('image of the paper advice')
    if (deduction && cut(line, layout.payment.deductionCode).trim() !== '') unused.add('deduction code')
    piece = pieceOf(line, row, { deduction, amount: signed, currency: section.currency })
    if (amount !== null) section.pieces.push(piece)
  }

  function refer(line: string, row: number, negative: boolean) {
    counts.references++
    if (!piece) return orphan(row, negative ? '23' : '22')
    const amount = number(line, row, layout.payment.amount, 'the amount of the reference')
    if (amount === null && section) section.faulty = true
    const reference = cut(line, layout.payment.reference).trim()
    const part = amount ? minor(negative !== piece.deduction ? -amount : amount) : null
    if (part !== null) {
      piece.parts += part
      piece.hasParts = true
    }
    if (reference === '') return
    piece.payment.references.push({ kind: kindOf(cut(line, layout.payment.referenceCode)), reference, amount: part })
  }

  function describePiece(line: string, row: number, code: string) {
    if (piece) describe(piece, line, code)
    else orphan(row, code)
  }

  function deposit(line: string, row: number) {
    counts.deposits++
    const amount = number(line, row, layout.deposit.amount, 'the amount of the deposit')
    const count = number(line, row, layout.deposit.payments, 'the number of payments')
    const dayText = cut(line, layout.deposit.day)
    const on = dayOfDigits(dayText)
    if (!on)
      problem('bgmax.day', row, `the day of the deposit (positions 38–45) is "${dayText}", which is no day.`, {
        column: '38-45',
      })
    const serial = unfilled(cut(line, layout.deposit.serial))
    unused.add('bank account of the deposit')
    if (!section) {
      problem('bgmax.no-section', row, 'a deposit (TK15) stands without a section (no TK05 before it).')
      return
    }
    prove(section, cut(line, layout.deposit.currency), amount, count, row)
    if (on && serial) tellTwice(on, serial, amount, row)
    tell(on, serial)
  }

  /** What the deposit says of its section, against what stands in the section. */
  function prove(
    { line, currency: own, sum, count: counted, faulty }: Section,
    currency: string,
    amount: bigint | null,
    count: bigint | null,
    row: number,
  ) {
    if (currency !== own && !faulty)
      problem('bgmax.currency', row, `the deposit is in "${currency}", its section in ${own}.`, { column: '69-71' })
    if (amount !== null && amount !== sum && !faulty) {
      const [stated, computed] = [formatMinor(amount, own), formatMinor(sum, own)]
      problem(
        'bgmax.sum-of-deposit',
        row,
        `the deposit is ${stated} ${own}, its payments (from line ${line}) sum to ${computed} ${own}. Fetch the file again; do not import it.`,
        { data: { stated, computed, currency: own } },
      )
    }
    if (count !== null && count !== BigInt(counted))
      problem('bgmax.count', row, `the deposit says ${count} payments and deductions, the section has ${counted}.`, {
        data: { stated: String(count), computed: counted },
      })
  }

  /** A deposit has its serial alone in a year: a second one is the same money, of a file that was joined to itself. */
  function tellTwice(on: string, serial: string, amount: bigint | null, row: number) {
    const { account, currency, count } = section!
    const name = [account.scheme, account.id, currency, on, serial, amount, count].join(' ')
    const before = deposits.get(name)
    if (before === undefined) deposits.set(name, row)
    else
      problem(
        'bgmax.deposit-twice',
        row,
        `this is the deposit ${serial} of ${on} a second time (line ${before}): its payments would count twice. Take the doubled part out.`,
        { data: { first: before } },
      )
  }

  /** Tells the section that is open: now its day and serial are known, or will never be. */
  function tell(on: ReturnType<typeof dayOfDigits>, serial: string | null) {
    const { account, currency, pieces } = section!
    const unknown = { openingBalance: null, openingOn: null, closingBalance: null, closingOn: null }
    queue.push({ type: 'statement', account, currency, statementId: serial, ...unknown })
    statements++
    const seen = new Map<string, number>()
    for (const { payment, serial: own, hasParts, parts } of pieces) {
      payment.bookedOn = on
      payment.valueOn = on
      if (on && serial) {
        // Bankgirot's serial repeats after two years, and between currencies of a day; the deposit makes it one of a kind.
        const times = (seen.get(own ?? '') ?? 0) + 1
        seen.set(own ?? '', times)
        payment.bankReference = `${on}/${serial}/${own ?? ''}${own === null || times > 1 ? `#${times}` : ''}`
      }
      if (hasParts && parts !== payment.amount)
        problem(
          'bgmax.parts',
          payment.source.line!,
          `the references state parts of ${formatMinor(parts, currency)} in all, the payment is ${formatMinor(payment.amount, currency)} ${currency}.`,
          { severity: 'warning' },
        )
      payments++
      totals.set(currency, (totals.get(currency) ?? 0n) + payment.amount)
      queue.push(payment)
    }
    section = null
    piece = null
  }

  function end(line: string, row: number) {
    if (section) unfinished(row)
    ended = true
    for (const [key, what] of [
      ['payments', 'payments (TK20)'],
      ['deductions', 'deductions (TK21)'],
      ['references', 'extra references (TK22 and TK23)'],
      ['deposits', 'deposits (TK15)'],
    ] as const) {
      const stated = number(line, row, layout.end[key], `the number of ${what}`)
      if (stated !== null && stated !== BigInt(counts[key]))
        problem(
          'bgmax.count',
          row,
          `the file says that it has ${stated} ${what}, it has ${counts[key]}. Fetch the file again; do not import it.`,
          {
            data: { stated: String(stated), computed: counts[key] },
          },
        )
    }
  }

  function orphan(row: number, code: string) {
    problem('bgmax.no-payment', row, `a record TK${code} stands without a payment (no TK20 or TK21 before it).`)
  }

  function unfinished(row: number) {
    problem(
      'bgmax.no-deposit',
      row,
      `the section from line ${section!.line} has no deposit (TK15), so that its day and sum are unknown. Fetch the file again.`,
    )
    tell(null, null)
  }

  function missingEnd(row: number) {
    problem('bgmax.no-end', row, 'the file has no end record (TK70): it was cut off. Fetch the file again.')
  }

  function finish() {
    const row = Math.max(last, 1)
    if (section) unfinished(row)
    if (!started) problem('bgmax.no-start', 1, 'the file has no start record (TK01 BGMAX). Fetch the file again.')
    if (!ended) missingEnd(row)
    if (lost)
      problems.add({
        code: 'bgmax.characters',
        severity: 'warning',
        message:
          'Letters were lost before the file came here (shown as \uFFFD): it was saved in a wrong encoding. Names may be incomplete.',
      })
    problems.close()
    queue.push({
      type: 'end',
      statements,
      payments,
      totals: [...totals].map(([currency, amount]) => ({ currency, amount: minor(amount) })),
      unused: [...unused].sort(),
    })
  }

  return { record, finish }
}

const sectionOf = (line: number, account: AccountNumber, currency: string, faulty: boolean): Section => ({
  line,
  account,
  currency,
  pieces: [],
  sum: 0n,
  count: 0,
  faulty,
})

function accountOf(line: string): AccountNumber {
  const plusgiro = unfilled(cut(line, layout.opening.plusgiro))
  return plusgiro
    ? { scheme: 'PGNR', id: plusgiro }
    : { scheme: 'BGNR', id: unfilled(cut(line, layout.opening.bankgiro)) ?? '' }
}

/** A payment or deduction (TK20, TK21), before the records that describe it. */
function pieceOf(
  line: string,
  row: number,
  { deduction, amount, currency }: { deduction: boolean; amount: IncomingPayment['amount']; currency: string },
): Piece {
  const reference = cut(line, layout.payment.reference)
  const code = cut(line, layout.payment.referenceCode)
  const sender = unfilled(cut(line, layout.payment.sender))
  const channel = cut(line, layout.payment.channel).trim()
  return {
    deduction,
    serial: unfilled(cut(line, layout.payment.serial)) ? cut(line, layout.payment.serial).trim() : null,
    openReference: /^[35]$/.test(code) && !reference.endsWith(' ') ? reference : null,
    parts: 0n,
    hasParts: false,
    address: { street: '', town: '' },
    payment: {
      type: 'payment',
      amount,
      currency,
      bookedOn: null,
      valueOn: null,
      status: 'BOOK',
      bankReference: null,
      endToEndId: null,
      references: reference.trim() === '' ? [] : [{ kind: kindOf(code), reference: reference.trim(), amount: null }],
      text: '',
      payer: {
        name: null,
        account: sender ? { scheme: 'BGNR', id: sender } : null,
        identityNumber: null,
        address: null,
      },
      returned: null,
      original: null,
      charges: null,
      transactionCode: channel === '' ? null : `bgmax:${channel}`,
      source: { line: row, path: null },
    },
  }
}

/** Adds what a record TK25–TK29 tells of the payment before it. */
function describe(piece: Piece, line: string, code: string) {
  const { payment, address } = piece
  const text = (field: Field) => cut(line, field).trim()
  if (code === '25') {
    const raw = cut(line, layout.information.text)
    // A free reference that fills its field to the last position goes on in the information record.
    if (piece.openReference !== null && payment.text === '' && raw[0] !== ' ')
      payment.references.push({ kind: 'unchecked', reference: (piece.openReference + raw).trim(), amount: null })
    piece.openReference = null
    payment.text = payment.text === '' ? raw.trim() : `${payment.text}\n${raw.trim()}`
  } else if (code === '26') payment.payer.name = joined(' ', text(layout.name.name), text(layout.name.extra))
  else if (code === '27') address.street = joined('\n', text(layout.street.street), text(layout.street.postCode)) ?? ''
  else if (code === '28')
    address.town =
      joined(', ', text(layout.town.town), text(layout.town.country) || text(layout.town.countryCode)) ?? ''
  // Kept as given: one of Bankgirot's own examples has a digit too few.
  else payment.payer.identityNumber = unfilled(cut(line, layout.identity.number))
  if (code === '27' || code === '28') payment.payer.address = oneLine(address)
}

// Reference codes of the manual: 2 and 4 were checked and found right, 3 and 5 were not.
const kindOf = (code: string) => (code === '2' || code === '4' ? ('ocr' as const) : ('unchecked' as const))

const joined = (by: string, ...parts: string[]): string | null => parts.filter((part) => part !== '').join(by) || null

/** "Storgatan 2, 12345 Storåker": the post code stands with the street in the file. */
function oneLine(address: Piece['address']): string | null {
  const [street = '', postCode = ''] = address.street.split('\n')
  return joined(', ', street, joined(' ', postCode, address.town) ?? '')
}
