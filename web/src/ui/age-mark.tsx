import './chart.css'

/** The age that a number of days late falls in, on the ramp that is age and nothing else: 0 (not due) to 4 (over 90 days). */
export const ageOf = (daysLate: number): 0 | 1 | 2 | 3 | 4 =>
  daysLate <= 0 ? 0 : daysLate <= 30 ? 1 : daysLate <= 60 ? 2 : daysLate <= 90 ? 3 : 4

/** The colour of an age beside the words that say it; beyond the ramp (5) it is hatched. */
export function AgeMark({ age }: { age: number }) {
  return (
    <svg className="age-mark" width="9" height="9" aria-hidden="true">
      <rect className={`age-${Math.min(age, 5)}`} width="9" height="9" rx="1.5" />
      {age >= 5 && <path d="M0 9 9 0M-2 4 4 -2M5 11 11 5" className="hatch" />}
    </svg>
  )
}
