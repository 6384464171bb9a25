import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { id, pageOf, paging, problemShape } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import { formatMinor } from '../../kernel/money.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import { logShown } from '../log-shown.ts'
import { shownName } from '../shown-name.ts'
import { signed, withComparison } from './compare-rows.ts'

const row = z.object({
  rowNo: z.number(),
  state: z.string(),
  kind: z.string(),
  partyId: id.nullable(),
  customer: z.string().nullable(),
  customerName: z.string().nullable(),
  isProtected: z.boolean(),
  currency: z.string(),
  net: z.string(),
  vat: z.string(),
  payable: z.string(),
  /** What the last run of the invoice group had for this customer; null: nothing. Further rows of the same customer say 0. */
  previous: z.string().nullable(),
  dueOn: z.string(),
  channel: z.string(),
  lines: z.number(),
  orders: z.array(id),
  /** Why a person should look: negative, zero, first-invoice, amount-differs {percent}, several-documents {documents}, price-changed {line, from, to}. */
  causes: z.array(z.object({ code: z.string(), data: z.record(z.string(), z.union([z.string(), z.number()])) })),
  attention: z.boolean(),
  /** Who looked at it, at this amount. */
  reviewed: z.object({ by: z.string().nullable(), at: z.string() }).nullable(),
  holds: z.array(
    z.object({
      kind: z.string(),
      reason: z.string(),
      by: z.string().nullish(),
      data: z.record(z.string(), z.string()).optional(),
    }),
  ),
  problems: z.array(problemShape),
  invoiceId: id.nullable(),
})

const isZero = `coalesce(r.problems @> '[{"code": "invoice.zero"}]', false)`
const views = {
  all: 'true',
  attention: 'coalesce(c.attention, false)',
  look: `(coalesce(c.attention, false) or r.state in ('held', 'excluded') or r.state = 'rejected' and not ${isZero})`,
  unseen: `coalesce(c.attention, false) and v.row_no is null`,
  new: `r.state in ('proposed', 'done') and c.row_no is not null and c.previous is null and r.reason ->> 'kind' <> 'credit-note'`,
  zero: `r.state = 'rejected' and ${isZero}`,
  rejected: `r.state = 'rejected' and not ${isZero}`,
  held: `r.state = 'held'`,
  excluded: `r.state = 'excluded'`,
} as const
type View = keyof typeof views
const viewNames = Object.keys(views) as [View, ...View[]]

/** Expression and type; with the row number they name one row. */
const sorts = {
  rowNo: ['r.row_no', 'int4'],
  outliersFirst: ["array_position(array['proposed', 'done', 'rejected', 'held', 'excluded'], r.state)", 'int4'],
  amount: [`(${signed('r')})`, 'int8'],
  difference: [`(${signed('r')} - coalesce(c.previous, 0))`, 'int8'],
  previous: ['coalesce(c.previous, 0)', 'int8'],
  customer: [`coalesce(p.number, '')`, 'text'],
} as const
type Sort = keyof typeof sorts
const sortNames = Object.keys(sorts) as [Sort, ...Sort[]]

const from = `run_rows r
  ${withComparison}
  left join lateral (select * from billing_reviews v where v.company_id = r.company_id and v.run_id = r.run_id and v.row_no = r.row_no and v.amount = r.amount offset 0) v on true
  left join lateral (select p.number, p.name, p.protection from parties p where p.company_id = r.company_id and p.id = r.party_id offset 0) p on true`

/** Rows of a run by what a person wants of them; without `after` the counts of every view are told too. */
export const listRunRows = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'invoicing.list-run-rows',
  summary: 'Rows of a billing run: one per document',
  route: 'GET /billing-runs/{runId}/rows',
  input: z.object({
    ...paging,
    runId: id,
    state: z.enum(['proposed', 'held', 'excluded', 'done', 'rejected']).optional(),
    view: z.enum(viewNames).default('all').meta({
      description:
        'attention: outliers; unseen: those nobody marked; look: outliers, and what does not go out though it would have amounted to something',
    }),
    search: z.string().trim().min(1).max(100).optional().meta({ description: 'Part of the customer’s number or name' }),
    sort: z.enum(sortNames).default('rowNo'),
    descending: z.stringbool().or(z.boolean()).default(false),
  }),
  output: pageOf(row).extend({ counts: z.record(z.enum(viewNames), z.number()).nullable() }),
  async run(ctx, { after, limit, runId, state, view, search, sort, descending }) {
    type Found = Omit<z.output<typeof row>, 'net' | 'vat' | 'payable' | 'previous'> & {
      net: string
      vat: string
      amount: bigint
      previous: bigint | null
      key: string
    }
    const { db, company } = ctx
    const [key, type] = sorts[sort]
    const cursor = after === undefined ? null : readCursor(after)
    const name = shownName(ctx, 'p')
    const found = await db.rows<Found>(
      `select r.row_no as "rowNo", r.state, r.reason ->> 'kind' as kind, r.party_id as "partyId", p.number as customer, ${name} as "customerName", coalesce(p.protection <> 'none', false) as "isProtected", r.currency, r.amount,
              r.reason ->> 'net' as net, r.reason ->> 'vat' as vat, r.reason ->> 'dueOn' as "dueOn", r.reason ->> 'channel' as channel, (r.reason ->> 'lines')::int as lines,
              r.reason -> 'orders' as orders, r.reason -> 'holds' as holds, coalesce(r.problems, '[]') as problems, r.result_id as "invoiceId", c.previous, coalesce(c.causes, '[]') as causes, coalesce(c.attention, false) as attention,
              case when v.row_no is null then null else json_build_object('by', (select u.name from users u where u.id = v.reviewed_by), 'at', to_char(v.reviewed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end as reviewed,
              (${key})::text as key
         from ${from}
        where r.company_id = $1 and r.run_id = $2 and ($3::text is null or r.state = $3) and ${views[view]}
          and ($4::text is null or p.number like $4 || '%' or ${name} ilike '%' || $4 || '%')
          and ($5::text is null or (${key}, r.row_no) ${descending ? '<' : '>'} ($5::${type}, $6::int))
        order by ${key} ${descending ? 'desc' : ''}, r.row_no ${descending ? 'desc' : ''} limit $7`,
      [
        company.id,
        runId,
        state ?? null,
        search ? literal(search) : null,
        cursor?.key ?? null,
        cursor?.row ?? null,
        limit,
      ],
    )
    await logShown(ctx, 'invoicing.list-run-rows', found)
    const last = found.length === limit ? found.at(-1)! : null
    return {
      rows: found.map(({ amount, previous, key: _, ...one }) => ({
        ...one,
        net: formatMinor(BigInt(one.net), one.currency),
        vat: formatMinor(BigInt(one.vat), one.currency),
        payable: formatMinor(amount, one.currency),
        previous: previous === null ? null : formatMinor(previous, one.currency),
      })),
      next: last ? writeCursor({ key: last.key, row: String(last.rowNo) }) : null,
      counts: after === undefined ? await countViews(ctx, runId) : null,
    }
  },
})

/** % and _ as they are written. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

async function countViews({ db, company }: Ctx, runId: string): Promise<Record<View, number>> {
  return db.one<Record<View, number>>(
    `select ${viewNames.map((view) => `count(*) filter (where ${views[view]})::int as "${view}"`).join(', ')} from ${from.replace(/\n {2}left join lateral \(select p\..*/, '')} where r.company_id = $1 and r.run_id = $2`,
    [company.id, runId],
  )
}
