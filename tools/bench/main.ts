import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import '../../bin/heap.js'
import { benchAgeing, seedPast } from './ageing.ts'
import { benchBilling, seedBilling } from './billing.ts'
import { benchDunning } from './dunning.ts'
import { benchInvoiceNow } from './invoice-now.ts'
import { benchCandidates, benchMatching, seedOpenItems } from './matching.ts'
import type { Step } from './measure.ts'
import { benchPdf } from './pdf.ts'
import { benchReadingAlone } from './reading.ts'
import type { BenchWorld } from './world.ts'
import { openBenchWorld } from './world.ts'

/**
 * `npm run bench -- --n 100000 --json [--steps billing,matching …] [--repeats 3] [--items 1000000]`
 * Every step runs beside its floors in one run, on an embedded PostgreSQL with its default durability, in a temporary
 * folder. Ratios count, seconds depend on the machine.
 */
const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '100000' },
    items: { type: 'string' },
    repeats: { type: 'string', default: '3' },
    steps: { type: 'string', default: 'billing,invoice-now,matching,dunning,ageing,candidates,reading,pdf' },
    json: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
const n = Number(values.n)
const items = Number(values.items ?? Math.max(n * 10, n * Number(values.repeats)))
const repeats = Number(values.repeats)
const wanted = new Set(values.steps.split(','))

const steps: Step[] = []
const put = (...rows: Step[]): void => {
  steps.push(...rows)
  for (const row of rows) process.stderr.write(`${row.step}: ${JSON.stringify(row)}\n`)
}

// Steps of one world; each world has a process of its own: the memory of a step is not that of another world's.
const worlds: { steps: string[]; measure(world: BenchWorld): Promise<void> }[] = [
  {
    steps: ['billing', 'invoice-now'],
    async measure(world) {
      if (wanted.has('billing')) put(...(await benchBilling(world, n, repeats)))
      else await seedBilling(world, n)
      if (wanted.has('invoice-now')) put(await benchInvoiceNow(world, 200))
    },
  },
  {
    steps: ['dunning', 'candidates', 'ageing', 'matching'],
    async measure(world) {
      await seedOpenItems(world, items)
      // On a ledger without a past: before the steps that make one.
      if (wanted.has('dunning')) put(...(await benchDunning(world, items, 1)))
      if (wanted.has('candidates')) put(await benchCandidates(world, items, 200))
      if (wanted.has('ageing')) {
        await seedPast(world, items)
        put(...(await benchAgeing(world, items, Math.max(3, repeats))))
      }
      if (wanted.has('matching')) put(...(await benchMatching(world, n, items, repeats)))
    },
  },
]
const asked = worlds.filter(({ steps }) => steps.some((step) => wanted.has(step)))
for (const world of asked) {
  if (asked.length > 1) put(...(await elsewhere(world.steps.filter((step) => wanted.has(step)))))
  else await inWorld(world.measure)
}

async function inWorld(work: (world: BenchWorld) => Promise<void>): Promise<void> {
  const world = await openBenchWorld()
  try {
    await work(world)
  } finally {
    await world.close()
  }
}

async function elsewhere(names: string[]): Promise<Step[]> {
  const sizes = ['--n', String(n), '--items', String(items), '--repeats', String(repeats)]
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...process.execArgv,
    import.meta.filename,
    ...sizes,
    '--steps',
    names.join(','),
    '--json',
  ])
  return (JSON.parse(stdout) as { steps: Step[] }).steps
}

if (wanted.has('reading')) put(await benchReadingAlone(200_000_000))
if (wanted.has('pdf')) put(await benchPdf(400))

const answer = {
  machine: {
    cpus: os.cpus().length,
    model: os.cpus()[0]?.model ?? '',
    node: process.version,
    memory_gb: Math.round(os.totalmem() / 1e9),
  },
  n,
  items,
  repeats,
  steps,
}
if (values.out) {
  mkdirSync(path.dirname(values.out), { recursive: true })
  writeFileSync(values.out, `${JSON.stringify(answer, null, 2)}\n`)
}
if (values.json) process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
else console.table(steps)
