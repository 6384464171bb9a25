import { z } from 'zod'
import { country } from '../countries/index.ts'
import { amountText, currencyCode, dayText, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { formatMinor } from '../kernel/money.ts'
import { admitToLetter } from './letters/admit.ts'
import { storedRow } from './letters/preview-letter.ts'
import { proposalOf } from './letters/proposed-letter.ts'
import { segmentsOf } from './letters/read-letters.ts'
import { rowInput } from './run-rows.ts'

/** What stands behind a row of a proposal: days and rates of its interest, and the law that bounds its fee on the day. */
export const readRow = verb({
  kind: 'read',
  recordsLooks: true,
  name: 'dunning.read-row',
  summary: 'A row of a dunning run with the days of its interest and the law of its fee',
  route: 'GET /dunning-runs/{runId}/rows/{rowNo}',
  input: rowInput,
  output: z.object({
    currency: currencyCode,
    fee: amountText,
    law: z
      .array(
        z.object({
          name: z.string(),
          from: dayText,
          unit: z.enum(['amount', 'percent', 'word']),
          value: z.string().meta({ description: 'A plain decimal, or the word of an act' }),
          source: z.string(),
        }),
      )
      .meta({ description: 'What the law gives for the fee on the day of the letter' }),
    items: z.array(
      z.object({
        itemId: id,
        interestFrom: dayText.nullable(),
        segments: z.array(
          z.object({ from: dayText, through: dayText, days: z.number(), percent: z.string(), principal: amountText }),
        ),
      }),
    ),
  }),
  async run(ctx, { runId, rowNo }) {
    const { proposal, party } = await proposalOf(ctx, await storedRow(ctx, runId, rowNo))
    await admitToLetter(ctx, party, 'dunning.read-row')
    const { currency } = proposal
    const { law } = country(ctx.company.country).claims
    return {
      currency,
      fee: formatMinor(proposal.fee, currency),
      law: proposal.law.map(({ value, ...one }) => {
        const series = law[one.name]
        const unit = series?.unit ?? 'word'
        return { ...one, unit, value: series?.unit === 'amount' ? formatMinor(BigInt(value), series.currency) : value }
      }),
      items: proposal.items.map(({ claim, interest }) => ({
        itemId: claim.itemId,
        interestFrom: interest.from,
        segments: segmentsOf(interest.segments, currency).map((segment) => ({
          ...segment,
          principal: formatMinor(segment.principal, currency),
        })),
      })),
    }
  },
})
