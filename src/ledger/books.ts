import type { ShapedParameter } from '../company/parameter-shapes.ts'
import type { Parameter } from '../company/read-parameter.ts'
import { country } from '../countries/index.ts'
import type { Company, Ctx } from '../db/context.ts'
import { hot } from '../db/sql.ts'
import type { Day } from '../kernel/day.ts'

/** The company's currencies, rates and general parameters, read once for a batch. */
export interface Books {
  /** What the program writes into the books is in it. */
  language: Company['language']
  /** Currency of the books, dated. */
  baseOn(on: Day): string
  /** Units of base currency for one unit: the latest rate on or before the day; null where there is none. */
  rateOn(currency: string, on: Day, base?: string): { rate: string; on: Day } | null
  /** A dated general parameter; null when never set. */
  parameter<N extends ShapedParameter>(name: N, on: Day): Parameter<N> | null
  parameter(name: string, on: Day): unknown
}

export async function readBooks({ db, company }: Pick<Ctx, 'db' | 'company'>): Promise<Books> {
  const [currencies, rates, parameters] = await Promise.all([
    db.rows<{ valid_from: Day; valid_to: Day; currency: string }>(
      hot(`select valid_from, valid_to, currency from company_currencies where company_id = $1`, [company.id]),
    ),
    db.rows<{ currency: string; base_currency: string; valid_on: Day; rate: string }>(
      hot(
        `select currency, base_currency, valid_on, trim_scale(rate)::text as rate from exchange_rates where company_id = $1 order by valid_on desc`,
        [company.id],
      ),
    ),
    db.rows<{ name: string; valid_from: Day; value: unknown }>(
      hot(`select name, valid_from, value from company_settings where company_id = $1 order by valid_from desc`, [
        company.id,
      ]),
    ),
  ])
  const byPair = new Map<string, { rate: string; on: Day }[]>()
  for (const { currency, base_currency, valid_on, rate } of rates) {
    const pair = `${currency} ${base_currency}`
    const list = byPair.get(pair)
    if (list) list.push({ rate, on: valid_on })
    else byPair.set(pair, [{ rate, on: valid_on }])
  }
  const baseOn = (on: Day) =>
    currencies.find((row) => row.valid_from <= on && on < row.valid_to)?.currency ??
    country(company.country).currency.baseOn(on)
  return {
    language: company.language,
    baseOn,
    rateOn: (currency, on, base = baseOn(on)) => byPair.get(`${currency} ${base}`)?.find((row) => row.on <= on) ?? null,
    parameter: (name: string, on: Day) =>
      (parameters.find((row) => row.name === name && row.valid_from <= on)?.value ?? null) as never,
  }
}
