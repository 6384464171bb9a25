import { z } from 'zod'
import { id } from '../db/schemas.ts'
import type { Language } from '../formats/e-invoice/document.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { protectedName } from '../parties/sees-protected.ts'
import type { Obstacle, PlannedCase } from './plan-cases.ts'

export const obstacle = z.object({ code: z.string(), text: z.string() })
export const partyShape = z.object({ id, number: z.string(), name: z.string() })

/** A protected person is no name in a list. */
export const shownParty = (
  party: { id: Id; number: string; name: string; protection: string },
  language: Language,
): z.output<typeof partyShape> => ({
  id: party.id,
  number: party.number,
  name: party.protection === 'none' ? party.name : protectedName[language],
})

export const plannedShape = z.object({
  agency: z
    .object({
      code: z.string(),
      name: z.string(),
      courtByDefault: z.boolean().meta({
        description: 'No court is known to serve the debtor’s address: this one takes what no other does',
      }),
    })
    .nullable(),
  target: z.enum(['agency', 'court']),
  party: partyShape,
  currency: z.string(),
  capital: z.string(),
  interest: z.string(),
  fees: z.string(),
  total: z.string(),
  claims: z.array(
    z.object({
      itemId: id,
      queueId: id.nullable(),
      number: z.string(),
      dueOn: z.string(),
      capital: z.string(),
      interest: z.string(),
      interestCharged: z.string(),
      fees: z.string(),
      hasDocument: z.boolean(),
      letters: z.array(z.object({ kind: z.string(), sentOn: z.string(), deadlineOn: z.string() })),
    }),
  ),
  documents: z.number(),
  missing: z.array(obstacle),
})

export function shownPlan(one: PlannedCase, language: Language): z.output<typeof plannedShape> {
  const money = (amount: bigint) => formatMinor(amount, one.currency)
  const charged = (claim: PlannedCase['claims'][number], interest: boolean) =>
    money(
      claim.charges.reduce(
        (sum, charge) => ((charge.component === 'interest') === interest ? sum + charge.open : sum),
        0n,
      ),
    )
  return {
    agency: one.agency ? { code: one.agency.code, name: one.agency.name, courtByDefault: one.courtByDefault } : null,
    target: one.target,
    party: shownParty(one.party, language),
    currency: one.currency,
    capital: money(one.capital),
    interest: money(one.interest),
    fees: money(one.fees),
    total: money(one.total),
    claims: one.claims.map((claim) => ({
      itemId: claim.itemId,
      queueId: claim.queueId,
      number: claim.numberText,
      dueOn: claim.dueOn,
      capital: money(claim.open),
      interest: money(claim.interest.amount),
      interestCharged: charged(claim, true),
      fees: charged(claim, false),
      hasDocument: claim.invoiceId !== null,
      letters: claim.letters.map(({ kind, sentOn, deadlineOn }) => ({ kind, sentOn, deadlineOn })),
    })),
    documents: one.claims.filter((claim) => claim.invoiceId !== null).length,
    missing: one.missing satisfies Obstacle[],
  }
}
