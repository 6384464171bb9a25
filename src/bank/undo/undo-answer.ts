import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id } from '../../db/schemas.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor, parseMinor } from '../../kernel/money.ts'
import type { Hindrance, TakeBackPlan } from '../placing/take-back.ts'

/** Rows of each list that are told; the counts are of all. */
const shownMax = 200

/** What an undo does, or would do. */
export const undoAnswer = z.object({
  done: z.boolean(),
  transactions: z.number(),
  allocations: z.number().meta({ description: 'Applications taken back' }),
  vouchers: z.number().meta({ description: 'Vouchers reversed' }),
  firstOn: z.string().nullable().meta({ description: 'Days of the reversals: never in a closed period' }),
  lastOn: z.string().nullable(),
  opened: z.number().meta({ description: 'Items that are open again' }),
  items: z
    .array(z.object({ itemId: id, number: z.string(), party: z.string(), amount: z.string(), currency: z.string() }))
    .meta({ description: 'What is open again, up to 200 items' }),
  loosened: z
    .array(
      z.object({ allocationId: id, debit: z.string(), credit: z.string(), amount: z.string(), currency: z.string() }),
    )
    .meta({ description: 'Applications taken back, by the numbers of both items, up to 200' }),
  accounts: z
    .array(z.object({ account: z.string(), currency: z.string(), debit: z.string(), credit: z.string() }))
    .meta({ description: 'What the reversing vouchers post, per account, in the currency of the books' }),
  hindered: z.number().meta({ description: 'Payments that cannot be taken back as they stand; always 0 when done' }),
  hindrances: z
    .array(
      z.object({
        transactionId: id,
        code: z.string(),
        message: z.string(),
        data: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .meta({ description: 'Why, and what to do first, up to 200' }),
})
export type UndoAnswer = Omit<z.output<typeof undoAnswer>, 'done'>

export const nothingUndone = (): UndoAnswer => ({
  transactions: 0,
  allocations: 0,
  vouchers: 0,
  firstOn: null,
  lastOn: null,
  opened: 0,
  items: [],
  loosened: [],
  accounts: [],
  hindered: 0,
  hindrances: [],
})

/** The counts alone, for the audit trail and the report of a run. */
export const undoCounts = ({ items: _, loosened: __, accounts: ___, hindrances: ____, ...counts }: UndoAnswer) => counts

export async function takenBack(
  ctx: Ctx,
  plan: TakeBackPlan,
  hindrances: readonly Hindrance[] = [],
): Promise<UndoAnswer> {
  const own = new Set(plan.items.map((item) => item.id))
  const amounts = new Map<Id, bigint>()
  for (const { debitItemId, creditItemId, amount } of plan.allocations) {
    if (!own.has(debitItemId)) amounts.set(debitItemId, (amounts.get(debitItemId) ?? 0n) + amount)
    if (!own.has(creditItemId)) amounts.set(creditItemId, (amounts.get(creditItemId) ?? 0n) - amount)
  }
  const loosened = plan.allocations.slice(0, shownMax)
  const shown = [...amounts.keys()].slice(0, shownMax)
  const named = [...shown, ...loosened.flatMap((one) => [one.debitItemId, one.creditItemId])]
  const rows = await ctx.db.rows<{ id: Id; number: string; party: string; currency: string }>(
    `select i.id, i.number_text as number, p.name as party, i.currency from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
      where i.company_id = $1 and i.id = any ($2::uuid[]) order by i.number_text, i.id`,
    [ctx.company.id, [...new Set(named)]],
  )
  const numbers = new Map(rows.map((row) => [row.id, row.number]))
  const days = [
    ...plan.days.values(),
    ...plan.allocations.map((one) => plan.openDay('receivable', one.effectiveOn > plan.on ? one.effectiveOn : plan.on)),
  ].sort()
  const vouchers = [
    ...new Set([
      ...plan.postings.map((one) => one.voucherId),
      ...plan.allocations.flatMap((one) => one.voucherId ?? []),
    ]),
  ]
  const isShown = new Set(shown)
  return {
    transactions: plan.transactionIds.length,
    allocations: plan.allocations.length,
    vouchers: vouchers.length,
    firstOn: days[0] ?? null,
    lastOn: days.at(-1) ?? null,
    opened: amounts.size,
    items: rows
      .filter((row) => isShown.has(row.id))
      .map((row) => ({
        itemId: row.id,
        number: row.number,
        party: row.party,
        amount: formatMinor(amounts.get(row.id)!, row.currency),
        currency: row.currency,
      })),
    loosened: loosened.map((one) => ({
      allocationId: one.id,
      debit: numbers.get(one.debitItemId) ?? '',
      credit: numbers.get(one.creditItemId) ?? '',
      amount: formatMinor(one.amount, one.currency),
      currency: one.currency,
    })),
    accounts: await reversedAccounts(ctx, vouchers),
    hindered: new Set(hindrances.map((one) => one.transactionId)).size,
    hindrances: hindrances.slice(0, shownMax).map(({ transactionId, problem: { code, message, data } }) => ({
      transactionId,
      code,
      message,
      ...(data ? { data } : {}),
    })),
  }
}

/** Debit and credit of the mirrors, per account. */
async function reversedAccounts({ db, company }: Ctx, voucherIds: readonly Id[]): Promise<UndoAnswer['accounts']> {
  const rows = await db.rows<{ account: string; currency: string; debit: bigint; credit: bigint }>(
    `select account, base_currency as currency, coalesce(-sum(base_amount) filter (where base_amount < 0), 0)::bigint as debit,
            coalesce(sum(base_amount) filter (where base_amount > 0), 0)::bigint as credit
       from postings where company_id = $1 and voucher_id = any ($2::uuid[]) group by 1, 2 order by 1, 2`,
    [company.id, voucherIds],
  )
  return rows.map((row) => ({
    ...row,
    debit: formatMinor(row.debit, row.currency),
    credit: formatMinor(row.credit, row.currency),
  }))
}

/** Adds the answer of one chunk to that of those before. */
export function addUndo(total: UndoAnswer, part: UndoAnswer): void {
  total.transactions += part.transactions
  total.allocations += part.allocations
  total.vouchers += part.vouchers
  total.opened += part.opened
  total.hindered += part.hindered
  if (part.firstOn && (!total.firstOn || part.firstOn < total.firstOn)) total.firstOn = part.firstOn
  if (part.lastOn && (!total.lastOn || part.lastOn > total.lastOn)) total.lastOn = part.lastOn
  for (const list of ['items', 'loosened', 'hindrances'] as const)
    (total[list] as unknown[]).push(...part[list].slice(0, shownMax - total[list].length))
  for (const row of part.accounts) {
    const known = total.accounts.find((one) => one.account === row.account && one.currency === row.currency)
    if (!known) total.accounts.push({ ...row })
    else
      for (const side of ['debit', 'credit'] as const)
        known[side] = formatMinor(
          parseMinor(known[side], row.currency) + parseMinor(row[side], row.currency),
          row.currency,
        )
  }
  total.accounts.sort((a, b) => (a.account + a.currency < b.account + b.currency ? -1 : 1))
}
