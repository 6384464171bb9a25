import './step-line.css'

export interface LinePoint {
  key: string
  label: string
  /** Under the label: "day 5 · 60 kr". */
  clause?: string
  /** Days since the point before. */
  days: number
  /** Above the line to it. */
  gap?: string
}

/** A chain of steps drawn as what it is: days after each other, darker as it grows graver. */
export function StepLine({
  label,
  points,
  chosen,
  onChoose,
}: {
  label: string
  points: readonly LinePoint[]
  chosen?: string | null
  onChoose?: (key: string) => void
}) {
  const most = Math.max(...points.map(({ days }) => days), 1)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where it is long, and keys must reach it
    <ol className="step-line" aria-label={label} tabIndex={0}>
      {points.map((point, index) => (
        <li
          key={point.key}
          style={{ '--grow': index === 0 ? 0 : 1 + (point.days / most) * 1.6 } as React.CSSProperties}
          className={index === 0 ? 'first' : ''}
        >
          {index > 0 && <span className="gap small quiet figures">{point.gap}</span>}
          <span className={`dot tone-${Math.min(index, 5)}`} aria-hidden />
          <span className="words">
            {onChoose && index > 0 ? (
              <button
                type="button"
                className="strong"
                aria-pressed={chosen === point.key}
                onClick={() => onChoose(point.key)}
              >
                {point.label}
              </button>
            ) : (
              <span className="strong">{point.label}</span>
            )}
            {point.clause && <span className="small quiet figures">{point.clause}</span>}
          </span>
        </li>
      ))}
    </ol>
  )
}
