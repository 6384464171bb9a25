import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Id } from '../kernel/id.ts'

/** What a document still has open on its customer. */
export interface Claim {
  id: Id
  invoiceId: Id
  account: string
  partyId: Id
  currency: string
  baseCurrency: string
  open: bigint
  businessAreaId: Id | null
}

/**
 * SQL: open items `c` that continue what document `i` claimed, under its number: the books were redenominated, it was moved to
 * another account, party or currency, or deferred in parts. Few, and found by the index open_items_moved_by_number.
 */
export const carriedOn = `open_items c
   where c.company_id = i.company_id and c.number_text = i.number_text and c.continues_id is not null and c.invoice_id = i.id and c.amount_open <> 0`

/** SQL: open items of documents `i`: the item of its own voucher and those that continue it. */
export const claimsOf = `(
  select t.id, t.account, t.party_id, t.currency, t.base_currency, t.amount_open, t.business_area_id from open_items t
   where t.company_id = i.company_id and t.voucher_id = i.voucher_id and t.line_no = 1
  union all
  select c.id, c.account, c.party_id, c.currency, c.base_currency, c.amount_open, c.business_area_id from ${carriedOn})`

export function readClaims({ db, company }: Ctx, invoiceIds: readonly Id[]): Promise<Claim[]> {
  return db.rows<Claim>(
    hot(
      `select i.id as "invoiceId", t.id, t.account, t.party_id as "partyId", t.currency, t.base_currency as "baseCurrency", t.amount_open as open, t.business_area_id as "businessAreaId"
         from invoices i cross join lateral ${claimsOf} t
        where i.company_id = $1 and i.id = any ($2::uuid[]) and t.amount_open > 0 order by t.id`,
      [company.id, invoiceIds],
    ),
  )
}

/** As readClaims, locked until commit, with what is open after the lock. */
export async function lockClaims(ctx: Ctx, invoiceIds: readonly Id[]): Promise<Claim[]> {
  if (invoiceIds.length === 0) return []
  const claims = await readClaims(ctx, invoiceIds)
  const rows = await ctx.db.rows<{ id: Id; open: bigint }>(
    hot(
      `select id, amount_open as open from open_items where company_id = $1 and id = any ($2::uuid[]) order by id for no key update`,
      [ctx.company.id, claims.map((one) => one.id)],
    ),
  )
  const open = new Map(rows.map((row) => [row.id, row.open]))
  return claims.flatMap((one) => {
    const left = open.get(one.id) ?? 0n
    return left > 0n ? [{ ...one, open: left }] : []
  })
}
