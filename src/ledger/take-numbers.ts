import { hot } from '../db/sql.ts'
import type { Db } from '../db/transaction.ts'
import type { Day } from '../kernel/day.ts'
import type { Id } from '../kernel/id.ts'
import { refuse } from '../kernel/problem.ts'

export interface NumberBlock {
  year: number
  first: bigint
  last: bigint
  prefix: string
  width: number
}

/**
 * Takes `count` consecutive numbers of a series, inside the caller's transaction: a rollback gives them back, so no gap
 * can arise. The counter row stays locked until commit; take numbers last, in blocks of at most 1 000, series in id order.
 */
export async function takeNumbers(db: Db, companyId: Id, seriesId: Id, on: Day, count: number): Promise<NumberBlock> {
  const block = await db.maybe<{ year: number; last: bigint; prefix: string; width: number }>(
    hot(
      `with series as (
       select company_id, id, prefix, width, first_number, case when resets_yearly then extract(year from $3::date)::int else 0 end as year
         from number_series where company_id = $1 and id = $2
     ), taken as (
       insert into number_series_counters as c (company_id, series_id, year, last_number)
       select company_id, id, year, first_number + $4 - 1 from series
       on conflict (company_id, series_id, year) do update set last_number = c.last_number + $4
       returning last_number, year
     )
     select taken.year, taken.last_number as last, series.prefix, series.width from taken, series`,
      [companyId, seriesId, on, count],
    ),
  )
  if (!block) return refuse('number-series.unknown', `there is no number series ${seriesId}`)
  return {
    year: block.year,
    first: block.last - BigInt(count) + 1n,
    last: block.last,
    prefix: block.prefix,
    width: block.width,
  }
}

/** The number as printed: prefix and zero-padded digits ("0000001000"). */
export const numberText = (block: Pick<NumberBlock, 'prefix' | 'width'>, number: bigint): string =>
  block.prefix + number.toString().padStart(block.width, '0')
