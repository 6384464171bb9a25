import type { Problem } from '../api/refused.ts'
import { useText } from '../lang/language.tsx'
import type { Phrase } from '../lang/phrase.ts'
import { useProblemTexts } from '../problems/use-problem-texts.ts'

/** Of several that were meant, those that an act leaves alone: how many, and of each why. Nothing when it leaves none. */
export function LeftOut({
  title,
  rows,
}: {
  /** Counts by {n}. */
  title: Phrase
  rows: readonly { number: string | null; problem: Problem }[]
}) {
  const t = useText()
  const said = useProblemTexts(rows.map(({ problem }) => problem))
  if (rows.length === 0) return null
  return (
    <details className="left-out small" open={rows.length <= 5}>
      <summary>{t(title, { n: rows.length })}</summary>
      <ul>
        {rows.map(({ number, problem }, index) => (
          <li key={`${number} ${problem.code} ${JSON.stringify(problem.data)}`}>
            {number && !said[index]?.includes(number) && <strong>{number}: </strong>}
            {said[index]}
          </li>
        ))}
      </ul>
    </details>
  )
}
