import type { Ctx } from '../db/context.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'

/** A charge beside the capital that is still open. */
export interface ClaimCharge {
  itemId: Id
  component: 'interest' | 'fee' | 'cost' | 'compensation'
  open: bigint
  chargedOn: Day
  numberText: string
  /** The letter that it was charged by; null: none. */
  letterKind: string | null
}

/** A capital item with all that a stranger must know to ask for it. */
export interface ClaimFacts {
  itemId: Id
  partyId: Id
  currency: string
  account: string
  businessAreaId: Id | null
  numberText: string
  reference: string | null
  invoiceId: Id | null
  invoiceOn: Day
  dueOn: Day
  /** As issued, and open. */
  amount: bigint
  open: bigint
  charges: ClaimCharge[]
  letters: { id: Id; kind: string; sentOn: Day; deadlineOn: Day; fee: bigint }[]
  payments: { on: Day; amount: bigint }[]
  /** What the invoice was for: its lines. */
  lines: string[]
  supplyFrom: Day | null
  supplyTo: Day | null
  continuesId: Id | null
  /** An agency had it before, and asked for it. */
  demandedByAgency: boolean
}

interface Row extends Omit<ClaimFacts, 'charges' | 'letters' | 'payments' | 'lines'> {
  lines: string[] | null
}

/** Claims by their capital items, by four queries whatever their number; only those the user sees. */
export async function readClaims(ctx: Ctx, itemIds: readonly Id[]): Promise<Map<Id, ClaimFacts>> {
  const { db, company } = ctx
  const ids = [...new Set(itemIds)]
  const rows = await db.rows<Row>(
    sql`select i.id as "itemId", i.party_id as "partyId", i.currency, i.account, i.business_area_id as "businessAreaId", i.number_text as "numberText", i.reference,
               i.invoice_id as "invoiceId", coalesce(v.issued_on, i.opened_on) as "invoiceOn", i.due_on as "dueOn", i.amount, i.amount_open as open, i.continues_id as "continuesId",
               coalesce(v.supply_from, v.supply_on) as "supplyFrom", coalesce(v.supply_to, v.supply_on) as "supplyTo",
               (select array_agg(l.name order by l.line_no) from invoice_lines l where l.company_id = i.company_id and l.invoice_id = i.invoice_id and not l.text_only) as lines,
               exists (select from collection_case_items t join collection_events e on e.company_id = t.company_id and e.case_id = t.case_id and e.kind = 'accepted'
                        where t.company_id = i.company_id and t.item_id = i.id) as "demandedByAgency"
          from open_items i left join invoices v on v.company_id = i.company_id and v.id = i.invoice_id
         where i.company_id = ${company.id} and i.id = any (${ids}::uuid[]) and i.component = 'capital'`,
  )
  const claims = new Map<Id, ClaimFacts>(
    rows.map((row) => [row.itemId, { ...row, lines: row.lines ?? [], charges: [], letters: [], payments: [] }]),
  )
  const charges = await db.rows<ClaimCharge & { mainItemId: Id }>(
    sql`select id as "itemId", main_item_id as "mainItemId", component, amount_open as open, opened_on as "chargedOn", number_text as "numberText",
               (select l.kind from dunning_letter_charges k join dunning_letters l on l.company_id = k.company_id and l.id = k.letter_id where k.company_id = open_items.company_id and k.item_id = open_items.id limit 1) as "letterKind"
          from open_items where company_id = ${company.id} and main_item_id = any (${ids}::uuid[]) and amount_open > 0 order by opened_on, id`,
  )
  for (const { mainItemId, ...charge } of charges) claims.get(mainItemId)?.charges.push(charge)
  // The chain goes with the claim when it moves to another account: an earlier item's letters are this one's.
  const chains = await db.rows<{ itemId: Id; id: Id; kind: string; sentOn: Day; deadlineOn: Day; fee: bigint }>(
    sql`with recursive chain as (
          select i.id as item, i.id, i.continues_id from open_items i where i.company_id = ${company.id} and i.id = any (${ids}::uuid[])
          union all
          select c.item, i.id, i.continues_id from chain c join open_items i on i.company_id = ${company.id} and i.id = c.continues_id)
        select c.item as "itemId", l.id, l.kind, l.sent_on as "sentOn", l.deadline_on as "deadlineOn", l.amount_fee as fee
          from chain c join dunning_letter_items t on t.company_id = ${company.id} and t.item_id = c.id
          join dunning_letters l on l.company_id = t.company_id and l.id = t.letter_id
         where not exists (select from dunning_letter_events e where e.company_id = l.company_id and e.letter_id = l.id and e.kind = 'recalled')
         order by l.sent_on, l.id`,
  )
  for (const { itemId, ...letter } of chains) claims.get(itemId)?.letters.push(letter)
  const payments = await db.rows<{ itemId: Id; on: Day; amount: bigint }>(
    sql`select a.debit_item_id as "itemId", a.value_on as "on", sum(a.amount)::int8 as amount
          from allocations a join open_items k on k.company_id = a.company_id and k.id = a.credit_item_id
         where a.company_id = ${company.id} and a.debit_item_id = any (${ids}::uuid[]) and k.kind <> 'transfer'
         group by a.debit_item_id, a.value_on having sum(a.amount) <> 0 order by a.value_on`,
  )
  for (const { itemId, ...payment } of payments) claims.get(itemId)?.payments.push(payment)
  return claims
}
