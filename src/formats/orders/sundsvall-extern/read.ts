import { formatMinor } from '../../../kernel/money.ts'
import type { Bytes, Format } from '../../format.ts'
import type { OrderItem, OrderRecord, OrdersEnd, RefusedOrder } from '../../order-rows.ts'
import { blankCoding, blankLine } from '../blank.ts'
import { homeCurrency, pricedAmount } from '../line-amount.ts'
import { parseShortDay } from '../normalise.ts'
import { refuseOrder, warn } from '../problems.ts'
import {
  decodeRecordText,
  dimensionsOf,
  field,
  fieldOrNull,
  hundredths,
  minorField,
  positions,
  RecordFile,
  show,
  splitPlace,
  type TextLine,
  textLines,
} from '../records.ts'
import { layout } from './layout.ts'

export const sundsvallExtern: Format<OrderRecord | RefusedOrder | OrdersEnd> = {
  id: 'sundsvall-extern',
  family: 'orders',
  title: 'Sundsvall, extern debitering (customer ledger order file)',
  mediaType: 'text/plain',
  recognise: (head) => /^\ufeff?!.{20}.{7}Extern debitering/i.test(decodeRecordText(head.subarray(0, 400), true)),
  read,
}

async function* read(bytes: Bytes): AsyncIterable<OrderItem> {
  const lines = await textLines(bytes)
  if (!Array.isArray(lines)) {
    yield lines
    return
  }
  const file = new RecordFile()
  for (const line of lines) (records[line.text[0]!] ?? unknown)(file, line)
  file.controlMissing()
  yield* file.finish()
}

type TakeRecord = (file: RecordFile, line: TextLine) => void
const unknown: TakeRecord = (file, line) => file.unknown(line)

const records: Record<string, TakeRecord> = {
  '!': (file, { line, text }) => {
    file.sourceSystem = fieldOrNull(text, ...layout.header.system)
    const written = field(text, ...layout.header.createdOn)
    const day = parseShortDay(written)
    if (day === undefined) {
      const message = `row ${line}, position ${positions(...layout.header.createdOn)}: "${written}" is not a day (yymmdd); it is left out`
      file.report(warn('order-file.created-unreadable', message, { row: line }))
    }
    file.createdOn = day ?? null
  },

  S: (file, { line, text }) => {
    const order = file.beginOrder(line)
    const [postCode, city] = splitPlace(field(text, ...layout.customer.place))
    order.customer = {
      ...order.customer,
      identityNumber: fieldOrNull(text, ...layout.customer.identityNumber),
      name: fieldOrNull(text, ...layout.customer.name),
      careOf: fieldOrNull(text, ...layout.customer.careOf),
      street: fieldOrNull(text, ...layout.customer.street),
      postCode,
      city,
      counterparty: fieldOrNull(text, ...layout.customer.counterparty),
    }
    if (order.customer.identityNumber !== null) return
    const message = `row ${line}, position ${positions(...layout.customer.identityNumber)}: the organisation or personal number is missing`
    file.report(refuseOrder('order-row.customer-missing', message, { row: line }))
  },

  H: (file, { line, text }) => {
    if (!belongs(file, line, 'H', text)) return
    const due = field(text, ...layout.order.dueOn)
    file.order!.dueOn = file.day(line, 'due date (yymmdd)', due, parseShortDay(due))
    file.order!.theirReference = fieldOrNull(text, ...layout.order.theirReference)
    file.order!.ourReference = fieldOrNull(text, ...layout.order.ourReference)
  },

  R: (file, { line, text }) => {
    if (!belongs(file, line, 'R', text)) return
    const row = blankLine(line, field(text, ...layout.row.text))
    const quantity = file.minor(line, text, 'quantity', layout.row.quantity)
    const price = file.minor(line, text, 'unit price', layout.row.unitPrice)
    row.amountNet = file.minor(line, text, 'amount', layout.row.amount)
    row.quantity = quantity === null ? null : hundredths(quantity)
    row.unitPrice = price === null ? null : formatMinor(price, homeCurrency)
    // A row with text only is written with VAT code 00.
    row.textOnly = quantity === null && price === null && row.amountNet === null
    row.vatCode = row.textOnly ? null : fieldOrNull(text, ...layout.row.vatCode)
    row.amountNet ??= pricedAmount(row, homeCurrency)
    file.addRow(row)

    const priced = row.quantity === null ? null : pricedAmount(row, homeCurrency)
    if (priced === null || priced === row.amountNet) return
    // The file's quantity has two decimals; the pre-system may have multiplied with more of them.
    const [computed, stated] = [show(priced), show(row.amountNet!)]
    const message = `row ${line}: ${row.quantity} × ${row.unitPrice} is ${computed}, the row says ${stated}; the row's amount is used`
    file.report(warn('order-row.amount-differs', message, { row: line, data: { computed, stated } }))
  },

  U: (file, { line, text }) => {
    if (!file.row) return file.astray(line, 'U')
    const detail = field(text, ...layout.detail.text)
    if (detail) file.row.details.push(detail)
  },

  K: (file, { line, text }) => {
    if (!file.row) return file.astray(line, 'K')
    file.row.coding.push({
      ...blankCoding(),
      account: fieldOrNull(text, ...layout.coding.account),
      dimensions: dimensionsOf(text, layout.dimensions),
      amount: file.minor(line, text, 'coding amount', layout.coding.amount),
      accrual: fieldOrNull(text, ...layout.coding.accrual),
    })
  },

  T: (file, { line, text }) =>
    file.control(line, minorField(text, ...layout.total.amount), field(text, ...layout.total.amount)),
}

/** H and R repeat the number of the S record before them. */
function belongs(file: RecordFile, line: number, record: string, text: string): boolean {
  if (!file.order) {
    file.astray(line, record)
    return false
  }
  const number = field(text, ...layout.order.identityNumber)
  const expected = file.order.customer.identityNumber
  if (number && expected && number !== expected) {
    const message = `row ${line}: the ${record} record is of ${number}, the customer before it (row ${file.order.row}) is ${expected}`
    file.report(refuseOrder('order-row.customer-differs', message, { row: line, data: { customer: number, expected } }))
  }
  return true
}
