/** A small seeded generator (mulberry32): the same seed gives the same companies, files and figures on every machine. */
export interface Random {
  /** 0 ≤ n < most */
  below(most: number): number
  chance(perMille: number): boolean
  pick<T>(list: readonly T[]): T
  between(low: number, high: number): number
}

export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return (t ^ (t >>> 14)) >>> 0
  }
  const below = (most: number) => next() % most
  return {
    below,
    chance: (perMille) => below(1000) < perMille,
    pick: (list) => list[below(list.length)]!,
    between: (low, high) => low + below(high - low + 1),
  }
}
