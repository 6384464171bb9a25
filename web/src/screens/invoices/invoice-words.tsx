import type { Output } from '../../api/call.ts'
import { codes } from '../../lang/codes.ts'
import { isZero } from '../../lang/is-zero.ts'
import { useText } from '../../lang/language.tsx'
import type { Phrase } from '../../lang/phrase.ts'
import { Chip, type Tone } from '../../ui/chip.tsx'

export type InvoiceRow = Output<'invoicing.list-invoices'>['rows'][number]
export type Invoice = Output<'invoicing.read-invoice'>['invoice']
export type Moments = Output<'invoicing.moments'>
export type OutboxRow = Output<'delivery.list-outbox'>['rows'][number]

/** "förfallen" → "Förfallen": as a chip, a title or the first word of a line. */
export const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase() + text.slice(1)

/** The name of a code; the code itself where the program has none yet. */
export function useCodeName(): (table: keyof typeof codes, code: string) => string {
  const t = useText()
  return (table, code) => {
    const phrase = (codes[table] as Record<string, Phrase>)[code]
    return phrase ? t(phrase) : code
  }
}

const tones: Record<string, Tone> = {
  open: 'neutral',
  'part-paid': 'warn',
  overdue: 'warn',
  paid: 'good',
  credited: 'neutral',
  annulled: 'outlined',
  'no-claim': 'neutral',
}
export function StateChip({ state }: { state: string }) {
  const name = useCodeName()
  return <Chip tone={tones[state] ?? 'neutral'}>{capital(name('invoiceStanding', state))}</Chip>
}

const deliveryTones: Record<string, Tone> = {
  waiting: 'neutral',
  sending: 'neutral',
  held: 'act',
  sent: 'neutral',
  delivered: 'good',
  failed: 'bad',
  recalled: 'outlined',
}
export function DeliveryChip({ state }: { state: string }) {
  const name = useCodeName()
  return <Chip tone={deliveryTones[state] ?? 'neutral'}>{capital(name('deliveryState', state))}</Chip>
}

/** A credit note takes away: shown with the sign that it has in every sum. */
export const signed = (kind: string, amount: string): string =>
  kind === 'credit-note' && !isZero(amount) ? (amount.startsWith('-') ? amount.slice(1) : `-${amount}`) : amount

export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)
