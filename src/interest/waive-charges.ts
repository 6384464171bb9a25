import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { Posting, Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import { readVouchers } from '../ledger/read-vouchers.ts'
import { allocate } from '../subledger/allocate.ts'
import type { Component, NewItem } from '../subledger/open-items.ts'
import { openItems } from '../subledger/open-items.ts'
import { type ChargeSetUp, readChargeSetUp } from './charge-set-up.ts'
import { incomeOf } from './post-charges.ts'

export interface WaiveOptions {
  reason: string
  on: Day
  runId?: Id | null
  /** The letter never left: the days of its interest may be charged again, where nothing was paid of it. Otherwise they stay given up. */
  freeDays?: boolean
  setUp?: ChargeSetUp
}

interface ChargeRow {
  id: Id
  voucherId: Id
  lineNo: number
  kind: string
  component: Component
  mainItemId: Id | null
  numberText: string
  reference: string | null
  dueOn: Day
  invoiceGroupId: Id | null
  businessAreaId: Id | null
  amount: bigint
  open: bigint
  baseOpen: bigint
}

export interface Waived {
  itemId: Id
  /** Minor units: what was still open of it. */
  amount: bigint
  voucherId: Id
  businessAreaId: Id | null
}

/**
 * Takes back what is open of charges: the mirror of their postings in a new voucher, a credit beside each charge, and both
 * applied to each other. What was paid of a charge stays paid. A charge with nothing open is left out.
 * @throws Refused charge.unknown naming every item that is no charge
 */
export async function waiveCharges(ctx: Ctx, itemIds: readonly Id[], options: WaiveOptions): Promise<Waived[]> {
  const rows = await lockCharges(ctx, itemIds)
  refuseUnknown(itemIds, rows)
  const open = rows.filter((row) => row.open > 0n)
  if (open.length === 0) return []
  const setUp = options.setUp ?? (await readChargeSetUp(ctx))
  const originals = await readVouchers(ctx.db, ctx.company.id, [...new Set(open.map((row) => row.voucherId))])
  const postedOn = setUp.openDay('receivable', options.on)
  const made = open.map((row) => {
    const voucher = waiverVoucher(row, originals.get(row.voucherId)!, postedOn, options, setUp)
    return { row, voucher, creditId: newId() }
  })
  await post(
    ctx.db,
    ctx.company.id,
    ctx.user.id,
    made.map(({ voucher }) => voucher),
  )
  await openItems(
    ctx.db,
    ctx.company.id,
    made.map(({ row, voucher, creditId }) => creditOf(row, voucher, creditId)),
  )
  await allocate(
    ctx,
    made.map(({ row, creditId }) => ({
      debitItemId: row.id,
      creditItemId: creditId,
      amount: row.open,
      valueOn: options.on,
    })),
    {
      setUp: setUp.posting,
      openDay: setUp.openDay,
      ledger: 'receivable',
      voucherSeriesId: setUp.seriesId,
      runId: options.runId ?? null,
      notBefore: postedOn,
    },
  )
  // Days that money has come for stay charged: they are not asked for again.
  if (options.freeDays)
    await freeDays(
      ctx,
      open.filter((row) => row.open === row.amount).map((row) => row.id),
    )
  return made.map(({ row, voucher }) => ({
    itemId: row.id,
    amount: row.open,
    voucherId: voucher.id,
    businessAreaId: row.businessAreaId,
  }))
}

const lockCharges = ({ db, company }: Ctx, ids: readonly Id[]): Promise<ChargeRow[]> =>
  db.rows<ChargeRow>(
    hot(
      `select id, voucher_id as "voucherId", line_no as "lineNo", kind, component, main_item_id as "mainItemId", number_text as "numberText", reference, due_on as "dueOn",
              invoice_group_id as "invoiceGroupId", business_area_id as "businessAreaId", amount, amount_open as open, base_open as "baseOpen"
         from open_items where company_id = $1 and id = any ($2::uuid[]) order by id for no key update`,
      [company.id, ids],
    ),
  )

function refuseUnknown(ids: readonly Id[], rows: readonly ChargeRow[]): void {
  const charges = new Set(rows.filter((row) => row.component !== 'capital').map((row) => row.id))
  const problems = [...new Set(ids)]
    .filter((id) => !charges.has(id))
    .map(
      (id): Problem => ({
        code: 'charge.unknown',
        message: `${id} is no fee, interest or compensation: capital is credited, not waived`,
        data: { item: id },
      }),
    )
  if (problems.length > 0) throw new Refused(problems)
}

/** The posting on the receivable account and the one on income after it, turned, for what is open. */
function waiverVoucher(
  row: ChargeRow,
  original: Voucher,
  postedOn: Day,
  { on, reason, runId }: WaiveOptions,
  setUp: ChargeSetUp,
): Voucher {
  const turned = (posting: Posting, sign: bigint): Posting => ({
    ...posting,
    amount: sign * row.open,
    baseAmount: sign * row.baseOpen,
    text: reason,
  })
  const receivable = original.postings[row.lineNo - 1]!
  const income = incomeOfCharge(row, original, receivable, postedOn, setUp)
  return {
    ...original,
    id: newId(),
    seriesId: setUp.seriesId,
    transactionType: 'charge-waiver',
    postedOn,
    documentOn: on,
    baseCurrency: original.baseCurrency,
    text: row.numberText,
    reversesId: null,
    runId: runId ?? null,
    postings: [turned(receivable, -1n), turned(income, 1n)],
  }
}

/** The posting that stands against it; of a charge that was moved, what would be posted anew. */
function incomeOfCharge(row: ChargeRow, original: Voucher, receivable: Posting, on: Day, setUp: ChargeSetUp): Posting {
  const own = row.kind === 'charge' ? original.postings[row.lineNo] : undefined
  if (own && !own.partyId) return own
  const facts = { ...row, customerKind: null, counterpartyCode: null }
  const chosen = incomeOf(row.component as Exclude<Component, 'capital'>, facts, setUp, on)
  if ('problems' in chosen) throw new Refused(chosen.problems)
  return { ...receivable, partyId: null, account: chosen.account, dimensions: chosen.dimensions }
}

const creditOf = (row: ChargeRow, voucher: Voucher, id: Id): NewItem => ({
  id,
  voucher,
  lineNo: 1,
  kind: 'charge',
  component: row.component,
  mainItemId: row.mainItemId ?? row.id,
  numberText: row.numberText,
  reference: row.reference,
  dueOn: row.dueOn,
  invoiceGroupId: row.invoiceGroupId,
  businessAreaId: row.businessAreaId,
})

const freeDays = ({ db, company, user, now }: Ctx, ids: readonly Id[]) =>
  db.query(
    hot(
      `update interest_charges set freed_at = $3, freed_by = $4 where company_id = $1 and charge_item_id = any ($2::uuid[]) and freed_at is null`,
      [company.id, ids, now, user.id],
    ),
  )
