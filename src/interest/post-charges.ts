import type { AccountRole } from '../countries/country.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import type { Problem } from '../kernel/problem.ts'
import { assert, Refused } from '../kernel/problem.ts'
import { type ChosenAccount, checkDimensions, chooseAccount } from '../ledger/choose-account.ts'
import type { Posting, Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import type { Component, NewItem } from '../subledger/open-items.ts'
import { openItems } from '../subledger/open-items.ts'
import type { Accrued } from './accrue.ts'
import { type ChargeSetUp, readChargeSetUp } from './charge-set-up.ts'

/** Fee, interest, compensation or cost beside a capital item: never VAT, never within the capital. */
export interface NewCharge {
  /** The capital item. */
  mainItemId: Id
  component: Exclude<Component, 'capital'>
  /** Minor units of the capital's currency, above zero. Of interest it is that of `accrued`. */
  amount: bigint
  dueOn: Day
  text?: string
  /** Charges of one key (a letter) share a voucher, and stand or fall together. */
  voucherKey?: string
  /** Of interest: the days that are charged; no day is charged twice. */
  accrued?: Accrued
}

export interface ChargeOptions {
  /** The day of the document; the books show it then, or on the first open day after it. */
  on: Day
  runId?: Id | null
  /** Read once by a caller with many batches. */
  setUp?: ChargeSetUp
  /** How the vouchers are numbered and written; default: numbers are drawn here, and their series is locked until the commit. */
  post?: typeof post
}

export type PostedCharge =
  | { itemId: Id; voucherId: Id; problems?: undefined }
  | { itemId?: undefined; voucherId?: undefined; problems: Problem[] }

const roles: Record<NewCharge['component'], AccountRole> = {
  fee: 'reminderFeeIncome',
  interest: 'interestIncome',
  compensation: 'compensationIncome',
  cost: 'collectionCosts',
}
/** As a posting rule names them. */
export const chargeTypes: Record<NewCharge['component'], string> = {
  fee: 'fee',
  interest: 'interest',
  compensation: 'compensation',
  cost: 'collection-cost',
}

export interface MainItem {
  id: Id
  account: string
  partyId: Id
  currency: string
  reference: string | null
  numberText: string
  invoiceGroupId: Id | null
  businessAreaId: Id | null
  customerKind: string | null
  counterpartyCode: string | null
}

/**
 * Opens charges beside their capital items, by vouchers: receivable account of the capital against income by posting rule or
 * role. Set-based: one query, and one statement a table; call it with about a thousand at once. A charge that cannot be posted
 * has its problems, and so have those that share its voucher; the others are posted. In the order given.
 * @throws Refused interest.charged-meanwhile where another has charged the same days since they were accrued
 */
export async function postCharges(
  ctx: Ctx,
  charges: readonly NewCharge[],
  options: ChargeOptions,
): Promise<PostedCharge[]> {
  if (charges.length === 0) return []
  const setUp = options.setUp ?? (await readChargeSetUp(ctx))
  const mains = await readMainItems(ctx, [...new Set(charges.map((charge) => charge.mainItemId))])
  const postedOn = setUp.openDay('receivable', options.on)
  const vouchers = new Map<
    string,
    { voucher: Voucher; lines: { index: number; lineNo: number }[]; problems: Problem[] }
  >()
  charges.forEach((charge, index) => {
    assert(charge.amount > 0n, 'a charge is above zero')
    assert(
      (charge.component === 'interest') === (charge.accrued !== undefined),
      'interest, and nothing else, is charged by its days',
    )
    const main = mains.get(charge.mainItemId)
    const key = `${charge.voucherKey ?? index} ${main?.businessAreaId ?? ''}`
    let one = vouchers.get(key)
    if (!one) {
      one = { voucher: voucherOf(charge, main, postedOn, options, setUp), lines: [], problems: [] }
      vouchers.set(key, one)
    }
    one.lines.push({ index, lineNo: one.voucher.postings.length + 1 })
    if (main) one.problems.push(...addPostings(one.voucher, charge, main, setUp))
    else
      one.problems.push({
        code: 'item.unknown',
        message: `there is no capital item ${charge.mainItemId}`,
        data: { item: charge.mainItemId },
      })
  })
  const result: PostedCharge[] = new Array(charges.length)
  const items: NewItem[] = []
  const good = [...vouchers.values()].filter(({ problems, lines }) => {
    if (problems.length > 0) for (const { index } of lines) result[index] = { problems }
    return problems.length === 0
  })
  for (const { voucher, lines } of good)
    for (const { index, lineNo } of lines) {
      const itemId = newId()
      items.push(itemOf(charges[index]!, mains.get(charges[index]!.mainItemId)!, voucher, itemId, lineNo))
      result[index] = { itemId, voucherId: voucher.id }
    }
  await (options.post ?? post)(
    ctx.db,
    ctx.company.id,
    ctx.user.id,
    good.map(({ voucher }) => voucher),
  )
  await openItems(ctx.db, ctx.company.id, items)
  await recordDays(
    ctx,
    charges.flatMap((charge, i) => {
      const { itemId } = result[i]!
      return itemId && charge.accrued ? [{ accrued: charge.accrued, chargeItemId: itemId, invoiceId: null }] : []
    }),
    options.runId ?? null,
  )
  return result
}

function voucherOf(
  charge: NewCharge,
  main: MainItem | undefined,
  postedOn: Day,
  { on, runId }: ChargeOptions,
  setUp: ChargeSetUp,
): Voucher {
  return {
    id: newId(),
    seriesId: setUp.seriesId,
    ledger: 'receivable',
    transactionType: charge.voucherKey === undefined ? chargeTypes[charge.component] : 'charge',
    postedOn,
    documentOn: on,
    baseCurrency: setUp.baseOn(postedOn),
    text: charge.text ?? main?.numberText ?? '',
    runId: runId ?? null,
    businessAreaId: main?.businessAreaId ?? null,
    postings: [],
  }
}

/** Receivable + income of one charge. */
function addPostings(voucher: Voucher, charge: NewCharge, main: MainItem, setUp: ChargeSetUp): Problem[] {
  const income = incomeOf(charge.component, main, setUp, voucher.postedOn)
  if ('problems' in income) return income.problems
  let base: bigint
  try {
    base = setUp.toBase(charge.amount, main.currency, voucher.postedOn)
  } catch (error) {
    if (error instanceof Refused) return error.problems
    throw error
  }
  const shared = { currency: main.currency, text: charge.text ?? null }
  const posting: Posting = {
    ...shared,
    account: main.account,
    amount: charge.amount,
    baseAmount: base,
    partyId: main.partyId,
  }
  voucher.postings.push(posting, {
    ...shared,
    account: income.account,
    amount: -charge.amount,
    baseAmount: -base,
    dimensions: income.dimensions,
    ruleId: 'rule' in income.why ? income.why.rule.id : null,
  })
  return []
}

/** The income account of a component, by posting rule or role, with its dimensions. */
export function incomeOf(
  component: NewCharge['component'],
  main: Pick<MainItem, 'invoiceGroupId' | 'businessAreaId' | 'customerKind' | 'counterpartyCode'>,
  setUp: ChargeSetUp,
  on: Day,
): ChosenAccount | { problems: Problem[] } {
  const role = roles[component]
  const facts = {
    transactionType: chargeTypes[component],
    invoiceGroupId: main.invoiceGroupId,
    customerKind: main.customerKind,
    areaId: main.businessAreaId,
  }
  const ruled = chooseAccount(setUp.posting, 'revenue', facts, role, on)
  // A rule that names no transaction type speaks of sales.
  const chosen =
    ruled && 'rule' in ruled.why && !ruled.why.rule.transactionType
      ? chooseAccount({ ...setUp.posting, rules: [] }, 'revenue', facts, role, on)
      : ruled
  if (!chosen)
    return {
      problems: [
        {
          code: 'account-role.missing',
          message: `no account for ${role} on ${on}: complete the set-up of account roles`,
          data: { role },
        },
      ],
    }
  const wishes = { ...setUp.dimensionsOf(main.invoiceGroupId), ...chosen.dimensions }
  for (const dimension of setUp.posting.dimensions)
    if (dimension.source === 'party' && main.counterpartyCode) wishes[dimension.code] ??= main.counterpartyCode
  const { dimensions, problems } = checkDimensions(setUp.posting, chosen.account, wishes, on)
  return problems.length > 0 ? { problems } : { ...chosen, dimensions }
}

const itemOf = (charge: NewCharge, main: MainItem, voucher: Voucher, id: Id, lineNo: number): NewItem => ({
  id,
  voucher,
  lineNo,
  kind: 'charge',
  component: charge.component,
  mainItemId: main.id,
  numberText: main.numberText,
  reference: main.reference,
  dueOn: charge.dueOn,
  invoiceGroupId: main.invoiceGroupId,
  businessAreaId: main.businessAreaId,
})

async function readMainItems({ db, company }: Ctx, ids: readonly Id[]): Promise<Map<Id, MainItem>> {
  const rows = await db.rows<MainItem>(
    hot(
      `select i.id, i.account, i.party_id as "partyId", i.currency::text as currency, i.reference, i.number_text as "numberText", i.invoice_group_id as "invoiceGroupId",
              i.business_area_id as "businessAreaId", p.customer_kind as "customerKind", p.counterparty_code as "counterpartyCode"
         from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        where i.company_id = $1 and i.id = any ($2::uuid[]) and i.component = 'capital'`,
      [company.id, ids],
    ),
  )
  return new Map(rows.map((row) => [row.id, row]))
}

export interface ChargedDays {
  accrued: Accrued
  chargeItemId: Id | null
  invoiceId: Id | null
}

/** The days that were charged, by the ids of their rows; a day that another has charged meanwhile refuses the whole. */
export async function recordDays(
  ctx: Ctx,
  days: readonly ChargedDays[],
  runId: Id | null,
  waived?: { reason: string },
): Promise<Id[]> {
  const each = days.flatMap(({ accrued: { earlier, ...own }, ...charged }) =>
    earlier
      ? [
          { ...charged, accrued: earlier.accrued },
          { ...charged, accrued: { ...own, amount: own.amount - earlier.amount } },
        ]
      : [{ ...charged, accrued: own }],
  )
  const rows = each.flatMap(({ accrued, chargeItemId, invoiceId }) =>
    accrued.stretches.map(({ from, through, exactParts }, i) => ({
      id: newId(),
      item_id: accrued.itemId,
      from_on: from,
      through_on: through,
      kind: waived ? 'waived' : 'charged',
      // The days may have gaps between them; the amount is of all of them together.
      amount: i === 0 ? accrued.amount : 0n,
      exact_parts: exactParts,
      segments: accrued.segments.filter((segment) => segment.from >= from && segment.through <= through),
      charge_item_id: chargeItemId,
      invoice_id: invoiceId,
      reason: waived?.reason ?? null,
      business_area_id: accrued.businessAreaId,
    })),
  )
  try {
    await insertRows(
      ctx.db,
      'interest_charges',
      {
        id: 'uuid',
        item_id: 'uuid',
        from_on: 'date',
        through_on: 'date',
        kind: 'text',
        amount: 'int8',
        exact_parts: 'numeric',
        segments: 'jsonb',
        charge_item_id: 'uuid',
        invoice_id: 'uuid',
        reason: 'text',
        business_area_id: 'uuid',
      },
      rows,
      {
        company_id: { type: 'uuid', value: ctx.company.id },
        run_id: { type: 'uuid', value: runId },
        recorded_by: { type: 'uuid', value: ctx.user.id },
      },
    )
  } catch (error) {
    if ((error as { constraint?: string }).constraint !== 'interest_charges_no_day_twice') throw error
    throw new Refused(
      {
        code: 'interest.charged-meanwhile',
        message: 'interest of the same days has been charged meanwhile: compute it again',
      },
      409,
    )
  }
  return rows.map((row) => row.id)
}
