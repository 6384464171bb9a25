import { z } from 'zod'
import { bankThrough } from '../bank/bank-through.ts'
import type { Hindrance } from '../claims/hindrances.ts'
import { readHindrances } from '../claims/hindrances.ts'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { amountText, currencyCode, dayText } from '../db/schemas.ts'
import { longVerb } from '../db/verb.ts'
import { type Accrued, type Played, pastInterest } from '../interest/accrue.ts'
import type { InterestSetUp } from '../interest/interest-set-up.ts'
import type { Day } from '../kernel/day.ts'
import { addDays, addMonths, daysBetween, endOfMonth, startOfMonth } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import type { PartyFacts } from '../parties/queries.ts'
import { readParties } from '../parties/queries.ts'
import { protectedName, seesProtected } from '../parties/sees-protected.ts'
import { nextStep } from './chain.ts'
import { checkPolicy } from './check-policy.ts'
import type { Surroundings } from './decide.ts'
import { decide } from './decide.ts'
import { findPolicy } from './find-policy.ts'
import type { PolicyBook } from './policies.ts'
import { readPolicyBook, withPolicy } from './policies.ts'
import { policyInput, toDraft, warningsShape } from './policy-shape.ts'
import type { ClaimFilter, PastClaim } from './read-claims.ts'
import { pastClaims } from './read-claims.ts'
import { readFilter } from './run-filter.ts'
import { earlierFees, runInput } from './run-shape.ts'
import type { Claim, Policy, Proposal, ProposedItem } from './types.ts'
import { isLetter } from './types.ts'
import type { Scales } from './weigh.ts'
import { byParty, looksAtInterest, readScales } from './weigh.ts'

/** Longest stretch that is played through. */
const daysMax = 92

const money = z.array(z.object({ amount: amountText, currency: currencyCode }))
const figures = z.object({
  letters: z.number(),
  handovers: z.number(),
  customers: z.number(),
  items: z.number().meta({ description: 'Claims in the letters; one that was asked for twice counts twice' }),
  backlog: z.number().meta({ description: 'Of the letters those of the first day, for what had waited before it' }),
  fees: money,
  compensation: money,
  interest: money.meta({ description: 'That the letters would have charged or shown' }),
  capital: money,
  charged: money.meta({ description: earlierFees }),
  total: money.meta({ description: 'What the letters would have asked for: these five added up' }),
  steps: z.array(z.object({ policy: z.string(), stepNo: z.number(), kind: z.string(), rows: z.number() })),
  channels: z.record(z.string(), z.number()),
  held: z
    .array(z.object({ code: z.string(), items: z.number() }))
    .meta({ description: 'Claims that rested at least once' }),
})
type Figures = z.output<typeof figures>
const row = z.object({
  on: dayText,
  customer: z.string(),
  customerName: z.string(),
  policy: z.string(),
  stepNo: z.number(),
  kind: z.string(),
  documents: z.array(z.string()),
  currency: currencyCode,
  capital: amountText,
  fee: amountText,
  compensation: amountText,
  interest: amountText,
  charged: amountText.meta({ description: `${earlierFees}; real ones or played ones` }),
  total: amountText,
  channel: z.string().nullable(),
})
type Row = z.output<typeof row>

const { on: _, policies: __, ...filterInput } = runInput

const simulation = z.object({
  policy: policyInput.optional().meta({ description: 'It need not be saved' }),
  code: z.string().optional().meta({ description: 'Of a saved one' }),
  from: dayText.optional().meta({ description: 'Default the first day of last month' }),
  through: dayText.optional().meta({ description: 'Default the last day of last month' }),
  ...filterInput,
})
const onePolicy = [
  (given: { policy?: unknown; code?: unknown }) => (given.policy === undefined) !== (given.code === undefined),
  { error: 'give a policy, or the code of one' },
] as const
const bothDays = [
  (given: { from?: unknown; through?: unknown }) => (given.from === undefined) === (given.through === undefined),
  { error: 'give both days, or none' },
] as const
/** Which policy is played, on which days and claims, and which row of it is wanted. */
export const playedRowInput = simulation
  .extend({
    on: dayText.meta({ description: 'Of the row' }),
    customer: z.string().meta({ description: 'Customer number' }),
    stepNo: z.number().int(),
    document: z.string().meta({ description: 'The first of the row' }),
  })
  .refine(...onePolicy)
  .refine(...bothDays)

/**
 * What a policy would have sent, day by day, on the real ledger: each day what was open at its end, letters and charges from
 * before the stretch, and those that the policy itself would have made in it; interest and the age of bank files as they were on
 * the day (not before the first file ever came). The function that decides is the run's. What rests is what is known today, by its days.
 */
export const simulatePolicy = longVerb({
  kind: 'long',
  name: 'dunning.simulate-policy',
  summary: 'What a dunning policy would have sent on the real ledger, beside what the present one would have',
  route: 'POST /dunning-policies/simulate',
  input: simulation
    .extend({ after: z.string().optional(), limit: z.number().int().min(1).max(1000).default(100) })
    .refine(...onePolicy)
    .refine(...bothDays),
  output: z.object({
    from: dayText,
    through: dayText,
    claims: z.number().meta({ description: 'Overdue claims that the policy looked at' }),
    would: figures,
    present: figures.meta({ description: 'The same claims under the policies that hold for them now' }),
    sent: z.number().meta({ description: 'Letters really sent in these days for the company' }),
    warnings: warningsShape,
    rows: z.array(row),
    next: z.string().nullable(),
  }),
  async run(ctx, given) {
    return ctx.transaction(
      async (tx) => {
        const stage = await readStage(tx, given)
        const { book, filter, scales, policy, days, hasInterest } = stage
        const { from, through } = days
        const skip = given.after ? Number(given.after) || 0 : 0
        const would = new Tally(from, { skip, limit: given.limit })
        const present = new Tally(from, null)
        let claims = 0
        for await (const batch of pastClaims(tx, from, through, book, filter)) {
          const scope = batch.filter((claim) => isMeant(claim, stage))
          claims += scope.length
          const facts = await readPast(tx, scope, days, hasInterest ? scales.interest : null)
          const drafted = scope.map((claim) => ({ ...claim, policy }))
          for (const own of byParty(drafted) as PastClaim[][]) play(own, days, scales, facts, ctx, would)
          for (const own of byParty(scope) as PastClaim[][]) play(own, days, scales, facts, ctx, present)
        }
        const { sent } = await tx.db.one<{ sent: number }>(
          `select count(*)::int as sent from dunning_letters l where l.company_id = $1 and l.sent_on between $2 and $3
            and not exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled')`,
          [ctx.company.id, from, through],
        )
        const open = seesProtected(ctx)
        return {
          from,
          through,
          claims,
          would: would.figures(),
          present: present.figures(),
          sent,
          warnings: await checkPolicy(tx, policy, scales.baseCurrency, from),
          rows: would.page.map(
            ({ party, ...one }): Row => ({
              ...one,
              customer: party.number,
              customerName: party.protection !== 'none' && !open ? protectedName[ctx.company.language] : party.name,
            }),
          ),
          next: would.rows > skip + would.page.length ? String(skip + would.page.length) : null,
        }
      },
      { readOnly: true },
    )
  },
})

interface Stage {
  book: PolicyBook
  draftBook: PolicyBook
  filter: ClaimFilter
  scales: Scales
  policy: Policy
  days: Days
  hasInterest: boolean
}

/** What a simulation is played on. @throws Refused dunning.stretch, dunning-policy.not-yet */
async function readStage(tx: Ctx, given: z.output<typeof simulation>): Promise<Stage> {
  const lastMonth = addMonths(startOfMonth(tx.today), -1)
  const [from, through] = [given.from ?? lastMonth, given.through ?? endOfMonth(lastMonth)]
  if (from > through || daysBetween(from, through) >= daysMax)
    refuse('dunning.stretch', `a simulation is of one day to ${daysMax}: choose other days`, { most: daysMax })
  const book = await readPolicyBook(tx, tx.today)
  const filter = await readFilter(tx, given)
  const scales = await readScales(tx, from)
  const policy = given.policy
    ? await toDraft(tx, given.policy, scales.baseCurrency)
    : (book.policies.get((await findPolicy(tx, given.code!)).id) ??
      refuse('dunning-policy.not-yet', `no version of ${given.code} holds today`, { code: given.code! }))
  const played = [policy, ...book.policies.values()]
  const days: Days = {
    from,
    through,
    bankThrough: played.some((one) => one.bankFileDays !== null) ? await bankDays(tx, from, through) : new Map(),
  }
  const hasInterest = played.some((one) => one.interest !== 'none' || one.steps.some((step) => step.compensation))
  return { book, draftBook: withPolicy(book, policy), filter, scales, policy, days, hasInterest }
}

/** One row of a simulation, played again for its customer alone. @throws Refused party.unknown, dunning-row.changed */
export async function playedProposal(
  tx: Ctx,
  wanted: z.output<typeof playedRowInput>,
): Promise<{ proposal: Proposal; party: PartyFacts }> {
  const stage = await readStage(tx, wanted)
  const { book, scales, policy, days, hasInterest } = stage
  const { partyIds } = await readFilter(tx, { customers: [wanted.customer] })
  let found: { proposal: Proposal; party: PartyFacts } | null = null
  const add = (proposal: Proposal, on: Day, party: PartyFacts | undefined) => {
    const isIt =
      on === wanted.on &&
      proposal.step.stepNo === wanted.stepNo &&
      proposal.causes.length === 0 &&
      proposal.items[0]?.claim.number === wanted.document
    if (isIt && party) found = { proposal, party }
  }
  for await (const batch of pastClaims(tx, days.from, days.through, book, { ...stage.filter, partyIds })) {
    const own = batch.filter((claim) => isMeant(claim, stage)).map((claim) => ({ ...claim, policy }))
    const facts = await readPast(tx, own, days, hasInterest ? scales.interest : null)
    for (const one of byParty(own) as PastClaim[][]) play(one, days, scales, facts, tx, { add })
  }
  return (
    found ??
    refuse(
      'dunning-row.changed',
      'a claim of this row was paid, or stands at another step since: try it again',
      {},
      409,
    )
  )
}

/** A policy with filters is meant for what they name; a saved one for what it is assigned to; any other for everything. */
function isMeant(claim: Claim, { policy, book, filter, draftBook }: Stage): boolean {
  const named = filter.partyIds || filter.invoiceGroupIds || filter.customerKinds || filter.businessAreaIds
  if (named || !book.policies.has(policy.id)) return true
  return (
    claim.policy?.id === policy.id ||
    (draftBook.default?.id === policy.id && (claim.policy === null || claim.policy.id === book.default?.id))
  )
}

interface Days {
  from: Day
  through: Day
  /** Of the days on which its age is asked for. */
  bankThrough: ReadonlyMap<Day, Day | null>
}

interface PastFacts {
  parties: ReadonlyMap<Id, PartyFacts>
  hindrances: ReadonlyMap<Id, readonly Hindrance[]>
  interestOf: ((itemId: Id, on: Day, played: readonly Played[]) => Accrued | undefined) | null
}

/** Days before the first file ever came are not among them: the books of such a day came later, with what the bank had told. */
async function bankDays(ctx: Ctx, from: Day, through: Day): Promise<Map<Day, Day | null>> {
  const days = new Map<Day, Day | null>()
  for (let on = from; on <= through; on = addDays(on, 1)) {
    const told = await bankThrough(ctx, on, { asThen: on < ctx.today })
    if (told !== null || on >= ctx.today) days.set(on, told)
  }
  return days
}

/** What rested at the beginning and at the end of the stretch, each with its days. */
async function readPast(
  ctx: Ctx,
  claims: readonly PastClaim[],
  { from, through }: Days,
  interest: InterestSetUp | null,
): Promise<PastFacts> {
  const items = claims.map((claim) => claim.itemId)
  const hindrances = new Map<Id, Hindrance[]>()
  for (const on of from === through ? [from] : [from, through])
    for (const [itemId, found] of await readHindrances(ctx, on, { items })) {
      const known = hindrances.get(itemId) ?? []
      for (const one of found) if (!known.some(({ causeId }) => causeId === one.causeId)) known.push(one)
      hindrances.set(itemId, known)
    }
  return {
    parties: await readParties(
      ctx.db,
      ctx.company.id,
      claims.map((claim) => claim.partyId),
      through,
    ),
    hindrances,
    interestOf: interest && items.length > 0 ? await pastInterest(ctx, items, from, interest) : null,
  }
}

/** A claim as the play leaves it: with the letters and charges that were played. */
type Actor = PastClaim & { interest: Accrued[] }

/** One customer's claims through the days: only those on which a step may be due are looked at. */
function play(
  claims: readonly PastClaim[],
  { from, through, bankThrough: told }: Days,
  scales: Scales,
  facts: PastFacts,
  { company }: Pick<Ctx, 'company'>,
  tally: Pick<Tally, 'add'>,
): void {
  const state = claims.map(
    (claim): Actor => ({ ...claim, letters: [...claim.letters], charged: { ...claim.charged }, interest: [] }),
  )
  for (let on = from; on <= through; on = addDays(on, 1)) {
    const standing = state.flatMap((actor) => {
      const now = actor.dueOn < on ? claimOn(actor, on) : null
      return now && now.open > 0n ? [{ actor, now }] : []
    })
    const due = standing.filter(({ now }) => isDue(now, on))
    if (due.length === 0) continue
    const around: Surroundings = {
      on,
      rules: country(company.country),
      law: scales.law,
      baseCurrency: scales.baseCurrency,
      bankThrough: told.get(on) ?? null,
      watchBank: told.has(on),
      parties: facts.parties,
      hindrances: new Map(
        standing.map(({ now }) => [
          now.itemId,
          (facts.hindrances.get(now.itemId) ?? []).filter((one) => standsOn(one, on)),
        ]),
      ),
      interest: new Map(
        due.flatMap(({ actor, now }) => {
          const accrued = !looksAtInterest(now) ? null : facts.interestOf?.(now.itemId, on, actor.interest)
          return accrued ? [[now.itemId, accrued] as const] : []
        }),
      ),
    }
    const { rows } = decide(
      standing.map(({ now }) => now),
      around,
    )
    for (const one of rows) {
      tally.add(one, on, facts.parties.get(one.partyId))
      if (one.causes.length > 0) continue
      for (const item of one.items) act(state.find(({ itemId }) => itemId === item.claim.itemId)!, item, one, on)
    }
  }
}

/** What a letter, or a hand-over, leaves on one of its claims. */
function act(actor: Actor, { claim, compensation, interest }: ProposedItem, one: Proposal, on: Day): void {
  if (!isLetter(one.step.kind)) {
    actor.queued = 'waiting'
    return
  }
  const fee = one.main.itemId === claim.itemId ? one.fee : 0n
  actor.letters.push({
    letterId: newId(),
    kind: one.step.kind,
    sentOn: on,
    deadlineOn: one.deadlineOn,
    fee: one.fee,
    left: true,
    returned: false,
  })
  actor.compensation += compensation
  actor.costs += fee
  actor.charged.compensation += compensation
  actor.charged.fee += fee
  if (one.policy.interest !== 'charged' || !interest.accrued || interest.amount === 0n) return
  actor.charged.interest += interest.amount
  actor.interest.push(interest.accrued)
}

const isDue = (claim: Claim, on: Day): boolean => {
  const next = claim.queued ? null : claim.policy && nextStep(claim.policy, claim)
  return next !== null && next.on <= on
}
const standsOn = ({ fromOn, toOn }: Hindrance, on: Day): boolean =>
  (fromOn === null || fromOn <= on) && (toOn === null || on < toOn)

/** A claim as a run of the day would have found it; null: it was not there. */
function claimOn(actor: Actor, on: Day): Claim | null {
  if (actor.openedOn > on) return null
  const open = actor.movements.reduce((left, one) => (one.on <= on ? left - one.amount : left), actor.amount)
  const charged = { ...actor.charged }
  for (const one of actor.chargeMovements) if (one.on > on) charged[one.component] += one.amount
  return { ...actor, charged, ...dueOf(actor, open, on) }
}

/** Of an item in parts what is due by the day, and since when: what was paid took the first parts. */
function dueOf({ parts, dueOn }: Actor, open: bigint, on: Day): { open: bigint; dueOn: Day } {
  if (parts.length === 0) return { open, dueOn }
  let paid = parts.reduce((sum, part) => sum + part.amount, 0n) - open
  let due = 0n
  let since: Day | null = null
  for (const part of parts) {
    const left = paid >= part.amount ? 0n : part.amount - (paid > 0n ? paid : 0n)
    paid -= part.amount
    if (left === 0n) continue
    if (since === null || part.dueOn < since) since = part.dueOn
    if (part.dueOn < on) due += left
  }
  return { open: due, dueOn: since ?? on }
}

type PageRow = Omit<Row, 'customer' | 'customerName'> & { party: PartyFacts }

/** Adds up what would have gone out; keeps one page of it. */
class Tally {
  rows = 0
  readonly page: PageRow[] = []
  private readonly from: Day
  private readonly wanted: { skip: number; limit: number } | null
  private letters = 0
  private handovers = 0
  private items = 0
  private backlog = 0
  private readonly customers = new Set<Id>()
  private readonly sums = {
    fees: new Map<string, bigint>(),
    compensation: new Map<string, bigint>(),
    interest: new Map<string, bigint>(),
    capital: new Map<string, bigint>(),
    charged: new Map<string, bigint>(),
    total: new Map<string, bigint>(),
  }
  private readonly steps = new Map<string, Figures['steps'][number]>()
  private readonly channels: Record<string, number> = {}
  private readonly held = new Map<string, Set<Id>>()

  constructor(from: Day, wanted: { skip: number; limit: number } | null) {
    this.from = from
    this.wanted = wanted
  }

  add(one: Proposal, on: Day, party: PartyFacts | undefined): void {
    if (one.causes.length > 0) {
      for (const { code } of one.causes) {
        const set = this.held.get(code) ?? new Set()
        for (const { claim } of one.items) set.add(claim.itemId)
        this.held.set(code, set)
      }
      return
    }
    if (isLetter(one.step.kind)) this.letters += 1
    else this.handovers += 1
    if (on === this.from && one.items.some(({ claim }) => nextStep(one.policy, claim)!.on < on)) this.backlog += 1
    this.items += one.items.length
    this.customers.add(one.partyId)
    const put = (sum: Map<string, bigint>, amount: bigint) =>
      sum.set(one.currency, (sum.get(one.currency) ?? 0n) + amount)
    put(this.sums.fees, one.fee)
    put(this.sums.compensation, one.compensation)
    put(this.sums.interest, one.interest)
    put(this.sums.capital, one.capital)
    put(this.sums.charged, one.charged)
    put(this.sums.total, one.total)
    const key = `${one.policy.code} ${one.step.stepNo}`
    const step = this.steps.get(key) ?? {
      policy: one.policy.code,
      stepNo: one.step.stepNo,
      kind: one.step.kind,
      rows: 0,
    }
    step.rows += 1
    this.steps.set(key, step)
    if (one.channel) this.channels[one.channel] = (this.channels[one.channel] ?? 0) + 1
    const no = this.rows++
    if (!this.wanted || no < this.wanted.skip || this.page.length >= this.wanted.limit || !party) return
    this.page.push({
      on,
      party,
      policy: one.policy.code,
      stepNo: one.step.stepNo,
      kind: one.step.kind,
      documents: one.items.map(({ claim }) => claim.number),
      currency: one.currency,
      capital: formatMinor(one.capital, one.currency),
      fee: formatMinor(one.fee, one.currency),
      compensation: formatMinor(one.compensation, one.currency),
      interest: formatMinor(one.interest, one.currency),
      charged: formatMinor(one.charged, one.currency),
      total: formatMinor(one.total, one.currency),
      channel: one.channel,
    })
  }

  figures(): Figures {
    const list = (sum: Map<string, bigint>) =>
      [...sum]
        .filter(([, amount]) => amount !== 0n)
        .map(([currency, amount]) => ({ amount: formatMinor(amount, currency), currency }))
    return {
      letters: this.letters,
      handovers: this.handovers,
      customers: this.customers.size,
      items: this.items,
      backlog: this.backlog,
      fees: list(this.sums.fees),
      compensation: list(this.sums.compensation),
      interest: list(this.sums.interest),
      capital: list(this.sums.capital),
      charged: list(this.sums.charged),
      total: list(this.sums.total),
      steps: [...this.steps.values()].sort((a, b) =>
        a.policy === b.policy ? a.stepNo - b.stepNo : a.policy < b.policy ? -1 : 1,
      ),
      channels: this.channels,
      held: [...this.held].map(([code, set]) => ({ code, items: set.size })).sort((a, b) => b.items - a.items),
    }
  }
}
