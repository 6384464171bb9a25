import { articles } from '../../company/articles.ts'
import type { Plan } from '../../company/set-up/plan.ts'
import type { Values } from '../../company/set-up/table.ts'
import type { Ctx } from '../../db/context.ts'
import type { IssuedDocument } from '../../formats/e-invoice/document.ts'
import { readSetUpAnew, roundingUnit } from '../../invoicing/billing-set-up.ts'
import type { Surroundings } from '../../invoicing/draft/assemble.ts'
import { assemble } from '../../invoicing/draft/assemble.ts'
import { calculateDraft } from '../../invoicing/draft/calculate-draft.ts'
import { checkDraft } from '../../invoicing/draft/check-draft.ts'
import { postInvoice } from '../../invoicing/draft/post-invoice.ts'
import { readBilledOrders, readOrders } from '../../invoicing/draft/read-orders.ts'
import { readSurroundings } from '../../invoicing/draft/surroundings.ts'
import { draftDocument } from '../../invoicing/draft/to-document.ts'
import type { Draft, Order, OrderLine } from '../../invoicing/types.ts'
import type { Day } from '../../kernel/day.ts'
import { Decimal } from '../../kernel/decimal.ts'
import type { Id } from '../../kernel/id.ts'
import { Refused } from '../../kernel/problem.ts'
import type { Fact, Looked, Tried, What } from './look.ts'

/** Enough to meet what a company bills, few enough to be assembled twice while a person waits for it. */
const invoicesMax = 200
const waitingMax = 100

interface Sample {
  kind: 'invoice' | 'order'
  id: Id
  name: string
  orders: Order[]
}

/** The last invoices and the orders that wait, as if they were delivered and billed on the day, by the functions that bill. */
export async function lookAtInvoices(given: Ctx, on: Day, tried: Tried, plan: Plan | null): Promise<Looked[]> {
  const ctx = plan ? await newest(given) : given
  const setUp = await readSetUpAnew(ctx)
  const sample = (await readSample(ctx, tried)).map((one) => ({
    ...one,
    orders: one.orders.map((order) => billedAnew(order, plan)),
  }))
  const around: Surroundings = {
    ...(await readSurroundings(
      ctx,
      setUp,
      sample.flatMap(({ orders }) => orders),
      on,
    )),
    // What is tried is the row, not whether the day's period is open.
    openDay: (_, day) => day,
  }
  const series = await readSeries(ctx)
  const closed = closedArticles(plan, on)
  return sample.map(({ kind, id, name, orders }) => {
    const draft = assemble(orders, on, around)
    const group = setUp.groups.get(draft.invoiceGroupId)!
    for (const line of draft.lines) {
      const article = line.articleId && closed.get(line.articleId)
      if (article)
        draft.problems.push({
          code: 'article.closed',
          message: `article ${article} is closed on ${on}`,
          data: { article },
        })
    }
    const facts: Looked['facts'] = {}
    if (draft.problems.length === 0) {
      checkDraft(draft, around)
      Object.assign(facts, documentFacts(draft, around), postingFacts(draft, around))
    } else if (draft.vat.length === 0) calculateDraft(draft, null, roundingUnit(setUp, group, draft.currency))
    const money = (amount: bigint): Fact => ({ amount, currency: draft.currency })
    const problems = draft.problems.filter((problem) => problem.severity !== 'warning')
    Object.assign(facts, {
      stops: sorted(problems.map(({ code }) => code)).join(', '),
      holds: sorted(draft.holds.map((hold) => hold.kind)).join(', '),
      net: money(draft.totals.net),
      vat: money(draft.totals.vat),
      payable: money(draft.totals.payable),
      dueOn: draft.dueOn,
      channel: draft.channel,
      number: series.get((draft.kind === 'proforma' ? group.proformaSeriesId : group.seriesId) ?? ('' as Id)) ?? '',
    } satisfies Partial<Record<What, Fact>>)
    return { kind, id, name, facts, problems }
  })
}

/** The company as the tried row leaves it: a profile is a new version. */
async function newest(ctx: Ctx): Promise<Ctx> {
  const { versionNo } = await ctx.db.one<{ versionNo: number }>(
    `select version_no as "versionNo" from companies where company_id = $1`,
    [ctx.company.id],
  )
  return { ...ctx, company: { ...ctx.company, versionNo } }
}

/** Of a group, an article or a VAT code only what bears it; `x` is the document, its lines named by `line`. */
const concerned: Record<string, (lines: string) => string> = {
  'invoice-groups': () =>
    `x.invoice_group_id = (select g.id from invoice_groups g where g.company_id = x.company_id and g.code = $3)`,
  articles: (lines) =>
    `exists (select from ${lines} and l.article_id = (select a.id from articles a where a.company_id = x.company_id and a.code = $3))`,
  'vat-codes': (lines) => `exists (select from ${lines} and l.vat_code = $3)`,
}

async function readSample(ctx: Ctx, { table, row }: Tried): Promise<Sample[]> {
  const concerns = concerned[table] ?? (() => '$3::text is not null')
  const code = String(row.code ?? '')
  const billed = await ctx.db.rows<{ id: Id; name: string; orders: Id[] }>(
    `select i.id, i.number_text as name, array(select o.id from orders o where o.company_id = i.company_id and o.invoice_id = i.id order by o.id) as orders
       from (select * from invoices x where company_id = $1 and kind in ('invoice', 'internal-invoice')
                and ${concerns('invoice_lines l where l.company_id = x.company_id and l.invoice_id = x.id')} order by id desc limit $2) i`,
    [ctx.company.id, invoicesMax, code],
  )
  const waiting = await ctx.db.rows<{ id: Id; name: string }>(
    `select id, source_reference as name from orders x where company_id = $1 and invoice_id is null and cancelled_at is null
        and kind in ('invoice', 'internal-invoice', 'proforma') and ${concerns('order_lines l where l.company_id = x.company_id and l.order_id = x.id')}
      order by id desc limit $2`,
    [ctx.company.id, waitingMax, code],
  )
  const [known, open] = [
    await readBilledOrders(
      ctx.db,
      ctx.company.id,
      billed.flatMap(({ orders }) => orders),
    ),
    await readOrders(
      ctx.db,
      ctx.company.id,
      waiting.map(({ id }) => id),
    ),
  ]
  return [
    ...billed.map(({ id, name, orders }) => ({
      kind: 'invoice' as const,
      id,
      name,
      orders: orders.flatMap((orderId) => known.get(orderId) ?? []),
    })),
    ...waiting.map(({ id, name }) => ({
      kind: 'order' as const,
      id,
      name,
      orders: open.get(id) ? [open.get(id)!] : [],
    })),
  ].filter(({ orders }) => orders.length > 0)
}

/** Its own days are of the past: what is billed on the day is delivered on it, and due by the terms. */
function billedAnew(order: Order, plan: Plan | null): Order {
  const lines = order.lines.map((line) => priced({ ...line, supplyFrom: null, supplyTo: null }, plan))
  return { ...order, invoiceOn: null, dueOn: null, supplyOn: null, supplyFrom: null, supplyTo: null, lines }
}

/** A line that says what its article said follows the article; one with a price of its own keeps it. */
function priced(line: OrderLine, plan: Plan | null): OrderLine {
  const change = plan?.table === articles && plan.changes.find(({ id }) => id === line.articleId)
  if (!change || !change.before) return line
  const { before, after } = change
  const samePrice = before.unitPrice !== null && new Decimal(line.unitPrice).eq(String(before.unitPrice))
  return {
    ...line,
    unitPrice: samePrice && after.unitPrice !== null ? String(after.unitPrice) : line.unitPrice,
    vatCode: followed(line.vatCode, before, after, 'vatCode'),
    unit: followed(line.unit, before, after, 'unit'),
  }
}

const followed = (own: string, before: Values, after: Values, key: string): string =>
  own === before[key] && after[key] ? String(after[key]) : own

const closedArticles = (plan: Plan | null, on: Day): Map<Id, string> =>
  new Map(
    plan?.table === articles
      ? plan.changes.flatMap(({ id, after }) =>
          id && after.closedOn && String(after.closedOn) <= on ? [[id, String(after.code)] as const] : [],
        )
      : [],
  )

/** How numbers of each series look. */
async function readSeries({ db, company }: Ctx): Promise<Map<Id, string>> {
  const rows = await db.rows<{ id: Id; code: string; prefix: string; width: number }>(
    `select id, code, prefix, width from number_series where company_id = $1`,
    [company.id],
  )
  return new Map(rows.map(({ id, code, prefix, width }) => [id, `${code}: ${prefix}${'#'.repeat(Math.max(width, 1))}`]))
}

function postingFacts(draft: Draft, { setUp, parties }: Surroundings): Looked['facts'] {
  try {
    const { postings, baseCurrency } = postInvoice(draft, parties.get(draft.partyId)!, setUp)
    const said = postings.map(({ account, dimensions }) =>
      [account, ...Object.entries(dimensions ?? {}).map(([name, value]) => `${name} ${value}`)].join(' '),
    )
    return {
      accounts: said,
      ...(baseCurrency === draft.currency
        ? {}
        : { base: { amount: postings[0]?.baseAmount ?? 0n, currency: baseCurrency } }),
    }
  } catch (error) {
    // No account serves, which is told as what stops it.
    if (error instanceof Refused) return { accounts: [] }
    throw error
  }
}

/** What stands on the document beside its amounts, as the channels get it. */
function documentFacts(draft: Draft, { setUp, parties }: Surroundings): Looked['facts'] {
  const party = parties.get(draft.partyId)
  const payer = parties.get(draft.payerId)
  if (!party?.buyer || !payer?.buyer) return {}
  const { seller, payment, notes, layout, businessArea, vat, lines }: IssuedDocument = draftDocument(
    setUp,
    draft,
    party,
    payer,
    null,
  )
  return {
    sender: leaves([seller, businessArea]),
    payTo: leaves(payment?.accounts),
    texts: leaves([notes, layout, vat.map((row) => row.exemptionReason), payment?.latePaymentText]),
    lines: leaves(lines.map(({ unit, vatCategory, vatPercent }) => [unit, vatCategory, vatPercent])),
  }
}

const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].sort()

/** Every text of a part of a document, in its order. */
function leaves(part: unknown): string[] {
  if (part === null || part === undefined || part === '' || typeof part === 'boolean') return []
  return typeof part === 'object' ? Object.values(part).flatMap(leaves) : [String(part)]
}
