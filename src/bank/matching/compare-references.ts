/** One place of two numbers laid under each other; null: nothing stands there. */
export interface Place {
  given: string | null
  own: string | null
  differs: boolean
}

export interface Comparison {
  given: string
  own: string
  kind: 'same' | 'transposed' | 'one-wrong' | 'one-missing' | 'one-extra' | 'several'
  /** Slips between them: a changed, lost or added digit, or two neighbours swapped. */
  slips: number
  places: Place[]
}

const longest = 64

/** Two references digit by digit, laid so that as few places as possible differ (optimal string alignment). */
export function compareReferences(givenText: string, ownText: string): Comparison {
  const [given, own] = [givenText.slice(0, longest), ownText.slice(0, longest)]
  const cost = costs(given, own)
  const places: Place[] = []
  const kinds: Comparison['kind'][] = []
  let [i, j] = [given.length, own.length]
  while (i > 0 || j > 0) {
    const here = cost[i]![j]!
    const same = i > 0 && j > 0 && given[i - 1] === own[j - 1]
    if (same && here === cost[i - 1]![j - 1]) {
      places.push({ given: given[--i]!, own: own[--j]!, differs: false })
    } else if (swapped(given, own, i, j) && here === cost[i - 2]![j - 2]! + 1) {
      kinds.push('transposed')
      for (let n = 0; n < 2; n++) places.push({ given: given[--i]!, own: own[--j]!, differs: true })
    } else if (i > 0 && j > 0 && here === cost[i - 1]![j - 1]! + 1) {
      kinds.push('one-wrong')
      places.push({ given: given[--i]!, own: own[--j]!, differs: true })
    } else if (j > 0 && here === cost[i]![j - 1]! + 1) {
      kinds.push('one-missing')
      places.push({ given: null, own: own[--j]!, differs: true })
    } else {
      kinds.push('one-extra')
      places.push({ given: given[--i]!, own: null, differs: true })
    }
  }
  const slips = cost[given.length]![own.length]!
  return {
    given,
    own,
    kind: slips === 0 ? 'same' : slips === 1 ? kinds[0]! : 'several',
    slips,
    places: places.reverse(),
  }
}

function costs(given: string, own: string): number[][] {
  const cost = Array.from({ length: given.length + 1 }, (_, i) => [i, ...new Array<number>(own.length).fill(0)])
  cost[0] = Array.from({ length: own.length + 1 }, (_, j) => j)
  for (let i = 1; i <= given.length; i++)
    for (let j = 1; j <= own.length; j++) {
      const changed = cost[i - 1]![j - 1]! + (given[i - 1] === own[j - 1] ? 0 : 1)
      const least = Math.min(changed, cost[i - 1]![j]! + 1, cost[i]![j - 1]! + 1)
      cost[i]![j] = swapped(given, own, i, j) ? Math.min(least, cost[i - 2]![j - 2]! + 1) : least
    }
  return cost
}

const swapped = (given: string, own: string, i: number, j: number): boolean =>
  i > 1 && j > 1 && given[i - 1] !== own[j - 1] && given[i - 1] === own[j - 2] && given[i - 2] === own[j - 1]
