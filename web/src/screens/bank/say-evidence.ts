import type { Output } from '../../api/call.ts'
import { codes } from '../../lang/codes.ts'
import type { Formats } from '../../lang/formats.ts'
import { isZero } from '../../lang/is-zero.ts'
import type { Say } from '../../lang/language.tsx'
import type { Phrase, Phrases } from '../../lang/phrase.ts'
import { desk, reasons } from './desk-texts.ts'

export type DeskPayment = Output<'bank.read-desk-payment'>
export type Candidate = DeskPayment['candidates'][number]
type Fact = DeskPayment['facts'][number]
type Speaks = Fact['speaks']

export interface Reason {
  key: string
  speaks: Speaks
  text: string
}

const bySlip: Record<string, Phrase> = {
  same: reasons.referenceExact,
  transposed: reasons.referenceTransposed,
  'one-wrong': reasons.referenceWrong,
  'one-missing': reasons.referenceMissing,
  'one-extra': reasons.referenceExtra,
}

/** What speaks for and against a candidate, in words: what speaks for it first. */
export function reasonsOf(t: Say, formats: Formats, payment: DeskPayment, candidate: Candidate): Reason[] {
  const said = new Map<string, Reason>()
  const add = (speaks: Speaks, text: string) => {
    if (!said.has(text)) said.set(text, { key: text, speaks, text })
  }
  const { comparison } = payment
  const compared = comparison && candidate.items.some(({ itemId }) => itemId === comparison.itemId) ? comparison : null
  for (const { code, speaks, data } of candidate.evidence) {
    const number = String(data.number ?? '')
    const read = String(data.read ?? '').trim()
    if (code === 'reference-exact') add(speaks, t(reasons.referenceExact))
    else if (code === 'reference-near')
      add(speaks, t(compared ? (bySlip[compared.kind] ?? reasons.referenceNear) : reasons.referenceNear))
    else if (code === 'number-in-text') add(speaks, t(reasons.numberInText, { number }))
    else if (code === 'number-damaged') add(speaks, t(reasons.numberDamaged, { read, number }))
    else if (code === 'payer-account') add(speaks, t(speaks === 'for' ? reasons.accountKnown : reasons.accountOfOther))
    else if (code === 'payer-identity') add(speaks, t(reasons.identity))
    else if (code === 'name') add(speaks, t(Number(data.likeness) >= 93 ? reasons.sameName : reasons.likeName))
    else if (code === 'name-differs') add(speaks, t(reasons.otherName))
    else if (code === 'amount-exact') add(speaks, t(reasons.sameAmount))
    else if (code === 'amount-sum') add(speaks, t(reasons.amountSum, { n: candidate.items.length }))
    else if (code === 'amount-tolerance') {
      const gap = isZero(candidate.difference) ? candidate.remainder : candidate.difference
      add(speaks, t(reasons.amountTolerance, { amount: formats.amount(gap) }))
    } else if (code === 'amount-near') add(speaks, t(reasons.amountNear))
    else if (code === 'amount-part') add(speaks, t(reasons.amountPart))
    else if (code === 'amount-over') add(speaks, t(reasons.amountOver))
    else if (code === 'credit-between') add(speaks, t(reasons.credit, { n: Number(data.credits ?? 1) }))
    else if (code === 'other-number')
      add(speaks, read ? t(reasons.otherNumber, { read }) : t(reasons.otherNumberUnread))
    else if (code === 'timing')
      add(speaks, t(reasons.timing, { day: formats.day(candidate.items[0]?.dueOn ?? payment.bookedOn) }))
  }
  const hasReference = candidate.evidence.some(({ code }) => code.startsWith('reference-'))
  if (!hasReference && candidate.referenceSlips && payment.references.length > 0)
    add('against', t(reasons.referenceDiffers, { n: candidate.referenceSlips }))
  const order: Record<Speaks, number> = { for: 0, neutral: 1, against: 2 }
  return [...said.values()].sort((a, b) => order[a.speaks] - order[b.speaks])
}

export interface SaidFact {
  key: string
  speaks: Speaks
  title: string
  sub: string | null
}

export function sayFact(t: Say, formats: Formats, { code, speaks, data }: Fact): SaidFact {
  const said = (title: string, sub: string | null = null): SaidFact => ({ key: `${code} ${title}`, speaks, title, sub })
  const text = (name: string): string => String(data[name] ?? '')
  const day = (name: string): string => formats.dayInText(text(name), 'long')
  const days = Number(data.days ?? 0)
  const usual = data.usualDays === null || data.usualDays === undefined ? null : Number(data.usualDays)
  switch (code) {
    case 'paid-before':
      return said(
        t(desk.paidBefore, { party: text('party'), n: Number(data.times) }),
        t(desk.lastOn, { day: day('last') }),
      )
    case 'amount-equals': {
      const count = Number(data.count)
      if (count === 0) return said(t(desk.amountIsNone))
      return count === 1 ? said(t(desk.amountIsOne), text('number')) : said(t(desk.amountIsSeveral, { n: count }))
    }
    case 'due':
      return said(
        days === 0
          ? t(desk.paidOnDue, { number: text('number') })
          : t(days > 0 ? desk.paidLate : desk.paidEarly, { number: text('number'), n: Math.abs(days) }),
        usual === null
          ? null
          : usual === 0
            ? t(desk.usuallyOnTime)
            : t(usual > 0 ? desk.usuallyLate : desk.usuallyEarly, { n: Math.abs(usual) }),
      )
    case 'reference-unknown':
      return said(
        t(desk.referenceUnknown, { reference: text('reference') }),
        data.checks === null ? null : t(data.checks === 'yes' ? desk.checks : desk.checksNot),
      )
    case 'account-new':
      return said(t(desk.accountNew, { party: text('party') }))
    case 'pays-refund':
      return said(
        t(desk.paysRefund, { payee: text('payee') || '–' }),
        t(data.state === 'attested' ? desk.refundReady : desk.refundWaits),
      )
    case 'return':
    case 'money-out':
      return said(
        t(code === 'return' ? desk.returned : desk.moneyLeft),
        data.reason ? t(desk.reasonIs, { reason: text('reason') }) : null,
      )
    default:
      return said(code)
  }
}

/** What accepting does, as sentences. */
export function sayEffect(t: Say, formats: Formats, effect: Candidate['effect'], currency: string): string[] {
  const said: string[] = []
  const closed = effect.items.filter(({ closes }) => closes).length
  if (closed > 0) said.push(t(desk.paidInFull, { n: closed }))
  for (const { closes, rest, number, currency: own } of effect.items)
    if (!closes) said.push(t(desk.staysOpen, { rest: `${formats.amount(rest)} ${own}`, number }))
  if (effect.writeOff)
    said.push(
      t(desk.writesOff, {
        amount: `${formats.amount(effect.writeOff.amount)} ${currency}`,
        account: effect.writeOff.account,
      }),
    )
  if (effect.onAccount) said.push(t(desk.goesOnAccount, { amount: `${formats.amount(effect.onAccount)} ${currency}` }))
  if (effect.vouchers.length > 0)
    said.push(
      t(desk.postedAs, {
        vouchers: effect.vouchers.map(({ voucher }) => voucher).join(', '),
        day: formats.dayInText(effect.on, 'long'),
      }),
    )
  return said
}

const whys: Record<string, Phrase> = {
  tie: desk.whyTie,
  unsure: desk.whyUnsure,
  contradiction: desk.whyContradiction,
  overpaid: desk.whyOverpaid,
  uncorroborated: desk.whyUncorroborated,
  'search-cut': desk.whyCut,
  taken: desk.whyTaken,
}
/** Why the machine left it to a person; null where another text says it already. */
export const sayWhy = (t: Say, code: string): string | null => {
  const phrase = whys[code]
  return phrase ? t(phrase) : null
}

/** "10024817" or "3 fakturor": what was settled, for the toast. */
export const sayItems = (t: Say, numbers: readonly string[]): string =>
  t(desk.itemsOf, { n: numbers.length, number: numbers[0] ?? '' })

/** "avgift eller ränta": what an item is, where it is no invoice. */
export const sayKind = (t: Say, kind: string): string => {
  const names: Phrases = codes.itemKind
  return Object.hasOwn(names, kind) ? t(names[kind]!) : kind
}

/** "23 nov"; of another year "2024-02" or "02.2024". */
export function shortDay(formats: Formats, day: string, today: string): string {
  if (day.slice(0, 4) === today.slice(0, 4)) return formats.dayInText(day, 'short')
  const whole = formats.day(day)
  return /^\d{4}-/.test(whole) ? whole.slice(0, 7) : whole.slice(3, 10)
}
