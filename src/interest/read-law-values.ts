import type { LawName, LawValues } from '../countries/claims.ts'
import type { CountryRules } from '../countries/country.ts'
import { country } from '../countries/index.ts'
import { type AddedLawValue, lawValues } from '../countries/law-values.ts'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import { minor } from '../kernel/money.ts'

/** The law that holds for the company: its country's rows and those that its people have added. */
export async function readLawValues(
  ctx: Pick<Ctx, 'db' | 'company'>,
  rules: CountryRules = country(ctx.company.country),
): Promise<LawValues> {
  return lawValues(rules.claims, await readAddedLawValues(ctx))
}

export interface AddedRow {
  name: LawName
  from: Day
  percent: string | null
  amount: bigint | null
  currency: string | null
  word: string | null
  source: string
  checked: Day
  unverified: boolean
}

/** In the order in which they were recorded: of one name and day the last one counts. */
async function readAddedLawValues({ db, company }: Pick<Ctx, 'db' | 'company'>): Promise<AddedLawValue[]> {
  const rows = await db.rows<AddedRow>(
    hot(
      `select name, valid_from as from, trim_scale(percent)::text as percent, amount, currency, word, source, checked_on as checked, unverified
         from law_values where company_id = $1 order by recorded_at, id`,
      [company.id],
    ),
  )
  return rows.map(({ name, from, percent, amount, currency, word, source, checked, unverified }): AddedLawValue => {
    const dated = { name, from, source, checked, ...(unverified ? { unverified } : {}) }
    if (percent !== null) return { ...dated, percent }
    return amount !== null ? { ...dated, amount: minor(amount), currency: currency! } : { ...dated, word: word! }
  })
}
