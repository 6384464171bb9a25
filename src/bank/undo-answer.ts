import { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { formatMinor } from '../kernel/money.ts'
import type { TakeBackPlan } from './take-back.ts'

const shownMax = 200

/** What an undo does, or would do. */
export const undoAnswer = z.object({
  done: z.boolean(),
  transactions: z.number(),
  allocations: z.number().meta({ description: 'Applications taken back' }),
  vouchers: z.number().meta({ description: 'Vouchers reversed' }),
  firstOn: z.string().nullable().meta({ description: 'Days of the reversals: never in a closed period' }),
  lastOn: z.string().nullable(),
  items: z
    .array(z.object({ itemId: id, number: z.string(), party: z.string(), amount: z.string(), currency: z.string() }))
    .meta({ description: 'What is open again, up to 200 items' }),
})
export type UndoAnswer = Omit<z.output<typeof undoAnswer>, 'done'>

export async function takenBack(ctx: Ctx, plan: TakeBackPlan): Promise<UndoAnswer> {
  const own = new Set(plan.items.map((item) => item.id))
  const amounts = new Map<string, bigint>()
  for (const { debitItemId, amount } of plan.allocations) {
    if (!own.has(debitItemId)) amounts.set(debitItemId, (amounts.get(debitItemId) ?? 0n) + amount)
  }
  const shown = [...amounts.keys()].slice(0, shownMax)
  const rows = await ctx.db.rows<{ id: string; number: string; party: string; currency: string }>(
    `select i.id, i.number_text as number, p.name as party, i.currency from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
      where i.company_id = $1 and i.id = any ($2::uuid[]) order by i.number_text, i.id`,
    [ctx.company.id, shown],
  )
  const days = [
    ...plan.days.values(),
    ...plan.allocations.map((one) => plan.openDay('receivable', one.effectiveOn > plan.on ? one.effectiveOn : plan.on)),
  ].sort()
  return {
    transactions: plan.transactionIds.length,
    allocations: plan.allocations.length,
    vouchers: plan.postings.length,
    firstOn: days[0] ?? null,
    lastOn: days.at(-1) ?? null,
    items: rows.map((row) => ({
      itemId: row.id,
      number: row.number,
      party: row.party,
      amount: formatMinor(amounts.get(row.id)!, row.currency),
      currency: row.currency,
    })),
  }
}
