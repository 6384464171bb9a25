import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { amountText, dayText, id } from '../db/schemas.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
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
  const problems = named.flatMap((one): Problem[] =>
    found.has(one)
      ? []
      : [
          {
            code: 'claim.not-open',
            message: `${one} is no claim that is open${party ? ` on ${party.number}` : ''}`,
            data: { claim: one },
          },
        ],
  )
  if (problems.length > 0) throw new Refused(problems, 404)
  return { claims, party }
}

/** As findClaims, where at least one claim must be there. */
export async function findOpenClaims(ctx: Ctx, given: Subject): Promise<Claim[]> {
  const { claims, party } = await findClaims(ctx, given)
  if (claims.length === 0)
    refuse('claim.none-open', `${party?.number} has no open claim`, { customer: party?.number ?? null }, 409)
  return claims
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
