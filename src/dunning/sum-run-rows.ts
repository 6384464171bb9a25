import { z } from 'zod'
import { amountText, currencyCode, id } from '../db/schemas.ts'
import { verb } from '../db/verb.ts'
import { formatMinor } from '../kernel/money.ts'
import { causesOf, countRows, goes, totalsOf } from './count-rows.ts'
import { totalsShape } from './run-shape.ts'
import { isLetter } from './types.ts'

/** What a run, or one group of it, comes to: the figures that a person approves. */
export const sumRunRows = verb({
  kind: 'read',
  name: 'dunning.sum-run-rows',
  summary: 'What a dunning run, or one policy or step of it, comes to: letters, sums, fees, channels, holds',
  route: 'GET /dunning-runs/{runId}/sums',
  input: z.object({ runId: id, policy: z.string().optional(), stepNo: z.coerce.number().int().optional() }),
  output: totalsShape.omit({ waiting: true }).extend({
    states: z.record(z.string(), z.number()).meta({ description: 'Rows by state' }),
    channels: z.array(z.object({ channel: z.string(), letters: z.number() })),
    fees: z
      .array(z.object({ fee: amountText, currency: currencyCode, letters: z.number() }))
      .meta({ description: 'How many letters bear which fee' }),
    withInterest: z.number().meta({ description: 'Claims in rows that bear interest' }),
    wantsSecondPerson: z.boolean(),
  }),
  async run(ctx, { runId, policy, stepNo }) {
    const counts = await countRows(ctx, runId, { policy, stepNo })
    const { waiting: _, ...totals } = totalsOf(counts, await causesOf(ctx, runId, { policy, stepNo }), [])
    const states: Record<string, number> = {}
    const channels = new Map<string, number>()
    const fees = new Map<string, { fee: bigint; currency: string; letters: number }>()
    for (const one of counts) {
      states[one.state] = (states[one.state] ?? 0) + one.rows
      if (!goes(one) || !isLetter(one.kind)) continue
      if (one.channel) channels.set(one.channel, (channels.get(one.channel) ?? 0) + one.rows)
      if (one.fee === 0n) continue
      const key = `${one.fee} ${one.currency}`
      const fee = fees.get(key) ?? { fee: one.fee, currency: one.currency, letters: 0 }
      fees.set(key, { ...fee, letters: fee.letters + one.rows })
    }
    return {
      ...totals,
      states,
      channels: [...channels].map(([channel, letters]) => ({ channel, letters })).sort((a, b) => b.letters - a.letters),
      fees: [...fees.values()]
        .sort((a, b) => b.letters - a.letters)
        .map(({ fee, currency, letters }) => ({ fee: formatMinor(fee, currency), currency, letters })),
      withInterest: counts.filter((one) => goes(one) && one.interest > 0n).reduce((sum, one) => sum + one.items, 0),
      wantsSecondPerson: counts.some(({ state, wantsTwo }) => state === 'proposed' && wantsTwo),
    }
  },
})
