import { z } from 'zod'
import { lawNames } from '../countries/claims.ts'
import { halfYearStart } from '../countries/dated.ts'
import { country } from '../countries/index.ts'
import { verb } from '../db/verb.ts'
import type { Day } from '../kernel/day.ts'
import { addMonths } from '../kernel/day.ts'
import { formatMinor } from '../kernel/money.ts'
import { lawTable } from './law-table.ts'

export const lawRow = z.object({
  name: z.string(),
  from: z.string(),
  percent: z.string().nullable(),
  amount: z.string().nullable(),
  currency: z.string().nullable(),
  word: z.string().nullable(),
  source: z.string(),
  checkedOn: z.string().meta({ description: 'When a person last looked at the source' }),
  unverified: z.boolean().meta({ description: 'Assumed, or written from memory: look it up before you rely on it' }),
  own: z.boolean().meta({ description: 'Added by the company; the others are shipped' }),
  holds: z.boolean().meta({ description: 'The row of its day that counts: of several the one recorded last' }),
  recordedAt: z.string().nullable(),
  recordedBy: z.string().nullable(),
})

/** Rates, fees and limits of the law by the days from which they hold, and which half-years are missing. */
export const listLawValues = verb({
  kind: 'read',
  name: 'interest.list-law-values',
  summary: 'List the rates and amounts of the law, with their sources',
  route: 'GET /law-values',
  input: z.object({ name: z.enum(lawNames).optional() }),
  output: z.object({
    names: z.array(
      z.object({
        name: z.string(),
        what: z.string(),
        unit: z.string(),
        each: z.string(),
        currency: z.string().nullable(),
        words: z.array(z.string()),
        /** Where it is another rate and so many points. */
        above: z.object({ name: z.string(), points: z.string(), source: z.string() }).nullable(),
      }),
    ),
    rows: z.array(lawRow),
    missing: z
      .array(z.object({ name: z.string(), from: z.string() }))
      .meta({ description: 'Half-years, up to the one that begins within three months, without a row' }),
  }),
  async run(ctx, { name }) {
    const { law } = country(ctx.company.country).claims
    const names = lawNames.filter((one) => law[one] && (!name || one === name))
    const rows = (await lawTable(ctx)).filter((row) => names.includes(row.name))
    const soon = halfYearStart(addMonths(ctx.today, 3))
    const wanted = [...new Set([halfYearStart(ctx.today), soon])]
    return {
      names: names.map((one) => {
        const series = law[one]!
        return {
          name: one,
          what: series.what,
          unit: series.unit,
          each: series.each,
          currency: series.unit === 'amount' ? series.currency : null,
          words: series.unit === 'word' ? [...series.words] : [],
          above: series.unit === 'percent' ? (series.above ?? null) : null,
        }
      }),
      rows: rows.map(({ amount, ...row }) => ({
        ...row,
        amount: amount === null ? null : formatMinor(amount, row.currency!),
      })),
      missing: names.flatMap((one) => {
        const series = law[one]!
        // A country that has never had a row of the name does without it.
        if (series.each !== 'half-year' || !rows.some((row) => row.name === one)) return []
        const known = new Set<Day>(
          rows
            .filter((row) => row.name === one || (series.unit === 'percent' && row.name === series.above?.name))
            .map((row) => row.from),
        )
        return wanted.filter((from) => !known.has(from)).map((from) => ({ name: one, from }))
      }),
    }
  },
})
