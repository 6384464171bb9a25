import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import { verb } from '../../db/verb.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import { latestStatements } from './statements.ts'

const row = z.object({
  id,
  code: z.string(),
  name: z.string(),
  kind: z.enum(['bank', 'cash', 'giro']),
  currency: z.string(),
  account: z.string().meta({ description: 'Account in the general ledger' }),
  iban: z.string().nullable(),
  bban: z.string().nullable(),
  bankgiro: z.string().nullable(),
  plusgiro: z.string().nullable(),
  closedOn: dayText.nullable(),
  lastBookedOn: dayText.nullable(),
  balance: z.string().nullable().meta({ description: 'Closing balance of the last statement' }),
  balanceOn: dayText.nullable(),
  balanceFileId: id.nullable().meta({ description: 'The file that told it' }),
  bookBalance: z.string().nullable().meta({
    description: 'Of the general ledger on the day of the bank balance, else today; null without sight of all areas',
  }),
  difference: z.string().nullable().meta({ description: 'Bank less books' }),
  unmatched: z
    .object({ count: z.number(), in: z.string(), out: z.string() })
    .meta({ description: 'On the matching desk' }),
  unposted: z.number().meta({ description: 'Payments of the last 92 days that no voucher shows' }),
})

/** The company's bank and cash accounts with what the bank said last. */
export const listAccounts = verb({
  kind: 'read',
  name: 'bank.list-accounts',
  summary: 'List bank and cash accounts',
  route: 'GET /bank-accounts',
  input: z.object({}),
  output: z.object({ rows: z.array(row) }),
  async run(ctx) {
    const rows = await ctx.db.rows<
      Omit<
        z.output<typeof row>,
        'balance' | 'balanceOn' | 'balanceFileId' | 'bookBalance' | 'difference' | 'unmatched'
      > & {
        waiting: number
        in: bigint
        out: bigint
      }
    >(
      `select b.id, b.code, b.name, b.kind, b.currency, b.account, b.iban, b.bban, b.bankgiro, b.plusgiro, case when b.closed_on < 'infinity' then b.closed_on end as "closedOn",
              (select max(t.booked_on) from bank_transactions t where t.company_id = b.company_id and t.bank_account_id = b.id) as "lastBookedOn",
              (select count(*) from bank_transactions t where t.company_id = b.company_id and t.bank_account_id = b.id and t.booked_on >= $2::date - 92
                  and not exists (select from bank_postings p where p.company_id = t.company_id and p.bank_transaction_id = t.id))::int as unposted
         , w.waiting, w.in, w.out
         from bank_accounts b
         cross join lateral (
           select count(*)::int as waiting, coalesce(sum(d.amount) filter (where d.amount > 0), 0)::bigint as in, coalesce(sum(d.amount) filter (where d.amount < 0), 0)::bigint as out
             from desk_payments d where d.company_id = b.company_id and d.bank_account_id = b.id and d.currency = b.currency) w
        where b.company_id = $1 order by b.code`,
      [ctx.company.id, ctx.today],
    )
    const statements = await latestStatements(ctx)
    const books =
      ctx.user.areas === 'all'
        ? await readBooks(
            ctx,
            rows.map((one) => ({ id: one.id, on: statements.get(one.id)?.closingOn ?? ctx.today })),
          )
        : null
    return {
      rows: rows.map(({ waiting, in: moneyIn, out, ...one }) => {
        const last = statements.get(one.id)
        const book = books ? (books.get(one.id) ?? 0n) : null
        return {
          ...one,
          bookBalance: book === null ? null : formatMinor(book, one.currency),
          difference: book === null || !last ? null : formatMinor(last.closing - book, one.currency),
          unmatched: { count: waiting, in: formatMinor(moneyIn, one.currency), out: formatMinor(out, one.currency) },
          balance: last ? formatMinor(last.closing, one.currency) : null,
          balanceOn: (last?.closingOn ?? null) as Day | null,
          balanceFileId: last?.fileId ?? null,
        }
      }),
    }
  },
})

async function readBooks(ctx: Ctx, wanted: readonly { id: string; on: string }[]): Promise<Map<string, bigint>> {
  const rows = await ctx.db.rows<{ id: string; balance: bigint }>(
    `select x.id, coalesce(sum(p.amount), 0)::bigint as balance
       from unnest($2::uuid[], $3::date[]) as x (id, on_day) join bank_accounts b on b.company_id = $1 and b.id = x.id
       join postings p on p.company_id = $1 and p.account = b.account and p.currency = b.currency and p.posted_on <= x.on_day group by 1`,
    [ctx.company.id, wanted.map((one) => one.id), wanted.map((one) => one.on)],
  )
  return new Map(rows.map((row) => [row.id, row.balance]))
}
