import type { Ctx } from '../../db/context.ts'
import type { Day } from '../../kernel/day.ts'
import type { Work } from './work.ts'

/** Notes whose day has come, one's own and those of others. */
export async function followUps({ db, company, today, user }: Ctx, verb: string): Promise<Work[]> {
  const row = await db.one<{ n: number; mine: number; late: number; oldestOn: Day | null }>(
    `select count(*)::int as n, count(*) filter (where n.noted_by = $3)::int as mine, count(*) filter (where n.follow_up_on < $2)::int as late, min(n.follow_up_on) as "oldestOn"
       from party_notes n join parties p on p.company_id = n.company_id and p.id = n.party_id
      where n.company_id = $1 and n.done_at is null and n.follow_up_on <= $2`,
    [company.id, today, user.id],
  )
  if (row.n === 0) return []
  return [
    {
      kind: 'follow-ups',
      verb,
      subjectId: null,
      title: null,
      count: row.n,
      amounts: [],
      oldestOn: row.oldestOn!,
      figures: { mine: row.mine, late: row.late },
    },
  ]
}
