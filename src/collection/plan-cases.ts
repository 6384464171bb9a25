import type { Hindrance } from '../claims/hindrances.ts'
import { readHindrances } from '../claims/hindrances.ts'
import type { Ctx } from '../db/context.ts'
import { type Accrued, accrueInterest } from '../interest/accrue.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { PartyFacts } from '../parties/queries.ts'
import { readParties } from '../parties/queries.ts'
import type { Agency, Target } from './agencies.ts'
import type { Place } from './court-of-place.ts'
import { courtOf, servedBy } from './court-of-place.ts'
import type { ClaimFacts } from './read-claims.ts'
import { readClaims } from './read-claims.ts'

/** Why a claim stays where it is, or a case cannot go yet. */
export interface Obstacle {
  code: string
  text: string
}

export interface PlannedClaim extends ClaimFacts {
  queueId: Id | null
  interest: Pick<Accrued, 'from' | 'amount' | 'segments' | 'agreed' | 'problem'>
}

/** One case that would be opened: one debtor, one currency, one business area, one agency. */
export interface PlannedCase {
  agency: Agency | null
  /** No court is known to serve the debtor's address: the one for all the rest was taken, and nobody has looked at it. */
  courtByDefault: boolean
  target: Target
  party: PartyFacts
  identityNumber: string | null
  currency: string
  businessAreaId: Id | null
  claims: PlannedClaim[]
  capital: bigint
  interest: bigint
  fees: bigint
  total: bigint
  missing: Obstacle[]
}

export interface Wanted {
  itemId: Id
  queueId: Id | null
  target: Target
}
export interface Plan {
  cases: PlannedCase[]
  /** Claims that must not be handed over now, and why. */
  excluded: (Sums & {
    itemId: Id
    queueId: Id | null
    numberText: string
    party: PartyFacts
    target: Target
    currency: string
    why: Obstacle[]
  })[]
  /** Paid meanwhile: they leave the queue. */
  paid: { itemId: Id; queueId: Id | null }[]
}

/**
 * What handing over the given claims would make, with everything that is missing. Nothing is written. Claims with a
 * hindrance (disputed, in a plan, protected, money lying unapplied …) stay behind, each with its cause.
 */
export async function planCases(ctx: Ctx, wanted: readonly Wanted[], agencies: readonly Agency[]): Promise<Plan> {
  const itemIds = wanted.map((one) => one.itemId)
  const claims = await readClaims(ctx, itemIds)
  const hindrances = await readHindrances(ctx, ctx.today, { items: itemIds })
  const parties = await readParties(
    ctx.db,
    ctx.company.id,
    [...claims.values()].map((claim) => claim.partyId),
    ctx.today,
  )
  const identities = await readIdentities(ctx, [...parties.keys()])
  const plan: Plan = { cases: [], excluded: [], paid: [] }
  const open = wanted.filter(({ itemId }) => (claims.get(itemId)?.open ?? 0n) > 0n)
  const interest = await accrueInterest(
    ctx,
    open.map(({ itemId }) => itemId),
    ctx.today,
  )
  const byCase = new Map<string, PlannedCase>()
  for (const one of wanted) {
    const claim = claims.get(one.itemId)
    if (!claim || claim.open <= 0n) {
      plan.paid.push({ itemId: one.itemId, queueId: one.queueId })
      continue
    }
    const party = parties.get(claim.partyId)!
    const why = (hindrances.get(one.itemId) ?? []).map(toObstacle)
    if (party.protection !== 'none' && !why.some(({ code }) => code === 'protected'))
      why.push({ code: 'protected', text: 'the person has protected identity: the claim is kept in the house' })
    if (claim.dueOn >= ctx.today) why.push({ code: 'not-due', text: `it is due on ${claim.dueOn}` })
    const planned: PlannedClaim = { ...claim, queueId: one.queueId, interest: interest.get(claim.itemId)! }
    if (why.length > 0) {
      const { itemId, numberText, currency } = claim
      const { queueId, target } = one
      plan.excluded.push({ itemId, queueId, numberText, party, target, currency, ...sumsOf([planned]), why })
      continue
    }
    const { agency, courtByDefault } = chooseAgency(
      agencies,
      one.target,
      claim.businessAreaId,
      party.buyer?.address ?? null,
    )
    const key = [one.target, agency?.id, claim.partyId, claim.currency, claim.businessAreaId].join(' ')
    const known = byCase.get(key)
    if (known) known.claims.push(planned)
    else
      byCase.set(key, {
        agency,
        courtByDefault,
        target: one.target,
        party,
        identityNumber: identities.get(claim.partyId) ?? null,
        currency: claim.currency,
        businessAreaId: claim.businessAreaId,
        claims: [planned],
        capital: 0n,
        interest: 0n,
        fees: 0n,
        total: 0n,
        missing: [],
      })
  }
  plan.cases = [...byCase.values()].map((one) => ({
    ...one,
    ...sumsOf(one.claims),
    missing: missingOf(one, ctx.company.country),
  }))
  return plan
}

type Sums = Pick<PlannedCase, 'capital' | 'interest' | 'fees' | 'total'>
export function sumsOf(claims: readonly PlannedClaim[]): Sums {
  let [capital, interest, fees] = [0n, 0n, 0n]
  for (const claim of claims) {
    capital += claim.open
    interest += claim.interest.amount
    for (const charge of claim.charges)
      if (charge.component === 'interest') interest += charge.open
      else fees += charge.open
  }
  return { capital, interest, fees, total: capital + interest + fees }
}

/**
 * The agency of the claim's own business area, else the one for all, else the only one there is; a court by where the debtor
 * lives (tvisteloven §§ 4-3, 4-4; ГПК чл. 411; unverified): one that serves the place, else one that is named by it, else the default one
 * where it is not told to serve other places alone.
 */
function chooseAgency(
  agencies: readonly Agency[],
  target: Target,
  areaId: Id | null,
  address: Place | null,
): Pick<PlannedCase, 'agency' | 'courtByDefault'> {
  const own = agencies.filter((agency) => agency.target === target)
  const of = own.filter((agency) => agency.businessAreaId !== null && agency.businessAreaId === areaId)
  const all = own.filter((agency) => agency.businessAreaId === null)
  const here = target === 'court' && address ? courtOf([...of, ...all], address) : undefined
  if (here) return { agency: here, courtByDefault: false }
  const anywhere = (agency: Agency) => servedBy(agency).length === 0
  const others = all.filter(anywhere)
  const agency =
    of.find(anywhere) ?? others.find((one) => one.isDefault) ?? (all.length === 1 ? (others[0] ?? null) : null)
  // An authority that takes files serves the whole country.
  return { agency, courtByDefault: target === 'court' && agency?.adapter === 'paper' }
}

function missingOf(one: PlannedCase, country: string): Obstacle[] {
  const missing: Obstacle[] = []
  const say = (code: string, text: string) => missing.push({ code, text })
  if (!one.agency)
    say(
      'agency',
      one.target === 'agency'
        ? 'no agency takes it: add one, or make one the default'
        : 'no court is known for the debtor’s address: add it, or choose one',
    )
  // A forliksklage names it where it is known (politiet.no: «eventuelt fødsels- eller organisasjonsnummer»).
  if (!one.identityNumber && !(one.target === 'court' && country === 'NO'))
    say('identity-number', 'the debtor has no personal or organisation number: enter it among his details')
  if (!one.party.buyer) say('forgotten', 'the debtor was forgotten: nothing of him is known any more')
  else if (!one.party.buyer.address.street && !one.party.buyer.address.careOf)
    say('address', 'the debtor has no address: enter it among his details')
  else if (!one.party.buyer.address.postCode || !one.party.buyer.address.city)
    say('address', 'the address of the debtor is not whole: enter post code and place')
  const unknownRate = one.claims.find((claim) => claim.interest.problem)?.interest.problem
  if (unknownRate) say(unknownRate.code, unknownRate.message)
  if (one.agency?.adapter === 'amili' && one.currency !== 'SEK') say('currency', 'Amili takes Swedish kronor alone')
  return missing
}

export const hindranceText = (hindrance: Hindrance): string => {
  const parts = [
    hindrance.reason,
    hindrance.amount === null || hindrance.currency === null
      ? null
      : `${formatMinor(hindrance.amount, hindrance.currency)} ${hindrance.currency}`,
    hindrance.fromOn ? `from ${hindrance.fromOn}` : null,
    hindrance.toOn ? `to ${hindrance.toOn}` : null,
  ]
  return parts.filter(Boolean).join(', ')
}
const toObstacle = (hindrance: Hindrance): Obstacle => ({
  code: hindrance.kind,
  text: hindranceText(hindrance) || hindrance.kind,
})

export async function readIdentities({ db, company }: Ctx, ids: readonly Id[]): Promise<Map<Id, string>> {
  const rows = await db.rows<{ id: Id; identity: string }>(
    `select id, identity_number as identity from parties where company_id = $1 and id = any ($2::uuid[]) and identity_number is not null`,
    [company.id, ids],
  )
  return new Map(rows.map((row) => [row.id, row.identity]))
}
