import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import type { Day } from '../kernel/day.ts'
import { later } from '../kernel/day.ts'
import { Decimal } from '../kernel/decimal.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { roundToMinor, toDecimal } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { accountOfRole } from '../ledger/choose-account.ts'
import type { Posting, Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import type { Allocation } from '../subledger/allocate.ts'
import { allocate } from '../subledger/allocate.ts'
import type { NewItem } from '../subledger/open-items.ts'
import { openItems } from '../subledger/open-items.ts'
import type { BankSetUp } from './bank-set-up.ts'
import type { Placement } from './types.ts'

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
  by: 'machine' | 'person',
): Promise<void> {
  if (placements.length === 0) return
  const posted = placements.map((placement) => toPosted(placement, setUp, runId))
  const vouchers = posted.flatMap((one) => [one.voucher, ...(one.writeOff ? [one.writeOff.voucher] : [])])
  await post(ctx.db, ctx.company.id, ctx.user.id, vouchers)
  await openItems(
    ctx.db,
    ctx.company.id,
    posted.flatMap((one) => [one.item, ...(one.writeOff ? [one.writeOff.item] : [])]),
  )
  await writeBankRows(ctx, posted, runId, by)
  await allocate(ctx, posted.flatMap(allocationsOf), {
    setUp: setUp.posting,
    openDay: setUp.openDay,
    ledger: 'receivable',
    voucherSeriesId: setUp.bankSeriesId,
    runId,
  })
}

interface Posted {
  placement: Placement
  voucher: Voucher
  item: NewItem
  writeOff: { voucher: Voucher; item: NewItem; amount: bigint } | null
  decisionId: Id | null
}

function toPosted(placement: Placement, setUp: BankSetUp, runId: Id | null): Posted {
  const { transaction } = placement
  const postedOn = setUp.openDay('receivable', latestDay(placement))
  const baseCurrency = setUp.baseOn(postedOn)
  const toBase = (amount: bigint) => convert(setUp, amount, transaction.currency, baseCurrency, postedOn)
  const partyId = placement.partyId ?? setUp.unidentifiedPartyId
  const base = toBase(transaction.amount)
  const voucher: Voucher = {
    id: newId(),
    seriesId: setUp.bankSeriesId,
    ledger: 'receivable',
    transactionType: 'payment',
    postedOn,
    documentOn: transaction.bookedOn,
    baseCurrency,
    text: transaction.payerName ?? transaction.reference ?? transaction.text.slice(0, 60),
    runId,
    businessAreaId: placement.businessAreaId,
    postings: [
      { account: transaction.account, baseAmount: base, currency: transaction.currency, amount: transaction.amount },
      {
        account: placement.account,
        baseAmount: -base,
        currency: transaction.currency,
        amount: -transaction.amount,
        partyId,
      },
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
  return {
    placement,
    voucher,
    item,
    writeOff: writeOffOf(placement, setUp, postedOn, baseCurrency, runId),
    decisionId: placement.items.length > 0 ? newId() : null,
  }
}

/** Money is shown on the day it was booked, but never before what it settles. */
function latestDay(placement: Placement): Day {
  let on = placement.transaction.bookedOn
  for (const { candidate } of placement.items) on = later(on, candidate.openedOn)
  return on
}

function convert(setUp: BankSetUp, amount: bigint, currency: string, baseCurrency: string, on: Day): bigint {
  if (currency === baseCurrency) return amount
  const rate =
    setUp.rateOn(currency, on) ??
    refuse('RATE_MISSING', `no exchange rate ${currency}/${baseCurrency} on or before ${on}: add one`, { currency, on })
  return roundToMinor(toDecimal(amount, currency).times(new Decimal(rate)), baseCurrency)
}

/** A small difference within tolerance becomes an item of its own, so that the invoice closes by allocations alone. */
function writeOffOf(
  placement: Placement,
  setUp: BankSetUp,
  on: Day,
  baseCurrency: string,
  runId: Id | null,
): Posted['writeOff'] {
  if (placement.writeOff === 0n) return null
  const account =
    accountOfRole(setUp.posting, 'smallDifference', on) ??
    refuse('account-role.missing', 'no account for smallDifference: complete the set-up of account roles', {
      role: 'smallDifference',
    })
  const { currency } = placement.transaction
  const amount = placement.writeOff
  const base = convert(setUp, amount, currency, baseCurrency, on)
  const difference: Posting = { account, baseAmount: base, currency: baseCurrency, amount: base }
  const voucher: Voucher = {
    id: newId(),
    seriesId: setUp.bankSeriesId,
    ledger: 'receivable',
    transactionType: 'small-difference',
    postedOn: on,
    documentOn: on,
    baseCurrency,
    text: 'Small difference',
    runId,
    businessAreaId: placement.businessAreaId,
    postings: [
      difference,
      { account: placement.account, baseAmount: -base, currency, amount: -amount, partyId: placement.partyId },
    ],
  }
  const item: NewItem = {
    id: newId(),
    voucher,
    lineNo: 2,
    kind: 'write-off',
    numberText: placement.items.at(-1)?.candidate.numberText ?? '',
    reference: null,
    dueOn: on,
    bankTransactionId: placement.transaction.id,
    businessAreaId: placement.businessAreaId,
  }
  return { voucher, item, amount }
}

/** Credit notes in between first feed the debit items; then the payment; then the written-off difference. */
function allocationsOf({ placement, item, writeOff, decisionId }: Posted): Allocation[] {
  const { valueOn } = placement.transaction
  const debits = placement.items
    .filter((one) => one.amount > 0n)
    .map((one) => ({ id: one.candidate.id, left: one.amount }))
  const credits = [
    ...placement.items.filter((one) => one.amount < 0n).map((one) => ({ id: one.candidate.id, left: -one.amount })),
    { id: item.id, left: placement.transaction.amount },
    ...(writeOff && writeOff.amount > 0n ? [{ id: writeOff.item.id, left: writeOff.amount }] : []),
  ]
  if (writeOff && writeOff.amount < 0n) debits.push({ id: writeOff.item.id, left: -writeOff.amount })
  const allocations: Allocation[] = []
  let next = 0
  for (const debit of debits) {
    while (debit.left > 0n && next < credits.length) {
      const credit = credits[next]!
      const amount = debit.left < credit.left ? debit.left : credit.left
      if (amount > 0n) allocations.push({ debitItemId: debit.id, creditItemId: credit.id, amount, valueOn, decisionId })
      debit.left -= amount
      credit.left -= amount
      if (credit.left === 0n) next += 1
    }
  }
  return allocations
}

async function writeBankRows(
  ctx: Ctx,
  posted: readonly Posted[],
  runId: Id | null,
  by: 'machine' | 'person',
): Promise<void> {
  const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
  await insertRows(
    ctx.db,
    'bank_postings',
    { bank_transaction_id: 'uuid', voucher_id: 'uuid', item_id: 'uuid' },
    posted.map((one) => ({
      bank_transaction_id: one.placement.transaction.id,
      voucher_id: one.voucher.id,
      item_id: one.item.id,
    })),
    tenant,
  )
  await insertRows(
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
      .filter((one) => one.decisionId)
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
      decided_by_kind: { type: 'text', value: by },
      run_id: { type: 'uuid', value: runId },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  await insertRows(
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
}
