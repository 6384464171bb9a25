import { z } from 'zod'
import { refusePartOfRun } from '../access/whole-run.ts'
import { audit } from '../db/audit.ts'
import type { Ctx, LongCtx } from '../db/context.ts'
import { insertRows } from '../db/insert.ts'
import { id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { longVerb } from '../db/verb.ts'
import type { Country, Language } from '../formats/e-invoice/document.ts'
import { type BillingSetUp, readBillingSetUp } from '../invoicing/billing-set-up.ts'
import { type NewOrder, saveOrders } from '../invoicing/orders/save-orders.ts'
import { issueRun } from '../invoicing/run/issue.ts'
import type { Known } from '../invoicing/run/propose-billing.ts'
import { proposeBillingRun } from '../invoicing/run/propose-billing.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { refuse } from '../kernel/problem.ts'
import type { ChosenAccount } from '../ledger/choose-account.ts'
import { type Accrued, accrueInterest, asDocumented } from './accrue.ts'
import { type ChargeSetUp, readChargeSetUp } from './charge-set-up.ts'
import { compensationOf, readClaimed, unclaimed } from './compensation.ts'
import { type InterestSetUp, readInterestSetUp } from './interest-set-up.ts'
import { incomeOf, recordDays } from './post-charges.ts'
import { lockRun, type RowReason, type RunParameters } from './run-shape.ts'
import { noteOf, wordsOf } from './words.ts'

/** Documents of one transaction. */
const chunkMax = 200

const answer = z.object({ runId: id, issued: z.number(), rejected: z.number() })

/**
 * Issues approved interest invoices, chunk by chunk, by the path of all documents: numbers, vouchers, items, outbox. Each claim
 * is accrued again under its lock: what differs from what was approved goes back. Goes on after a crash.
 */
export const issue = longVerb({
  kind: 'long',
  name: 'interest.issue',
  summary: 'Issue approved interest invoices: number, freeze, post, open items, outbox',
  route: 'POST /interest-runs/{runId}/issue',
  input: z.object({ runId: id }),
  output: answer,
  run: (ctx, { runId }) => issueInterest(ctx, runId),
})

interface Work {
  runId: Id
  parameters: RunParameters
  billing: BillingSetUp
  interest: InterestSetUp
  charges: ChargeSetUp
}

interface RunRow {
  rowNo: number
  partyId: Id
  currency: string
  amount: bigint
  reason: RowReason
  businessAreaId: Id | null
  language: Language
  partyKind: string
  customerKind: string | null
  counterpartyCode: string | null
}

interface Ready {
  row: RunRow
  order: NewOrder
  accrued: Accrued[]
}

export async function issueInterest(ctx: LongCtx, runId: Id): Promise<z.output<typeof answer>> {
  const work = await ctx.transaction(async (tx): Promise<Work> => {
    const run = await lockRun(tx, runId)
    await refusePartOfRun(tx, runId)
    if (run.state === 'proposed') refuse('run.not-approved', 'the run has not been approved', { run: runId }, 409)
    if (run.state !== 'approved' && run.state !== 'executing' && run.state !== 'failed')
      refuse('run.already-done', `the run is ${run.state}`, { run: runId, state: run.state }, 409)
    if (run.state !== 'executing')
      await tx.db.query(
        hot(`update runs set state = 'executing' where company_id = $1 and id = $2`, [tx.company.id, runId]),
      )
    return {
      runId,
      parameters: run.parameters,
      billing: await readBillingSetUp(tx),
      interest: await readInterestSetUp(tx),
      charges: await readChargeSetUp(tx),
    }
  })
  for (;;) {
    const left = await ctx.transaction((tx) => issueChunk(tx, work))
    ctx.progress(left.done, left.total)
    if (left.rows === 0) break
  }
  return ctx.transaction((tx) => finish(tx, runId))
}

async function issueChunk(ctx: Ctx, work: Work): Promise<{ rows: number; done: number; total: number }> {
  const { db, company } = ctx
  const rows = await db.rows<RunRow>(
    hot(
      `select r.row_no as "rowNo", r.party_id as "partyId", r.currency::text as currency, r.amount, r.reason, r.business_area_id as "businessAreaId", p.language, p.kind as "partyKind",
              p.customer_kind as "customerKind", p.counterparty_code as "counterpartyCode"
         from run_rows r join parties p on p.company_id = r.company_id and p.id = r.party_id
        where r.company_id = $1 and r.run_id = $2 and r.state = 'proposed' order by r.row_no limit $3 for update of r skip locked`,
      [company.id, work.runId, chunkMax],
    ),
  )
  const rejected = new Map<number, Problem[]>()
  const accrued = await accrueInterest(
    ctx,
    rows.flatMap((row) => row.reason.items.map((item) => item.itemId)),
    work.parameters.through,
    { setUp: work.interest, lock: true },
  )
  const claimed = await readClaimed(
    ctx,
    rows.flatMap((row) => row.reason.items.flatMap((item) => (item.compensation === '0' ? [] : [item.itemId]))),
  )
  const ready = rows.flatMap((row): Ready[] => {
    const own = row.reason.items.map((item) => {
      const one = accrued.get(item.itemId)
      return one && asDocumented(one, work.interest, ctx.today)
    })
    const changed = changesOf(row, own) ?? claimedSince(row, own, claimed, work, company.kind)
    const order = changed ? null : orderOf(row, work, ctx.today, company.country)
    if (order && !('problems' in order)) return [{ row, order, accrued: own as Accrued[] }]
    rejected.set(row.rowNo, changed ?? (order as { problems: Problem[] }).problems)
    return []
  })
  await bill(ctx, work, ready, rejected)
  if (rejected.size > 0)
    await db.query(
      hot(
        `update run_rows r set state = 'rejected', problems = x.problems::jsonb from unnest($3::int[], $4::text[]) as x (row_no, problems)
          where r.company_id = $1 and r.run_id = $2 and r.row_no = x.row_no`,
        [company.id, work.runId, [...rejected.keys()], [...rejected.values()].map((list) => JSON.stringify(list))],
      ),
    )
  const progress = await db.one<{ done: number; total: number }>(
    hot(
      `update runs set progress_done = progress_done + $3 where company_id = $1 and id = $2 returning progress_done::int as done, progress_total::int as total`,
      [company.id, work.runId, rows.length],
    ),
  )
  return { rows: rows.length, ...progress }
}

/** What was approved is what is issued, or the row goes back with the reason. */
function changesOf(row: RunRow, accrued: readonly (Accrued | undefined)[]): Problem[] | null {
  const now = accrued.reduce((sum, one) => sum + (one?.amount ?? 0n), 0n)
  const same = accrued.every((one, i) => one && !one.problem && String(one.amount) === row.reason.items[i]!.amount)
  if (same) return null
  const was = row.reason.items.reduce((sum, item) => sum + BigInt(item.amount), 0n)
  const [approved, current] = [formatMinor(was, row.currency), formatMinor(now, row.currency)]
  return [
    {
      code: 'interest.amount-changed',
      message: `approved ${approved}, now ${current}: money came, or the days were charged meanwhile; propose again`,
      data: { approved, now: current },
    },
  ]
}

/** Compensation that was approved and is not owed any more, as it was: the row goes back. */
function claimedSince(
  row: RunRow,
  accrued: readonly (Accrued | undefined)[],
  claimed: Awaited<ReturnType<typeof readClaimed>>,
  { interest }: Work,
  creditor: Ctx['company']['kind'],
): Problem[] | null {
  for (const [i, { itemId, compensation, number }] of row.reason.items.entries()) {
    if (compensation === '0') continue
    const now = compensationOf(
      { partyKind: row.partyKind, currency: row.currency, ...(claimed.get(itemId) ?? unclaimed) },
      accrued[i]!.lateOn,
      interest,
      creditor,
    )
    if (typeof now !== 'bigint') return [now]
    if (String(now) === compensation) continue
    const [approved, current] = [formatMinor(BigInt(compensation), row.currency), formatMinor(now, row.currency)]
    return [
      {
        code: 'interest.amount-changed',
        message: `compensation for ${number}: approved ${approved}, now ${current}: a reminder or another run claimed it meanwhile; propose again`,
        data: { approved, now: current, number },
      },
    ]
  }
  return null
}

function orderOf(
  row: RunRow,
  { runId, charges, billing }: Work,
  today: Day,
  country: Country,
): NewOrder | { problems: Problem[] } {
  const words = wordsOf[row.language]
  const compensates = row.reason.items.some((item) => item.compensation !== '0')
  const incomes = incomesOf(row, compensates, charges, today)
  if ('problems' in incomes) return incomes
  const vatCode = outsideCode(billing, today)
  if (!vatCode)
    return {
      problems: [
        {
          code: 'interest.no-vat-code',
          message:
            'there is no VAT code of category O in force: add it to the VAT codes, interest is outside the scope of VAT',
        },
      ],
    }
  const money = (amount: string) => formatMinor(BigInt(amount), row.currency)
  const line = (name: string, amount: string, { account, dimensions }: ChosenAccount): NewOrder['lines'][number] => ({
    textOnly: false,
    articleId: null,
    name,
    description: null,
    quantity: '1',
    unit: '',
    unitCode: 'C62',
    unitPrice: money(amount),
    discountPercent: null,
    vatCode,
    supplyFrom: null,
    supplyTo: null,
    coding: [{ account, dimensions, amount: null }],
    creditsLineNo: null,
  })
  return {
    kind: 'interest-invoice',
    source: 'interest',
    sourceReference: `${runId} ${row.rowNo}`,
    sourceRow: null,
    partyId: row.partyId,
    invoiceGroupId: row.reason.invoiceGroupId,
    businessAreaId: row.businessAreaId,
    currency: row.currency,
    invoiceOn: null,
    dueOn: null,
    supplyOn: null,
    supplyFrom: null,
    supplyTo: null,
    theirReference: row.reason.items.find((item) => item.theirReference)?.theirReference ?? null,
    ourReference: null,
    purchaseOrder: row.reason.items.find((item) => item.purchaseOrder)?.purchaseOrder ?? null,
    text: noteOf(country, row.language, compensates),
    creditsId: null,
    reason: null,
    lines: row.reason.items.flatMap((item) => [
      {
        ...line(words.line(item.number), item.amount, incomes.interest),
        description: [
          ...item.segments.map(({ from, through, days, percent, principal, amount }) =>
            words.segment(from, through, days, percent, principal, amount),
          ),
          ...(item.correction === '0' ? [] : [words.correction(money(item.correction))]),
        ].join('\n'),
        supplyFrom: item.from,
        supplyTo: item.last,
      },
      ...(item.compensation === '0'
        ? []
        : [line(words.compensation(item.number), item.compensation, incomes.compensation!)]),
    ]),
  }
}

interface Incomes {
  interest: ChosenAccount
  compensation: ChosenAccount | null
}

function incomesOf(
  row: RunRow,
  compensates: boolean,
  charges: ChargeSetUp,
  today: Day,
): Incomes | { problems: Problem[] } {
  const facts = { ...row, invoiceGroupId: row.reason.invoiceGroupId }
  const interest = incomeOf('interest', facts, charges, today)
  if ('problems' in interest) return interest
  const compensation = compensates ? incomeOf('compensation', facts, charges, today) : null
  if (compensation && 'problems' in compensation) return compensation
  return { interest, compensation }
}

/** Interest is outside the scope of VAT, in a document of its own (BR-O-11). */
function outsideCode({ vatCodes }: BillingSetUp, on: Day): string | null {
  const codes = [...vatCodes.values()]
    .flat()
    .filter((row) => row.category === 'O' && row.validFrom <= on && on < row.validTo)
    .map((row) => row.code)
    .sort()
  return codes.includes('O') ? 'O' : (codes[0] ?? null)
}

/** The documents of a chunk, by a billing run of their own within the transaction; then the days that they charge. */
async function bill(
  ctx: Ctx,
  { runId, billing }: Work,
  ready: readonly Ready[],
  rejected: Map<number, Problem[]>,
): Promise<void> {
  if (ready.length === 0) return
  const { db, company, user } = ctx
  const inside: LongCtx = { ...ctx, transaction: (work) => work(ctx) }
  const saved = await saveOrders(
    ctx,
    ready.map((one) => one.order),
  )
  const orderIds = saved.map(
    (orderId, i) =>
      orderId ??
      refuse(
        'order.known',
        `row ${ready[i]!.row.rowNo} was billed already`,
        { reference: ready[i]!.order.sourceReference },
        409,
      ),
  )
  const known: Known = { setUp: billing, read: null }
  const child = await proposeBillingRun(inside, { orderIds }, known)
  await db.query(
    hot(
      `update runs c set state = 'approved', approved_at = $3, approved_by = (select r.approved_by from runs r where r.company_id = $1 and r.id = $4)
        where c.company_id = $1 and c.id = $2`,
      [company.id, child.runId, ctx.now, runId],
    ),
  )
  await issueRun(inside, { runId: child.runId }, known)
  const documents = new Map(
    (
      await db.rows<{ orderId: Id; invoiceId: Id | null; itemId: Id | null; why: Why | null }>(
        hot(
          `select o.id as "orderId", o.invoice_id as "invoiceId", i.id as "itemId",
                  (select jsonb_build_object('problems', r.problems, 'holds', r.reason -> 'holds') from run_rows r where r.company_id = o.company_id and r.run_id = $3 and r.reason -> 'orders' ? o.id::text) as why
             from orders o left join open_items i on i.company_id = o.company_id and i.invoice_id = o.invoice_id
            where o.company_id = $1 and o.id = any ($2::uuid[])`,
          [company.id, orderIds, child.runId],
        ),
      )
    ).map((row) => [row.orderId, row]),
  )
  const done: { rowNo: number; invoiceId: Id }[] = []
  const failed: Id[] = []
  const days: Parameters<typeof recordDays>[1][number][] = []
  const compensated: { item_id: Id; invoice_id: Id; amount: bigint; business_area_id: Id | null }[] = []
  ready.forEach(({ row, accrued }, i) => {
    const { invoiceId, itemId, why } = documents.get(orderIds[i]!)!
    if (!invoiceId || !itemId) {
      failed.push(orderIds[i]!)
      rejected.set(row.rowNo, told(why))
      return
    }
    done.push({ rowNo: row.rowNo, invoiceId })
    for (const one of accrued) days.push({ accrued: one, chargeItemId: itemId, invoiceId })
    for (const item of row.reason.items)
      if (item.compensation !== '0')
        compensated.push({
          item_id: item.itemId,
          invoice_id: invoiceId,
          amount: BigInt(item.compensation),
          business_area_id: row.businessAreaId,
        })
  })
  // A document that could not be made leaves no order that another run would bill.
  if (failed.length > 0)
    await db.query(
      hot(`update orders set cancelled_at = $3 where company_id = $1 and id = any ($2::uuid[])`, [
        company.id,
        failed,
        ctx.now,
      ]),
    )
  await recordDays(ctx, days, runId)
  await insertRows(
    db,
    'invoiced_compensations',
    { item_id: 'uuid', invoice_id: 'uuid', amount: 'int8', business_area_id: 'uuid' },
    compensated,
    {
      company_id: { type: 'uuid', value: company.id },
      claimed_on: { type: 'date', value: ctx.today },
      recorded_by: { type: 'uuid', value: user.id },
    },
  )
  await db.query(
    hot(
      `update run_rows r set state = 'done', result_id = x.invoice_id from unnest($3::int[], $4::uuid[]) as x (row_no, invoice_id)
        where r.company_id = $1 and r.run_id = $2 and r.row_no = x.row_no`,
      [company.id, runId, done.map((one) => one.rowNo), done.map((one) => one.invoiceId)],
    ),
  )
  await audit(ctx, {
    verb: 'interest.issue',
    subjects: [runId],
    summary: { issued: done.length, rejected: failed.length, billingRun: child.runId, by: user.id },
  })
}

interface Why {
  problems: Problem[] | null
  holds: { kind: string; reason: string }[] | null
}

const told = (why: Why | null): Problem[] => [
  ...(why?.problems ?? []),
  ...(why?.holds ?? []).map(({ kind, reason }) => ({
    code: `hold.${kind}`,
    message: `on hold: ${reason}`,
    data: { reason },
  })),
]

async function finish({ db, company, now }: Ctx, runId: Id): Promise<z.output<typeof answer>> {
  const counts = await db.one<{ issued: number; rejected: number }>(
    hot(
      `select count(*) filter (where state = 'done')::int as issued, count(*) filter (where state = 'rejected')::int as rejected
         from run_rows where company_id = $1 and run_id = $2`,
      [company.id, runId],
    ),
  )
  await db.query(
    hot(
      `update runs r set state = 'done', finished_at = $3, report = $4 where company_id = $1 and id = $2 and state = 'executing'
        and not exists (select from run_rows x where x.company_id = $1 and x.run_id = $2 and x.state = 'proposed')`,
      [company.id, runId, now, JSON.stringify(counts)],
    ),
  )
  return { runId, ...counts }
}
