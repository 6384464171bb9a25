import { readFileSync } from 'node:fs'
import type { Step } from './measure.ts'

/** What `npm run bench -- --json --out FILE` and `npm run bench:web -- --out FILE` write. */
export interface Figures {
  machine: { cpus: number; model: string; node: string; memory_gb: number }
  /** Of the machine over a minute, when it began and when it ended; of bench:web. */
  load?: number[]
  n: number
  items: number
  repeats: number
  steps: Step[]
}

export const readFigures = (file: string): Figures => JSON.parse(readFileSync(file, 'utf8')) as Figures

/** The ratios of a step by field name: what counts, since seconds depend on the machine. Smaller is better. */
export const ratiosOf = (step: Step): [field: string, ratio: number][] =>
  Object.entries(step).filter((field): field is [string, number] => {
    const [name, value] = field
    return name.startsWith('ratio_') && typeof value === 'number'
  })

/** What each step is to reach; `at most` unless it says otherwise. */
export const goals: { step: string; field: string; limit: number; atLeast?: true }[] = [
  { step: 'billing', field: 'ratio_floor_a', limit: 2 },
  { step: 'billing', field: 'ratio_floor_b', limit: 5 },
  { step: 'invoice-now', field: 'ratio_bare', limit: 3 },
  { step: 'matching', field: 'ratio_floor_a', limit: 2 },
  { step: 'dunning', field: 'ratio_floor_a', limit: 2 },
  { step: 'ageing', field: 'ratio_floor_a', limit: 1.5 },
  { step: 'ageing-three-years-back', field: 'ratio_today', limit: 2 },
  { step: 'candidates', field: 'p95_ms', limit: 50 },
  { step: 'camt054-reading', field: 'mb_per_second', limit: 15, atLeast: true },
  { step: 'camt054-reading', field: 'rss_max_mb', limit: 300 },
  { step: 'pdf', field: 'per_cpu_second', limit: 20, atLeast: true },
  { step: 'pdf', field: 'rss_max_mb', limit: 500 },
  { step: 'billing', field: 'rss_max_mb', limit: 600 },
  { step: 'matching', field: 'rss_max_mb', limit: 600 },
  { step: 'dunning', field: 'rss_max_mb', limit: 600 },
]

/** What a person waits for (bench:web): each interaction answers within 100 ms or shows that it is on its way. */
export const webGoals: { step: string; field: string; limit: number; atLeast?: true }[] = [
  { step: 'first-load', field: 'kb_gzipped', limit: 250 },
  { step: 'first-screen', field: 'kb_scripts', limit: 250 },
  { step: 'palette', field: 'p95_ms', limit: 100 },
  { step: 'scrolling', field: 'per_second', limit: 59, atLeast: true },
  { step: 'act-', field: 'signed_p95_ms', limit: 100 },
]
