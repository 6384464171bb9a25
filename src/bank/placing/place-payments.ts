import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import type { Day } from '../../kernel/day.ts'
import { later } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import { absolute, minor, share } from '../../kernel/money.ts'
import { bookText } from '../../kernel/words/book-texts.ts'
import { chooseRule } from '../../ledger/choose-account.ts'
import type { Ticket } from '../../ledger/number-course.ts'
import { confirmNumbers, expectNumbers, takeAll } from '../../ledger/number-course.ts'
import type { Voucher } from '../../ledger/post.ts'
import { drawNumbers, numberNeeds, writeVouchers } from '../../ledger/post.ts'
import type { Allocation, HeldItem } from '../../subledger/allocate.ts'
import { allocate } from '../../subledger/allocate.ts'
import type { NewItem } from '../../subledger/open-items.ts'
import { openItems } from '../../subledger/open-items.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import type { BankTransaction, Placement } from '../types.ts'

/**
 * Posts payments and applies them, in the caller's transaction, by one statement per table: bank against the payer's
 * control account (or suspense), a credit item for the money, allocations to what it settles, a small difference written
 * off, the decision with its evidence.
 */
export async function placePayments(
  ctx: Ctx,
  placements: readonly Placement[],
  setUp: BankSetUp,
  runId: Id | null,
  locked: ReadonlyMap<Id, HeldItem> = new Map(),
  inLine: InLine | null = null,
): Promise<void> {
  if (placements.length === 0) return
  const posted = placements.map((placement) => toPosted(placement, setUp, runId))
  const vouchers = posted.flatMap((one) => [one.voucher, ...(one.writeOff ? [one.writeOff.voucher] : [])])
  const needs = numberNeeds(vouchers)
  const blocks = inLine ? await expectNumbers(ctx, inLine.ticket, needs) : await takeAll(ctx, needs)
  inLine?.next()
  const numbers = drawNumbers(vouchers, blocks)
  const items = posted.flatMap((one) => [...one.items, ...(one.writeOff ? [one.writeOff.item] : [])])
  const held = new Map(locked)
  for (const item of items) held.set(item.id, asOpened(item))
  // All statements are sent without waiting: they run in this order, and each is made while the database does the one before.
  await Promise.all([
    writeVouchers(ctx.db, ctx.company.id, ctx.user.id, vouchers, numbers),
    openItems(ctx.db, ctx.company.id, items),
    writeBankRows(ctx, posted, runId),
    // What was rejected before is posted now.
    ctx.db.query(
      `delete from desk_payments where company_id = $1 and certainty = 5 and bank_transaction_id = any ($2::uuid[])`,
      [ctx.company.id, placements.map((one) => one.transaction.id)],
    ),
    allocate(ctx, posted.flatMap(allocationsOf), {
      setUp: setUp.posting,
      openDay: setUp.openDay,
      ledger: 'receivable',
      voucherSeriesId: setUp.bankSeriesId,
      runId,
      held,
    }),
  ])
  if (inLine) await confirmNumbers(ctx, inLine.ticket, needs, blocks)
}

/** A chunk among others side by side: written with the numbers it expects, whole when its turn has come. */
export interface InLine {
  ticket: Ticket
  /** All locks are taken and the place in the line is: the next chunk may begin. */
  next(): void
}

/** An item as its row is when it has just been opened. */
function asOpened(item: NewItem): HeldItem {
  const posting = item.voucher.postings[item.lineNo - 1]!
  return {
    id: item.id,
    account: posting.account,
    party_id: posting.partyId!,
    currency: posting.currency,
    base_currency: item.voucher.baseCurrency,
    amount_open: posting.amount,
    base_open: posting.baseAmount,
    opened_on: item.voucher.postedOn,
    business_area_id: item.businessAreaId ?? posting.businessAreaId ?? null,
    touched: false,
  }
}

interface Posted {
  placement: Placement
  voucher: Voucher
  /** The money's own, or the claims that a return opens anew; none for bank charges: they are no claim on anybody. */
  items: NewItem[]
  writeOff: { voucher: Voucher; item: NewItem; amount: bigint } | null
  decisionId: Id | null
}

function toPosted(placement: Placement, setUp: BankSetUp, runId: Id | null): Posted {
  const { transaction } = placement
  const postedOn = setUp.openDay('receivable', latestDay(placement))
  const baseCurrency = setUp.baseOn(postedOn)
  const { currency } = transaction
  const toBase = (amount: bigint) => setUp.toBase(amount, currency, baseCurrency, transaction.bookedOn)
  const base = toBase(transaction.amount)
  const keptBase = transaction.deducted === 0n ? 0n : toBase(transaction.deducted)
  const claims = placement.claims ?? []
  const amounts = claims.map((one) => one.amount)
  const sides =
    claims.length > 0
      ? share(minor(-base), amounts).map((baseAmount, i) => ({ amount: amounts[i]!, baseAmount }))
      : [{ amount: -transaction.amount, baseAmount: minor(-base) }]
  const voucher: Voucher = {
    id: newId(),
    seriesId: setUp.bankSeriesId,
    ledger: 'receivable',
    transactionType: transactionTypes[placement.pass] ?? 'payment',
    postedOn,
    documentOn: transaction.bookedOn,
    baseCurrency,
    // No names here: a voucher stays when a person is forgotten.
    text: voucherText(transaction),
    runId,
    businessAreaId: placement.businessAreaId,
    postings: [
      {
        account: bankAccountOf(placement, setUp, postedOn),
        baseAmount: base - keptBase,
        currency,
        amount: transaction.amount - transaction.deducted,
      },
      ...sides.map((side) => ({
        account: placement.account,
        currency,
        ...side,
        ...(placement.pass === 'charges' ? {} : { partyId: placement.partyId ?? setUp.unidentifiedPartyId }),
      })),
      ...(transaction.deducted === 0n
        ? []
        : [
            {
              account: setUp.accountOf('bankCharges', postedOn),
              baseAmount: keptBase,
              currency,
              amount: transaction.deducted,
            },
          ]),
    ],
  }
  const item: NewItem = {
    id: newId(),
    voucher,
    lineNo: 2,
    kind: placement.partyId === null ? 'unidentified' : 'payment',
    numberText: transaction.reference ?? transaction.bankReference ?? '',
    reference: null,
    dueOn: transaction.valueOn,
    bankTransactionId: transaction.id,
    businessAreaId: placement.businessAreaId,
  }
  const own = claims.map(
    ({ amount: _, ...claim }, i): NewItem => ({ ...item, ...claim, id: newId(), kind: 'invoice', lineNo: 2 + i }),
  )
  return {
    placement,
    voucher,
    items: placement.pass === 'charges' ? [] : claims.length > 0 ? own : [item],
    writeOff: writeOffOf(placement, setUp, postedOn, baseCurrency, runId),
    decisionId: placement.decisionId ?? (placement.items.length > 0 || placement.claims ? newId() : null),
  }
}

const transactionTypes: Partial<Record<Placement['pass'], string>> = { return: 'return', charges: 'bank-charges' }

function voucherText(transaction: BankTransaction): string {
  const name = transaction.reference ?? transaction.bankReference
  if (transaction.returnReason) return `Return${name ? ` ${name}` : ''}: ${transaction.returnReason}`.slice(0, 200)
  return name ?? 'Payment'
}

/** Likvidkontering: a posting rule for the channel and the business area, else the account of the bank account. */
export function bankAccountOf(
  {
    transaction,
    businessAreaId,
  }: { transaction: Pick<BankTransaction, 'channel' | 'account'>; businessAreaId: Id | null },
  setUp: Pick<BankSetUp, 'posting'>,
  on: Day,
): string {
  const facts = { channel: transaction.channel, areaId: businessAreaId, transactionType: 'payment' }
  return chooseRule(setUp.posting, 'cash', facts, on)?.account ?? transaction.account
}

/** Money is shown on the day it was booked, but never before what it settles, and never while an earlier posting of it stood. */
function latestDay({ transaction, items }: Placement): Day {
  let on = transaction.freedOn ? later(transaction.bookedOn, transaction.freedOn) : transaction.bookedOn
  for (const { candidate } of items) on = later(on, candidate.openedOn)
  return on
}

/** A small difference within tolerance becomes an item of its own, so that the invoice closes by allocations alone. */
function writeOffOf(
  placement: Placement,
  setUp: BankSetUp,
  on: Day,
  baseCurrency: string,
  runId: Id | null,
): Posted['writeOff'] {
  const { transaction, writeOff: amount, partyId, account, businessAreaId } = placement
  if (amount === 0n || partyId === null) return null
  const difference = smallDifference(
    {
      amount,
      currency: transaction.currency,
      partyId,
      account,
      businessAreaId,
      bankTransactionId: transaction.id,
      numberText: placement.items.at(-1)?.candidate.numberText ?? '',
    },
    setUp,
    on,
    setUp.toBase(amount, transaction.currency, baseCurrency, transaction.bookedOn),
    baseCurrency,
    runId,
  )
  return { ...difference, amount }
}

/** The voucher and the item that take a small difference off a party's account: + short, − over. */
export function smallDifference(
  what: {
    amount: bigint
    currency: string
    partyId: Id
    account: string
    businessAreaId: Id | null
    bankTransactionId: Id
    numberText: string
  },
  setUp: BankSetUp,
  on: Day,
  base: bigint,
  baseCurrency: string,
  runId: Id | null,
): { voucher: Voucher; item: NewItem } {
  const account = setUp.accountOf(what.amount > 0n ? 'smallDifference' : 'smallDifferenceGain', on)
  const voucher: Voucher = {
    id: newId(),
    seriesId: setUp.bankSeriesId,
    ledger: 'receivable',
    transactionType: 'small-difference',
    postedOn: on,
    documentOn: on,
    baseCurrency,
    text: bookText(setUp.language, 'small-difference', what.numberText),
    runId,
    businessAreaId: what.businessAreaId,
    postings: [
      { account, baseAmount: base, currency: baseCurrency, amount: base },
      {
        account: what.account,
        baseAmount: -base,
        currency: what.currency,
        amount: -what.amount,
        partyId: what.partyId,
      },
    ],
  }
  const item: NewItem = {
    id: newId(),
    voucher,
    lineNo: 2,
    kind: 'write-off',
    numberText: what.numberText,
    reference: null,
    dueOn: on,
    bankTransactionId: what.bankTransactionId,
    businessAreaId: what.businessAreaId,
  }
  return { voucher, item }
}

/** Credit notes in between first feed the debit items; then the payment; then the written-off difference. */
function allocationsOf({ placement, items: [item], writeOff, decisionId }: Posted): Allocation[] {
  if (!item || placement.claims) return []
  const { amount: paid, valueOn } = placement.transaction
  const debits = placement.items
    .filter((one) => one.amount > 0n)
    .map((one) => ({ id: one.candidate.id, left: one.amount }))
  const credits = placement.items
    .filter((one) => one.amount < 0n)
    .map((one) => ({ id: one.candidate.id, left: -one.amount }))
  const own = { id: item.id, left: absolute(paid) }
  if (paid > 0n) credits.push(own)
  else debits.push(own)
  if (writeOff && writeOff.amount > 0n) credits.push({ id: writeOff.item.id, left: writeOff.amount })
  if (writeOff && writeOff.amount < 0n) debits.push({ id: writeOff.item.id, left: -writeOff.amount })
  return pairOff(debits, credits).map((pair) => ({ ...pair, valueOn, decisionId }))
}

interface Side {
  id: Id
  left: bigint
}

/** Debits and credits against each other in their order, as far as they go. Uses up `left`. */
export function pairOff(
  debits: readonly Side[],
  credits: readonly Side[],
): { debitItemId: Id; creditItemId: Id; amount: bigint }[] {
  const pairs: { debitItemId: Id; creditItemId: Id; amount: bigint }[] = []
  let next = 0
  for (const debit of debits) {
    while (debit.left > 0n && next < credits.length) {
      const credit = credits[next]!
      const amount = debit.left < credit.left ? debit.left : credit.left
      if (amount > 0n) pairs.push({ debitItemId: debit.id, creditItemId: credit.id, amount })
      debit.left -= amount
      credit.left -= amount
      if (credit.left === 0n) next += 1
    }
  }
  return pairs
}

async function writeBankRows(ctx: Ctx, posted: readonly Posted[], runId: Id | null): Promise<void> {
  const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
  const postings = insertRows(
    ctx.db,
    'bank_postings',
    { bank_transaction_id: 'uuid', posting_no: 'int4', voucher_id: 'uuid', item_id: 'uuid', decision_id: 'uuid' },
    posted.flatMap(({ placement, voucher, items: [item], writeOff, decisionId }) => {
      const { id, postingCount } = placement.transaction
      const row = { bank_transaction_id: id, decision_id: decisionId }
      return [
        { ...row, posting_no: postingCount + 1, voucher_id: voucher.id, item_id: item?.id ?? null },
        ...(writeOff
          ? [{ ...row, posting_no: postingCount + 2, voucher_id: writeOff.voucher.id, item_id: writeOff.item.id }]
          : []),
      ]
    }),
    tenant,
  )
  const decisions = insertRows(
    ctx.db,
    'match_decisions',
    {
      id: 'uuid',
      bank_transaction_id: 'uuid',
      pass: 'text',
      score: 'numeric',
      item_ids: 'uuid[]',
      evidence: 'jsonb',
      business_area_id: 'uuid',
    },
    posted
      .filter((one) => one.decisionId && !one.placement.decisionId)
      .map((one) => ({
        id: one.decisionId,
        bank_transaction_id: one.placement.transaction.id,
        pass: one.placement.pass,
        score: one.placement.score,
        item_ids: one.placement.items.map(({ candidate }) => candidate.id),
        evidence: one.placement.evidence,
        business_area_id: one.placement.businessAreaId,
      })),
    {
      ...tenant,
      decision: { type: 'text', value: 'taken' },
      decided_by_kind: { type: 'text', value: 'machine' },
      run_id: { type: 'uuid', value: runId },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  const routings = insertRows(
    ctx.db,
    'bank_routings',
    { bank_transaction_id: 'uuid', area_id: 'uuid' },
    posted.flatMap((one) =>
      one.placement.businessAreaId
        ? [{ bank_transaction_id: one.placement.transaction.id, area_id: one.placement.businessAreaId }]
        : [],
    ),
    tenant,
    'on conflict do nothing',
  )
  await Promise.all([postings, decisions, routings])
}
