import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import type { Day } from '../../kernel/day.ts'
import { later } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { absolute, formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { bookText } from '../../kernel/words/book-texts.ts'
import type { Voucher } from '../../ledger/post.ts'
import { post } from '../../ledger/post.ts'
import type { Allocation } from '../../subledger/allocate.ts'
import { allocate, takeBase } from '../../subledger/allocate.ts'
import type { NewItem } from '../../subledger/open-items.ts'
import { openItems } from '../../subledger/open-items.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import { candidateColumns } from '../placing/candidates-by-reference.ts'
import { learnPayers } from '../placing/learn-payers.ts'
import { pairOff, placePayments, smallDifference } from '../placing/place-payments.ts'
import { readTransactions } from '../read-transactions.ts'
import { refuseRefunds } from '../refunds.ts'
import type { BankTransaction, Candidate, Placement } from '../types.ts'

/** Money of a payment for one party: what it settles there, and what stays on account. */
export interface Share {
  partyId: Id
  /** Control account; null: the company's receivables. */
  account: string | null
  businessAreaId: Id | null
  /** In the item's currency, by its sign; null: as far as the money goes. */
  items: { itemId: Id; amount: bigint | null }[]
  /**
   * Put on account beside the items, in the payment's currency; 'rest': what is left in suspense; 'all': what is left, also
   * where it lies on the account of one other party.
   */
  onAccount: bigint | 'rest' | 'all' | null
}

export interface Wish {
  transactionId: Id
  shares: Share[]
  /** Write off what is left of the last invoice, or of the payment, where it lies within the tolerance. */
  writeOff: boolean
  evidence: unknown[]
}

interface Money extends Candidate {
  base_open: bigint
  base_currency: string
  transactionId: Id
}

type Target = Candidate & { base_currency: string }

/**
 * What a person decides about payments, in the caller's transaction: money that is not posted yet is posted; money in
 * suspense, on another account or in another currency moves by transfer vouchers at the rate of its day; then it is
 * applied. Money is posted on the day it came; what a person decides about it is dated today, so that no past day changes.
 * @throws Refused with everything that does not fit
 */
export async function settleByPerson(ctx: Ctx, wishes: readonly Wish[], setUp: BankSetUp): Promise<void> {
  try {
    await settle(ctx, wishes, setUp)
  } catch (error) {
    // Somebody posted the same payment, or took the same item, between the look and the deed.
    if (!meanwhile.has((error as { constraint?: string }).constraint ?? '')) throw error
    refuse(
      'bank.changed-meanwhile',
      'the payment or an item was changed by somebody else meanwhile: look again',
      {},
      409,
    )
  }
}

const meanwhile = new Set(['bank_postings_pkey', 'open_items_not_over_allocated', 'open_items_base_not_over_allocated'])

async function settle(ctx: Ctx, wishes: readonly Wish[], setUp: BankSetUp): Promise<void> {
  const transactions = await readTransactions(ctx, [...new Set(wishes.map((wish) => wish.transactionId))])
  const takers = wishes.filter((wish) => transactions.get(wish.transactionId)!.amount > 0n)
  // The payment out that pays a refund settles its item; money in may not.
  await refuseRefunds(
    ctx,
    wishes.map((wish) => wish.transactionId),
    takers.flatMap((wish) => wish.shares.flatMap((share) => share.items.map((item) => item.itemId))),
  )
  const decisionIds = wishes.map(() => newId())
  const unplaced = wishes.flatMap((wish, i) => {
    const transaction = transactions.get(wish.transactionId)!
    return transaction.posted ? [] : [{ ...firstPlace(transaction, wish, setUp), decisionId: decisionIds[i]! }]
  })
  // Items before number series, as everywhere: who holds the one never waits for the other.
  if (unplaced.length > 0) await lockMoneyAndItems(ctx, wishes, setUp.unidentifiedPartyId)
  await placePayments(ctx, unplaced, setUp, null)
  const { money, targets } = await lockMoneyAndItems(ctx, wishes, setUp.unidentifiedPartyId)
  const plan: Plan = { ctx, setUp, targets, moves: [], allocations: [], differences: [], decisions: [] }
  for (const [i, wish] of wishes.entries()) {
    const transaction = transactions.get(wish.transactionId)!
    const own = money.filter(
      (one) => one.transactionId === wish.transactionId && one.amountOpen * transaction.amount < 0n,
    )
    if (own.length === 0)
      refuse('bank.nothing-left', 'nothing of this payment is left to match', { transaction: transaction.id }, 409)
    planWish(plan, wish, transaction, own, decisionIds[i]!)
  }
  await write(ctx, plan)
  await learnPayers(
    ctx,
    plan.decisions.map((decision) => decision.taught),
  )
}

/** Money of one party comes straight to its account, all other to suspense first. */
function firstPlace(transaction: BankTransaction, wish: Wish, setUp: BankSetUp): Placement {
  const only = wish.shares.length === 1 && typeof wish.shares[0]!.onAccount === 'string' ? wish.shares[0]! : null
  return {
    transaction,
    partyId: only?.partyId ?? null,
    account: only ? (only.account ?? setUp.receivableAccount) : setUp.suspenseAccount,
    businessAreaId: only?.businessAreaId ?? null,
    items: [],
    writeOff: 0n,
    pass: only ? 'known-payer' : 'none',
    score: null,
    evidence: [],
  }
}

/** All in id order, so that two people at the desk wait for each other and never deadlock. */
async function lockMoneyAndItems(
  ctx: Ctx,
  wishes: readonly Wish[],
  unidentifiedPartyId: Id,
): Promise<{ money: Money[]; targets: Map<Id, Target> }> {
  const { db, company } = ctx
  const own = await db.rows<{ itemId: Id; transactionId: Id }>(
    `select p.item_id as "itemId", p.bank_transaction_id as "transactionId" from bank_postings p
      where p.company_id = $1 and p.bank_transaction_id = any ($2::uuid[]) and p.item_id is not null
     union
     select i.id, i.bank_transaction_id from open_items i
      where i.company_id = $1 and i.kind = 'unidentified' and i.party_id = $3 and i.amount_open <> 0 and i.bank_transaction_id = any ($2::uuid[])`,
    [company.id, wishes.map((wish) => wish.transactionId), unidentifiedPartyId],
  )
  const transactionOf = new Map(own.map((row) => [row.itemId, row.transactionId]))
  const wanted = wishes.flatMap((wish) => wish.shares.flatMap((share) => share.items.map((item) => item.itemId)))
  const rows = await db.rows<Target & { base_open: bigint }>(
    `select ${candidateColumns}, i.base_open, i.base_currency from open_items i where i.company_id = $1 and i.id = any ($2::uuid[]) order by i.id for no key update`,
    [company.id, [...new Set([...transactionOf.keys(), ...wanted])]],
  )
  const money = rows.flatMap((row) => {
    const transactionId = transactionOf.get(row.id)
    return transactionId && row.amountOpen !== 0n ? [{ ...row, transactionId }] : []
  })
  const targets = new Map<Id, Target>(rows.map((row) => [row.id, row]))
  return { money, targets }
}

interface Plan {
  ctx: Ctx
  setUp: BankSetUp
  targets: Map<Id, Target>
  moves: { voucher: Voucher; items: [NewItem, NewItem]; transaction: BankTransaction; decisionId: Id }[]
  allocations: Allocation[]
  differences: { voucher: Voucher; item: NewItem; transaction: BankTransaction; decisionId: Id }[]
  decisions: {
    id: Id
    transaction: BankTransaction
    itemIds: Id[]
    evidence: unknown[]
    businessAreaId: Id | null
    taught: Placement
  }[]
}

interface Part {
  target: Target
  /** By the item's sign. */
  wanted: bigint | null
  taken: bigint
}

function planWish(plan: Plan, wish: Wish, transaction: BankTransaction, money: Money[], decisionId: Id): void {
  const settled: Id[] = []
  for (const share of wish.shares) {
    const parts = share.items.map(({ itemId, amount }) => partOf(plan, itemId, amount, share))
    settled.push(...parts.map((part) => part.target.id))
    settleShare(plan, { wish, transaction, money, share, parts, decisionId })
  }
  const first = wish.shares[0]
  plan.decisions.push({
    id: decisionId,
    transaction,
    itemIds: settled,
    evidence: wish.evidence,
    businessAreaId: first?.businessAreaId ?? null,
    taught: {
      transaction,
      partyId: wish.shares.length === 1 ? first!.partyId : null,
      account: '',
      businessAreaId: null,
      items: settled.map((id) => ({ candidate: plan.targets.get(id)!, amount: 0n })),
      writeOff: 0n,
      pass: 'person',
      score: null,
      evidence: [],
    },
  })
}

function partOf(plan: Plan, itemId: Id, wanted: bigint | null, share: Share): Part {
  const target =
    plan.targets.get(itemId) ?? refuse('item.unknown', `there is no open item ${itemId}`, { item: itemId }, 404)
  const open = target.amountOpen
  if (open === 0n) refuse('item.settled', `${target.numberText} is settled already`, { item: itemId }, 409)
  if (target.partyId !== share.partyId)
    refuse('item.other-party', `${target.numberText} belongs to another party`, { item: itemId })
  if (wanted !== null && (wanted * open <= 0n || absolute(wanted) > absolute(open))) {
    const text = formatMinor(open, target.currency)
    refuse(
      'item.amount',
      `${target.numberText} has ${text} ${target.currency} open: give an amount up to that, with its sign`,
      { item: itemId, open: text },
    )
  }
  return { target, wanted, taken: 0n }
}

interface Work {
  wish: Wish
  transaction: BankTransaction
  money: Money[]
  share: Share
  parts: Part[]
  decisionId: Id
}

function settleShare(plan: Plan, work: Work): void {
  for (const group of groupsOf(work.parts)) settleGroup(plan, work, group)
  const { share, transaction } = work
  if (share.onAccount === null) return
  const account = work.parts[0]?.target.account ?? share.account ?? plan.setUp.receivableAccount
  const to = { partyId: share.partyId, account, currency: transaction.currency, businessAreaId: share.businessAreaId }
  let left = typeof share.onAccount === 'string' ? null : share.onAccount
  const suspense = work.money.filter((one) => one.amountOpen !== 0n && one.partyId === plan.setUp.unidentifiedPartyId)
  const sources = share.onAccount === 'rest' || suspense.length > 0 ? suspense : usable(plan, work)
  for (const source of sources) {
    const amount = left === null || left > absolute(source.amountOpen) ? absolute(source.amountOpen) : left
    if (amount === 0n) continue
    // What lies on that account already stays there.
    if (!isAt(source, { ...to, currency: source.currency }))
      move(plan, work, source, { ...to, currency: source.currency }, amount, amount)
    else if (left !== null) source.amountOpen += source.amountOpen < 0n ? amount : -amount
    if (left !== null) left -= amount
  }
  if (left) notEnough(transaction, left, transaction.currency)
}

/**
 * Money that may serve a party: its own and what is in suspense; where there is neither, that of one other party, which got
 * it by mistake. What was divided among several stays with them.
 */
function usable(plan: Plan, { money, share }: Work): Money[] {
  const left = money.filter((one) => one.amountOpen !== 0n)
  const own = left.filter((one) => one.partyId === share.partyId)
  const suspense = left.filter((one) => one.partyId === plan.setUp.unidentifiedPartyId)
  if (own.length + suspense.length > 0) return [...own, ...suspense]
  return left.every((one) => one.partyId === left[0]!.partyId) ? left : []
}

/** Items of one account and currency are settled together; credit notes among them give what they have. */
function groupsOf(parts: readonly Part[]): Part[][] {
  const groups = new Map<string, Part[]>()
  for (const part of parts) {
    const key = `${part.target.account} ${part.target.currency}`
    groups.set(key, [...(groups.get(key) ?? []), part])
  }
  return [...groups.values()]
}

function settleGroup(plan: Plan, work: Work, group: Part[]): void {
  const { transaction, decisionId } = work
  const { account, currency, partyId, businessAreaId } = group[0]!.target
  const to = { partyId, account, currency, businessAreaId }
  // The side that the money settles: invoices for money in, credits for money out.
  const side = transaction.amount > 0n ? 1n : -1n
  const against = group.filter((part) => part.target.amountOpen * side < 0n)
  const settled = group.filter((part) => part.target.amountOpen * side > 0n)
  const given = against.map((part) => ({ id: part.target.id, left: absolute(part.wanted ?? part.target.amountOpen) }))
  const between = given.reduce((sum, one) => sum + one.left, 0n)
  for (const part of against) part.target.amountOpen -= part.wanted ?? part.target.amountOpen
  let credit = between
  let need = 0n
  const wants = settled.map((part) => {
    const want = absolute(part.wanted ?? part.target.amountOpen)
    const fromCredit = credit < want ? credit : want
    credit -= fromCredit
    need += want - fromCredit
    return { part, want, left: 0n, id: part.target.id, fromCredit }
  })
  if (credit > 0n)
    refuse('bank.credit-left', 'the credit notes are more than what they are set against: give smaller amounts', {
      left: formatMinor(credit, currency),
    })
  const explicit = settled.every((part) => part.wanted !== null)
  const got: { id: Id; left: bigint }[] = [...given]
  for (const source of usable(plan, work)) {
    if (need === 0n) break
    const available = absolute(source.amountOpen)
    if (available === 0n) continue
    if (isAt(source, to)) {
      const amount = available < need ? available : need
      source.amountOpen += source.amountOpen < 0n ? amount : -amount
      got.push({ id: source.id, left: amount })
      need -= amount
      continue
    }
    const worth = plan.setUp.exchange(available, source.currency, currency, transaction.bookedOn)
    const arriving = worth < need ? worth : need
    const leaving =
      arriving === worth ? available : plan.setUp.exchange(arriving, currency, source.currency, transaction.bookedOn)
    if (arriving === 0n || leaving === 0n) continue
    got.push({ id: move(plan, work, source, to, leaving < available ? leaving : available, arriving), left: arriving })
    need -= arriving
  }
  if (need > 0n && explicit && !work.wish.writeOff) notEnough(transaction, need, currency)
  let pool = got.reduce((sum, one) => sum + one.left, 0n)
  for (const one of wants) {
    one.left = pool < one.want ? pool : one.want
    pool -= one.left
    one.part.taken = one.left
    one.part.target.amountOpen -= one.left * side
  }
  if (work.wish.writeOff)
    writeOff(
      plan,
      work,
      wants.map((one) => one.part),
      to,
      side,
      got,
      wants,
    )
  const paid = wants.map((one) => ({ id: one.id, left: one.left }))
  const [debits, credits] = side > 0n ? [paid, got] : [got, paid]
  plan.allocations.push(
    ...pairOff(debits, credits).map((pair) => ({ ...pair, valueOn: transaction.valueOn, decisionId })),
  )
}

/** What is left of the last item, or of the payment, goes to small differences; only within the company's tolerance. */
function writeOff(
  plan: Plan,
  work: Work,
  parts: Part[],
  to: Place,
  side: bigint,
  got: { id: Id; left: bigint }[],
  wants: { part: Part; left: bigint; id: Id }[],
): void {
  const { transaction, decisionId } = work
  const tolerance = plan.setUp.toleranceOf(to.currency)
  const short = parts.find((part) => part.target.amountOpen * side > 0n)
  const rest = usable(plan, work).filter((one) => one.currency === to.currency)
  const over = rest.reduce((sum, one) => sum + absolute(one.amountOpen), 0n)
  const size = short ? absolute(short.target.amountOpen) : over
  if (size === 0n) return
  if (size > tolerance) {
    const [text, most] = [formatMinor(size, to.currency), formatMinor(tolerance, to.currency)]
    refuse(
      'bank.write-off-beyond-tolerance',
      `${text} ${to.currency} is left, more than the ${most} that may be written off`,
      { left: text, tolerance: most },
    )
  }
  const on = dayOf(
    plan,
    parts.map((part) => part.target),
  )
  const baseCurrency = plan.setUp.baseOn(on)
  const amount = (short ? size : -size) * side
  const base = plan.setUp.toBase(amount, to.currency, baseCurrency, transaction.bookedOn)
  const what = { ...to, amount, bankTransactionId: transaction.id, numberText: parts.at(-1)?.target.numberText ?? '' }
  const difference = smallDifference(what, plan.setUp, on, base, baseCurrency, null)
  plan.differences.push({ ...difference, transaction, decisionId })
  if (short) {
    got.push({ id: difference.item.id, left: size })
    wants.find((one) => one.part === short)!.left += size
    short.target.amountOpen = 0n
    return
  }
  const paying = rest.map((source) => {
    const left = absolute(source.amountOpen)
    const id = isAt(source, to) ? source.id : move(plan, work, source, to, left, left)
    source.amountOpen = 0n
    return { id, left }
  })
  const own = [{ id: difference.item.id, left: size }]
  const [debits, credits] = side > 0n ? [own, paying] : [paying, own]
  plan.allocations.push(
    ...pairOff(debits, credits).map((pair) => ({ ...pair, valueOn: transaction.valueOn, decisionId })),
  )
}

interface Place {
  partyId: Id
  account: string
  currency: string
  businessAreaId: Id | null
}

const isAt = (item: Candidate, to: Place): boolean =>
  item.partyId === to.partyId && item.account === to.account && item.currency === to.currency

/** A transfer voucher: off the source's account, party and currency, onto the other, with the base money it carries. */
function move(
  plan: Plan,
  { transaction, decisionId }: Work,
  source: Money,
  to: Place,
  leaving: bigint,
  arriving: bigint,
): Id {
  const side = source.amountOpen < 0n ? 1n : -1n
  const state = { id: source.id, amount_open: source.amountOpen, base_open: source.base_open }
  const base = -takeBase(state, -leaving * side) * side
  source.amountOpen = state.amount_open
  source.base_open = state.base_open
  const on = dayOf(plan, [source])
  const voucher: Voucher = {
    id: newId(),
    seriesId: plan.setUp.bankSeriesId,
    ledger: 'receivable',
    transactionType: 'transfer',
    postedOn: on,
    documentOn: transaction.bookedOn,
    baseCurrency: source.base_currency,
    text: bookText(plan.setUp.language, 'transfer', source.numberText),
    businessAreaId: to.businessAreaId,
    postings: [
      {
        account: source.account,
        baseAmount: base * side,
        currency: source.currency,
        amount: leaving * side,
        partyId: source.partyId,
      },
      {
        account: to.account,
        baseAmount: -base * side,
        currency: to.currency,
        amount: -arriving * side,
        partyId: to.partyId,
      },
    ],
  }
  const common = {
    voucher,
    numberText: source.numberText,
    reference: null,
    dueOn: source.dueOn,
    businessAreaId: to.businessAreaId,
    bankTransactionId: transaction.id,
  }
  const off: NewItem = { ...common, id: newId(), lineNo: 1, kind: 'transfer' }
  const onto: NewItem = { ...common, id: newId(), lineNo: 2, kind: 'payment', continuesId: source.id }
  plan.moves.push({ voucher, items: [off, onto], transaction, decisionId })
  const [debitItemId, creditItemId] = side > 0n ? [off.id, source.id] : [source.id, off.id]
  plan.allocations.push({ debitItemId, creditItemId, amount: leaving, valueOn: transaction.valueOn, decisionId })
  return onto.id
}

/** Today, or when the items open later; in an open period. */
function dayOf(plan: Plan, items: readonly Candidate[]): Day {
  let on = plan.ctx.today
  for (const item of items) on = later(on, item.openedOn)
  return plan.setUp.openDay('receivable', on)
}

function notEnough(transaction: BankTransaction, missing: bigint, currency: string): never {
  const text = formatMinor(missing, currency)
  return refuse('bank.not-enough', `the payment is ${text} ${currency} short of what it is to settle`, {
    transaction: transaction.id,
    missing: text,
  })
}

async function write(ctx: Ctx, plan: Plan): Promise<void> {
  const { setUp } = plan
  await post(
    ctx.db,
    ctx.company.id,
    ctx.user.id,
    [...plan.moves, ...plan.differences].map((one) => one.voucher),
  )
  await openItems(ctx.db, ctx.company.id, [
    ...plan.moves.flatMap((one) => one.items),
    ...plan.differences.map((one) => one.item),
  ])
  await writeDecisions(ctx, plan)
  await allocate(ctx, plan.allocations, {
    setUp: setUp.posting,
    openDay: setUp.openDay,
    ledger: 'receivable',
    voucherSeriesId: setUp.bankSeriesId,
    notBefore: ctx.today,
  })
}

async function writeDecisions(ctx: Ctx, plan: Plan): Promise<void> {
  const { db, company } = ctx
  const tenant = { company_id: { type: 'uuid' as const, value: company.id } }
  const ids = plan.decisions.map((decision) => decision.transaction.id)
  const last = new Map(
    (
      await db.rows<{ id: Id; no: number }>(
        `select bank_transaction_id as id, max(posting_no) as no from bank_postings where company_id = $1 and bank_transaction_id = any ($2::uuid[]) group by 1`,
        [company.id, ids],
      )
    ).map((row) => [row.id, row.no]),
  )
  const written = [
    ...plan.moves.map(({ voucher, items, transaction, decisionId }) => ({
      voucher,
      item: items[1],
      transaction,
      decisionId,
    })),
    ...plan.differences,
  ]
  await insertRows(
    db,
    'bank_postings',
    { bank_transaction_id: 'uuid', posting_no: 'int4', voucher_id: 'uuid', item_id: 'uuid', decision_id: 'uuid' },
    written.map(({ voucher, item, transaction, decisionId }) => {
      const posting_no = (last.get(transaction.id) ?? 0) + 1
      last.set(transaction.id, posting_no)
      return {
        bank_transaction_id: transaction.id,
        posting_no,
        voucher_id: voucher.id,
        item_id: item.id,
        decision_id: decisionId,
      }
    }),
    tenant,
  )
  await insertRows(
    db,
    'match_decisions',
    { id: 'uuid', bank_transaction_id: 'uuid', item_ids: 'uuid[]', evidence: 'jsonb', business_area_id: 'uuid' },
    plan.decisions.map(({ id, transaction, itemIds, evidence, businessAreaId }) => ({
      id,
      bank_transaction_id: transaction.id,
      item_ids: itemIds,
      evidence,
      business_area_id: businessAreaId,
    })),
    {
      ...tenant,
      decision: { type: 'text', value: 'taken' },
      decided_by_kind: { type: 'text', value: 'person' },
      pass: { type: 'text', value: 'person' },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  await insertRows(
    db,
    'bank_routings',
    { bank_transaction_id: 'uuid', area_id: 'uuid' },
    plan.decisions.flatMap(({ transaction, businessAreaId }) =>
      businessAreaId ? [{ bank_transaction_id: transaction.id, area_id: businessAreaId }] : [],
    ),
    tenant,
    'on conflict do nothing',
  )
}
