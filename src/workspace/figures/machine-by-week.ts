import type { Ctx } from '../../db/context.ts'
import type { Question } from './question.ts'
import { shareOf } from './share-of.ts'
import { weeksAround } from './weeks.ts'

const weeksBefore = 11

/**
 * Of the payments that matching runs of the week looked at (bank charges and returns aside), those that the machine settled,
 * wholly or in part. From the reports of the runs: a match undone later is not taken off.
 */
export async function machineByWeek({ db, company, user }: Ctx, { asOf, isFiltered }: Question) {
  if (isFiltered || user.areas !== 'all') return null
  const weeks = weeksAround(asOf, weeksBefore, 0)
  const rows = await db.rows<{ week: string; payments: number; matched: number }>(
    `select (date_trunc('week', approved_at at time zone $2))::date as week, sum((report ->> 'matched')::int)::int as matched,
            sum((report ->> 'matched')::int + (report ->> 'onAccount')::int + (report ->> 'unidentified')::int)::int as payments
       from runs where company_id = $1 and kind = 'match' and state = 'done'
        and approved_at >= ($3::date::timestamp at time zone $2) and approved_at < (($4::date + 1)::timestamp at time zone $2) group by 1`,
    [company.id, company.timeZone, weeks[0]!.from, asOf],
  )
  const found = new Map(rows.map((row) => [row.week, row]))
  return {
    weeks: weeks.map((week) => {
      const { payments, matched } = found.get(week.from) ?? { payments: 0, matched: 0 }
      return { ...week, payments, matched, share: shareOf(BigInt(matched), BigInt(payments)) }
    }),
  }
}
