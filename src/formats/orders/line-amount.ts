import { Decimal } from '../../kernel/decimal.ts'
import { type Minor, minor, roundToMinor } from '../../kernel/money.ts'
import type { OrderLine, OrderRecord } from '../order-rows.ts'

/** Quantity (1 when absent) × unit price less discount, rounded once; null without a price. */
export function pricedAmount(line: OrderLine, currency: string): Minor | null {
  if (line.unitPrice === null) return null
  const gross = new Decimal(line.quantity ?? '1').times(line.unitPrice)
  const left = new Decimal(100).minus(line.discountPercent ?? '0')
  return roundToMinor(gross.times(left).dividedBy(100), currency)
}

/** What the lines of an order come to as far as the file tells: articles without a price are not in it. */
export function orderAmount(order: OrderRecord): Minor {
  let total = 0n
  for (const line of order.lines) total += line.amountNet ?? pricedAmount(line, order.currency ?? homeCurrency) ?? 0n
  return minor(total)
}

/** Stands for the company's own currency where the file names none: two decimals, as SEK, NOK, EUR and BGN have. */
export const homeCurrency = 'XXX'
