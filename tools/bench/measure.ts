/** One row of the answer: seconds and what PostgreSQL alone needed for the same rows. */
export interface Step {
  step: string
  n: number
  seconds: number
  per_second: number
  floor_a_seconds?: number
  floor_b_seconds?: number
  ratio_floor_a?: number
  ratio_floor_b?: number
  rss_max_mb?: number
  [more: string]: unknown
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - start) / 1e9
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

export const percentile = (values: readonly number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil((p / 100) * values.length) - 1)]!

export const round = (value: number, digits = 3): number => Number(value.toFixed(digits))

/** Watches this process's memory while the work runs. */
export async function withPeakMemory<R>(work: () => Promise<R>): Promise<{ result: R; rssMaxMb: number }> {
  let peak = process.memoryUsage.rss()
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 50)
  try {
    const result = await work()
    return { result, rssMaxMb: Math.round(Math.max(peak, process.memoryUsage.rss()) / 1e6) }
  } finally {
    clearInterval(timer)
  }
}
