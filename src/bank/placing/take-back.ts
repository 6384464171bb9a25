import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import { insertRows } from '../../db/insert.ts'
import type { Day } from '../../kernel/day.ts'
import { later } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { newId } from '../../kernel/id.ts'
import type { Problem } from '../../kernel/problem.ts'
import { Refused } from '../../kernel/problem.ts'
import { bookText } from '../../kernel/words/book-texts.ts'
import type { OpenDay } from '../../ledger/open-day.ts'
import { readOpenDays } from '../../ledger/open-day.ts'
import type { Voucher } from '../../ledger/post.ts'
import { post, reversal } from '../../ledger/post.ts'
import { readVouchers } from '../../ledger/read-vouchers.ts'
import type { Allocation } from '../../subledger/allocate.ts'
import { allocate } from '../../subledger/allocate.ts'
import type { NewItem } from '../../subledger/open-items.ts'
import { openItems } from '../../subledger/open-items.ts'
import { reverseAllocations } from '../../subledger/reverse-allocations.ts'
import { readBankSetUp } from '../bank-set-up.ts'
import { readRefunds } from '../refunds.ts'
import { unlearnPayers } from './learn-payers.ts'

/**
 * How much of a transaction is taken back: its last decision; everything but the first posting, so that the money is
 * where it first came to; or everything, so that the transaction is as good as new.
 */
export type Depth = 'last' | 'to-first' | 'all'

export interface TakeBackPlan {
  transactionIds: Id[]
  postings: { transactionId: Id; postingNo: number; lastNo: number; voucherId: Id; baseCurrency: string }[]
  decisions: { id: Id; transactionId: Id; itemIds: Id[]; pass: string | null }[]
  allocations: {
    id: Id
    voucherId: Id | null
    amount: bigint
    currency: string
    debitItemId: Id
    creditItemId: Id
    effectiveOn: Day
  }[]
  /** Items opened by the vouchers that go. */
  items: VoucherItem[]
  /** The day on which each voucher is taken back. */
  days: Map<Id, Day>
  openDay: OpenDay
  on: Day
}

interface VoucherItem {
  id: Id
  voucherId: Id
  lineNo: number
  amount: bigint
  numberText: string
  dueOn: Day
  businessAreaId: Id | null
  lastEffectiveOn: Day
  postedOn: Day
  ledger: 'general' | 'receivable' | 'payable'
}

/** Why a transaction cannot be taken back as it stands, and what to do first. */
export interface Hindrance {
  transactionId: Id
  problem: Problem
}

/** What would be taken back, and on which days; changes nothing. @throws Refused with everything that hinders it */
export async function planTakeBack(
  ctx: Ctx,
  transactionIds: readonly Id[],
  depth: Depth,
  on: Day,
): Promise<TakeBackPlan> {
  const { plan, hindrances } = await weighTakeBack(ctx, transactionIds, depth, on)
  if (hindrances.length > 0)
    throw new Refused(
      hindrances.map((one) => one.problem),
      409,
    )
  return plan
}

/** As planTakeBack, leaving out the transactions that cannot be taken back, each with its reasons. */
export async function planWhatCan(
  ctx: Ctx,
  transactionIds: readonly Id[],
  depth: Depth,
  on: Day,
): Promise<{ plan: TakeBackPlan; hindrances: Hindrance[] }> {
  const whole = await weighTakeBack(ctx, transactionIds, depth, on)
  if (whole.hindrances.length === 0) return whole
  const hindered = new Set(whole.hindrances.map((one) => one.transactionId))
  const free = transactionIds.filter((id) => !hindered.has(id))
  // What is free may lean on what is not: its money is used by it.
  const rest = await planWhatCan(ctx, free, depth, on)
  return { plan: rest.plan, hindrances: [...whole.hindrances, ...rest.hindrances] }
}

async function weighTakeBack(
  ctx: Ctx,
  transactionIds: readonly Id[],
  depth: Depth,
  on: Day,
): Promise<{ plan: TakeBackPlan; hindrances: Hindrance[] }> {
  const openDay = await readOpenDays(ctx.db, ctx.company.id)
  const standing = await readStanding(ctx, transactionIds)
  const decisions = depth === 'last' ? lastOfEach(standing.decisions) : standing.decisions
  const postings = standing.postings.filter((posting) => goes(posting, standing.postings, decisions, depth))
  const items = await readItemsOf(
    ctx,
    postings.map((posting) => posting.voucherId),
  )
  // Whoever took from the money itself gives it back with it, but where one match alone is undone.
  const gone = [...items.map((item) => item.id), ...(depth === 'last' ? [] : standing.items)]
  const allocations = await readAllocations(ctx, gone, standing.items, decisions)
  const ofDepth = allocations.filter((one) => depth !== 'last' || decisions.some(({ id }) => id === one.decisionId))
  const plan = {
    transactionIds: [...transactionIds],
    postings,
    decisions,
    allocations: ofDepth,
    items,
    days: daysOf(items, postings, ofDepth, openDay, on),
    openDay,
    on,
  }
  const ofItem = new Map<Id, Id>()
  for (const posting of standing.postings) {
    if (posting.itemId) ofItem.set(posting.itemId, posting.transactionId)
    for (const item of items) if (item.voucherId === posting.voucherId) ofItem.set(item.id, posting.transactionId)
  }
  const ofDecision = new Map(decisions.map((one) => [one.id, one.transactionId]))
  const ownerOf = (one: Taken): Id =>
    ofItem.get(one.creditItemId) ??
    ofItem.get(one.debitItemId) ??
    ofDecision.get(one.decisionId ?? '') ??
    transactionIds[0]!
  const hindrances = [
    ...(await readRefunds(ctx, transactionIds, [])),
    ...hinderCarried(ctx, plan, allocations, ownerOf),
    ...hinderMoved(allocations, ownerOf),
    ...(depth === 'last'
      ? hinderUsedLater(allocations, decisions, new Set(items.map((item) => item.id)), ownerOf)
      : []),
  ]
  return { plan, hindrances }
}

interface Standing {
  postings: (TakeBackPlan['postings'][number] & {
    itemId: Id | null
    decisionId: Id | null
    postedOn: Day
    baseCurrency: string
  })[]
  decisions: TakeBackPlan['decisions']
  /** Items of all standing postings. */
  items: Id[]
}

async function readStanding(ctx: Ctx, transactionIds: readonly Id[]): Promise<Standing> {
  const postings = await ctx.db.rows<Standing['postings'][number]>(
    `select p.bank_transaction_id as "transactionId", p.posting_no as "postingNo", p.voucher_id as "voucherId", p.item_id as "itemId", p.decision_id as "decisionId",
            v.posted_on as "postedOn", v.base_currency as "baseCurrency",
            (select max(l.posting_no) from bank_postings l where l.company_id = p.company_id and l.bank_transaction_id = p.bank_transaction_id) as "lastNo"
       from bank_postings p join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id
      where p.company_id = $1 and p.bank_transaction_id = any ($2::uuid[]) and p.reverses_no is null
        and not exists (select from bank_postings r where r.company_id = p.company_id and r.bank_transaction_id = p.bank_transaction_id and r.reverses_no = p.posting_no)
      order by 1, 2`,
    [ctx.company.id, transactionIds],
  )
  const decisions = await ctx.db.rows<TakeBackPlan['decisions'][number]>(
    `select d.id, d.bank_transaction_id as "transactionId", d.item_ids as "itemIds", d.pass
       from match_decisions d
      where d.company_id = $1 and d.bank_transaction_id = any ($2::uuid[]) and d.decision = 'taken'
        and not exists (select from match_decisions u where u.company_id = d.company_id and u.undoes_id = d.id)
      order by d.id`,
    [ctx.company.id, transactionIds],
  )
  return { postings, decisions, items: postings.flatMap((posting) => (posting.itemId ? [posting.itemId] : [])) }
}

const lastOfEach = (decisions: TakeBackPlan['decisions']): TakeBackPlan['decisions'] => [
  ...new Map(decisions.map((decision) => [decision.transactionId, decision])).values(),
]

function goes(
  posting: Standing['postings'][number],
  all: Standing['postings'],
  decisions: TakeBackPlan['decisions'],
  depth: Depth,
): boolean {
  if (depth === 'all') return true
  if (depth === 'to-first') return all.find((one) => one.transactionId === posting.transactionId) !== posting
  const own = decisions.find((decision) => decision.transactionId === posting.transactionId)
  return own ? posting.decisionId === own.id : true
}

function readItemsOf(ctx: Ctx, voucherIds: readonly Id[]): Promise<VoucherItem[]> {
  return ctx.db.rows<VoucherItem>(
    `select i.id, i.voucher_id as "voucherId", i.line_no as "lineNo", i.amount, i.number_text as "numberText", i.due_on as "dueOn",
            i.business_area_id as "businessAreaId", i.last_effective_on as "lastEffectiveOn", v.posted_on as "postedOn", v.ledger
       from open_items i join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id
      where i.company_id = $1 and i.voucher_id = any ($2::uuid[]) order by i.voucher_id, i.line_no`,
    [ctx.company.id, voucherIds],
  )
}

type Taken = TakeBackPlan['allocations'][number] & {
  decisionId: Id | null
  ofTransaction: Id | null
  base: string
  /** The money was moved on by a transfer of the subledger (another account or party, a redenomination). */
  moved: boolean
}

/** Allocations of the decisions, and all that touches items whose vouchers go; none that was taken back before. */
function readAllocations(
  ctx: Ctx,
  gone: readonly Id[],
  standing: readonly Id[],
  decisions: TakeBackPlan['decisions'],
): Promise<Taken[]> {
  const near = [...new Set([...gone, ...standing, ...decisions.flatMap((decision) => decision.itemIds)])]
  return ctx.db.rows<Taken>(
    `with touching as (
       select a.* from allocations a where a.company_id = $1 and a.debit_item_id = any ($2::uuid[])
       union
       select a.* from allocations a where a.company_id = $1 and a.credit_item_id = any ($2::uuid[])
     )
     select a.id, a.voucher_id as "voucherId", a.amount, a.currency, a.debit_item_id as "debitItemId", a.credit_item_id as "creditItemId", a.effective_on as "effectiveOn", a.decision_id as "decisionId",
            (select d.bank_transaction_id from match_decisions d where d.company_id = $1 and d.id = a.decision_id) as "ofTransaction",
            (select o.base_currency from open_items o where o.company_id = $1 and o.id = a.debit_item_id) as base,
            exists (select from open_items o where o.company_id = $1 and o.id in (a.debit_item_id, a.credit_item_id) and o.kind = 'transfer'
               and not exists (select from bank_postings p where p.company_id = $1 and p.bank_transaction_id = o.bank_transaction_id and p.voucher_id = o.voucher_id)) as moved
       from touching a
      where a.reverses_id is null and not exists (select from allocations r where r.company_id = a.company_id and r.reverses_id = a.id)
        and (a.decision_id = any ($3::uuid[]) or a.debit_item_id = any ($4::uuid[]) or a.credit_item_id = any ($4::uuid[]))
      order by a.id`,
    [ctx.company.id, near, decisions.map((decision) => decision.id), gone],
  )
}

/** Books that were carried over to another currency are not opened again: neither their applications nor their vouchers. */
function hinderCarried(
  ctx: Ctx,
  { postings, days, openDay, on }: TakeBackPlan,
  allocations: readonly Taken[],
  ownerOf: (one: Taken) => Id,
): Hindrance[] {
  const baseOn = country(ctx.company.country).currency.baseOn
  const found = new Map<Id, string>()
  for (const posting of postings)
    if (posting.baseCurrency !== baseOn(days.get(posting.voucherId)!))
      found.set(posting.transactionId, posting.baseCurrency)
  for (const one of allocations)
    if (one.base !== baseOn(openDay('receivable', later(one.effectiveOn, on)))) found.set(ownerOf(one), one.base)
  return [...found].map(([transactionId, from]) => ({
    transactionId,
    problem: {
      code: 'bank.carried-over',
      message: `this payment lies in the books in ${from}, which were carried over to ${baseOn(on)}: correct it there by a document in ${baseOn(on)}`,
      data: { transaction: transactionId, from, to: baseOn(on) },
    },
  }))
}

/** What the subledger moved on is moved back there first: only it knows where the money went. */
const hinderMoved = (allocations: readonly Taken[], ownerOf: (one: Taken) => Id): Hindrance[] =>
  allocations
    .filter((one) => one.moved)
    .map((one) => ({
      transactionId: ownerOf(one),
      problem: {
        code: 'bank.moved-later',
        message: 'money of this payment was moved by a transfer in the subledger: undo that first',
        data: {
          transaction: ownerOf(one),
          allocation: one.id,
          debitItem: one.debitItemId,
          creditItem: one.creditItemId,
        },
      },
    }))

/** The undo of one match takes back that match and no other (PAINS U2). */
function hinderUsedLater(
  allocations: readonly Taken[],
  decisions: TakeBackPlan['decisions'],
  gone: ReadonlySet<Id>,
  ownerOf: (one: Taken) => Id,
): Hindrance[] {
  const own = new Set(decisions.map((decision) => decision.id))
  return allocations
    .filter((one) => !own.has(one.decisionId ?? '') && (gone.has(one.debitItemId) || gone.has(one.creditItemId)))
    .map((one) => ({
      transactionId: ownerOf(one),
      problem: {
        code: 'bank.used-later',
        message: 'money of this payment was used again since: undo that first',
        data: { transaction: one.ofTransaction ?? ownerOf(one), allocation: one.id },
      },
    }))
}

/** Not before the undo is done, nor before anything of it took effect, and in an open period. */
function daysOf(
  items: readonly VoucherItem[],
  postings: readonly Standing['postings'][number][],
  allocations: readonly Taken[],
  openDay: OpenDay,
  on: Day,
): Map<Id, Day> {
  const effective = new Map<Id, Day>()
  for (const one of allocations) {
    for (const id of [one.debitItemId, one.creditItemId]) {
      effective.set(id, later(effective.get(id) ?? on, openDay('receivable', later(one.effectiveOn, on))))
    }
  }
  const days = new Map(postings.map((posting) => [posting.voucherId, later(on, posting.postedOn)]))
  for (const item of items) {
    let day = later(days.get(item.voucherId) ?? on, effective.get(item.id) ?? on)
    if (item.lastEffectiveOn > day && item.lastEffectiveOn < 'infinity' && !item.lastEffectiveOn.startsWith('-'))
      day = item.lastEffectiveOn
    days.set(item.voucherId, day)
  }
  for (const [voucherId, day] of days) days.set(voucherId, openDay('receivable', day))
  return days
}

/**
 * Takes back what was planned, by dated reversals: allocations first, then the vouchers, each of whose items is closed by
 * its mirror. Every figure before those days stays.
 */
export async function takeBack(ctx: Ctx, plan: TakeBackPlan, runId: Id | null): Promise<void> {
  await lockItems(ctx, plan)
  await forgetPayers(ctx, plan)
  await reverseAllocations(
    ctx,
    plan.allocations.map((one) => one.id),
    plan.on,
    plan.openDay,
    runId,
  )
  const originals = await readVouchers(ctx.db, ctx.company.id, [...new Set(plan.postings.map((one) => one.voucherId))])
  const vouchers = new Map<Id, Voucher>()
  for (const [id, original] of originals) {
    vouchers.set(id, {
      ...reversal(original, newId(), plan.days.get(id)!, bookText(ctx.company.language, 'reversal', original.text)),
      runId,
    })
  }
  await post(ctx.db, ctx.company.id, ctx.user.id, [...vouchers.values()])
  const mirrors = plan.items.map((item) => mirrorOf(item, vouchers.get(item.voucherId)!))
  await openItems(ctx.db, ctx.company.id, mirrors)
  await closeByMirrors(ctx, plan, mirrors, runId)
  await writeReversals(ctx, plan, vouchers, runId)
}

async function lockItems(ctx: Ctx, plan: TakeBackPlan): Promise<void> {
  const ids = [
    ...plan.items.map((item) => item.id),
    ...plan.allocations.flatMap((one) => [one.debitItemId, one.creditItemId]),
  ]
  await ctx.db.query(
    `select 1 from open_items where company_id = $1 and id = any ($2::uuid[]) order by id for no key update`,
    [ctx.company.id, [...new Set(ids)]],
  )
}

const mirrorOf = (item: VoucherItem, voucher: Voucher): NewItem => ({
  id: newId(),
  voucher,
  lineNo: item.lineNo,
  kind: 'transfer',
  numberText: item.numberText,
  reference: null,
  dueOn: item.dueOn,
  businessAreaId: item.businessAreaId,
})

async function closeByMirrors(
  ctx: Ctx,
  plan: TakeBackPlan,
  mirrors: readonly NewItem[],
  runId: Id | null,
): Promise<void> {
  const setUp = await readBankSetUp(ctx)
  const allocations = plan.items.map((item, i): Allocation => {
    const mirror = mirrors[i]!
    const on = mirror.voucher.postedOn
    return item.amount > 0n
      ? { debitItemId: item.id, creditItemId: mirror.id, amount: item.amount, valueOn: on, effectiveOn: on }
      : { debitItemId: mirror.id, creditItemId: item.id, amount: -item.amount, valueOn: on, effectiveOn: on }
  })
  await allocate(ctx, allocations, {
    setUp: setUp.posting,
    openDay: plan.openDay,
    ledger: 'receivable',
    voucherSeriesId: setUp.bankSeriesId,
    runId,
  })
}

async function writeReversals(
  ctx: Ctx,
  plan: TakeBackPlan,
  vouchers: ReadonlyMap<Id, Voucher>,
  runId: Id | null,
): Promise<void> {
  const tenant = { company_id: { type: 'uuid' as const, value: ctx.company.id } }
  const used = new Map<Id, number>()
  await insertRows(
    ctx.db,
    'bank_postings',
    { bank_transaction_id: 'uuid', posting_no: 'int4', voucher_id: 'uuid', reverses_no: 'int4' },
    plan.postings.map(({ transactionId, postingNo, lastNo, voucherId }) => {
      const next = (used.get(transactionId) ?? lastNo) + 1
      used.set(transactionId, next)
      const voucher_id = vouchers.get(voucherId)!.id
      return { bank_transaction_id: transactionId, posting_no: next, voucher_id, reverses_no: postingNo }
    }),
    tenant,
  )
  await insertRows(
    ctx.db,
    'match_decisions',
    { id: 'uuid', bank_transaction_id: 'uuid', undoes_id: 'uuid', item_ids: 'uuid[]', pass: 'text' },
    plan.decisions.map(({ id, transactionId, itemIds, pass }) => ({
      id: newId(),
      bank_transaction_id: transactionId,
      undoes_id: id,
      item_ids: itemIds,
      pass,
    })),
    {
      ...tenant,
      decision: { type: 'text', value: 'undone' },
      decided_by_kind: { type: 'text', value: ctx.user.id ? 'person' : 'machine' },
      run_id: { type: 'uuid', value: runId },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
}

async function forgetPayers(ctx: Ctx, plan: TakeBackPlan): Promise<void> {
  const taught = plan.decisions.filter(({ itemIds, pass }) => itemIds.length > 0 && pass !== 'return')
  const rows = await ctx.db.rows<{ partyId: Id; scheme: string; account: string }>(
    `select distinct d.id, i.party_id as "partyId", coalesce(t.payer_scheme, 'OTHER') as scheme, t.payer_account as account
       from unnest($2::uuid[], $3::uuid[]) as d (id, transaction_id)
       join bank_transactions t on t.company_id = $1 and t.id = d.transaction_id and t.payer_account is not null
       join match_decisions m on m.company_id = $1 and m.id = d.id
       join open_items i on i.company_id = $1 and i.id = any (m.item_ids)`,
    [ctx.company.id, taught.map((one) => one.id), taught.map((one) => one.transactionId)],
  )
  await unlearnPayers(ctx, rows)
}
