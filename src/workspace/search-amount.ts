import type { Minor } from '../kernel/money.ts'
import { parseMinor } from '../kernel/money.ts'

const spaces = /[\s\u00a0\u2007\u2009\u202f']/g
const plain = /^\d{1,13}([.,]\d{1,2})?$/
const grouped = /^\d{1,3}([.,])\d{3}(\1\d{3})*((?!\1)[.,]\d{1,2})?$/
const unit = /(kr|sek|nok|eur|bgn|лв|€)\.?$/iu

/**
 * An amount as people write it ("2813", "2 813,00", "2813.00", "2.813,50 kr"), in minor units; null when it is none.
 * A point or comma before three digits groups them, before one or two it is the decimal sign.
 */
export function searchAmount(text: string, currency: string): Minor | null {
  const bare = text.replace(spaces, '').replace(unit, '').replace(/^[-−]/, '')
  if (plain.test(bare)) return parseMinor(bare.replace(',', '.'), currency)
  const match = grouped.exec(bare)
  if (!match) return null
  const decimals = match[3]
  const whole = (decimals ? bare.slice(0, -decimals.length) : bare).replace(/[.,]/g, '')
  return parseMinor(decimals ? `${whole}.${decimals.slice(1)}` : whole, currency)
}
