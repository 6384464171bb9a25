const scale = 4
const unit = 10n ** BigInt(scale)

/** The sum of plain decimals ("-1250.50"), exact, with two decimals or as many as it needs. For what is told of rows that are all on the page. */
export function sumOf(amounts: readonly string[]): string {
  const sum = amounts.reduce((all, amount) => {
    const [whole = '0', part = ''] = amount.replace('-', '').split('.')
    const size = BigInt(whole) * unit + BigInt(part.padEnd(scale, '0').slice(0, scale))
    return amount.startsWith('-') ? all - size : all + size
  }, 0n)
  const size = sum < 0n ? -sum : sum
  const part = String(size % unit)
    .padStart(scale, '0')
    .replace(/0{1,2}$/, '')
  return `${sum < 0n ? '-' : ''}${size / unit}.${part}`
}
