import type { Hindrance } from '../claims/hindrances.ts'
import type { LetterKind, LetterQuestion } from '../countries/claims.ts'
import { type DebtorKind, debtorOf } from '../countries/claims.ts'
import type { CountryRules } from '../countries/country.ts'
import type { Accrued } from '../interest/accrue.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import type { PartyFacts } from '../parties/queries.ts'
import { nextStep } from './chain.ts'
import { chooseChannel } from './channel.ts'
import type { LawDesk } from './law.ts'
import { letterQuestion } from './law.ts'
import type { AccruedInterest, Cause, Claim, Policy, Proposal, ProposedItem, Said, Step, Waiting } from './types.ts'
import { isLetter, sumCharged } from './types.ts'

/** What is known around the claims of a batch. */
export interface Surroundings {
  /** The day of the letters. */
  on: Day
  rules: CountryRules
  law: LawDesk
  /** Currency of the books: fees are in it, and on letters in it. */
  baseCurrency: string
  parties: ReadonlyMap<Id, PartyFacts>
  hindrances: ReadonlyMap<Id, readonly Hindrance[]>
  /** Through which day the bank has told of money; null: it never did. */
  bankThrough: Day | null
  /** False: nobody asks how old the bank files are (a simulation of a day before the first of them). */
  watchBank: boolean
  interest: ReadonlyMap<Id, Accrued>
}

export interface Decision {
  rows: Proposal[]
  waiting: Waiting[]
}

interface Due {
  claim: Claim
  policy: Policy
  step: Step
}

/**
 * What becomes of the overdue claims of one customer on a day. Pure: proposal, simulation, execution and re-check all ask it.
 * Every claim comes out once: in a row that goes, in a row that is held, or as waiting.
 */
export function decide(claims: readonly Claim[], around: Surroundings): Decision {
  const rows: Proposal[] = []
  const waiting: Waiting[] = []
  const due: Due[] = []
  for (const claim of claims) {
    const where = standing(claim, around.on)
    if ('step' in where) due.push({ claim, ...where })
    else waiting.push(where)
  }
  for (const group of grouped(due)) {
    const { policy, step } = group[0]!
    const party = around.parties.get(group[0]!.claim.partyId)
    // Claims that rest go into rows of their own, one for each set of reasons.
    const bySet = new Map<string, { items: ProposedItem[]; causes: Cause[] }>()
    for (const { claim } of group) {
      const { causes, item } = judge(claim, policy, step, party, around)
      const key = causes.map((cause) => `${cause.code} ${cause.until ?? ''} ${cause.data?.how ?? ''}`).join('|')
      const set = bySet.get(key)
      if (set) set.items.push(item)
      else bySet.set(key, { items: [item], causes })
    }
    for (const { items, causes } of bySet.values())
      rows.push(compose(items, causes, policy, step, party, around, claims))
  }
  return { rows, waiting }
}

/** Where a claim stands in its policy. */
function standing(claim: Claim, on: Day): { policy: Policy; step: Step } | Waiting {
  const wait = (code: Waiting['code'], stepNo: number | null = null, nextOn: Day | null = null): Waiting => ({
    claim,
    code,
    stepNo,
    nextOn,
  })
  if (!claim.policy) return wait('no-policy')
  const next = nextStep(claim.policy, claim)
  if (!next) return wait('chain-ended')
  // Handed over, or sent back from there by a person: it is not queued again by itself.
  if (claim.queued) return wait(claim.queued === 'waiting' ? 'queued' : 'chain-ended', next.step.stepNo)
  if (next.on > on) return wait('not-yet', next.step.stepNo, next.on)
  return { policy: claim.policy, step: next.step }
}

function grouped(due: readonly Due[]): Due[][] {
  const groups = new Map<string, Due[]>()
  for (const one of due) {
    const { claim, policy, step } = one
    const key = `${claim.currency} ${claim.businessAreaId ?? ''} ${policy.id} ${step.stepNo}`
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return [...groups.values()]
}

const none: AccruedInterest = { from: null, amount: 0n, segments: [], accrued: null }

/** Why a claim of its own may not be asked for, and what of it may. */
function judge(
  claim: Claim,
  policy: Policy,
  step: Step,
  party: PartyFacts | undefined,
  around: Surroundings,
): { causes: Cause[]; item: ProposedItem } {
  const causes: Cause[] = []
  let asked = claim.open
  let disputed = false
  for (const hindrance of around.hindrances.get(claim.itemId) ?? []) {
    if (hindrance.rests !== null && hindrance.rests < asked) {
      // A part is disputed: the rest of it is asked for.
      asked -= hindrance.rests
      disputed = true
    } else causes.push({ code: hindrance.kind, until: hindrance.toOn, ...moneyOf(hindrance) })
  }
  if (party?.kind === 'internal') causes.push({ code: 'internal-customer' })
  const last = claim.letters.at(-1)
  if (last?.returned) causes.push({ code: 'letter-returned' })
  else if (last && !last.left) causes.push({ code: 'letter-not-sent' })
  const borne = around.interest.get(claim.itemId)
  const accrued = policy.interest === 'none' || disputed ? undefined : borne
  if (accrued?.problem) causes.push(lawMissing(accrued.problem))
  const interest = accrued ? { from: accrued.from, amount: accrued.amount, segments: accrued.segments, accrued } : none
  const item: ProposedItem = { claim, asked, interest, compensation: 0n, compensationLaw: noLaw, law: null }
  if (isLetter(step.kind) && party) {
    const debtor = debtorOf(party.kind)
    const mayClaim = step.compensation && claim.compensation === 0n && !disputed
    if (mayClaim && claim.currency === around.baseCurrency && borne && borne.lateOn <= around.on) {
      const { law, problem } = around.law.compensation(borne.lateOn, debtor, claim.costs)
      if (law) {
        item.compensation = law.maximumFee
        if (law.maximumFee > 0n) item.compensationLaw = law.values
      } else causes.push(lawMissing(problem))
    }
    const question = questionOf(item, policy, step.kind, debtor, disputed, around)
    const { law, problem } = around.law.letter(question)
    item.law = law ?? null
    if (problem) causes.push(lawMissing(problem))
    else if (!law.allowed) {
      const until = around.law.waitFor(question, 'letter')
      causes.push(
        until
          ? { code: 'law-too-early', until }
          : // What forbids it stands last; before it stands what it would have to be.
            {
              code: 'law-forbids',
              data: { code: law.why.at(-1)?.code ?? null, source: law.why.at(-1)?.source ?? null },
            },
      )
    } else if (law.maximumFee === 0n && wantsFee(step) && claim.currency === around.baseCurrency) {
      // A letter that may bear its fee some days later waits for them; one that never may goes without.
      const until = around.law.waitFor(question, 'fee')
      if (until) causes.push({ code: 'law-too-early', until })
    }
  }
  return { causes, item }
}

/** Which value of the law lacks, and from which day: what a person has to enter. */
const lawMissing = ({ code, data }: Problem): Cause => ({
  code: 'law-missing',
  data: {
    code,
    from: (data?.from as string | undefined) ?? null,
    what: (data?.what as string | undefined) ?? null,
    name: (data?.name as string | undefined) ?? null,
  },
})

/** Of money that lies unapplied: how much, from when, and why it may be meant for the claim. */
function moneyOf({ kind, how, amount, currency, fromOn, reason }: Hindrance): Pick<Cause, 'data'> {
  if (!how || amount === null || currency === null) return {}
  // Of a refund `reason` is what a person wrote: it stays with the refund.
  const number = kind === 'refund-pending' ? null : reason
  return { data: { how, amount: formatMinor(amount, currency), currency, from: fromOn, number } }
}

const wantsFee = (step: Step): boolean => step.fee === 'law' || (step.fee === 'fixed' && (step.feeAmount ?? 0n) > 0n)

function questionOf(
  { claim, compensation }: ProposedItem,
  policy: Policy,
  kind: LetterKind,
  debtor: DebtorKind,
  disputed: boolean,
  around: Surroundings,
): LetterQuestion {
  return letterQuestion(claim, claim.compensation + compensation, kind, {
    sentOn: around.on,
    debtor,
    creditor: around.law.creditor,
    feeAgreed: policy.feeAgreed,
    disputed,
  })
}

export function compose(
  items: ProposedItem[],
  itemCauses: Cause[],
  policy: Policy,
  step: Step,
  party: PartyFacts | undefined,
  around: Surroundings,
  all: readonly Claim[],
): Proposal {
  items.sort((a, b) =>
    a.claim.dueOn < b.claim.dueOn ? -1 : a.claim.dueOn > b.claim.dueOn ? 1 : a.claim.itemId < b.claim.itemId ? -1 : 1,
  )
  const { currency, partyId, businessAreaId } = items[0]!.claim
  const sum = (of: (item: ProposedItem) => bigint) => items.reduce((total, item) => total + of(item), 0n)
  const causes = [...itemCauses]
  const { fee, main, deadlineOn, said, law } = isLetter(step.kind)
    ? feeOf(items, step, around)
    : { fee: 0n, main: items[0]!.claim, deadlineOn: around.on, said: [], law: [] }
  const letter = isLetter(step.kind) && {
    country: around.rules.code,
    kind: step.kind,
    claims: items.length,
  }
  const { channel, passedOver } =
    letter && party ? chooseChannel(step.channels, letter, party, around.on) : { channel: null, passedOver: [] }
  if (isLetter(step.kind) && channel === null)
    causes.push({ code: passedOver.some((one) => one.why === 'bounced') ? 'e-mail-bounced' : 'no-channel' })
  const minimum = policy.minimum[currency] ?? 0n
  const openInAll = all
    .filter((claim) => claim.policy?.id === policy.id && claim.currency === currency)
    .reduce((total, claim) => total + claim.open + sumCharged(claim.charged), 0n)
  if (openInAll < minimum) causes.push({ code: 'minimum' })
  if (around.watchBank && policy.bankFileDays !== null && bankAge(around) > policy.bankFileDays)
    causes.push({ code: 'bank-file-old', data: { through: around.bankThrough } })
  const [capital, charged] = [sum((item) => item.asked), sum((item) => sumCharged(item.claim.charged))]
  const [interest, compensation] = [sum((item) => item.interest.amount), sum((item) => item.compensation)]
  return {
    partyId,
    currency,
    businessAreaId,
    policy,
    step,
    items,
    main,
    capital,
    interest,
    charged,
    fee,
    compensation,
    total: capital + interest + charged + fee + compensation,
    deadlineOn,
    channel,
    passedOver,
    causes,
    said,
    law: withCompensation(law, items),
  }
}

/** Each row of the law once, whichever claims stand on it. */
function withCompensation(law: Proposal['law'], items: readonly ProposedItem[]): Proposal['law'] {
  const more = new Set(items.flatMap((item) => item.compensationLaw))
  if (more.size === 0) return law
  return [...law, ...[...more].filter((one, i, all) => all.findIndex(({ from }) => from === one.from) === i)]
}

const nothingSaid: Said[] = []
const noLaw: Proposal['law'] = []

/**
 * One fee a letter, by the claim for which the law allows most (the oldest of them): a letter for it alone would bear it too.
 * More than the law allows on the day is cut, and said.
 */
function feeOf(items: readonly ProposedItem[], step: Step, around: Surroundings) {
  let best = { main: items[0]!.claim, most: -1n, said: nothingSaid, law: noLaw }
  let earliest = around.on
  for (const item of items) {
    const { law } = item
    if (!law) continue
    earliest = later(earliest, law.earliestDeadline)
    const most = law.currency === item.claim.currency ? law.maximumFee : 0n
    if (most > best.most) best = { main: item.claim, most, said: law.why, law: law.values }
  }
  const most = best.most < 0n ? 0n : best.most
  const wanted = step.fee === 'none' ? 0n : step.fee === 'law' ? most : (step.feeAmount ?? 0n)
  const cut = wanted > most || (wantsFee(step) && most === 0n)
  return {
    fee: wanted < most ? wanted : most,
    main: best.main,
    deadlineOn: around.law.deadline(around.on, step.deadlineDays, earliest),
    said: cut ? best.said : nothingSaid,
    law: wanted > 0n ? best.law : noLaw,
  }
}

/** Banking days since the bank last told of money: neither that day nor the day of the letters counted. */
export function bankAge({ bankThrough, on, rules }: Pick<Surroundings, 'bankThrough' | 'on' | 'rules'>): number {
  if (bankThrough === null) return Number.POSITIVE_INFINITY
  let age = 0
  for (let day = addDays(bankThrough, 1); day < on && age <= 60; day = addDays(day, 1))
    if (rules.holidays.isBankingDay(day)) age++
  return age
}
