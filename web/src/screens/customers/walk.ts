/** The list that a card was opened from, so that arrows lead through it. Numbers only, for this tab. */
export interface Walk {
  numbers: string[]
  /** All that the filter found; more than `numbers` when not all were read. */
  total: number
  search: Record<string, unknown>
}

const placeOf = (company: string): string => `customers of ${company}`

export function keepWalk(company: string, walk: Walk): void {
  try {
    sessionStorage.setItem(placeOf(company), JSON.stringify(walk))
  } catch {
    // A full store loses the arrows, nothing else.
  }
}

export function readWalk(company: string): Walk | null {
  try {
    return JSON.parse(sessionStorage.getItem(placeOf(company)) ?? 'null') as Walk | null
  } catch {
    return null
  }
}
