import { z } from 'zod'
import { amountText, currencyCode, dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { findParty } from '../parties/find-party.ts'
import { causeShape } from './list-run-rows.ts'
import { choosePolicy, readPolicyBook } from './policies.ts'
import { claimsOfParties } from './read-claims.ts'
import type { Claim } from './types.ts'
import { readScales, weigh } from './weigh.ts'

/** What a run of the day would do with each overdue claim of a customer, and why; the same function as the run. */
export const explain = verb({
  kind: 'read',
  name: 'dunning.explain',
  summary: 'Why a claim is asked for, held, or waits: step, causes, and the next day',
  route: 'GET /dunning-claims',
  input: z
    .object({
      customer: z.string().optional().meta({ description: 'Customer number' }),
      itemId: id.optional().meta({ description: 'One open item; its customer’s others are weighed with it' }),
      on: dayText.optional(),
    })
    .refine((given) => (given.customer === undefined) !== (given.itemId === undefined), {
      error: 'name a customer or an open item',
    }),
  output: z.object({
    on: dayText,
    claims: z.array(
      z.object({
        itemId: id,
        number: z.string(),
        dueOn: dayText,
        currency: currencyCode,
        open: amountText,
        policy: z.string().nullable(),
        rule: z.string(),
        outcome: z.enum(['goes', 'held', 'waits']),
        stepNo: z.number().nullable(),
        kind: z.string().nullable(),
        reason: z.enum(['due', 'held', 'not-yet', 'no-policy', 'chain-ended', 'queued']),
        nextOn: dayText.nullable().meta({ description: 'The first day of the next step; today, when it goes' }),
        causes: z.array(causeShape),
        fee: amountText.nullable().meta({ description: 'Of the letter, where it is this claim’s' }),
        channel: z.string().nullable(),
        letters: z.array(
          z.object({ letterId: id, kind: z.string(), sentOn: dayText, deadlineOn: dayText, left: z.boolean() }),
        ),
      }),
    ),
  }),
  async run(ctx, { customer, itemId, on = ctx.today }) {
    const partyId = customer ? (await findParty(ctx, customer)).id : await partyOf(ctx, itemId!)
    const book = await readPolicyBook(ctx, on)
    const claims = await claimsOfParties(ctx, on, book, [partyId])
    const { rows, waiting } = await weigh(ctx, await readScales(ctx, on), claims)
    const party = await ctx.db.one<{ kind: string }>(`select kind from parties where company_id = $1 and id = $2`, [
      ctx.company.id,
      partyId,
    ])
    const told = (claim: Claim) => ({
      itemId: claim.itemId,
      number: claim.number,
      dueOn: claim.dueOn,
      currency: claim.currency,
      open: formatMinor(claim.open, claim.currency),
      policy: claim.policy?.code ?? null,
      rule: choosePolicy(book, claim.invoiceId, claim.partyId, claim.invoiceGroupId, party.kind).rule,
      letters: claim.letters.map(({ letterId, kind, sentOn, deadlineOn, left }) => ({
        letterId,
        kind,
        sentOn,
        deadlineOn,
        left,
      })),
    })
    const found = [
      ...rows.flatMap((row) =>
        row.items.map(({ claim }) => ({
          ...told(claim),
          outcome: row.causes.length === 0 ? ('goes' as const) : ('held' as const),
          stepNo: row.step.stepNo,
          kind: row.step.kind,
          reason: row.causes.length === 0 ? ('due' as const) : ('held' as const),
          nextOn: row.causes.length === 0 ? on : null,
          causes: row.causes,
          fee: row.main === claim ? formatMinor(row.fee, row.currency) : null,
          channel: row.channel,
        })),
      ),
      ...waiting.map(({ claim, code, stepNo, nextOn }) => ({
        ...told(claim),
        outcome: 'waits' as const,
        stepNo,
        kind: stepNo === null ? null : (claim.policy?.steps.find((step) => step.stepNo === stepNo)?.kind ?? null),
        reason: code,
        nextOn,
        causes: [],
        fee: null,
        channel: null,
      })),
    ]
    return {
      on,
      claims: found
        .filter((one) => !itemId || one.itemId === itemId)
        .sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.number < b.number ? -1 : 1)),
    }
  },
})

async function partyOf({ db, company }: Parameters<typeof readScales>[0], itemId: Id): Promise<Id> {
  const row = await db.maybe<{ partyId: Id }>(
    `select party_id as "partyId" from open_items where company_id = $1 and id = $2`,
    [company.id, itemId],
  )
  return row?.partyId ?? refuse('item.unknown', `there is no open item ${itemId}`, { item: itemId }, 404)
}
