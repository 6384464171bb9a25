import { calculate } from '../draft/calculate.ts'
import type { NewOrder } from './save-orders.ts'

/** What an order comes to without VAT, by the arithmetic of the document that it becomes. */
export const netOf = ({ currency, lines }: Pick<NewOrder, 'currency' | 'lines'>): bigint =>
  calculate({
    currency,
    lines: lines
      .filter((line) => !line.textOnly)
      .map(({ quantity, unitPrice, discountPercent }) => ({
        quantity,
        unitPrice,
        discountPercent,
        vatCategory: 'O',
        vatPercent: null,
      })),
  }).totals.net
