import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

// What is kept for a while and then let go, as rows of a run are: clearing has to come for it.
const churn = `;
  const kept = new Array(500)
  let peak = 0
  for (let i = 0; i < 5_000; i++) {
    kept[i % kept.length] = Array.from({ length: 1_000 }, (_, k) => ({ k, text: 'row ' + k }))
    peak = Math.max(peak, process.memoryUsage().heapTotal)
    if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  console.log(peak)`

// Clearing on the one thread: it does not wait for what else runs on the machine.
const peakOf = (first: string): number => {
  const { stdout } = spawnSync(
    process.execPath,
    ['--single-threaded-gc', '--input-type=module', '-e', `${first}${churn}`],
    {
      encoding: 'utf8',
    },
  )
  return Number(stdout)
}

test('bin/heap.js: what is let go is cleared before it is three times what lives', () => {
  const heap = new URL('../../bin/heap.js', import.meta.url).href
  const [small, usual] = [peakOf(`await import('${heap}');`), peakOf('')]
  expect(small).toBeGreaterThan(0)
  expect(small).toBeLessThan(0.85 * usual)
})
