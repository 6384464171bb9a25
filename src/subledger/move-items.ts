import { convert } from '../countries/currency.ts'
import type { Ctx } from '../db/context.ts'
import type { Day } from '../kernel/day.ts'
import { later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { absolute, formatMinor, minor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { Posting, Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import type { Allocation } from './allocate.ts'
import { allocate, takeBase } from './allocate.ts'
import type { ItemRow } from './item-rows.ts'
import { continueHolds, lockItemRows } from './item-rows.ts'
import type { ItemKind, NewItem } from './open-items.ts'
import { openItems } from './open-items.ts'
import type { SubledgerSetUp } from './subledger-set-up.ts'
import { openInAll } from './subledger-set-up.ts'

/** Money of an item that changes party, account or currency; what is left out stays. */
export interface Move {
  itemId: Id
  /** Minor units without sign; left out: all that is open. */
  amount?: bigint | undefined
  to: {
    partyId?: Id | undefined
    account?: string | undefined
    currency?: string | undefined
    /** In the new currency, minor units without sign; left out: by the rate of the day. */
    amount?: bigint | undefined
    kind?: ItemKind | undefined
  }
}
export interface Moved {
  itemId: Id
  voucherId: Id
  /** The item that goes on with the money: keeps number, reference, due day, invoice and holds. */
  newItemId: Id
  postedOn: Day
  amount: bigint
  currency: string
}
export interface MoveOptions {
  on: Day
  text: string
  transactionType?: string
  runId?: Id | null
}

/**
 * Moves money of open items by transfer vouchers, a batch at a time: the old item is closed by an allocation against a
 * transfer item of its own party, account and currency; a new item continues it. Base money goes along unchanged, except
 * into the currency of the books, where the difference is realised. @throws Refused with every move that cannot be made; then none is
 */
export async function moveItems(
  ctx: Ctx,
  moves: readonly Move[],
  setUp: SubledgerSetUp,
  options: MoveOptions,
): Promise<Moved[]> {
  const items = await lockItemRows(
    ctx,
    moves.map((move) => move.itemId),
  )
  const problems: Problem[] = []
  const planned = moves.flatMap((move, i) => {
    const item = items.get(move.itemId)
    const problem = item ? problemOf(move, item, setUp, options) : unknownItem(move.itemId)
    if (problem) problems.push({ ...problem, path: `moves[${i}]` })
    return problem || !item ? [] : [plan(move, item, setUp, options)]
  })
  if (problems.length > 0) throw new Refused(problems)
  await post(
    ctx.db,
    ctx.company.id,
    ctx.user.id,
    planned.map((one) => one.voucher),
  )
  const continuing = new Map(planned.filter((one) => one.whole).map((one) => [one.from.id, one.into.id]))
  await openItems(
    ctx.db,
    ctx.company.id,
    planned.flatMap(({ out, into, from }) => [
      out,
      { ...into, mainItemId: from.main_item_id ? (continuing.get(from.main_item_id) ?? from.main_item_id) : null },
    ]),
  )
  for (const ledger of ['receivable', 'payable'] as const) {
    const own = planned.filter((one) => setUp.ledgerOf(one.from.account) === ledger)
    await allocate(
      ctx,
      own.map((one) => one.allocation),
      {
        setUp: setUp.posting,
        openDay: setUp.openDay,
        ledger,
        voucherSeriesId: setUp.seriesId,
        runId: options.runId ?? null,
      },
    )
  }
  await continueHolds(
    ctx,
    planned
      .filter((one) => one.whole)
      .map(({ before, into, newAmount }) => ({ from: before, to: into.id, amount: newAmount })),
  )
  return planned.map(({ from, voucher, into, newAmount }) => ({
    itemId: from.id,
    voucherId: voucher.id,
    newItemId: into.id,
    postedOn: voucher.postedOn,
    amount: newAmount,
    currency: voucher.postings[1]!.currency,
  }))
}

const unknownItem = (itemId: Id): Problem => ({
  code: 'item.unknown',
  message: `there is no open item ${itemId}`,
  data: { item: itemId },
})

function problemOf(move: Move, item: ItemRow, setUp: SubledgerSetUp, { on }: MoveOptions): Problem | null {
  const data = { item: item.id, number: item.number_text }
  const open = absolute(item.amount_open)
  if (open === 0n) return { code: 'item.closed', message: `item ${item.number_text} is not open`, data }
  if ((move.amount ?? 1n) <= 0n || (move.amount ?? 0n) > open) {
    const message = `item ${item.number_text} has ${formatMinor(open, item.currency)} ${item.currency} open: move at most that`
    return {
      code: 'transfer.more-than-open',
      message,
      data: { ...data, open: `${formatMinor(open, item.currency)} ${item.currency}` },
    }
  }
  const to = { ...item, ...given(move.to) }
  if (to.account === item.account && to.party_id === item.party_id && to.currency === item.currency)
    return {
      code: 'transfer.nothing-changes',
      message: `item ${item.number_text} has this party, account and currency already`,
      data,
    }
  const control = setUp.posting.accounts.get(to.account)?.control
  if (!control || control === 'clearing') {
    const message = `account ${to.account} carries no open items: choose a control account`
    return { code: 'account.not-control', message, data: { ...data, account: to.account } }
  }
  if ((to.party_id === setUp.systemPartyId) !== (control === 'suspense')) {
    const message =
      'money of nobody known stands in suspense, and suspense holds no other: give both, party and account'
    return { code: 'transfer.suspense', message, data: { ...data, account: to.account } }
  }
  const missing = [item.currency, to.currency].find(
    (currency) =>
      to.currency !== item.currency &&
      move.to.amount === undefined &&
      currency !== setUp.baseOn(on) &&
      !setUp.rateOn(currency, on),
  )
  if (missing)
    return {
      code: 'RATE_MISSING',
      message: `no exchange rate ${missing}/${setUp.baseOn(on)} on or before ${on}: add one, or give the amount`,
      data: { currency: missing, on, what: `${missing}/${setUp.baseOn(on)}` },
    }
  if (item.base_currency !== setUp.baseOn(on)) return otherBase(item, setUp.baseOn(on))
  const amount = move.amount ?? open
  const becomes =
    to.currency === item.currency
      ? amount
      : (move.to.amount ?? exchanged(amount, item.currency, to.currency, setUp, on))
  if (becomes === 0n) {
    const given = `${formatMinor(amount, item.currency)} ${item.currency}`
    return {
      code: 'transfer.rounds-to-nothing',
      message: `${given} of item ${item.number_text} is nothing in ${to.currency}: move more, or give the amount`,
      data: { ...data, amount: given, currency: to.currency },
    }
  }
  return null
}

const otherBase = (item: ItemRow, base: string): Problem => ({
  code: 'item.other-base-currency',
  message: `item ${item.number_text} is booked in ${item.base_currency}, the books are in ${base} now: run the redenomination first`,
  data: { item: item.id, base: item.base_currency },
})

const given = (to: Move['to']) => ({
  ...(to.partyId ? { party_id: to.partyId } : {}),
  ...(to.account ? { account: to.account } : {}),
  ...(to.currency ? { currency: to.currency } : {}),
})

interface Planned {
  /** As it was before this batch. */
  before: ItemRow
  from: ItemRow
  voucher: Voucher
  out: NewItem
  into: NewItem
  allocation: Allocation
  newAmount: bigint
  whole: boolean
}

function plan(move: Move, item: ItemRow, setUp: SubledgerSetUp, options: MoveOptions): Planned {
  const before = { ...item }
  const sign = item.amount_open < 0n ? -1n : 1n
  const amount = move.amount === undefined ? item.amount_open : move.amount * sign
  const base = takeBase(item, amount)
  const to = { ...before, ...given(move.to) }
  const ledgers = [setUp.ledgerOf(item.account), setUp.ledgerOf(to.account)]
  const postedOn = openInAll(setUp.openDay, ledgers, later(options.on, item.opened_on))
  const newAmount =
    to.currency === item.currency
      ? amount
      : move.to.amount === undefined
        ? exchanged(amount, item.currency, to.currency, setUp, options.on)
        : move.to.amount * sign
  const newBase = to.currency === item.base_currency ? newAmount : base
  const voucher: Voucher = {
    id: newId(),
    seriesId: setUp.seriesId,
    ledger: ledgers[0]!,
    transactionType: options.transactionType ?? 'transfer',
    postedOn,
    documentOn: options.on,
    baseCurrency: item.base_currency,
    text: options.text,
    runId: options.runId ?? null,
    businessAreaId: item.business_area_id,
    postings: [
      { account: item.account, baseAmount: -base, currency: item.currency, amount: -amount, partyId: item.party_id },
      { account: to.account, baseAmount: newBase, currency: to.currency, amount: newAmount, partyId: to.party_id },
      ...exchangeDifference(newBase - base, item.base_currency, postedOn, setUp),
    ],
  }
  const whole = item.amount_open === 0n
  const common = { voucher, numberText: item.number_text, businessAreaId: item.business_area_id }
  const out: NewItem = { ...common, id: newId(), lineNo: 1, kind: 'transfer', reference: null, dueOn: item.due_on }
  const into: NewItem = {
    ...common,
    id: newId(),
    lineNo: 2,
    kind: move.to.kind ?? kindAt(item, to.account, setUp),
    // A part keeps no reference: two open items of one reference would leave every payment to a person.
    reference: whole ? item.reference : null,
    dueOn: item.due_on,
    component: item.component,
    continuesId: item.id,
    invoiceId: item.invoice_id,
    bankTransactionId: item.bank_transaction_id,
    invoiceGroupId: item.invoice_group_id,
  }
  const [debitItemId, creditItemId] = amount > 0n ? [item.id, out.id] : [out.id, item.id]
  const allocation = { debitItemId, creditItemId, amount: amount * sign, valueOn: postedOn }
  return { before, from: item, voucher, out, into, allocation, newAmount, whole }
}

/** Money that leaves a foreign currency for that of the books has one amount there: what it was carried at differs by a gain or a loss. */
function exchangeDifference(difference: bigint, currency: string, on: Day, setUp: SubledgerSetUp): Posting[] {
  if (difference === 0n) return []
  const role = difference > 0n ? 'fxGain' : 'fxLoss'
  return [{ account: setUp.account(role, on), baseAmount: -difference, currency, amount: -difference }]
}

/** Money whose owner is found is his payment; money whose owner is lost is unidentified; all else stays what it is. */
function kindAt(item: ItemRow, account: string, setUp: SubledgerSetUp): ItemKind {
  const control = setUp.posting.accounts.get(account)?.control
  if (control === 'suspense') return 'unidentified'
  if (control === 'prepayment') return 'prepayment'
  return item.kind === 'unidentified' ? 'payment' : item.kind
}

/** By the rates of the day, through the base currency where neither is it; rounded once at each end. */
function exchanged(amount: bigint, from: string, to: string, setUp: SubledgerSetUp, on: Day): bigint {
  const base = setUp.baseOn(on)
  const inBase =
    from === base ? amount : convert(minor(amount), from, base, { per: from, rate: setUp.rateOn(from, on)!.rate })
  return to === base ? inBase : convert(minor(inBase), base, to, { per: to, rate: setUp.rateOn(to, on)!.rate })
}
