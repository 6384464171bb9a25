import { Decimal } from './decimal.ts'
import { refuse } from './problem.ts'

/** An amount in the minor unit of its currency (öre, øre, cent). Debit +, credit −. */
export type Minor = bigint & { readonly _minor: 'minor' }

export const minor = (amount: bigint): Minor => amount as Minor
export const zero = minor(0n)

export const add = (a: Minor, b: Minor): Minor => (a + b) as Minor
export const subtract = (a: Minor, b: Minor): Minor => (a - b) as Minor
export const negate = (a: Minor): Minor => -a as Minor
/** Without its sign; an amount stays an amount. */
export const absolute = <A extends bigint>(a: A): A => (a < 0n ? -a : a) as A

// ISO 4217: currencies whose minor unit is not two decimals.
const digitsByCurrency: Record<string, number> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
}

/** Decimals of a currency's minor unit (ISO 4217). */
export const currencyDigits = (currency: string): number => digitsByCurrency[currency] ?? 2

/**
 * Reads a plain decimal ("1250.00", "-3", "0.5") as minor units.
 * @throws RangeError when the text is no decimal; Refused `amount.too-many-decimals` when the currency has fewer.
 */
export function parseMinor(text: string, currency: string): Minor {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) throw new RangeError(`not an amount: ${JSON.stringify(text)}`)
  const digits = currencyDigits(currency)
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > digits)
    return refuse(
      'amount.too-many-decimals',
      `${text} has more decimals than ${currency}, which has ${digits}: round it`,
      {
        amount: text,
        currency,
      },
    )
  const units = BigInt(match[2]! + fraction.padEnd(digits, '0'))
  return (match[1] ? -units : units) as Minor
}

/** "1250.00": a plain decimal with the currency's decimals, for files, API and CLI (screens format by locale). */
export function formatMinor(amount: bigint, currency: string): string {
  const digits = currencyDigits(currency)
  const text = absolute(amount)
    .toString()
    .padStart(digits + 1, '0')
  const sign = amount < 0n ? '-' : ''
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** Rounds an exact decimal amount in major units to the minor unit, half away from zero (EN 16931 practice). */
export function roundToMinor(amount: Decimal, currency: string): Minor {
  const scaled = amount.times(Decimal.pow(10, currencyDigits(currency)))
  return BigInt(scaled.toFixed(0, Decimal.ROUND_HALF_UP)) as Minor
}

/** The exact decimal of minor units, in major units. */
export function toDecimal(amount: bigint, currency: string): Decimal {
  return new Decimal(formatMinor(amount, currency))
}

/** amount × numerator ÷ denominator, half away from zero. @throws RangeError when the denominator is zero. */
export function proportion(amount: bigint, numerator: bigint, denominator: bigint): Minor {
  const product = amount * numerator
  const negative = product < 0n !== denominator < 0n
  const [n, d] = [absolute(product), absolute(denominator)]
  const rounded = (2n * n + d) / (2n * d)
  return (negative ? -rounded : rounded) as Minor
}

/**
 * Splits a total by weights; nothing is lost: remainders go to the largest fractions, first come first.
 * @throws RangeError when the weights sum to zero.
 */
export function share(total: Minor, weights: readonly bigint[]): Minor[] {
  const whole = weights.reduce((a, b) => a + b, 0n)
  if (whole === 0n) throw new RangeError('weights sum to zero')
  if (weights.length === 1) return [total]
  const parts = weights.map((weight) => (total * weight) / whole)
  let rest = total - parts.reduce((a, b) => a + b, 0n)
  const step = rest < 0n ? -1n : 1n
  const order = weights
    .map((weight, index) => ({ index, remainder: absolute((total * weight) % whole) }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (let i = 0; rest !== 0n; i = (i + 1) % order.length) {
    parts[order[i]!.index]! += step
    rest -= step
  }
  return parts as Minor[]
}
