import { parseArgs } from 'node:util'
import { clopperPearson, type EvaluationReport, evaluateMatching } from '../../src/bank/matching/evaluate.ts'
import { type Mix, type Numbering, plainMix, synthetic } from '../../src/bank/matching/synthetic.ts'

/**
 * `node --import tsx tools/quality/matching.ts [--seeds 301-310] [--customers 150] [--settlements 900] [--json]`
 * Matching on labelled sets made from seeds, all seeds of a kind taken together. `hard` has more damage, silence and twins.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '301-310' },
    customers: { type: 'string', default: '150' },
    settlements: { type: 'string', default: '900' },
    json: { type: 'boolean', default: false },
  },
})

const hardMix: Mix = {
  ...plainMix,
  damagedNumber: 0.7,
  moreDamage: 0.4,
  otherName: 0.5,
  silent: 0.15,
  missing: 0.1,
  subscription: 0.3,
}
const kinds: { name: string; numbering: Numbering; mix: Mix }[] = [
  { name: 'padded', numbering: 'padded', mix: plainMix },
  { name: 'yearly', numbering: 'yearly', mix: plainMix },
  { name: 'short', numbering: 'short', mix: plainMix },
  { name: 'padded, hard', numbering: 'padded', mix: hardMix },
]

const [from, to] = values.seeds.split('-').map(Number)
const seeds = Array.from({ length: (to ?? from!) - from! + 1 }, (_, i) => from! + i)
const size = { customers: Number(values.customers), settlements: Number(values.settlements) }

const rows = kinds.map(({ name, numbering, mix }) =>
  together(
    name,
    seeds.map((seed) => evaluateMatching(synthetic({ ...size, seed, numbering, mix }))),
  ),
)
if (values.json) process.stdout.write(`${JSON.stringify({ seeds, ...size, rows }, null, 2)}\n`)
else console.table(rows)

function together(numbering: string, reports: readonly EvaluationReport[]) {
  const sum = (count: (report: EvaluationReport) => number) => reports.reduce((total, one) => total + count(one), 0)
  const payments = sum((report) => report.payments)
  const labelled = sum((report) => report.labelled)
  const automatic = sum((report) => report.automatic)
  const right = sum((report) => report.automaticRight)
  const percent = (part: number, of: number) => Number(((100 * part) / of).toFixed(3))
  const [low, high] = clopperPearson(right, automatic)
  return {
    numbering,
    payments,
    automatic: percent(automatic, payments),
    wrong: automatic - right,
    precision: percent(right, automatic),
    precision_low: percent(low, 1),
    precision_high: percent(high, 1),
    within_1: percent(
      sum((report) => report.rightWithin1),
      labelled,
    ),
    within_3: percent(
      sum((report) => report.rightWithin3),
      labelled,
    ),
  }
}
