import { type Day, isDay } from '../../../kernel/day.ts'
import { formatMinor } from '../../../kernel/money.ts'
import type { Bytes, Format } from '../../format.ts'
import type { OrderItem, OrderRecord, OrdersEnd, RefusedOrder } from '../../order-rows.ts'
import { blankCoding, blankLine } from '../blank.ts'
import { homeCurrency, pricedAmount } from '../line-amount.ts'
import { parseDayText, parseShortDay } from '../normalise.ts'
import { refuseOrder, warn } from '../problems.ts'
import {
  decimalField,
  decodeRecordText,
  dimensionsOf,
  field,
  fieldOrNull,
  hundredths,
  positions,
  RecordFile,
  show,
  type TextLine,
  textLines,
} from '../records.ts'
import { layout } from './layout.ts'

const fileHeader = '01300SKC'

export const sundsvallIntern: Format<OrderRecord | RefusedOrder | OrdersEnd> = {
  id: 'sundsvall-intern',
  family: 'orders',
  title: 'Sundsvall, intern debitering (internal invoices)',
  mediaType: 'text/plain',
  recognise: (head) => /^\ufeff?01300SKC\s*(\r|\n|$)/.test(decodeRecordText(head.subarray(0, 400), true)),
  read,
}

async function* read(bytes: Bytes): AsyncIterable<OrderItem> {
  const lines = await textLines(bytes)
  if (!Array.isArray(lines)) {
    yield lines
    return
  }
  const file = new RecordFile()
  for (const line of lines) {
    if (line.text.trimEnd() === fileHeader) file.sourceSystem = fileHeader
    else (records[line.text.slice(0, 2).padEnd(2)] ?? unknown)(file, line)
  }
  file.controlMissing()
  yield* file.finish()
}

type TakeRecord = (file: RecordFile, line: TextLine) => void
const unknown: TakeRecord = (file, line) => file.unknown(line)

const records: Record<string, TakeRecord> = {
  'H ': (file, { line, text }) => {
    const order = file.beginOrder(line)
    order.internal = true
    order.customer.number = fieldOrNull(text, ...layout.order.customer)
    order.invoiceOn = file.day(
      line,
      'date (yyyymmdd)',
      field(text, ...layout.order.invoiceOn),
      anyDay(field(text, ...layout.order.invoiceOn)),
    )
    order.dueOn = file.day(
      line,
      'due date (yyyymmdd)',
      field(text, ...layout.order.dueOn),
      anyDay(field(text, ...layout.order.dueOn)),
    )
    order.theirReference = fieldOrNull(text, ...layout.order.theirReference)
    order.ourReference = fieldOrNull(text, ...layout.order.ourReference)
    if (order.customer.number !== null) return
    const message = `row ${line}, position ${positions(...layout.order.customer)}: the customer number is missing`
    file.report(refuseOrder('order-row.customer-missing', message, { row: line }))
  },

  'R ': (file, { line, text }) => {
    if (!file.order) return file.astray(line, 'R')
    if (isTextRow(text)) {
      file.addRow({ ...blankLine(line, field(text, ...layout.textRow.text)), textOnly: true })
      return
    }
    const row = blankLine(line, field(text, ...layout.row.text))
    const quantity = file.decimal(line, text, 'quantity', layout.row.quantity)
    const price = file.decimal(line, text, 'unit price', layout.row.unitPrice)
    row.amountNet = file.decimal(line, text, 'amount', layout.row.amount)
    row.quantity = quantity === null ? null : hundredths(quantity)
    row.unitPrice = price === null ? null : formatMinor(price, homeCurrency)
    row.amountNet ??= pricedAmount(row, homeCurrency)
    file.addRow(row)

    const priced = row.quantity === null ? null : pricedAmount(row, homeCurrency)
    if (priced === null || priced === row.amountNet) return
    // As in the external file: two decimals of quantity only.
    const [computed, stated] = [show(priced), show(row.amountNet!)]
    const message = `row ${line}: ${row.quantity} × ${row.unitPrice} is ${computed}, the row says ${stated}; the row's amount is used`
    file.report(warn('order-row.amount-differs', message, { row: line, data: { computed, stated } }))
  },

  'U ': (file, { line, text }) => {
    if (!file.row) return file.astray(line, 'U')
    const detail = field(text, ...layout.textRow.text)
    if (detail) file.row.details.push(detail)
  },

  'K ': (file, { line, text }) => {
    if (!file.row) return file.astray(line, 'K')
    file.row.coding.push({
      ...blankCoding(),
      account: fieldOrNull(text, ...layout.coding.account),
      dimensions: dimensionsOf(text, layout.dimensions),
      amount: file.decimal(line, text, 'coding amount', layout.coding.amount),
      accrual: fieldOrNull(text, ...layout.coding.accrual),
    })
  },

  'T ': (file, { line, text }) =>
    file.control(line, decimalField(text, ...layout.total.amount), field(text, ...layout.total.amount)),
}

/**
 * A text is up to 100 characters long and so reaches into the columns of the figures; the amount of a money row is right-aligned
 * and ends after it. A money row of another writer that is cut short still has three figures in their places.
 */
function isTextRow(text: string): boolean {
  if (text.trimEnd().length > layout.textRow.text[0] + layout.textRow.text[1]) return false
  const { quantity, unitPrice, amount } = layout.row
  return ![quantity, unitPrice, amount].every(([offset, length]) => /^-?\d+\.\d\d$/.test(field(text, offset, length)))
}

function anyDay(text: string): Day | null | undefined {
  if (text === '') return null
  const parsed = parseDayText(text)
  if ('value' in parsed && isDay(parsed.value)) return parsed.value
  return parseShortDay(text)
}
