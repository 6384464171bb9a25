import { currencyDigits, type Minor, minor, parseMinor } from '../../../kernel/money.ts'
import type { Amount } from './records.ts'

/** An amount read, or the reason why not, in words that can follow a path. */
export type Read<T> = { value: T; fault: null } | { value: null; fault: string }

const currencyCode = /^[A-Z]{3}$/

/** Unsigned, as ISO 20022 demands: the direction stands apart. */
export function readAmount(amount: Amount | null): Read<Minor> {
  if (!amount) return fault('has no amount (Amt)')
  if (!currencyCode.test(amount.currency))
    return fault(
      `has the amount ${shown(amount.text)} without a currency of three capital letters (Ccy="${shown(amount.currency)}")`,
    )
  return readDecimal(amount.text, amount.currency)
}

/** @param text xs:decimal: "5", "+5.00", ".5" and "5." are one form each. */
export function readDecimal(text: string, currency: string): Read<Minor> {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text)
  if (!match || !(match[2] || match[3]) || text.length > 40)
    return fault(`has ${shown(text)} where an amount must stand`)
  if (match[1] === '-') return fault(`has the negative amount ${shown(text)}; the direction belongs in CdtDbtInd`)
  const digits = (match[3] ?? '').replace(/0+$/, '').length
  if (digits > currencyDigits(currency))
    return fault(
      `has the amount ${text} ${currency} with ${digits} decimals; ${currency} has ${currencyDigits(currency)}`,
    )
  return { value: parseMinor(`${match[2] || '0'}${match[3] ? `.${match[3]}` : ''}`, currency), fault: null }
}

/** The amount when it is one in that currency, else null: for amounts that only add colour. */
export function amountIn(amount: Amount | null, currency: string): Minor | null {
  if (amount?.currency !== currency) return null
  return readAmount(amount).value
}

export const signed = (amount: Minor, direction: string): Minor => (direction === 'DBIT' ? minor(-amount) : amount)

const fault = (text: string): { value: null; fault: string } => ({ value: null, fault: text })
/** Text of a file inside a message: short and on one line. */
export const shown = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 60)}…` : line
}
