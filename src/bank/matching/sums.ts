/** Which open items add up to an amount. Bounded: a search that was cut says so, for then nothing found is proven alone. */

export interface SumItem {
  /** Signed: a credit note is negative. */
  amount: bigint
}

export interface SumSearch<Item> {
  sums: Item[][]
  /** False when the steps ran out: there may be more sums than these. */
  complete: boolean
}

/**
 * All sets of 1 to `mostItems` items whose sum lies within `window` of `target`.
 * Depth first over the largest amounts; a branch ends where what is left cannot reach the target any more.
 */
export function findSums<Item extends SumItem>(
  items: readonly Item[],
  target: bigint,
  options: { window: bigint; mostItems: number; mostSums: number; steps: { left: number } },
): SumSearch<Item> {
  const sorted = [...items].sort((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : 0))
  const reachUp = new Array<bigint>(sorted.length + 1).fill(0n)
  const reachDown = new Array<bigint>(sorted.length + 1).fill(0n)
  for (let i = sorted.length - 1; i >= 0; i--) {
    const amount = sorted[i]!.amount
    reachUp[i] = reachUp[i + 1]! + (amount > 0n ? amount : 0n)
    reachDown[i] = reachDown[i + 1]! + (amount < 0n ? amount : 0n)
  }
  const sums: Item[][] = []
  const chosen: Item[] = []
  const { window, steps } = options
  const full = () => sums.length >= options.mostSums
  const search = (from: number, left: bigint): void => {
    if (left <= window && left >= -window && chosen.length > 0) sums.push([...chosen])
    if (chosen.length === options.mostItems) return
    for (let i = from; i < sorted.length; i++) {
      if (full() || steps.left <= 0) return
      if (left - window > reachUp[i]! || left + window < reachDown[i]!) return
      steps.left--
      chosen.push(sorted[i]!)
      search(i + 1, left - sorted[i]!.amount)
      chosen.pop()
    }
  }
  search(0, target)
  return { sums, complete: steps.left > 0 && !full() }
}

/** log2 of the number of sets of k out of n. */
export function setsInBits(n: number, k: number): number {
  let bits = 0
  for (let i = 0; i < k; i++) bits += Math.log2((n - i) / (i + 1))
  return bits
}
