import { writeCamt054 } from '../src/formats/money-in/camt054/write.ts'
import type { Day } from '../src/kernel/day.ts'
import { parseMinor } from '../src/kernel/money.ts'

export interface FilePayment {
  reference?: string
  text?: string
  /** Plain decimal. */
  amount: string
  name?: string
  account?: string
  endToEndId?: string
  /** Why the bank gives it back; the amount then goes out, with a minus. */
  returned?: string
}

/** A credit notification to a company of test/world.ts, the Swedish one unless said. */
export function camt054File(
  payments: FilePayment[],
  options: { id?: string; bookedOn?: string; iban?: string; currency?: string; batchSize?: number } = {},
): Uint8Array {
  const id = options.id ?? 'TEST-1'
  const currency = options.currency ?? 'SEK'
  return Buffer.concat([
    ...writeCamt054(
      {
        id,
        createdAt: '2026-12-01T06:00:00Z',
        account: { scheme: 'IBAN', id: options.iban ?? 'SE4550000000058398257466' },
        currency,
        bookedOn: (options.bookedOn ?? '2026-12-01') as Day,
        ...(options.batchSize ? { batchSize: options.batchSize } : {}),
      },
      payments.map((payment, i) => ({
        amount: parseMinor(payment.amount, currency),
        bankReference: `${id}-${i + 1}`,
        ...(payment.endToEndId ? { endToEndId: payment.endToEndId } : {}),
        ...(payment.returned ? { returned: { reasonCode: payment.returned } } : {}),
        ...(payment.reference
          ? {
              references: [
                {
                  kind: options.iban ? ('invoice' as const) : ('ocr' as const),
                  reference: payment.reference,
                  amount: null,
                },
              ],
            }
          : {}),
        ...(payment.text ? { text: payment.text } : {}),
        payer: {
          name: payment.name ?? 'Ada Lind',
          ...(payment.account ? { account: { scheme: 'IBAN' as const, id: payment.account } } : {}),
        },
      })),
    ),
  ])
}
