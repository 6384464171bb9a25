import { parseArgs } from 'node:util'
import { buildCompanies } from '../../demo/build.ts'
import { seeded } from '../../demo/random.ts'
import type { Day } from '../../src/kernel/day.ts'
import { openBenchWorld } from '../bench/world.ts'
import type { Measured } from './measure-payments.ts'
import { measurePayments } from './measure-payments.ts'
import { seedPayers } from './payers.ts'

/**
 * `node --import tsx tools/quality/payment-day.ts [--seeds 41-43] [--customers 600] [--cuts 12] [--demo] [--json]`
 * The expected payment day and the forecast by week, measured on what came after (measure-payments.ts), month by month.
 * `--demo` measures the three demo companies too (their making takes a minute).
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '41-43' },
    customers: { type: 'string', default: '600' },
    cuts: { type: 'string', default: '12' },
    demo: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})

const [first, last] = values.seeds.split('-').map(Number)
const rows: Measured[] = []
const ends = '2026-10-31' as Day
const cuts = Number(values.cuts)
for (let seed = first!; seed <= (last ?? first!); seed++) {
  const world = await openBenchWorld()
  try {
    await seedPayers(world, seeded(seed), Number(values.customers))
    rows.push(...(await measurePayments(world, `payers, seed ${seed}`, ends, cuts)))
  } finally {
    await world.close()
  }
}
if (values.demo) {
  const world = await openBenchWorld()
  try {
    for (const [name, story] of Object.entries(await buildCompanies(world.installation)))
      rows.push(...(await measurePayments(story, `demo ${name}`, ends, cuts)))
  } finally {
    await world.close()
  }
}
if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`)
else console.table(rows)
