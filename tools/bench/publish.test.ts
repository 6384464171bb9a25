import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { worsened } from './compare.ts'
import { type Figures, readFigures } from './figures.ts'
import { withTables } from './tables.ts'

const figures = (...steps: Figures['steps']): Figures => ({
  machine: { cpus: 4, model: 'Abacus', node: 'v20', memory_gb: 16 },
  n: 1000,
  items: 10_000,
  repeats: 3,
  steps,
})
const billing = { step: 'billing', n: 1000, seconds: 2, per_second: 500, ratio_floor_a: 1.6, ratio_floor_b: 4 }
const candidates = { step: 'candidates', n: 200, seconds: 1, per_second: 200, p95_ms: 61 }

const cases: [what: string, after: Figures, found: string[]][] = [
  ['a quarter worse is let pass', figures({ ...billing, ratio_floor_a: 2 }), []],
  [
    'more is told, by ratio',
    figures({ ...billing, ratio_floor_a: 2.01, ratio_floor_b: 8 }),
    ['billing ratio_floor_a: 2.01, committed 1.6 (26 % worse)', 'billing ratio_floor_b: 8, committed 4 (100 % worse)'],
  ],
  ['slower on a slower machine is not worse', figures({ ...billing, seconds: 20, per_second: 50 }), []],
  ['a step that is gone', figures(candidates), ['billing: not measured']],
  ['a ratio that is gone', figures({ ...billing, ratio_floor_b: undefined }), ['billing ratio_floor_b: not measured']],
]
test.each(cases)('%s', (_what, after, found) => {
  expect(worsened(figures(billing, candidates), after)).toEqual(found)
})

const page = `before
<!-- figures a.json -->
old
<!-- end -->
between
<!-- goals a.json -->
<!-- end -->
<!-- growth a.json b.json -->
<!-- end -->
<!-- figures c.json -->
<!-- end -->
after
`
const files: Record<string, Figures> = {
  'a.json': figures(billing, candidates),
  'b.json': figures({ ...billing, n: 10_000, seconds: 23 }),
}

test('the tables are made between the markers, and again the same', () => {
  const made = withTables(page, (file) => files[file] ?? null)
  expect(made).toContain('| billing | 1000 | 2 | 500 |  | 1.6 |  | 4 |  |  |')
  expect(made).toContain('| candidates | p95_ms | ≤ 50 | 61 | **no** |')
  expect(made).toContain('| billing | ratio_floor_a | ≤ 2 | 1.6 | yes |')
  expect(made).toContain('| billing | 1000 → 10000 (× 10) | 2 → 23 | × 11.50 | **no** |')
  expect(made).toContain('Not measured yet: c.json.')
  expect(made).not.toContain('old')
  expect(made.startsWith('before\n') && made.includes('\nbetween\n') && made.endsWith('\nafter\n')).toBe(true)
  expect(withTables(made, (file) => files[file] ?? null)).toBe(made)
})

test('what a person waits for: its own table, and a goal for each act', () => {
  const web = {
    ...figures(
      { step: 'first-load', n: 12, seconds: 0, per_second: 0, kb_gzipped: 213.2 },
      { step: 'scrolling', n: 598, seconds: 10, per_second: 59.9, p50_ms: 16.7, p95_ms: 17 },
      {
        step: 'act-invoices-by-due-day',
        n: 5,
        seconds: 2,
        per_second: 2.5,
        p50_ms: 400,
        p95_ms: 450,
        signed_p95_ms: 96,
      },
      { step: 'act-ageing-unfolded', n: 5, seconds: 2, per_second: 2.5, p50_ms: 400, p95_ms: 450, signed_p95_ms: 120 },
    ),
    load: [0.2, 1.4],
  }
  const made = withTables('<!-- web w.json -->\n<!-- end -->\n<!-- web-goals w.json -->\n<!-- end -->\n', () => web)
  expect(made).toContain('load 0.2 to 1.4; 10000 open invoices.')
  expect(made).toContain('| scrolling | 598 | 16.7 | 17 |  |  | frames a second 59.9 |')
  expect(made).toContain('| first-load | kb_gzipped | ≤ 250 | 213.2 | yes |')
  expect(made).toContain('| palette | p95_ms | ≤ 100 | | not measured |')
  expect(made).toContain('| act-invoices-by-due-day | signed_p95_ms | ≤ 100 | 96 | yes |')
  expect(made).toContain('| act-ageing-unfolded | signed_p95_ms | ≤ 100 | 120 | **no** |')
})

test.each(['docs/performance.md', 'docs/performance-web.md'])('%s shows the committed figures', (page) => {
  const committed = readFileSync(page, 'utf8')
  expect(withTables(committed, (file) => (existsSync(file) ? readFigures(file) : null))).toBe(committed)
})
