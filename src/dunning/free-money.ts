import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import type { Allocation } from '../subledger/allocate.ts'
import { allocate } from '../subledger/allocate.ts'
import { lockItemRows } from '../subledger/item-rows.ts'
import { reverseAllocations } from '../subledger/reverse-allocations.ts'
import { readSubledgerSetUp } from '../subledger/subledger-set-up.ts'

interface Taken {
  allocationId: Id
  chargeId: Id
  creditId: Id
  amount: bigint
  valueOn: Day
  decisionId: Id | null
  /** Capital of the letter's claims that is open, on the same account. */
  capitalIds: Id[]
}

/**
 * Money that came for a claim while its letter had not left went to the letter's fee first, by the order of the law. The letter
 * never asked for it: as much of it as the capital wants goes back to the capital. What nobody wants stays where it was paid.
 */
export async function freeMoney(ctx: Ctx, letterIds: readonly Id[]): Promise<void> {
  const { db, company, today } = ctx
  const taken = await db.rows<Taken>(
    hot(
      `select a.id as "allocationId", c.id as "chargeId", a.credit_item_id as "creditId", a.amount, a.value_on as "valueOn", a.decision_id as "decisionId", m.ids as "capitalIds"
         from dunning_letter_charges k join open_items c on c.company_id = k.company_id and c.id = k.item_id
         join allocations a on a.company_id = c.company_id and a.debit_item_id = c.id and a.reverses_id is null
          and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)
         join open_items p on p.company_id = a.company_id and p.id = a.credit_item_id and p.kind = 'payment'
        cross join lateral (select array_agg(i.id order by i.due_on, i.id) as ids from dunning_letter_items x join open_items i on i.company_id = x.company_id and i.id = x.item_id
          where x.company_id = k.company_id and x.letter_id = k.letter_id and i.amount_open > 0 and i.party_id = c.party_id and i.account = c.account and i.currency = c.currency) m
        where k.company_id = $1 and k.letter_id = any ($2::uuid[]) and m.ids is not null order by a.id`,
      [company.id, letterIds],
    ),
  )
  if (taken.length === 0) return
  const rows = await lockItemRows(
    ctx,
    taken.flatMap((one) => [one.chargeId, one.creditId, ...one.capitalIds]),
  )
  const open = new Map([...rows].map(([id, row]) => [id, row.amount_open]))
  const setUp = await readSubledgerSetUp(ctx)
  const back: Id[] = []
  const anew: Allocation[] = []
  for (const { allocationId, chargeId, creditId, amount, valueOn, decisionId, capitalIds } of taken) {
    let left = amount
    const shared = { creditItemId: creditId, valueOn, decisionId }
    for (const id of capitalIds) {
      const has = open.get(id) ?? 0n
      const part = has < left ? has : left
      if (part <= 0n) continue
      anew.push({ ...shared, debitItemId: id, amount: part })
      open.set(id, has - part)
      left -= part
    }
    if (left === amount) continue
    back.push(allocationId)
    if (left > 0n) anew.push({ ...shared, debitItemId: chargeId, amount: left })
  }
  await reverseAllocations(ctx, back, today, setUp.openDay)
  await allocate(ctx, anew, {
    setUp: setUp.posting,
    openDay: setUp.openDay,
    ledger: 'receivable',
    voucherSeriesId: setUp.seriesId,
    notBefore: today,
  })
}
