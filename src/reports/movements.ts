import type { Ctx } from '../db/context.ts'
import type { Statement } from '../db/sql.ts'
import { raw, sql, unionAll } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { SortKeys } from './keyset.ts'
import { cursorValues, keyset, listed, tuple } from './keyset.ts'
import { shown, shownText } from './protection.ts'

export interface MovementQuestion {
  from: Day
  to: Day
  accounts: string[] | null
  /** Only these parties; null: all, and postings without a party too. */
  partyIds: string[] | null
  /** What one running balance stands for. */
  balanceOf: 'account' | 'account-and-party' | 'party'
  baseCurrency?: string | null
  currency?: string | null
}

/**
 * What was posted, from an opening balance over each movement to a closing balance: `row` is 'opening', 'movement' or
 * 'closing'. Read from the postings, as they stand in the books.
 */
export const movements = (ctx: Ctx, question: MovementQuestion): Statement =>
  withBalances(ctx, question, balancesOf(ctx, question), [
    sql`select ${postingColumns} from postings p where ${postingsOf(ctx, question)} and p.posted_on between ${question.from} and ${question.to}`,
  ])

/**
 * The rows of `movements` after a cursor, `limit` at most. Each balance has two rows or more, so half as many balances are
 * looked at, and of each no more movements than are shown: what was shown of it before is one sum, carried like its opening.
 */
export function movementsAfter(
  ctx: Ctx,
  question: MovementQuestion,
  after: string | undefined,
  limit: number,
): Statement {
  const keys = movementKeys(question)
  const ofBalance = keys.slice(0, -ofMovement.length)
  const sort = keyset(keys, after)
  const last = after === undefined ? null : cursorValues(keys, after)
  const isBegun = last ? sql`${tuple(ofBalance)} = ${listed(last.slice(0, ofBalance.length))}` : raw('false')
  const begins = last ? sql`${tuple(ofBalance)} >= ${listed(last.slice(0, ofBalance.length))}` : raw('true')
  const isShown = last
    ? sql`l.begun and (p.posted_on, p.voucher_id, p.line_no) <= ${listed(last.slice(-3))}`
    : raw('false')
  const ofParty = groupsOf(question).includes('party_id')
  const inBalance = (of: Statement): Statement =>
    sql`${postingsOf(ctx, question)} and p.posted_on between ${question.from} and ${question.to} and ${raw(
      groupsOf(question)
        .filter((column) => column !== 'party_id')
        .map((column) => `p.${column} = l.${column}`)
        .join(' and '),
    )} and ${of}`
  const balances = sql`
    select l.*, ${isBegun} as begun from (
      select l.*, coalesce(o.number, '') as party_number from every l
        left join parties o on o.company_id = ${ctx.company.id} and o.id = ${raw(ofParty ? 'l.party_id' : 'null')}) l
     where ${begins} order by ${keyset(ofBalance, undefined).order} limit ${Math.ceil(limit / 2) + 2}`
  // By hand: neither index is used for "is not distinct from".
  const sources = ofParty
    ? [
        [raw('p.party_id = l.party_id'), raw('l.party_id is not null')],
        [raw('p.party_id is null'), raw('l.party_id is null')],
      ]
    : [[raw('true'), raw('true')]]
  return sql`
    with every as materialized (${balancesOf(ctx, question)}), wanted as materialized (${balances}), begun as materialized (
      ${unionAll(
        sources.map(
          ([of, where]) => sql`
      select l.*, p.amount as shown, p.base_amount as base_shown from wanted l
       cross join lateral (select coalesce(sum_minor(p.amount), 0) as amount, coalesce(sum_minor(p.base_amount), 0) as base_amount from postings p where ${inBalance(of!)} and ${isShown}) p where ${where!}`,
        ),
      )}
    )
    select * from (${withBalances(
      ctx,
      question,
      sql`select ${raw(groupsOf(question).join(', '))}, amount + shown as amount, base_amount + base_shown as base_amount from begun`,
      sources.map(
        ([of, where]) => sql`
      select p.* from wanted l cross join lateral (select ${postingColumns} from postings p where ${inBalance(of!)} and not (${isShown})
        order by p.posted_on, p.voucher_id, p.line_no limit ${limit}) p where ${where!}`,
      ),
      sql`where ${sort.after} order by ${sort.order} limit ${limit}`,
    )}) page`
}

const postingColumns = raw(
  'p.account, p.party_id, p.currency, p.base_currency, p.posted_on, p.voucher_id, p.line_no, p.amount, p.base_amount',
)

/** What stood before the period, of every balance that is not nil or is moved in it. */
function balancesOf(ctx: Ctx, question: MovementQuestion): Statement {
  const list = raw(groupsOf(question).join(', '))
  const before = (column: string) =>
    sql`coalesce(sum_minor(${raw(column)}) filter (where p.posted_on < ${question.from}), 0)`
  return sql`
    select ${list}, ${before('p.amount')} as amount, ${before('p.base_amount')} as base_amount
      from postings p where ${postingsOf(ctx, question)} and p.posted_on <= ${question.to} group by ${list}
    having ${before('p.amount')} <> 0 or ${before('p.base_amount')} <> 0 or max(p.posted_on) >= ${question.from}`
}

/** `rest` may name the columns of `l` (a condition and an order of the keys below) and cuts before names are looked up. */
function withBalances(
  ctx: Ctx,
  question: MovementQuestion,
  balances: Statement,
  posted: Statement[],
  rest: Statement = raw(''),
): Statement {
  const groups = groupsOf(question)
  const list = raw(groups.join(', '))
  return sql`
    with balances as materialized (${balances}), lines as (
      select ${raw(columnsOfGroup(groups, 'g'))}, 0 as place, '-infinity'::date as posted_on, ${noId} as voucher_id, 0 as line_no, g.amount, g.base_amount
        from balances g
      union all
      select account, party_id, currency, base_currency, 1, posted_on, voucher_id, line_no, amount, base_amount from (${unionAll(posted)}) posted
      union all
      select ${raw(columnsOfGroup(groups, 'g'))}, 2, 'infinity'::date, ${noId}, 0, 0, 0 from balances g
    ), balanced as (
      select l.*, ${raw(groups.includes('currency') ? '(sum(l.amount) over running)::int8' : 'null::int8')} as balance,
             (sum(l.base_amount) over running)::int8 as base_balance
        from lines l
      window running as (partition by ${list} order by place, posted_on, voucher_id, line_no rows unbounded preceding)
    ), numbered as (
      select b.*, coalesce(p.number, '') as party_number from balanced b
        left join parties p on p.company_id = ${ctx.company.id} and p.id = b.party_id
    )
    select case l.place when 0 then 'opening' when 1 then 'movement' else 'closing' end as row,
           l.account, a.name as "accountName", p.number as "partyNumber", ${shown(ctx, 'name')} as "partyName", ${shown(ctx, 'identity_number')} as "identityNumber",
           v.posted_on as "postedOn", v.document_on as "documentOn", s.code || ' ' || v.number as voucher, v.transaction_type as kind,
           coalesce(i.number_text, adjusted.number_text) as number, i.reference, i.due_on as "dueOn", ${shownText(ctx, 'coalesce(q.text, v.text)', 'l.voucher_id')} as text,
           l.currency, case l.place when 1 then l.amount end as amount, l.balance,
           l.base_currency as "baseCurrency", case l.place when 1 then l.base_amount end as "baseAmount", l.base_balance as "baseBalance",
           l.party_id as "partyId", v.id as "voucherId", i.id as "itemId", i.invoice_id as "invoiceId", p.protection <> 'none' as "isProtected",
           ${keyset(movementKeys(question), undefined).cursor} as cursor
      from (select * from numbered l ${rest}) l
      left join accounts a on a.company_id = ${ctx.company.id} and a.code = l.account
      left join parties p on p.company_id = ${ctx.company.id} and p.id = l.party_id
      left join vouchers v on v.company_id = ${ctx.company.id} and v.id = l.voucher_id
      left join number_series s on s.company_id = ${ctx.company.id} and s.id = v.series_id
      left join postings q on q.company_id = ${ctx.company.id} and q.voucher_id = l.voucher_id and q.line_no = l.line_no
      left join open_items i on i.company_id = ${ctx.company.id} and i.voucher_id = l.voucher_id and i.line_no = l.line_no
      left join open_items adjusted on adjusted.company_id = ${ctx.company.id} and adjusted.id = q.adjusts_item_id
     order by ${keyset(movementKeys(question), undefined).order}`
}

const movementKeys = (question: Pick<MovementQuestion, 'balanceOf'>): SortKeys => {
  const groups = groupsOf(question)
  const byParty = [
    ['l.party_number', 'text'],
    [`coalesce(l.party_id::text, '')`, 'text'],
  ] as const
  return [
    ...(groups.includes('account') ? ([['l.account', 'text']] as const) : []),
    ...(groups.includes('party_id') ? byParty : []),
    ...(groups.includes('currency') ? ([['l.currency', 'text']] as const) : []),
    ['l.base_currency', 'text'],
    ...ofMovement,
  ]
}

/** Keys of a row within its balance. */
const ofMovement: SortKeys = [
  ['l.place', 'int4'],
  ['l.posted_on', 'date'],
  ['l.voucher_id', 'uuid'],
  ['l.line_no', 'int4'],
]

const noId = raw(`'00000000-0000-0000-0000-000000000000'::uuid`)
const all = { account: 'text', party_id: 'uuid', currency: 'bpchar', base_currency: 'bpchar' }

function groupsOf({ balanceOf }: Pick<MovementQuestion, 'balanceOf'>): (keyof typeof all)[] {
  // An account as a whole holds several currencies: its balance is that of the books.
  if (balanceOf === 'account') return ['account', 'base_currency']
  if (balanceOf === 'party') return ['party_id', 'currency', 'base_currency']
  return ['account', 'party_id', 'currency', 'base_currency']
}

const columnsOfGroup = (groups: (keyof typeof all)[], alias: string): string =>
  (Object.keys(all) as (keyof typeof all)[])
    .map((column) => (groups.includes(column) ? `${alias}.${column}` : `null::${all[column]} as ${column}`))
    .join(', ')

function postingsOf(ctx: Ctx, question: MovementQuestion): Statement {
  const { accounts, partyIds, currency, baseCurrency } = question
  let where = sql`p.company_id = ${ctx.company.id}`
  if (accounts) where = sql`${where} and p.account = any (${accounts}::text[])`
  if (partyIds) where = sql`${where} and p.party_id = any (${partyIds}::uuid[])`
  if (currency) where = sql`${where} and p.currency = ${currency}`
  if (baseCurrency) where = sql`${where} and p.base_currency = ${baseCurrency}`
  return where
}

/** Sums of a period per currency and base currency: what a workbook's sheets and a screen's footer show. */
export const movementTotals = (ctx: Ctx, question: MovementQuestion): Statement => {
  const inBooks = question.balanceOf === 'account'
  return sql`
  select ${raw(inBooks ? 'null::text' : 'p.currency')} as currency, p.base_currency as "baseCurrency",
         ${raw(inBooks ? 'null::int8' : 'coalesce(sum(p.amount) filter (where p.posted_on >= period.first), 0)::int8')} as amount,
         coalesce(sum(p.base_amount) filter (where p.posted_on >= period.first), 0)::int8 as "baseAmount"
    from postings p, (select ${question.from}::date as first) period
   where ${postingsOf(ctx, question)} and p.posted_on <= ${question.to}
   group by 1, 2 order by 1, 2`
}
