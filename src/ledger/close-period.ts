import { z } from 'zod'
import { audit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { asSystem } from '../db/context.ts'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused } from '../kernel/problem.ts'
import type { Period } from './periods.ts'
import { lockEarlierOpen, lockPeriod } from './periods.ts'

const differencesShown = 20

const answer = z.object({
  startsOn: dayText,
  endsOn: dayText,
  closingNo: z.number().meta({ description: '1 for the first closing, more after a reopening' }),
  alreadyClosed: z.boolean(),
  closed: z.number().meta({ description: 'Periods that were closed now' }),
  balances: z.number().meta({ description: 'Rows of period balances that were appended' }),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
})

/**
 * Closes the period that holds a day: its figures stand from here on. Refuses while an earlier period is open (`earlier`
 * closes those first, all of them or none), while the control accounts differ from their open items, and (unless forced)
 * while money of the period is not posted. What stands in the way is told of every period at once.
 */
export const closePeriod = verb({
  kind: 'write',
  name: 'ledger.close-period',
  summary: 'Close a period of the books',
  route: 'POST /periods/close',
  ofWholeCompany: true,
  input: z.object({
    on: dayText.meta({ description: 'A day of the period' }),
    earlier: z
      .boolean()
      .default(false)
      .meta({ description: 'Close the open periods before it too, oldest first: all of them or none' }),
    force: z.boolean().default(false).meta({ description: 'Close although payments of the period are not posted' }),
  }),
  output: answer,
  run: (ctx, input) => asSystem(ctx, (system) => close(system, input)),
})

async function close(
  ctx: Ctx,
  { on, earlier, force }: { on: Day; earlier: boolean; force: boolean },
): Promise<z.output<typeof answer>> {
  const before = await lockEarlierOpen(ctx, on)
  const period = await lockPeriod(ctx, on)
  const { starts_on: startsOn, ends_on: endsOn } = period
  if (period.closed_at)
    return { startsOn, endsOn, closingNo: period.closing_no, alreadyClosed: true, closed: 0, balances: 0, warnings: [] }
  const periods = earlier ? [...before, period] : [period]
  const unposted: Problem[] = []
  const differences = new Map<string, Problem>()
  for (const one of periods) {
    unposted.push(...(await unpostedPayments(ctx, one)))
    // A difference stays until its cause is mended: it is told of the period in which it arose.
    for (const [key, problem] of await controlDifferences(ctx, one))
      if (!differences.has(key)) differences.set(key, problem)
  }
  const problems = [
    ...(earlier ? [] : before.slice(0, 1).map(earlierOpen)),
    ...(force ? [] : unposted),
    ...differences.values(),
  ]
  if (problems.length > 0) throw new Refused(problems, 409)
  let balances = 0
  for (const one of periods) balances += await closeOne(ctx, one, force)
  return {
    startsOn,
    endsOn,
    closingNo: period.closing_no + 1,
    alreadyClosed: false,
    closed: periods.length,
    balances,
    warnings: unposted.map(({ code, message }) => ({ code, message })),
  }
}

async function closeOne(ctx: Ctx, period: Period, forced: boolean): Promise<number> {
  const { starts_on: startsOn, ends_on: endsOn } = period
  const closingNo = period.closing_no + 1
  const balances = await appendBalances(ctx, period, closingNo)
  await ctx.db.query(
    `update periods set closed_at = $3, closed_by = $4, closing_no = $5 where company_id = $1 and ledger = 'general' and starts_on = $2`,
    [ctx.company.id, startsOn, ctx.now, ctx.user.id, closingNo],
  )
  await audit(ctx, { verb: 'ledger.close-period', summary: { startsOn, endsOn, closingNo, balances, forced } })
  return balances
}

const earlierOpen = ({ starts_on: from, ends_on: to }: Period): Problem => ({
  code: 'period.earlier-open',
  message: `the period ${from} to ${to} is still open: close it first, or all of them with "earlier"`,
  data: { from, to },
})

async function unpostedPayments(ctx: Ctx, period: Period): Promise<Problem[]> {
  const rows = await ctx.db.rows<{ currency: string; count: number; amount: bigint; first_on: Day }>(
    `select t.currency, count(*)::int as count, sum(t.amount)::bigint as amount, min(t.booked_on) as first_on from bank_transactions t
      where t.company_id = $1 and t.booked_on between $2 and $3
        and not exists (select from bank_postings p where p.company_id = t.company_id and p.bank_transaction_id = t.id)
      group by t.currency order by t.currency`,
    [ctx.company.id, period.starts_on, period.ends_on],
  )
  return rows.map((row) => ({
    code: 'period.unposted-payments',
    message: `period to ${period.ends_on}: ${row.count} payments of the period are not posted (${formatMinor(row.amount, row.currency)} ${row.currency}, the first of ${row.first_on}): match them, or close with force`,
    data: {
      to: period.ends_on,
      payments: row.count,
      currency: row.currency,
      amount: formatMinor(row.amount, row.currency),
    },
  }))
}

async function controlDifferences(ctx: Ctx, period: Period): Promise<[key: string, problem: Problem][]> {
  const rows = await ctx.db.rows<{
    account: string
    party: string | null
    currency: string
    base_currency: string
    amount: bigint
    base: bigint
  }>(
    `select c.account, p.number as party, c.currency, c.base_currency, c.ledger_amount - c.items_amount as amount,
            c.ledger_base - c.items_base - c.adjustments as base
       from control_proof($1, $2) c left join parties p on p.company_id = $1 and p.id = c.party_id
      where c.ledger_amount <> c.items_amount or c.ledger_base <> c.items_base + c.adjustments
      order by c.account, p.number limit $3`,
    [ctx.company.id, period.ends_on, differencesShown],
  )
  return rows.map((row) => {
    const { account, party, currency } = row
    const amount = formatMinor(row.amount, currency)
    const base = formatMinor(row.base, row.base_currency)
    return [
      [account, party, amount, currency, base, row.base_currency].join(' '),
      {
        code: 'period.control-account-differs',
        message: `period to ${period.ends_on}: account ${account}, party ${party ?? '(none)'}: the ledger differs from the open items by ${amount} ${currency} and ${base} ${row.base_currency}: find the cause before closing`,
        data: { to: period.ends_on, account, party: party ?? '–', currency, amount: `${amount} ${currency}` },
      },
    ]
  })
}

/** Balance of the period before and this period's postings, in one statement; what comes to zero has no row. */
async function appendBalances(ctx: Ctx, period: Period, closingNo: number): Promise<number> {
  const { rowCount } = await ctx.db.query(
    `insert into period_balances (company_id, starts_on, ends_on, closing_no, account, base_currency, currency, party_id, closing_base, closing_amount)
     with before as (
       select ends_on, closing_no from periods where company_id = $1 and ledger = 'general' and ends_on < $2 order by ends_on desc limit 1
     ), moved as (
       select b.account, b.base_currency, b.currency, b.party_id, b.closing_base as base, b.closing_amount as amount
         from period_balances b join before using (ends_on, closing_no) where b.company_id = $1
       union all
       select p.account, p.base_currency, p.currency,
              case when a.control is null or p.party_id is null then '00000000-0000-0000-0000-000000000000' else p.party_id end, p.base_amount, p.amount
         from postings p join accounts a on a.company_id = p.company_id and a.code = p.account
        where p.company_id = $1 and p.posted_on between $2 and $3
     )
     select $1::uuid, $2::date, $3::date, $4::int, account, base_currency, currency, party_id, sum(base)::bigint, sum(amount)::bigint
       from moved group by account, base_currency, currency, party_id having sum(base) <> 0 or sum(amount) <> 0`,
    [ctx.company.id, period.starts_on, period.ends_on, closingNo],
  )
  return rowCount
}
