import type { Day } from '../../../kernel/day.ts'
import { absolute, formatMinor, type Minor } from '../../../kernel/money.ts'
import { type Problem, Refused } from '../../../kernel/problem.ts'
import { codePage, fitText } from '../code-page.ts'
import { templateProblems, type VouchersCsvColumn, type VouchersCsvTemplate } from './template.ts'

/** A voucher with what an accounting system asks beside its postings. Amounts: minor units of `currency`, debit +, credit −. */
export interface CsvVoucher {
  series: string
  number: string
  on: Day
  text: string | null
  currency: string
  document: { type: string | null; number: string; on: Day | null; dueOn: Day | null } | null
  party: { number: string; name: string; organisationNumber: string | null; vatNumber: string | null } | null
  postings: CsvPosting[]
}
export interface CsvPosting {
  account: string
  amount: Minor
  /** Null: the voucher's text. */
  text: string | null
  /** Object by dimension code. */
  dimensions: Record<string, string>
  vatCode: string | null
}

/**
 * Writes one row per posting as the template says, as bytes, in constant memory.
 * Texts that had to be changed (a character that the code page lacks, a cut) are told to `warn`.
 * @throws Refused before the first byte for a bad template; after the last row for vouchers that cannot be written
 * (out of balance, a number too long for its column): the bytes given so far must then be thrown away.
 */
export async function* writeVouchersCsv(
  template: VouchersCsvTemplate,
  vouchers: Iterable<CsvVoucher> | AsyncIterable<CsvVoucher>,
  warn: (problem: Problem) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const wrong = templateProblems(template)
  if (wrong.length > 0) throw new Refused(wrong)
  const page = pageOf(template)
  const problems: Problem[] = []
  let changed = 0
  let row = 0
  const writer: Writer = {
    template,
    fit: page.fit,
    changed(from, to, what) {
      if (++changed > warningsMax) return
      const message = `row ${row}: ${what}: ${JSON.stringify(from)} was written ${JSON.stringify(to)}`
      warn({ code: 'vouchers-csv.text-changed', severity: 'warning', message, row, data: { from, to } })
    },
    refuse(code, message, at = row) {
      if (problems.length < problemsMax)
        problems.push({ code: `vouchers-csv.${code}`, severity: 'error', message, row: at })
    },
  }
  let out = ''
  if (template.titles) {
    row++
    out += line(
      writer,
      template.columns.map((column) => cell(writer, column, column.title, 'text')),
    )
  }
  let first = true
  for await (const voucher of vouchers) {
    checkBalance(writer, voucher, row + 1)
    for (const [index, posting] of voucher.postings.entries()) {
      row++
      out += line(
        writer,
        template.columns.map((column) => valueCell(writer, column, voucher, posting, index + 1)),
      )
    }
    if (out.length < fullAt) continue
    yield page.encode(out, first)
    first = false
    out = ''
  }
  if (changed > warningsMax)
    warn({
      code: 'vouchers-csv.texts-changed',
      severity: 'warning',
      message: `${changed} texts were changed; the first ${warningsMax} are listed`,
      data: { texts: changed },
    })
  if (problems.length > 0) throw new Refused(problems)
  if (out !== '' || first) yield page.encode(out, first)
}

const fullAt = 64 * 1024
const warningsMax = 100
const problemsMax = 1_000

interface Writer {
  template: VouchersCsvTemplate
  fit(text: string): string
  changed(from: string, to: string, what: string): void
  refuse(code: string, message: string, row?: number): void
}

function pageOf({ encoding }: VouchersCsvTemplate): {
  fit(text: string): string
  encode(text: string, first: boolean): Uint8Array
} {
  if (encoding === 'windows-1251' || encoding === 'windows-1252') return codePage(encoding)
  const mark = encoding === 'utf-8-with-mark' ? '\ufeff' : ''
  // Lone halves of a surrogate pair are no characters; everything else UTF-8 holds.
  const fit = (text: string): string => fitText(text, (character) => !/\p{Cs}/u.test(character))
  return { fit, encode: (text, first) => Buffer.from(first ? mark + text : text, 'utf8') }
}

function checkBalance(writer: Writer, { series, number, currency, postings }: CsvVoucher, row: number): void {
  const sum = postings.reduce((total, { amount }) => total + amount, 0n)
  if (sum !== 0n)
    writer.refuse(
      'unbalanced',
      `voucher ${series} ${number} does not balance: its postings sum to ${formatMinor(sum, currency)}`,
      row,
    )
}

const line = ({ template }: Writer, cells: string[]): string => cells.join(template.separator) + template.lineEnd

function valueCell(
  writer: Writer,
  column: VouchersCsvColumn,
  voucher: CsvVoucher,
  posting: CsvPosting,
  row: number,
): string {
  const { value } = column
  const { document, party } = voucher
  const text = (content: string | null | undefined): string => cell(writer, column, content ?? '', 'text')
  const date = (day: Day | null | undefined): string => cell(writer, column, day ? dateIn(writer, day) : '', 'exact')
  const amount = (minor: bigint | null): string =>
    cell(writer, column, minor === null ? '' : amountIn(writer, minor, voucher), 'amount')
  if (value.startsWith('constant:')) return text(value.slice('constant:'.length))
  if (value.startsWith('dimension:')) return code(posting.dimensions[value.slice('dimension:'.length)])
  switch (value) {
    case 'voucher.series':
      return code(voucher.series)
    case 'voucher.number':
      return code(voucher.number)
    case 'voucher.on':
      return date(voucher.on)
    case 'voucher.text':
      return text(voucher.text)
    case 'voucher.currency':
      return code(voucher.currency)
    case 'document.type':
      return text(document?.type)
    case 'document.number':
      return code(document?.number)
    case 'document.on':
      return date(document?.on)
    case 'document.due-on':
      return date(document?.dueOn)
    case 'party.number':
      return code(party?.number)
    case 'party.name':
      return text(party?.name)
    case 'party.organisation-number':
      return code(party?.organisationNumber)
    case 'party.vat-number':
      return code(party?.vatNumber)
    case 'posting.row':
      return cell(writer, column, String(row), 'amount')
    case 'posting.account':
      return code(posting.account)
    case 'posting.text':
      return text(posting.text ?? voucher.text)
    case 'posting.amount':
      return amount(posting.amount)
    case 'posting.debit':
      return amount(posting.amount >= 0n ? posting.amount : null)
    case 'posting.credit':
      return amount(posting.amount < 0n ? -posting.amount : null)
    case 'posting.side':
      return code(posting.amount < 0n ? 'C' : 'D')
    case 'posting.magnitude':
      return amount(absolute(posting.amount))
    case 'posting.vat-code':
      return code(posting.vatCode)
    default:
      throw new Error(`a value that the template check let through: ${value}`)
  }
  function code(content: string | null | undefined): string {
    return cell(writer, column, content ?? '', 'code')
  }
}

/** A text may be cut to its column; a code, an amount or a date may not: it would be another one. */
function cell(
  writer: Writer,
  column: VouchersCsvColumn,
  content: string,
  kind: 'text' | 'code' | 'amount' | 'exact',
): string {
  const { separator, quotes, guardFormulas } = writer.template
  let shown = writer.fit(content)
  if (separator !== '' && quotes === 'never') shown = shown.replaceAll(separator, ' ').replaceAll('"', "'")
  if (shown !== content.normalize('NFC'))
    writer.changed(content, shown, `${column.title}: not every character can be written`)
  if (guardFormulas && (kind === 'text' || kind === 'code') && /^[=+\-@]/.test(shown)) shown = `'${shown}`
  if (column.width !== undefined && length(shown) > column.width) {
    if (kind === 'text') {
      const cut = Array.from(shown).slice(0, column.width).join('')
      writer.changed(shown, cut, `${column.title}: longer than ${column.width} characters`)
      shown = cut
    } else
      writer.refuse(
        'too-long',
        `${column.title}: ${JSON.stringify(shown)} is longer than the ${column.width} characters of its column`,
      )
  }
  if (separator === '') {
    const blanks = ' '.repeat(Math.max(0, column.width! - length(shown)))
    return (column.align ?? (kind === 'amount' ? 'right' : 'left')) === 'right' ? blanks + shown : shown + blanks
  }
  if (quotes === 'never') return shown
  const needed = quotes === 'always' || shown.includes(separator) || shown.includes('"') || shown !== shown.trim()
  return needed ? `"${shown.replaceAll('"', '""')}"` : shown
}

const length = (text: string): number => Array.from(text).length

const amountIn = ({ template }: Writer, amount: bigint, { currency }: CsvVoucher): string =>
  formatMinor(amount, currency).replace('.', template.decimalMark)

function dateIn({ template }: Writer, day: Day): string {
  const [year, month, date] = day.split('-') as [string, string, string]
  return template.dateForm.replace('yyyy', year).replace('MM', month).replace('dd', date)
}
