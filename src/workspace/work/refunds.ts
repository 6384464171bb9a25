import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Work } from './work.ts'

/** Money to be paid back that waits for an attest; what wants four eyes is not shown to who proposed it. */
export async function refunds({ db, company, user }: Ctx, verb: string): Promise<Work[]> {
  const rows = await db.rows<{ currency: string; n: number; amount: bigint; oldestOn: Day; withoutAccount: number }>(
    `select currency, count(*)::int as n, sum(amount)::bigint as amount, min((proposed_at at time zone $2)::date) as "oldestOn",
            count(*) filter (where payee_account is null)::int as "withoutAccount"
       from refunds where company_id = $1 and attested_at is null and withdrawn_at is null and not (four_eyes and proposed_by is not distinct from $3)
      group by 1 order by 1`,
    [company.id, company.timeZone, user.id],
  )
  if (rows.length === 0) return []
  return [
    {
      kind: 'refunds',
      verb,
      subjectId: null,
      title: null,
      count: rows.reduce((all, row) => all + row.n, 0),
      amounts: rows.map(({ currency, amount }) => ({ amount: formatMinor(amount, currency), currency })),
      oldestOn: rows.map((row) => row.oldestOn).sort()[0]!,
      figures: { withoutAccount: rows.reduce((all, row) => all + row.withoutAccount, 0) },
    },
  ]
}
