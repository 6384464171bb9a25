import { z } from 'zod'
import { country } from '../countries/index.ts'
import { byName } from '../db/by-name.ts'
import type { Ctx } from '../db/context.ts'
import { amountText, id, pageOf, paging } from '../db/schemas.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'
import { searchName } from './search-name.ts'
import { logProtectedReads, protectedName, seesProtected } from './sees-protected.ts'

const foundMax = 200
/** So many parties are looked at to take off what is theirs. */
const othersMax = 2000

const balances = z.array(
  z.object({ baseCurrency: z.string(), amount: amountText, overdue: amountText, items: z.number().int() }),
)

const row = z.object({
  id,
  number: z.string(),
  name: z.string(),
  kind: z.string(),
  customerKind: z.string().nullable(),
  country: z.string(),
  city: z.string().nullable(),
  organisationNumber: z.string().nullable(),
  isCustomer: z.boolean(),
  isSupplier: z.boolean(),
  isProtected: z.boolean(),
  closedOn: z.string().nullable(),
  open: balances.meta({ description: 'In the currency of the books; overdue is what was due before today' }),
})

const flag = z.stringbool().or(z.boolean()).optional()
const parameters = z.object({
  search: z.string().trim().min(1).max(100).optional(),
  numbers: z
    .union([z.array(z.string()).max(1000), z.string()])
    .optional()
    .meta({ description: 'Only these (a list, or separated by commas): what was marked' }),
  role: z.enum(['customer', 'supplier']).optional(),
  open: flag.meta({ description: 'true: only those that are not closed' }),
  kind: z.enum(['person', 'company', 'public', 'internal']).optional(),
  customerKind: z.string().optional().meta({ description: '"-" for those without' }),
  businessArea: z
    .string()
    .optional()
    .meta({ description: 'Code: those that an invoice was issued to in this area, or that only it sees' }),
  protected: flag,
  balance: z
    .enum(['open', 'overdue', 'credit'])
    .optional()
    .meta({ description: 'Only those with such a balance today' }),
  channel: z
    .enum(['peppol', 'e-mail', 'print', 'portal', 'sms', 'bank-e-invoice', 'direct-debit'])
    .optional()
    .meta({ description: 'Those that accept the channel now' }),
  order: z
    .enum(['number', 'name', 'open'])
    .default('number')
    .meta({ description: 'By number, by name in the alphabet of the company, or the largest open balance first' }),
  mask: flag.meta({
    description: 'true: protected persons stay masked, and are not found by name, also for who may see them',
  }),
  totals: z
    .stringbool()
    .or(z.boolean())
    .default(true)
    .meta({ description: 'false: the rows alone, also on the first page' }),
  ...paging,
})
type Given = z.output<typeof parameters>

interface Found {
  id: Id
  number: string
  name: string
  kind: string
  customerKind: string | null
  country: string
  city: string | null
  organisationNumber: string | null
  isCustomer: boolean
  isSupplier: boolean
  isProtected: boolean
  closedOn: Day | 'infinity'
  cursor: string
}

/** Page by page by number, name or balance; a search by name, number or identity number answers the best ones at once. */
export const list = verb({
  kind: 'write',
  name: 'parties.list',
  summary: 'List or find customers and suppliers',
  route: 'GET /parties',
  input: parameters,
  output: pageOf(row).extend({
    total: z.number().int().nullable().meta({ description: 'All that the filter finds; told with the first page' }),
    totals: balances
      .nullable()
      .meta({ description: 'What is open on all that the filter finds; told with the first page' }),
  }),
  async run(ctx, input) {
    const unmasked = !input.mask && seesProtected(ctx)
    const ids = input.search === undefined ? null : await find(ctx, input.search, unmasked)
    const where = await conditions(ctx, input, ids)
    const order = orders(ctx)[input.order]
    const rows = await ctx.db.rows<Found>(sql`
      select p.id, p.number, p.name, p.kind, p.customer_kind as "customerKind", p.country, v.buyer -> 'address' ->> 'city' as city,
             case when p.kind <> 'person' then v.buyer ->> 'organisationNumber' end as "organisationNumber", p.is_customer as "isCustomer", p.is_supplier as "isSupplier",
             p.protection <> 'none' as "isProtected", p.closed_on as "closedOn", p.cursor
        from (select p.*, ${ids ? raw(`''`) : order.cursor} as cursor, row_number() over (order by ${ids ? raw('p.id') : order.by}) as place from parties p ${ids ? raw('') : order.join}
               where ${where} and ${input.after === undefined || ids ? raw('true') : order.after(input.after)}
               order by ${ids ? raw('p.id') : order.by} limit ${ids ? foundMax : input.limit + 1}) p
        join party_versions v on v.company_id = p.company_id and v.party_id = p.id and v.version_no = p.version_no order by p.place`)
    const byPlace = new Map(ids?.map((id, place) => [id, place]))
    const sorted = ids ? rows.sort((a, b) => byPlace.get(a.id)! - byPlace.get(b.id)!) : rows
    const page = sorted.slice(0, input.limit)
    const hidden = page.filter((party) => party.isProtected)
    if (hidden.length > 0)
      await logProtectedReads(
        ctx,
        hidden.map((party) => party.id),
        'parties.list',
      )
    const balances = await readBalances(
      ctx,
      page.map((party) => party.id),
    )
    const isFirst = input.after === undefined && input.totals
    return {
      rows: page.map(({ cursor: _, ...party }) => ({
        ...party,
        ...(party.isProtected && !unmasked ? { name: protectedName[ctx.company.language], city: null } : {}),
        closedOn: party.closedOn === 'infinity' ? null : party.closedOn,
        open: balances.get(party.id) ?? [],
      })),
      next: ids === null && rows.length > page.length ? page.at(-1)!.cursor : null,
      ...(isFirst ? await readAll(ctx, where, input, ids) : { total: null, totals: null }),
    }
  },
})

async function conditions(ctx: Ctx, given: Given, ids: Id[] | null): Promise<Statement> {
  const company = ctx.company.id
  const all = [sql`p.company_id = ${company} and p.kind <> 'system' and p.merged_into_id is null`]
  if (ids) all.push(sql`p.id = any (${ids}::uuid[])`)
  if (given.numbers !== undefined) {
    const numbers = typeof given.numbers === 'string' ? given.numbers.split(',') : given.numbers
    all.push(sql`p.number = any (${numbers.map((number) => number.trim())}::text[])`)
  }
  if (given.role) all.push(raw(given.role === 'customer' ? 'p.is_customer' : 'p.is_supplier'))
  if (given.open !== undefined) all.push(sql`(p.closed_on > ${ctx.today}) = ${given.open}`)
  if (given.kind) all.push(sql`p.kind = ${given.kind}`)
  if (given.customerKind !== undefined)
    all.push(given.customerKind === '-' ? raw('p.customer_kind is null') : sql`p.customer_kind = ${given.customerKind}`)
  if (given.protected !== undefined) all.push(sql`(p.protection <> 'none') = ${given.protected}`)
  if (given.channel)
    all.push(
      sql`exists (select from party_channels c where c.company_id = p.company_id and c.party_id = p.id and c.channel = ${given.channel} and c.withdrawn_on is null and c.bounced_at is null)`,
    )
  if (given.businessArea !== undefined) {
    const area = await ctx.db.maybe<{ id: Id }>(
      sql`select id from business_areas where company_id = ${company} and code = ${given.businessArea}`,
    )
    if (!area)
      refuse(
        'business-area.unknown',
        `there is no business area ${given.businessArea}`,
        { area: given.businessArea },
        404,
      )
    all.push(
      sql`(exists (select from invoices i where i.company_id = p.company_id and i.party_id = p.id and i.business_area_id = ${area!.id})
        or exists (select from party_areas a where a.company_id = p.company_id and a.party_id = p.id and a.area_id = ${area!.id}))`,
    )
  }
  if (given.balance)
    all.push(
      sql`p.id in (select i.party_id from open_items i where i.company_id = ${company} and i.amount_open <> 0 and ${withBalance(ctx, given.balance)})`,
    )
  return all.reduce((both, one) => sql`${both} and ${one}`)
}

/** SQL: the item `i`, open, gives its party such a balance. */
const withBalance = (ctx: Ctx, balance: NonNullable<Given['balance']>): Statement =>
  ({
    open: raw('true'),
    overdue: sql`i.amount_open > 0 and i.due_on < ${ctx.today}`,
    credit: raw('i.amount_open < 0'),
  })[balance]

interface Order {
  join: Statement
  by: Statement
  cursor: Statement
  after(cursor: string): Statement
}

/** The last column names the row, so that pages neither skip nor repeat. Texts are those of the indexes parties_by_name_…. */
function orders(ctx: Ctx): Record<Given['order'], Order> {
  const name = raw(`(case when p.protection = 'none' then p.name else '' end) ${byName(ctx.company)}`)
  return {
    number: {
      join: raw(''),
      by: raw('p.number'),
      cursor: raw('p.number'),
      after: (cursor) => sql`p.number > ${cursor}`,
    },
    name: {
      join: raw(''),
      by: sql`${name}, p.id`,
      cursor: sql`json_build_array(${name}, p.id)::text`,
      after(cursor) {
        const [last, party] = readCursor(cursor)
        return sql`(${name}, p.id) > (${last}::text ${raw(byName(ctx.company))}, ${party}::uuid)`
      },
    },
    open: {
      join: sql`left join (select i.party_id, sum_minor(i.base_open) as base_open from open_items i where i.company_id = ${ctx.company.id} and i.amount_open <> 0 group by 1) o on o.party_id = p.id`,
      by: raw('coalesce(o.base_open, 0) desc, p.id desc'),
      cursor: raw('json_build_array(coalesce(o.base_open, 0)::text, p.id)::text'),
      after(cursor) {
        const [last, party] = readCursor(cursor)
        return sql`(coalesce(o.base_open, 0), p.id) < (${last}::int8, ${party}::uuid)`
      },
    },
  }
}

function readCursor(cursor: string): [string, string] {
  try {
    const values: unknown = JSON.parse(cursor)
    if (Array.isArray(values) && values.length === 2 && values.every((value) => typeof value === 'string'))
      return values as [string, string]
  } catch {
    // Answered below.
  }
  return refuse('paging.bad-cursor', 'this is no page of this list: begin again without "after"')
}

const count = async (ctx: Ctx, where: Statement): Promise<number> =>
  Number((await ctx.db.one<{ count: bigint }>(sql`select count(*) as count from parties p where ${where}`)).count)

interface Balance {
  baseCurrency: string
  open: bigint
  overdue: bigint
  items: bigint
}

const balanceOf = ({ baseCurrency, open, overdue, items }: Balance) => ({
  baseCurrency,
  amount: formatMinor(open, baseCurrency),
  overdue: formatMinor(overdue, baseCurrency),
  items: Number(items),
})

const sums = (ctx: Ctx): Statement =>
  sql`i.base_currency as "baseCurrency", sum_minor(i.base_open) as open, count(*) as items, coalesce(sum_minor(i.base_open) filter (where i.amount_open > 0 and i.due_on < ${ctx.today}), 0) as overdue`

/** What is open in the areas that the user sees. */
async function readBalances(ctx: Ctx, ids: Id[]) {
  const rows = await ctx.db.rows<Balance & { partyId: Id }>(
    sql`select i.party_id as "partyId", ${sums(ctx)} from open_items i
         where i.company_id = ${ctx.company.id} and i.party_id = any (${ids}::uuid[]) and i.amount_open <> 0 group by 1, i.base_currency order by 1, 2`,
  )
  const byParty = new Map<Id, ReturnType<typeof balanceOf>[]>()
  for (const { partyId, ...sum } of rows) byParty.set(partyId, [...(byParty.get(partyId) ?? []), balanceOf(sum)])
  return byParty
}

/** How many parties the filter finds, and what is open on them. */
async function readAll(ctx: Ctx, where: Statement, given: Given, ids: Id[] | null) {
  if (!given.balance) return { total: await count(ctx, where), totals: await readTotals(ctx, where, given) }
  // Of those with a balance: items are added once by party, for some hundred thousand of them in memory. `is true`: hashed, no look-ups one by one.
  await ctx.db.query(`set local work_mem = '64MB'`)
  const others = await conditions(ctx, { ...given, balance: undefined }, ids)
  const rows = await ctx.db.rows<Balance & { parties: bigint }>(
    sql`with of_party as materialized (
          select i.party_id, ${sums(ctx)}, bool_or(${withBalance(ctx, given.balance)}) as wanted from open_items i where i.company_id = ${ctx.company.id} and i.amount_open <> 0 group by 1, i.base_currency
        ), found as materialized (
          select p.id from parties p where ${others} and (p.id in (select party_id from of_party where wanted)) is true
        )
        select b."baseCurrency", sum(b.open)::int8 as open, sum(b.items)::int8 as items, sum(b.overdue)::int8 as overdue, (select count(*) from found) as parties
          from of_party b join found on found.id = b.party_id group by 1 order by 1`,
  )
  return { total: Number(rows[0]?.parties ?? 0n), totals: rows.map(balanceOf) }
}

/**
 * Where nearly all parties are meant it is what is open in all (kept: open_item_sums), less what is open on the others.
 * Others that the user does not see cannot be taken off: then the items are added.
 */
async function readTotals(ctx: Ctx, where: Statement, given: Given) {
  const company = ctx.company.id
  const others =
    ctx.user.areas === 'all' && !given.businessArea
      ? await ctx.db.rows<{ id: Id }>(
          sql`select p.id from parties p where p.company_id = ${company} and (${where}) is not true limit ${othersMax + 1}`,
        )
      : null
  if (others && others.length <= othersMax) {
    const rows = await ctx.db.rows<Balance>(
      sql`select "baseCurrency", sum(open)::int8 as open, sum(items)::int8 as items, sum(overdue)::int8 as overdue from (
            select base_currency as "baseCurrency", sum(base_open) as open, sum(items) as items, coalesce(sum(base_open) filter (where sign = 1 and due_on < ${ctx.today}), 0) as overdue
              from open_item_sums where company_id = ${company} group by 1
            union all
            select i.base_currency, -sum(i.base_open), -count(*), -coalesce(sum(i.base_open) filter (where i.amount_open > 0 and i.due_on < ${ctx.today}), 0)
              from open_items i where i.company_id = ${company} and i.amount_open <> 0 and i.party_id = any (${others.map(({ id }) => id)}::uuid[]) group by 1
          ) s group by 1 having sum(items) <> 0 order by 1`,
    )
    return rows.map(balanceOf)
  }
  const rows = await ctx.db.rows<Balance>(
    sql`select ${sums(ctx)} from open_items i
         where i.company_id = ${ctx.company.id} and i.amount_open <> 0 and i.party_id in (select p.id from parties p where ${where}) group by i.base_currency order by 1`,
  )
  return rows.map(balanceOf)
}

/** Exact numbers first, then names by likeness; protected persons by name only for who may read them. */
async function find(ctx: Ctx, search: string, withProtected: boolean): Promise<Id[]> {
  const identity = country(ctx.company.country).identity.anyNumber(search, ctx.today).value?.value ?? search
  const exact = await ctx.db.rows<{ id: Id }>(
    `select coalesce(merged_into_id, id) as id from parties where company_id = $1 and (number = $2 or identity_number = $3 or vat_number = upper($2))`,
    [ctx.company.id, search, identity],
  )
  const named = await ctx.db.rows<{ id: Id }>(`select party_id as id from find_parties($1, $2, $3)`, [
    searchName(search),
    withProtected,
    foundMax,
  ])
  return [...new Set([...exact, ...named].map((found) => found.id))]
}
