import { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { dayText, id } from '../../db/schemas.ts'
import type { Day } from '../../kernel/day.ts'
import { later } from '../../kernel/day.ts'
import type { Id } from '../../kernel/id.ts'
import { formatMinor } from '../../kernel/money.ts'
import type { BankSetUp } from '../bank-set-up.ts'
import type { Suggestion } from '../matching/types.ts'
import type { CandidateRow } from '../placing/match-by-evidence.ts'
import type { BankTransaction } from '../types.ts'

export const effectShape = z.object({
  on: dayText.meta({ description: 'Day of the vouchers' }),
  vouchers: z
    .array(z.object({ kind: z.enum(['payment', 'transfer', 'small-difference']), voucher: z.string() }))
    .meta({ description: 'With the next numbers of the series: true unless somebody posts before' }),
  items: z.array(
    z.object({ itemId: id, number: z.string(), closes: z.boolean(), rest: z.string(), currency: z.string() }),
  ),
  writeOff: z
    .object({ amount: z.string(), account: z.string() })
    .nullable()
    .meta({ description: '+ given up, − gained' }),
  onAccount: z.string().nullable().meta({ description: 'What is left over goes to the account of the customer' }),
})
type Effect = z.output<typeof effectShape>

/** What accepting a suggestion does, by the rules of settleByPerson; changes and locks nothing. */
export function effectOf(
  { today, setUp, vouchersOn }: { today: Day; setUp: BankSetUp; vouchersOn: NextVouchers },
  transaction: BankTransaction & { posted: boolean },
  suggestion: Suggestion,
  rows: ReadonlyMap<Id, CandidateRow>,
): Effect {
  const chosen = suggestion.items.map(({ itemId, amount }) => ({ row: rows.get(itemId)!, amount }))
  const latest = chosen.reduce((day, { row }) => later(day, row.openedOn), today)
  const on = setUp.openDay('receivable', latest)
  const off = !suggestion.writeOff ? 0n : suggestion.difference !== 0n ? suggestion.difference : -suggestion.remainder
  // Difference is left on the last item that is not paid whole.
  const short = off > 0n ? chosen.findLast(({ row, amount }) => row.amountOpen !== amount) : undefined
  const parties = new Set(chosen.map(({ row }) => `${row.partyId} ${row.account} ${row.currency}`))
  const kinds: Effect['vouchers'][number]['kind'][] = [
    ...(transaction.posted ? [] : ['payment' as const]),
    ...[...parties].map(() => 'transfer' as const),
    ...(off === 0n ? [] : ['small-difference' as const]),
  ]
  // Left over money moves by a voucher of its own.
  if (off === 0n && suggestion.remainder > 0n) kinds.push('transfer')
  const numbers = vouchersOn(on, kinds.length)
  return {
    on,
    vouchers: kinds.map((kind, i) => ({ kind, voucher: numbers[i]! })),
    items: chosen.map(({ row, amount }) => {
      const rest = row.amountOpen - amount - (short?.row === row ? off : 0n)
      return {
        itemId: row.id,
        number: row.numberText,
        closes: rest === 0n,
        rest: formatMinor(rest, row.currency),
        currency: row.currency,
      }
    }),
    writeOff:
      off === 0n
        ? null
        : {
            amount: formatMinor(off, transaction.currency),
            account: setUp.accountOf(off > 0n ? 'smallDifference' : 'smallDifferenceGain', on),
          },
    onAccount: off === 0n && suggestion.remainder > 0n ? formatMinor(suggestion.remainder, transaction.currency) : null,
  }
}

export type NextVouchers = (on: Day, count: number) => string[]

/** The next numbers of a voucher series as they stand, by the day of the voucher; takes none. */
export async function readNextVouchers(ctx: Ctx, seriesId: Id): Promise<NextVouchers> {
  const { code, first, yearly } = await ctx.db.one<{ code: string; first: bigint; yearly: boolean }>(
    `select code, first_number as first, resets_yearly as yearly from number_series where company_id = $1 and id = $2`,
    [ctx.company.id, seriesId],
  )
  const counters = await ctx.db.rows<{ year: number; last: bigint }>(
    `select year, last_number as last from number_series_counters where company_id = $1 and series_id = $2`,
    [ctx.company.id, seriesId],
  )
  const lasts = new Map(counters.map((row) => [row.year, row.last]))
  return (on, count) => {
    const year = yearly ? Number(on.slice(0, 4)) : 0
    const last = lasts.get(year)
    const next = last === undefined ? first : last + 1n
    return Array.from({ length: count }, (_, i) => `${code} ${next + BigInt(i)}${year > 0 ? `/${year}` : ''}`)
  }
}
