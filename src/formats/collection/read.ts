import { isDay } from '../../kernel/day.ts'
import { formatMinor, parseMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'
import { readCsv } from '../csv/read-csv.ts'
import type { CollectionAnswer, Remittance } from './neutral.ts'

/** What a file of an agency says; with problems nothing of it may be used. */
export interface AgencyFile {
  answers: CollectionAnswer[]
  remittances: Remittance[]
  problems: Problem[]
}

const kinds = ['accepted', 'refused', 'status', 'watch', 'withdrawn', 'closed'] as const

/** Answers and remittances of an agency: our own JSON, or a remittance as a table (README.md). Never throws. */
export function readAgencyFile(bytes: Uint8Array): AgencyFile {
  const problems: Problem[] = []
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  const file = text.startsWith('{') ? readJson(text, problems) : readTable(bytes, problems)
  for (const [i, remittance] of file.remittances.entries()) checkSums(remittance, `remittances[${i}]`, problems)
  return { ...file, problems }
}

interface Content {
  answers: CollectionAnswer[]
  remittances: Remittance[]
}

function readJson(text: string, problems: Problem[]): Content {
  const empty: Content = { answers: [], remittances: [] }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    problems.push({ code: 'collection-file.damaged', message: 'the file is no JSON: have it sent again' })
    return empty
  }
  const { answers, remittances } = content as Record<string, unknown>
  if (!Array.isArray(answers) && !Array.isArray(remittances)) {
    problems.push({
      code: 'collection-file.unknown',
      message: 'the file has neither answers nor remittances: have it sent in the neutral form',
    })
    return empty
  }
  const list = (value: unknown): Record<string, unknown>[] =>
    Array.isArray(value) ? value.map((one) => (typeof one === 'object' && one !== null ? one : {})) : []
  return {
    answers: list(answers).flatMap((one, i) => answerOf(one, `answers[${i}]`, problems)),
    remittances: list(remittances).map((one, i) => {
      const path = `remittances[${i}]`
      return {
        reference: word(one.reference, `${path}.reference`, problems),
        on: dayOf(one.on, `${path}.on`, problems),
        currency: currencyOf(one.currency, `${path}.currency`, problems),
        fee: amount(one.fee ?? '0', `${path}.fee`, problems),
        feeVat: amount(one.feeVat ?? '0', `${path}.feeVat`, problems),
        net: amount(one.net, `${path}.net`, problems),
        rows: list(one.rows).map((row, n) => ({
          case: word(row.case, `${path}.rows[${n}].case`, problems),
          paidOn: dayOf(row.paidOn ?? one.on, `${path}.rows[${n}].paidOn`, problems),
          capital: amount(row.capital ?? '0', `${path}.rows[${n}].capital`, problems),
          interest: amount(row.interest ?? '0', `${path}.rows[${n}].interest`, problems),
          fees: amount(row.fees ?? '0', `${path}.rows[${n}].fees`, problems),
        })),
      }
    }),
  }
}

function answerOf(one: Record<string, unknown>, path: string, problems: Problem[]): CollectionAnswer[] {
  const kind = kinds.find((known) => known === one.kind)
  if (!kind) {
    problems.push(wrong(`${path}.kind`, String(one.kind), `one of ${kinds.join(', ')}`))
    return []
  }
  const about = word(one.case, `${path}.case`, problems)
  const on = dayOf(one.on, `${path}.on`, problems)
  const text = typeof one.text === 'string' && one.text.trim() !== '' ? one.text.trim() : null
  return [
    {
      case: about,
      kind,
      on,
      agencyNumber: typeof one.number === 'string' && one.number !== '' ? one.number : null,
      text,
      key: typeof one.key === 'string' && one.key !== '' ? one.key : [kind, on, text ?? ''].join(' '),
    },
  ]
}

const heads = ['reference', 'date', 'currency', 'case', 'paid', 'capital', 'interest', 'fees', 'fee', 'fee-vat', 'net']

/** One remittance a file: a row a case; the last row says `total` instead of a case, and the agency's fee and the net. */
function readTable(bytes: Uint8Array, problems: Problem[]): Content {
  const [head, ...rows] = readCsv(bytes)
  const names = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  const missing = heads.filter((name) => !names.includes(name))
  if (!head || missing.length > 0) {
    problems.push({
      code: 'collection-file.unknown',
      message: `the file is no remittance: columns ${missing.join(', ') || heads.join(', ')} are missing`,
      data: { columns: missing.join(', ') },
    })
    return { answers: [], remittances: [] }
  }
  const at = (cells: string[], name: string) => (cells[names.indexOf(name)] ?? '').trim()
  const byReference = new Map<string, Remittance>()
  for (const { row, cells } of rows) {
    const reference = word(at(cells, 'reference'), `row ${row}: reference`, problems, row)
    const place = (name: string) => `row ${row}: ${name}`
    const money = (name: string) => amount(at(cells, name).replace(',', '.') || '0', place(name), problems, row)
    const known = byReference.get(reference) ?? {
      reference,
      on: dayOf(at(cells, 'date'), place('date'), problems, row),
      currency: currencyOf(at(cells, 'currency'), place('currency'), problems, row),
      fee: '0',
      feeVat: '0',
      net: '',
      rows: [],
    }
    byReference.set(reference, known)
    if (at(cells, 'case').toLowerCase() === 'total')
      Object.assign(known, { fee: money('fee'), feeVat: money('fee-vat'), net: money('net') })
    else
      known.rows.push({
        case: word(at(cells, 'case'), place('case'), problems, row),
        paidOn: dayOf(at(cells, 'paid') || at(cells, 'date'), place('paid'), problems, row),
        capital: money('capital'),
        interest: money('interest'),
        fees: money('fees'),
      })
  }
  for (const one of byReference.values())
    if (one.net === '')
      problems.push({
        code: 'collection-file.total-missing',
        message: `remittance ${one.reference} has no row "total" with its net: have it sent again`,
        data: { reference: one.reference },
      })
  return { answers: [], remittances: [...byReference.values()] }
}

function checkSums(remittance: Remittance, path: string, problems: Problem[]): void {
  const { currency } = remittance
  let rows: bigint
  let told: bigint
  try {
    const of = (text: string) => parseMinor(text, currency) as bigint
    rows = remittance.rows.reduce((sum, row) => sum + of(row.capital) + of(row.interest) + of(row.fees), 0n)
    told = of(remittance.net) + of(remittance.fee) + of(remittance.feeVat)
  } catch {
    // Said already where the amount stands.
    if (problems.length === 0) problems.push(wrong(path, remittance.net, `amounts of ${currency}`))
    return
  }
  if (rows !== told)
    problems.push({
      code: 'collection-file.sum-differs',
      message: `remittance ${remittance.reference}: the rows come to ${formatMinor(rows, currency)}, net and fees to ${formatMinor(told, currency)}: have it sent again`,
      path,
      data: {
        reference: remittance.reference,
        rows: formatMinor(rows, currency),
        told: formatMinor(told, currency),
      },
    })
}

function wrong(path: string, found: string, wanted: string, row?: number): Problem {
  return {
    code: 'collection-file.field-wrong',
    message: `${path} is "${found.slice(0, 60)}": ${wanted} is expected`,
    path,
    ...(row === undefined ? {} : { row }),
    data: { path, found: found.slice(0, 60), wanted },
  }
}

function word(value: unknown, path: string, problems: Problem[], row?: number): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  if (typeof value === 'number') return String(value)
  problems.push(wrong(path, String(value ?? ''), 'a word', row))
  return ''
}
function dayOf(value: unknown, path: string, problems: Problem[], row?: number): CollectionAnswer['on'] {
  if (isDay(value)) return value
  problems.push(wrong(path, String(value ?? ''), 'a day yyyy-mm-dd', row))
  return '' as CollectionAnswer['on']
}
function amount(value: unknown, path: string, problems: Problem[], row?: number): string {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (/^-?\d{1,15}(\.\d{1,3})?$/.test(text)) return text
  problems.push(wrong(path, String(value ?? ''), 'an amount 1250.00', row))
  return '0'
}
function currencyOf(value: unknown, path: string, problems: Problem[], row?: number): string {
  if (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) return value
  problems.push(wrong(path, String(value ?? ''), 'a currency SEK', row))
  return 'XXX'
}
