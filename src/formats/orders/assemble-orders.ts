import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import { currencyDigits, type Minor, minor, parseMinor } from '../../kernel/money.ts'
import type { ProblemItem } from '../format.ts'
import type { OrderItem, OrderLine, OrderRecord } from '../order-rows.ts'
import type { Cell } from '../xlsx/read.ts'
import { blankCoding, blankLine, blankOrder } from './blank.ts'
import { exampleWord, type Heading, type OrderColumnKey, orderColumns, recogniseHeading } from './columns.ts'
import { referenceDeriver } from './derive-reference.ts'
import { homeCurrency, orderAmount, pricedAmount } from './line-amount.ts'
import { codeOf, type Parsed, parseAmountText, parseDayText, textProblemAdvice } from './normalise.ts'
import { type OrderPlace, setPlace } from './places.ts'
import { refuseFile, refuseOrder, warn } from './problems.ts'
import { ordersEnd, show } from './records.ts'

/** Limits of one order sheet. */
export const orderRowsMax = 1_000_000
const headingWithinRows = 20
const figureDigitsMax = 15

export interface TableRow {
  type: 'row'
  /** Name of the sheet; null in a file that has one table only. */
  sheet: string | null
  row: number
  cells: readonly (Cell | undefined)[]
}

/**
 * Rows under headings → orders. Rows with the same order reference are one order; without a reference, consecutive rows of one
 * customer and invoice group are (a blank customer or group repeats the one above). The rows are asked for twice: first to
 * learn which row is the last of each order, then to read them, so that an order is given on, after the problems of its rows,
 * as soon as it is whole, and is held no longer.
 */
export async function* assembleOrders(rows: () => AsyncIterable<TableRow | ProblemItem>): AsyncIterable<OrderItem> {
  const plan = new OrderTable(null)
  for await (const item of rows()) if (item.type === 'row' && !plan.take(item)) break
  const table = new OrderTable(plan.rowsOfOrders)
  for await (const item of rows()) {
    if (item.type === 'problem') {
      yield item
      continue
    }
    const goesOn = table.take(item)
    yield* table.ready()
    if (!goesOn) break
  }
  yield* table.finish()
}

/** The headings of a row, when it is the heading row of an order sheet. */
export function findHeadings(cells: readonly (Cell | undefined)[]): (Heading | null)[] | null {
  const headings = Array.from(cells, (cell) => (cell ? recogniseHeading(cell.text) : null))
  const keys = new Set(headings.map((heading) => (heading && 'column' in heading ? heading.column.key : null)))
  const namesCustomer = keys.has('customer') || keys.has('identity')
  const namesWhat = keys.has('description') || keys.has('article')
  return namesCustomer && namesWhat ? headings : null
}

type Key = OrderColumnKey
type Values = Partial<Record<Key, string | null>>
/** What says to which order a row belongs. */
interface RowKey {
  reference: string | null
  customer: string | null
  group: string | null
}

/** An order whose last row has not come yet. */
interface OpenOrder {
  order: OrderRecord
  rowsLeft: number
  refused: boolean
  /** What each order-level column said first, and where. */
  said: Map<Key, { value: string; row: number }>
}

class OrderTable {
  /** Rows of each order, in the order of their first rows. */
  readonly rowsOfOrders: number[] = []
  /** The same of the first time round; null while that is under way: rows are then counted, not read. */
  private readonly planned: readonly number[] | null
  private items: OrderItem[] = []
  private readonly open = new Map<number, OpenOrder>()
  private readonly byReference = new Map<string, number>()
  private block: { no: number; customer: string; group: string | null; hasReference: boolean } | null = null
  private readonly derive = referenceDeriver([])
  private readonly totals = { orders: 0, lines: 0, computed: 0n }

  private sheet: string | null = null
  private rowsOfSheet = 0
  private headings: (Heading | null)[] | null = null
  private titles: string[] = []
  private place: OrderPlace | null = null
  private anyHeadings = false
  private rowsTotal = 0

  constructor(planned: readonly number[] | null) {
    this.planned = planned
  }

  /** Problems, and orders that are whole, since it was asked last. */
  ready(): OrderItem[] {
    const items = this.items
    if (items.length > 0) this.items = []
    return items
  }

  /** False when the limit is reached. */
  take(row: TableRow): boolean {
    if (row.sheet !== this.sheet || this.rowsOfSheet === 0) this.beginSheet(row.sheet)
    this.rowsOfSheet++
    if (!this.headings) {
      if (this.rowsOfSheet <= headingWithinRows) this.takeHeadings(row)
      return true
    }
    if (++this.rowsTotal > orderRowsMax) {
      const message = `the file has more than ${orderRowsMax} rows: split it`
      this.items.push(refuseFile('order-file.too-many-rows', message, { row: row.row }))
      return false
    }
    const reader = new RowReader(this, row, this.headings, this.titles)
    const key = reader.key()
    if (!key) return true
    const no = this.orderOf(key)
    this.rowsOfOrders[no]! += 1
    if (this.planned) this.read(reader, row.row, no, key.reference)
    return true
  }

  *finish(): Iterable<OrderItem> {
    if (!this.anyHeadings) {
      const message =
        'no row has the headings of orders: at least Customer number (or Identity number) and Description (or Article) are needed; begin with the template'
      this.items.push(refuseFile('order-file.headings-missing', message))
    } else if (this.rowsOfOrders.length === 0) {
      this.items.push(refuseFile('order-file.empty', 'the file holds headings but no orders'))
    }
    yield* this.ready()
    const { orders, lines, computed } = this.totals
    yield { ...ordersEnd([]), orders, lines, computedTotal: minor(computed) }
  }

  refuse(open: OpenOrder, problem: ProblemItem): void {
    this.items.push(problem)
    if (problem.refuses === 'order') open.refused = true
  }

  private read(reader: RowReader, row: number, no: number, reference: string | null): void {
    let open = this.open.get(no)
    if (!open) {
      open = { order: blankOrder(row), rowsLeft: this.planned![no] ?? 1, refused: false, said: new Map() }
      open.order.sourceReference = reference ?? ''
      setPlace(open.order, this.place!)
      this.open.set(no, open)
    }
    reader.read(open)
    if (--open.rowsLeft > 0) return
    this.open.delete(no)
    this.giveOn(open)
  }

  private giveOn(open: OpenOrder): void {
    const { order } = open
    this.checkOrder(open)
    // Orders without a reference lie in one piece, so they are whole in the order of their rows.
    if (order.sourceReference === '') order.sourceReference = this.derive(order)
    if (open.refused) {
      this.items.push({ type: 'refused', order })
      return
    }
    this.items.push(order)
    this.totals.orders += 1
    this.totals.lines += order.lines.length
    this.totals.computed += orderAmount(order)
  }

  /** The order, by its number, that a row belongs to. */
  private orderOf({ reference, customer, group }: RowKey): number {
    const blankGoesOn = this.block !== null && customer === null
    if (reference !== null) {
      let no = this.byReference.get(reference)
      if (no === undefined) {
        no = this.add()
        // A copy: a piece of the file's text would hold that text.
        this.byReference.set(Buffer.from(reference).toString(), no)
      }
      this.block = { no, customer: customer ?? '', group, hasReference: true }
      return no
    }
    const block = this.block
    const sameCustomer = block && (blankGoesOn || (customer === block.customer && !block.hasReference))
    if (block && sameCustomer && (group === null || group === block.group)) return block.no
    const no = this.add()
    this.block = { no, customer: customer ?? block?.customer ?? '', group, hasReference: false }
    return no
  }

  private add(): number {
    return this.rowsOfOrders.push(0) - 1
  }

  /** One value for all rows of an order: the first counts, a later one that differs refuses the order. */
  say(open: OpenOrder, row: TableRow, key: Key, title: string, value: string | null): boolean {
    if (value === null) return false
    const first = open.said.get(key)
    if (!first) {
      open.said.set(key, { value, row: row.row })
      return true
    }
    if (first.value !== value) {
      const message = `row ${row.row}, ${title}: "${value}" differs from "${first.value}" in row ${first.row} of the same order; write one of them`
      this.refuse(
        open,
        refuseOrder('order-row.differs-within-order', message, {
          ...where(row),
          column: title,
          data: { value, first: first.value, firstRow: first.row },
        }),
      )
    }
    return false
  }

  private beginSheet(sheet: string | null): void {
    this.sheet = sheet
    this.rowsOfSheet = 0
    this.headings = null
    this.block = null
  }

  private takeHeadings(row: TableRow): void {
    const headings = findHeadings(row.cells)
    if (!headings) return
    this.headings = headings
    this.anyHeadings = true
    this.titles = Array.from(row.cells, (cell) => cell?.text.trim() ?? '')
    const first = new Map<string, number>()
    for (const [index, heading] of headings.entries()) {
      const title = this.titles[index]!
      if (heading === null) {
        if (title === '') continue
        const message = `row ${row.row}: column "${title}" is not known and is not read`
        this.items.push(warn('order-file.column-unknown', message, { ...where(row), column: title }))
        continue
      }
      const key = 'column' in heading ? heading.column.key : `dimension ${heading.dimension}`
      const twin = first.get(key)
      if (twin === undefined) first.set(key, index)
      else {
        const message = `row ${row.row}: columns "${this.titles[twin]}" and "${title}" mean the same: remove one of them`
        this.items.push(
          refuseFile('order-file.column-twice', message, {
            ...where(row),
            column: title,
            data: { twin: this.titles[twin]! },
          }),
        )
      }
    }
    this.place = {
      sheet: row.sheet,
      headings: new Map([...first].map(([key, index]) => [key, this.titles[index]!])),
    }
  }

  private checkOrder(open: OpenOrder): void {
    const { order } = open
    const at = { row: order.row }
    const { number, identityNumber } = order.customer
    if (number === null && identityNumber === null) {
      const message = `row ${order.row}: the customer is missing: fill in the customer number or the identity number`
      this.refuse(open, refuseOrder('order-row.customer-missing', message, at))
    }
    if (order.statedTotal === null) return
    if (order.lines.some((line) => !line.textOnly && line.amountNet === null && line.unitPrice === null)) {
      const message = `row ${order.row}: the order total is not checked, since a row takes its price from the article`
      this.refuse(open, warn('order-row.total-unchecked', message, at))
      return
    }
    const computed = orderAmount(order)
    if (computed === order.statedTotal) return
    const data = { stated: show(order.statedTotal), computed: show(computed) }
    const message = `row ${order.row}: the order total is ${data.stated}, its rows come to ${data.computed}: correct one of them`
    this.refuse(open, refuseOrder('order-row.control-sum', message, { ...at, data }))
  }
}

const where = (row: TableRow): { row: number; path?: string } =>
  row.sheet === null ? { row: row.row } : { row: row.row, path: row.sheet }

const isExample = (reference: string | null): boolean =>
  reference !== null && Object.values(exampleWord).some((word) => reference.startsWith(word))

/** Reads one row; all its problems are found before the row is given to its order. */
class RowReader {
  private readonly table: OrderTable
  private readonly row: TableRow
  private readonly cells = new Map<Key, { cell: Cell; title: string }>()
  private readonly dimensions: Record<string, string> = {}
  private readonly problems: ProblemItem[] = []

  constructor(table: OrderTable, row: TableRow, headings: readonly (Heading | null)[], titles: readonly string[]) {
    this.table = table
    this.row = row
    for (const [index, heading] of headings.entries()) {
      const cell = row.cells[index]
      if (!heading || !cell || cell.text.trim() === '') continue
      const title = titles[index]!
      if (cell.kind === 'error')
        this.problem('cell-error', title, `shows ${cell.text}: correct the formula`, { value: cell.text })
      if ('dimension' in heading) this.dimensions[heading.dimension] = codeOf(cell.text)
      else this.cells.set(heading.column.key, { cell, title })
    }
  }

  /** Null for a row that says nothing, and for an example of the template. */
  key(): RowKey | null {
    if (this.cells.size === 0 && Object.keys(this.dimensions).length === 0) return null
    const reference = this.text('order')
    if (isExample(reference)) return null
    return { reference, customer: this.code('customer') ?? this.text('identity'), group: this.code('invoiceGroup') }
  }

  read(open: OpenOrder): void {
    this.giveToOrder(open, this.orderValues())
    open.order.lines.push(this.line(open.order.currency ?? homeCurrency))
    for (const problem of this.problems) this.table.refuse(open, problem)
  }

  private orderValues(): Values {
    const values: Values = {}
    for (const { key, kind, ofOrder } of orderColumns) {
      if (!ofOrder || key === 'order') continue
      if (kind === 'day') values[key] = this.day(key)
      else if (kind === 'amount') values[key] = this.amount(key)
      else if (kind === 'choice') values[key] = this.choice(key)
      else values[key] = kind === 'code' ? this.code(key) : this.text(key)
    }
    if (values.currency && !/^[A-Za-z]{3}$/.test(values.currency)) {
      this.problem(
        'currency',
        this.title('currency'),
        `"${values.currency}" is not a currency: write three letters, as SEK`,
        { value: values.currency },
      )
      values.currency = null
    }
    return values
  }

  private giveToOrder(open: OpenOrder, values: Values): void {
    const { order } = open
    const first: Values = {}
    for (const { key } of orderColumns) {
      const value = values[key] ?? null
      if (this.table.say(open, this.row, key, this.title(key), value)) first[key] = value
    }
    const { customer } = order
    customer.number ??= first.customer ?? null
    customer.identityNumber ??= first.identity ?? null
    customer.name ??= first.name ?? null
    customer.careOf ??= first.careOf ?? null
    customer.street ??= first.street ?? null
    customer.postCode ??= first.postCode ?? null
    customer.city ??= first.city ?? null
    customer.country ??= first.country ?? null
    customer.email ??= first.email ?? null
    customer.vatNumber ??= first.vatNumber ?? null
    customer.counterparty ??= first.counterparty ?? null
    order.invoiceGroup ??= first.invoiceGroup ?? null
    order.businessArea ??= first.businessArea ?? null
    order.currency ??= first.currency?.toUpperCase() ?? null
    order.invoiceOn ??= (first.invoiceOn as Day | undefined) ?? null
    order.dueOn ??= (first.dueOn as Day | undefined) ?? null
    order.theirReference ??= first.theirReference ?? null
    order.ourReference ??= first.ourReference ?? null
    order.purchaseOrder ??= first.purchaseOrder ?? null
    order.text ??= first.orderText ?? null
    if (first.internal === 'yes') order.internal = true
    if (first.orderTotal) order.statedTotal = this.money('orderTotal', first.orderTotal, order.currency ?? homeCurrency)
  }

  private line(currency: string): OrderLine {
    const line = blankLine(this.row.row, this.text('description') ?? '')
    line.article = this.code('article')
    line.quantity = this.amount('quantity')
    line.unit = this.text('unit')
    line.unitPrice = this.amount('unitPrice')
    line.discountPercent = this.amount('discount')
    const amount = this.amount('amount')
    line.amountNet = amount === null ? null : this.money('amount', amount, currency)
    line.vatCode = this.code('vatCode')
    line.supplyFrom = this.day('supplyFrom')
    line.supplyTo = this.day('supplyTo')
    const [account, accrual] = [this.code('account'), this.text('accrual')]
    if (account || accrual || Object.keys(this.dimensions).length > 0) {
      line.coding.push({ ...blankCoding(), account, accrual, dimensions: this.dimensions })
    }
    const figures: Key[] = ['article', 'quantity', 'unitPrice', 'amount']
    line.textOnly = line.description !== '' && figures.every((key) => !this.cells.has(key))
    if (!line.textOnly) this.checkLine(line, currency)
    return line
  }

  private checkLine(line: OrderLine, currency: string): void {
    if (line.description === '' && line.article === null) {
      this.problem(
        'description-missing',
        null,
        'the row says neither what is invoiced (description) nor which article: fill in one of them',
      )
    }
    const priceless = !this.cells.has('unitPrice') && !this.cells.has('amount')
    if (priceless && line.article === null)
      this.problem('price-missing', null, 'the row has no unit price, amount or article: fill in one of them')
    if (line.supplyFrom && line.supplyTo && line.supplyTo < line.supplyFrom) {
      this.problem('period', this.title('supplyTo'), `${line.supplyTo} is before ${line.supplyFrom}: exchange them`, {
        from: line.supplyFrom,
        to: line.supplyTo,
      })
    }
    if (line.discountPercent !== null && !isPercent(line.discountPercent)) {
      this.problem('discount', this.title('discount'), `${line.discountPercent} is not between 0 and 100`, {
        value: line.discountPercent,
      })
      return
    }
    const priced = pricedAmount(line, currency)
    if (priced === null || line.amountNet === null || priced === line.amountNet) return
    const data = { computed: show(priced), stated: show(line.amountNet) }
    const message = `${data.stated} is stated, quantity × price less discount is ${data.computed}: correct one of them`
    this.problem('amount-differs', this.title('amount'), message, data)
  }

  // ── Cells ─────────────────────────────────────────────────────────────────

  private title(key: Key): string {
    return this.cells.get(key)?.title ?? key
  }

  private text(key: Key): string | null {
    const cell = this.cells.get(key)?.cell
    return cell ? shownText(cell).trim() || null : null
  }

  private code(key: Key): string | null {
    const text = this.text(key)
    return text === null ? null : codeOf(text)
  }

  /** Plain decimal text. A number in Excel is exact; a text is read as people write it. */
  private amount(key: Key): string | null {
    const found = this.cells.get(key)
    if (!found || found.cell.kind === 'error') return null
    const parsed: Parsed<string> =
      found.cell.kind === 'number'
        ? { value: key === 'discount' ? shownText(found.cell) : found.cell.text }
        : found.cell.kind === 'text'
          ? parseAmountText(found.cell.text)
          : { problem: 'not-a-number' }
    if ('value' in parsed) {
      if (parsed.value.replace(/\D/g, '').length <= figureDigitsMax) return parsed.value
      this.problem(
        'too-many-digits',
        found.title,
        `"${found.cell.text.slice(0, 40)}" has more than ${figureDigitsMax} digits`,
        { value: found.cell.text.slice(0, 40) },
      )
      return null
    }
    if (parsed.problem !== 'empty')
      this.problem(parsed.problem, found.title, `"${found.cell.text}" ${textProblemAdvice[parsed.problem]}`, {
        value: found.cell.text,
      })
    return null
  }

  private money(key: Key, value: string, currency: string): Minor | null {
    try {
      return parseMinor(value, currency)
    } catch {
      this.problem(
        'too-many-decimals',
        this.title(key),
        `${value} has more than ${currencyDigits(currency)} decimals: round it`,
        { value },
      )
      return null
    }
  }

  private day(key: Key): Day | null {
    const found = this.cells.get(key)
    if (!found || found.cell.kind === 'error') return null
    const parsed = parseDayText(found.cell.text)
    if ('value' in parsed) return parsed.value
    if (parsed.problem !== 'empty')
      this.problem(parsed.problem, found.title, `"${found.cell.text}" ${textProblemAdvice[parsed.problem]}`, {
        value: found.cell.text,
      })
    return null
  }

  private choice(key: Key): 'yes' | 'no' | null {
    const text = this.text(key)?.toLowerCase()
    if (text === undefined) return null
    if (/^(ja|yes|да|true|x|1|intern)$/.test(text)) return 'yes'
    if (/^(nej|nei|no|не|false|0|extern)$/.test(text)) return 'no'
    this.problem('not-a-choice', this.title(key), `"${text}" is neither yes nor no`, { value: text })
    return null
  }

  private problem(code: string, column: string | null, message: string, data?: Record<string, string>): void {
    const place = column === null ? `row ${this.row.row}` : `row ${this.row.row}, ${column}`
    this.problems.push(
      refuseOrder(`order-row.${code}`, `${place}: ${message}`, {
        ...where(this.row),
        ...(column === null ? {} : { column }),
        ...(data ? { data } : {}),
      }),
    )
  }
}

/** A percentage as the sheet shows it: the cell of 25 % holds 0.25. */
const shownText = (cell: Cell): string => (cell.percent ? new Decimal(cell.text).times(100).toFixed() : cell.text)

function isPercent(text: string): boolean {
  const percent = new Decimal(text)
  return percent.gte(0) && percent.lte(100)
}
