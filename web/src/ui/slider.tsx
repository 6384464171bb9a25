import { useText } from '../lang/language.tsx'
import { sliderTexts } from './slider-texts.ts'
import './slider.css'

export interface Stop {
  key: string
  /** Read out, and shown while pointed at: "31 oktober 2026". */
  label: string
  /** Written below the stop, where there is room: "okt". Pressed, it goes there. */
  mark?: string | undefined
}

/** A line with stops: drag, arrows, or press a mark. */
export function Slider({
  label,
  stops,
  at,
  valueText,
  onMove,
}: {
  label: string
  stops: readonly Stop[]
  at: number
  /** What is chosen, where it lies between two stops. */
  valueText?: string
  onMove: (at: number) => void
}) {
  const t = useText()
  const last = Math.max(stops.length - 1, 1)
  const place = (index: number): string => `${(index / last) * 100}%`
  return (
    <div className="slider no-print">
      <input
        type="range"
        min={0}
        max={stops.length - 1}
        step={1}
        value={at}
        aria-label={label}
        aria-valuetext={valueText ?? stops[at]?.label}
        ref={(element) => element?.style.setProperty('--done', place(at))}
        onChange={(event) => onMove(Number(event.target.value))}
        // Arrows belong to the slider while it has the focus, not to the table below it.
        onKeyDown={(event) => /^(Arrow|Home|End|Page)/.test(event.key) && event.stopPropagation()}
      />
      <div className="marks">
        {stops.map(
          (stop, index) =>
            stop.mark !== undefined && (
              <button
                key={stop.key}
                type="button"
                tabIndex={-1}
                className={index === at ? 'now' : ''}
                ref={(element) => element?.style.setProperty('--at', place(index))}
                aria-label={t(sliderTexts.goTo, { label: stop.label })}
                title={stop.label}
                onClick={() => onMove(index)}
              >
                {stop.mark}
              </button>
            ),
        )}
      </div>
    </div>
  )
}
