import type { LawName } from '../countries/claims.ts'
import { lawNames } from '../countries/claims.ts'
import { country } from '../countries/index.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'

export interface LawTableRow {
  name: LawName
  from: Day
  percent: string | null
  amount: bigint | null
  currency: string | null
  word: string | null
  source: string
  checkedOn: Day
  unverified: boolean
  own: boolean
  holds: boolean
  recordedAt: string | null
  recordedBy: string | null
}

/** Every row of the law, shipped and added, by name and newest day; of one day the one recorded last comes first. */
export async function lawTable({ db, company }: Ctx): Promise<LawTableRow[]> {
  const { law } = country(company.country).claims
  const added = await db.rows<LawTableRow>(
    hot(
      `select v.name, v.valid_from as from, trim_scale(v.percent)::text as percent, v.amount, v.currency, v.word, v.source, v.checked_on as "checkedOn",
              v.unverified, true as own, false as holds, to_json(v.recorded_at) #>> '{}' as "recordedAt", u.name as "recordedBy"
         from law_values v left join users u on u.id = v.recorded_by
        where v.company_id = $1 order by v.recorded_at desc, v.id desc`,
      [company.id],
    ),
  )
  const shipped = lawNames.flatMap((name) =>
    (law[name]?.rows ?? []).map(
      (row): LawTableRow => ({
        name,
        from: row.from,
        percent: 'percent' in row ? row.percent : null,
        amount: 'amount' in row ? row.amount : null,
        currency: 'currency' in row ? row.currency : null,
        word: 'word' in row ? row.word : null,
        source: row.source,
        checkedOn: row.checked,
        unverified: row.unverified === true,
        own: false,
        holds: false,
        recordedAt: null,
        recordedBy: null,
      }),
    ),
  )
  const seen = new Set<string>()
  const rows = [...added, ...shipped].map((row) => {
    const key = `${row.name} ${row.from}`
    const holds = !seen.has(key)
    seen.add(key)
    return { ...row, holds }
  })
  const place = (row: LawTableRow) => lawNames.indexOf(row.name)
  return rows.sort((a, b) => place(a) - place(b) || (a.from < b.from ? 1 : a.from > b.from ? -1 : 0))
}
