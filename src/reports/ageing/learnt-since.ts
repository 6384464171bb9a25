import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { amountText, dayText, paging } from '../../db/schemas.ts'
import type { Statement } from '../../db/sql.ts'
import { raw, sql } from '../../db/sql.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import { codes } from '../../kernel/words/codes.ts'
import type { ReportRow } from '../columns.ts'
import { code, day, id, instant, jsonRow, money, rowSchema, text } from '../columns.ts'
import { itemFilter, itemParameters } from '../item-filter.ts'
import type { Keyset, SortKeys } from '../keyset.ts'
import { keyset, readPage } from '../keyset.ts'
import { recordLooks, shown } from '../protection.ts'
import { report } from '../report.ts'
import { oneSnapshot } from '../snapshot.ts'
import { reportTitles } from '../titles.ts'

const { knownAt: _knownAt, dueFrom: _from, dueTo: _to, asOf: _asOf, ...filters } = itemParameters
const parameters = z.object({
  ...filters,
  control: itemParameters.control.default('receivable'),
  asOf: dayText.optional().meta({ description: 'The day whose picture changed; default today' }),
  since: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'Recorded after this instant; default the end of the day asOf where the company is' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Recorded until this instant; default now' }),
})

const columns = [
  code('event', codes.learntEvent),
  code('kind', codes.itemKind),
  text('number'),
  text('partyNumber'),
  text('partyName'),
  day('effectiveOn'),
  instant('recordedAt'),
  text('recordedBy'),
  text('account'),
  text('currency'),
  money('amount', 'currency'),
  text('baseCurrency'),
  money('baseAmount', 'baseCurrency'),
  id('itemId'),
  id('allocationId'),
  id('voucherId'),
  id('partyId'),
]
const totalsColumns = [
  text('currency'),
  money('amount', 'currency'),
  text('baseCurrency'),
  money('baseAmount', 'baseCurrency'),
]

export const learntSinceReport = report({
  name: 'learnt-since',
  titles: reportTitles['learnt-since'],
  parameters,
  columns: () => columns,
  parts: async (ctx, given) => {
    const rows = await ctx.db.rows<ReportRow & { currency: string; baseCurrency: string }>(
      totalsOf(await ask(ctx, given)),
    )
    return rows.map(({ currency, baseCurrency, ...totals }) => ({ currency, baseCurrency, totals }))
  },
  rows: async function* (ctx, given, { currency, baseCurrency }) {
    const question = await ask(ctx, { ...given, currency: currency!, baseCurrency: baseCurrency! })
    yield* ctx.db.stream<ReportRow>(namedRows(ctx, allOf(question), keyset(sortKeys, undefined)))
  },
})

/**
 * What was recorded after a day and belongs to it or to a day before: items booked back, allocations that took effect then
 * (two rows, one for each side), base money of foreign items. Its sum is how the open amounts of that day have changed.
 */
export const learntSince = verb({
  kind: 'read',
  name: 'reports.learnt-since',
  summary: 'What was learnt after a day about that day: the sum that its open amounts changed by, and each event',
  route: 'GET /reports/learnt-since',
  recordsLooks: true,
  input: parameters.extend(paging),
  output: z.object({
    asOf: dayText,
    since: z.string(),
    until: z.string().nullable(),
    events: z.number().int().meta({ description: 'Things recorded: an allocation is one, though two rows show it' }),
    rows: z.array(rowSchema(columns)),
    totals: z.array(rowSchema(totalsColumns)),
    baseTotals: z
      .array(z.object({ baseCurrency: z.string(), amount: amountText }))
      .meta({ description: 'The totals of all currencies, in that of the books' }),
    next: z.string().nullable(),
  }),
  run: async (ctx, { after, limit, ...given }) => {
    await oneSnapshot(ctx)
    const question = await ask(ctx, given)
    const totals = await ctx.db.rows<ReportRow & { events: bigint }>(totalsOf(question))
    const sort = keyset(sortKeys, after)
    const rest = sql`where ${sort.after} order by ${sort.order} limit ${limit + 1}`
    const page = await readPage<ReportRow>(
      ctx.db,
      namedRows(ctx, sql`select * from (${allOf(question)}) e ${rest}`, sort),
      limit,
    )
    await recordLooks(
      ctx,
      'reports.learnt-since',
      page.rows.map((row) => row.partyId),
    )
    return {
      asOf: question.asOf,
      since: question.since.toISOString(),
      until: question.until?.toISOString() ?? null,
      events: Number(totals.reduce((sum, row) => sum + row.events, 0n)),
      rows: page.rows.map((row) => jsonRow(columns, row)),
      totals: totals.map((row) => jsonRow(totalsColumns, row)),
      baseTotals: [...new Set(totals.map((row) => row.baseCurrency as string))].map((baseCurrency) => ({
        baseCurrency,
        amount: formatMinor(
          totals
            .filter((row) => row.baseCurrency === baseCurrency)
            .reduce((sum, row) => sum + (row.baseAmount as bigint), 0n),
          baseCurrency,
        ),
      })),
      next: page.next,
    }
  },
})

const sortKeys: SortKeys = [
  ['e.recorded_at', 'timestamptz'],
  ['e.event_id', 'uuid'],
  ['e.side', 'int4'],
]

interface Question {
  asOf: Day
  since: Date
  until: Date | null
  /** An item is one event; an allocation, with its two sides, is one too. */
  items: Statement
  moves: Statement
}

async function ask(ctx: Ctx, given: z.output<typeof parameters>): Promise<Question> {
  const asOf = given.asOf ?? ctx.today
  const since = given.since ? new Date(given.since) : await endOfDay(ctx, asOf)
  const until = given.until ? new Date(given.until) : null
  return { asOf, since, until, ...(await learntRows(ctx, { ...given, asOf }, since, until)) }
}

const allOf = ({ items, moves }: Question): Statement => sql`${items} union all ${moves}`

function totalsOf({ items, moves }: Question): Statement {
  const sums = raw('currency, base_currency, sum_minor(amount) as amount, sum_minor(base_amount) as base_amount')
  return sql`select currency, base_currency as "baseCurrency", sum_minor(amount) as amount, sum_minor(base_amount) as "baseAmount", sum(events)::int8 as events from (
            select ${sums}, count(*) as events from (${items}) e group by 1, 2
            union all
            select ${sums}, count(*) as events from (select event_id, ${sums} from (${moves}) e group by event_id, 2, 3) e group by 1, 2) e
           group by 1, 2 order by 1, 2`
}

/** Names are looked up for the rows that are shown only. */
const namedRows = (ctx: Ctx, rows: Statement, sort: Keyset): Statement =>
  sql`select e.event, i.kind, i.number_text as number, p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName", e.effective_on as "effectiveOn",
                 to_json(e.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy", i.account, e.currency, e.amount, e.base_currency as "baseCurrency", e.base_amount as "baseAmount",
                 e.item_id as "itemId", e.allocation_id as "allocationId", coalesce(e.voucher_id, i.voucher_id) as "voucherId", i.party_id as "partyId",
                 p.protection <> 'none' as "isProtected", ${sort.cursor} as cursor
            from (${rows}) e
            join open_items i on i.company_id = ${ctx.company.id} and i.id = e.item_id
            left join parties p on p.company_id = ${ctx.company.id} and p.id = i.party_id
            left join vouchers v on v.company_id = ${ctx.company.id} and v.id = i.voucher_id and e.event = 'item'
            left join users u on u.id = coalesce(e.recorded_by, v.recorded_by)
           order by ${sort.order}`

/** The first instant after the day, where the company is. */
async function endOfDay({ db, company }: Ctx, asOf: string): Promise<Date> {
  const { ends } = await db.one<{ ends: Date }>(
    sql`select (${asOf}::date + 1)::timestamp at time zone ${company.timeZone} as ends`,
  )
  return ends
}

async function learntRows(
  ctx: Ctx,
  given: z.output<typeof parameters> & { asOf: z.output<typeof dayText> },
  since: Date,
  until: Date | null,
): Promise<{ items: Statement; moves: Statement }> {
  const where = await itemFilter(ctx, given)
  const late = (column: string) =>
    sql`${raw(column)} > ${since} and ${until ? sql`${raw(column)} <= ${until}` : raw('true')}`
  const ofItem = sql`join open_items i on i.company_id = ${ctx.company.id} and i.id = l.item_id where (${where}) and i.opened_on <= ${given.asOf}`
  const known = until ? sql`i.recorded_at <= ${until}` : raw('true')
  const items = sql`
    select 'item' as event, i.id as event_id, 0 as side, i.recorded_at, null::uuid as recorded_by, i.opened_on as effective_on, i.id as item_id, null::uuid as allocation_id, i.voucher_id,
           i.currency, i.base_currency, i.amount, i.base_amount
      from open_items i where i.company_id = ${ctx.company.id} and i.opened_on <= ${given.asOf} and ${late('i.recorded_at')} and (${where})`
  const moves = sql`
    select case when l.reverses_id is null then 'allocation' else 'reversal' end as event, l.id as event_id, l.side, l.recorded_at, l.recorded_by, l.effective_on, l.item_id, l.id, l.voucher_id,
           i.currency, i.base_currency, l.amount, l.base_amount
      from (
        select a.id, 0 as side, a.reverses_id, a.recorded_at, a.recorded_by, a.effective_on, a.voucher_id, a.debit_item_id as item_id, -a.amount as amount, -a.base_debit as base_amount
          from allocations a where a.company_id = ${ctx.company.id} and ${late('a.recorded_at')} and a.effective_on <= ${given.asOf}
        union all
        select a.id, 1, a.reverses_id, a.recorded_at, a.recorded_by, a.effective_on, a.voucher_id, a.credit_item_id, a.amount, a.base_credit
          from allocations a where a.company_id = ${ctx.company.id} and ${late('a.recorded_at')} and a.effective_on <= ${given.asOf}
      ) l ${ofItem} and ${known}
    union all
    select 'adjustment', l.voucher_id, l.side, l.recorded_at, l.recorded_by, l.posted_on, l.item_id, null, l.voucher_id, i.currency, i.base_currency, 0, l.base_amount
      from (select j.voucher_id, (row_number() over (partition by j.voucher_id order by j.item_id))::int4 as side, v.recorded_at, v.recorded_by, j.posted_on, j.item_id, j.base_amount
              from item_adjustments j join vouchers v on v.company_id = j.company_id and v.id = j.voucher_id
             where j.company_id = ${ctx.company.id} and j.posted_on <= ${given.asOf} and ${late('v.recorded_at')}) l ${ofItem} and ${known}`
  return { items, moves }
}
