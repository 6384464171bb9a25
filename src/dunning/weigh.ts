import { bankThrough } from '../bank/bank-through.ts'
import type { Hindrance } from '../claims/hindrances.ts'
import { readHindrances } from '../claims/hindrances.ts'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { accrueInterest } from '../interest/accrue.ts'
import type { InterestSetUp } from '../interest/interest-set-up.ts'
import { readInterestSetUp } from '../interest/interest-set-up.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { readParties } from '../parties/queries.ts'
import { nextStep } from './chain.ts'
import type { Decision, Surroundings } from './decide.ts'
import { decide } from './decide.ts'
import type { LawDesk } from './law.ts'
import { lawDesk } from './law.ts'
import type { Claim } from './types.ts'

/** What is known once for a whole run. */
export interface Scales {
  on: Day
  law: LawDesk
  baseCurrency: string
  interest: InterestSetUp
  bankThrough: Day | null
  /** Of all claims; null: asked for batch by batch. */
  hindrances: ReadonlyMap<Id, readonly Hindrance[]> | null
}

/** @param hindrances those of all claims: to be read, or read before; without it they are asked for batch by batch */
export async function readScales(ctx: Ctx, on: Day, hindrances?: Scales['hindrances'] | 'all'): Promise<Scales> {
  const interest = await readInterestSetUp(ctx)
  return {
    on,
    law: lawDesk(interest.rules, interest.law, ctx.company.kind === 'municipality' ? 'authority' : 'business'),
    interest,
    baseCurrency: interest.baseOn(on),
    bankThrough: await bankThrough(ctx, on),
    hindrances: hindrances === 'all' ? await readHindrances(ctx, on) : (hindrances ?? null),
  }
}

/** What becomes of the claims of whole customers on the day of the scales. */
export async function weigh(ctx: Ctx, scales: Scales, claims: readonly Claim[]): Promise<Decision> {
  return weighBy(claims, await readAround(ctx, scales, claims))
}

/** Facts are read for the claims that a step is due for; the others wait, whatever they are. */
export async function readAround(ctx: Ctx, scales: Scales, claims: readonly Claim[]): Promise<Surroundings> {
  const { on } = scales
  const due = claims.filter((claim) => isDue(claim, on))
  const ids = due.map((claim) => claim.itemId)
  const withInterest = due.filter(looksAtInterest).map((claim) => claim.itemId)
  return {
    on,
    rules: country(ctx.company.country),
    law: scales.law,
    baseCurrency: scales.baseCurrency,
    bankThrough: scales.bankThrough,
    watchBank: true,
    parties:
      due.length === 0
        ? new Map()
        : await readParties(
            ctx.db,
            ctx.company.id,
            due.map((claim) => claim.partyId),
            on,
          ),
    hindrances: scales.hindrances ?? (due.length === 0 ? new Map() : await readHindrances(ctx, on, { items: ids })),
    interest:
      withInterest.length === 0 ? new Map() : await accrueInterest(ctx, withInterest, on, { setUp: scales.interest }),
  }
}

function weighBy(claims: readonly Claim[], around: Surroundings): Decision {
  const decision: Decision = { rows: [], waiting: [] }
  for (const own of byParty(claims)) {
    const { rows, waiting } = decide(own, around)
    decision.rows.push(...rows)
    decision.waiting.push(...waiting)
  }
  return decision
}

/** Whether the claim's next letter looks at its interest: asks for it, or for the compensation that is owed from the same day. */
export const looksAtInterest = (claim: Claim): boolean =>
  claim.policy!.interest !== 'none' || nextStep(claim.policy!, claim)!.step.compensation

function isDue(claim: Claim, on: Day): boolean {
  if (!claim.policy || claim.queued) return false
  const next = nextStep(claim.policy, claim)
  return next !== null && next.on <= on
}

export function byParty(claims: readonly Claim[]): Claim[][] {
  const groups = new Map<Id, Claim[]>()
  for (const claim of claims) {
    const group = groups.get(claim.partyId)
    if (group) group.push(claim)
    else groups.set(claim.partyId, [claim])
  }
  return [...groups.values()]
}
