import type { DebtorKind, EarlierLetter, LetterKind, LetterLaw, LetterQuestion } from '../../src/countries/claims.ts'
import type { CountryRules } from '../../src/countries/country.ts'
import { canonicalPercent } from '../../src/countries/fraction.ts'
import { country } from '../../src/countries/index.ts'
import { type AgreedRate, agreedRate, type DayCount, exactText, interestOf } from '../../src/countries/interest.ts'
import { type AddedLawValue, lawValues } from '../../src/countries/law-values.ts'
import { addDays, type Day, day, later } from '../../src/kernel/day.ts'
import { formatMinor, type Minor, minor, parseMinor, zero } from '../../src/kernel/money.ts'
import {
  baseOf,
  entry,
  type Got,
  type Input,
  isObject,
  list,
  notUnderstood,
  rulesOf,
  str,
  textIn,
  today,
} from './read.ts'

const sourced = { source: 'the case', checked: today }
const dayOr = <T>(value: unknown, otherwise: T): Day | T =>
  value === undefined || value === null ? otherwise : day(str(value))
const first = (input: Input, ...names: string[]): unknown =>
  names.map((name) => input[name]).find((value) => value !== undefined && value !== null)

// ---- interest ---------------------------------------------------------------------------------

/** The table is named by its country; 'SE_REF' is the reference rate with the points of the case above it. */
function countryOf(input: Input): CountryRules {
  const table = str(input.table)
  return table === '' ? rulesOf(input) : country(table.slice(0, 2))
}

export function interest(input: Input): Got {
  const rules = countryOf(input)
  const due = day(str(first(input, 'due', 'dueDate', 'dueOn') ?? notUnderstood(input)))
  const paid = day(str(first(input, 'paid', 'paidDate', 'paidOn', 'through', 'asOf', 'until') ?? notUnderstood(input)))
  const currency = str(input.currency) || baseOf(rules, paid)
  const read = (value: unknown) => parseMinor(str(value), currency)
  const debtor = debtorOf(input)
  const demanded = first(input, 'demanded', 'demandSent', 'invoiceSent')
  const agreedStart = !/demand/.test(str(first(input, 'interestStartBasis', 'startBasis', 'interest_start_basis')))
  const starts =
    demanded === undefined || agreedStart
      ? due
      : rules.claims.interestFreeThrough({ dueOn: due, demandedOn: day(str(demanded)), agreed: false, debtor })
  const charged = first(input, 'chargedThrough', 'interestChargedThrough', 'alreadyChargedThrough')
  const law = lawValues(rules.claims, addedOf(input))
  const { amount, segments } = interestOf({
    principal: read(input.principal),
    after: charged === undefined ? starts : later(starts, day(str(charged))),
    through: paid,
    changes: [...list(input.payments), ...list(input.creditNotes)].map((row) => changeOf(row, currency)),
    rate: agreedRate(law, agreedOf(input)),
    dayCount: dayCountOf(first(input, 'basis', 'dayCount'), rules),
  })
  const text = textIn(currency)
  return {
    interest: text(amount),
    days: segments.reduce((sum, segment) => sum + segment.days, 0),
    segments: segments.map((segment) => ({
      fromExclusive: addDays(segment.from, -1),
      toInclusive: segment.through,
      days: segment.days,
      ratePct: withDecimal(segment.percent),
      principal: text(segment.principal),
      unrounded: exactText(segment.exact, 2),
    })),
    ...(input.minimum === undefined ? {} : invoiced(rules, amount, input, currency)),
  }
}

function changeOf(row: unknown, currency: string): { on: Day; amount: Minor } {
  const [on, amount] = isObject(row) ? [first(row, 'date', 'on', 'day'), row.amount] : list(row)
  const read = parseMinor(str(amount), currency)
  return { on: day(str(on)), amount: minor(read < 0n ? -read : read) }
}

/** Percents as the cases write them: "10.0", "12.25". */
const withDecimal = (percent: string): string => {
  const text = canonicalPercent(percent)
  return text.includes('.') ? text : `${text}.0`
}

function agreedOf(input: Input): AgreedRate[] {
  const from = day('0001-01-01')
  const fixed = first(input, 'fixedRatePct', 'agreedRatePct', 'agreedRate', 'ratePct')
  if (fixed !== undefined) return [{ from, percent: str(fixed), ...sourced }]
  const margin = first(input, 'marginPct', 'margin', 'marginOverReferencePct', 'referencePlusPct')
  return margin === undefined ? [] : [{ from, margin: str(margin), ...sourced }]
}

function dayCountOf(basis: unknown, rules: CountryRules): DayCount {
  const text = str(basis).toUpperCase()
  if (text === '') return rules.rates.dayCount === 360 ? 'ACT/360' : 'ACT/365F'
  if (/360/.test(text)) return 'ACT/360'
  return /ACT\/ACT|366|ACTUAL/.test(text) ? 'ACT/ACT' : 'ACT/365F'
}

/** Rows of law that the case brings: "rates": [["2026-07-01", "10.15"]], or by name. */
function addedOf(input: Input): AddedLawValue[] {
  const rates = list(input.rates).map((row): AddedLawValue => {
    const [from, percent] = isObject(row)
      ? [first(row, 'from', 'validFrom'), first(row, 'percent', 'ratePct')]
      : list(row)
    return { name: 'late-interest', from: day(str(from)), percent: str(percent), ...sourced }
  })
  // Of every row of the country: a later one would count from its day.
  if (input.inkassosats !== undefined)
    for (const { from } of country('NO').claims.law['collection-rate']?.rows ?? [])
      rates.push({
        name: 'collection-rate',
        from,
        amount: parseMinor(str(input.inkassosats), 'NOK'),
        currency: 'NOK',
        ...sourced,
      })
  return [...rates, ...regimesOf(input)]
}

/** The act by name, or from its day: "regime": "inkassoloven-2026", [["2027-01-01", "inkassoloven-2026"]]; "newActFrom": day. */
function regimesOf(input: Input): AddedLawValue[] {
  const { regime } = input
  const newAct = first(input, 'newActFrom', 'newLawFrom', 'newInkassolovFrom')
  const rows = [
    ...(regime === undefined || regime === null
      ? []
      : Array.isArray(regime)
        ? regime.map((row) =>
            isObject(row) ? [first(row, 'from', 'validFrom'), first(row, 'word', 'regime')] : list(row),
          )
        : [['1989-07-01', regime]]),
    ...(newAct === undefined ? [] : [[newAct, 'inkassoloven-2026']]),
  ]
  const series = country('NO').claims.law['dunning-regime']
  return rows.map(([from, word]) => {
    if (series?.unit !== 'word' || !series.words.includes(str(word))) return notUnderstood(input)
    return { name: 'dunning-regime', from: day(str(from)), word: str(word), ...sourced }
  })
}

/** A case may cut a stretch of one rate and one principal in several: neighbours are joined before they are compared. */
export function sameSegments(expected: unknown, got: unknown): boolean {
  if (!Array.isArray(expected) || !Array.isArray(got) || expected.length === got.length) return false
  const joined = joinSegments(expected)
  const own = joinSegments(got)
  return (
    joined !== null &&
    own !== null &&
    joined.length === own.length &&
    joined.every((segment, i) => {
      const { unrounded, parts, ...same } = segment
      const { unrounded: gotUnrounded, parts: _, ...gotSame } = own[i]!
      const apart = unrounded - gotUnrounded
      return JSON.stringify(same) === JSON.stringify(gotSame) && (apart < 0n ? -apart : apart) <= BigInt(parts)
    })
  )
}

interface Joined {
  fromExclusive: string
  toInclusive: string
  days: number
  ratePct: string
  principal: string
  unrounded: bigint
  parts: number
}

function joinSegments(segments: readonly unknown[]): Joined[] | null {
  const joined: Joined[] = []
  for (const one of segments) {
    if (!isObject(one) || !/^\d+\.\d{6}$/.test(str(one.unrounded))) return null
    const segment = {
      fromExclusive: str(one.fromExclusive),
      toInclusive: str(one.toInclusive),
      days: Number(one.days),
      ratePct: canonicalPercent(str(one.ratePct)),
      principal: str(one.principal),
      unrounded: BigInt(str(one.unrounded).replace('.', '')),
      parts: 1,
    }
    const last = joined.at(-1)
    const follows = last && last.toInclusive === segment.fromExclusive
    if (follows && last.ratePct === segment.ratePct && last.principal === segment.principal) {
      last.toInclusive = segment.toInclusive
      last.days += segment.days
      last.unrounded += segment.unrounded
      last.parts++
    } else joined.push(segment)
  }
  return joined
}

// ---- interest invoices ------------------------------------------------------------------------

export function interestInvoice(input: Input): Got {
  const rules = rulesOf(input)
  const currency = str(input.currency) || baseOf(rules)
  const interests = list(input.interest).map((amount) => parseMinor(str(amount), currency))
  if (interests.length === 0) return notUnderstood(input)
  return invoiced(rules, minor(interests.reduce((sum, one) => sum + one, 0n)), input, currency)
}

/** Interest and what was carried from before: invoiced, or, below the minimum, carried on. Outside the scope of VAT. */
function invoiced(rules: CountryRules, interest: Minor, input: Input, currency: string): Got {
  const read = (value: unknown) => (value === undefined ? 0n : parseMinor(str(value), currency))
  const carried = read(first(input, 'carried', 'carriedForward', 'carryForward', 'previous', 'broughtForward'))
  const compensation = minor(read(input.compensation))
  const minimum = input.minimum === undefined ? (rules.claims.interestMinimum[currency] ?? 0n) : read(input.minimum)
  const due = minor(interest + carried)
  const issued = due > 0n && (due >= minimum || compensation > 0n)
  const net = issued ? minor(due + compensation) : zero
  const vat = rules.vat.codeOf('O', null, today)
    ? rules.vat.on(rules.vat.codeOf('O', null, today)!.code, today)
    : notUnderstood(input)
  const text = textIn(currency)
  return {
    invoice: issued,
    issued,
    interestInvoice: issued,
    net: text(net),
    vatCategory: (vat as { category: string }).category,
    vat: '0.00',
    gross: text(net),
    payable: text(net),
    carryForward: text(issued ? zero : due),
    carriedForward: text(issued ? zero : due),
    entry: issued
      ? entry(rules, currency, [
          ['receivable', net],
          ['interestIncome', minor(-due)],
          ['compensationIncome', minor(-compensation)],
        ])
      : {},
  }
}

// ---- fees -------------------------------------------------------------------------------------

const letterWords: [RegExp, LetterKind][] = [
  [/oppfordring|payment-?demand/i, 'payment-demand'],
  [/inkasso|collection|varsel|покана/i, 'collection-notice'],
  [/remind|purr|minnelse|напомн/i, 'reminder'],
]
type OtherFee = 'plan-fee' | 'plan-notice-fee' | 'court-fee' | 'court-representation' | 'enforcement-fee'
const otherFees: [RegExp, OtherFee[]][] = [
  [/plan-?(notice|remind)|avisering/i, ['plan-notice-fee']],
  [/plan|instalment|avtale/i, ['plan-fee']],
  [/court-?fee|ansökningsavgift|^court$/i, ['court-fee']],
  [/represent|ombud/i, ['court-representation']],
  [/föreläggande|payment-?order|court/i, ['court-fee', 'court-representation']],
  [/utmätning|enforcement/i, ['enforcement-fee']],
]
const isCompensation = (text: string): boolean => /delay|compens|ersättning|kompensasjon|обезщет/i.test(text)
const letterKind = (text: string): LetterKind | null => letterWords.find(([word]) => word.test(text))?.[1] ?? null

const debtorOf = (input: Input): DebtorKind => {
  const text = str(first(input, 'customer', 'debtor'))
  if (/authority|municipal|public|kommun|state/i.test(text)) return 'authority'
  return /business|company|företag|foretak|b2b/i.test(text) ? 'business' : 'consumer'
}
const creditorOf = (input: Input) =>
  /municipal|authority|kommun|public/i.test(str(input.creditor)) ? 'authority' : 'business'

export function fee(input: Input): Got {
  const rules = rulesOf(input)
  if (input.letters !== undefined) return letterFees(rules, input)
  if (input.claimed !== undefined || input.fees !== undefined) return claimed(rules, input)
  if (input.action !== undefined) return action(rules, input, str(input.action))
  if (input.reminderSent !== undefined) return action(rules, { ...input, sent: input.reminderSent }, 'reminder')
  if (input.inkassosats !== undefined) {
    const of = (kind: string) => action(rules, input, kind).fee
    return {
      reminder: of('reminder'),
      inkassovarsel: of('inkassovarsel'),
      betalingsoppfordring: of('betalingsoppfordring'),
    }
  }
  return notUnderstood(input)
}

const sentOf = (input: Input): Day => day(str(first(input, 'sent', 'date', 'on') ?? today))

function questionOf(input: Input, kind: LetterKind, sentOn: Day, earlier: readonly EarlierLetter[]): LetterQuestion {
  const agreement = first(input, 'agreement', 'agreed', 'feeAgreed')
  return {
    kind,
    sentOn,
    // A case without a due day speaks of a claim that is long overdue.
    dueOn: dayOr(first(input, 'due', 'dueDate'), addDays(sentOn, -60)),
    debtor: debtorOf(input),
    creditor: creditorOf(input),
    feeAgreed: agreement === true,
    disputed: input.disputed === true,
    earlier,
    compensation: zero,
    costsBefore: minor(earlier.reduce((sum, one) => sum + one.fee, 0n)),
  }
}

function action(rules: CountryRules, input: Input, name: string): Got {
  const law = lawValues(rules.claims, addedOf(input))
  const sentOn = sentOf(input)
  const other = otherFees.find(([word]) => word.test(name))
  if (other) {
    const amountOf = (fee: OtherFee): bigint =>
      rules.claims.law[fee]?.unit === 'amount' ? (law.anyAmountOn(fee, sentOn)?.amount ?? 0n) : 0n
    const text = textIn(baseOf(rules, sentOn))
    const owed = !(other[1].includes('plan-fee') && input.agreement === false)
    return {
      fee: text(owed ? other[1].reduce((sum, fee) => sum + amountOf(fee), 0n) : 0n),
      courtFee: text(amountOf('court-fee')),
      representation: text(amountOf('court-representation')),
      vat: '0.00',
    }
  }
  if (isCompensation(name))
    return outcomeOf(rules.claims.compensation(law, sentOn, debtorOf(input), creditorOf(input)), true)
  const kind = letterKind(name) ?? notUnderstood(input)
  return outcomeOf(rules.claims.letter(law, questionOf(input, kind, sentOn, presumed(kind, sentOn))), false)
}

/** What a demand needs before it, where the case tells nothing of it: a notice that ran out. */
const presumed = (kind: LetterKind, sentOn: Day): EarlierLetter[] =>
  kind === 'payment-demand'
    ? [{ kind: 'collection-notice', sentOn: addDays(sentOn, -20), deadlineOn: addDays(sentOn, -6), fee: zero }]
    : []

function outcomeOf(law: LetterLaw, compensation: boolean): Got {
  const fee = formatMinor(law.allowed ? law.maximumFee : 0n, law.currency)
  return { fee, vat: '0.00', allowed: law.allowed, ...(compensation ? {} : { earliestDeadline: law.earliestDeadline }) }
}

function letterFees(rules: CountryRules, input: Input): Got {
  const law = lawValues(rules.claims, addedOf(input))
  const earlier: EarlierLetter[] = []
  const rows = list(input.letters).map((row) => (isObject(row) ? row : notUnderstood(input)) as Input)
  const kinds = kindsOf(rows)
  const fees = rows.map((row, i) => {
    const kind = kinds[i]!
    const sentOn = sentOf(row)
    const got = rules.claims.letter(law, questionOf({ ...input, ...row }, kind, sentOn, earlier))
    const days = row.deadlineDays === undefined ? null : Number(row.deadlineDays)
    const deadlineOn =
      days === null ? dayOr(row.deadline, later(got.earliestDeadline, addDays(sentOn, 14))) : addDays(sentOn, days)
    const fee = got.allowed ? got.maximumFee : zero
    earlier.push({ kind, sentOn, deadlineOn, fee })
    return { fee: formatMinor(fee, got.currency), allowed: got.allowed, earliestDeadline: got.earliestDeadline }
  })
  const total = earlier.reduce((sum, one) => sum + one.fee, 0n)
  return {
    fees: fees.map((one) => one.fee),
    allowed: fees.map((one) => one.allowed),
    earliestDeadlines: fees.map((one) => one.earliestDeadline),
    total: formatMinor(total, baseOf(rules)),
    vat: '0.00',
  }
}

/** A letter without a kind is a reminder; the last one before a demand is the notice that the demand needs. */
function kindsOf(rows: readonly Input[]): LetterKind[] {
  const named = rows.map((row) => letterKind(str(first(row, 'kind', 'type', 'action'))))
  return named.map((kind, i) => {
    if (kind) return kind
    const demandNext = named[i + 1] === 'payment-demand'
    return demandNext && !named.slice(0, i).includes('collection-notice') ? 'collection-notice' : 'reminder'
  })
}

/** "450.00 delay", "60.00 reminder", or fees beside a compensation that is claimed: the most of both, never the sum. */
function claimed(rules: CountryRules, input: Input): Got {
  const law = lawValues(rules.claims, addedOf(input))
  const on = sentOf(input)
  const currency = baseOf(rules, on)
  const rows = [...list(input.claimed), ...list(input.fees)].map((row) => {
    const [, amount, word = ''] = /^\s*(\d+(?:\.\d+)?)\s*(.*)$/.exec(str(row)) ?? notUnderstood(input)
    return { amount: parseMinor(amount!, currency), word }
  })
  const wanted = input.compensation === true || rows.some(({ word }) => isCompensation(word))
  const costs = rows.filter(({ word }) => !isCompensation(word))
  const sum = costs.reduce((total, row) => total + lawful(rules, input, row, on), 0n)
  const rest = wanted
    ? rules.claims.compensation(law, on, debtorOf(input), creditorOf(input), minor(sum)).maximumFee
    : zero
  return { total: formatMinor(sum + rest, currency), compensation: formatMinor(rest, currency), vat: '0.00' }
}

/** A fee by name is cut to what the law allows for it; one without a name is taken as it is. */
function lawful(rules: CountryRules, input: Input, row: { amount: Minor; word: string }, on: Day): Minor {
  if (row.word === '') return row.amount
  const got = action(rules, { agreement: true, ...input, sent: on }, row.word)
  const most = parseMinor(str(got.fee), 'SEK')
  return row.amount < most ? row.amount : most
}
