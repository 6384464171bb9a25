/**
 * Is a number of an EAS/ICD scheme well formed, as the PEPPOL-COMMON rules ask? These are the forms that Peppol checks
 * when it carries a document, for any country a buyer may sit in; who a party is, is for `countries` to judge.
 * Returns what is wrong in plain words, or null.
 */
export function identityFault(scheme: string, id: string): string | null {
  const form = forms[scheme]
  return form && !form.good(id) ? `${id} is no ${form.name}.` : null
}

const forms: Record<string, { name: string; good: (id: string) => boolean }> = {
  '0007': {
    name: 'Swedish organisation number (ten digits, the last one a check digit)',
    good: (id) => /^\d{10}$/.test(id) && luhn(id),
  },
  '0088': { name: 'GLN (digits, the last one a check digit)', good: (id) => /^\d+$/.test(id) && gln(id) },
  '0096': { name: 'Danish P number (ten digits)', good: (id) => /^\d{10}$/.test(id) },
  '0106': { name: 'Dutch KVK number (eight digits)', good: (id) => /^\d{8}$/.test(id) },
  '0151': { name: 'Australian business number', good: (id) => /^\d{11}$/.test(id) && abn(id) },
  '0184': { name: 'Danish CVR number (eight digits, with or without DK)', good: (id) => /^(DK)?\d{8}$/.test(id) },
  '0190': { name: 'Dutch organisation number (twenty digits)', good: (id) => /^\d{20}$/.test(id) },
  '0192': {
    name: 'Norwegian organisation number (nine digits, the last one a check digit)',
    good: (id) => /^\d{9}$/.test(id) && mod11(id),
  },
  '0198': { name: 'Danish SE number (DK and eight digits)', good: (id) => /^DK\d{8}$/.test(id) },
  '0201': { name: 'Italian IPA code (six letters and digits)', good: (id) => /^[A-Za-z0-9]{6}$/.test(id) },
  '0208': {
    name: 'Belgian enterprise number',
    good: (id) => /^\d{10}$/.test(id) && 97 - (Number(id.slice(0, 8)) % 97) === Number(id.slice(8)),
  },
  '0210': {
    name: 'Italian tax code',
    good: (id) => /^\d{11}$/.test(id) || italianPerson(id),
  },
  '0211': {
    name: 'Italian VAT number',
    good: (id) => !/^it/i.test(id) || (/^\d{11}$/.test(id.slice(2)) && italianVat(id.slice(2))),
  },
  '9944': { name: 'Dutch VAT number (NL123456789B12)', good: (id) => /^NL\d{9}B\d{2}$/.test(id) },
}

function luhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}

function gln(digits: string): boolean {
  let sum = 0
  const main = digits.slice(0, -1)
  for (let i = 0; i < main.length; i++) sum += Number(main[main.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10 === Number(digits.at(-1))
}

/** Weights 2 … 7 from the right; a remainder that would need "10" has no number. */
function mod11(digits: string): boolean {
  let sum = 0
  const main = digits.slice(0, -1)
  for (let i = 0; i < main.length; i++) sum += Number(main[main.length - 1 - i]) * ((i % 6) + 2)
  return Number(digits) > 0 && (11 - (sum % 11)) % 11 === Number(digits.at(-1))
}

function abn(digits: string): boolean {
  const weights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
  return weights.reduce((sum, weight, i) => sum + weight * (Number(digits[i]) - (i === 0 ? 1 : 0)), 0) % 89 === 0
}

const italianPerson = (id: string): boolean => /^[A-Za-z]{6}\d{2}[A-Za-z]\d{2}.{3}\d[A-Za-z]$/.test(id)

function italianVat(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++)
    sum += i % 2 === 0 ? Number(digits[i]) : Number('0246813579'[Number(digits[i])])
  return sum % 10 === 0
}
