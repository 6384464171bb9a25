import { z } from 'zod'
import { amountText, dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { formatMinor } from '../kernel/money.ts'
import { refuse } from '../kernel/problem.ts'

/** What an export would hold, before it is made: new vouchers, and those that the system has had. */
export const readPreview = verb({
  kind: 'read',
  name: 'exchange.read-preview',
  summary: 'What is waiting for an accounting system, and what it has had before',
  route: 'GET /exports/preview',
  ofWholeCompany: true,
  input: z.object({
    from: dayText.optional(),
    to: dayText.optional(),
    target: z.string().trim().min(1).max(40).default('ledger'),
  }),
  output: z.object({
    from: dayText.nullable().meta({ description: 'First voucher that waits; null: none does' }),
    to: dayText.nullable(),
    waiting: z
      .array(z.object({ currency: z.string(), vouchers: z.number().int(), debit: amountText }))
      .meta({ description: 'Not sent yet; a file holds one currency of the books' }),
    had: z.number().int().meta({ description: 'Vouchers of the range that the system has had' }),
  }),
  async run({ db, company, today, user }, { from, to, target }) {
    const rows = await db.rows<{
      currency: string
      from: string
      to: string
      vouchers: number
      debit: bigint
      isHad: boolean
    }>(
      // A posting bears the day and the currency of its voucher, and each voucher has one first line: one look at the postings
      // tells all. A day's postings in another currency than the books of the day are a redenomination's (select-vouchers.ts).
      `select d.currency, d."isHad", min(d.posted_on) as "from", max(d.posted_on) as "to", sum(d.vouchers)::int as vouchers, sum(d.debit)::bigint as debit
         from (select p.base_currency as currency, p.posted_on, e.voucher_id is not null as "isHad", count(*) filter (where p.line_no = 1) as vouchers,
                      coalesce(sum_minor(p.base_amount) filter (where p.base_amount > 0), 0) as debit
                 from postings p
                 left join exchange_exported_vouchers e on e.company_id = p.company_id and e.voucher_id = p.voucher_id and e.target = $4 and not e.again
                where p.company_id = $1 and p.posted_on between $2 and $3
                group by 1, 2, 3) d
         join company_currencies b on b.company_id = $1 and b.currency = d.currency and b.valid_from <= d.posted_on and d.posted_on < b.valid_to
        group by 1, 2 order by 1`,
      [company.id, from ?? '1900-01-01', to ?? today, target],
    )
    const waiting = rows.filter((row) => !row.isHad)
    return {
      from: waiting.map((row) => row.from).sort()[0] ?? null,
      to:
        waiting
          .map((row) => row.to)
          .sort()
          .at(-1) ?? null,
      waiting: waiting.map(({ currency, vouchers, debit }) => ({
        currency,
        vouchers,
        debit: formatMinor(debit, currency),
      })),
      had: rows.filter((row) => row.isHad).reduce((sum, row) => sum + row.vouchers, 0),
    }
  },
})
