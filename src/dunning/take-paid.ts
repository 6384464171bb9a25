import { z } from 'zod'
import { readBankSetUp } from '../bank/bank-set-up.ts'
import type { HindranceKind } from '../claims/hindrances.ts'
import { readHindrances } from '../claims/hindrances.ts'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { accrueInterest } from '../interest/accrue.ts'
import { readChargeSetUp } from '../interest/charge-set-up.ts'
import { postCharges } from '../interest/post-charges.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { minor } from '../kernel/money.ts'
import { assert } from '../kernel/problem.ts'
import type { Allocation } from '../subledger/allocate.ts'
import { allocate } from '../subledger/allocate.ts'
import { settle } from '../subledger/arithmetic.ts'
import type { ItemRow } from '../subledger/item-rows.ts'
import { lockItemRows } from '../subledger/item-rows.ts'
import { readSubledgerSetUp } from '../subledger/subledger-set-up.ts'

const paymentsMax = 500
/** What somebody objects to, asks for or has given up since the letter: a person looks where the money goes. */
const forPerson: ReadonlySet<HindranceKind> = new Set([
  'dispute',
  'in-collection',
  'in-enforcement',
  'financed',
  'written-off',
  'credit-note-pending',
  'bankrupt',
  'debt-relief',
])

/**
 * Right after a matching: a payment of exactly what a letter asked for, by the letter's reference, pays all that the letter
 * told of. The reference alone names its first claim: what is left goes to the other claims and their charges, and the interest
 * that was said and not charged yet is charged up to the day of the letter and paid. Twice gives nothing new.
 */
export const takePaid = verb({
  kind: 'write',
  name: 'dunning.take-paid',
  summary: 'Apply payments of whole letters to all that the letters asked for',
  route: 'POST /dunning-letters/take-paid',
  input: z.object({}),
  output: z.object({ letters: z.number() }),
  run: (ctx) =>
    asSystem(ctx, async (system) => {
      const found = await readPaid(system)
      const taken: Id[] = []
      for (const one of found) if (await takeOne(system, one)) taken.push(one.letterId)
      if (taken.length > 0)
        await audit(system, {
          verb: 'dunning.take-paid',
          subjects: taken.slice(0, 100),
          summary: { letters: taken.length },
        })
      return { letters: taken.length }
    }),
})

interface PaidLetter {
  creditId: Id
  letterId: Id
  sentOn: Day
  paidOn: Day
  /** Interest is said in the letter, and charged by nobody yet. */
  isShown: boolean
  itemIds: Id[]
}

/** Money on account of a payment that named a letter's reference and came to its total; of several letters the newest before it. */
const readPaid = ({ db, company }: Ctx): Promise<PaidLetter[]> =>
  db.rows<PaidLetter>(
    hot(
      `select distinct on (c.id) c.id as "creditId", l.id as "letterId", l.sent_on as "sentOn", b.value_on as "paidOn", v.interest = 'shown' as "isShown",
              (select array_agg(x.item_id order by x.item_id) from dunning_letter_items x where x.company_id = l.company_id and x.letter_id = l.id) as "itemIds"
         from open_items c
         join bank_transactions b on b.company_id = c.company_id and b.id = c.bank_transaction_id
         join dunning_letters l on l.company_id = c.company_id and l.party_id = c.party_id and l.currency = c.currency and l.amount_total = b.amount and l.sent_on <= b.booked_on
          and (l.reference = b.reference or exists (select from jsonb_array_elements(b.refs) r where r ->> 'reference' = l.reference))
         join dunning_policy_versions v on v.company_id = l.company_id and v.policy_id = l.policy_id and v.version_no = l.version_no
        where c.company_id = $1 and c.amount_open < 0 and c.kind = 'payment'
          and not exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled')
          and not exists (select from refunds r where r.company_id = c.company_id and r.item_id = c.id and r.withdrawn_at is null)
        order by c.id, l.sent_on desc, l.id desc limit $2`,
      [company.id, paymentsMax],
    ),
  )

async function takeOne(ctx: Ctx, one: PaidLetter): Promise<boolean> {
  const { db, company } = ctx
  const related = await db.rows<{ id: Id }>(
    hot(
      `select id from open_items where company_id = $1 and (id = any ($2::uuid[]) or main_item_id = any ($2::uuid[])) and amount_open > 0`,
      [company.id, one.itemIds],
    ),
  )
  // Interest is accrued under the locks of its claims: they are among these.
  const rows = await lockItemRows(ctx, [one.creditId, ...one.itemIds, ...related.map((row) => row.id)])
  const credit = rows.get(one.creditId)
  if (!credit || credit.amount_open >= 0n) return false
  const hindered = await readHindrances(ctx, ctx.today, { items: one.itemIds })
  const isFree = (id: Id) => !(hindered.get(id) ?? []).some((cause) => forPerson.has(cause.kind))
  const mayTake = (row: ItemRow | undefined): row is ItemRow =>
    row !== undefined &&
    row.party_id === credit.party_id &&
    row.account === credit.account &&
    row.currency === credit.currency &&
    row.base_currency === credit.base_currency &&
    isFree(row.main_item_id ?? row.id)
  const debts = [...rows.values()].filter((row) => row.amount_open > 0n && mayTake(row))
  const { settleOrder } = await readBankSetUp(ctx)
  const { allocations } = settle(
    debts.map((row) => ({
      id: row.id,
      amountOpen: minor(row.amount_open),
      dueOn: row.due_on,
      component: row.component,
      mainItemId: row.main_item_id,
    })),
    { id: credit.id, amount: minor(credit.amount_open) },
    { order: settleOrder, useCredits: false },
  )
  const applied = allocations.map(
    ({ debitId, creditId, amount }): Allocation => ({
      debitItemId: debitId,
      creditItemId: creditId,
      amount,
      valueOn: one.paidOn,
    }),
  )
  const left = -credit.amount_open - applied.reduce((sum, allocation) => sum + allocation.amount, 0n)
  const mains = one.isShown && left > 0n ? one.itemIds.filter((id) => mayTake(rows.get(id))) : []
  // The claims that are settled bear interest up to the letter by what was open then: payments count from the day after theirs.
  if (applied.length > 0) await apply(ctx, applied)
  const charged = await chargeShown(ctx, one, mains, left)
  if (charged.length > 0) await apply(ctx, charged)
  return applied.length + charged.length > 0
}

async function apply(ctx: Ctx, allocations: Allocation[]): Promise<void> {
  const setUp = await readSubledgerSetUp(ctx)
  await allocate(ctx, allocations, {
    setUp: setUp.posting,
    openDay: setUp.openDay,
    ledger: 'receivable',
    voucherSeriesId: setUp.seriesId,
  })
}

/** The interest that the letter said, where the money is enough for all of it. */
async function chargeShown(
  ctx: Ctx,
  { creditId, sentOn }: PaidLetter,
  mains: readonly Id[],
  left: bigint,
): Promise<Allocation[]> {
  const accrued = [...(await accrueInterest(ctx, mains, sentOn)).values()].filter((row) => row.amount > 0n)
  const sum = accrued.reduce((total, row) => total + row.amount, 0n)
  if (sum === 0n || sum > left) return []
  const posted = await postCharges(
    ctx,
    accrued.map((row) => ({
      mainItemId: row.itemId,
      component: 'interest',
      amount: row.amount,
      dueOn: sentOn,
      accrued: row,
    })),
    { on: ctx.today, setUp: await readChargeSetUp(ctx) },
  )
  return posted.flatMap(({ itemId }, i): Allocation[] => {
    if (!itemId) return []
    const { amount } = accrued[i]!
    assert(amount <= left, 'the interest of a letter fits the money that came for it')
    return [{ debitItemId: itemId, creditItemId: creditId, amount, valueOn: ctx.today }]
  })
}
