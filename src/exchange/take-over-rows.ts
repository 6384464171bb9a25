import { parseAmountText, parseDayText, textProblemAdvice } from '../formats/orders/normalise.ts'
import type { Day } from '../kernel/day.ts'
import { absolute, parseMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { TableRow } from './read-table.ts'

/** One open item of the old ledger. */
export interface OldItem {
  row: number
  party: {
    number: string
    name: string
    identityNumber: string | null
    street: string | null
    postCode: string | null
    city: string | null
    country: string | null
  }
  ledger: 'receivable' | 'payable'
  number: string
  reference: string | null
  issuedOn: Day
  dueOn: Day
  currency: string
  /** Of the document, and what of it is open: minor units, debit +. */
  amount: bigint
  open: bigint
  /** Open amount in the books' currency, where the file says it. */
  base: bigint | null
}

/** Headings in the four languages, in any order; blanks, case and punctuation do not matter. */
const headings: Record<string, string[]> = {
  party: [
    'customer number',
    'customer',
    'supplier number',
    'kundnummer',
    'kundnr',
    'leverantörsnummer',
    'leverandørnummer',
    'клиент номер',
    'клиентски номер',
    'номер на клиент',
  ],
  name: ['name', 'customer name', 'namn', 'kundnamn', 'navn', 'име', 'клиент'],
  identity: [
    'organisation number',
    'identity number',
    'orgnr',
    'organisationsnummer',
    'personnummer',
    'organisasjonsnummer',
    'еик',
    'булстат',
  ],
  street: ['street', 'address', 'gata', 'adress', 'gate', 'адрес'],
  postCode: ['post code', 'postnummer', 'postnr', 'пощенски код'],
  city: ['city', 'town', 'ort', 'postort', 'sted', 'poststed', 'град'],
  country: ['country', 'land', 'държава'],
  ledger: ['ledger', 'reskontra', 'reskontro', 'вид'],
  number: ['invoice number', 'number', 'fakturanummer', 'fakturanr', 'номер на фактура', 'фактура'],
  reference: ['reference', 'ocr', 'payment reference', 'referens', 'kid', 'основание'],
  issuedOn: ['date', 'invoice date', 'datum', 'fakturadatum', 'dato', 'fakturadato', 'дата'],
  dueOn: ['due day', 'due date', 'förfallodag', 'förfallodatum', 'forfall', 'forfallsdato', 'падеж'],
  currency: ['currency', 'valuta', 'валута'],
  amount: ['amount', 'invoice amount', 'belopp', 'fakturabelopp', 'beløp', 'сума'],
  open: ['open amount', 'open', 'restbelopp', 'saldo', 'restbeløp', 'остатък', 'неплатено'],
  base: [
    'open amount in base currency',
    'base amount',
    'restbelopp i redovisningsvaluta',
    'restbelopp sek',
    'остатък във валутата на книгите',
  ],
}
const needed = ['party', 'number', 'issuedOn', 'dueOn', 'open']
const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
const byHeading = new Map(Object.entries(headings).flatMap(([key, words]) => words.map((word) => [plain(word), key])))

/** Rows of a table → open items, or every problem of every row. */
export function readOldItems(rows: readonly TableRow[], base: string): { items: OldItem[]; problems: Problem[] } {
  const problems: Problem[] = []
  const at = rows.findIndex((row) => row.cells.filter((cell) => byHeading.has(plain(cell))).length >= needed.length)
  const columns = new Map<string, number>()
  for (const [i, cell] of (rows[at]?.cells ?? []).entries()) {
    const key = byHeading.get(plain(cell))
    if (key && !columns.has(key)) columns.set(key, i)
  }
  const missing = needed.filter((key) => !columns.has(key))
  if (at < 0 || missing.length > 0)
    return {
      items: [],
      problems: [
        {
          code: 'take-over.headings',
          message: `a row of headings is missing: customer number, name, invoice number, reference, date, due day, currency, amount, open amount${missing.length < needed.length ? ` (not found: ${missing.map((key) => headings[key]![0]).join(', ')})` : ''}`,
        },
      ],
    }
  const items = rows.slice(at + 1).flatMap((row): OldItem[] => {
    const before = problems.length
    const item = readRow(row, (key) => row.cells[columns.get(key) ?? -1] ?? '', base, problems)
    return problems.length > before ? [] : [item]
  })
  problems.push(...twins(items))
  return { items, problems }
}

function readRow(row: TableRow, cell: (key: string) => string, base: string, problems: Problem[]): OldItem {
  const wrong = (column: string, code: string, message: string) =>
    problems.push({ code, message: `row ${row.row}: ${message}`, row: row.row, column })
  const day = (key: string): Day => {
    const parsed = parseDayText(cell(key))
    if ('value' in parsed) return parsed.value
    wrong(
      key,
      'take-over.day',
      `${headings[key]![0]} ${JSON.stringify(cell(key))} ${textProblemAdvice[parsed.problem]}`,
    )
    return '2000-01-01' as Day
  }
  const currency = cell('currency').toUpperCase() || base
  if (!/^[A-Z]{3}$/.test(currency))
    wrong('currency', 'take-over.currency', `${JSON.stringify(currency)} is no currency code`)
  const money = (key: string, of: string): bigint | null => {
    if (cell(key) === '') return null
    const parsed = parseAmountText(cell(key))
    if ('value' in parsed) {
      try {
        return parseMinor(parsed.value, of)
      } catch {
        wrong(key, 'take-over.amount', `${headings[key]![0]} ${cell(key)} has more decimals than ${of}`)
      }
    } else
      wrong(
        key,
        'take-over.amount',
        `${headings[key]![0]} ${JSON.stringify(cell(key))} ${textProblemAdvice[parsed.problem]}`,
      )
    return null
  }
  const ledger = /^(payable|supplier|lev|дост)/i.test(cell('ledger')) ? 'payable' : 'receivable'
  const before = problems.length
  const told = money('open', currency)
  const amount = money('amount', currency)
  const baseTold = money('base', base)
  if (problems.length === before) {
    if (told === null || told === 0n)
      wrong('open', 'take-over.nothing-open', 'the open amount is missing or zero: leave settled invoices out')
    else if (amount !== null && (amount * told < 0n || absolute(amount) < absolute(told)))
      wrong('open', 'take-over.more-than-amount', 'more is open than the invoice amounts to')
    if (baseTold !== null && baseTold * (told ?? 0n) <= 0n)
      wrong('base', 'take-over.base-sign', 'the amount in base currency has another sign, or is zero')
    if (baseTold !== null && currency === base && baseTold !== told)
      wrong('base', 'take-over.base-differs', `in ${base} both open amounts must be the same`)
  }
  for (const key of ['party', 'number'])
    if (cell(key) === '') wrong(key, 'take-over.empty', `${headings[key]![0]} is empty`)
  return {
    row: row.row,
    party: {
      number: cell('party'),
      name: cell('name'),
      identityNumber: cell('identity') || null,
      street: cell('street') || null,
      postCode: cell('postCode') || null,
      city: cell('city') || null,
      country: cell('country').toUpperCase() || null,
    },
    ledger,
    number: cell('number'),
    reference: cell('reference').replace(/\s/g, '') || null,
    issuedOn: day('issuedOn'),
    dueOn: day('dueOn'),
    currency,
    amount: amount ?? told ?? 0n,
    open: told ?? 0n,
    base: baseTold,
  }
}

function twins(items: readonly OldItem[]): Problem[] {
  const seen = new Map<string, number>()
  return items.flatMap((item) => {
    const key = `${item.ledger} ${item.party.number} ${item.number} ${item.open > 0n}`
    const first = seen.get(key)
    seen.set(key, first ?? item.row)
    if (first === undefined) return []
    const message = `row ${item.row}: invoice ${item.number} of ${item.party.number} stands in row ${first} already`
    return [{ code: 'take-over.twice', message, row: item.row }]
  })
}
