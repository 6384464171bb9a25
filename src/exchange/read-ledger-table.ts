import { parseAmountText, textProblemAdvice } from '../formats/orders/normalise.ts'
import { parseMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { LedgerItem } from './ledger-item.ts'
import type { TableRow } from './read-table.ts'
import { readTable } from './read-table.ts'

/** Headings in the four languages; blanks, case and punctuation do not matter. */
const headings: Record<'account' | 'balance' | 'debit' | 'credit', string[]> = {
  account: [
    'account',
    'account number',
    'account no',
    'konto',
    'kontonummer',
    'kontonr',
    'сметка',
    'номер на сметка',
    'код',
    'шифър',
  ],
  balance: [
    'balance',
    'closing balance',
    'saldo',
    'utgående saldo',
    'utgående balans',
    'utgående balanse',
    'utg saldo',
    'utg balans',
    'ub',
    'салдо',
    'крайно салдо',
  ],
  debit: [
    'debit',
    'closing debit',
    'debet',
    'saldo debet',
    'дебит',
    'дт',
    'крайно салдо дебит',
    'крайно салдо дт',
    'кр салдо дт',
  ],
  credit: [
    'credit',
    'closing credit',
    'kredit',
    'saldo kredit',
    'кредит',
    'кт',
    'крайно салдо кредит',
    'крайно салдо кт',
    'кр салдо кт',
  ],
}
const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
const byHeading = new Map(
  Object.entries(headings).flatMap(([key, words]) => words.map((word) => [plain(word), key] as const)),
)

/**
 * A trial balance as Excel or CSV (saldolista, saldobalanse, оборотна ведомост): one row an account, its closing balance in
 * one column, or debit and credit in two. Where a heading stands more than once (opening, turnover, closing) the last counts.
 * Rows without an account (sums, headings of classes) are passed over; an account on several rows is added up, and told.
 */
export async function* readLedgerTable(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  { currency, cyrillic }: { currency: string; cyrillic: boolean },
): AsyncIterable<LedgerItem> {
  const { rows, problems } = await readTable(bytes, cyrillic)
  const columns = findColumns(rows)
  if (!columns) {
    yield { type: 'problem', problem: problems[0] ?? unknownFormat(name) }
    return
  }
  yield {
    type: 'head',
    source: /\.xls[xm]$/i.test(name) ? 'Excel' : 'CSV',
    companyName: null,
    organisationNumber: null,
    currency: null,
    asOf: null,
    madeOn: null,
    proved: null,
  }
  for (const problem of problems) yield { type: 'problem', problem }
  const balances = new Map<string, { balance: bigint; rows: number[] }>()
  for (const row of rows.slice(columns.row + 1)) {
    const account = accountOf(row.cells[columns.account] ?? '')
    if (!account) continue
    const balance = balanceOf(row, columns, currency)
    if (typeof balance !== 'bigint') {
      yield { type: 'problem', problem: balance }
      continue
    }
    const told = balances.get(account) ?? { balance: 0n, rows: [] }
    balances.set(account, { balance: told.balance + balance, rows: [...told.rows, row.row] })
  }
  for (const [account, { balance, rows: stoodIn }] of balances) {
    if (stoodIn.length > 1)
      yield {
        type: 'problem',
        problem: {
          code: 'ledger-import.account-twice',
          severity: 'warning',
          row: stoodIn[1]!,
          message: `account ${account} stands in the rows ${stoodIn.slice(0, 5).join(', ')}: they were added up`,
          data: { account, rows: stoodIn.slice(0, 5).join(', ') },
        },
      }
    yield { type: 'balance', account, closing: balance }
  }
}

const unknownFormat = (name: string): Problem => ({
  code: 'ledger-import.unknown-format',
  message: `${name} is neither SIE (types 1 to 4) nor SAF-T nor a table with the headings "account" and "balance" (or "debit" and "credit"): export the general ledger as one of them`,
  data: { file: name },
})

interface Columns {
  row: number
  account: number
  /** The balance, or its debit side. */
  plus: number
  minus: number | undefined
}

/** The first row with a heading for the account, and debit and credit, or balances, in it or in the row below. */
function findColumns(rows: readonly TableRow[]): Columns | null {
  for (const [at, { cells }] of rows.entries()) {
    const account = cells.findIndex((cell) => byHeading.get(plain(cell)) === 'account')
    if (account < 0) continue
    const last = (row: number, key: string): number | undefined => {
      const found = (rows[row]?.cells ?? []).findLastIndex((cell) => byHeading.get(plain(cell)) === key)
      return found < 0 ? undefined : found
    }
    // "Closing balance" above "debit" and "credit" is no column of its own.
    for (const row of [at, at + 1]) {
      const [debit, credit] = [last(row, 'debit'), last(row, 'credit')]
      if (debit !== undefined && credit !== undefined) return { row, account, plus: debit, minus: credit }
    }
    for (const row of [at, at + 1]) {
      const balance = last(row, 'balance')
      if (balance !== undefined) return { row, account, plus: balance, minus: undefined }
    }
  }
  return null
}

/** "1510", "411/1", "1510 Kundfordringar"; null: a sum, a heading. */
const accountOf = (cell: string): string | null =>
  /^(?=\S*\d)[\p{L}\p{N}][\p{L}\p{N}./-]*/u.exec(cell.trim())?.[0] ?? null

function balanceOf(row: TableRow, columns: Columns, currency: string): bigint | Problem {
  let sum = 0n
  for (const [column, sign] of [
    [columns.plus, 1n],
    [columns.minus, -1n],
  ] as const) {
    const cell = column === undefined ? '' : (row.cells[column] ?? '').trim()
    if (cell === '' || cell === '-') continue
    const read = parseAmountText(cell)
    const wrong = 'problem' in read ? textProblemAdvice[read.problem] : null
    try {
      if ('value' in read) sum += sign * parseMinor(read.value, currency)
    } catch {
      return wrongAmount(row, cell, `has more decimals than ${currency}`)
    }
    if (wrong) return wrongAmount(row, cell, wrong)
  }
  return sum
}

const wrongAmount = (row: TableRow, cell: string, advice: string): Problem => ({
  code: 'ledger-import.amount',
  row: row.row,
  message: `row ${row.row}: the balance ${JSON.stringify(cell.slice(0, 40))} ${advice}`,
  data: { amount: cell.slice(0, 40) },
})
