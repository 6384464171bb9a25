import type { Ctx } from '../../db/context.ts'
import { hot } from '../../db/sql.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { currencyDigits } from '../../kernel/money.ts'

/** The last finished run of an invoice group; runs of single orders (invoices by hand, corrections) are none. */
export interface PreviousRun {
  groupId: Id
  runId: Id
  invoiceOn: Day
}

export async function previousRuns({ db, company }: Ctx, runId: Id): Promise<PreviousRun[]> {
  return db.rows<PreviousRun>(
    `select g.id as "groupId", b.id as "runId", b.invoice_on as "invoiceOn"
       from runs r
       cross join lateral (select x::uuid as id from jsonb_array_elements_text(r.parameters -> 'groupIds') x) g
       cross join lateral (
         select p.id, p.parameters ->> 'invoiceOn' as invoice_on from runs p
          where p.company_id = r.company_id and p.kind = 'billing' and p.state = 'done' and p.id < r.id
            and not p.parameters ? 'orderIds' and p.parameters -> 'groupIds' ? g.id::text
          order by p.id desc limit 1) b
      where r.company_id = $1 and r.id = $2`,
    [company.id, runId],
  )
}

/** SQL: what the row adds to the run. */
export const signed = (alias: string): string =>
  `case when ${alias}.reason ->> 'kind' = 'credit-note' then -${alias}.amount else ${alias}.amount end`

/**
 * SQL: the row `r` of a run with its comparison, as `c`. Looked up row by row on the primary key: right after the proposal the
 * table has no statistics, and a plain join would hold every row against every other.
 */
export const withComparison = `left join lateral (select * from billing_comparisons c where c.company_id = r.company_id and c.run_id = r.run_id and c.row_no = r.row_no offset 0) c on true`

/** A name without months and figures, so that "Avgift oktober 2026" and "Avgift november 2026" are the same thing. */
const months = [
  'januari?|februari?|mars|april|maj|juni?|juli?|augusti?|september|oktober|november|december',
  'januar|februar|mai|august|desember',
  'january|february|march|may|june|july|october',
  'януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември',
].join('|')
const nameKey = `regexp_replace(lower(name), '\\m(${months})\\M|[0-9[:punct:][:space:]]+', '', 'g')`

/** A row is an outlier when it differs from last time by at least this part … */
const differsBy = '0.5'
/** … and this many major units. */
const differsFloor = 100n
/** A customer's first invoice is one above this many times the run's median. */
const timesMedian = 5
/** A changed price is one where few have it: not when a whole register was raised. */
const fewRows = 20
const fewPart = '0.05'

/** Marks a proposal whose comparison is still to be written. */
export const comparisonDue = { comparison: 'due' }

/**
 * The comparison of a proposal, once, when nobody has written it yet: it follows the proposal in a transaction of its own, and
 * whoever approves a proposal whose program died in between writes it first.
 */
export async function compareWhenDue(ctx: Ctx, runId: Id): Promise<void> {
  const { db, company } = ctx
  const due = await db.maybe(
    hot(
      `select 1 from runs where company_id = $1 and id = $2 and kind = 'billing' and state = 'proposed' and parameters ->> 'comparison' = 'due' for update`,
      [company.id, runId],
    ),
  )
  if (!due) return
  await writeComparisons(ctx, runId)
  await db.query(`update runs set parameters = parameters - 'comparison' where company_id = $1 and id = $2`, [
    company.id,
    runId,
  ])
}

/**
 * Holds every row of a proposal against the last run of its invoice group: what the customer had then, which part of the
 * difference is price, quantity, lines come and gone, and why a person should look. One statement a currency.
 * @param partyOf only the rows of this row's customer, after it was edited
 */
export async function writeComparisons(ctx: Ctx, runId: Id, partyOf: number | null = null): Promise<void> {
  const { db, company } = ctx
  const before = await previousRuns(ctx, runId)
  const currencies = await db.rows<{ currency: string }>(
    `select distinct currency from run_rows where company_id = $1 and run_id = $2`,
    [company.id, runId],
  )
  if (partyOf !== null)
    await db.query(
      `delete from billing_comparisons c using run_rows r, run_rows x
        where c.company_id = $1 and c.run_id = $2 and r.company_id = $1 and r.run_id = $2 and r.row_no = c.row_no
          and x.company_id = $1 and x.run_id = $2 and x.row_no = $3 and x.party_id = r.party_id`,
      [company.id, runId, partyOf],
    )
  // The rows of a proposal are younger than all statistics: the planner takes them for a handful, and would join each with each.
  if (partyOf === null) await db.query('set local enable_nestloop = off')
  for (const { currency } of currencies) {
    const unit = 10n ** BigInt(currencyDigits(currency))
    await db.query(statement, [
      company.id,
      runId,
      currency,
      before.map((one) => one.groupId),
      before.map((one) => one.runId),
      unit,
      differsFloor * unit,
      partyOf,
    ])
  }
  if (partyOf === null) await db.query('set local enable_nestloop = on')
}

// Each order's lines by key, however large the table of all lines is (`offset 0`).
const rawLines = (rows: string): string => `
  select r.row_no, l.article_id, l.name, l.quantity, round(l.net * (1 + coalesce(v.percent, 0) / 100) * $6::numeric) as gross
    from ${rows} r
    cross join lateral jsonb_array_elements_text(r.orders) o
    cross join lateral (
      select x.article_id, x.name, x.vat_code, x.quantity, x.quantity * x.unit_price * (1 - coalesce(x.discount_percent, 0) / 100) as net
        from order_lines x where x.company_id = $1 and x.order_id = o::uuid and not x.text_only offset 0) l
    left join vat_codes v on v.company_id = $1 and v.code = l.vat_code and v.valid_from <= r.invoice_on and r.invoice_on < v.valid_to`

const lines = (raw: string): string => `
  select l.row_no, coalesce(l.article_id::text, n.key) as key, min(l.name) as name, sum(l.quantity) as quantity, sum(l.gross) as gross
    from ${raw} l left join names n on n.name = l.name
   group by 1, 2`

const statement = `
with run as materialized (
  select (parameters ->> 'invoiceOn')::date as invoice_on from runs where company_id = $1 and id = $2
), own as (
  select r.row_no, r.party_id, (r.reason ->> 'invoiceGroupId')::uuid as group_id, r.reason ->> 'kind' as kind, r.reason -> 'orders' as orders, r.amount, r.state, r.business_area_id, run.invoice_on,
         r.problems @> '[{"code": "invoice.zero"}]' as zero,
         row_number() over (partition by r.party_id, r.reason ->> 'invoiceGroupId', r.reason ->> 'kind' = 'credit-note' order by r.row_no) as nth,
         count(*) over (partition by r.party_id, r.reason ->> 'invoiceGroupId') as documents
    from run_rows r cross join run
   where r.company_id = $1 and r.run_id = $2 and r.currency = $3
     and ($8::int is null or r.party_id = (select party_id from run_rows where company_id = $1 and run_id = $2 and row_no = $8))
), median as materialized (
  select percentile_disc(0.5) within group (order by amount) as amount from run_rows
   where company_id = $1 and run_id = $2 and currency = $3 and amount > 0 and reason ->> 'kind' <> 'credit-note'
), previous_rows as (
  select r.party_id, (r.reason ->> 'invoiceGroupId')::uuid as group_id, r.amount, r.reason -> 'orders' as orders, (q.parameters ->> 'invoiceOn')::date as invoice_on
    from unnest($4::uuid[], $5::uuid[]) p (group_id, run_id)
    join runs q on q.company_id = $1 and q.id = p.run_id
   cross join lateral (
     select x.party_id, x.amount, x.reason from run_rows x
      where x.company_id = $1 and x.run_id = p.run_id and x.state = 'done' and x.currency = $3
        and x.reason ->> 'invoiceGroupId' = p.group_id::text and x.reason ->> 'kind' <> 'credit-note' offset 0) r
), previous as (
  select party_id, group_id, sum(amount)::bigint as amount from previous_rows group by 1, 2
), compared as (
  select o.row_no, o.orders, o.invoice_on, p.amount as previous from own o join previous p on p.party_id = o.party_id and p.group_id = o.group_id
   where o.nth = 1 and o.kind <> 'credit-note'
), compared_before as (
  select o.row_no, b.orders, b.invoice_on from own o join previous_rows b on b.party_id = o.party_id and b.group_id = o.group_id where o.nth = 1 and o.kind <> 'credit-note'
), now_raw as materialized (${rawLines('compared')}
), then_raw as materialized (${rawLines('compared_before')}
), names as materialized (
  select name, ${nameKey} as key from (select name from now_raw where article_id is null union select name from then_raw where article_id is null) x
), now_lines as (${lines('now_raw')}
), then_lines as (${lines('then_raw')}
), effects as (
  select row_no,
         coalesce(sum(n.gross - round(t.gross * n.quantity / t.quantity)) filter (where n.quantity * t.quantity <> 0), 0)::bigint as price,
         coalesce(sum(round(t.gross * n.quantity / t.quantity) - t.gross) filter (where n.quantity * t.quantity <> 0), 0)::bigint as quantity,
         coalesce(sum(n.gross) filter (where coalesce(t.quantity, 0) = 0 or n.quantity = 0), 0)::bigint as come,
         coalesce(sum(-t.gross) filter (where coalesce(n.quantity, 0) = 0 or t.quantity = 0), 0)::bigint as gone,
         (array_agg(jsonb_build_object('line', n.name, 'from', trim_scale(round(t.gross / t.quantity / $6::numeric, 2))::text, 'to', trim_scale(round(n.gross / n.quantity / $6::numeric, 2))::text)
           order by abs(n.gross - t.gross * n.quantity / t.quantity) desc)
           filter (where n.quantity * t.quantity <> 0 and round(n.gross / n.quantity) <> round(t.gross / t.quantity)))[1] as changed
    from now_lines n full join then_lines t using (row_no, key) group by row_no
), judged as (
  select o.*, case when o.kind = 'credit-note' then null when o.nth = 1 then p.amount when p.amount is not null then 0 end as previous,
         e.price, e.quantity, e.come, e.gone, e.changed, m.amount as median,
         p.amount is null and f.had is null as first,
         count(*) filter (where e.changed is not null) over () as changed_rows, count(p.amount) over () as compared_rows
    from own o left join previous p on p.party_id = o.party_id and p.group_id = o.group_id
    left join effects e on e.row_no = o.row_no and o.kind <> 'credit-note' cross join median m
    left join lateral (
      select true as had from invoices i where p.amount is null and i.company_id = $1 and i.party_id = o.party_id and i.kind <> 'proforma' and i.run_id is distinct from $2 limit 1) f on true
), told as (
  select j.*,
         array_remove(array[
           case when kind = 'credit-note' or amount < 0 then jsonb_build_object('code', 'negative', 'data', '{}'::jsonb) end,
           case when zero then jsonb_build_object('code', 'zero', 'data', '{}'::jsonb) end,
           case when first then jsonb_build_object('code', 'first-invoice', 'data', '{}'::jsonb) end,
           case when nth = 1 and previous > 0 and not coalesce(zero, false) and abs(amount - previous) >= previous * ${differsBy} and abs(amount - previous) >= $7
                then jsonb_build_object('code', 'amount-differs', 'data', jsonb_build_object('percent', round((amount - previous) * 100.0 / previous)::text)) end,
           case when documents > 1 then jsonb_build_object('code', 'several-documents', 'data', jsonb_build_object('documents', documents)) end,
           case when changed is not null then jsonb_build_object('code', 'price-changed', 'data', changed) end
         ], null) as causes,
         kind = 'credit-note' or amount < 0 or documents > 1 or first and amount > ${timesMedian} * median
           or nth = 1 and previous > 0 and not coalesce(zero, false) and abs(amount - previous) >= previous * ${differsBy} and abs(amount - previous) >= $7
           or changed is not null and (changed_rows <= ${fewRows} or changed_rows <= compared_rows * ${fewPart}) as worth
    from judged j
)
insert into billing_comparisons (company_id, run_id, row_no, previous, price_effect, quantity_effect, new_lines, ended_lines, causes, attention, business_area_id)
select $1, $2, row_no, previous, coalesce(price, 0), coalesce(quantity, 0), coalesce(come, 0), coalesce(gone, 0), to_jsonb(causes), coalesce(worth, false) and state = 'proposed', business_area_id from told`
