import { type Day, isDay } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Minor } from '../../kernel/money.ts'
import { type Problem, Refused } from '../../kernel/problem.ts'
import {
  type EvaluationInput,
  type EvaluationInvoice,
  type EvaluationMatch,
  type EvaluationReport,
  evaluateMatching,
} from './evaluate.ts'
import { type MatchPayment, type MatchSettings, standardSettings } from './types.ts'

/** Texts of three CSV files in the shape of the labelled set of DataManagementLab/llmeval-enterprise-challenges. */
export interface EvaluationFiles {
  invoices: string
  payments: string
  matches: string
}

/** How an amount in the files becomes minor units; the currency is told, too. */
export type MinorOf = (amount: string, currency: string) => Minor

/**
 * Two decimals in every currency, rounded half up: the files give decimals to yen and won, and amounts such as
 * "31270.609999999997" that a float has gone through.
 */
export const hundredths: MinorOf = (amount) =>
  BigInt(new Decimal(amount).times(100).toFixed(0, Decimal.ROUND_HALF_UP)) as Minor

/**
 * Measures matching on labelled files: automatic rate, precision with its 95 % interval, right set within 1 and 3.
 * @throws Refused with every problem of every row, by file and line.
 */
export const evaluateFiles = (
  files: EvaluationFiles,
  settings: MatchSettings = standardSettings,
  minorOf: MinorOf = hundredths,
): EvaluationReport => evaluateMatching(readEvaluationFiles(files, minorOf), settings)

/** @throws Refused with every problem of every row, by file and line. */
export function readEvaluationFiles(files: EvaluationFiles, minorOf: MinorOf = hundredths): EvaluationInput {
  const problems: Problem[] = []
  const invoices = readTable('invoices', files.invoices, invoiceColumns, problems, (row) => readInvoice(row, minorOf))
  const payments = readTable('payments', files.payments, paymentColumns, problems, (row) =>
    readPaymentRow(row, minorOf),
  )
  const matches = readTable('matches', files.matches, matchColumns, problems, readMatch)
  if (problems.length > 0) throw new Refused(problems)
  return { invoices, payments, matches }
}

// The document number is the seller's voucher number; it never reaches the payer, so it is no number to look for.
const invoiceColumns = [
  'invoice_id',
  'Assignment Number',
  'Billing Number',
  'Customer ID',
  'Customer Name',
  'Currency Code',
  'Amount',
  'Document Date',
  'Due Date',
] as const
const paymentColumns = [
  'payment_id',
  'Business Partner',
  'Account Number',
  'Memo Line',
  'Amount',
  'Currency',
  'Posting Date',
] as const
const matchColumns = ['match_category', 'perturbation_categories', 'invoice_ids', 'payment_ids'] as const

interface Row<Column extends string> {
  cell(column: Column): string
  amount(column: Column): string
  day(column: Column): Day
  list(column: Column): string[]
}

const readInvoice = (row: Row<(typeof invoiceColumns)[number]>, minorOf: MinorOf): EvaluationInvoice => ({
  id: row.cell('invoice_id'),
  partyId: row.cell('Customer ID'),
  partyName: row.cell('Customer Name'),
  references: [],
  numbers: [row.cell('Assignment Number'), row.cell('Billing Number')],
  amount: minorOf(row.amount('Amount'), row.cell('Currency Code')),
  currency: row.cell('Currency Code'),
  openedOn: row.day('Document Date'),
  dueOn: row.day('Due Date'),
})

const readPaymentRow = (row: Row<(typeof paymentColumns)[number]>, minorOf: MinorOf): MatchPayment => ({
  id: row.cell('payment_id'),
  amount: minorOf(row.amount('Amount'), row.cell('Currency')),
  currency: row.cell('Currency'),
  text: row.cell('Memo Line'),
  references: [],
  payerName: row.cell('Business Partner') || null,
  payerAccount: row.cell('Account Number') || null,
  payerIdentity: null,
  bookedOn: row.day('Posting Date'),
})

const readMatch = (row: Row<(typeof matchColumns)[number]>): EvaluationMatch => ({
  category: row.cell('match_category'),
  perturbations: row.list('perturbation_categories'),
  invoiceIds: row.list('invoice_ids'),
  paymentIds: row.list('payment_ids'),
})

function readTable<Column extends string, Record>(
  file: string,
  text: string,
  columns: readonly Column[],
  problems: Problem[],
  read: (row: Row<Column>) => Record,
): Record[] {
  const rows = splitCsv(text)
  const header = rows.shift()?.cells ?? []
  const missing = columns.filter((column) => !header.includes(column))
  if (missing.length > 0) {
    const message = `the ${file} file lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}; name them in its first line`
    problems.push({ code: 'match.column-missing', message, row: 1, path: file })
    return []
  }
  const records: Record[] = []
  for (const { cells, line } of rows) {
    const before = problems.length
    const trouble = (column: string, message: string) =>
      problems.push({
        code: 'match.cell-unreadable',
        message: `${file}, line ${line}, ${column}: ${message}`,
        row: line,
        column,
        path: file,
      })
    const cell = (column: Column) => cells[header.indexOf(column)] ?? ''
    if (cells.length !== header.length) {
      trouble('row', `${cells.length} cells where the first line has ${header.length}; quote cells that hold a comma`)
      continue
    }
    const record = read({
      cell,
      amount(column) {
        const amount = cell(column)
        if (/^-?\d+(\.\d+)?$/.test(amount)) return amount
        trouble(column, `${JSON.stringify(amount)} is no amount; write it like 1250.00`)
        return '0'
      },
      day(column) {
        const written = cell(column)
        const made = written.replace(/^(\d{4})-?(\d{2})-?(\d{2})$/, '$1-$2-$3')
        if (isDay(made)) return made
        trouble(column, `${JSON.stringify(written)} is no day; write it like 20260331`)
        return '1970-01-01' as Day
      },
      list(column) {
        const list = parseList(cell(column))
        if (list) return list
        trouble(column, `${JSON.stringify(cell(column))} is no list; write it like [1, 2]`)
        return []
      },
    })
    if (problems.length === before) records.push(record)
  }
  return records
}

function parseList(text: string): string[] | null {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) && list.every((one) => typeof one === 'string' || typeof one === 'number')
      ? list.map(String)
      : null
  } catch {
    return null
  }
}

/** RFC 4180: quoted cells may hold commas, line ends and doubled quotes. Empty lines are passed over. */
function splitCsv(text: string): { cells: string[]; line: number }[] {
  const rows: { cells: string[]; line: number }[] = []
  let cells: string[] = []
  let line = 1
  let startLine = 1
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)|[\s\S]/gy
  pattern.lastIndex = text.startsWith('\ufeff') ? 1 : 0
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (!match) break
    const [all, quoted, plain, end] = match
    if (end === undefined) {
      // A stray quote: the character joins the cell, and the row is reported by its number of cells or its contents.
      cells.push(all)
      continue
    }
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
    line += all.split('\n').length - 1
    if (end === ',') {
      if (pattern.lastIndex === text.length) cells.push('')
      else continue
    }
    if (cells.length > 1 || cells[0] !== '') rows.push({ cells, line: startLine })
    cells = []
    startLine = line
  }
  return rows
}
