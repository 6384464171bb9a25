import type { Bytes, Format, ProblemItem } from '../../format.ts'
import type { OrderItem, OrderRecord, OrdersEnd, RefusedOrder } from '../../order-rows.ts'
import { gather } from '../../xlsx/gather.ts'
import type { Cell } from '../../xlsx/read.ts'
import { assembleOrders, findHeadings, type TableRow } from '../assemble-orders.ts'
import { recogniseHeading } from '../columns.ts'
import { refuseFile } from '../problems.ts'

export const csvBytesMax = 100 * 1024 * 1024
const separators = [';', '\t', ',', '|'] as const
const headingWithinLines = 20

export const orderCsv: Format<OrderRecord | RefusedOrder | OrdersEnd> = {
  id: 'order-csv',
  family: 'orders',
  title: 'Orders as CSV (the columns of our Excel template)',
  mediaType: 'text/csv',
  recognise: (head) => {
    const text = decode(head, true)
    if (/[\u0000-\u0008]/.test(text.slice(0, 1000))) return false
    const separator = sniffSeparator(text)
    let lines = 0
    for (const record of records(text, separator)) {
      if (record.type === 'row' && findHeadings(record.cells)) return true
      if (++lines >= headingWithinLines) return false
    }
    return false
  },
  read,
}

async function* read(bytes: Bytes): AsyncIterable<OrderItem> {
  const file = await gather(bytes, csvBytesMax)
  if (file === null) {
    yield refuseFile('order-file.too-large', `the file is larger than ${csvBytesMax / 1024 / 1024} MB: split it`)
    return
  }
  const text = decode(file, false)
  const separator = sniffSeparator(text)
  yield* assembleOrders(() => asyncOf(records(text, separator)))
}

/** The rows of a whole file in memory. */
export function tableRows(file: Uint8Array): Iterable<TableRow | ProblemItem> {
  const text = decode(file, false)
  return records(text, sniffSeparator(text))
}

/** UTF-8 and UTF-16 by mark or by validity; else Windows-1252 or CP1251, whichever makes known headings of the first lines. */
function decode(bytes: Uint8Array, partial: boolean): string {
  const mark = Buffer.from(bytes.subarray(0, 3)).toString('hex')
  if (mark.startsWith('fffe')) return new TextDecoder('utf-16le').decode(bytes)
  if (mark.startsWith('feff')) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: partial })
  } catch {
    const start = bytes.subarray(0, 16 * 1024)
    const [western, cyrillic] = ['windows-1252', 'windows-1251'].map((name) =>
      knownHeadings(new TextDecoder(name).decode(start)),
    )
    const isCyrillic = western === cyrillic ? hasLettersInARow(start) : cyrillic! > western!
    return new TextDecoder(isCyrillic ? 'windows-1251' : 'windows-1252').decode(bytes)
  }
}

function knownHeadings(text: string): number {
  const separator = sniffSeparator(text)
  let [best, lines] = [0, 0]
  for (const record of records(text, separator)) {
    if (record.type === 'row')
      best = Math.max(best, record.cells.filter((cell) => cell && recogniseHeading(cell.text)).length)
    if (++lines >= headingWithinLines) break
  }
  return best
}

/** Bulgarian words are rows of letters above 0xC0; in Nordic text such letters stand alone. */
function hasLettersInARow(bytes: Uint8Array): boolean {
  let [alone, inRow] = [0, 0]
  for (let i = 1; i < bytes.length; i++) {
    if (bytes[i]! < 0xc0) continue
    if (bytes[i - 1]! >= 0xc0) inRow++
    else alone++
  }
  return inRow > alone
}

/** Excel's own "sep=;" line, else the separator that stands most often in one of the first lines, outside quotes. */
function sniffSeparator(text: string): string {
  const told = /^\ufeff?sep=(.)\r?\n/i.exec(text)
  if (told) return told[1]!
  let best: { separator: string; score: number } = { separator: ';', score: 0 }
  for (const line of text.slice(0, 64 * 1024).split(/\r\n|\n|\r/, headingWithinLines)) {
    const bare = line.replace(/"[^"]*"/g, '""')
    for (const separator of separators) {
      const known = line.split(separator).filter((part) => recogniseHeading(part.replace(/^\s*"|"\s*$/g, ''))).length
      const score = known * 1000 + bare.split(separator).length - 1
      if (score > best.score) best = { separator, score }
    }
  }
  return best.separator
}

/** RFC 4180, forgiving: quotes may be missing; a row is known by the line on which it begins. */
function* records(text: string, separator: string): Iterable<TableRow | ProblemItem> {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  let line = 1
  if (/^sep=.\r?\n/i.test(text.slice(at, at + 8))) {
    at = text.indexOf('\n', at) + 1
    line++
  }
  while (at < text.length) {
    const row = line
    const cells: (Cell | undefined)[] = []
    for (let more = true; more; ) {
      let value = ''
      while (text[at] === ' ' && separator !== ' ') at++
      if (text[at] === '"') {
        const end = closingQuote(text, at + 1)
        if (end < 0) {
          yield refuseFile('order-file.quote-open', `row ${row}: a quoted text is never closed: add the missing "`, {
            row,
          })
          return
        }
        value = text.slice(at + 1, end).replaceAll('""', '"')
        line += lineBreaks(value)
        at = end + 1
      }
      const stop = endOfField(text, at, separator)
      value += text.slice(at, stop)
      cells.push(value.trim() === '' ? undefined : { kind: 'text', text: value })
      at = stop
      more = text[at] === separator
      if (more) at++
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++
    at++
    line++
    if (cells.some((cell) => cell !== undefined)) yield { type: 'row', sheet: null, row, cells }
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return -1
}

function endOfField(text: string, from: number, separator: string): number {
  let at = from
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}

const lineBreaks = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0

async function* asyncOf<Item>(items: Iterable<Item>): AsyncIterable<Item> {
  yield* items
}
