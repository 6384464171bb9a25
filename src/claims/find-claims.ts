import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { amountText, dayText, id, problemShape } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import { addDays, type Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import type { FoundParty } from '../parties/find-party.ts'
import { findParty } from '../parties/find-party.ts'

/** Of which claims: those of a customer, or some of his; by document or by open item. */
export const subject = {
  customer: z.string().optional().meta({ description: 'Customer number; alone: all claims that are open' }),
  invoiceIds: z.array(id).max(1000).optional(),
  itemIds: z.array(id).max(1000).optional(),
}
export const reasonText = z.string().trim().min(1).max(500)
export const untilText = dayText.meta({ description: 'The last day on which it holds' })
export const positiveAmount = amountText.refine((text) => !text.startsWith('-') && /[1-9]/.test(text), {
  error: 'an amount above zero',
})

interface Subject {
  customer?: string | undefined
  invoiceIds?: Id[] | undefined
  itemIds?: Id[] | undefined
}

/** A claim: an open capital item of a customer. */
export interface Claim {
  itemId: Id
  invoiceId: Id | null
  number: string
  partyId: Id
  customer: string
  isProtected: boolean
  currency: string
  open: bigint
  dueOn: Day
  openedOn: Day
  businessAreaId: Id | null
}

/**
 * The open claims that are meant, oldest due day first; named ones that are not open, or not there, refuse.
 * @throws Refused claim.nothing-named, claim.not-open, claim.none-open, party.unknown
 */
export async function findClaims(ctx: Ctx, given: Subject): Promise<{ claims: Claim[]; party: FoundParty | null }> {
  const { claims, party, notOpen } = await readClaims(ctx, given)
  if (notOpen.length > 0) {
    const numbers = await readNumbers(ctx, notOpen)
    throw new Refused(
      notOpen.map((one) => {
        const claim = numbers.get(one) ?? one
        return {
          code: 'claim.not-open',
          message: `${claim} is no claim that is open${party ? ` on ${party.number}` : ''}`,
          data: { claim },
        }
      }),
      404,
    )
  }
  return { claims, party }
}

async function readClaims(
  ctx: Ctx,
  given: Subject,
): Promise<{ claims: Claim[]; party: FoundParty | null; notOpen: Id[] }> {
  const named = [...(given.invoiceIds ?? []), ...(given.itemIds ?? [])]
  if (!given.customer && named.length === 0) refuse('claim.nothing-named', 'name a customer or documents')
  const party = given.customer ? await findParty(ctx, given.customer) : null
  const claims = await ctx.db.rows<Claim>(
    sql`select i.id as "itemId", i.invoice_id as "invoiceId", i.number_text as number, i.party_id as "partyId", p.number as customer, p.protection <> 'none' as "isProtected",
               i.currency, i.amount_open as open, i.due_on as "dueOn", i.opened_on as "openedOn", i.business_area_id as "businessAreaId"
          from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
          join accounts a on a.company_id = i.company_id and a.code = i.account and a.control = 'receivable'
         where i.company_id = ${ctx.company.id} and i.amount_open > 0 and i.component = 'capital'
           and (${named.length === 0} or i.id = any (${given.itemIds ?? []}::uuid[]) or i.invoice_id = any (${given.invoiceIds ?? []}::uuid[]))
           and (${party?.id ?? null}::uuid is null or i.party_id = ${party?.id ?? null})
         order by i.due_on, i.id`,
  )
  const found = new Set(claims.flatMap((claim) => [claim.itemId, claim.invoiceId]))
  return { claims, party, notOpen: named.filter((one) => !found.has(one)) }
}

/** As findClaims, where at least one claim must be there. */
export async function findOpenClaims(ctx: Ctx, given: Subject): Promise<Claim[]> {
  const { claims, party } = await findClaims(ctx, given)
  if (claims.length === 0) throw new Refused(noneToRest({ party, leftOut: [] }), 409)
  return claims
}

/** Why nothing rests: each that was left out says it itself. */
export const noneToRest = ({ party, leftOut: told }: { party: FoundParty | null; leftOut: LeftOut }): Problem[] =>
  told.length > 0
    ? told.map(({ problem }) => problem)
    : [
        {
          code: 'claim.none-open',
          message: `${party?.number} has no open claim`,
          data: { customer: party?.number ?? null },
        },
      ]

export const leaveOut = z
  .boolean()
  .default(false)
  .meta({ description: 'What is not open, or rests so already, is left out and told, instead of refusing all' })
/** What was left out, by the id that named it. */
export const leftOut = z.array(z.object({ id, number: z.string().nullable(), problem: problemShape }))
type LeftOut = z.input<typeof leftOut>

export const restKinds = ['dispute', 'deferral', 'promise', 'pause'] as const
/** How claims are to rest. */
interface Rest {
  kind: (typeof restKinds)[number]
  /** Of a deferral. */
  newDueOn?: Day | undefined
  /** Of a promise. */
  by?: Day | undefined
  /** The last day on which it holds; none: until it is released. */
  until?: Day | null | undefined
  stopsInterest?: boolean
}

/**
 * As findClaims; with `leaveOut`, each that cannot rest so is told by its number and the others stay. So the same asked again
 * changes nothing.
 */
export async function findToRest(
  ctx: Ctx,
  given: Subject & { leaveOut: boolean },
  rest: Rest,
): Promise<{ claims: Claim[]; party: FoundParty | null; leftOut: LeftOut }> {
  if (!given.leaveOut) return { ...(await findClaims(ctx, given)), leftOut: [] }
  const { claims, party, notOpen } = await readClaims(ctx, given)
  const numbers = await readNumbers(ctx, notOpen)
  const resting = await readResting(
    ctx,
    claims.map(({ itemId }) => itemId),
    rest,
  )
  const problemOf = (claim: Claim): Problem | null => {
    if (rest.newDueOn && claim.dueOn >= rest.newDueOn) return dueLaterAlready(claim)
    if (resting.has(claim.itemId))
      return {
        code: 'claim.rests-already',
        message: `${claim.number} rests so already`,
        data: { number: claim.number },
      }
    return null
  }
  const byInvoice = new Set(given.invoiceIds)
  return {
    party,
    claims: claims.filter((claim) => !problemOf(claim)),
    leftOut: [
      ...notOpen.map((one) => {
        const number = numbers.get(one) ?? null
        const claim = number ?? one
        return {
          id: one,
          number,
          problem: { code: 'claim.not-open', message: `${claim} is not open`, data: { claim } },
        }
      }),
      ...claims.flatMap((claim) => {
        const problem = problemOf(claim)
        const named = claim.invoiceId && byInvoice.has(claim.invoiceId) ? claim.invoiceId : claim.itemId
        return problem ? [{ id: named, number: claim.number, problem }] : []
      }),
    ],
  }
}

export const dueLaterAlready = ({ number, dueOn }: Claim): Problem => ({
  code: 'claim.due-later-already',
  message: `${number} is due on ${dueOn} already: give a later day`,
  data: { number, on: dueOn },
})

async function readNumbers({ db, company }: Ctx, ids: readonly Id[]): Promise<Map<Id, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.rows<{ id: Id; number: string }>(
    sql`select id, number_text as number from invoices where company_id = ${company.id} and id = any (${ids}::uuid[])
        union all select id, number_text from open_items where company_id = ${company.id} and id = any (${ids}::uuid[])`,
  )
  return new Map(rows.map(({ id, number }) => [id, number]))
}

/** Days that promised money may be on its way before the promise counts as broken. */
export const promiseGraceDays = 3

/** Claims that rest by a hold of that kind, as much of them, for as long or longer; without interest where that is wanted. */
async function readResting({ db, company, today }: Ctx, itemIds: readonly Id[], rest: Rest): Promise<Set<Id>> {
  const last = rest.newDueOn ?? (rest.by ? addDays(rest.by, promiseGraceDays) : null) ?? rest.until ?? null
  const rows = await db.rows<{ id: Id }>(
    sql`select distinct h.item_id as id from holds h
          join open_items i on i.company_id = h.company_id and i.id = h.item_id
         where h.company_id = ${company.id} and h.item_id = any (${itemIds}::uuid[]) and h.kind = ${rest.kind} and h.released_at is null
           and h.from_on <= ${today} and (h.to_on = 'infinity' or h.to_on > ${last}::date)
           and (h.amount is null or h.amount >= i.amount_open)
           and (h.stops_interest or not ${rest.stopsInterest ?? false})`,
  )
  return new Set(rows.map(({ id }) => id))
}

/**
 * An amount over claims of one currency, the oldest first.
 * @throws Refused claim.currencies-mixed, claim.amount-above-open
 */
export function spread(claims: readonly Claim[], amount: string): { claim: Claim; amount: bigint }[] {
  const currency = claims[0]!.currency
  if (claims.some((claim) => claim.currency !== currency))
    refuse('claim.currencies-mixed', 'an amount is given for claims of one currency: choose those of one')
  let left: bigint = parseMinor(amount, currency)
  const open = claims.reduce((sum, claim) => sum + claim.open, 0n)
  if (left > open)
    refuse('claim.amount-above-open', `the claims have ${formatMinor(open, currency)} ${currency} open: at most that`, {
      open: `${formatMinor(open, currency)} ${currency}`,
    })
  return claims.flatMap((claim) => {
    const part = left < claim.open ? left : claim.open
    left -= part
    return part > 0n ? [{ claim, amount: part }] : []
  })
}

/** What a verb of claims answers: which claims rest now, by which hold. */
export const restedClaim = z.object({
  itemId: id,
  invoiceId: id.nullable(),
  number: z.string(),
  customer: z.string(),
  holdId: id,
  amount: z.string().nullable(),
  currency: z.string(),
})
export const undoing = z
  .object({ verb: z.string(), input: z.record(z.string(), z.unknown()) })
  .meta({ description: 'The call that takes it back' })

export const rested = (
  rows: readonly { claim: Claim; amount?: bigint | null }[],
  holdIds: readonly Id[],
): z.input<typeof restedClaim>[] =>
  rows.map(({ claim, amount }, i) => ({
    itemId: claim.itemId,
    invoiceId: claim.invoiceId,
    number: claim.number,
    customer: claim.customer,
    holdId: holdIds[i]!,
    amount: amount ? formatMinor(amount, claim.currency) : null,
    currency: claim.currency,
  }))

export async function readBusinessAreas({ db, company }: Ctx, itemIds: readonly Id[]): Promise<Map<Id, Id | null>> {
  const rows = await db.rows<{ id: Id; area: Id | null }>(
    sql`select id, business_area_id as area from open_items where company_id = ${company.id} and id = any (${itemIds}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, row.area]))
}
