import type { Ctx, LongCtx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { certaintyOf } from '../matching/certainty.ts'
import type { Decision } from '../matching/decide.ts'
import { decide } from '../matching/decide.ts'
import { readTransactions } from '../read-transactions.ts'
import type { BankTransaction } from '../types.ts'
import type { CandidateRow } from './match-by-evidence.ts'
import { readCandidates, readRefusals, settingsFor, toMatchItem, toMatchPayment } from './match-by-evidence.ts'

/** The order of the list; in the table as numbers. */
export const deskGroups = ['strong', 'several', 'none', 'new', 'rejected'] as const
export type DeskGroup = (typeof deskGroups)[number]
export const groupNumber = (group: DeskGroup): number => deskGroups.indexOf(group) + 1

const chunkMax = 500
/** What one act may weigh again beside itself; the rest shows as stale until it is opened or the next run. */
const besideMax = 100

export interface Weighed {
  decision: Decision
  rows: ReadonlyMap<Id, CandidateRow>
}

/** The matching core on payments as they stand, in their order; locks and changes nothing. */
export async function weigh(ctx: Ctx, transactions: readonly BankTransaction[], setUp: BankSetUp): Promise<Weighed[]> {
  if (transactions.length === 0) return []
  const candidates = await readCandidates(ctx, transactions)
  const refusals = await readRefusals(ctx, transactions)
  return transactions.map((transaction) => {
    const { items, known } = candidates.get(transaction.id)!
    const own = items.filter((row) => row.bankTransactionId !== transaction.id)
    const decision = decide(
      toMatchPayment(transaction),
      own.map((row) => toMatchItem(row, row)),
      settingsFor(setUp, transaction.currency),
      refusals.get(transaction.id),
      known,
    )
    return { decision, rows: new Map(own.map((row) => [row.id, row])) }
  })
}

/** What is left of payments on the desk; those that are not there are whole. */
export async function readLeft(ctx: Ctx, transactions: readonly BankTransaction[]): Promise<BankTransaction[]> {
  const rows = await ctx.db.rows<{ id: Id; amount: bigint }>(
    `select bank_transaction_id as id, amount from desk_payments where company_id = $1 and bank_transaction_id = any ($2::uuid[]) and certainty <= 4`,
    [ctx.company.id, transactions.map((one) => one.id)],
  )
  const left = new Map(rows.map((row) => [row.id, row.amount]))
  return transactions.map((one) => ({ ...one, amount: left.get(one.id) ?? one.amount }))
}

/** Weighs payments of the desk and keeps the result; one read by sets, one update. As the system: a class is the payment's, not the reader's. */
export async function weighDesk(ctx: Ctx, ids: readonly Id[], setUp?: BankSetUp): Promise<void> {
  if (ids.length === 0) return
  await asSystem(ctx, async (system) => {
    const waiting = await system.db.rows<{ id: Id; amount: bigint }>(
      `select bank_transaction_id as id, amount from desk_payments where company_id = $1 and bank_transaction_id = any ($2::uuid[]) and certainty <= 4 order by 1`,
      [ctx.company.id, ids],
    )
    if (waiting.length === 0) return
    const read = await readTransactions(
      system,
      waiting.map((row) => row.id),
    )
    const transactions = waiting.map((row) => ({ ...read.get(row.id)!, amount: row.amount }))
    const weighed = await weigh(system, transactions, setUp ?? (await readBankSetUp(system)))
    const rows = weighed.map(({ decision, rows: items }, i) => {
      const best = decision.suggestions[0]
      const chosen = best?.items.map((item) => items.get(item.itemId)!) ?? []
      return {
        id: transactions[i]!.id,
        certainty: groupNumber(certaintyOf(decision)),
        score: best?.score ?? 0,
        why: decision.why.code,
        party: chosen[0]?.partyId ?? null,
        items: chosen.map((item) => item.id),
        open: best ? chosen.reduce((sum, item) => sum + item.amountOpen, 0n).toString() : null,
      }
    })
    await system.db.query(
      `update desk_payments d set certainty = x.certainty, score = x.score, why = x.why, party_id = x.party, item_ids = x.items, items_open = x.open, weighed_at = now()
         from jsonb_to_recordset($2) as x (id uuid, certainty smallint, score numeric, why text, party uuid, items uuid[], open bigint)
        where d.company_id = $1 and d.bank_transaction_id = x.id`,
      [ctx.company.id, JSON.stringify(rows.map((row) => ({ ...row, items: `{${row.items.join(',')}}` })))],
    )
  })
}

/** After an act: the payments themselves, and those whose best suggestion was among the items that it touched. */
export async function weighAgain(
  ctx: Ctx,
  transactionIds: readonly Id[],
  itemIds: readonly Id[],
  setUp?: BankSetUp,
): Promise<void> {
  const beside =
    itemIds.length === 0
      ? []
      : await asSystem(ctx, (system) =>
          system.db.rows<{ id: Id }>(
            `select bank_transaction_id as id from desk_payments where company_id = $1 and item_ids && $2::uuid[] and certainty <= 4 limit ${besideMax}`,
            [ctx.company.id, [...new Set(itemIds)]],
          ),
        )
  await weighDesk(ctx, [...new Set([...transactionIds, ...beside.map((row) => row.id)])], setUp)
}

/**
 * At the end of a run: what came to the desk is weighed, and what became stale since; chunk by chunk, each a transaction.
 * `all` weighs every row anew, as after new invoices.
 */
export async function refreshDesk(ctx: LongCtx, options: { all: boolean }): Promise<number> {
  let after: Id | null = null
  let total = 0
  for (;;) {
    const from: Id | null = after
    const ids: Id[] = await ctx.transaction(
      (tx) =>
        asSystem(tx, async (system) => {
          const rows = await system.db.rows<{ id: Id }>(
            `select d.bank_transaction_id as id from desk_payments d
              where d.company_id = $1 and d.certainty <= 4 and ($2::uuid is null or d.bank_transaction_id > $2)
                and ($4 or d.certainty = 4 or ${staleRow})
              order by d.bank_transaction_id limit $3`,
            [system.company.id, from, chunkMax, options.all],
          )
          await weighDesk(
            system,
            rows.map((row) => row.id),
          )
          return rows.map((row) => row.id)
        }),
      { retry: true },
    )
    total += ids.length
    if (ids.length < chunkMax) return total
    after = ids.at(-1)!
  }
}

/** A row `d` whose best suggestion is no more what it was. */
export const staleRow = `(d.items_open is not null and d.items_open is distinct from (
  select coalesce(sum(i.amount_open), 0)::bigint from open_items i where i.company_id = d.company_id and i.id = any (d.item_ids)))`
