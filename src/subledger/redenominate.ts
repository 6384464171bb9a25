import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { assert, refuse } from '../kernel/problem.ts'
import { bookText } from '../kernel/words/book-texts.ts'
import { accountOfRole } from '../ledger/choose-account.ts'
import type { Posting, Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import type { Allocation } from './allocate.ts'
import { allocate } from './allocate.ts'
import { continueHolds } from './item-rows.ts'
import type { NewItem } from './open-items.ts'
import { openItems } from './open-items.ts'
import { redenominationReport, reportOf } from './propose-redenomination.ts'
import type { CarriedItem, Redenomination } from './read-redenomination.ts'
import { readRedenomination } from './read-redenomination.ts'
import type { SubledgerSetUp } from './subledger-set-up.ts'
import { readSubledgerSetUp } from './subledger-set-up.ts'

/** Items of one pair of vouchers. */
const voucherItemsMax = 1_000

/**
 * Changes the currency of the books, in one transaction: on the first day of the new currency every open item and every
 * account goes out against a clearing account in the old one and comes in in the new one, each amount converted and rounded
 * once; what the roundings leave goes to the rounding account. Nothing is posted on an earlier day: at its end all stands
 * open in the old currency. An old item is closed by an allocation against a transfer item; a new one continues it under
 * the same number, reference and due day.
 */
export const redenominate = verb({
  kind: 'write',
  name: 'subledger.redenominate',
  summary: 'Execute a proposed redenomination',
  route: 'POST /redenominations/{runId}/execute',
  ofWholeCompany: true,
  input: z.object({ runId: id }),
  output: redenominationReport.extend({ runId: id, voucherIds: z.array(id) }),
  run: (ctx, { runId }) => asSystem(ctx, (system) => execute(system, runId)),
})

async function execute(ctx: Ctx, runId: Id) {
  const run = await ctx.db.maybe<{ state: string; parameters: { resultAccount: string | null; fingerprint: string } }>(
    `select state, parameters from runs where company_id = $1 and id = $2 and kind = 'redenomination' for update`,
    [ctx.company.id, runId],
  )
  if (!run) return refuse('run.unknown', `there is no redenomination ${runId}`, { run: runId }, 404)
  if (run.state !== 'proposed') refuse('run.already-done', `the run is ${run.state}`, { run: runId }, 409)
  const plan = await readRedenomination(ctx, run.parameters.resultAccount)
  if (plan.fingerprint !== run.parameters.fingerprint)
    refuse('run.changed', 'the books have changed since the proposal: propose again', { run: runId }, 409)
  const report = await reportOf(ctx, plan)
  const clearing = {
    old: await clearingAccount(ctx, plan.change.from, plan.change.on),
    new: await clearingAccount(ctx, plan.change.to, plan.change.on),
  }
  const setUp = await readSubledgerSetUp(ctx)
  const vouchers: Voucher[] = []
  // Known before the first is opened, so that interest and fees find the debt that they belong to.
  const newIds = new Map(plan.items.map((one) => [one.item.id, newId()]))
  let done = 0
  for (const ledger of ['receivable', 'payable'] as const) {
    const own = plan.items.filter((one) => setUp.ledgerOf(one.item.account) === ledger)
    for (let from = 0; from < own.length; from += voucherItemsMax) {
      const chunk = chunkOf(own.slice(from, from + voucherItemsMax), ledger, plan, clearing, setUp, runId, newIds)
      await post(ctx.db, ctx.company.id, ctx.user.id, chunk.vouchers)
      await openItems(ctx.db, ctx.company.id, chunk.items)
      await allocate(ctx, chunk.allocations, {
        setUp: setUp.posting,
        openDay: setUp.openDay,
        ledger,
        voucherSeriesId: setUp.seriesId,
        runId,
        leaving: plan.change.from,
      })
      await continueHolds(ctx, chunk.continued)
      vouchers.push(...chunk.vouchers)
      done += chunk.continued.length
      ctx.progress(done, plan.items.length)
    }
  }
  const rest = balanceVouchers(plan, clearing, setUp, runId)
  await post(ctx.db, ctx.company.id, ctx.user.id, rest)
  vouchers.push(...rest)
  await ctx.db.query(
    `update run_rows r set state = 'done', result_id = x.new from unnest($3::uuid[], $4::uuid[]) as x (old, new)
      where r.company_id = $1 and r.run_id = $2 and r.subject_id = x.old`,
    [ctx.company.id, runId, [...newIds.keys()], [...newIds.values()]],
  )
  await ctx.db.query(
    `update runs set state = 'done', approved_at = $3, approved_by = $4, finished_at = $3, progress_done = $5, report = $6 where company_id = $1 and id = $2`,
    [ctx.company.id, runId, ctx.now, ctx.user.id, done, JSON.stringify(report)],
  )
  await audit(ctx, {
    verb: 'subledger.redenominate',
    subjects: [runId],
    summary: { items: done, vouchers: vouchers.length, rounding: report.rounding, accounts: report.accounts },
  })
  return { runId, ...report, voucherIds: vouchers.map((voucher) => voucher.id) }
}

interface Clearing {
  old: string
  new: string
}

interface Chunk {
  vouchers: Voucher[]
  items: NewItem[]
  allocations: Allocation[]
  continued: { from: CarriedItem['item']; to: Id; amount: bigint }[]
}

function chunkOf(
  carried: readonly CarriedItem[],
  ledger: 'receivable' | 'payable',
  plan: Redenomination,
  clearing: Clearing,
  setUp: SubledgerSetUp,
  runId: Id,
  newIds: Map<Id, Id>,
): Chunk {
  const { change, lastOn } = plan
  const head = { ledger, setUp, runId }
  const out = voucher(head, change.on, change.from, bookText(setUp.language, 'items-out', change.from))
  const into = voucher(head, change.on, change.to, bookText(setUp.language, 'items-in', change.to))
  const chunk: Chunk = { vouchers: [out, into], items: [], allocations: [], continued: [] }
  for (const { item, old, new: next } of carried) {
    const party = { account: item.account, partyId: item.party_id, businessAreaId: item.business_area_id }
    out.postings.push({ ...party, currency: old.currency, amount: -old.amount, baseAmount: -old.base })
    into.postings.push({ ...party, currency: next.currency, amount: next.amount, baseAmount: next.base })
    const [transferId, newItemId] = [newId(), newIds.get(item.id)!]
    const common = {
      lineNo: out.postings.length,
      numberText: item.number_text,
      dueOn: item.due_on,
      businessAreaId: item.business_area_id,
    }
    chunk.items.push(
      { ...common, id: transferId, voucher: out, kind: 'transfer', reference: null },
      {
        ...common,
        id: newItemId,
        voucher: into,
        kind: item.kind,
        reference: item.reference,
        component: item.component,
        mainItemId: item.main_item_id ? (newIds.get(item.main_item_id) ?? item.main_item_id) : null,
        continuesId: item.id,
        invoiceId: item.invoice_id,
        bankTransactionId: item.bank_transaction_id,
        invoiceGroupId: item.invoice_group_id,
      },
    )
    const isDebit = old.amount > 0n
    chunk.allocations.push({
      debitItemId: isDebit ? item.id : transferId,
      creditItemId: isDebit ? transferId : item.id,
      amount: isDebit ? old.amount : -old.amount,
      // Interest of the old books runs to their last day; from the next one the item that continues it bears it.
      valueOn: lastOn,
      effectiveOn: change.on,
    })
    chunk.continued.push({ from: item, to: newItemId, amount: next.amount })
  }
  const adjusted = carried.filter((one) => one.adjustment !== 0n)
  for (const { item, adjustment, newAdjustment } of adjusted) {
    const party = { account: item.account, partyId: item.party_id, businessAreaId: item.business_area_id }
    const base = { ...party, currency: item.currency, amount: 0n }
    out.postings.push({ ...base, baseAmount: -adjustment, adjustsItemId: item.id })
    into.postings.push({ ...base, baseAmount: newAdjustment, adjustsItemId: newIds.get(item.id)! })
  }
  if (adjusted.length > 0) chunk.vouchers.push(revaluationBack(adjusted, head, change, newIds))
  clear(out, clearing.old)
  clear(into, clearing.new)
  return chunk
}

/** The revaluation of the last day is taken back on the first day after, as any revaluation is, in the new currency. */
function revaluationBack(
  adjusted: readonly CarriedItem[],
  head: Head,
  change: Redenomination['change'],
  newIds: Map<Id, Id>,
): Voucher {
  const back = voucher(
    head,
    change.on,
    change.to,
    bookText(head.setUp.language, 'reversal', bookText(head.setUp.language, 'revaluation')),
  )
  back.transactionType = 'revaluation'
  let [gain, loss] = [0n, 0n]
  for (const { item, newAdjustment } of adjusted) {
    back.postings.push({
      account: item.account,
      baseAmount: -newAdjustment,
      currency: item.currency,
      amount: 0n,
      partyId: item.party_id,
      adjustsItemId: newIds.get(item.id)!,
      businessAreaId: item.business_area_id,
    })
    if (newAdjustment > 0n) gain += newAdjustment
    else loss += newAdjustment
  }
  for (const [role, amount] of [
    ['fxGain', gain],
    ['fxLoss', loss],
  ] as const) {
    if (amount !== 0n)
      back.postings.push({
        account: head.setUp.account(role, change.on),
        baseAmount: amount,
        currency: change.to,
        amount,
      })
  }
  return back
}

interface Head {
  ledger: Voucher['ledger']
  setUp: SubledgerSetUp
  runId: Id
}

const voucher = ({ ledger, setUp, runId }: Head, on: Day, baseCurrency: string, text: string): Voucher => ({
  id: newId(),
  seriesId: setUp.seriesId,
  ledger,
  transactionType: 'redenomination',
  postedOn: on,
  documentOn: on,
  baseCurrency,
  text,
  runId,
  postings: [],
})

/** The other side of a voucher of items: the clearing account, which comes to zero when everything is carried. */
function clear(voucher: Voucher, account: string): void {
  const base = -voucher.postings.reduce((sum, posting) => sum + posting.baseAmount, 0n)
  if (base !== 0n) voucher.postings.push({ account, baseAmount: base, currency: voucher.baseCurrency, amount: base })
}

/** The accounts without items, the clearing accounts brought to zero, and what the roundings leave. */
function balanceVouchers(plan: Redenomination, clearing: Clearing, setUp: SubledgerSetUp, runId: Id): Voucher[] {
  const { change, balances, rounding } = plan
  const head = { ledger: 'general', setUp, runId } as const
  const out = voucher(head, change.on, change.from, bookText(setUp.language, 'balances-out', change.from))
  const into = voucher(head, change.on, change.to, bookText(setUp.language, 'balances-in', change.to))
  for (const { account, into: target, old, new: next } of balances) {
    out.postings.push(...split(account, old.currency, -old.amount, -old.base))
    into.postings.push(...split(target, next.currency, next.amount, next.base))
  }
  if (rounding !== 0n)
    into.postings.push({
      account: accountOfRole(setUp.posting, 'rounding', change.on) ?? setUp.account('smallDifference', change.on),
      baseAmount: rounding,
      currency: change.to,
      amount: rounding,
      text: bookText(setUp.language, 'redenomination-rounding'),
    })
  clear(out, clearing.old)
  clear(into, clearing.new)
  return [out, into].filter((one) => {
    // Two sides that are one line each and zero: nothing but items in balance was carried.
    assert(one.postings.length !== 1, 'a voucher of balances has two sides')
    return one.postings.length > 0
  })
}

/** Base money and document money of opposite signs stand in two postings; a posting has one sign. */
function split(account: string, currency: string, amount: bigint, base: bigint): Posting[] {
  if (amount * base >= 0n) return amount === 0n && base === 0n ? [] : [{ account, baseAmount: base, currency, amount }]
  return [
    { account, baseAmount: 0n, currency, amount },
    { account, baseAmount: base, currency, amount: 0n },
  ]
}

// ISO 4217 numbers: accounts are digits in the formats that other systems read.
const isoNumbers: Record<string, string> = { BGN: '975', EUR: '978' }

/** A technical account per currency, made when it is first needed; it carries no items and ends at zero. */
async function clearingAccount({ db, company }: Ctx, currency: string, on: Day): Promise<string> {
  const role = `redenominationClearing:${currency}`
  const known = await db.maybe<{ account: string }>(
    `select account from account_roles where company_id = $1 and role = $2 and valid_from <= $3 order by valid_from desc limit 1`,
    [company.id, role, on],
  )
  if (known) return known.account
  const account = `499${isoNumbers[currency] ?? `/${currency}`}`
  await db.query(
    `insert into accounts (company_id, code, name, kind) values ($1, $2, $3, 'liability') on conflict (company_id, code) do nothing`,
    [company.id, account, bookText(company.language, 'redenomination-clearing', currency)],
  )
  await db.query(`insert into account_roles (company_id, role, account) values ($1, $2, $3)`, [
    company.id,
    role,
    account,
  ])
  return account
}
