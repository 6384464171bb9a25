import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { amountText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { lockItemRows } from '../subledger/item-rows.ts'
import type { Component } from '../subledger/open-items.ts'
import { reverseClosings } from '../subledger/reverse-closings.ts'
import { accrueInterest } from './accrue.ts'
import { readChargeSetUp } from './charge-set-up.ts'
import { compensationOf, readClaimed, unclaimed } from './compensation.ts'
import { readInterestSetUp } from './interest-set-up.ts'

/**
 * What was given up by mistake is owed again: the waiver's voucher is reversed, and the charge is open as it was, with its own
 * day and number; days given up bear interest again. What was charged or paid since stays as it is.
 */
export const undoWaive = verb({
  kind: 'write',
  name: 'interest.undo-waive',
  summary: 'Take a waiver of fees and interest back',
  route: 'POST /interest/waivers/undo',
  input: z
    .object({
      waivers: z.array(id).max(1000).default([]).meta({ description: 'Of charges' }),
      days: z.array(id).max(1000).default([]).meta({ description: 'Stretches of days given up' }),
    })
    .refine((given) => given.waivers.length + given.days.length > 0, { error: 'name waivers or days' }),
  output: z.object({
    charges: z.array(z.object({ itemId: id, amount: amountText, voucherId: id })),
    days: z.number().int().meta({ description: 'Stretches that bear interest again' }),
  }),
  async run(ctx, { waivers, days }) {
    const charges = await oweAgain(ctx, waivers)
    const freed = await freeWaivedDays(ctx, days)
    await audit(ctx, {
      verb: 'interest.undo-waive',
      subjects: [...charges.map((one) => one.itemId), ...freed].slice(0, 100),
      summary: { charges: charges.length, days: freed.length },
    })
    return {
      charges: charges.map(({ itemId, voucherId, amount, currency }) => ({
        itemId,
        voucherId,
        amount: formatMinor(amount, currency),
      })),
      days: freed.length,
    }
  },
})

interface WaiverRow {
  id: Id
  itemId: Id
  voucherId: Id
  amount: bigint
  creditId: Id
  allocationId: Id
  component: Component
  partyKind: string
  currency: string
  mainItemId: Id
  numberText: string
  reference: string | null
  dueOn: Day
  invoiceGroupId: Id | null
  businessAreaId: Id | null
  isUndone: boolean
  /** Whose claims the customer's are by now, or nobody's any more. */
  isElsewhere: boolean
}

/** @throws Refused waiver.unknown, waiver.undone, waiver.moved, waiver.set-off */
async function oweAgain(ctx: Ctx, ids: readonly Id[]) {
  if (ids.length === 0) return []
  const rows = await readWaivers(ctx, ids)
  for (const asked of ids) {
    const row = rows.find((one) => one.id === asked)
    if (!row) refuse('waiver.unknown', 'there is no such waiver', {}, 404)
    if (row!.isUndone)
      refuse('waiver.undone', `${row!.numberText}: the waiver has been taken back already`, { waiver: asked }, 409)
  }
  for (const { numberText, isElsewhere } of rows)
    if (isElsewhere)
      refuse(
        'waiver.moved',
        `${numberText}: the customer has gone up in another, or is erased`,
        { number: numberText },
        409,
      )
  const reversals = await reverseClosings(
    ctx,
    rows.map((row) => ({
      itemId: row.creditId,
      amount: -row.amount,
      voucherId: row.voucherId,
      allocationId: row.allocationId,
      mirror: {
        kind: 'charge',
        component: row.component,
        mainItemId: row.mainItemId,
        numberText: row.numberText,
        reference: row.reference,
        dueOn: row.dueOn,
        invoiceGroupId: row.invoiceGroupId,
        businessAreaId: row.businessAreaId,
      },
    })),
    ctx.today,
    await readChargeSetUp(ctx),
  )
  const made = rows.map((row, i) => ({ row, voucherId: reversals[i]!.voucherId }))
  await insertRows(
    ctx.db,
    'charge_waivers_undone',
    { waiver_id: 'uuid', voucher_id: 'uuid', business_area_id: 'uuid' },
    made.map(({ row, voucherId }) => ({
      waiver_id: row.id,
      voucher_id: voucherId,
      business_area_id: row.businessAreaId,
    })),
    {
      company_id: { type: 'uuid', value: ctx.company.id },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  await refuseBoth(ctx, rows)
  return made.map(({ row, voucherId }) => ({
    itemId: row.itemId,
    voucherId,
    amount: row.amount,
    currency: row.currency,
  }))
}

/**
 * A fee that is owed again beside the delay compensation that was claimed in its place, or the other way round: the law gives
 * the higher of the two (lag (1981:739) 4 a §, inkassoforskriften § 1-5). Looked at when the charges stand again.
 * @throws Refused waiver.set-off
 */
async function refuseBoth(ctx: Ctx, rows: readonly WaiverRow[]): Promise<void> {
  const claimed = await readClaimed(ctx, [...new Set(rows.map((row) => row.mainItemId))])
  const both = rows.filter((row) => {
    const { costs, compensation } = claimed.get(row.mainItemId)!
    return costs > 0n && compensation > 0n
  })
  if (both.length === 0) return
  const setUp = await readInterestSetUp(ctx)
  const accrued = await accrueInterest(
    ctx,
    both.map((row) => row.mainItemId),
    ctx.today,
    { setUp },
  )
  for (const { mainItemId, numberText, partyKind, currency } of both) {
    const { costs, compensation } = claimed.get(mainItemId)!
    const { lateOn } = accrued.get(mainItemId)!
    const most = compensationOf({ partyKind, currency, ...unclaimed }, lateOn, setUp, ctx.company.kind)
    if (typeof most !== 'bigint') throw new Refused(most)
    if (costs + compensation > most)
      refuse(
        'waiver.set-off',
        `${numberText}: fees and delay compensation are set off against each other, and the other of them was claimed since`,
        { number: numberText },
        409,
      )
  }
}

/** Their charges are locked before it is read what stands: two that take the same one back do it once. */
async function readWaivers(ctx: Ctx, ids: readonly Id[]): Promise<WaiverRow[]> {
  const { db, company } = ctx
  const charges = await db.rows<{ id: Id }>(
    `select item_id as id from charge_waivers where company_id = $1 and id = any ($2::uuid[])`,
    [company.id, ids],
  )
  await lockItemRows(
    ctx,
    charges.map((charge) => charge.id),
  )
  return db.rows<WaiverRow>(
    `select w.id, w.item_id as "itemId", w.voucher_id as "voucherId", w.amount, c.id as "creditId", a.id as "allocationId", i.component, p.kind as "partyKind", i.currency::text as currency,
            i.main_item_id as "mainItemId", i.number_text as "numberText", i.reference, i.due_on as "dueOn", i.invoice_group_id as "invoiceGroupId", i.business_area_id as "businessAreaId",
            exists (select from charge_waivers_undone u where u.company_id = w.company_id and u.waiver_id = w.id) as "isUndone",
            p.merged_into_id is not null or exists (select from party_versions v where v.company_id = p.company_id and v.party_id = p.id and v.erased_at is not null) as "isElsewhere"
       from charge_waivers w
       join open_items i on i.company_id = w.company_id and i.id = w.item_id
       join parties p on p.company_id = i.company_id and p.id = i.party_id
       join open_items c on c.company_id = w.company_id and c.voucher_id = w.voucher_id and c.line_no = 1
       join allocations a on a.company_id = c.company_id and a.credit_item_id = c.id and a.debit_item_id = i.id and a.reverses_id is null
      where w.company_id = $1 and w.id = any ($2::uuid[]) order by i.id`,
    [company.id, ids],
  )
}

/** @throws Refused waiver.unknown, waiver.undone */
async function freeWaivedDays({ db, company, user, now }: Ctx, ids: readonly Id[]): Promise<Id[]> {
  if (ids.length === 0) return []
  const known = await db.rows<{ id: Id; isFreed: boolean }>(
    `select id, freed_at is not null as "isFreed" from interest_charges where company_id = $1 and id = any ($2::uuid[]) and kind = 'waived' order by id for update`,
    [company.id, ids],
  )
  for (const asked of ids) {
    const row = known.find((one) => one.id === asked)
    if (!row) refuse('waiver.unknown', 'there is no such waiver', {}, 404)
    if (row!.isFreed) refuse('waiver.undone', 'the waiver has been taken back already', { waiver: asked }, 409)
  }
  await db.query(
    `update interest_charges set freed_at = $3, freed_by = $4 where company_id = $1 and id = any ($2::uuid[]) and freed_at is null`,
    [company.id, ids, now, user.id],
  )
  return known.map((row) => row.id)
}
