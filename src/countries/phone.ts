const codes: Record<string, string> = { SE: '46', NO: '47', BG: '359' }

/**
 * A mobile number as networks want it (E.164: "+46701234567"), from what people write: blanks, dashes of every kind, 00 for +,
 * a trunk prefix in brackets, and the own form of one of the countries, the likeliest first. Null: it is no number that can be
 * called. Of other countries it takes the international form alone.
 */
export function phoneNumber(text: string, home: readonly string[]): string | null {
  const compact = text
    .replace(/\(0\)/, '')
    .replace(/[\s()./\u00ad\u2010-\u2015\u2212-]/g, '')
    .replace(/^00/, '+')
  const found = compact.startsWith('+') ? [compact.slice(1)] : home.map((country) => national(compact, country))
  const digits = found.find((one) => one !== null && /^[1-9]\d{7,14}$/.test(one))
  return digits ? `+${digits}` : null
}

function national(digits: string, country: string): string | null {
  if (!/^\d+$/.test(digits)) return null
  // Norwegian numbers have eight digits and no trunk prefix.
  if (country === 'NO') return /^\d{8}$/.test(digits) ? codes.NO + digits : null
  return digits.startsWith('0') && codes[country] ? codes[country] + digits.slice(1) : null
}
