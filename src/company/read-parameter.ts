import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'

/** A dated general parameter of the company as it is stored; null when none is in force. */
export async function readParameter<T = unknown>(
  { db, company }: Pick<Ctx, 'db' | 'company'>,
  name: string,
  on: Day,
): Promise<T | null> {
  const row = await db.maybe<{ value: T }>(
    hot(
      `select value from company_settings where company_id = $1 and name = $2 and valid_from <= $3 order by valid_from desc limit 1`,
      [company.id, name, on],
    ),
  )
  return row?.value ?? null
}
