import type { Day } from '../../kernel/day.ts'
import { isDay } from '../../kernel/day.ts'
import { parseMinor } from '../../kernel/money.ts'
import type { Problem } from '../../kernel/problem.ts'

export const settlementKinds = ['advance', 'payment', 'reserve', 'fee', 'vat', 'interest', 'repurchase'] as const
export type SettlementKind = (typeof settlementKinds)[number]

/** What a financing partner settles: amounts to us are positive; `payment` tells what the customer paid, and is no money to us. */
export interface Settlement {
  reference: string
  on: Day
  currency: string
  /** Minor units: Σ of all rows but payments. */
  net: bigint
  rows: { kind: SettlementKind; invoice: string; amount: bigint }[]
}

/** {"reference", "on", "currency", "net", "rows": [{"kind", "invoice", "amount"}]} (README.md). Never throws. */
export function readSettlement(bytes: Uint8Array): { settlement: Settlement | null; problems: Problem[] } {
  const problems: Problem[] = []
  const wrong = (path: string, found: unknown, wanted: string) => {
    const text = String(found ?? '').slice(0, 60)
    const message = `${path} is "${text}": ${wanted} is expected`
    problems.push({ code: 'collection-file.field-wrong', message, path, data: { path, found: text, wanted } })
  }
  let content: Record<string, unknown>
  try {
    content =
      JSON.parse(
        Buffer.from(bytes)
          .toString('utf8')
          .replace(/^\ufeff/, ''),
      ) ?? {}
  } catch {
    const message = 'the file is no JSON: have it sent again'
    return { settlement: null, problems: [{ code: 'collection-file.damaged', message }] }
  }
  const { reference, on, currency, rows } = content
  if (typeof reference !== 'string' || reference.trim() === '') wrong('reference', reference, 'a word')
  if (!isDay(on)) wrong('on', on, 'a day yyyy-mm-dd')
  const isCurrency = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)
  if (!isCurrency) wrong('currency', currency, 'a currency SEK')
  const amount = (value: unknown, path: string): bigint => {
    try {
      return parseMinor(String(value), isCurrency ? currency : 'SEK')
    } catch {
      wrong(path, value, 'an amount 1250.00')
      return 0n
    }
  }
  const list = Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
  if (list.length === 0) wrong('rows', rows, 'a list')
  const read = list.map((row, i) => {
    const kind = settlementKinds.find((known) => known === row?.kind)
    if (!kind) wrong(`rows[${i}].kind`, row?.kind, `one of ${settlementKinds.join(', ')}`)
    return {
      kind: kind ?? 'fee',
      invoice: typeof row?.invoice === 'string' ? row.invoice : '',
      amount: amount(row?.amount, `rows[${i}].amount`),
    }
  })
  const net = amount(content.net, 'net')
  if (problems.length > 0) return { settlement: null, problems }
  const sum = read.reduce((total, row) => (row.kind === 'payment' ? total : total + row.amount), 0n)
  if (sum !== net)
    return {
      settlement: null,
      problems: [
        {
          code: 'collection-file.sum-differs',
          message: `settlement ${String(reference)}: the rows come to ${sum} minor units, the net to ${net}: have it sent again`,
          data: { reference: String(reference), rows: String(sum), told: String(net) },
        },
      ],
    }
  return {
    settlement: { reference: String(reference), on: on as Day, currency: String(currency), net, rows: read },
    problems,
  }
}
