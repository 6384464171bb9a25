import type { Checked } from './country.ts'
import { invalid, valid } from './text.ts'

/** Digits of a post code, and how they are written. */
interface Shape {
  digits: number
  /** Blank after so many digits. */
  gap?: number
  example: string
}

/** Universal Postal Union, Postal addressing systems in member countries (S42), sheets SWE, NOR and BGR. */
const shapes: Readonly<Record<string, Shape>> = {
  SE: {
    digits: 5,
    gap: 3,
    example: '123 45',
  },
  NO: {
    digits: 4,
    example: '0155',
  },
  BG: {
    digits: 4,
    example: '1000',
  },
}

/** Letters, digits, blanks and hyphens, at least one digit: no country's codes are otherwise ("SW1A 1AA", "D02 X285", "00-950"). */
const elsewhere = /^(?=.*\d)[\p{L}\d][\p{L}\d -]{1,11}$/u

/**
 * A post code in the one form in which its country writes it: "11122", "111-22" and "SE-111 22" are all "111 22".
 * @param country two letters; of the address
 */
export function postCodeOf(country: string, given: string): Checked<string> {
  const text = given
    .normalize('NFKC')
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
  const shape = shapes[country]
  if (!shape)
    return elsewhere.test(text)
      ? valid(text)
      : invalid('post-code.shape', 'a post code has letters, digits, blanks and hyphens, at most 12: SW1A 1AA', {
          given: text,
          example: 'SW1A 1AA',
        })
  const bare = text
    .replace(new RegExp(`^(${country}|${country.slice(0, 1)})[ -]*(?=\\d)`, 'i'), '')
    .replace(/[ -]/g, '')
  if (!new RegExp(`^\\d{${shape.digits}}$`).test(bare))
    return invalid('post-code.shape', `a post code in ${country} has ${shape.digits} digits: ${shape.example}`, {
      given: text,
      digits: shape.digits,
      example: shape.example,
    })
  return valid(shape.gap ? `${bare.slice(0, shape.gap)} ${bare.slice(shape.gap)}` : bare)
}
