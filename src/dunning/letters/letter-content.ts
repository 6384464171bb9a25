import { fill, inflect } from '../../claims/letters/fill.ts'
import { country } from '../../countries/index.ts'
import { addressLines } from '../../delivery/pdf/address-lines.ts'
import type { Fact } from '../../delivery/pdf/facts.ts'
import { accountFact, facts as given, referenceLabel, sortedAccounts, transferFacts } from '../../delivery/pdf/facts.ts'
import type { LetterSheet } from '../../delivery/pdf/letter-sheet.ts'
import type { Payable } from '../../delivery/pdf/payment-codes.ts'
import { baseSheet, dateOf, shortened } from '../../delivery/pdf/sheet.ts'
import { qrOf, slipOf } from '../../delivery/pdf/slip.ts'
import { textsOf } from '../../delivery/pdf/texts.ts'
import { currencySign, writeAmount, writeDay, writeDecimal, writeMoney } from '../../delivery/pdf/write-figures.ts'
import type { Language } from '../../formats/e-invoice/document.ts'
import type { Day } from '../../kernel/day.ts'
import type { Minor } from '../../kernel/money.ts'
import { minor } from '../../kernel/money.ts'
import { assert } from '../../kernel/problem.ts'
import type { LetterFacts, LetterItem, LetterSegment } from './letter-facts.ts'
import { capitalOf, interestOf, totalOf } from './letter-facts.ts'
import type { KindWords, Labels } from './letter-words.ts'
import { labelsOf, lawWords, wordsOf } from './letter-words.ts'

/**
 * What stands on a letter, in the order in which it is read: who asks, for what, how much (capital, interest and costs each
 * by itself, interest with rate, period and base), until when, what happens else, how to object, how to pay, by which law.
 * That is what inkassolagen (1974:182) 5 §, inkassoloven §§ 9 and 10 and ЗЗД чл. 79, 84, 86 want. Pure: the same facts give
 * the same sheet. `isDraft`: not sent yet, a word across every page and nothing to pay by.
 */
export function letterContent(facts: LetterFacts, { isDraft = false }: { isDraft?: boolean } = {}): LetterSheet {
  const { language, seller, party, currency, items, businessArea, layout } = facts
  const say = textsOf(seller.country, language)
  const label = labelsOf(language)
  const words = letterWords(facts)
  const total = totalOf(facts)
  const payable = payableOf(facts)
  const title = words.title
  const base = baseSheet({ language, seller, businessArea, layout, payment: { accounts: facts.accounts } }, say, null)
  // A slip speaks the language of the bank that reads it.
  const slip = isDraft
    ? null
    : slipOf(payable, letterWords({ ...facts, language: country(seller.country).language }).title)
  const filled = filler(facts)
  return {
    ...base,
    title: [title, party.number, writeDay(facts.sentOn, language)].filter(Boolean).join(' '),
    description: `${title}, ${seller.name}`,
    date: dateOf(facts.sentOn),
    names: namesOf(facts, title),
    number: null,
    mark: null,
    running: [shortened(`${title} ${writeDay(facts.sentOn, language)}`), shortened(seller.name)],
    attachment: null,
    slip,
    draft: isDraft ? say.draft : null,
    window: seller.country === 'NO' ? 'left' : 'right',
    address: addressLines(party, seller),
    facts: factsOf(facts, label),
    strip: stripOf(facts, payable, say, label, isDraft),
    opening: openingOf(facts, words, label, isDraft ? null : referenceLabel(payable, say)),
    claims: {
      heads: [
        label.document,
        label.ground,
        label.issuedOn,
        label.dueOn,
        `${label.capital}, ${currencySign(currency, language)}`,
        ...(interestOf(facts) === 0n ? [] : [label.interest]),
      ],
      rows: items.map((item) => ({
        cells: [
          item.number,
          item.what ?? '',
          item.issuedOn ? writeDay(item.issuedOn, language) : '',
          writeDay(item.dueOn, language),
          writeAmount(item.open, currency, language),
          ...(interestOf(facts) === 0n ? [] : [writeAmount(item.interest, currency, language)]),
        ],
        detail: interestDetails(item, currency, language, label),
      })),
    },
    totals: [
      ...totalsOf(facts, words, label),
      { label: label.payTotal, detail: null, amount: writeMoney(total, currency, language), strong: true },
    ],
    sections: [
      {
        title: label.ifNotPaid,
        text: filled(words.consequence) + (facts.interest === 'none' ? '' : ` ${label.interestRuns}`),
      },
      { title: label.ifWrong, text: filled(words.objection) + contactText(facts) },
    ],
    law: lawOf(facts, label),
    payment: { title: label.creditTransfer, facts: isDraft ? [] : paymentFacts(facts, payable, say, label) },
    qr: isDraft ? null : qrOf(payable, say),
  }
}

/** The house's words for the letter. @throws when the country knows no such letter: `ClaimRules.letter` refuses it before. */
export function letterWords({ seller, kind, language }: Pick<LetterFacts, 'seller' | 'kind' | 'language'>): KindWords {
  const words = wordsOf(seller.country, kind, language)
  assert(words, `${seller.country} knows no ${kind}`)
  return words
}

/** What a law names bears that name as well, for a reader of another language. */
function namesOf(facts: LetterFacts, title: string): string[] {
  const own = country(facts.seller.country).language
  if (own === facts.language || facts.kind === 'reminder') return [title]
  const legal = letterWords({ ...facts, language: own }).title
  return legal === title ? [title] : [title, legal]
}

// ── Placeholders ────────────────────────────────────────────────────────────

export function valuesOf(facts: LetterFacts): Record<string, string> {
  const { language, currency } = facts
  const money = (amount: bigint) => writeMoney(amount, currency, language)
  return {
    total: money(totalOf(facts)),
    deadline: writeDay(facts.deadlineOn, language),
    customer: facts.party.name,
    customerNumber: facts.party.number ?? '',
    creditor: facts.seller.name,
    documents: facts.items.map((item) => item.number).join(', '),
    reference: facts.reference,
    capital: money(capitalOf(facts)),
    interest: money(interestOf(facts)),
    fee: money(facts.fee),
  }
}

/** Fills the house's own words. */
export const filler =
  (facts: LetterFacts) =>
  (text: string): string =>
    fill(inflect(text, Boolean(facts.party.isPerson), facts.items.length > 1), valuesOf(facts))

const paragraphs = (text: string): string[] =>
  text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

function openingOf(facts: LetterFacts, words: KindWords, label: Labels, referenceName: string | null): string[] {
  const { text } = facts.text
  const opening = paragraphs(text ? fill(text, valuesOf(facts)) : filler(facts)(words.opening))
  const together = referenceName === null ? null : togetherOf(facts, label, referenceName)
  return together === null ? opening : [...opening.slice(0, -1), [...opening.slice(-1), together].join(' ')]
}

/** The slip bears one reference, the claims have one each: `dunning.take-paid` settles all of them by it. One claim: null. */
export function togetherOf(facts: LetterFacts, label: Labels, referenceName: string): string | null {
  if (facts.items.length === 1) return null
  const name = facts.referenceKind === 'number' ? label.numberQuoted : referenceName
  return fill(label.together, { name, reference: facts.reference })
}

// ── Parts ───────────────────────────────────────────────────────────────────

function factsOf(facts: LetterFacts, label: Labels): Fact[] {
  const { language, seller, party, businessArea } = facts
  const contact = businessArea ?? seller.contact
  return given([
    [label.sentOn, writeDay(facts.sentOn, language)],
    [textsOf(seller.country, language).customerNumber, party.number],
    // Who is owed, in so many words (inkassolagen 5 §, inkassoloven § 10).
    [label.creditor, seller.name],
    [label.questions, [contact?.phone, contact?.email].filter(Boolean).join(', ')],
  ])
}

function contactText({ businessArea, seller }: LetterFacts): string {
  const contact = businessArea ?? seller.contact
  // A number is read in one piece.
  const phone = contact?.phone?.replaceAll(' ', '\u00a0')
  const text = [businessArea?.name, phone, contact?.email].filter(Boolean).join(', ')
  return text ? ` ${text}.` : ''
}

function stripOf(
  facts: LetterFacts,
  payable: Payable,
  say: ReturnType<typeof textsOf>,
  label: Labels,
  isDraft: boolean,
): Fact[] {
  const account = sortedAccounts(payable)[0]
  return [
    [label.payTotal, writeMoney(totalOf(facts), facts.currency, facts.language)],
    [label.payBy, writeDay(facts.deadlineOn, facts.language)],
    ...(isDraft ? [] : ([[referenceLabel(payable, say), facts.reference]] satisfies Fact[])),
    ...(account && !isDraft ? [accountFact(account, say)] : []),
  ]
}

/** The acts want rate, base and period of all interest that is asked for: of what was charged before as well. */
function interestDetails(item: LetterItem, currency: string, language: Language, label: Labels): string | null {
  const details = [
    interestDetail(label.chargedInterest, item.chargedSegments, currency, language, label),
    interestDetail(label.lateInterest, item.segments, currency, language, label),
  ].filter((detail) => detail !== null)
  return details.length === 0 ? null : details.join('. ')
}

/** "Dröjsmålsränta: 10 % per år på 1 250,00, 2026-08-01–2026-11-20 (112 dagar)": rate, base, period. */
function interestDetail(
  name: string,
  segments: readonly LetterSegment[],
  currency: string,
  language: Language,
  label: Labels,
): string | null {
  if (segments.length === 0) return null
  const parts = segments.map(({ percent, principal, from, through, days }, i) =>
    [
      `${writeDecimal(percent, language)}\u00a0% ${i === 0 ? `${label.perYear} ` : ''}${label.on} ${writeAmount(principal, currency, language)}`,
      `${writeDay(from, language)}–${writeDay(through, language)} (${days}\u00a0${days === 1 ? label.day : label.days})`,
    ].join(', '),
  )
  return `${name}: ${parts.join('; ')}`
}

/** Capital, interest and costs each by itself; what was charged before is not mixed with what is new. */
function totalsOf(facts: LetterFacts, words: KindWords, label: Labels): LetterSheet['totals'] {
  const { currency, language, charged } = facts
  const row = (name: string, amount: bigint | undefined, detail: string | null = null, always = false) =>
    amount || always
      ? [{ label: name, detail, amount: writeAmount(amount ?? 0n, currency, language), strong: false }]
      : []
  return [
    ...row(label.sumCapital, capitalOf(facts), null, true),
    ...row(label.lateInterest, interestOf(facts), `${label.through} ${writeDay(lastDayOf(facts), language)}`),
    ...row(label.chargedInterest, charged.interest),
    ...row(label.chargedFee, charged.fee),
    ...row(label.chargedCompensation, charged.compensation),
    ...row(label.chargedCost, charged.cost),
    ...row(words.fee, facts.fee),
    ...row(label.compensation, facts.compensation),
  ]
}

const lastDayOf = (facts: LetterFacts): Day =>
  facts.items
    .flatMap((item) => item.segments.map((segment) => segment.through))
    .reduce((last, day) => (day > last ? day : last), facts.items[0]?.segments[0]?.through ?? facts.sentOn)

/** What the letter asks for is asked for by a law; what it does not ask for needs none. */
function lawOf(facts: LetterFacts, label: Labels): string | null {
  const words = lawWords[facts.seller.country][facts.language]
  const hasInterest = interestOf(facts) > 0n || (facts.charged.interest ?? 0n) > 0n
  const hasFee = facts.fee > 0n || (facts.charged.fee ?? 0n) > 0n || (facts.charged.cost ?? 0n) > 0n
  const hasCompensation = facts.compensation > 0n || (facts.charged.compensation ?? 0n) > 0n
  const acts = [
    words.letter[facts.kind],
    hasFee ? words.fee : null,
    hasInterest ? words.interest : null,
    hasCompensation ? words.compensation : null,
  ].filter((act): act is string => Boolean(act))
  return acts.length === 0 ? null : `${label.law}: ${acts.join('; ').replace(/\.$/, '')}.`
}

/** Without a slip: every figure that a bank asks for. */
function paymentFacts(facts: LetterFacts, payable: Payable, say: ReturnType<typeof textsOf>, label: Labels): Fact[] {
  return given([
    [label.payee, facts.seller.name],
    ...transferFacts(payable, say),
    [referenceLabel(payable, say), facts.reference],
    [label.amount, writeMoney(totalOf(facts), facts.currency, facts.language)],
    [label.payBy, writeDay(facts.deadlineOn, facts.language)],
  ])
}

/** The letter as slips and codes see it. */
export const payableOf = (facts: LetterFacts): Payable => ({
  kind: 'letter',
  number: facts.items.length === 1 ? facts.items[0]!.number : '',
  issuedOn: facts.sentOn,
  seller: facts.seller,
  buyer: facts.party,
  currency: facts.currency,
  payment: {
    dueOn: facts.deadlineOn,
    reference: facts.reference,
    referenceKind: facts.referenceKind,
    accounts: facts.accounts,
    ...(facts.payee ? { payee: facts.payee } : {}),
  },
  totals: { payable: totalOf(facts) as Minor, vat: minor(0n) },
})
