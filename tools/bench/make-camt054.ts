import type { AccountNumber } from '../../src/formats/format.ts'
import { type Notification, type NotifiedPayment, writeCamt054 } from '../../src/formats/money-in/camt054/write.ts'
import { day } from '../../src/kernel/day.ts'
import { type Minor, minor } from '../../src/kernel/money.ts'

export interface Wish {
  /** How many payments. */
  payments: number
  /** Reference of the i-th payment; without it, valid OCR numbers (SE) or KIDs (NO) of running invoice numbers. */
  references?: readonly string[] | ((index: number) => string)
  amounts?: readonly Minor[] | ((index: number) => Minor)
  payers?: (index: number) => NotifiedPayment['payer']
  country?: 'SE' | 'NO'
  /** Payments of one batch entry. */
  batchSize?: number
  id?: string
  bookedOn?: string
  account?: AccountNumber
  payee?: AccountNumber
}

/** A synthetic camt.054 of any size, the same for the same wish: valid by the official schema, as Swedish and Norwegian banks fill it. */
export function makeCamt054(wish: Wish): Iterable<Uint8Array> {
  const country = wish.country ?? 'SE'
  const bookedOn = day(wish.bookedOn ?? '2026-09-01')
  const notification: Notification = {
    id: wish.id ?? `BENCH-${country}-${bookedOn}`,
    createdAt: `${bookedOn}T06:00:00Z`,
    account: wish.account ?? (country === 'SE' ? iban('SE', '50000000058398257466') : iban('NO', '15032080119')),
    payee: wish.payee ?? (country === 'SE' ? { scheme: 'BGNR', id: '9912346' } : undefined),
    currency: country === 'SE' ? 'SEK' : 'NOK',
    bookedOn,
    batchSize: wish.batchSize ?? 1_000,
  }
  return writeCamt054(notification, payments(wish, country))
}

function* payments(wish: Wish, country: 'SE' | 'NO'): Iterable<NotifiedPayment> {
  const reference = chosen(wish.references, (index) =>
    withCheckDigit(country === 'SE' ? withLength(2_600_000 + index) : `${26_000_000 + index}`),
  )
  const amount = chosen(wish.amounts, (index) => minor(BigInt(100_00 + ((index * 7_919) % 2_500_000))))
  const payer = wish.payers ?? ((index: number) => somebody(index, country))
  for (let index = 0; index < wish.payments; index++)
    yield {
      amount: amount(index),
      bankReference: `${country}${String(index).padStart(12, '0')}`,
      references: [{ kind: country === 'SE' ? 'ocr' : 'kid', reference: reference(index), amount: null }],
      payer: payer(index),
    }
}

function chosen<T>(
  wish: readonly T[] | ((index: number) => T) | undefined,
  usual: (index: number) => T,
): (index: number) => T {
  if (typeof wish === 'function') return wish
  return wish ? (index) => wish[index]! : usual
}

const firstNames = ['Astrid', 'Björn', 'Cecilia', 'David', 'Elsa', 'Fredrik', 'Gunilla', 'Håkon', 'Ingrid', 'Jörgen']
const lastNames = [
  'Andersson',
  'Bergström',
  'Dahl',
  'Ekström',
  'Førde',
  'Grönlund',
  'Hansen',
  'Isaksson',
  'Lindqvist',
  'Ødegård',
]

function somebody(index: number, country: 'SE' | 'NO'): NotifiedPayment['payer'] {
  const name = `${firstNames[index % 10]} ${lastNames[Math.floor(index / 10) % 10]}`
  const number = String(index).padStart(9, '0')
  return {
    name,
    account: iban(country, country === 'SE' ? `500${`0000000${number}`.padStart(17, '0')}` : `15${number}`),
  }
}

/** OCR with length digit: the next-to-last digit is the length of the whole number modulo 10. */
const withLength = (base: number): string => `${base}${(String(base).length + 2) % 10}`

/** Appends the check digit of modulus 10 (Luhn). */
function withCheckDigit(number: string): string {
  let sum = 0
  for (let index = 0; index < number.length; index++) {
    const digit = Number(number[number.length - 1 - index])
    sum += index % 2 === 0 ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return `${number}${(10 - (sum % 10)) % 10}`
}

/** ISO 13616: check digits over the national number, the country in figures, and 00. */
function iban(country: 'SE' | 'NO', bban: string): AccountNumber {
  const figures = `${bban}${[...country].map((letter) => letter.charCodeAt(0) - 55).join('')}00`
  const check = 98n - (BigInt(figures) % 97n)
  return { scheme: 'IBAN', id: `${country}${String(check).padStart(2, '0')}${bban}` }
}
