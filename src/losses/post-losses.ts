import { written } from '../claims/written-words.ts'
import type { Ctx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import { later } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { newId } from '../kernel/id.ts'
import { minor, proportion, share } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import { accountOfRole } from '../ledger/choose-account.ts'
import type { Posting, Voucher } from '../ledger/post.ts'
import { post } from '../ledger/post.ts'
import { allocate, takeBase } from '../subledger/allocate.ts'
import { lockItemRows } from '../subledger/item-rows.ts'
import { moveItems } from '../subledger/move-items.ts'
import type { NewItem } from '../subledger/open-items.ts'
import { openItems } from '../subledger/open-items.ts'
import type { LossItem } from './loss-facts.ts'
import type { LossKind, LossPart } from './loss-plan.ts'
import type { LossSetUp } from './loss-set-up.ts'
import { accountProblems, lossAccount, lossTypes, roleMissing } from './loss-set-up.ts'

/** A row of an approved run: what is written off of which item, and why. */
export interface LossToPost {
  rowNo: number
  kind: LossKind
  item: LossItem
  /** What of the item is written off: all that was open when it was approved. */
  amount: bigint
  parts: LossPart[]
  evidence: { code: string; text: string; source?: string }[]
}

export type PostedLoss =
  | { rowNo: number; lossId: Id; problems?: undefined }
  | { rowNo: number; lossId?: undefined; problems: Problem[] }

/** As `losses.parts` keeps it; minor units as text. */
export interface StoredPart {
  code: string | null
  category: string | null
  percent: string | null
  net: string
  vat: string
  baseNet: string
  baseVat: string
  lossAccount: string
  vatAccount: string | null
  /** Of a doubtful loss: the account that the item came from. */
  fromAccount?: string
}

/**
 * Losses of a chunk: the established and the small close their items by vouchers (loss and VAT against the receivable), the
 * doubtful move theirs to the doubtful receivables and provide for them. A provision that stood for an item that is now lost
 * is taken back with it. What cannot be posted has its problems, the others are posted. In the order given.
 */
export async function postLosses(
  ctx: Ctx,
  losses: readonly LossToPost[],
  setUp: LossSetUp,
  options: { on: Day; runId: Id },
): Promise<PostedLoss[]> {
  const items = await lockItemRows(
    ctx,
    losses.map((loss) => loss.item.itemId),
  )
  const provisions = await readProvisions(
    ctx,
    losses.map((loss) => loss.item.itemId),
  )
  const results: PostedLoss[] = []
  const work: Prepared[] = []
  for (const loss of losses) {
    const row = items.get(loss.item.itemId)
    const problems = problemsOf(loss, row, setUp, options.on)
    if (problems.length > 0 || !row) {
      results.push({ rowNo: loss.rowNo, problems })
      continue
    }
    const postedOn = setUp.openDay('receivable', later(options.on, row.opened_on))
    if (row.base_currency !== setUp.baseOn(postedOn)) {
      results.push({ rowNo: loss.rowNo, problems: [otherBase(loss.item.number, row.base_currency)] })
      continue
    }
    const prepared =
      loss.kind === 'doubtful'
        ? doubtful(loss, row, setUp, postedOn, options)
        : closing(loss, row, setUp, postedOn, options)
    if ('problems' in prepared) results.push({ rowNo: loss.rowNo, problems: prepared.problems })
    else {
      if (loss.kind !== 'doubtful')
        prepared.release = (provisions.get(loss.item.itemId) ?? []).map((provision) => ({
          provision,
          voucher: releaseVoucher(provision, setUp, postedOn, prepared.voucher, options.runId),
        }))
      work.push(prepared)
      results.push({ rowNo: loss.rowNo, lossId: prepared.lossId })
    }
  }
  await write(ctx, work, setUp, options)
  return results
}

interface Prepared {
  loss: LossToPost
  lossId: Id
  voucher: Voucher
  item: NewItem | null
  stored: StoredPart[]
  base: bigint
  release: { provision: Provision; voucher: Voucher }[]
}

type Row = Awaited<ReturnType<typeof lockItemRows>> extends Map<Id, infer R> ? R : never

function problemsOf(loss: LossToPost, row: Row | undefined, setUp: LossSetUp, on: Day): Problem[] {
  const data = { number: loss.item.number }
  if (!row || row.amount_open !== loss.amount)
    return [
      {
        code: 'loss.changed-since',
        message: `what is open of ${loss.item.number} is no longer what was approved: propose it again`,
        data,
      },
    ]
  if (loss.kind === 'doubtful' && row.account === accountOfRole(setUp.posting, 'receivableDoubtful', on))
    return [{ code: 'loss.doubtful-already', message: `${loss.item.number} is a doubtful receivable already`, data }]
  return []
}

const otherBase = (number: string, base: string): Problem => ({
  code: 'item.other-base-currency',
  message: `item ${number} is booked in ${base}: run the redenomination first`,
  data: { item: number, base },
})

const voucherOf = (
  loss: LossToPost,
  setUp: LossSetUp,
  postedOn: Day,
  options: { on: Day; runId: Id },
): Omit<Voucher, 'postings'> => ({
  id: newId(),
  seriesId: setUp.seriesId,
  ledger: 'receivable',
  transactionType: lossTypes[loss.kind],
  postedOn,
  documentOn: options.on,
  baseCurrency: setUp.baseOn(postedOn),
  text: loss.item.number,
  runId: options.runId,
  businessAreaId: loss.item.businessAreaId,
})

/** Dr loss and VAT / Cr receivable. Base money is what the item carries; each part takes its share. */
function closing(
  loss: LossToPost,
  row: Row,
  setUp: LossSetUp,
  postedOn: Day,
  options: { on: Day; runId: Id },
): Prepared | { problems: Problem[] } {
  const { item, amount, parts } = loss
  const target = lossAccount(setUp, loss.kind, item, postedOn)
  if ('problems' in target) return target
  const base = takeBase({ id: row.id, amount_open: row.amount_open, base_open: row.base_open }, amount)
  const bases = share(
    minor(base),
    parts.map((part) => part.net + part.vat),
  )
  const problems: Problem[] = []
  const postings: Posting[] = [
    { account: row.account, baseAmount: -base, currency: item.currency, amount: -amount, partyId: row.party_id },
  ]
  const stored = parts.map((part, i): StoredPart => {
    const baseVat = part.vat === 0n ? 0n : proportion(bases[i]!, part.vat, part.net + part.vat)
    const vatAccount = part.vat === 0n ? null : setUp.vatAccount(part.code!, part.percent, postedOn)
    if (part.vat !== 0n && !vatAccount) problems.push(roleMissing(`outputVat:${part.percent}`, postedOn))
    return {
      code: part.code,
      category: part.category,
      percent: part.percent,
      net: part.net.toString(),
      vat: part.vat.toString(),
      baseNet: (bases[i]! - baseVat).toString(),
      baseVat: baseVat.toString(),
      lossAccount: target.account,
      vatAccount,
    }
  })
  if (problems.length > 0) return { problems }
  for (const part of stored) {
    if (part.net !== '0' || part.baseNet !== '0')
      postings.push({
        account: part.lossAccount,
        baseAmount: BigInt(part.baseNet),
        currency: item.currency,
        amount: BigInt(part.net),
        dimensions: target.dimensions,
        ruleId: target.ruleId,
      })
    if (part.vatAccount)
      postings.push({
        account: part.vatAccount,
        baseAmount: BigInt(part.baseVat),
        currency: item.currency,
        amount: BigInt(part.vat),
        vatCode: part.code,
      })
  }
  const voucher: Voucher = {
    ...voucherOf(loss, setUp, postedOn, options),
    postings: postings.filter((posting) => posting.amount !== 0n || posting.baseAmount !== 0n),
  }
  const created: NewItem = {
    id: newId(),
    voucher,
    lineNo: 1,
    kind: 'write-off',
    numberText: item.number,
    reference: null,
    dueOn: row.due_on,
    component: row.component,
    invoiceId: row.invoice_id,
    invoiceGroupId: row.invoice_group_id,
    businessAreaId: row.business_area_id,
  }
  return { loss, lossId: newId(), voucher, item: created, stored, base, release: [] }
}

/** Dr doubtful losses / Cr impairment of receivables, in the currency of the books; the item moves beside it. */
function doubtful(
  loss: LossToPost,
  row: Row,
  setUp: LossSetUp,
  postedOn: Day,
  options: { on: Day; runId: Id },
): Prepared | { problems: Problem[] } {
  const target = lossAccount(setUp, 'doubtful', loss.item, postedOn)
  if ('problems' in target) return target
  const problems = accountProblems(setUp, 'doubtful', loss.item, postedOn)
  if (problems.length > 0) return { problems }
  const net = loss.parts.reduce((sum, part) => sum + part.net, 0n)
  const base = proportion(minor(row.base_open), net, row.amount_open)
  const currency = setUp.baseOn(postedOn)
  const voucher: Voucher = {
    ...voucherOf(loss, setUp, postedOn, options),
    postings: [
      {
        account: target.account,
        baseAmount: base,
        currency,
        amount: base,
        dimensions: target.dimensions,
        ruleId: target.ruleId,
      },
      {
        account: accountOfRole(setUp.posting, 'receivableImpairment', postedOn)!,
        baseAmount: -base,
        currency,
        amount: -base,
      },
    ],
  }
  const stored: StoredPart = {
    code: null,
    category: null,
    percent: null,
    net: net.toString(),
    vat: '0',
    baseNet: base.toString(),
    baseVat: '0',
    lossAccount: target.account,
    vatAccount: null,
    fromAccount: row.account,
  }
  return { loss, lossId: newId(), voucher, item: null, stored: [stored], base, release: [] }
}

async function write(
  ctx: Ctx,
  work: readonly Prepared[],
  setUp: LossSetUp,
  options: { on: Day; runId: Id },
): Promise<void> {
  if (work.length === 0) return
  const moving = work.filter((one) => one.loss.kind === 'doubtful')
  const moved = new Map<Id, Id>()
  if (moving.length > 0) {
    const account = setUp.account('receivableDoubtful', options.on)
    const rows = await moveItems(
      ctx,
      moving.map((one) => ({ itemId: one.loss.item.itemId, to: { account } })),
      setUp,
      {
        on: options.on,
        text: written[ctx.company.language].doubtful,
        runId: options.runId,
        transactionType: lossTypes.doubtful,
      },
    )
    for (const row of rows) moved.set(row.itemId, row.newItemId)
  }
  await post(ctx.db, ctx.company.id, ctx.user.id, [
    ...work.map((one) => one.voucher),
    ...work.flatMap((one) => one.release.map((release) => release.voucher)),
  ])
  const closing = work.flatMap((one) => (one.item ? [{ ...one, item: one.item }] : []))
  await openItems(
    ctx.db,
    ctx.company.id,
    closing.map((one) => one.item),
  )
  await allocate(
    ctx,
    closing.map((one) => ({
      debitItemId: one.loss.item.itemId,
      creditItemId: one.item.id,
      amount: one.loss.amount,
      valueOn: one.voucher.postedOn,
    })),
    {
      setUp: setUp.posting,
      openDay: setUp.openDay,
      ledger: 'receivable',
      voucherSeriesId: setUp.seriesId,
      runId: options.runId,
    },
  )
  await insertRows(
    ctx.db,
    'losses',
    {
      id: 'uuid',
      row_no: 'int4',
      kind: 'text',
      item_id: 'uuid',
      claim_item_id: 'uuid',
      component: 'text',
      party_id: 'uuid',
      invoice_id: 'uuid',
      number_text: 'text',
      reference: 'text',
      currency: 'bpchar',
      base_currency: 'bpchar',
      amount: 'int8',
      vat: 'int8',
      base_amount: 'int8',
      base_vat: 'int8',
      parts: 'jsonb',
      evidence: 'jsonb',
      posted_on: 'date',
      voucher_id: 'uuid',
      business_area_id: 'uuid',
    },
    work.map(({ loss, lossId, voucher, stored, base }) => ({
      id: lossId,
      row_no: loss.rowNo,
      kind: loss.kind,
      item_id: moved.get(loss.item.itemId) ?? loss.item.itemId,
      claim_item_id: moved.get(loss.item.claimItemId) ?? loss.item.claimItemId,
      component: loss.item.component,
      party_id: loss.item.partyId,
      invoice_id: loss.item.invoiceId,
      number_text: loss.item.number,
      reference: loss.item.reference,
      currency: loss.item.currency,
      base_currency: voucher.baseCurrency,
      amount: stored.reduce((sum, part) => sum + BigInt(part.net) + BigInt(part.vat), 0n),
      vat: stored.reduce((sum, part) => sum + BigInt(part.vat), 0n),
      base_amount: base,
      base_vat: stored.reduce((sum, part) => sum + BigInt(part.baseVat), 0n),
      parts: stored,
      evidence: loss.evidence,
      posted_on: voucher.postedOn,
      voucher_id: voucher.id,
      business_area_id: loss.item.businessAreaId,
    })),
    {
      company_id: { type: 'uuid', value: ctx.company.id },
      run_id: { type: 'uuid', value: options.runId },
      recorded_by: { type: 'uuid', value: ctx.user.id },
    },
  )
  await appendLossEvents(
    ctx,
    work.flatMap((one) =>
      one.release.map(({ provision, voucher }) => ({
        lossId: provision.lossId,
        kind: 'recovered' as const,
        amount: provision.left,
        vat: 0n,
        onDay: voucher.postedOn,
        voucherId: voucher.id,
        reason: written[ctx.company.language].established,
      })),
    ),
  )
}

export interface LossEvent {
  lossId: Id
  kind: 'reversed' | 'recovered' | 'recovery-reversed'
  amount: bigint
  vat: bigint
  parts?: { net: string; vat: string }[]
  onDay: Day
  voucherId: Id
  itemId?: Id | null
  bankTransactionId?: Id | null
  undoesId?: Id | null
  reason?: string | null
}

export async function appendLossEvents(ctx: Ctx, events: readonly LossEvent[]): Promise<Id[]> {
  const ids = events.map(() => newId())
  await insertRows(
    ctx.db,
    'loss_events',
    {
      id: 'uuid',
      loss_id: 'uuid',
      kind: 'text',
      amount: 'int8',
      vat: 'int8',
      parts: 'jsonb',
      on_day: 'date',
      voucher_id: 'uuid',
      item_id: 'uuid',
      bank_transaction_id: 'uuid',
      undoes_id: 'uuid',
      reason: 'text',
    },
    events.map((event, i) => ({
      id: ids[i]!,
      loss_id: event.lossId,
      kind: event.kind,
      amount: event.amount,
      vat: event.vat,
      parts: event.parts ?? [],
      on_day: event.onDay,
      voucher_id: event.voucherId,
      item_id: event.itemId ?? null,
      bank_transaction_id: event.bankTransactionId ?? null,
      undoes_id: event.undoesId ?? null,
      reason: event.reason ?? null,
    })),
    { company_id: { type: 'uuid', value: ctx.company.id }, recorded_by: { type: 'uuid', value: ctx.user.id } },
  )
  return ids
}

/** A doubtful loss that still stands, and how much of it. */
export interface Provision {
  lossId: Id
  itemId: Id
  left: bigint
  lossAccount: string
  base: bigint
  amount: bigint
  businessAreaId: Id | null
}

export async function readProvisions({ db, company }: Ctx, itemIds: readonly Id[]): Promise<Map<Id, Provision[]>> {
  const rows = await db.rows<Provision>(
    sql`select s.loss_id as "lossId", l.item_id as "itemId", s."left", l.parts -> 0 ->> 'lossAccount' as "lossAccount", l.base_amount as base, l.amount, l.business_area_id as "businessAreaId"
          from loss_standing s join losses l on l.company_id = s.company_id and l.id = s.loss_id
         where s.company_id = ${company.id} and l.kind = 'doubtful' and s."left" > 0 and l.item_id = any (${itemIds}::uuid[])`,
  )
  const found = new Map<Id, Provision[]>()
  for (const row of rows) found.set(row.itemId, [...(found.get(row.itemId) ?? []), row])
  return found
}

/** Dr impairment / Cr doubtful losses: what was provided for is lost now, or has come after all. */
export function releaseVoucher(
  provision: Provision,
  setUp: LossSetUp,
  postedOn: Day,
  like: Pick<Voucher, 'documentOn' | 'text'>,
  runId: Id | null,
  amount: bigint = provision.left,
): Voucher {
  const before = provision.amount - provision.left
  const upTo = (part: bigint) => proportion(minor(provision.base), part, provision.amount)
  const base = upTo(before + amount) - upTo(before)
  const currency = setUp.baseOn(postedOn)
  const impairment = accountOfRole(setUp.posting, 'receivableImpairment', postedOn)
  if (!impairment) throw new Refused(roleMissing('receivableImpairment', postedOn))
  return {
    id: newId(),
    seriesId: setUp.seriesId,
    ledger: 'receivable',
    transactionType: lossTypes.doubtful,
    postedOn,
    documentOn: like.documentOn,
    baseCurrency: currency,
    text: like.text,
    runId,
    businessAreaId: provision.businessAreaId,
    postings: [
      { account: impairment, baseAmount: base, currency, amount: base },
      { account: provision.lossAccount, baseAmount: -base, currency, amount: -base },
    ],
  }
}
