import type { Day } from '../../kernel/day.ts'
import { absolute, formatMinor, type Minor, minor } from '../../kernel/money.ts'
import type { Bytes, ProblemItem } from '../format.ts'
import type { OrderItem, OrderLine, OrderRecord, OrdersEnd } from '../order-rows.ts'
import { gather } from '../xlsx/gather.ts'
import { blankOrder } from './blank.ts'
import { referenceDeriver } from './derive-reference.ts'
import { homeCurrency, orderAmount } from './line-amount.ts'
import { refuseFile, refuseOrder } from './problems.ts'

/** Fixed-length record files. */
export const recordFileBytesMax = 100 * 1024 * 1024

/** 0-based offset and length. */
export type Position = readonly [offset: number, length: number]

export interface TextLine {
  line: number
  text: string
}

/** The lines that are not blank, with their 1-based numbers; ISO 8859-1, or UTF-8 where someone has saved the file again. */
export async function textLines(bytes: Bytes): Promise<TextLine[] | ProblemItem> {
  const file = await gather(bytes, recordFileBytesMax)
  if (file === null) {
    return refuseFile(
      'order-file.too-large',
      `the file is larger than ${recordFileBytesMax / 1024 / 1024} MB: split it`,
    )
  }
  return decodeRecordText(file)
    .replace(/^\ufeff/, '')
    .replace(/\u001a+\s*$/, '')
    .split(/\r\n|\n|\r/)
    .map((text, index) => ({ line: index + 1, text }))
    .filter(({ text }) => text.trim() !== '')
}

export function decodeRecordText(bytes: Uint8Array, partial = false): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: partial })
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** 0-based offset and length, without the blanks around it; short lines are as if filled with blanks. */
export const field = (text: string, offset: number, length: number): string =>
  text.slice(offset, offset + length).trim()
export const fieldOrNull = (text: string, offset: number, length: number): string | null =>
  field(text, offset, length) || null

/** Whole minor units, sign before or after; null when blank, undefined when it is no such figure. */
export function minorField(text: string, offset: number, length: number): Minor | null | undefined {
  const content = field(text, offset, length)
  if (content === '') return null
  const match = /^([-+]?)\s*(\d+)\s*([-+]?)$/.exec(content)
  if (!match || (match[1] && match[3])) return undefined
  const units = BigInt(match[2]!)
  return minor(match[1] === '-' || match[3] === '-' ? -units : units)
}

/** "4200.00", sign before or after; null when blank, undefined when it is no amount with at most two decimals. */
export function decimalField(text: string, offset: number, length: number): Minor | null | undefined {
  const content = field(text, offset, length)
  if (content === '') return null
  const match = /^([-+]?)\s*(\d+)(?:[.,](\d{1,2}))?\s*([-+]?)$/.exec(content)
  if (!match || (match[1] && match[4])) return undefined
  const units = BigInt(match[2]! + (match[3] ?? '').padEnd(2, '0'))
  return minor(match[1] === '-' || match[4] === '-' ? -units : units)
}

/** Hundredths as a plain decimal without trailing zeros: 150 → "1.5". */
export function hundredths(units: bigint): string {
  const text = absolute(units).toString().padStart(3, '0')
  const fraction = text.slice(-2).replace(/0+$/, '')
  return `${units < 0n ? '-' : ''}${text.slice(0, -2)}${fraction ? `.${fraction}` : ''}`
}

export function dimensionsOf(text: string, layout: Record<string, Position>): Record<string, string> {
  const dimensions: Record<string, string> = {}
  for (const [dimension, position] of Object.entries(layout)) {
    const value = field(text, ...position)
    if (value) dimensions[dimension] = value
  }
  return dimensions
}

/** "123 45 ANKEBORG" → post code and city; another country's place stays whole. */
export function splitPlace(place: string): [postCode: string | null, city: string | null] {
  const match = /^(\d{3})\s?(\d{2})\s+(.+)$/.exec(place)
  return match ? [`${match[1]} ${match[2]}`, match[3]!] : [null, place || null]
}

/** "59–73" for users, who count from 1. */
export const positions = (offset: number, length: number): string => `${offset + 1}–${offset + length}`

/** What an order file of records is while it is read: the open order and row, the sum since the last control record, the problems. */
export class RecordFile {
  readonly orders: OrderRecord[] = []
  sourceSystem: string | null = null
  createdOn: Day | null = null
  order: OrderRecord | null = null
  row: OrderLine | null = null
  private readonly refused = new Set<OrderRecord>()
  private readonly problems: ProblemItem[] = []
  /** Some files have a control record per order, some one for all: each covers what stands since the one before. */
  private sum = 0n
  private ordersInSum: OrderRecord[] = []
  private stated: bigint | null = null

  report(problem: ProblemItem): void {
    this.problems.push(problem)
    if (problem.refuses === 'order' && this.order) this.refused.add(this.order)
  }

  beginOrder(line: number): OrderRecord {
    this.endOrder()
    this.order = blankOrder(line)
    this.orders.push(this.order)
    this.ordersInSum.push(this.order)
    return this.order
  }

  addRow(row: OrderLine): void {
    this.endRow()
    this.order!.lines.push(row)
    this.sum += row.amountNet ?? 0n
    this.row = row
  }

  /** A whole figure in minor units; a problem and null when it is none. */
  minor(line: number, text: string, name: string, at: Position): Minor | null {
    return this.figure(line, text, name, at, minorField(text, ...at))
  }

  /** A figure with a decimal point ("4200.00") in minor units; a problem and null when it is none. */
  decimal(line: number, text: string, name: string, at: Position): Minor | null {
    return this.figure(line, text, name, at, decimalField(text, ...at))
  }

  day(line: number, name: string, text: string, day: Day | null | undefined): Day | null {
    if (day !== undefined) return day
    this.report(
      refuseOrder('order-row.not-a-day', `row ${line}: the ${name} "${text}" is not a day`, {
        row: line,
        data: { value: text },
      }),
    )
    return null
  }

  astray(line: number, record: string): void {
    const message = `row ${line}: a ${record} record stands where none belongs: the file is damaged; ask its sender for a new one`
    this.report(refuseFile('order-file.record-astray', message, { row: line }))
  }

  unknown({ line, text }: TextLine): void {
    const message = `row ${line}: no record begins with "${text.slice(0, 2).trim()}": the file is of another kind or damaged`
    this.report(refuseFile('order-file.record-unknown', message, { row: line }))
  }

  control(line: number, stated: Minor | null | undefined, written: string): void {
    this.endOrder()
    if (stated === null || stated === undefined) {
      const message = `row ${line}: the control sum "${written}" is not an amount`
      this.report(refuseFile('order-file.control-sum-unreadable', message, { row: line }))
    } else {
      this.stated = (this.stated ?? 0n) + stated
      if (this.ordersInSum.length === 1) this.ordersInSum[0]!.statedTotal = stated
      if (stated !== this.sum) {
        const [says, is] = [show(stated), show(this.sum)]
        const message = `row ${line}: the control sum is ${says}, the rows before it come to ${is}: the file is not consistent; ask its sender for a new one`
        this.report(refuseFile('order-file.control-sum', message, { row: line, data: { stated: says, computed: is } }))
      }
    }
    this.sum = 0n
    this.ordersInSum = []
  }

  controlMissing(): void {
    this.endOrder()
    if (this.ordersInSum.length === 0) return
    const message = 'the file ends without a control sum (T record): it is not complete; fetch it again'
    this.report(refuseFile('order-file.control-sum-missing', message))
  }

  /** The problems, then the good orders, then the refused ones, then the end. */
  *finish(): Iterable<OrderItem> {
    this.endOrder()
    if (this.orders.length === 0) this.report(refuseFile('order-file.empty', 'the file holds no orders'))
    const derive = referenceDeriver([this.sourceSystem, this.createdOn])
    for (const order of this.orders) {
      this.order = order
      if (order.lines.length === 0 && !this.refused.has(order)) {
        this.report(refuseOrder('order-row.no-lines', `row ${order.row}: the order has no rows`, { row: order.row }))
      }
      if (order.sourceReference === '') order.sourceReference = derive(order)
    }
    this.refuseTwins()
    yield* this.problems
    const good = this.orders.filter((order) => !this.refused.has(order))
    yield* good
    for (const order of this.refused) yield { type: 'refused', order }
    yield {
      ...ordersEnd(good),
      statedTotal: this.stated === null ? null : minor(this.stated),
      sourceSystem: this.sourceSystem,
      createdOn: this.createdOn,
    }
  }

  private endOrder(): void {
    this.endRow()
    this.order = null
  }

  private endRow(): void {
    const row = this.row
    this.row = null
    if (!row || row.coding.length === 0 || row.coding.some(({ amount }) => amount === null)) return
    const coded = row.coding.reduce((total, { amount }) => total + amount!, 0n)
    const amount = row.amountNet ?? 0n
    if (coded === amount) return
    const message = `row ${row.row}: its codings come to ${show(coded)}, the row itself to ${show(amount)}: correct one of them`
    this.report(
      refuseOrder('order-row.coding-sum', message, {
        row: row.row,
        data: { computed: show(coded), stated: show(amount) },
      }),
    )
  }

  private refuseTwins(): void {
    const rows = new Map<string, number>()
    for (const order of this.orders) {
      const first = rows.get(order.sourceReference)
      if (first === undefined) {
        rows.set(order.sourceReference, order.row)
        continue
      }
      this.order = order
      const message = `row ${order.row}: order ${order.sourceReference} is already in row ${first} of this file`
      this.report(refuseOrder('order-row.reference-twice', message, { row: order.row, data: { first } }))
    }
  }

  private figure(
    line: number,
    text: string,
    name: string,
    at: Position,
    units: Minor | null | undefined,
  ): Minor | null {
    if (units !== undefined) return units
    const message = `row ${line}, position ${positions(...at)}: the ${name} "${field(text, ...at)}" is not a number`
    this.report(
      refuseOrder('order-row.not-a-number', message, {
        row: line,
        column: positions(...at),
        data: { value: field(text, ...at) },
      }),
    )
    return null
  }
}

/** The end of these orders; totals and dates that a file states come on top. */
export const ordersEnd = (orders: readonly OrderRecord[]): OrdersEnd => ({
  type: 'end',
  orders: orders.length,
  lines: orders.reduce((count, order) => count + order.lines.length, 0),
  statedTotal: null,
  computedTotal: minor(orders.reduce((total, order) => total + orderAmount(order), 0n)),
  sourceSystem: null,
  createdOn: null,
})

/** "1250.00" for messages, where the file names no currency. */
export const show = (amount: bigint): string => formatMinor(amount, homeCurrency)
