import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { worseAllowed, worsened } from './compare.ts'
import { type Figures, readFigures } from './figures.ts'

/**
 * `npm run bench:check [-- --against FILE] [--committed docs/performance.json]`: the bench with the sizes of the committed
 * figures, or the figures of FILE; exit code 1 when a ratio is more than 25 % worse. Seconds are not compared: they are the
 * machine's.
 */
const { values } = parseArgs({
  options: { committed: { type: 'string', default: 'docs/performance.json' }, against: { type: 'string' } },
})
const committed = readFigures(values.committed)
const measured = values.against ? readFigures(values.against) : await measure(committed)
const worse = worsened(committed, measured)
for (const line of worse) console.log(line)
console.log(
  worse.length === 0
    ? `no ratio is more than ${worseAllowed * 100} % worse than in ${values.committed}`
    : `${worse.length} worse than in ${values.committed}`,
)
process.exitCode = worse.length === 0 ? 0 : 1

async function measure({ n, items, repeats }: Figures): Promise<Figures> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'reskontra-bench-check-'))
  const out = path.join(folder, 'figures.json')
  const sizes = ['--n', String(n), '--items', String(items), '--repeats', String(repeats)]
  const bench = fileURLToPath(new URL('main.ts', import.meta.url))
  try {
    const child = spawn(process.execPath, ['--import', 'tsx', bench, ...sizes, '--out', out], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const code = await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject))
    if (code !== 0) throw new Error(`the bench ended with code ${code}`)
    return readFigures(out)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
