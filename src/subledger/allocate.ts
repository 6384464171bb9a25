import { country } from '../countries/index.ts'
import type { Company, Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Db } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import { later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { proportion } from '../kernel/money.ts'
import { assert, refuse } from '../kernel/problem.ts'
import { bookText } from '../kernel/words/book-texts.ts'
import type { PostingSetUp } from '../ledger/choose-account.ts'
import { accountOfRole } from '../ledger/choose-account.ts'
import type { OpenDay } from '../ledger/open-day.ts'
import type { Ledger, Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'

/** One debit item and one credit item of the same party, account and currency, by one positive amount of the document currency. */
export interface Allocation {
  debitItemId: Id
  creditItemId: Id
  amount: bigint
  /** The day the money counts: interest and behaviour read it. */
  valueOn: Day
  /** The day the books show it; never before both items opened. Left out: the later of value day and opening days, moved to an open day. */
  effectiveOn?: Day
  decisionId?: Id | null
}

export interface AllocateOptions {
  setUp: PostingSetUp
  openDay: OpenDay
  ledger: Ledger
  /** Series of the vouchers for exchange differences. */
  voucherSeriesId: Id
  runId?: Id | null
  /** Nothing is shown before this day: what a person decides today changes no earlier figure. */
  notBefore?: Day
  /** The currency that the books leave: by a redenomination alone its items are closed on the first day of the next one. */
  leaving?: string
  /** Items as they stand, which this transaction holds locked or has opened itself: they are not read again. */
  held?: ReadonlyMap<Id, HeldItem>
}

/** An open item as its row has it, and whether anything was ever applied to it. */
export interface HeldItem {
  id: Id
  account: string
  party_id: Id
  currency: string
  base_currency: string
  amount_open: bigint
  base_open: bigint
  opened_on: Day
  business_area_id: Id | null
  touched: boolean
}

interface Item extends HeldItem {
  /** The last day on which an allocation of the item was taken back; before it the item was taken. */
  freed_on?: Day
}

/**
 * Applies items to each other: one INSERT for all; the database takes the amounts from the items and refuses more than is
 * open. Base money is taken in proportion, the last allocation of an item takes the remainder; the exchange difference
 * between the two sides is posted in the same transaction (realised, per allocation).
 * @returns the allocations' ids, in the order given
 */
export async function allocate(ctx: Ctx, allocations: readonly Allocation[], options: AllocateOptions): Promise<Id[]> {
  if (allocations.length === 0) return []
  const items = await lockItems(ctx.db, ctx.company.id, allocations, options.held)
  const vouchers: Voucher[] = []
  const rows = allocations.map((allocation) => {
    const debit = items.get(allocation.debitItemId) ?? missing(allocation.debitItemId)
    const credit = items.get(allocation.creditItemId) ?? missing(allocation.creditItemId)
    assert(allocation.amount > 0n, 'an allocation takes a positive amount')
    const baseDebit = takeBase(debit, allocation.amount)
    const baseCredit = -takeBase(credit, -allocation.amount)
    const earliest = later(
      later(debit.opened_on, credit.opened_on),
      later(debit.freed_on ?? debit.opened_on, credit.freed_on ?? credit.opened_on),
    )
    const wanted = later(
      earliest,
      options.notBefore ? later(options.notBefore, allocation.valueOn) : allocation.valueOn,
    )
    const effectiveOn = allocation.effectiveOn ?? options.openDay(options.ledger, wanted)
    refuseOtherBase(debit, credit, options.leaving ?? country(ctx.company.country).currency.baseOn(effectiveOn))
    let voucherId: Id | null = null
    if (baseDebit !== baseCredit) {
      const voucher = differenceVoucher(debit, baseCredit - baseDebit, effectiveOn, options, ctx.company)
      vouchers.push(voucher)
      voucherId = voucher.id
    }
    return {
      id: newId(),
      ledger: options.ledger,
      debit_item_id: debit.id,
      credit_item_id: credit.id,
      account: debit.account,
      party_id: debit.party_id,
      currency: debit.currency,
      amount: allocation.amount,
      base_debit: baseDebit,
      base_credit: baseCredit,
      value_on: allocation.valueOn,
      effective_on: effectiveOn,
      voucher_id: voucherId,
      decision_id: allocation.decisionId ?? null,
      run_id: options.runId ?? null,
      business_area_id: debit.business_area_id,
      reverses_id: null as Id | null,
    }
  })
  await post(ctx.db, ctx.company.id, ctx.user.id, vouchers)
  await insertAllocations(ctx, rows)
  return rows.map((row) => row.id)
}

export interface AllocationRow {
  id: Id
  ledger: Ledger
  debit_item_id: Id
  credit_item_id: Id
  account: string
  party_id: Id
  currency: string
  amount: bigint
  base_debit: bigint
  base_credit: bigint
  value_on: Day
  effective_on: Day
  voucher_id: Id | null
  decision_id: Id | null
  run_id: Id | null
  business_area_id: Id | null
  reverses_id: Id | null
}

export async function insertAllocations(ctx: Ctx, rows: readonly AllocationRow[]): Promise<void> {
  await insertRows(
    ctx.db,
    'allocations',
    {
      id: 'uuid',
      ledger: 'text',
      debit_item_id: 'uuid',
      credit_item_id: 'uuid',
      account: 'text',
      party_id: 'uuid',
      currency: 'bpchar',
      amount: 'int8',
      base_debit: 'int8',
      base_credit: 'int8',
      value_on: 'date',
      effective_on: 'date',
      voucher_id: 'uuid',
      decision_id: 'uuid',
      run_id: 'uuid',
      business_area_id: 'uuid',
      reverses_id: 'uuid',
    },
    rows,
    // When it was recorded the database says, as for vouchers and items: a long run knows each chunk when it writes it.
    { company_id: { type: 'uuid', value: ctx.company.id }, recorded_by: { type: 'uuid', value: ctx.user.id } },
  )
}

/** Rows are locked in id order, so that two writers on the same items wait and never deadlock. */
async function lockItems(
  db: Db,
  companyId: Id,
  allocations: readonly Allocation[],
  held: ReadonlyMap<Id, HeldItem> = new Map(),
): Promise<Map<Id, Item>> {
  const found = new Map<Id, Item>()
  const ids: Id[] = []
  for (const { debitItemId, creditItemId } of allocations)
    for (const id of [debitItemId, creditItemId]) {
      const known = held.get(id)
      if (known && !found.has(id)) found.set(id, { ...known })
      else if (!known) ids.push(id)
    }
  const items =
    ids.length === 0
      ? []
      : await db.rows<Item>(
          `select id, account, party_id, currency, base_currency, amount_open, base_open, opened_on, business_area_id, first_effective_on < 'infinity' as touched
             from open_items where company_id = $1 and id = any ($2::uuid[]) order by id for no key update`,
          [companyId, [...new Set(ids)]],
        )
  for (const item of items) found.set(item.id, item)
  await readFreedDays(db, companyId, found)
  return found
}

/** What was applied and taken back was taken in between: a new allocation begins after that, so that no past day is taken twice. */
async function readFreedDays(db: Db, companyId: Id, items: Map<Id, Item>): Promise<void> {
  const touched = [...items.values()].filter((item) => item.touched).map((item) => item.id)
  if (touched.length === 0) return
  const rows = await db.rows<{ item: Id; freed_on: Day }>(
    `select item, max(effective_on) as freed_on
       from (select debit_item_id as item, effective_on from allocations where company_id = $1 and debit_item_id = any ($2::uuid[]) and reverses_id is not null
             union all
             select credit_item_id, effective_on from allocations where company_id = $1 and credit_item_id = any ($2::uuid[]) and reverses_id is not null) taken_back
      group by item`,
    [companyId, touched],
  )
  for (const row of rows) items.get(row.item)!.freed_on = row.freed_on
}

/** Base money of a part: in proportion; the last one takes the remainder; while something is open, base money stays open too. */
export function takeBase(item: Pick<Item, 'id' | 'amount_open' | 'base_open'>, amount: bigint): bigint {
  const before = item.base_open
  const after = item.amount_open - amount
  let take = before
  if (after !== 0n && item.amount_open !== 0n) {
    const one = before < 0n ? -1n : 1n
    take = proportion(before, amount, item.amount_open)
    if (take === 0n) take = one
    if (take === before) take = before - one
    if (take === 0n)
      refuse('allocation.too-small', `the part ${amount} of item ${item.id} is too small to have base money`, {
        item: item.id,
      })
  }
  item.amount_open = after
  item.base_open = before - take
  return take
}

function differenceVoucher(
  item: Item,
  difference: bigint,
  on: Day,
  options: AllocateOptions,
  { language }: Company,
): Voucher {
  const role = difference > 0n ? 'fxGain' : 'fxLoss'
  const account =
    accountOfRole(options.setUp, role, on) ??
    refuse('account-role.missing', `no account for ${role} on ${on}: complete the set-up of account roles`, { role })
  return {
    id: newId(),
    seriesId: options.voucherSeriesId,
    ledger: options.ledger,
    transactionType: 'exchange-difference',
    postedOn: on,
    documentOn: on,
    baseCurrency: item.base_currency,
    text: bookText(language, 'exchange-difference'),
    runId: options.runId ?? null,
    businessAreaId: item.business_area_id,
    postings: [
      {
        account: item.account,
        baseAmount: difference,
        currency: item.currency,
        amount: 0n,
        partyId: item.party_id,
        adjustsItemId: item.id,
      },
      { account, baseAmount: -difference, currency: item.base_currency, amount: -difference },
    ],
  }
}

const missing = (id: Id): never => refuse('item.unknown', `there is no open item ${id}`, { item: id })

/** Items of the books in an older currency are applied within those books; after the change the items that continue them are. */
function refuseOtherBase(debit: Item, credit: Item, base: string): void {
  for (const item of [debit, credit]) {
    if (item.base_currency !== base)
      refuse(
        'item.other-base-currency',
        `item ${item.id} is booked in ${item.base_currency}, the books are in ${base} on that day: run the redenomination, then apply the item that continues it`,
        { item: item.id, base: item.base_currency },
      )
  }
}
