import type { Ctx } from '../../db/context.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import type { ItemParameters } from '../item-filter.ts'
import { shown } from '../protection.ts'
import { noneTitles } from '../titles.ts'

/** By what the rows of the pivot can be grouped; "dimension:CODE" names a dimension of the company. */
export const groupNames = [
  'business-area',
  'invoice-group',
  'customer-kind',
  'party-kind',
  'party',
  'country',
  'currency',
  'account',
] as const
export type GroupName = (typeof groupNames)[number] | `dimension:${string}`

export interface Grouping {
  /** Of a row `i`, or of its party `k`. */
  key: string
  ofParty: boolean
  /** Sums are kept by it (itemsKept). */
  isKept?: boolean
  /** Code and name of a key (text, null: none): joined as `n`, given the column that holds the key. */
  label(ctx: Ctx, key: string): { join: Statement; code: Statement; name: Statement }
  /** What of reports.open-items lists the rows of a group. */
  items(key: string | null, code: string | null): Partial<ItemParameters>
}

const none = (ctx: Ctx): string => noneTitles[ctx.company.language]
const byCode = (table: string, key: string, items: Grouping['items']): Grouping => ({
  key,
  ofParty: false,
  isKept: true,
  label: (ctx, column) => ({
    join: sql`left join ${raw(table)} n on n.company_id = ${ctx.company.id} and n.id = (${raw(column)})::uuid`,
    code: raw('n.code'),
    // A group hidden from the user keeps its figures and has neither code nor name; without any group it says so.
    name: sql`case when ${raw(column)} is null then ${none(ctx)}::text else n.name end`,
  }),
  items,
})
const plain = (key: string, ofParty: boolean, items: Grouping['items']): Grouping => ({
  key,
  ofParty,
  label: (ctx, column) => ({
    join: raw('left join (select null::text as none) n on false'),
    code: raw(column),
    name: sql`coalesce(${raw(column)}, ${none(ctx)}::text)`,
  }),
  items,
})

export function groupingOf(name: GroupName): Grouping {
  switch (name) {
    case 'business-area':
      return byCode('business_areas', 'i.business_area_id', (_, code) => ({ businessArea: code ?? '-' }))
    case 'invoice-group':
      return byCode('invoice_groups', 'i.invoice_group_id', (_, code) => ({ invoiceGroup: code ?? '-' }))
    case 'customer-kind':
      return plain('k.customer_kind', true, (key) => ({ customerKind: key ?? '-' }))
    case 'party-kind':
      return plain('k.kind', true, (key) => (key ? { partyKind: key as ItemParameters['partyKind'] } : {}))
    case 'country':
      return plain('k.country', true, (key) => (key ? { country: key } : {}))
    case 'currency':
      return { ...plain('i.currency', false, (key) => ({ currency: key! })), isKept: true }
    case 'party':
      return {
        key: 'i.party_id',
        ofParty: false,
        label: (ctx, column) => ({
          join: sql`left join parties p on p.company_id = ${ctx.company.id} and p.id = (${raw(column)})::uuid`,
          code: raw('p.number'),
          name: shown(ctx, 'name'),
        }),
        items: (key) => ({ partyId: key! }),
      }
    case 'account':
      return {
        key: 'i.account',
        ofParty: false,
        isKept: true,
        label: (ctx, column) => ({
          join: sql`left join accounts n on n.company_id = ${ctx.company.id} and n.code = ${raw(column)}`,
          code: raw(column),
          name: raw('n.name'),
        }),
        items: (key) => ({ account: key! }),
      }
    default: {
      const dimension = name.slice('dimension:'.length)
      return {
        key: 'i.dimension_value',
        ofParty: false,
        label: (ctx, column) => ({
          join: sql`left join dimension_values n on n.company_id = ${ctx.company.id} and n.dimension = ${dimension} and n.code = ${raw(column)}`,
          code: raw(column),
          name: sql`coalesce(n.name, ${raw(column)}, ${none(ctx)}::text)`,
        }),
        items: (key) => ({ dimension, dimensionValue: key ?? '-' }),
      }
    }
  }
}

/**
 * Rows with the values of a dimension: an item belongs to those of its voucher, in proportion to what was posted on each.
 * Parts are cut at rounded running sums, so that they add up to the row exactly. A row without any keeps null.
 */
export const sharedByDimension = (ctx: Ctx, rows: Statement, dimension: string): Statement => {
  const part = (amount: string) =>
    raw(`round(${amount} * upto / whole)::int8 - round(${amount} * (upto - weight) / whole)::int8`)
  return sql`
    select id, voucher_id, account, party_id, currency, base_currency, kind, amount, invoice_group_id, business_area_id, due_on, part_no, dimension_value,
           case when whole is null then open else ${part('open')} end as open,
           case when whole is null then base_open else ${part('base_open')} end as base_open
      from (
        select i.*, w.dimension_value, w.weight, sum(w.weight) over (partition by i.id, i.part_no order by w.dimension_value) as upto,
               sum(w.weight) over (partition by i.id, i.part_no) as whole
          from (${rows}) i
          left join (
            select q.voucher_id, q.dimensions ->> ${dimension}::text as dimension_value, sum(abs(q.base_amount)) as weight
              from postings q where q.company_id = ${ctx.company.id} and q.dimensions ? ${dimension}::text and q.base_amount <> 0
             group by 1, 2
          ) w on w.voucher_id = i.voucher_id
      ) shares`
}
