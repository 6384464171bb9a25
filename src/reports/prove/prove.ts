import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql, unionAll } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { ReportRow } from '../columns.ts'
import { integer, jsonRow, money, rowSchema, text } from '../columns.ts'
import { controlAccounts } from '../item-filter.ts'
import { itemsToSum } from '../items-as-of.ts'
import { oneSnapshot } from '../snapshot.ts'

const columns = [
  text('account'),
  text('currency'),
  text('baseCurrency'),
  integer('parties'),
  money('items', 'currency'),
  money('postings', 'currency'),
  money('difference', 'currency'),
  money('baseItems', 'baseCurrency'),
  money('basePostings', 'baseCurrency'),
  money('baseDifference', 'baseCurrency'),
]
const output = z.object({
  ok: z.boolean(),
  asOf: dayText.nullable().meta({ description: 'The day asked for; null: today and all that is posted ahead' }),
  accounts: z.array(
    rowSchema(columns).extend({
      partiesDiffering: z
        .number()
        .meta({ description: 'Parties whose items and postings differ; differences of two parties could cancel out' }),
    }),
  ),
  counts: z.record(z.string(), z.number()),
})

export const prove = verb({
  kind: 'read',
  name: 'reports.prove',
  summary: 'The control-account proof: open items against postings, per account, party and currency',
  route: 'GET /reports/proof',
  input: z.object({
    asOf: dayText
      .optional()
      .meta({ description: 'Any day; left out: today and all that is posted ahead, and the answer has null' }),
  }),
  output,
  run: async (ctx, { asOf }) => {
    await oneSnapshot(ctx)
    return proveControlAccounts(ctx, asOf ?? null)
  },
})

// Whatever day a posting bears, it is before this one.
const lastDay = '9999-12-31' as Day

/** Within the areas that the user sees; a proof of the whole company is asked by who sees all. */
export async function proveControlAccounts(ctx: Ctx, asOf: Day | null): Promise<z.input<typeof output>> {
  const rows = await ctx.db.rows<ReportRow & { differing: bigint; difference: bigint; baseDifference: bigint }>(
    sql`with by_party as (${await differencesByParty(ctx, asOf ?? lastDay)})
        select account, currency, base_currency as "baseCurrency", count(*) as parties, sum(items)::int8 as items, sum(postings)::int8 as postings,
               sum(items - postings)::int8 as difference, sum(base_items)::int8 as "baseItems", sum(base_postings)::int8 as "basePostings",
               sum(base_items - base_postings)::int8 as "baseDifference",
               count(*) filter (where items <> postings or base_items <> base_postings) as differing
          from by_party group by account, currency, base_currency order by account, currency, base_currency`,
  )
  return {
    ok: rows.every((row) => row.differing === 0n),
    asOf,
    accounts: rows.map((row) => ({ ...jsonRow(columns, row), partiesDiffering: Number(row.differing) })),
    counts: await counts(ctx),
  }
}

/** Open items and postings side by side, per control account, party, currency and base currency. */
export const differencesByParty = async (ctx: Ctx, asOf: Day, knownAt: string | null = null): Promise<Statement> =>
  // Added in one pass: a party is looked up once a row, and no side waits for the other.
  bothSides(ctx, 'account, party_id, currency, base_currency', asOf, knownAt, await sidesOf(ctx, asOf, knownAt))

/** The same without parties, whose differences could cancel out: each side is a sum that PostgreSQL makes in parallel. */
export async function differencesByAccount(ctx: Ctx, asOf: Day): Promise<Statement> {
  const by = 'account, currency, base_currency'
  const sides = (await sidesOf(ctx, asOf, null)).map((side) => added(by, side))
  return bothSides(ctx, by, asOf, null, sides)
}

function bothSides(ctx: Ctx, by: string, asOf: Day, knownAt: string | null, sides: readonly Statement[]): Statement {
  const whole = added(by, unionAll(sides.map((side) => sql`select * from (${side}) s`)))
  return ctx.user.areas === 'all' ? whole : withinAreas(ctx, whole, raw(by), asOf, knownAt)
}

const added = (by: string, rows: Statement): Statement => sql`
  select ${raw(by)}, sum_minor(items) as items, sum_minor(base_items) as base_items, sum_minor(postings) as postings, sum_minor(base_postings) as base_postings
    from (${rows}) s group by ${raw(by)}`

/** Items, and postings of the control accounts, as rows that are added. */
async function sidesOf(ctx: Ctx, asOf: Day, knownAt: string | null): Promise<Statement[]> {
  const items = await itemsToSum(ctx, { asOf, knownAt })
  const accounts = await controlAccounts(ctx)
  const of = raw('account, party_id, currency, base_currency')
  return [
    ...items.map(
      (source) =>
        sql`select ${of}, open as items, base_open as base_items, 0::int8 as postings, 0::int8 as base_postings from (${source}) i`,
    ),
    sql`select ${of}, 0::int8 as items, 0::int8 as base_items, amount as postings, base_amount as base_postings from postings
         where company_id = ${ctx.company.id} and posted_on <= ${asOf} and ${knownThen(ctx, knownAt)} and account = any (${accounts}::text[])`,
  ]
}

const knownThen = (ctx: Ctx, knownAt: string | null): Statement =>
  knownAt === null
    ? raw('true')
    : sql`voucher_id in (select v.id from vouchers v where v.company_id = ${ctx.company.id} and v.recorded_at <= ${knownAt})`

/**
 * What some areas see of it. Money of one area may have settled a claim of another: then only one side of the allocation is
 * seen here, and the account still bears what the item no longer does. That part is taken out of the postings, so that they
 * are compared with what the items were born with; that the settlements agree is proved for the whole company.
 */
const withinAreas = (ctx: Ctx, whole: Statement, by: Statement, asOf: Day, knownAt: string | null): Statement => sql`
  select ${by}, items, base_items, postings + items - coalesce(born, 0) as postings,
         base_postings + base_items - coalesce(base_born, 0) as base_postings
    from (${whole}) w
    left join (select ${by}, sum_minor(amount) as born, sum_minor(base_amount) as base_born
            from (select account, party_id, currency, base_currency, voucher_id, amount, base_amount from open_items
                   where company_id = ${ctx.company.id} and opened_on <= ${asOf}
                   union all
                  select account, party_id, currency, base_currency, voucher_id, 0, base_amount from postings
                   where company_id = ${ctx.company.id} and posted_on <= ${asOf} and adjusts_item_id is not null) o
           where ${knownThen(ctx, knownAt)} group by ${by}) o
   using (${by})`

async function counts({ db, company }: Ctx): Promise<Record<string, number>> {
  const rows = await db.rows<{ name: string; count: bigint }>(
    `select kind as name, count(*) as count from invoices where company_id = $1 group by kind
     union all select 'voucher', count(*) from vouchers where company_id = $1
     union all select x.name, x.count
       from (select count(*) as every, count(*) filter (where amount_open <> 0) as open from open_items where company_id = $1) i
      cross join lateral (values ('open-item', i.every), ('open-item-open', i.open)) x (name, count)
     union all select 'allocation', count(*) from allocations where company_id = $1`,
    [company.id],
  )
  // By itself: whose payment it is asks a function that no parallel worker may call.
  const payments = await db.rows<{ name: string; count: bigint }>(
    `select 'payment' as name, count(*) as count from bank_transactions where company_id = $1
     union all select 'payment-placed', count(distinct bank_transaction_id) from bank_postings where company_id = $1`,
    [company.id],
  )
  return Object.fromEntries([...rows, ...payments].map((row) => [row.name, Number(row.count)]))
}
