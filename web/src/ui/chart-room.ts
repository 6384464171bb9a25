/** Which columns keep the figure above them where two beside each other have no room: the highest first. Null has none. */
export function withRoom(heights: readonly (number | null)[]): ReadonlySet<number> {
  const kept = new Set<number>()
  const highestFirst = heights
    .map((height, at) => ({ height, at }))
    .filter(({ height }) => height !== null)
    .sort((one, other) => other.height! - one.height! || one.at - other.at)
  for (const { at } of highestFirst) if (!kept.has(at - 1) && !kept.has(at + 1)) kept.add(at)
  return kept
}
