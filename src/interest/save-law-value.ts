import { z } from 'zod'
import { type LawSeries, lawNames } from '../countries/claims.ts'
import { halfYearStart } from '../countries/dated.ts'
import { country } from '../countries/index.ts'
import { audit } from '../db/audit.ts'
import { amountText, currencyCode, dayText, id } from '../db/schemas.ts'
import { hot } from '../db/sql.ts'
import { verb } from '../db/verb.ts'
import { newId } from '../kernel/id.ts'
import { formatMinor, parseMinor } from '../kernel/money.ts'
import type { Problem } from '../kernel/problem.ts'
import { Refused, refuse } from '../kernel/problem.ts'
import { readLawValues } from './read-law-values.ts'

const input = z.object({
  name: z.enum(lawNames),
  from: dayText.meta({ description: 'The first day on which it holds' }),
  percent: z
    .string()
    .regex(/^-?\d{1,3}(\.\d{1,4})?$/, 'a percent is a plain decimal: 10.15')
    .optional(),
  amount: amountText.optional(),
  currency: currencyCode.optional(),
  word: z.string().max(100).optional().meta({ description: 'Of dunning-regime: the short name of the act' }),
  source: z.string().trim().min(3).max(500).meta({ description: 'Where it is written: regulation, address, date' }),
  unverified: z
    .boolean()
    .default(false)
    .meta({ description: 'Assumed, not yet seen in its source: it counts, and what used it says so' }),
  checkedOn: dayText.optional().meta({ description: 'When the source was looked at; default: today' }),
})
type Given = z.output<typeof input>

/** A rate or amount of the law from its source, without a release: it holds from the next computation on. */
export const saveLawValue = verb({
  kind: 'write',
  name: 'interest.save-law-value',
  summary: 'Enter a rate or amount of the law with its source',
  route: 'POST /law-values',
  ofWholeCompany: true,
  input,
  output: z.object({
    id,
    name: z.string(),
    from: z.string(),
    value: z.string(),
    /** What late interest is on that day now; null where its row is still missing. */
    lateInterest: z.string().nullable(),
  }),
  async run(ctx, given) {
    const rules = country(ctx.company.country)
    const series =
      rules.claims.law[given.name] ??
      refuse('law.name-unknown', `the country knows no ${given.name}`, { name: given.name })
    const problems = check(series, given)
    if (problems.length > 0) throw new Refused(problems)
    const rowId = newId()
    const currency = series.unit === 'amount' ? (given.currency ?? series.currency) : null
    const amount = currency === null ? null : parseMinor(given.amount!, currency)
    await ctx.db.query(
      hot(
        `insert into law_values (company_id, id, name, valid_from, percent, amount, currency, word, source, checked_on, unverified, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, clock_timestamp())`,
        [
          ctx.company.id,
          rowId,
          given.name,
          given.from,
          given.percent ?? null,
          amount,
          currency,
          given.word ?? null,
          given.source,
          given.checkedOn ?? ctx.today,
          given.unverified,
          ctx.user.id,
        ],
      ),
    )
    const value = given.percent ?? given.word ?? `${formatMinor(amount!, currency!)} ${currency}`
    await audit(ctx, {
      verb: 'interest.save-law-value',
      subjects: [rowId],
      summary: {
        name: given.name,
        from: given.from,
        value,
        source: given.source,
        ...(given.unverified ? { unverified: true } : {}),
      },
    })
    const law = await readLawValues(ctx, rules)
    let lateInterest: string | null = null
    try {
      lateInterest = law.percentOn('late-interest', given.from).percent
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
    return { id: rowId, name: given.name, from: given.from, value, lateInterest }
  },
})

function check(series: LawSeries, given: Given): Problem[] {
  const { name, from } = given
  const problems: Problem[] = []
  const given3 = { percent: given.percent, amount: given.amount, word: given.word }
  for (const unit of ['percent', 'amount', 'word'] as const)
    if ((given3[unit] !== undefined) !== (series.unit === unit))
      problems.push({
        code: 'law.value-unit',
        message: `${name} is given as ${series.unit}, and as nothing else`,
        column: unit,
        data: { name, unit: series.unit },
      })
  if (series.each === 'half-year' && halfYearStart(from) !== from)
    problems.push({
      code: 'law.day-not-half-year',
      message: `${name} holds for half-years: it begins on 1 January or 1 July, not on ${from}`,
      column: 'from',
      data: { name, from },
    })
  if (series.unit === 'word' && given.word !== undefined && !series.words.includes(given.word))
    problems.push({
      code: 'law.word-unknown',
      message: `${name} is one of ${series.words.join(', ')}`,
      column: 'word',
      data: { name, words: series.words.join(', ') },
    })
  if (series.unit === 'amount' && given.amount?.startsWith('-'))
    problems.push({ code: 'law.amount-negative', message: 'an amount of the law is not below zero', column: 'amount' })
  return problems
}
