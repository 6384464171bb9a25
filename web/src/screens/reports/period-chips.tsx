import { useSession } from '../../api/session.tsx'
import { useText } from '../../lang/language.tsx'
import { addDays } from '../../lang/read-entry.ts'
import { monthEnd } from '../../lang/read-month.ts'
import { texts } from './texts.ts'

export interface Span {
  from: string
  to: string
}

/** The periods that are asked for most, as chips that are pressed. */
export function PeriodChips({ span, onChange }: { span: Span; onChange: (span: Span) => void }) {
  const t = useText()
  const { company } = useSession()
  const { today } = company
  const year = Number(today.slice(0, 4))
  const lastMonth = addDays(`${today.slice(0, 7)}-01`, -1).slice(0, 7)
  const periods = [
    { label: t(texts.thisMonth), from: `${today.slice(0, 7)}-01`, to: today },
    { label: t(texts.lastMonth), from: `${lastMonth}-01`, to: monthEnd(lastMonth) },
    { label: t(texts.thisYear), from: `${year}-01-01`, to: today },
    { label: t(texts.lastYear), from: `${year - 1}-01-01`, to: `${year - 1}-12-31` },
  ]
  return (
    <span className="pills">
      {periods.map((period) => {
        const isChosen = period.from === span.from && period.to === span.to
        return (
          <button
            key={period.label}
            type="button"
            className={`pill chip-button ${isChosen ? 'chosen' : ''}`}
            aria-pressed={isChosen}
            onClick={() => onChange({ from: period.from, to: period.to })}
          >
            {period.label}
          </button>
        )
      })}
    </span>
  )
}
