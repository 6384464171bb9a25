import { luhnDigit, luhnValid, mod11Digit } from './check-digits.ts'
import type { Checked, ReferenceRules, ReferenceScheme } from './country.ts'
import { invalid, isDigits, valid } from './text.ts'

// Bankgirot's OCR and Nets/Bits' KID alike: 2 to 25 characters.
const lengthMax = 25

export function referenceRules(
  schemes: readonly ReferenceScheme[],
  normalise: (text: string) => string,
): ReferenceRules {
  return { schemes, default: schemes[0]!, make, check, normalise }
}

/** The reference of a number. */
function make(base: string, scheme: ReferenceScheme): Checked {
  if (!isDigits(base)) {
    return invalid('reference.not-digits', `A payment reference is made of digits only, not of "${base}".`, { base })
  }
  const tail = tailLength(scheme)
  const wanted = scheme.kind === 'number' ? scheme.width : scheme.length
  const padded = wanted === undefined ? base : base.padStart(wanted - tail, '0')
  const length = padded.length + tail
  if (length > (wanted ?? lengthMax) || length > lengthMax || length < 2) {
    return invalid(
      'reference.length',
      `The number ${base} gives a payment reference of ${length} characters; ${wanted ?? `2 to ${lengthMax}`} are allowed.`,
      { base, length },
    )
  }
  return valid(complete(padded, scheme))
}

const tailLength = (scheme: ReferenceScheme): number =>
  scheme.kind === 'number' ? 0 : scheme.kind === 'ocr' && scheme.lengthDigit ? 2 : 1

function complete(padded: string, scheme: ReferenceScheme): string {
  if (scheme.kind === 'number') return padded
  if (scheme.kind === 'kid') return padded + (scheme.modulus === 10 ? luhnDigit(padded) : mod11Digit(padded))
  // The length digit is the last digit of the whole length, itself and the check digit included.
  const body = scheme.lengthDigit ? padded + String((padded.length + 2) % 10) : padded
  return body + luhnDigit(body)
}

function check(reference: string, scheme: ReferenceScheme): boolean {
  const wanted = scheme.kind === 'number' ? scheme.width : scheme.length
  if (wanted !== undefined && reference.length !== wanted) return false
  if (reference.length < 2 || reference.length > lengthMax) return false
  if (scheme.kind === 'number') return isDigits(reference)
  if (scheme.kind === 'kid' && scheme.modulus === 11) {
    const body = reference.slice(0, -1)
    return isDigits(body) && mod11Digit(body) === reference.slice(-1)
  }
  if (!luhnValid(reference)) return false
  return scheme.kind !== 'ocr' || !scheme.lengthDigit || reference.at(-2) === String(reference.length % 10)
}
