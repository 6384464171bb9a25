import type { Bytes, Format, ProblemItem } from '../../format.ts'
import type { OrderItem, OrderRecord, OrdersEnd, RefusedOrder } from '../../order-rows.ts'
import { readableAgain } from '../../xlsx/gather.ts'
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

/**
 * Read three times, never held: for its encoding, for which row is the last of each order, for the orders. Bytes that can be
 * read once only are kept.
 */
async function* read(bytes: Bytes): AsyncIterable<OrderItem> {
  const source = await readableAgain(bytes, csvBytesMax)
  const shape = await shapeOf(source)
  if (shape === null) {
    yield refuseFile('order-file.too-large', `the file is larger than ${csvBytesMax / 1024 / 1024} MB: split it`)
    return
  }
  yield* assembleOrders(() => recordsOf(source, shape))
}

/** The rows of a whole file in memory. */
export function tableRows(file: Uint8Array): Iterable<TableRow | ProblemItem> {
  const text = decode(file, false)
  return records(text, sniffSeparator(text))
}

interface Shape {
  encoding: string
  separator: string
}

const headOf = 64 * 1024

/** Encoding and separator of a file; null when it is too large. */
async function shapeOf(bytes: Bytes): Promise<Shape | null> {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let head = new Uint8Array()
  let [length, valid] = [0, true]
  for await (const chunk of bytes) {
    length += chunk.length
    if (length > csvBytesMax) return null
    if (head.length < headOf) head = Buffer.concat([head, chunk.subarray(0, headOf)])
    valid &&= decodes(() => utf8.decode(chunk, { stream: true }))
  }
  valid &&= decodes(() => utf8.decode())
  const encoding = encodingOf(head, valid)
  return { encoding, separator: sniffSeparator(new TextDecoder(encoding).decode(head)) }
}

function decodes(work: () => string): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}

/** UTF-8 and UTF-16 by mark or by validity; else Windows-1252 or CP1251, whichever makes known headings of the first lines. */
function encodingOf(head: Uint8Array, isUtf8: boolean): string {
  const mark = Buffer.from(head.subarray(0, 3)).toString('hex')
  if (mark.startsWith('fffe')) return 'utf-16le'
  if (mark.startsWith('feff')) return 'utf-16be'
  if (isUtf8) return 'utf-8'
  const start = head.subarray(0, 16 * 1024)
  const [western, cyrillic] = ['windows-1252', 'windows-1251'].map((name) =>
    knownHeadings(new TextDecoder(name).decode(start)),
  )
  const isCyrillic = western === cyrillic ? hasLettersInARow(start) : cyrillic! > western!
  return isCyrillic ? 'windows-1251' : 'windows-1252'
}

/** @param partial the bytes may end within a letter */
function decode(bytes: Uint8Array, partial: boolean): string {
  const isUtf8 = decodes(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: partial }))
  return new TextDecoder(encodingOf(bytes, isUtf8)).decode(bytes, { stream: partial })
}

/** Rows as the bytes come: what is held is one piece of the file, and the row that goes over its end. */
async function* recordsOf(bytes: Bytes, { encoding, separator }: Shape): AsyncIterable<TableRow | ProblemItem> {
  const decoder = new TextDecoder(encoding)
  const parser = new RecordParser(separator)
  for await (const chunk of bytes) yield* parser.take(decoder.decode(chunk, { stream: true }), false)
  yield* parser.take(decoder.decode(), true)
}

function* records(text: string, separator: string): Iterable<TableRow | ProblemItem> {
  yield* new RecordParser(separator).take(text, true)
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

/** A quoted text longer than this was never closed. */
const quotedMax = 1024 * 1024

/** RFC 4180, forgiving: quotes may be missing; a row is known by the line on which it begins. */
class RecordParser {
  private readonly separator: string
  private text = ''
  private line = 1
  private begun = false
  private broken = false

  constructor(separator: string) {
    this.separator = separator
  }

  /** The rows that are whole now; what is left waits for more. */
  *take(more: string, isLast: boolean): Iterable<TableRow | ProblemItem> {
    if (this.broken) return
    this.text += more
    let at = 0
    if (!this.begun) {
      if (this.text.length < 8 && !isLast) return
      this.begun = true
      at = this.text.charCodeAt(0) === 0xfeff ? 1 : 0
      if (/^sep=.\r?\n/i.test(this.text.slice(at, at + 8))) {
        at = this.text.indexOf('\n', at) + 1
        this.line++
      }
    }
    while (at < this.text.length) {
      const record = this.readRecord(at, isLast)
      if (record === 'unfinished') break
      if (record === 'open quote') {
        this.broken = true
        const message = `row ${this.line}: a quoted text is never closed: add the missing "`
        yield refuseFile('order-file.quote-open', message, { row: this.line })
        return
      }
      const row = this.line
      this.line += record.lines
      at = record.end
      if (record.cells.some((cell) => cell !== undefined)) yield { type: 'row', sheet: null, row, cells: record.cells }
    }
    this.text = this.text.slice(at)
  }

  /** The row that begins at a place; unfinished when more text might belong to it. */
  private readRecord(
    from: number,
    isLast: boolean,
  ): { cells: (Cell | undefined)[]; end: number; lines: number } | 'unfinished' | 'open quote' {
    const { text, separator } = this
    const cells: (Cell | undefined)[] = []
    let at = from
    let lines = 1
    for (let more = true; more; ) {
      let value = ''
      while (text[at] === ' ' && separator !== ' ') at++
      if (text[at] === '"') {
        const end = closingQuote(text, at + 1)
        if (end < 0) return isLast || text.length - at > quotedMax ? 'open quote' : 'unfinished'
        value = text.slice(at + 1, end).replaceAll('""', '"')
        lines += lineBreaks(value)
        at = end + 1
      }
      const stop = endOfField(text, at, separator)
      value += text.slice(at, stop)
      cells.push(value.trim() === '' ? undefined : { kind: 'text', text: value })
      at = stop
      more = text[at] === separator
      if (more) at++
    }
    // The last letter seen may be half of \r\n, and the row may go on.
    if (!isLast && at >= text.length - 1) return 'unfinished'
    if (text[at] === '\r' && text[at + 1] === '\n') at++
    return { cells, end: at + 1, lines }
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
