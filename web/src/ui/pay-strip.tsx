import { ageOf } from './age-mark.tsx'
import './chart.css'

const step = 8
const [upMost, downMost] = [14, 6]
/** Days from which a bar is as long as it gets. */
const longAt = 60

/** How a customer pays, in a line of text: each bar one invoice, the newest last; above the line late, below it early, a dot on the day. */
export function PayStrip({ days, label }: { days: readonly { key: string; days: number }[]; label: string }) {
  const width = days.length * step
  return (
    <svg className="pay-strip" width={width} height="22" viewBox={`0 0 ${width} 22`} role="img" aria-label={label}>
      <line x1="0" x2={width} y1="15.5" y2="15.5" />
      {days.map((one, index) => {
        const share = Math.min(Math.abs(one.days) / longAt, 1)
        const height = one.days === 0 ? 2 : Math.max(3, share * (one.days > 0 ? upMost : downMost))
        return (
          <rect
            key={one.key}
            className={`age-${ageOf(one.days)}`}
            x={index * step + 1.5}
            width="5"
            y={one.days > 0 ? 15 - height : one.days === 0 ? 14.5 : 16}
            height={height}
            rx="1"
          />
        )
      })}
    </svg>
  )
}
