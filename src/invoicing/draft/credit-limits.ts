import { convert } from '../../countries/currency.ts'
import type { Ctx } from '../../db/context.ts'
import { asSystem } from '../../db/context.ts'
import { hot } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor, minor } from '../../kernel/money.ts'
import type { Books } from '../../ledger/books.ts'
import type { Draft } from '../types.ts'

/**
 * What a payer may owe and does owe, in the currency of the limit. Business areas are walls: a row counts what has no area and what
 * has its own, so that the figures on it tell nothing of another area, whoever runs the billing.
 */
export interface CreditLimit {
  amount: bigint
  currency: string
  open: { areaId: Id | null; amount: bigint }[]
  /** Orders that wait, with VAT, by id; credit orders are negative. */
  waiting: Map<Id, { areaId: Id | null; amount: bigint }>
  /** Orders that a person lets go although the limit is exceeded. */
  let: Set<Id>
}

/** Whether the limits stop rows: they do where there are any, unless the parameter says {"act": "off"}. */
const actsOn = (books: Pick<Books, 'parameter'>, on: Day): boolean => books.parameter('credit-limit', on)?.act !== 'off'

/** Limits in force of the payers given, with what they owe; a payer without a limit has no entry. Nothing is read where nobody has one. */
export async function readCreditLimits(
  ctx: Ctx,
  books: Pick<Books, 'parameter' | 'rateOn'>,
  payerIds: readonly Id[],
  on: Day,
  always = false,
): Promise<Map<Id, CreditLimit>> {
  const limits = new Map<Id, CreditLimit>()
  if (payerIds.length === 0 || !(always || actsOn(books, on))) return limits
  const { db, company } = ctx
  const found = await db.rows<{ partyId: Id; amount: bigint | null; currency: string }>(
    hot(
      `select distinct on (party_id) party_id as "partyId", amount, currency from credit_limits
        where company_id = $1 and party_id = any ($2::uuid[]) and valid_from <= $3 and $3 < valid_to order by party_id, id desc`,
      [company.id, payerIds, on],
    ),
  )
  for (const { partyId, amount, currency } of found)
    if (amount !== null) limits.set(partyId, { amount, currency, open: [], waiting: new Map(), let: new Set() })
  if (limits.size === 0) return limits
  await asSystem(ctx, (system) => readOwed(system, books, limits, on))
  return limits
}

async function readOwed(
  { db, company }: Ctx,
  books: Pick<Books, 'rateOn'>,
  limits: Map<Id, CreditLimit>,
  on: Day,
): Promise<void> {
  const ids = [...limits.keys()]
  const inLimit = (amount: bigint, currency: string, limit: CreditLimit): bigint => {
    if (currency === limit.currency) return amount
    const rate = books.rateOn(currency, on, limit.currency)
    // Without a rate the document itself is refused (RATE_MISSING).
    return rate ? convert(minor(amount), currency, limit.currency, { per: currency, rate: rate.rate }) : 0n
  }
  const open = await db.rows<{ partyId: Id; areaId: Id | null; currency: string; amount: bigint }>(
    hot(
      `select i.party_id as "partyId", i.business_area_id as "areaId", i.currency, sum(i.amount_open)::bigint as amount
         from (select * from open_items where company_id = $1 and party_id = any ($2::uuid[]) and amount_open <> 0 offset 0) i
         join accounts a on a.company_id = i.company_id and a.code = i.account and a.control = 'receivable' group by 1, 2, 3`,
      [company.id, ids],
    ),
  )
  for (const { partyId, areaId, currency, amount } of open) {
    const limit = limits.get(partyId)!
    limit.open.push({ areaId, amount: inLimit(amount, currency, limit) })
  }
  // With VAT by the rate of the day; the document itself is exact when it is its turn. By key, one table at a time, whatever the
  // statistics say (`offset 0`): all that waits in a company is not gone through for some of its customers.
  const waiting = await db.rows<{
    orderId: Id
    payerId: Id
    areaId: Id | null
    currency: string
    amount: string
    let: boolean
  }>(
    hot(
      `with own as materialized (
         select id, coalesce(payer_id, id) as payer_id from parties where company_id = $1 and id = any ($2::uuid[])
         union select id, payer_id from parties where company_id = $1 and payer_id = any ($2::uuid[])
       )
       select o.id as "orderId", p.payer_id as "payerId", coalesce(g.business_area_id, o.business_area_id) as "areaId", o.currency,
              (case when o.kind = 'credit-note' then -1 else 1 end * coalesce(l.amount, 0))::text as amount,
              exists (select from credit_limit_decisions d where d.company_id = o.company_id and d.order_id = o.id) as let
         from (select id, company_id, business_area_id from invoice_groups where company_id = $1 offset 0) g
        cross join lateral (
          select * from orders o
           where o.company_id = $1 and o.invoice_group_id = g.id and o.party_id = any (array(select id from own)) and o.invoice_id is null
             and o.cancelled_at is null and o.kind not in ('proforma', 'internal-invoice') offset 0) o
         join own p on p.id = o.party_id
        cross join lateral (
          select round(sum(l.quantity * l.unit_price * (1 - coalesce(l.discount_percent, 0) / 100) * (1 + coalesce(v.percent, 0) / 100)), 2) as amount
            from order_lines l left join vat_codes v on v.company_id = l.company_id and v.code = l.vat_code and v.valid_from <= $3 and $3 < v.valid_to
           where l.company_id = o.company_id and l.order_id = o.id and not l.text_only offset 0) l`,
      [company.id, ids, on],
    ),
  )
  for (const { orderId, payerId, areaId, currency, amount, let: isLet } of waiting) {
    const limit = limits.get(payerId)
    if (!limit) continue
    // Every currency that has orders here has at most three decimals; the sum was rounded to two.
    limit.waiting.set(orderId, { areaId, amount: inLimit(minorOf(amount, currency), currency, limit) })
    if (isLet) limit.let.add(orderId)
  }
}

const minorOf = (amount: string, currency: string): bigint => {
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
  const digits = formatMinor(0n, currency).split('.')[1]?.length ?? 0
  const units = BigInt(whole + fraction.padEnd(digits, '0').slice(0, digits))
  return amount.startsWith('-') ? -units : units
}

/** What is owed of all that a row in this area may count. */
const counted = (areaId: Id | null, of: Id | null): boolean => areaId === null || areaId === of

/** Open, and waiting but for some orders, in the currency of the limit. */
export function owedBy(
  { open, waiting }: Pick<CreditLimit, 'open' | 'waiting'>,
  areaId: Id | null,
  without: readonly Id[] = [],
): { open: bigint; waiting: bigint } {
  const sum = (rows: Iterable<{ areaId: Id | null; amount: bigint }>) =>
    [...rows].reduce((total, row) => (counted(row.areaId, areaId) ? total + row.amount : total), 0n)
  const others = [...waiting].filter(([orderId]) => !without.includes(orderId)).map(([, row]) => row)
  return { open: sum(open), waiting: sum(others) }
}

/** What the payer would owe with this document, where that is more than the limit and nobody let it go; null: within. */
export function beyondLimit(
  draft: Draft,
  limit: CreditLimit | undefined,
  books: Pick<Books, 'rateOn'>,
): { owes: bigint; limit: bigint; currency: string } | null {
  if (!limit || draft.totals.payable <= 0n) return null
  if (['credit-note', 'proforma', 'internal-invoice', 'interest-invoice'].includes(draft.kind)) return null
  const ids = draft.orders.map((order) => order.id)
  if (ids.length > 0 && ids.every((orderId) => limit.let.has(orderId))) return null
  const rate = draft.currency === limit.currency ? null : books.rateOn(draft.currency, draft.issuedOn, limit.currency)
  const own =
    draft.currency === limit.currency
      ? draft.totals.payable
      : rate
        ? convert(draft.totals.payable, draft.currency, limit.currency, { per: draft.currency, rate: rate.rate })
        : 0n
  const others = owedBy(limit, draft.businessAreaId, ids)
  const owes = others.open + others.waiting + own
  return owes > limit.amount ? { owes, limit: limit.amount, currency: limit.currency } : null
}

export const moneyText = (amount: bigint, currency: string): string => `${formatMinor(amount, currency)} ${currency}`
