import { absolute } from '../kernel/money.ts'
/** An exact plain decimal: units ÷ 10^scale. */
export interface Fraction {
  units: bigint
  scale: number
}

const plain = /^([+-]?)(\d+)(?:\.(\d+))?$/

// Quantities, prices and percents of a run are few different texts, each read many times.
const known = new Map<string, Fraction>()
const knownMax = 10_000

/**
 * Reads a plain decimal ("3", "-0.125") exactly.
 * @throws RangeError when the text is none.
 */
export function fraction(text: string): Readonly<Fraction> {
  let read = known.get(text)
  if (read === undefined) {
    read = readFraction(text)
    if (known.size < knownMax) known.set(text, read)
  }
  return read
}

function readFraction(text: string): Fraction {
  const match = plain.exec(text)
  if (!match) throw new RangeError(`not a plain decimal: ${JSON.stringify(text)}`)
  const decimals = match[3] ?? ''
  const units = BigInt(match[2]! + decimals)
  return { units: match[1] === '-' ? -units : units, scale: decimals.length }
}

/** Canonical text of a percent: "25.00" → "25". */
export function canonicalPercent(text: string): string {
  const match = plain.exec(text)
  if (!match) throw new RangeError(`not a percent: ${JSON.stringify(text)}`)
  const decimals = (match[3] ?? '').replace(/0+$/, '')
  const whole = match[2]!.replace(/^0+(?=\d)/, '')
  const negative = match[1] === '-' && (decimals !== '' || whole !== '0')
  return `${negative ? '-' : ''}${whole}${decimals ? `.${decimals}` : ''}`
}

const powers: bigint[] = []
/** 10^n. */
export function powerOfTen(n: number): bigint {
  return (powers[n] ??= 10n ** BigInt(n))
}

/** numerator ÷ denominator (> 0), half away from zero. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  if (numerator < 0n) return -((-numerator * 2n + denominator) / (denominator * 2n))
  return (numerator * 2n + denominator) / (denominator * 2n)
}

/** The sum of two plain decimals, in the longer one's decimals: "2.00" and "8" → "10.00". */
export function addPercents(a: string, b: string): string {
  const [x, y] = [fraction(a), fraction(b)]
  const scale = Math.max(x.scale, y.scale)
  const units = x.units * powerOfTen(scale - x.scale) + y.units * powerOfTen(scale - y.scale)
  const digits = absolute(units)
    .toString()
    .padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${units < 0n ? '-' : ''}${whole}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`
}
