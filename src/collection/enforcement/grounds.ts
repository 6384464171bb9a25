import type { LawName, LawValues } from '../../countries/claims.ts'
import { writeDay, writeDecimal, writeMoney } from '../../delivery/pdf/write-figures.ts'
import { addDays, type Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor, proportion } from '../../kernel/money.ts'
import { Refused } from '../../kernel/problem.ts'
import { whatFor } from '../neutral-case.ts'
import type { Obstacle, PlannedCase, PlannedClaim } from '../plan-cases.ts'

export type CountryCode = 'SE' | 'NO' | 'BG'
export type CourtClaimKind =
  | 'capital'
  | 'interest'
  | 'reminder'
  | 'collection'
  | 'compensation'
  | 'plan'
  | 'court-fee'
  | 'representation'
  | 'other'

export interface DraftClaim {
  kind: CourtClaimKind
  itemId: Id | null
  amount: bigint
  ground: string
  interestFrom: Day | null
  interestText: string | null
  source: string | null
}

/** Who does the work of the application: somebody who acts for the applicant, or he himself. */
export type Work = 'representative' | 'own'

/** Sweden: lag 1990:746 48 § · Norway: legal help alone, tvisteloven § 6-13 · Bulgaria: a lawyer or an own jurist, ГПК чл. 78. */
export const isCompensated = (country: CountryCode, work: Work): boolean =>
  country !== 'NO' || work === 'representative'

/** The claims of an application, each with its ground in plain words; what is missing refuses the application. */
export interface Draft {
  claims: DraftClaim[]
  /** Fee of the court and representation: claimed, and ours when they are awarded. */
  court: bigint
  law: { name: LawName; value: string; from: Day; source: string; unverified: boolean }[]
  missing: Obstacle[]
}

/**
 * Sweden: ansökan om betalningsföreläggande (lag 1990:746) · Norway: forliksklage (tvisteloven kap. 6) · Bulgaria: заявление
 * по чл. 410 ГПК. `work`: whose is to be compensated. Pure.
 */
export function draftClaims(country: CountryCode, one: PlannedCase, law: LawValues, on: Day, work: Work | null): Draft {
  const say = words[country]
  const draft: Draft = { claims: [], court: 0n, law: [], missing: [] }
  for (const claim of one.claims) {
    const { running, accrued } = interestOf(country, claim, one.currency, on)
    draft.claims.push({
      kind: 'capital',
      itemId: claim.itemId,
      amount: claim.open,
      ground: say.capital(claim),
      ...running,
      source: null,
    })
    if (accrued) draft.claims.push(accrued)
    for (const charge of claim.charges) {
      const kind = kindOf(charge)
      draft.claims.push({
        kind,
        itemId: charge.itemId,
        amount: charge.open,
        ground: say.charge(kind, claim, charge.chargedOn),
        interestFrom: null,
        interestText: null,
        source: null,
      })
    }
    const missing = demandMissing(country, claim, on)
    if (missing) draft.missing.push(missing)
  }
  const fees: { name: LawName; kind: CourtClaimKind }[] = [
    { name: 'court-fee', kind: 'court-fee' },
    ...(work && isCompensated(country, work)
      ? [{ name: 'court-representation' as const, kind: 'representation' as const }]
      : []),
  ]
  // A percent of what is claimed in money: interest that runs until payment is no part of it.
  const claimed = draft.claims.reduce((sum, claim) => sum + claim.amount, 0n)
  for (const { name, kind } of fees) {
    const found = feeOf(country, law, name, on, claimed)
    if ('missing' in found) draft.missing.push(found.missing)
    else if (found.amount > 0n) {
      draft.court += found.amount
      // That an own jurist is compensated (ГПК чл. 78 ал. 8) was seen in no source.
      const isAssumed = country === 'BG' && kind === 'representation' && work === 'own'
      draft.law.push({
        name,
        value: found.value,
        from: found.from,
        source: found.source,
        unverified: found.unverified || isAssumed,
      })
      draft.claims.push({
        kind,
        itemId: null,
        amount: found.amount,
        ground: kind === 'court-fee' ? say.courtFee(found.value, found.least) : say.work[work!],
        interestFrom: null,
        interestText: null,
        source: found.source,
      })
    }
  }
  return draft
}

/**
 * From when, and by what: the law, or what was agreed with this customer. Where it was agreed that none runs, none is asked for.
 * What has run until the day is a sum of its own where the court wants one: the forliksklage has a field for it, and a Bulgarian
 * court gives legal interest from the application on and takes its fee of what ran before. In Sweden it runs from its first
 * day, unless days without interest or another principal lie between: never more is claimed than has accrued.
 */
function interestOf(
  country: CountryCode,
  { itemId, numberText, open, interest: { from, amount, segments, agreed } }: PlannedClaim,
  currency: string,
  on: Day,
): { running: Pick<DraftClaim, 'interestFrom' | 'interestText'>; accrued: DraftClaim | null } {
  const say = words[country]
  const isFree = agreed && 'percent' in agreed && /^0(\.0*)?$/.test(agreed.percent)
  if (!from || isFree) return { running: { interestFrom: null, interestText: null }, accrued: null }
  const basis = !agreed
    ? say.byLaw
    : 'percent' in agreed
      ? say.agreed(agreed.percent)
      : say.aboveReference(agreed.margin)
  const runs = (first: Day) => ({ interestFrom: first, interestText: say.interestRuns(basis, first) })
  const principal = formatMinor(open, currency)
  const isOneCourse = segments.every(
    (segment, i) =>
      segment.principal === principal && (i === 0 || segment.from === addDays(segments[i - 1]!.through, 1)),
  )
  if (amount === 0n || (country === 'SE' && isOneCourse)) return { running: runs(from), accrued: null }
  return {
    running: runs(addDays(on, 1)),
    accrued: {
      kind: 'interest',
      itemId,
      amount,
      ground: say.interestRan(basis, from, on, numberText),
      interestFrom: null,
      interestText: segments.map(say.segment).join('; '),
      source: null,
    },
  }
}

type Fee =
  | { amount: bigint; value: string; least?: bigint; from: Day; source: string; unverified: boolean }
  | { missing: Obstacle }

/** An amount of the act, or a percent of the claim (Bulgaria); a law that the house does not know is asked for, never guessed. */
function feeOf(country: CountryCode, law: LawValues, name: LawName, on: Day, total: bigint): Fee {
  try {
    if (country === 'BG' && name === 'court-fee') {
      const row = law.percentOn(name, on)
      const [whole, part = ''] = row.percent.split('.')
      const amount = proportion(total, BigInt(whole! + part), 100n * 10n ** BigInt(part.length))
      const least = law.anyAmountOn('court-fee-minimum', on)
      const value = `${row.percent} %`
      return least && least.amount > amount
        ? { amount: least.amount, value, least: least.amount, ...taken(least) }
        : { amount, value, ...taken(row) }
    }
    const row = law.anyAmountOn(name, on)
    if (row) return { amount: row.amount, value: String(row.amount), ...taken(row) }
    const what = name === 'court-fee' ? 'the fee of the court' : 'what the court gives for representation'
    return { missing: { code: name, text: `${what} on ${on} is not known: add it to the law values` } }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { missing: { code: name, text: error.problems[0]!.message } }
  }
}

const taken = ({ from, source, unverified }: { from: Day; source: string; unverified?: boolean }) => ({
  from,
  source,
  unverified: unverified ?? false,
})

/** No legal action before the time of the demand has run out (inkassolag 5–6 §§; inkassoloven §§ 9–10). */
function demandMissing(country: CountryCode, claim: PlannedClaim, on: Day): Obstacle | null {
  if (country === 'BG' || claim.demandedByAgency) return null
  const demands = claim.letters.filter((letter) => letter.kind !== 'reminder')
  if (demands.some((letter) => letter.deadlineOn < on)) return null
  return {
    code: 'demand',
    text: `${claim.numberText}: no collection notice has been sent whose time has run out`,
  }
}

const kindOf = (charge: PlannedClaim['charges'][number]): CourtClaimKind => {
  if (charge.component === 'interest' || charge.component === 'compensation') return charge.component
  if (charge.component === 'cost') return 'other'
  return charge.letterKind === null ? 'other' : charge.letterKind === 'reminder' ? 'reminder' : 'collection'
}

interface Words {
  capital(claim: PlannedClaim): string
  charge(kind: CourtClaimKind, claim: PlannedClaim, on: Day): string
  /** What the interest rests on: the law, an agreed rate, an agreed addition to the reference rate. Percents as they are written in law. */
  byLaw: string
  agreed(percent: string): string
  aboveReference(margin: string): string
  interestRuns(basis: string, from: Day): string
  interestRan(basis: string, from: Day, through: Day, number: string): string
  segment(one: PlannedClaim['interest']['segments'][number]): string
  courtFee(value: string, least?: bigint): string
  work: Record<Work, string>
}

/** Days as the court's country writes them. */
type Write = (on: Day) => string
const swedish: Write = (on) => writeDay(on, 'sv')
const norwegian: Write = (on) => writeDay(on, 'nb')
/** A Bulgarian day ends with its own full stop. */
const ended = (sentence: string): string => (sentence.endsWith('.') ? sentence : `${sentence}.`)
const bulgarian: Write = (on) => writeDay(on, 'bg')

const letters = (claim: PlannedClaim, kinds: string[], write: Write): string =>
  claim.letters
    .filter((letter) => kinds.includes(letter.kind))
    .map((letter) => write(letter.sentOn))
    .join(', ')
const period = ({ supplyFrom, supplyTo }: PlannedClaim, to: string, write: Write): string =>
  supplyFrom
    ? supplyTo && supplyTo !== supplyFrom
      ? `${write(supplyFrom)} ${to} ${write(supplyTo)}`
      : write(supplyFrom)
    : ''

const comma = (percent: string): string => percent.replace('.', ',')

const words: Record<CountryCode, Words> = {
  SE: {
    capital(claim) {
      const supplied = period(claim, 'till', swedish)
      const reminded = letters(claim, ['reminder'], swedish)
      const demanded = letters(claim, ['collection-notice'], swedish)
      return [
        `Obetald faktura nr ${claim.numberText} av den ${claim.invoiceOn}, avseende ${whatFor(claim)}${supplied ? ` (${supplied})` : ''}.`,
        `Fakturan förföll till betalning den ${claim.dueOn}.`,
        reminded ? `Betalningspåminnelse skickades den ${reminded}.` : '',
        demanded ? `Inkassokrav skickades den ${demanded}.` : '',
        claim.payments.length > 0
          ? 'Delbetalning har avräknats; det återstående beloppet är inte betalt.'
          : 'Betalning har inte skett.',
      ]
        .filter(Boolean)
        .join(' ')
    },
    charge: (kind, claim, on) =>
      ({
        interest: `Dröjsmålsränta som debiterats den ${on} på faktura nr ${claim.numberText}.`,
        reminder: `Ersättning för skriftlig betalningspåminnelse den ${on} avseende faktura nr ${claim.numberText}; avtalad senast i samband med att skulden uppkom (lag 1981:739 2 §).`,
        collection: `Ersättning för inkassokrav den ${on} avseende faktura nr ${claim.numberText} (lag 1981:739 4 §).`,
        compensation: `Förseningsersättning avseende faktura nr ${claim.numberText} (lag 1981:739 4 a §).`,
      })[kind as 'interest'] ?? `Kostnad den ${on} avseende faktura nr ${claim.numberText}.`,
    byLaw: 'Ränta enligt 6 § räntelagen',
    agreed: (percent) => `Avtalad dröjsmålsränta med ${comma(percent)} % per år`,
    aboveReference: (margin) =>
      `Avtalad dröjsmålsränta med Riksbankens referensränta (9 § räntelagen) och ${comma(margin)} procentenheter`,
    interestRuns: (basis, from) => `${basis} från den ${from} tills betalning sker`,
    interestRan: (basis, from, through, number) =>
      `${basis} från den ${from} till och med den ${through} på faktura nr ${number}.`,
    segment: ({ from, through, percent, principal }) =>
      `${from}–${through}: ${comma(percent)} % på ${writeDecimal(principal, 'sv', 2)}`,
    courtFee: () => 'Ansökningsavgift till Kronofogdemyndigheten (förordning 1992:1094).',
    work: {
      representative: 'Ersättning för arvode till ombud i målet (lag 1990:746 48 §).',
      own: 'Ersättning för sökandens eget arbete med anledning av målet (lag 1990:746 48 §).',
    },
  },
  NO: {
    capital(claim) {
      const supplied = period(claim, 'til', norwegian)
      const noticed = letters(claim, ['collection-notice'], norwegian)
      const demanded = letters(claim, ['payment-demand'], norwegian)
      return [
        `Ubetalt faktura nr. ${claim.numberText} datert ${norwegian(claim.invoiceOn)} for ${whatFor(claim)}${supplied ? ` (${supplied})` : ''}.`,
        `Kravet forfalt til betaling ${norwegian(claim.dueOn)}.`,
        noticed ? `Inkassovarsel er sendt ${noticed}.` : '',
        demanded ? `Betalingsoppfordring er sendt ${demanded}.` : '',
        claim.payments.length > 0 ? 'Delbetalinger er trukket fra; resten er ikke betalt.' : 'Kravet er ikke betalt.',
      ]
        .filter(Boolean)
        .join(' ')
    },
    charge: (kind, claim, on) =>
      ({
        interest: `Forsinkelsesrente belastet ${norwegian(on)} på faktura nr. ${claim.numberText}.`,
        reminder: `Purregebyr ${norwegian(on)} for faktura nr. ${claim.numberText} (inkassoforskriften § 1-2).`,
        collection: `Gebyr for inkassovarsel eller betalingsoppfordring ${norwegian(on)} for faktura nr. ${claim.numberText} (inkassoforskriften § 1-2).`,
        compensation: `Standardkompensasjon for faktura nr. ${claim.numberText} (forsinkelsesrenteloven § 3a).`,
      })[kind as 'interest'] ?? `Kostnad ${norwegian(on)} for faktura nr. ${claim.numberText}.`,
    byLaw: 'Forsinkelsesrente etter forsinkelsesrenteloven § 3',
    agreed: (percent) => `Avtalt forsinkelsesrente på ${comma(percent)} % per år`,
    aboveReference: (margin) =>
      `Avtalt forsinkelsesrente på Norges Banks styringsrente med tillegg av ${comma(margin)} prosentpoeng`,
    interestRuns: (basis, from) => `${basis} fra ${norwegian(from)} til betaling skjer`,
    interestRan: (basis, from, through, number) =>
      `${basis} fra ${norwegian(from)} til og med ${norwegian(through)} på faktura nr. ${number}.`,
    segment: ({ from, through, percent, principal }) =>
      `${norwegian(from)}–${norwegian(through)}: ${comma(percent)} % av ${writeDecimal(principal, 'nb', 2)}`,
    courtFee: () => 'Rettsgebyr for forliksklage (rettsgebyrloven).',
    work: {
      representative: 'Sakskostnader: utgifter til rettslig medhjelper i saken (tvisteloven § 6-13).',
      own: '',
    },
  },
  BG: {
    capital(claim) {
      const supplied = period(claim, '–', bulgarian)
      const reminded = letters(claim, ['reminder'], bulgarian)
      const invited = letters(claim, ['collection-notice'], bulgarian)
      return [
        `Неплатена фактура № ${claim.numberText} от ${bulgarian(claim.invoiceOn)} за ${whatFor(claim)}${supplied ? ` (${supplied})` : ''}.`,
        ended(`Падеж: ${bulgarian(claim.dueOn)}`),
        reminded ? ended(`Напомняне е изпратено на ${reminded}`) : '',
        invited ? ended(`Покана за плащане е изпратена на ${invited}`) : '',
        claim.payments.length > 0
          ? 'Частичните плащания са приспаднати, остатъкът не е платен.'
          : 'Задължението не е платено.',
      ]
        .filter(Boolean)
        .join(' ')
    },
    charge: (kind, claim, on) =>
      kind === 'interest'
        ? `Начислена ${claim.interest.agreed ? 'уговорена лихва' : 'законна лихва'} за забава на ${bulgarian(on)} по фактура № ${claim.numberText}${claim.interest.agreed ? '' : ' (чл. 86 ЗЗД)'}.`
        : `Разноски на ${bulgarian(on)} по фактура № ${claim.numberText}.`,
    byLaw: 'Законна лихва по чл. 86 ЗЗД',
    agreed: (percent) => `Уговорена лихва за забава в размер на ${comma(percent)} % годишно`,
    aboveReference: (margin) =>
      `Уговорена лихва за забава в размер на основния лихвен процент, увеличен с ${comma(margin)} процентни пункта,`,
    interestRuns: (basis, from) => `${basis} от ${bulgarian(from)} до окончателното плащане`,
    interestRan: (basis, from, through, number) =>
      `${basis} от ${bulgarian(from)} до ${bulgarian(through)} по фактура № ${number}.`,
    segment: ({ from, through, percent, principal }) =>
      `${bulgarian(from)} – ${bulgarian(through)}: ${comma(percent)} % върху ${writeDecimal(principal, 'bg', 2)}`,
    work: {
      representative: 'Възнаграждение за адвокат по заповедното производство (чл. 78, ал. 1 ГПК).',
      own: 'Юрисконсултско възнаграждение по заповедното производство (чл. 78, ал. 8 ГПК).',
    },
    courtFee: (value, least) =>
      `Държавна такса за заповедното производство, ${value} от вземането${least ? `, но не по-малко от ${writeMoney(least, 'EUR', 'bg')}` : ''} (чл. 410 ГПК).`,
  },
}
