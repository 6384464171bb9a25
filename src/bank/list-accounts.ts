import { z } from 'zod'
import { dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
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
    const rows = await ctx.db.rows<Omit<z.output<typeof row>, 'balance' | 'balanceOn'>>(
      `select b.id, b.code, b.name, b.kind, b.currency, b.account, b.iban, b.bban, b.bankgiro, b.plusgiro, case when b.closed_on < 'infinity' then b.closed_on end as "closedOn",
              (select max(t.booked_on) from bank_transactions t where t.company_id = b.company_id and t.bank_account_id = b.id) as "lastBookedOn",
              (select count(*) from bank_transactions t where t.company_id = b.company_id and t.bank_account_id = b.id and t.booked_on >= $2::date - 92
                  and not exists (select from bank_postings p where p.company_id = t.company_id and p.bank_transaction_id = t.id))::int as unposted
         from bank_accounts b where b.company_id = $1 order by b.code`,
      [ctx.company.id, ctx.today],
    )
    const statements = await latestStatements(ctx)
    return {
      rows: rows.map((one) => {
        const last = statements.get(one.id)
        return {
          ...one,
          balance: last ? formatMinor(last.closing, one.currency) : null,
          balanceOn: (last?.closingOn ?? null) as Day | null,
        }
      }),
    }
  },
})
