import { type Minor, negate } from '../../../kernel/money.ts'
import type { Bytes, Format } from '../../format.ts'
import type { OrderItem, OrderRecord, OrdersEnd, RefusedOrder } from '../../order-rows.ts'
import { blankCoding, blankLine } from '../blank.ts'
import { refuseOrder } from '../problems.ts'
import {
  decodeRecordText,
  dimensionsOf,
  field,
  fieldOrNull,
  type Position,
  positions,
  RecordFile,
  type TextLine,
  textLines,
} from '../records.ts'
import { layout } from './layout.ts'

export const raindance: Format<OrderRecord | RefusedOrder | OrdersEnd> = {
  id: 'raindance',
  family: 'orders',
  title: 'Raindance S/H/R/K (order records from a pre-system)',
  mediaType: 'text/plain',
  recognise: (head) => {
    const lines = decodeRecordText(head, true)
      .replace(/^\ufeff/, '')
      .split(/\r?\n/, 2)
    // S with the customer type at 225, then H with the identity number of S at 145.
    const kind = field(lines[0] ?? '', ...layout.customer.kind)
    return /^S/.test(lines[0] ?? '') && /^(PRIV|FTG|ÖVR)$/.test(kind) && /^H/.test(lines[1] ?? '')
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
  file.sourceSystem = 'raindance'
  for (const line of lines) (records[line.text[0]!] ?? unknown)(file, line)
  yield* file.finish()
}

type TakeRecord = (file: RecordFile, line: TextLine) => void
const unknown: TakeRecord = (file, line) => file.unknown(line)

const records: Record<string, TakeRecord> = {
  S: (file, { line, text }) => {
    const order = file.beginOrder(line)
    const kind = field(text, ...layout.customer.kind)
    order.customer = {
      ...order.customer,
      identityNumber: fieldOrNull(text, ...layout.customer.identityNumber),
      kind: kind === 'PRIV' ? 'person' : kind === 'FTG' ? 'company' : null,
      name: fieldOrNull(text, ...layout.customer.name),
      careOf: fieldOrNull(text, ...layout.customer.careOf),
      street: fieldOrNull(text, ...layout.customer.street),
      postCode: fieldOrNull(text, ...layout.customer.postCode),
      city: fieldOrNull(text, ...layout.customer.city),
      country: fieldOrNull(text, ...layout.customer.country),
      vatNumber: fieldOrNull(text, ...layout.customer.vatNumber),
      counterparty: fieldOrNull(text, ...layout.customer.counterparty),
    }
    if (order.customer.identityNumber !== null) return
    const message = `row ${line}, position ${positions(...layout.customer.identityNumber)}: the organisation or personal number is missing`
    file.report(refuseOrder('order-row.customer-missing', message, { row: line }))
  },

  H: (file, { line, text }) => {
    if (!file.order) return file.astray(line, 'H')
    file.order.theirReference = fieldOrNull(text, ...layout.order.theirReference)
    file.order.sourceReference = field(text, ...layout.order.invoiceNumber)
    const number = field(text, ...layout.order.identityNumber)
    const expected = file.order.customer.identityNumber
    if (!number || !expected || number === expected) return
    const message = `row ${line}: the H record is of ${number}, the customer before it (row ${file.order.row}) is ${expected}`
    file.report(refuseOrder('order-row.customer-differs', message, { row: line, data: { customer: number, expected } }))
  },

  R: (file, { line, text }) => {
    if (!file.order) return file.astray(line, 'R')
    const row = blankLine(line, field(text, ...layout.row.text))
    row.amountNet = signed(file, line, text, 'net amount', layout.row.amount, layout.row.sign)
    row.textOnly = row.amountNet === null
    row.vatCode = row.textOnly ? null : fieldOrNull(text, ...layout.row.vatCode)
    file.addRow(row)
  },

  K: (file, { line, text }) => {
    if (!file.row) return file.astray(line, 'K')
    const amount = signed(file, line, text, 'coding amount', layout.coding.amount, layout.coding.sign)
    file.row.coding.push({
      ...blankCoding(),
      account: fieldOrNull(text, ...layout.coding.account),
      dimensions: dimensionsOf(text, layout.dimensions),
      amount,
      accrual: fieldOrNull(text, ...layout.coding.accrual),
      text: fieldOrNull(text, ...layout.coding.text),
    })
  },
}

/** Amounts are written without a sign, and "-" in a column of its own. */
function signed(
  file: RecordFile,
  line: number,
  text: string,
  name: string,
  amountAt: Position,
  signAt: Position,
): Minor | null {
  const amount = file.minor(line, text, name, amountAt)
  const sign = field(text, ...signAt)
  if (sign !== '' && sign !== '-' && sign !== '+') {
    const message = `row ${line}, position ${positions(...signAt)}: the sign of the ${name} is "${sign}"; only "-" or blank is known`
    file.report(refuseOrder('order-row.sign', message, { row: line, column: positions(...signAt) }))
  }
  return amount !== null && sign === '-' ? negate(amount) : amount
}
