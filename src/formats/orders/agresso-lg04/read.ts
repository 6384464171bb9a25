import type { Bytes, Format } from '../../format.ts'
import type { OrderItem, OrderRecord, OrdersEnd, RefusedOrder } from '../../order-rows.ts'
import { blankCoding, blankLine } from '../blank.ts'
import { refuseFile, refuseOrder } from '../problems.ts'
import {
  decodeRecordText,
  dimensionsOf,
  field,
  fieldOrNull,
  positions,
  RecordFile,
  type TextLine,
  textLines,
} from '../records.ts'
import { layout, lineLength } from './layout.ts'

export const agressoLg04: Format<OrderRecord | RefusedOrder | OrdersEnd> = {
  id: 'agresso-lg04',
  family: 'orders',
  title: 'Agresso/Unit4 LG04 (sales order batch)',
  mediaType: 'text/plain',
  recognise: (head) => {
    const first = decodeRecordText(head.subarray(0, 4000), true)
      .replace(/^\ufeff/, '')
      .split(/\r?\n/, 1)[0]!
    // The voucher type at 1885 is the last field with data: a trimmed line still reaches it.
    return (
      first.startsWith('1') &&
      first.length >= 1885 &&
      first.length <= lineLength &&
      field(first, ...layout.shared.order) !== ''
    )
  },
  read,
}

async function* read(bytes: Bytes): AsyncIterable<OrderItem> {
  const lines = await textLines(bytes)
  if (!Array.isArray(lines)) {
    yield lines
    return
  }
  const file = new RecordFile()
  for (const line of lines) take(file, line)
  yield* file.finish()
}

function take(file: RecordFile, { line, text }: TextLine): void {
  if (text.length > lineLength) {
    const message = `row ${line}: the line has ${text.length} characters, an LG04 line has ${lineLength}: the file is of another kind or damaged`
    file.report(refuseFile('order-file.line-length', message, { row: line }))
    return
  }
  if (text[0] === '1') {
    takeHeader(file, line, text)
    return
  }
  if (!file.order) {
    file.astray(line, 'product or text')
    return
  }
  const number = field(text, ...layout.shared.order)
  if (number !== file.order.sourceReference) {
    const message = `row ${line}: the line is of order ${number}, the header before it (row ${file.order.row}) of ${file.order.sourceReference}`
    file.report(refuseFile('order-file.order-differs', message, { row: line }))
    return
  }
  // Text lines have a sequence number and no amount.
  if (field(text, ...layout.text.sequence) !== '' && field(text, ...layout.product.amount) === '')
    takeText(file, line, text)
  else takeProduct(file, line, text)
}

function takeHeader(file: RecordFile, line: number, text: string): void {
  const order = file.beginOrder(line)
  file.sourceSystem ??= fieldOrNull(text, ...layout.shared.client)
  order.sourceReference = field(text, ...layout.shared.order)
  order.customer.number = fieldOrNull(text, ...layout.header.customer)
  order.currency = fieldOrNull(text, ...layout.header.currency)
  order.theirReference = fieldOrNull(text, ...layout.header.theirReference)
  order.ourReference = fieldOrNull(text, ...layout.header.responsible)
  order.text = fieldOrNull(text, ...layout.header.text)
  if (order.sourceReference === '') {
    const message = `row ${line}, position ${positions(...layout.shared.order)}: the order number is missing`
    file.report(refuseOrder('order-row.reference-missing', message, { row: line }))
  }
  if (order.customer.number !== null) return
  const message = `row ${line}, position ${positions(...layout.header.customer)}: the customer number is missing`
  file.report(refuseOrder('order-row.customer-missing', message, { row: line }))
}

function takeProduct(file: RecordFile, line: number, text: string): void {
  const row = blankLine(line, field(text, ...layout.product.description))
  row.article = fieldOrNull(text, ...layout.product.article)
  row.amountNet = file.minor(line, text, 'amount', layout.product.amount)
  const dimensions = dimensionsOf(text, layout.dimensions)
  if (Object.keys(dimensions).length > 0) row.coding.push({ ...blankCoding(), dimensions, amount: row.amountNet })
  row.textOnly = row.amountNet === null && row.article === null
  file.addRow(row)
}

function takeText(file: RecordFile, line: number, text: string): void {
  const content = field(text, ...layout.text.text)
  if (content === '') return
  if (file.row) file.row.details.push(content)
  else file.addRow({ ...blankLine(line, content), textOnly: true })
}
