/** Check digits shared by several countries. Input is digits alone; nothing else is looked at. */

const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]

function luhnSum(digits: string, doubleFirst: boolean): number {
  let sum = 0
  let double = doubleFirst
  for (let i = digits.length - 1; i >= 0; i--) {
    const digit = digits.charCodeAt(i) - 48
    sum += double ? doubled[digit]! : digit
    double = !double
  }
  return sum
}

/** The digit that makes `digits` + it pass Luhn (ISO/IEC 7812-1, "modulus 10"). */
export const luhnDigit = (digits: string): string => String((10 - (luhnSum(digits, true) % 10)) % 10)

export const luhnValid = (digits: string): boolean => /^\d{2,}$/.test(digits) && luhnSum(digits, false) % 10 === 0

/** Σ digit × weight, from the left. */
export function weighted(digits: string, weights: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += (digits.charCodeAt(i) - 48) * weights[i]!
  return sum
}

/** Modulus 11 with the weights 2–7 from the right, over and over; remainder 1 gives '-' (KID). */
export function mod11Digit(digits: string): string {
  let sum = 0
  for (let i = digits.length - 1, weight = 2; i >= 0; i--, weight = weight === 7 ? 2 : weight + 1) {
    sum += (digits.charCodeAt(i) - 48) * weight
  }
  const digit = (11 - (sum % 11)) % 11
  return digit === 10 ? '-' : String(digit)
}
