import type { Country } from '../../formats/e-invoice/document.ts'

const codes: Record<Country, string> = { SE: '46', NO: '47', BG: '359' }

/**
 * A mobile number as networks want it (E.164: "+46701234567"), from what people write: blanks, hyphens, 00 for +, and the
 * country's own form. Null: it is no number that can be called.
 */
export function phoneNumber(text: string, country: Country): string | null {
  const compact = text.replace(/[\s()./\u00a0-]/g, '').replace(/^00/, '+')
  const digits = compact.startsWith('+') ? compact.slice(1) : national(compact, country)
  return digits && /^[1-9]\d{7,14}$/.test(digits) ? `+${digits}` : null
}

function national(digits: string, country: Country): string | null {
  if (!/^\d+$/.test(digits)) return null
  // Norwegian numbers have eight digits and no trunk prefix.
  if (country === 'NO') return /^\d{8}$/.test(digits) ? codes.NO + digits : null
  return digits.startsWith('0') ? codes[country] + digits.slice(1) : null
}
