import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { Work } from './work.ts'

/** Small differences that were written off and that nobody has attested; those reversed are left out. */
export async function writeOffs({ db, company }: Ctx, verb: string): Promise<Work[]> {
  const rows = await db.rows<{ currency: string; n: number; given: bigint; gained: bigint; oldestOn: Day }>(
    `select i.currency, count(*)::int as n, coalesce(sum(-i.amount) filter (where i.amount < 0), 0)::bigint as given,
            coalesce(sum(i.amount) filter (where i.amount > 0), 0)::bigint as gained, min(v.posted_on) as "oldestOn"
       from open_items i join vouchers v on v.company_id = i.company_id and v.id = i.voucher_id
      where i.company_id = $1 and i.kind = 'write-off' and v.transaction_type = 'small-difference'
        and not exists (select from write_off_attests a where a.company_id = v.company_id and a.voucher_id = v.id)
        and not exists (select from vouchers r where r.company_id = v.company_id and r.reverses_id = v.id)
      group by 1 order by 1`,
    [company.id],
  )
  if (rows.length === 0) return []
  const list = (name: 'given' | 'gained') =>
    rows
      .filter((row) => row[name] !== 0n)
      .map((row) => `${formatMinor(row[name], row.currency)} ${row.currency}`)
      .join(', ') || null
  return [
    {
      kind: 'write-offs',
      verb,
      subjectId: null,
      title: null,
      count: rows.reduce((all, row) => all + row.n, 0),
      amounts: rows.map(({ currency, given, gained }) => ({ amount: formatMinor(given - gained, currency), currency })),
      oldestOn: rows.map((row) => row.oldestOn).sort()[0]!,
      figures: { givenUp: list('given'), gained: list('gained') },
    },
  ]
}
