import './chart.css'

/** A whole and what became of it, on one line: the rest stays empty. Told in words beside it, so nothing is read out. */
export function PartBar({ parts, whole }: { parts: readonly { key: string; size: number }[]; whole: number }) {
  let x = 0
  return (
    <svg className="part-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect className="rest" width="100" height="4" />
      {parts.map(({ key, size }) => {
        const width = whole > 0 ? Math.min((Math.max(size, 0) / whole) * 100, 100 - x) : 0
        const at = x
        x += width
        return <rect key={key} className={key} x={at} width={Math.max(width - (x < 100 ? 0.8 : 0), 0)} height="4" />
      })}
    </svg>
  )
}
