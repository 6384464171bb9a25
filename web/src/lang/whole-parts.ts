/**
 * Amounts in whole units that add up to their own sum in whole units, as a reader adds what he sees: each is cut to the unit
 * below, and the units that are missing go to those that lost most.
 * @param amounts plain decimals, "295656.75"
 */
export function wholeParts(amounts: readonly string[]): string[] {
  const scale = 4
  const unit = 10n ** BigInt(scale)
  const exact = amounts.map((amount) => {
    const [whole = '0', part = ''] = amount.replace('-', '').split('.')
    const size = BigInt(whole) * unit + BigInt(part.padEnd(scale, '0').slice(0, scale))
    return amount.startsWith('-') ? -size : size
  })
  const below = exact.map((one) => (one - (((one % unit) + unit) % unit)) / unit)
  const sum = exact.reduce((all, one) => all + one, 0n)
  const half = unit / 2n
  const rounded = sum < 0n ? -((-sum + half) / unit) : (sum + half) / unit
  let missing = rounded - below.reduce((all, one) => all + one, 0n)
  const byLoss = exact
    .map((one, at) => ({ at, loss: one - below[at]! * unit }))
    .sort((a, b) => (a.loss < b.loss ? 1 : a.loss > b.loss ? -1 : a.at - b.at))
  for (const { at } of byLoss) {
    if (missing <= 0n) break
    below[at] = below[at]! + 1n
    missing -= 1n
  }
  return below.map(String)
}
