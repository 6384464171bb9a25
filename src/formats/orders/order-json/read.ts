import { z } from 'zod'
import { isDay } from '../../../kernel/day.ts'
import { type Minor, parseMinor } from '../../../kernel/money.ts'
import type { Bytes, Format } from '../../format.ts'
import type { OrderItem, OrderLine, OrderRecord, OrdersEnd, RefusedOrder } from '../../order-rows.ts'
import { gather } from '../../xlsx/gather.ts'
import { blankCoding, blankCustomer, blankLine, blankOrder } from '../blank.ts'
import { referenceDeriver } from '../derive-reference.ts'
import { homeCurrency, orderAmount, pricedAmount } from '../line-amount.ts'
import { refuseFile, refuseOrder } from '../problems.ts'
import { ordersEnd, show } from '../records.ts'

/** The whole file is held in memory. */
export const jsonBytesMax = 32 * 1024 * 1024
export const jsonOrdersMax = 50_000
const figureDigitsMax = 15

export const orderJson: Format<OrderRecord | RefusedOrder | OrdersEnd> = {
  id: 'order-json',
  family: 'orders',
  title: 'Orders as JSON',
  mediaType: 'application/json',
  recognise: (head) => {
    const text = new TextDecoder('utf-8').decode(head)
    return /^\s*[[{]/.test(text) && /"(orders|lines)"\s*:/.test(text) && /"(orders|customer)"\s*:/.test(text)
  },
  read,
}

async function* read(bytes: Bytes): AsyncIterable<OrderItem> {
  const file = await gather(bytes, jsonBytesMax)
  if (file === null) {
    yield refuseFile('order-file.too-large', `the file is larger than ${jsonBytesMax / 1024 / 1024} MB: split it`)
    return
  }
  const parsed = parse(file)
  if ('problem' in parsed) {
    yield parsed.problem
    return
  }

  const derive = referenceDeriver([parsed.sourceSystem, parsed.createdOn])
  const good: OrderRecord[] = []
  const refused: RefusedOrder[] = []
  const references = new Map<string, number>()
  for (const [index, input] of parsed.orders.entries()) {
    const order = checkedOrder(input, index)
    if (Array.isArray(order)) {
      for (const { path, message, code } of order) {
        const place = path === '' ? `order ${index + 1}` : `order ${index + 1}, ${path}`
        const where = { row: index + 1, path: path === '' ? `orders[${index}]` : `orders[${index}].${path}` }
        yield refuseOrder(`order-row.${code}`, `${place}: ${message}`, where)
      }
      refused.push({ type: 'refused', order: null })
      continue
    }
    if (order.sourceReference === '') order.sourceReference = derive(order)
    const first = references.get(order.sourceReference)
    if (first !== undefined) {
      const message = `order ${index + 1}: reference ${order.sourceReference} is already used by order ${first} of this file`
      yield refuseOrder('order-row.reference-twice', message, {
        row: index + 1,
        path: `orders[${index}].reference`,
        data: { first },
      })
      refused.push({ type: 'refused', order })
      continue
    }
    references.set(order.sourceReference, index + 1)
    good.push(order)
  }
  yield* good
  yield* refused
  yield { ...ordersEnd(good), sourceSystem: parsed.sourceSystem, createdOn: parsed.createdOn }
}

// ── Shape ───────────────────────────────────────────────────────────────────

const text = z.string().max(4000)
const code = z.union([z.string().max(100), z.number().int()]).transform(String)
// A JSON number is read by its shortest text; more than 15 digits may already have lost some.
const figure = z
  .union([z.string(), z.number()])
  .transform((value) => (typeof value === 'number' ? String(value) : value))
  .refine((value) => /^-?\d+(\.\d+)?$/.test(value), 'is not a plain decimal: write it as "1250.50"')
  .refine((value) => value.replace(/\D/g, '').length <= figureDigitsMax, `has more than ${figureDigitsMax} digits`)
const day = z.string().refine(isDay, 'is not a day: write it as "2026-11-30"')

const codingInput = z.strictObject({
  account: code.nullish(),
  dimensions: z.record(z.string(), code).nullish(),
  amount: figure.nullish(),
  accrual: text.nullish(),
  text: text.nullish(),
})

const lineInput = z.strictObject({
  article: code.nullish(),
  description: text.nullish(),
  details: z.array(text).max(100).nullish(),
  quantity: figure.nullish(),
  unit: text.nullish(),
  unitPrice: figure.nullish(),
  discountPercent: figure.nullish(),
  amountNet: figure.nullish(),
  vatCode: code.nullish(),
  supplyFrom: day.nullish(),
  supplyTo: day.nullish(),
  coding: z.array(codingInput).max(100).nullish(),
})

const orderInput = z.strictObject({
  reference: code.nullish(),
  customer: z.strictObject({
    number: code.nullish(),
    identityNumber: code.nullish(),
    kind: z.enum(['person', 'company']).nullish(),
    name: text.nullish(),
    careOf: text.nullish(),
    street: text.nullish(),
    postCode: code.nullish(),
    city: text.nullish(),
    country: text.nullish(),
    email: text.nullish(),
    vatNumber: text.nullish(),
    counterparty: code.nullish(),
  }),
  invoiceGroup: code.nullish(),
  businessArea: code.nullish(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'is not a currency: write three letters, as SEK')
    .nullish(),
  dueOn: day.nullish(),
  invoiceOn: day.nullish(),
  theirReference: text.nullish(),
  ourReference: text.nullish(),
  purchaseOrder: text.nullish(),
  text: text.nullish(),
  internal: z.boolean().nullish(),
  total: figure.nullish(),
  lines: z.array(lineInput).min(1, 'the order has no lines').max(10_000),
})

/** One order of the file; reference, total and line figures as plain decimals ("1250.50") or JSON numbers. */
export type OrderInput = z.input<typeof orderInput>

const fileInput = z.object({ sourceSystem: text.nullish(), createdOn: day.nullish(), orders: z.array(z.unknown()) })

interface ParsedFile {
  sourceSystem: string | null
  createdOn: OrdersEnd['createdOn']
  orders: unknown[]
}

function parse(file: Uint8Array): ParsedFile | { problem: ReturnType<typeof refuseFile> } {
  let content: unknown
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unreadable'
    return { problem: refuseFile('order-file.not-json', `the file is not valid JSON in UTF-8 (${reason})`) }
  }
  const read = fileInput.safeParse(Array.isArray(content) ? { orders: content } : content)
  if (!read.success) {
    const reasons = read.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`).join('; ')
    return {
      problem: refuseFile(
        'order-file.shape',
        `the file must be a list of orders, or an object with "orders": ${reasons}`,
      ),
    }
  }
  const { orders, sourceSystem, createdOn } = read.data
  if (orders.length === 0) return { problem: refuseFile('order-file.empty', 'the file holds no orders') }
  if (orders.length > jsonOrdersMax) {
    return {
      problem: refuseFile(
        'order-file.too-many-rows',
        `the file has ${orders.length} orders, at most ${jsonOrdersMax} are read: split it`,
      ),
    }
  }
  return { orders, sourceSystem: sourceSystem ?? null, createdOn: createdOn ?? null }
}

// ── One order ───────────────────────────────────────────────────────────────

interface Fault {
  path: string
  message: string
  code: string
}

function checkedOrder(input: unknown, index: number): OrderRecord | Fault[] {
  const read = orderInput.safeParse(input)
  if (!read.success) {
    return read.error.issues.map((issue) => ({
      path: pathText(issue.path),
      message: issue.message,
      code: issue.code.replaceAll('_', '-'),
    }))
  }
  const faults: Fault[] = []
  const { reference, customer, total, lines, ...rest } = read.data
  const currency = rest.currency ?? homeCurrency
  const money = (path: string, value: string | null | undefined): Minor | null => {
    if (value === null || value === undefined) return null
    try {
      return parseMinor(value, currency)
    } catch {
      faults.push({
        path,
        message: `${value} has more decimals than its currency: round it`,
        code: 'too-many-decimals',
      })
      return null
    }
  }

  const order: OrderRecord = {
    ...blankOrder(index + 1),
    ...withoutUndefined(rest),
    internal: rest.internal ?? false,
    sourceReference: reference ?? '',
    customer: { ...blankCustomer(), ...withoutUndefined(customer) },
    lines: lines.map((line, at): OrderLine => {
      const { coding, amountNet, details, ...fields } = line
      return {
        ...blankLine(index + 1, ''),
        ...withoutUndefined(fields),
        description: fields.description ?? '',
        details: details ?? [],
        textOnly: [fields.article, fields.quantity, fields.unitPrice, amountNet].every(
          (value) => value === null || value === undefined,
        ),
        amountNet: money(`lines[${at}].amountNet`, amountNet),
        coding: (coding ?? []).map((entry, part) => ({
          ...blankCoding(),
          ...withoutUndefined(entry),
          dimensions: entry.dimensions ?? {},
          amount: money(`lines[${at}].coding[${part}].amount`, entry.amount),
        })),
      }
    }),
    statedTotal: money('total', total),
  }
  faults.push(...faultsOf(order, currency))
  return faults.length > 0 ? faults : order
}

function* faultsOf(order: OrderRecord, currency: string): Iterable<Fault> {
  if (!order.customer.number && !order.customer.identityNumber) {
    yield { path: 'customer', message: 'fill in number or identityNumber', code: 'customer-missing' }
  }
  for (const [at, line] of order.lines.entries()) {
    const path = `lines[${at}]`
    if (line.description === '' && !line.article)
      yield { path, message: 'fill in description or article', code: 'description-missing' }
    if (!line.textOnly && !line.article && line.unitPrice === null && line.amountNet === null) {
      yield { path, message: 'fill in unitPrice, amountNet or article', code: 'price-missing' }
    }
    if (line.supplyFrom && line.supplyTo && line.supplyTo < line.supplyFrom) {
      yield { path: `${path}.supplyTo`, message: `${line.supplyTo} is before ${line.supplyFrom}`, code: 'period' }
    }
    const discount = Number(line.discountPercent ?? 0)
    if (discount < 0 || discount > 100) {
      yield {
        path: `${path}.discountPercent`,
        message: `${line.discountPercent} is not between 0 and 100`,
        code: 'discount',
      }
      continue
    }
    const priced = pricedAmount(line, currency)
    if (priced !== null && line.amountNet !== null && priced !== line.amountNet) {
      const message = `${show(line.amountNet)} is stated, quantity × price less discount is ${show(priced)}: correct one of them`
      yield { path: `${path}.amountNet`, message, code: 'amount-differs' }
    }
  }
  const computable = order.lines.every((line) => line.textOnly || line.amountNet !== null || line.unitPrice !== null)
  if (order.statedTotal !== null && computable && order.statedTotal !== orderAmount(order)) {
    const message = `the total is ${show(order.statedTotal)}, the lines come to ${show(orderAmount(order))}: correct one of them`
    yield { path: 'total', message, code: 'control-sum' }
  }
}

function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
