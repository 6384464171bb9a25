import { useFormats, useText } from '../../../lang/language.tsx'
import { Strip } from '../../../ui/strip.tsx'
import { phraseOf } from './say.ts'
import type { Run, Sums } from './shapes.ts'
import { termsOf } from './shapes.ts'
import { texts } from './texts.ts'

/** What the run, or the part of it that is chosen, asks for. */
export function RunFigures({ run, sums }: { run: Run; sums: Sums }) {
  const t = useText()
  const formats = useFormats()
  const terms = termsOf(run)
  const amountsOf = (part: keyof Omit<Sums['sums'][number], 'currency'>) =>
    sums.sums.length === 0
      ? formats.amount('0')
      : sums.sums.map((sum) => (
          <span key={sum.currency} className="nowrap sum-of">
            {formats.amount(sum[part])}
            {run.totals.sums.length > 1 && <span className="quieter small"> {sum.currency}</span>}
          </span>
        ))
  return (
    <Strip
      figures={[
        {
          label: t(texts.letters),
          figure: formats.count(sums.letters),
          clause: byKind(sums)
            .map(([kind, n]) => t(phraseOf(texts, `n.${kind}`), { n }))
            .join(', '),
        },
        {
          label: t(texts.capital),
          figure: amountsOf('capital'),
          clause: t(texts.claimsN, { n: sums.items }),
        },
        {
          label: t(texts.interest),
          figure: amountsOf('interest'),
          clause: sums.withInterest > 0 ? t(texts.withInterestN, { n: sums.withInterest }) : t(texts.noInterest),
        },
        {
          label: t(texts.fees),
          figure: amountsOf('fee'),
          clause:
            sums.fees.length === 0
              ? t(texts.noFees)
              : sums.fees
                  .slice(0, 3)
                  .map(({ fee, letters }) => `${formats.count(letters)} × ${formats.amount(fee)}`)
                  .join(` ${t(texts.and)} `),
        },
        ...(terms.hasCompensation ? [{ label: t(texts.compensation), figure: amountsOf('compensation') }] : []),
        {
          label: t(texts.total),
          figure: amountsOf('total'),
          clause: terms.hasCharged
            ? sums.sums
                .filter(({ charged }) => /[1-9]/.test(charged))
                .map(({ charged, currency }) =>
                  t(texts.ofWhichCharged, {
                    amount: `${formats.amount(charged)}${run.totals.sums.length > 1 ? ` ${currency}` : ''}`,
                  }),
                )
                .join(', ')
            : undefined,
        },
      ]}
    />
  )
}

/** How many of each kind of letter, over policies and steps. */
function byKind({ steps }: Sums): [kind: string, rows: number][] {
  const kinds = new Map<string, number>()
  for (const { kind, rows } of steps) if (rows > 0) kinds.set(kind, (kinds.get(kind) ?? 0) + rows)
  return [...kinds]
}
