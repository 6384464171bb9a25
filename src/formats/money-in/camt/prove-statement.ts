import { formatMinor, type Minor, minor } from '../../../kernel/money.ts'
import type { Problem } from '../../../kernel/problem.ts'
import type { StatementItem } from '../../format.ts'
import { type Read, readAmount, readDecimal, signed } from './amounts.ts'
import { accountNumber } from './parties.ts'
import { readDay, word } from './payments.ts'
import type { CamtKind } from './recognise.ts'
import type { Balance, Statement, Summary } from './records.ts'

interface Context {
  problem(problem: Problem): void
  unused(path: string): void
}

interface Sums {
  count: number
  credits: number
  debits: number
  credit: bigint
  debit: bigint
}

/** What the entries of a statement add up to: all of them, and the booked ones, by currency. */
export interface Tally {
  entries: number
  bookedEntries: number
  /** An entry without a readable amount: sums prove nothing then. */
  unreadable: boolean
  all: Map<string, Sums>
  booked: Map<string, Sums>
  add(currency: string, amount: Minor, booked: boolean): void
}

export function tally(): Tally {
  const all = new Map<string, Sums>()
  const booked = new Map<string, Sums>()
  const into = (map: Map<string, Sums>, currency: string, amount: Minor) => {
    const sums = map.get(currency) ?? { count: 0, credits: 0, debits: 0, credit: 0n, debit: 0n }
    map.set(currency, sums)
    sums.count++
    if (amount < 0n) {
      sums.debits++
      sums.debit -= amount
    } else {
      sums.credits++
      sums.credit += amount
    }
  }
  return {
    entries: 0,
    bookedEntries: 0,
    unreadable: false,
    all,
    booked,
    add(currency, amount, isBooked) {
      into(all, currency, amount)
      if (isBooked) into(booked, currency, amount)
    },
  }
}

/** The head of a statement as the ledger sees it. @param entryCurrency of the first entry, where account and balances name none. */
export function statementItem(statement: Statement, entryCurrency: string | null, context: Context): StatementItem {
  const account = accountNumber(statement.account)
  if (!account)
    context.problem({
      code: 'camt.account',
      path: statement.path,
      message: `${statement.path} names no account (Acct/Id). Without it nobody knows where the money came in; ask the bank for a corrected file.`,
    })
  const opening = balanceOf(statement, openingCodes, context)
  const closing = balanceOf(statement, closingCodes, context)
  for (const balance of statement.balances)
    if (balance !== opening?.record && balance !== closing?.record) context.unused(`Bal (${balance.code})`)
  return {
    type: 'statement',
    account: account ?? { scheme: 'OTHER', id: '' },
    // XXX: ISO 4217 for "no currency"; only a statement without entries and balances has it.
    currency: statement.currency ?? opening?.currency ?? closing?.currency ?? entryCurrency ?? 'XXX',
    statementId: statement.id,
    openingBalance: opening?.amount ?? null,
    openingOn: opening?.on ?? null,
    closingBalance: closing?.amount ?? null,
    closingOn: closing?.on ?? null,
  }
}

/** Proves opening + Σ booked = closing (camt.053) and the bank's own summary, and tells both figures where they differ. */
export function proveStatement(kind: CamtKind, statement: Statement, figures: Tally, context: Context): void {
  if (figures.unreadable) return
  const partial = statement.lastPage === 'false' || statement.lastPage === '0' || Number(statement.page ?? '1') > 1
  const found: Problem[] = []
  if (kind === 'camt053') found.push(...proveBalances(statement, figures))
  found.push(...proveSummary(statement, figures))
  for (const problem of found) {
    // A page may carry the figures of the whole statement: then it proves nothing, and must not be refused.
    if (partial)
      context.problem({ ...problem, severity: 'warning', message: `${problem.message} (This is one page of several.)` })
    else context.problem(problem)
  }
}

function proveBalances(statement: Statement, figures: Tally): Problem[] {
  const silent = { problem() {}, unused() {} }
  const opening = balanceOf(statement, openingCodes, silent)
  const closing = balanceOf(statement, closingCodes, silent)
  const { path } = statement
  if (!opening || !closing)
    return [
      {
        code: 'camt.no-balances',
        path,
        severity: 'warning',
        message: `${path} has no ${opening ? 'closing (CLBD)' : closing ? 'opening (OPBD or PRCD)' : 'opening and closing'} balance, so that its completeness cannot be proved.`,
      },
    ]
  const { currency } = opening
  const currencies = new Set([currency, closing.currency, ...figures.booked.keys()])
  if (currencies.size > 1)
    return [
      {
        code: 'camt.currencies',
        path,
        message: `${path}: balances and entries are in different currencies (${[...currencies].join(', ')}), so that opening ${formatMinor(opening.amount, currency)} ${currency} and closing ${formatMinor(closing.amount, closing.currency)} ${closing.currency} cannot be proved.`,
      },
    ]
  const sums = figures.booked.get(currency)
  const booked = sums ? sums.credit - sums.debit : 0n
  const expected = opening.amount + booked
  if (expected === closing.amount) return []
  const [from, entries, computed, stated] = [opening.amount, booked, expected, closing.amount].map((n) =>
    formatMinor(n, currency),
  )
  return [
    {
      code: 'camt.sum-of-balances',
      path,
      message: `${path}: opening balance ${from} plus booked entries ${entries} is ${computed} ${currency}, the closing balance says ${stated} ${currency}. Entries are missing or doubled; ask the bank for the whole statement.`,
      data: { opening: from!, entries: entries!, computed: computed!, stated: stated!, currency },
    },
  ]
}

/** TxsSummry; banks count either all entries or the booked ones. */
function proveSummary(statement: Statement, figures: Tally): Problem[] {
  const [currency, more] = [...figures.all.keys()]
  const several = more !== undefined
  const readings = [figures.all, figures.booked].map(
    (map) => map.get(currency ?? '') ?? { count: 0, credits: 0, debits: 0, credit: 0n, debit: 0n },
  )
  const problems: Problem[] = []
  const check = (
    what: string,
    stated: string | null,
    computed: (sums: Sums) => string,
    read: (text: string) => string | null,
  ) => {
    if (stated === null) return
    const value = read(stated)
    const possible = readings.map(computed)
    if (value !== null && possible.includes(value)) return
    problems.push({
      code: 'camt.summary',
      path: statement.path,
      message: `${statement.path}: the summary states ${what} ${word(stated)}, the entries give ${possible[0]}. Ask the bank for the whole statement.`,
      data: { stated, computed: possible[0]! },
    })
  }
  const count = (text: string) => (/^\d{1,15}$/.test(text) ? String(Number(text)) : null)
  const money = (text: string) => readDecimal(text, currency ?? 'XXX')
  const sum = (text: string) => render(money(text))
  const render = (read: Read<Minor>, direction = 'CRDT') =>
    read.value === null ? null : formatMinor(signed(read.value, direction), currency ?? 'XXX')
  const shown = (amount: bigint) => formatMinor(amount, currency ?? 'XXX')
  const sides: [string, Summary, (s: Sums) => number, (s: Sums) => bigint][] = [
    ['entries', statement.all, (s) => s.count, (s) => s.credit + s.debit],
    ['credits', statement.credits, (s) => s.credits, (s) => s.credit],
    ['debits', statement.debits, (s) => s.debits, (s) => s.debit],
  ]
  for (const [name, summary, counted, summed] of sides) {
    if (!several) check(`the number of ${name}`, summary.count, (s) => String(counted(s)), count)
    if (!several) check(`the sum of ${name}`, summary.sum, (s) => shown(summed(s)), sum)
  }
  if (!several)
    check(
      'the net of entries',
      statement.all.net,
      (s) => shown(s.credit - s.debit),
      (text) => render(money(text), statement.all.netDirection ?? 'CRDT'),
    )
  return problems
}

// OPBD opens the period, PRCD closed the one before; CLBD closes this one. ISO 20022 external balance types.
const openingCodes = ['OPBD', 'PRCD']
const closingCodes = ['CLBD']

function balanceOf(statement: Statement, codes: string[], context: Context) {
  for (const code of codes) {
    // INTM: the balance between two pages; the balance of the statement goes before it.
    const candidates = statement.balances.filter((balance) => balance.code === code)
    const record = candidates.find((balance) => balance.subCode !== 'INTM') ?? candidates[0]
    if (record) return understood(record, statement, context)
  }
  return null
}

function understood(record: Balance, statement: Statement, context: Context) {
  const path = `${statement.path}/Bal[${statement.balances.indexOf(record) + 1}]`
  const read = readAmount(record.amount)
  if (read.value === null || (record.direction !== 'CRDT' && record.direction !== 'DBIT')) {
    context.problem({
      code: 'camt.balance',
      path,
      message: `${path} (${record.code}) ${read.fault ?? `has CdtDbtInd ${word(record.direction)}, CRDT or DBIT is meant to stand there`}.`,
    })
    return null
  }
  const amount = minor(signed(read.value, record.direction))
  return { record, amount, currency: record.amount!.currency, on: readDay(record.on, `${path}/Dt`, context) }
}
