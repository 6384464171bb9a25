import type { LetterKind } from '../src/countries/claims.ts'
import type { LetterFacts, LetterItem } from '../src/dunning/letters/letter-facts.ts'
import type { Country, Language } from '../src/formats/e-invoice/document.ts'
import { addDays, day, daysBetween } from '../src/kernel/day.ts'
import { bulgarianSale, m, norwegianSale, swedishFee } from './pdf-documents.ts'

/** Test support: letters whose every word is known. All names and numbers are invented. */

const sentOn = day('2026-11-20')
export const kindsOf: Record<Country, LetterKind[]> = {
  SE: ['reminder', 'collection-notice'],
  NO: ['reminder', 'collection-notice', 'payment-demand'],
  BG: ['reminder', 'collection-notice'],
}
export const languages: Language[] = ['sv', 'nb', 'bg', 'en']

const percents: Record<Country, string[]> = { SE: ['10', '10.5'], NO: ['12.25', '12'], BG: ['10.15', '9.9'] }
const grounds: Record<Country, string[]> = {
  SE: ['Förskoleavgift oktober 2026', 'Vatten och avlopp, kvartal 3', 'Hyra av idrottshall', 'Renhållning'],
  NO: ['Nettleie september', 'Fastbeløp og nettleie oktober', 'Tilkobling', 'Måleravlesning'],
  BG: ['Счетоводни услуги, септември 2026', 'Консултация по договор № 14', 'Годишно приключване', 'Обучение'],
}

/** So many claims, each with so many segments of interest. */
export function letterItems(country: Country, count: number, segments = 1): LetterItem[] {
  return Array.from({ length: count }, (_, i) => {
    const dueOn = addDays(day('2026-10-30'), -7 * i)
    const open = m(112_500 + 31_725 * i)
    const days = daysBetween(dueOn, sentOn)
    const cut = Math.max(1, Math.floor(days / segments))
    const parts = Array.from({ length: segments }, (_unused, part) => {
      const from = addDays(dueOn, part * cut + 1)
      const through = part === segments - 1 ? sentOn : addDays(dueOn, (part + 1) * cut)
      return {
        from,
        through,
        days: daysBetween(from, through) + 1,
        percent: percents[country][part % 2]!,
        principal: part === 0 ? open : m(Number(open) - 10_000),
      }
    })
    const interest = m(Math.round((Number(open) * 10 * days) / 36_500))
    return {
      number: country === 'BG' ? String(1287 + i).padStart(10, '0') : String(10_024_817 + i),
      what: grounds[country][i % 4]!,
      issuedOn: addDays(dueOn, -30),
      dueOn,
      reference: null,
      open,
      interest: segments === 0 ? m(0) : interest,
      segments: segments === 0 ? [] : parts,
      chargedSegments: [],
    }
  })
}

const fees: Record<Country, Partial<Record<LetterKind, number>>> = {
  SE: { reminder: 6000, 'collection-notice': 18_000 },
  NO: { reminder: 3800, 'collection-notice': 3800, 'payment-demand': 11_300 },
  BG: {},
}

export function letterFacts(
  country: Country,
  kind: LetterKind,
  language: Language,
  more: Partial<LetterFacts> = {},
): LetterFacts {
  const sale = { SE: swedishFee, NO: norwegianSale, BG: bulgarianSale }[country]()
  const later = kind !== 'reminder'
  const before = country === 'SE' ? { fee: m(6000) } : country === 'NO' ? { fee: m(3800) } : {}
  return {
    kind,
    language,
    sentOn,
    deadlineOn: addDays(sentOn, country === 'SE' && kind === 'reminder' ? 10 : 14),
    currency: sale.currency,
    reference: sale.payment!.reference,
    referenceKind: sale.payment!.referenceKind,
    seller: sale.seller,
    party: sale.buyer,
    interest: 'charged',
    items: letterItems(country, 2),
    charged: later ? before : {},
    fee: m(fees[country][kind] ?? 0),
    compensation: m(0),
    text: { subject: null, text: null },
    accounts: sale.payment!.accounts,
    businessArea: sale.businessArea ?? null,
    layout: sale.layout ?? null,
    ...more,
  }
}
