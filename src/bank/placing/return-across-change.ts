import { type CurrencyChange, convert } from '../../countries/currency.ts'
import { country } from '../../countries/index.ts'
import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import type { Minor } from '../../kernel/money.ts'
import { minor, share } from '../../kernel/money.ts'
import type { BankTransaction, Placement } from '../types.ts'

interface Row {
  returnId: Id
  originalId: Id
  strength: number
}

/** A claim that the original had settled in the old books, or the money of it that was carried over unused. */
interface Settled {
  originalId: Id
  /** All that was paid, in the old currency. */
  paid: bigint
  partyId: Id
  account: string
  /** Old currency: what the original took of it. */
  amount: bigint
  itemId: Id
  numberText: string
  reference: string | null
  dueOn: Day
  invoiceId: Id | null
  invoiceGroupId: Id | null
  businessAreaId: Id | null
}

/**
 * Returns of payments that came in a currency that has ended since (Bulgaria: paid in BGN, returned in EUR). The old books
 * were carried over and are not opened again: what the payment had settled is claimed anew, in the new currency, under the
 * document's own number, reference and due day. One original of the same converted amount, named by the return; else a
 * person decides.
 */
export async function placeReturnsAcrossChange(ctx: Ctx, returns: readonly BankTransaction[]): Promise<Placement[]> {
  const placements: Placement[] = []
  for (const change of country(ctx.company.country).currency.changes) {
    const own = returns.filter((one) => one.currency === change.to && one.bookedOn >= change.on)
    if (own.length === 0) continue
    const found = await findOriginals(ctx, own, change)
    const settled = await readSettled(ctx, [...found.values()])
    for (const one of own) {
      const originalId = found.get(one.id)
      const claims = settled.filter((claim) => claim.originalId === originalId)
      if (originalId && claims.length > 0) placements.push(...reopened(one, originalId, claims))
    }
  }
  return placements
}

async function findOriginals(
  ctx: Ctx,
  returns: readonly BankTransaction[],
  change: CurrencyChange,
): Promise<Map<Id, Id>> {
  const amounts = returns.flatMap((one) => oldAmounts(-one.amount, change).map((amount) => ({ id: one.id, amount })))
  const rows = await ctx.db.rows<Row>(
    `select r.id as "returnId", t.id as "originalId", x.strength
       from unnest($2::uuid[], $3::int8[]) as w (return_id, amount)
       join bank_transactions r on r.company_id = $1 and r.id = w.return_id
       join bank_transactions t on t.company_id = r.company_id and t.amount = w.amount and t.bank_account_id = r.bank_account_id and t.currency = $4
        and t.booked_on < $5 and t.return_reason is null
       cross join lateral (
         select case when r.returned_reference in (t.bank_reference, t.end_to_end_id) or t.end_to_end_id = r.end_to_end_id then 3
                     when t.reference = r.reference then 2 end as strength) x
      where x.strength is not null
        and not exists (
          select from match_decisions d where d.company_id = t.company_id and d.pass = 'return' and d.decision = 'taken'
             and d.evidence -> 0 -> 'data' ->> 'originalTransactionId' = t.id::text
             and not exists (select from match_decisions u where u.company_id = d.company_id and u.undoes_id = d.id))
      order by r.id, x.strength desc, t.id`,
    [ctx.company.id, amounts.map((one) => one.id), amounts.map((one) => one.amount), change.from, change.on],
  )
  const found = new Map<Id, Id>()
  for (const one of returns) {
    const taken = new Set(found.values())
    const own = rows.filter((row) => row.returnId === one.id && !taken.has(row.originalId))
    const best = own.filter((row) => row.strength === own[0]!.strength)
    if (best.length === 1) found.set(one.id, best[0]!.originalId)
  }
  return found
}

/** The amounts of the old currency that are this much of the new one; a few, because it has larger units. */
function oldAmounts(amount: bigint, change: CurrencyChange): bigint[] {
  const rate = { per: change.to, rate: change.rate }
  const near = convert(minor(amount), change.to, change.from, rate)
  return [-2n, -1n, 0n, 1n, 2n]
    .map((step) => near + step)
    .filter((old) => old > 0n && convert(old as Minor, change.from, change.to, rate) === amount)
}

/** What stands of a payment in the old books: its applications to claims of the customer. */
function readSettled(ctx: Ctx, originalIds: readonly Id[]): Promise<Settled[]> {
  return ctx.db.rows<Settled>(
    `select p.bank_transaction_id as "originalId", (select t.amount from bank_transactions t where t.company_id = p.company_id and t.id = p.bank_transaction_id) as paid, d.party_id as "partyId", d.account, a.amount, d.id as "itemId", d.number_text as "numberText", d.reference,
            d.due_on as "dueOn", d.invoice_id as "invoiceId", d.invoice_group_id as "invoiceGroupId", d.business_area_id as "businessAreaId"
       from (select distinct company_id, bank_transaction_id, voucher_id from bank_postings where company_id = $1 and bank_transaction_id = any ($2::uuid[])) p
       join open_items c on c.company_id = p.company_id and c.voucher_id = p.voucher_id and c.amount < 0
       join allocations a on a.company_id = c.company_id and a.credit_item_id = c.id and a.reverses_id is null
       join open_items d on d.company_id = a.company_id and d.id = a.debit_item_id and d.kind in ('invoice', 'take-over')
      where not exists (select from allocations b where b.company_id = a.company_id and b.reverses_id = a.id)
      order by 1, d.due_on, d.id`,
    [ctx.company.id, originalIds],
  )
}

/** Nothing where several parties or accounts were settled, or money of it was carried over: who gets what back is for a person. */
function reopened(transaction: BankTransaction, originalId: Id, claims: readonly Settled[]): Placement[] {
  const [first] = claims
  if (!first || claims.some((one) => one.partyId !== first.partyId || one.account !== first.account)) return []
  if (claims.reduce((sum, one) => sum + one.amount, 0n) !== first.paid) return []
  const areas = new Set(claims.map((one) => one.businessAreaId))
  const amounts = share(
    minor(-transaction.amount),
    claims.map((one) => one.amount),
  )
  return [
    {
      transaction,
      partyId: first.partyId,
      account: first.account,
      businessAreaId: areas.size === 1 ? first.businessAreaId : null,
      items: [],
      claims: claims.map((one, i) => ({
        amount: amounts[i]!,
        numberText: one.numberText,
        reference: one.reference,
        dueOn: one.dueOn,
        invoiceId: one.invoiceId,
        invoiceGroupId: one.invoiceGroupId,
        businessAreaId: one.businessAreaId,
        continuesId: one.itemId,
      })),
      writeOff: 0n,
      pass: 'return',
      score: 1,
      evidence: [
        {
          kind: 'return',
          text: `returned (${transaction.returnReason ?? 'no reason stated'}): paid before the change of currency, claimed anew`,
          data: { originalTransactionId: originalId, reason: transaction.returnReason ?? '' },
        },
      ],
    },
  ]
}
