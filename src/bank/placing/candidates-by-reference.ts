import type { Ctx } from '../../db/context.ts'
import type { Id } from '../../kernel/id.ts'
import type { HeldItem } from '../../subledger/allocate.ts'
import type { BankTransaction, Candidate } from '../types.ts'

export interface Found {
  /** Open items by the reference or number that a payment names. */
  byReference: Map<string, Candidate[]>
  /** Whose document it is when it is settled already: the money belongs to that party. */
  settled: Map<string, { partyId: Id; account: string; businessAreaId: Id | null }>
  /** Every item read, once: placing one payment lowers what the next one finds. */
  items: Map<Id, Candidate>
  /** Those of them that are locked here, as they stand before any is placed. */
  held: Map<Id, HeldItem>
}

/** A reference as payers and banks write it: without blanks; and without leading zeros as a fallback (FORMATS § 1). */
export function referenceForms(reference: string): string[] {
  const bare = reference.replace(/\s+/g, '')
  const stripped = bare.replace(/^0+/, '')
  return stripped === bare || stripped === '' ? [bare] : [bare, stripped]
}

/** The strings by which a payment may name a document: structured references; a free text that is one number. */
export function namedBy(transaction: BankTransaction): string[] {
  const named = transaction.refs.map((ref) => ref.reference)
  if (named.length === 0 && /^\s*[\d\s-]{4,30}\s*$/.test(transaction.text))
    named.push(transaction.text.replace(/-/g, ''))
  return named
}

/** Open items named by the references of a chunk of payments, locked in id order; and the owners of settled documents. */
export async function candidatesByReference(ctx: Ctx, transactions: readonly BankTransaction[]): Promise<Found> {
  const wanted = [...new Set(transactions.flatMap(namedBy).flatMap(referenceForms))]
  const found: Found = { byReference: new Map(), settled: new Map(), items: new Map(), held: new Map() }
  if (wanted.length === 0) return found
  // Two steps, each look-up by index whatever the statistics say (`offset 0`): first whose they are, then locked by id.
  // A document brings the charges beside it, whichever of its names the payment bears.
  const hits = await ctx.db.rows<{ id: Id }>(
    `with named as materialized (
     select x.id from unnest($2::text[]) as k (key)
       cross join lateral (select x.id from open_items x where x.company_id = $1 and x.reference = k.key and x.amount_open <> 0 offset 0) x
     union
     select x.id from unnest($2::text[]) as k (key)
       cross join lateral (select v.voucher_id from invoices v where v.company_id = $1 and v.number_text = k.key and v.voucher_id is not null offset 0) v
       cross join lateral (select x.id from open_items x where x.company_id = $1 and x.voucher_id = v.voucher_id and x.line_no = 1 offset 0) x
     union
     select x.id from unnest($2::text[]) as k (key)
       cross join lateral (select x.id from open_items x where x.company_id = $1 and x.number_text = k.key and x.amount_open <> 0
                             and (x.continues_id is not null or x.kind = 'take-over') offset 0) x)
     select id from named
     union
     select c.id from named
       cross join lateral (select c.id from open_items c where c.company_id = $1 and c.main_item_id = named.id and c.amount_open <> 0 offset 0) c`,
    [ctx.company.id, wanted],
  )
  const rows = await ctx.db.rows<Candidate & { base: [currency: string, open: string, touched: boolean] }>(
    `select ${candidateColumns}, json_build_array(i.base_currency, i.base_open::text, i.first_effective_on < 'infinity') as base from open_items i
      where i.company_id = $1 and i.id = any ($2::uuid[]) and i.amount_open <> 0
        and (i.amount_open > 0 or not exists (select from refunds r where r.company_id = i.company_id and r.item_id = i.id and r.withdrawn_at is null))
      order by i.id for no key update of i`,
    [ctx.company.id, hits.map((hit) => hit.id)],
  )
  for (const { base, ...row } of rows) {
    found.items.set(row.id, row)
    found.held.set(row.id, {
      id: row.id,
      account: row.account,
      party_id: row.partyId,
      currency: row.currency,
      base_currency: base[0],
      amount_open: row.amountOpen,
      base_open: BigInt(base[1]),
      opened_on: row.openedOn,
      business_area_id: row.businessAreaId,
      touched: base[2],
    })
    for (const key of new Set([row.reference, row.numberText]))
      if (key) found.byReference.set(key, [...(found.byReference.get(key) ?? []), row])
  }
  const missing = wanted.filter((key) => !found.byReference.has(key))
  if (missing.length > 0) {
    const settled = await ctx.db.rows<{ reference: string; partyId: Id; account: string; businessAreaId: Id | null }>(
      `select v.reference, i.party_id as "partyId", i.account, i.business_area_id as "businessAreaId"
         from unnest($2::text[]) as k (key)
        cross join lateral (select v.reference, v.voucher_id from invoices v where v.company_id = $1 and v.reference = k.key and v.reference_kind <> 'number' offset 0) v
        cross join lateral (select i.* from open_items i where i.company_id = $1 and i.voucher_id = v.voucher_id and i.line_no = 1 offset 0) i`,
      [ctx.company.id, missing],
    )
    for (const { reference, ...owner } of settled) found.settled.set(reference, owner)
  }
  return found
}

export const candidateColumns = `
  i.id, i.party_id as "partyId", i.account, i.currency, i.amount_open as "amountOpen", i.opened_on as "openedOn", i.due_on as "dueOn", i.number_text as "numberText",
  i.reference, i.business_area_id as "businessAreaId", i.component, i.main_item_id as "mainItemId"`
