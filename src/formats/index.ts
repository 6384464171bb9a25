import { safT } from './accounting/saf-t/saf-t.ts'
import { sie4 } from './accounting/sie4/sie4.ts'
import { peppolBis3 } from './e-invoice/peppol-bis3/format.ts'
import { type Format, headBytes, type MoneyInItem } from './format.ts'
import { bgmax } from './money-in/bgmax/read.ts'
import { camt052 } from './money-in/camt052/read.ts'
import { camt053 } from './money-in/camt053/read.ts'
import { camt054 } from './money-in/camt054/read.ts'
import { ocrGiro } from './money-in/ocr-giro/read.ts'
import type { OrderRecord, OrdersEnd, RefusedOrder } from './order-rows.ts'
import { agressoLg04 } from './orders/agresso-lg04/read.ts'
import { orderCsv } from './orders/order-csv/read.ts'
import { orderJson } from './orders/order-json/read.ts'
import { orderXlsx } from './orders/order-xlsx/read.ts'
import { raindance } from './orders/raindance/read.ts'
import { sundsvallExtern } from './orders/sundsvall-extern/read.ts'
import { sundsvallIntern } from './orders/sundsvall-intern/read.ts'

export const moneyIn: readonly Format<MoneyInItem>[] = [camt053, camt054, camt052, bgmax, ocrGiro]

export const orders: readonly Format<OrderRecord | RefusedOrder | OrdersEnd>[] = [
  orderXlsx,
  orderCsv,
  orderJson,
  sundsvallExtern,
  sundsvallIntern,
  raindance,
  agressoLg04,
]

/** Every file format that is recognised and read, by family: one line each. */
export const formats: readonly Format<unknown>[] = [...moneyIn, ...orders, sie4, safT, peppolBis3]

/** The formats that recognise a file by its first bytes: one, when the file is ours and whole. */
export function recogniseFormat(head: Uint8Array, fileName?: string): Format<unknown>[] {
  const start = head.subarray(0, headBytes)
  return formats.filter((format) => format.recognise(start, fileName))
}
