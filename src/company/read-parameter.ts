import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'
import type { parameterShapes, ShapedParameter } from './parameter-shapes.ts'

/** What is stored: as it was given, without the defaults of its shape. */
export type Parameter<N extends ShapedParameter> = z.input<(typeof parameterShapes)[N]>

/** A dated general parameter of the company as it is stored; null when none is in force. */
export async function readParameter<N extends ShapedParameter>(
  { db, company }: Pick<Ctx, 'db' | 'company'>,
  name: N,
  on: Day,
): Promise<Parameter<N> | null> {
  const row = await db.maybe<{ value: Parameter<N> }>(
    hot(
      `select value from company_settings where company_id = $1 and name = $2 and valid_from <= $3 order by valid_from desc limit 1`,
      [company.id, name, on],
    ),
  )
  return row?.value ?? null
}
