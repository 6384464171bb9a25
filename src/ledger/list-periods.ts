import { z } from 'zod'
import { dayText } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'

/** The periods of the books, oldest first, with who closed them and which ledgers are locked apart. */
export const listPeriods = verb({
  kind: 'read',
  name: 'ledger.list-periods',
  summary: 'List the periods and their locks',
  route: 'GET /periods',
  input: z.object({ from: dayText.optional(), to: dayText.optional() }),
  output: z.object({
    rows: z.array(
      z.object({
        startsOn: dayText,
        endsOn: dayText,
        closedAt: z.string().nullable(),
        closedBy: z.string().nullable(),
        closingNo: z.number(),
        receivableLocked: z.boolean(),
        payableLocked: z.boolean(),
      }),
    ),
    firstOpenDay: dayText.nullable(),
  }),
  async run({ db, company }, { from, to }) {
    const rows = await db.rows<{
      startsOn: Day
      endsOn: Day
      closed_at: Date | null
      closedBy: string | null
      closingNo: number
      receivableLocked: boolean
      payableLocked: boolean
    }>(
      `select p.starts_on as "startsOn", p.ends_on as "endsOn", p.closed_at, u.name as "closedBy", p.closing_no as "closingNo",
              exists (select from periods l where l.company_id = p.company_id and l.ledger = 'receivable' and l.closed_at is not null
                         and l.starts_on <= p.ends_on and l.ends_on >= p.starts_on) as "receivableLocked",
              exists (select from periods l where l.company_id = p.company_id and l.ledger = 'payable' and l.closed_at is not null
                         and l.starts_on <= p.ends_on and l.ends_on >= p.starts_on) as "payableLocked"
         from periods p left join users u on u.id = p.closed_by
        where p.company_id = $1 and p.ledger = 'general' and ($2::date is null or p.ends_on >= $2) and ($3::date is null or p.starts_on <= $3)
        order by p.starts_on`,
      [company.id, from ?? null, to ?? null],
    )
    const open = await db.maybe<{ starts_on: Day }>(
      `select starts_on from periods where company_id = $1 and ledger = 'general' and closed_at is null order by starts_on limit 1`,
      [company.id],
    )
    return {
      rows: rows.map(({ closed_at, ...row }) => ({ ...row, closedAt: closed_at?.toISOString() ?? null })),
      firstOpenDay: open?.starts_on ?? null,
    }
  },
})
