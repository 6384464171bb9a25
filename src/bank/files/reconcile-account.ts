import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import { refuse } from '../../kernel/problem.ts'
import { breaksBetween, readStatements } from './statements.ts'

const differencesMax = 500

const difference = z.object({
  cause: z
    .enum(['not-posted', 'posted-on-another-day', 'not-from-the-bank'])
    .meta({ description: 'In the bank only; in the books on the other side of the day; in the books only' }),
  on: dayText,
  amount: z.string().meta({ description: 'Bank less books, by the account (+ more in the bank)' }),
  transactionId: id.nullable(),
  voucherId: id.nullable(),
  text: z.string(),
})

/** The bank's balance and the books' on a day, and what makes the difference, row by row. */
export const reconcileAccount = verb({
  kind: 'read',
  name: 'bank.reconcile-account',
  summary: "Reconcile a bank account's balance with the general ledger",
  route: 'GET /bank-accounts/{code}/reconciliation',
  ofWholeCompany: true,
  input: z.object({ code: z.string(), on: dayText.optional() }),
  output: z.object({
    code: z.string(),
    account: z.string(),
    currency: z.string(),
    on: dayText,
    statementBalance: z
      .string()
      .nullable()
      .meta({ description: 'Closing balance of the last statement until the day; null: the bank told none' }),
    statementOn: dayText.nullable(),
    statementFileId: id.nullable().meta({ description: 'The file that told it' }),
    ledgerBalance: z.string(),
    difference: z.string().nullable().meta({ description: 'Statement less ledger' }),
    explained: z.string().meta({ description: 'Sum of the differences listed' }),
    unexplained: z
      .string()
      .nullable()
      .meta({ description: 'What no row explains: opening balances never posted, a missing statement' }),
    differences: z.array(difference).meta({ description: `At most ${differencesMax} rows; the sums are of all` }),
    breaks: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .meta({ description: 'Gaps and overlaps between statements' }),
  }),
  async run(ctx, { code, on = ctx.today }) {
    const account = await ctx.db.maybe<{ id: Id; account: string; currency: string }>(
      `select id, account, currency from bank_accounts where company_id = $1 and code = $2`,
      [ctx.company.id, code],
    )
    if (!account) return refuse('bank-account.unknown', `there is no bank account ${code}`, { account: code }, 404)
    const statements = await readStatements(ctx, account.id)
    const last = statements.findLast(
      (one) => one.closingOn !== null && one.closingOn <= on && one.currency === account.currency,
    )
    const day = last?.closingOn ?? on
    const { balance } = await ctx.db.one<{ balance: bigint }>(
      `select coalesce(sum(amount), 0)::bigint as balance from postings where company_id = $1 and account = $2 and currency = $3 and posted_on <= $4`,
      [ctx.company.id, account.account, account.currency, day],
    )
    const differences = await readDifferences(ctx, account, day)
    const money = (amount: bigint) => formatMinor(amount, account.currency)
    const explained = differences.reduce((sum, one) => sum + one.amount, 0n)
    const whole = last ? last.closing - balance : null
    return {
      code,
      account: account.account,
      currency: account.currency,
      on: day,
      statementBalance: last ? money(last.closing) : null,
      statementOn: last?.closingOn ?? null,
      statementFileId: last?.fileId ?? null,
      ledgerBalance: money(balance),
      difference: whole === null ? null : money(whole),
      explained: money(explained),
      unexplained: whole === null ? null : money(whole - explained),
      differences: differences.slice(0, differencesMax).map((one) => ({ ...one, amount: money(one.amount) })),
      breaks: breaksBetween(statements).map((one) => ({ code: one.code, message: one.message })),
    }
  },
})

interface Difference {
  cause: z.output<typeof difference>['cause']
  on: Day
  amount: bigint
  transactionId: Id | null
  voucherId: Id | null
  text: string
}

/** Per transaction what the bank says less what its vouchers say until the day; and what no transaction is behind. */
function readDifferences(
  ctx: Ctx,
  { id: bankAccountId, account, currency }: { id: Id; account: string; currency: string },
  day: Day,
): Promise<Difference[]> {
  return ctx.db.rows<Difference>(
    `with told as (
       select t.id, t.booked_on, case when t.booked_on <= $5 then t.amount else 0 end as amount, coalesce(t.reference, t.bank_reference, '') as text
         from bank_transactions t
        where t.company_id = $1 and t.bank_account_id = $2 and t.currency = $4
          and not exists (select from bank_files f where f.company_id = t.company_id and f.id = t.file_id and f.undone_at is not null)
     ), posted as (
       select b.bank_transaction_id as id, p.voucher_id, p.posted_on, p.amount, v.text
         from postings p join vouchers v on v.company_id = p.company_id and v.id = p.voucher_id
         left join bank_postings b on b.company_id = p.company_id and b.voucher_id = p.voucher_id
        where p.company_id = $1 and p.account = $3 and p.currency = $4 and p.amount <> 0
          -- The bank turned its own balance into the new currency that day as the books did.
          and v.transaction_type <> 'redenomination'
     ), booked as (
       select id, coalesce(sum(amount) filter (where posted_on <= $5), 0)::bigint as amount, count(*) as times from posted where id is not null group by id
     )
     select case when b.times is null or coalesce((select sum(x.amount) from posted x where x.id = t.id), 0) = 0 then 'not-posted' else 'posted-on-another-day' end as cause,
            t.booked_on as on, (t.amount - coalesce(b.amount, 0))::bigint as amount, t.id as "transactionId", null::uuid as "voucherId", t.text
       from told t left join booked b on b.id = t.id where t.amount <> coalesce(b.amount, 0)
     union all
     select 'not-from-the-bank', p.posted_on, -p.amount, null, p.voucher_id, p.text from posted p
      where p.posted_on <= $5 and (p.id is null or not exists (select from told t where t.id = p.id))
     order by 2, 3`,
    [ctx.company.id, bankAccountId, account, currency, day],
  )
}
