import { z } from 'zod'
import { audit } from '../db/audit.ts'
import { asSystem } from '../db/context.ts'
import { verb } from '../db/verb.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { absorbParty, type Carried, mergeProblems, readMergeSides } from '../parties/absorb-party.ts'
import { findParty } from '../parties/find-party.ts'
import { moveItems } from './move-items.ts'
import { readSubledgerSetUp } from './subledger-set-up.ts'

/** What `party_merges` keeps of a merge, for its undo: what absorbParty and absorb_claims answered, and the items that went on. */
export interface KeptMerge extends Carried {
  claims: Record<string, unknown>
  items: Id[]
}

/**
 * Two parties that are one person become one: what is open moves by transfer vouchers, documents and past postings stay
 * with the name that they were issued to, and the old number leads to the one that remains. Preview first; parties.undo-merge takes it back.
 */
export const mergeParties = verb({
  kind: 'write',
  name: 'parties.merge',
  summary: 'Make two customers one: open items move, the old number leads to the other',
  route: 'POST /parties/{from}/merge',
  ofWholeCompany: true,
  input: z.object({
    from: z.string().meta({ description: 'Number of the party that ends' }),
    into: z.string().meta({ description: 'Number of the party that remains' }),
    preview: z.boolean().default(true),
  }),
  output: z.object({
    preview: z.boolean(),
    items: z.number().int(),
    sums: z.array(z.object({ account: z.string(), currency: z.string(), amount: z.string() })),
    vouchers: z.number().int(),
    problems: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  }),
  async run(ctx, input) {
    const ids = [(await findParty(ctx, input.from)).id, (await findParty(ctx, input.into)).id] as [Id, Id]
    return asSystem(ctx, async (system) => {
      const [from, into] = await readMergeSides(system, ids)
      const problems = mergeProblems(from, into)
      const items = await system.db.rows<{ id: Id; account: string; currency: string; amount: bigint }>(
        `select id, account, currency, amount_open as amount from open_items where company_id = $1 and party_id = $2 and amount_open <> 0 order by id`,
        [ctx.company.id, from.id],
      )
      const sums = new Map<string, { account: string; currency: string; amount: bigint }>()
      for (const { account, currency, amount } of items) {
        const sum = sums.get(`${account} ${currency}`)
        if (sum) sum.amount += amount
        else sums.set(`${account} ${currency}`, { account, currency, amount })
      }
      const report = {
        items: items.length,
        sums: [...sums.values()].map((sum) => ({ ...sum, amount: formatMinor(sum.amount, sum.currency) })),
        problems: problems.map((problem) => ({ ...problem })),
      }
      if (input.preview) return { preview: true, vouchers: 0, ...report }
      if (problems.length > 0) throw new Refused(problems, 409)
      const moved =
        items.length === 0
          ? []
          : await moveItems(
              system,
              items.map((item) => ({ itemId: item.id, to: { partyId: into.id } })),
              await readSubledgerSetUp(system),
              { on: ctx.today, text: `${from.number} → ${into.number}` },
            )
      const carried = await absorbParty(system, from.id, into.id)
      // What holds for the customer's claims is of higher ranks: they meet in the database (src/claims/views.sql).
      const { claims } = await system.db.one<{ claims: Record<string, unknown> }>(
        `select absorb_claims($1, $2, $3, $4, $5, $6) as claims`,
        [ctx.company.id, from.id, into.id, ctx.today, ctx.user.id, newId()],
      )
      const kept: KeptMerge = { ...carried, claims, items: moved.map((one) => one.newItemId) }
      await system.db.query(
        `insert into party_merges (company_id, id, from_id, into_id, merged_on, carried, recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [ctx.company.id, newId(), from.id, into.id, ctx.today, JSON.stringify(kept), ctx.now, ctx.user.id],
      )
      await audit(ctx, {
        verb: 'parties.merge',
        subjects: [from.id, into.id],
        summary: { from: from.number, into: into.number, items: moved.length },
      })
      return { preview: false, vouchers: new Set(moved.map((one) => one.voucherId)).size, ...report }
    })
  },
})
