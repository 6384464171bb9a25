import type { Ctx } from '../src/db/context.ts'
import type { NewOrder } from '../src/invoicing/orders/save-orders.ts'
import { saveOrders } from '../src/invoicing/orders/save-orders.ts'
import { approveBilling } from '../src/invoicing/run/approve-billing.ts'
import { issue } from '../src/invoicing/run/issue.ts'
import { proposeBilling } from '../src/invoicing/run/propose-billing.ts'
import type { Day } from '../src/kernel/day.ts'
import type { Id } from '../src/kernel/id.ts'
import { newId } from '../src/kernel/id.ts'
import { formatMinor, parseMinor } from '../src/kernel/money.ts'
import { readPostingSetUp } from '../src/ledger/choose-account.ts'
import { readOpenDays } from '../src/ledger/open-day.ts'
import type { Posting, Voucher } from '../src/ledger/post.ts'
import { post } from '../src/ledger/post.ts'
import { allocate } from '../src/subledger/allocate.ts'
import type { ItemKind } from '../src/subledger/open-items.ts'
import { openItems } from '../src/subledger/open-items.ts'
import { reverseAllocations } from '../src/subledger/reverse-allocations.ts'
import type { World } from './world.ts'

export interface PlainItem {
  party: Id
  number: string
  /** Document currency; negative is a credit item (a payment, a credit note). */
  amount: string
  on: string
  due?: string
  currency?: string
  /** In the currency of the books; left out: the same. */
  base?: string
  kind?: ItemKind
  account?: string
  area?: Id | null
  group?: Id | null
  dimensions?: Record<string, string>[]
}

const today = (world: World, on?: string) => (on ?? world.today) as Day

/** One posted item, as short as a story wants it: control account against income, or cash against control account. */
export async function postItem(world: World, item: PlainItem): Promise<Id> {
  return world.tx(async (ctx) => {
    const currency = item.currency ?? 'SEK'
    const amount = parseMinor(item.amount, currency)
    const base = parseMinor(item.base ?? item.amount, 'SEK')
    // Not the bank's account: what stands there is what the bank said.
    const counter = amount > 0n ? '3001' : '1910'
    const parts = item.dimensions ?? [{}]
    const voucher: Voucher = {
      id: newId(),
      seriesId: await seriesOf(ctx, amount > 0n ? 'K' : 'B'),
      ledger: 'receivable',
      transactionType: amount > 0n ? 'invoice' : 'payment',
      postedOn: item.on as Day,
      documentOn: item.on as Day,
      baseCurrency: 'SEK',
      text: item.number,
      businessAreaId: item.area ?? null,
      postings: [
        { account: item.account ?? '1510', baseAmount: base, currency, amount, partyId: item.party },
        ...parts.map((dimensions, i): Posting => {
          const share =
            i === parts.length - 1 ? base - (base / BigInt(parts.length)) * BigInt(i) : base / BigInt(parts.length)
          return { account: counter, baseAmount: -share, currency: 'SEK', amount: -share, dimensions }
        }),
      ],
    }
    await post(ctx.db, world.companyId, null, [voucher])
    const id = newId()
    await openItems(ctx.db, world.companyId, [
      {
        id,
        voucher,
        lineNo: 1,
        kind: item.kind ?? (amount > 0n ? 'invoice' : 'payment'),
        numberText: item.number,
        reference: null,
        dueOn: (item.due ?? item.on) as Day,
        businessAreaId: item.area ?? null,
        invoiceGroupId: item.group ?? null,
      },
    ])
    return id
  })
}

/** Settles a debit item by a credit item. */
export const settle = (
  world: World,
  debit: Id,
  credit: Id,
  amount: string,
  on: string,
  currency = 'SEK',
): Promise<Id> =>
  world.tx(async (ctx) => {
    const [allocationId] = await allocate(
      ctx,
      [
        {
          debitItemId: debit,
          creditItemId: credit,
          amount: parseMinor(amount, currency),
          valueOn: on as Day,
          effectiveOn: on as Day,
        },
      ],
      {
        setUp: await readPostingSetUp(ctx.db, world.companyId),
        openDay: await readOpenDays(ctx.db, world.companyId),
        ledger: 'receivable',
        voucherSeriesId: await seriesOf(ctx, 'M'),
      },
    )
    return allocationId!
  })

export const undo = (world: World, allocationId: Id, on?: string): Promise<number> =>
  world.tx(async (ctx) =>
    reverseAllocations(ctx, [allocationId], today(world, on), await readOpenDays(ctx.db, world.companyId)),
  )

export async function seriesOf({ db, company }: Ctx, code: string): Promise<Id> {
  const row = await db.one<{ id: Id }>(`select id from number_series where company_id = $1 and code = $2`, [
    company.id,
    code,
  ])
  return row.id
}

/** A business area of the company. */
export async function area(world: World, code: string): Promise<Id> {
  const id = newId()
  await world.tx(({ db }) =>
    db.query(`insert into business_areas (company_id, id, code, name) values ($1, $2, $3, $3)`, [
      world.companyId,
      id,
      code,
    ]),
  )
  return id
}

/** Orders → issued invoices in one step. */
export async function issueOrders(world: World, orders: NewOrder[]): Promise<void> {
  await world.tx((ctx) => saveOrders(ctx, orders))
  const run = await world.do<{ runId: string; documents: number; held: number; rejected: number }>(proposeBilling, {})
  if (run.held + run.rejected > 0) throw new Error(`held or rejected: ${JSON.stringify(run)}`)
  await world.do(approveBilling, { runId: run.runId })
  await world.do(issue, { runId: run.runId })
}

/** What is open, as an accountant would list it. */
export async function openItemsText(world: World): Promise<string> {
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ account: string; name: string; kind: string; amount_open: bigint; currency: string }>(
      `select i.account, p.name, i.kind, i.amount_open, i.currency from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
        where i.company_id = $1 and i.amount_open <> 0 order by i.account, p.name, i.kind, i.amount_open`,
      [company.id],
    ),
  )
  return rows
    .map((row) => `${row.account} ${row.name} ${row.kind} ${formatMinor(row.amount_open, row.currency)}`)
    .join('\n')
}

/** What breaks the proof of the control accounts at the end of a day; '' where the books are whole. */
export async function proofText(world: World, on: string): Promise<string> {
  const rows = await world.tx(({ db, company }) =>
    db.rows<{ account: string; currency: string; base_currency: string; amount: bigint; base: bigint }>(
      `select account, currency, base_currency, ledger_amount - items_amount as amount, ledger_base - items_base - adjustments as base from control_proof($1, $2)
        where ledger_amount <> items_amount or ledger_base <> items_base + adjustments order by account`,
      [company.id, on],
    ),
  )
  return rows.map((row) => `${row.account} ${row.amount} ${row.currency} ${row.base} ${row.base_currency}`).join('\n')
}
