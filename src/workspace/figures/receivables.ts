import type { Ctx } from '../../db/context.ts'
import { sql } from '../../db/sql.ts'
import { formatMinor, parseMinor } from '../../kernel/money.ts'
import { readAgeing } from '../../reports/ageing/report.ts'
import { differencesByAccount } from '../../reports/prove/prove.ts'
import type { Question } from './question.ts'
import { shareOf } from './share-of.ts'

/** Claims by age as reports.ageing has them, money on the customers' accounts apart; together they are the postings of the accounts. */
export async function receivables(ctx: Ctx, question: Question) {
  const { asOf, currency, filters } = question
  const read = (unplaced: 'only' | 'without') =>
    readAgeing(ctx, {
      ...filters,
      asOf,
      baseCurrency: currency,
      control: 'receivable',
      unplaced,
      by: 'account',
      amounts: 'base',
      order: 'code',
      limit: 1,
    })
  const answer = await read('without')
  const totals = answer.totals[0]
  const onAccount = (await read('only')).totals[0]?.baseOpen ?? formatMinor(0n, currency)
  const claims = parseMinor(totals?.baseOpen ?? '0', currency)
  const open = claims + parseMinor(onAccount, currency)
  const ledger = question.isFiltered ? null : await ledgerBalance(ctx, question)
  return {
    open: formatMinor(open, currency),
    onAccount,
    buckets: answer.buckets.map(({ key, fromDays, toDays }) => {
      const bucket = totals?.buckets.find((one) => one.key === key)
      const amount = bucket?.amount ?? formatMinor(0n, currency)
      return {
        key,
        fromDays,
        toDays,
        amount,
        share: shareOf(parseMinor(amount, currency), claims),
        items: bucket?.items ?? {},
      }
    }),
    ledger: ledger === null ? null : formatMinor(ledger, currency),
    difference: ledger === null ? null : formatMinor(open - ledger, currency),
  }
}

/** Within areas as the proof has it: money of one area may have settled a claim of another. */
async function ledgerBalance(ctx: Ctx, question: Question): Promise<bigint> {
  if (ctx.user.areas === 'all') return balanceSinceClosing(ctx, question)
  const { asOf, currency, receivableAccounts } = question
  const { balance } = await ctx.db.one<{ balance: bigint }>(
    sql`select coalesce(sum(base_postings), 0)::bigint as balance from (${await differencesByAccount(ctx, asOf)}) d
         where account = any (${receivableAccounts}::text[]) and base_currency = ${currency}`,
  )
  return balance
}

/** From the latest closing, whose balances were appended when the period closed; without any, all postings of the accounts. */
async function balanceSinceClosing(
  { db, company }: Ctx,
  { asOf, currency, receivableAccounts }: Question,
): Promise<bigint> {
  const closed = await db.maybe<{ endsOn: string; balance: bigint }>(
    sql`select p.ends_on as "endsOn",
            (select coalesce(sum(b.closing_base), 0)::bigint from period_balances b
              where b.company_id = p.company_id and b.ends_on = p.ends_on and b.closing_no = p.closing_no and b.base_currency = ${currency} and b.account = any (${receivableAccounts}::text[])) as balance
       from periods p
      where p.company_id = ${company.id} and p.ledger = 'general' and p.closed_at is not null and p.ends_on <= ${asOf}
        and not exists (select from periods o where o.company_id = p.company_id and o.ledger = 'general' and o.closed_at is null and o.ends_on < p.ends_on)
        and exists (select from company_currencies c where c.company_id = p.company_id and c.currency = ${currency} and p.ends_on >= c.valid_from and p.ends_on < c.valid_to)
      order by p.ends_on desc limit 1`,
  )
  const { since } = await db.one<{ since: bigint }>(
    sql`select coalesce(sum_minor(base_amount), 0) as since from postings
         where company_id = ${company.id} and account = any (${receivableAccounts}::text[]) and posted_on <= ${asOf} and posted_on > ${closed?.endsOn ?? '-infinity'}::date
           and base_currency = ${currency}`,
  )
  return (closed?.balance ?? 0n) + since
}
