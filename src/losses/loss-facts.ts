import { readLimitations } from '../claims/limitation.ts'
import { amountOrNone, readLaw } from '../claims/read-law.ts'
import type { LossFacts } from '../countries/bad-debt.ts'
import type { Ctx } from '../db/context.ts'
import { sql } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { minor } from '../kernel/money.ts'
import type { VatPart } from '../subledger/arithmetic.ts'

/** What is open of a claim: its capital item, or a charge beside it. */
export interface LossItem {
  itemId: Id
  /** The capital item of the claim. */
  claimItemId: Id
  component: string
  partyId: Id
  customer: string
  partyKind: string
  invoiceId: Id | null
  invoiceGroupId: Id | null
  number: string
  reference: string | null
  account: string
  currency: string
  baseCurrency: string
  open: bigint
  dueOn: Day
  businessAreaId: Id | null
  customerKind: string | null
}

const itemColumns = `i.id as "itemId", coalesce(i.main_item_id, i.id) as "claimItemId", i.component, i.party_id as "partyId", p.number as customer, p.kind as "partyKind", i.invoice_id as "invoiceId",
  i.invoice_group_id as "invoiceGroupId", i.number_text as number, i.reference, i.account, i.currency, i.base_currency as "baseCurrency", i.amount_open as open, i.due_on as "dueOn",
  i.business_area_id as "businessAreaId", p.customer_kind as "customerKind"`

/** Open receivable items by id, each with the open charges that follow from it; capital first. */
export function readLossItems({ db, company }: Ctx, itemIds: readonly Id[]): Promise<LossItem[]> {
  return db.rows<LossItem>(
    sql`select ${{ text: itemColumns, values: [] }} from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
          join accounts a on a.company_id = i.company_id and a.code = i.account and a.control = 'receivable'
         where i.company_id = ${company.id} and (i.id = any (${itemIds}::uuid[]) or i.main_item_id = any (${itemIds}::uuid[])) and i.amount_open > 0
         order by coalesce(i.main_item_id, i.id), i.component = 'capital' desc, i.id`,
  )
}

export interface Bulk {
  /** At most so much open on the claim, with its charges; minor units of `currency`. */
  below: bigint
  currency: string
  /** Days since the due day, at least. */
  daysOld: number
  invoiceGroupIds: readonly Id[] | null
  customerKind: string | null
  limit: number
}

/** Claims with a small rest that nobody is going to ask for, oldest first; those that somebody disputes, pays or collects left out. */
export async function findSmall({ db, company, today }: Ctx, bulk: Bulk): Promise<Id[]> {
  const rows = await db.rows<{ id: Id }>(
    sql`with small as materialized (
        select i.id, i.due_on from open_items i join parties p on p.company_id = i.company_id and p.id = i.party_id
          join accounts a on a.company_id = i.company_id and a.code = i.account and a.control = 'receivable'
         where i.company_id = ${company.id} and i.amount_open between 1 and ${bulk.below} and i.currency = ${bulk.currency} and i.component = 'capital' and i.kind <> 'charge'
           and i.due_on <= ${today}::date - ${bulk.daysOld}::int and p.kind <> 'internal'
           and (${bulk.invoiceGroupIds}::uuid[] is null or i.invoice_group_id = any (${bulk.invoiceGroupIds}::uuid[]))
           and (${bulk.customerKind}::text is null or p.customer_kind = ${bulk.customerKind})
           and i.amount_open + coalesce((select sum(c.amount_open) from open_items c where c.company_id = i.company_id and c.main_item_id = i.id and c.amount_open > 0), 0) <= ${bulk.below}),
      hindered as materialized (
        select h.item_id from claim_hindrances(${company.id}, ${today}, (select array_agg(id) from small), null) h
         where h.kind in ('dispute', 'plan', 'promise', 'credit-note-pending', 'in-collection', 'in-enforcement', 'unapplied-money'))
      select id from small where id not in (select item_id from hindered) order by due_on, id limit ${bulk.limit}`,
  )
  return rows.map((row) => row.id)
}

interface FactRow {
  itemId: Id
  letters: { id: Id; kind: string; sentOn: Day }[]
  failedCollection: boolean
  failedEnforcement: boolean
  insolvent: boolean
}

/** What the books know about claims (capital items), by item: the evidence of a loss. */
export async function readLossFacts(
  ctx: Ctx,
  claims: readonly {
    itemId: Id
    amount: bigint
    dueOn: Day
    partyKind: string
    invoiceId: Id | null
    currency: string
  }[],
  evidence: string | null,
): Promise<Map<Id, LossFacts & { lettersSent: { id: Id; kind: string; sentOn: Day }[] }>> {
  const ids = claims.map((claim) => claim.itemId)
  const law = await readLaw(ctx)
  const limitations = await readLimitations(ctx, ids)
  const small = amountOrNone(law, 'bad-debt-small-claim', ctx.today)
  const rows = await ctx.db.rows<FactRow>(
    sql`select i.id as "itemId",
               coalesce((select json_agg(json_build_object('id', d.id, 'kind', d.kind, 'sentOn', d.sent_on) order by d.sent_on)
                  from dunning_letter_items t join dunning_letters d on d.company_id = t.company_id and d.id = t.letter_id
                 where t.company_id = i.company_id and t.item_id = i.id
                   and not exists (select from dunning_letter_events e where e.company_id = d.company_id and e.letter_id = d.id and e.kind in ('recalled', 'returned'))), '[]') as letters,
               exists (select from collection_case_items t join collection_cases k on k.company_id = t.company_id and k.id = t.case_id
                        where t.company_id = i.company_id and t.item_id = i.id and k.target = 'agency' and (k.watch_since is not null or k.state = 'closed')) as "failedCollection",
               exists (select from collection_case_items t join collection_events e on e.company_id = t.company_id and e.case_id = t.case_id and e.kind = 'enforcement-ended'
                        where t.company_id = i.company_id and t.item_id = i.id) as "failedEnforcement",
               exists (select from holds h where h.company_id = i.company_id and (h.item_id = i.id or h.party_id = i.party_id) and h.kind in ('bankrupt', 'debt-relief') and h.released_at is null
                          and h.from_on <= ${ctx.today}) as insolvent
          from open_items i where i.company_id = ${ctx.company.id} and i.id = any (${ids}::uuid[])`,
  )
  const byItem = new Map(rows.map((row) => [row.itemId, row]))
  return new Map(
    claims.map((claim) => {
      const row = byItem.get(claim.itemId)!
      const limitation = limitations.get(claim.itemId)
      return [
        claim.itemId,
        {
          on: ctx.today,
          dueOn: claim.dueOn,
          letters: row.letters,
          lettersSent: row.letters,
          failedCollection: row.failedCollection,
          failedEnforcement: row.failedEnforcement,
          insolvent: row.insolvent,
          barred: limitation !== undefined && limitation.day < ctx.today,
          amount: minor(claim.amount),
          smallClaim: small?.amount ?? null,
          hasInvoice: claim.invoiceId !== null,
          related: claim.partyKind === 'internal',
          evidence,
        },
      ]
    }),
  )
}

export interface LossVatPart extends VatPart {
  code: string
  category: string
  percent: string | null
}

/**
 * What documents are made of, by VAT code: their own rows, less those of credit notes on them and of advances that they
 * deducted. A document that is not here (taken over from another system) has none, and its loss no VAT.
 */
export async function readVatParts({ db, company }: Ctx, invoiceIds: readonly Id[]): Promise<Map<Id, LossVatPart[]>> {
  const rows = await db.rows<{
    invoiceId: Id
    code: string
    category: string
    percent: string | null
    base: bigint
    vat: bigint
  }>(
    sql`select x.invoice_id as "invoiceId", v.vat_code as code, v.category, v.percent::text as percent, sum(x.sign * v.base)::bigint as base, sum(x.sign * v.vat)::bigint as vat
          from (
            select i.id as invoice_id, i.id as document_id, 1 as sign from invoices i where i.company_id = ${company.id} and i.id = any (${invoiceIds}::uuid[])
            union all
            select c.credits_id, c.id, -1 from invoices c where c.company_id = ${company.id} and c.kind = 'credit-note' and c.credits_id = any (${invoiceIds}::uuid[])
            union all
            select i.id, (a ->> 'invoiceId')::uuid, -1 from invoices i cross join lateral jsonb_array_elements(coalesce(i.advances, '[]')) a
             where i.company_id = ${company.id} and i.id = any (${invoiceIds}::uuid[])
          ) x
          join invoice_vat v on v.company_id = ${company.id} and v.invoice_id = x.document_id
         group by 1, 2, 3, 4 having sum(x.sign * (v.base + v.vat)) > 0 order by 1, 2, 4`,
  )
  const parts = new Map<Id, LossVatPart[]>()
  for (const { invoiceId, base, vat, ...row } of rows)
    parts.set(invoiceId, [...(parts.get(invoiceId) ?? []), { ...row, base: minor(base), vat: minor(vat) }])
  return parts
}
